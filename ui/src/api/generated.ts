// Generated from crates/app/src/api by `cargo xtask codegen`. Do not edit: change the Rust types and run it again.

/** How to get in. */
export type Access = {
  /** In words; may be empty. */
  description: string,
  /** Where the key safe is; may be empty. */
  keysafeLocation: string,
  /** Its code; may be empty. Shown only when asked for. */
  keysafeCode: string,
  /** Where to park; may be empty. */
  parking: string,
  /** The code of an outer door; may be empty. Shown only when asked for. */
  entryCode: string,
  /** Where the water is turned off; may be empty. */
  stopcock: string,
  /** Where gas, electricity and heating are turned off; may be empty. */
  isolation: string,
};

/** Something to know before knocking. */
export type Alert = {
  /** True for a person's alert, false for the place's. */
  aboutPerson: boolean,
  /** HACT's type in words: "No lone visits". */
  title: string,
  /** What to do; may be empty. */
  instruction: string,
  /** "Confirmed 3 months ago"; may be empty. */
  age: string,
  /** True when the office is to be rung before anything else. */
  ringFirst: boolean,
  /** How loudly to show it. */
  tone: Tone,
};

/** A decision on an alert. */
export type AlertDecisionShown = {
  /** Its identity. */
  id: string,
  /** "Confirmed until Wed 26 May". */
  what: string,
  /** The instruction, or why it was declined. */
  words: string,
  /** "Joan Ellis, today 11:03". */
  by: string,
  /** True for the one that stands, or for each that competes. */
  stands: boolean,
};

/** What the screen needs to raise an alert at a home. */
export type AlertForm = {
  /** The home in one line. */
  address: string,
  /** HACT's types of alerts about somebody who lives there. */
  personTypes: Array<AlertType>,
  /** HACT's types of alerts about the place. */
  placeTypes: Array<AlertType>,
  /** Today: "2026-11-27". */
  today: string,
  /** The day of review that is proposed: half a year from today. */
  review: string,
  /** The furthest day of review. */
  furthestReview: string,
  /** Whoever holds this phone: they decided, unless it was somebody else. */
  person: string,
};

/** An alert in a list: its title alone. */
export type AlertMark = {
  /** "Do not visit alone". */
  title: string,
  /** How loudly to show it. */
  tone: Tone,
};

/** An alert was raised. */
export type AlertRaised = {
  /** The landlord's number, as dialled; may be empty. */
  controlNumber: string,
};

/** What an alert rests on, for those who decide. */
export type AlertReportPage = {
  /** What the list shows of it. */
  row: AlertReportRow,
  /** By which people speak of it: "D-7QK3M2ZP". */
  reference: string,
  /** What happened, in the words of whoever raised it. */
  happened: string,
  /** "Thu 26 Nov". */
  happenedOn: string,
  /** Who decided that it should be raised. */
  decidedBy: string,
  /** "Yes", or "No: it would put his wife in danger". */
  told: string,
  /** "Ada Byrne, today 10:42". */
  raisedBy: string,
  /** True for whoever raised it: somebody else decides. */
  yours: boolean,
  /** HACT's types that it can have. */
  types: Array<AlertType>,
  /** The type as it is proposed, or stands. */
  typeCode: string,
  /** The instruction as it is proposed, or stands. */
  instruction: string,
  /** The last day as it is proposed, or half a year from today where that has gone by. */
  review: string,
  /** The furthest day of review. */
  furthestReview: string,
  /** Every decision, the latest first. */
  decisions: Array<AlertDecisionShown>,
  /** True when two decided differently without sight of each other. */
  competing: boolean,
  /** What a person at the door is shown; none when nothing is. */
  atTheDoor: Alert | null,
  /** Edits of it that wait to be sent. */
  waiting: number,
};

/** An alert in the list of those who decide. */
export type AlertReportRow = {
  /** Its record. */
  id: string,
  /** The home in one line. */
  address: string,
  /** "About a person, raised today 10:42". */
  about: string,
  /** "Waits for a second person". */
  standing: string,
  /** How loudly to show it. */
  tone: Tone,
  /** True while somebody has to decide. */
  open: boolean,
};

/** What somebody raises an alert on. */
export type AlertSaid = {
  /** About somebody who lives there; otherwise about the place. */
  aboutPerson: boolean,
  /** [`AlertType::code`. */
  typeCode: string,
  /** What happened: one incident. It goes to those who decide, and is shown at no door. */
  happened: string,
  /** The day on which it happened: "2026-11-26". */
  happenedOn: string,
  /** What whoever comes is to do, as it would stand at the door. */
  instruction: string,
  /** Who decided that it should be raised. */
  decidedBy: string,
  /** The last day on which it is to hold, within a year. */
  review: string,
  /** The person was told of it. */
  told: boolean,
  /** Why they were not; empty when they were. */
  whyNotTold: string,
};

/** A type of alert. */
export type AlertType = {
  /** HACT's code: "20-10". */
  code: string,
  /** "Hard of hearing". */
  words: string,
};

/** What somebody decides. */
export type AlertVerdict = { "verdict": "confirmed",
  /** [`AlertType::code`. */
  typeCode: string,
  /** What to do at the door. */
  instruction: string,
  /** The last day on which it holds. */
  review: string,
}
| { "verdict": "declined",
  /** Why. */
  reason: string,
};

/** Something that is to be done. */
export type AsbActionShown = {
  /** For `finish_asb_action`. */
  id: string,
  /** What. */
  what: string,
  /** Who does it. */
  who: string,
  /** "By Thu 3 Dec"; "No day agreed". */
  by: string,
  /** "To do", "Overdue", "Done". */
  standing: string,
  /** Its tone. */
  tone: Tone,
  /** True until it is done. */
  open: boolean,
  /** What was done, by whom and when; one line for each who said so. */
  done: Array<string>,
};

/** How a customer wants to hear. */
export type AsbContactShown = {
  /** "Telephone, every Friday". */
  words: string,
  /** When they must not be reached; may be empty. */
  notWhen: string,
  /** "Noor Aziz, today 10:42". */
  by: string,
};

/** Something that happened. */
export type AsbDiaryShown = {
  /** Stable within the report. */
  id: string,
  /** When it happened: "Yesterday 23:00". */
  happened: string,
  /** In their words; may be empty. */
  words: string,
  /** How it affected them; may be empty. */
  affected: string,
  /** "Noor Aziz, today 10:42". */
  by: string,
  /** The same in their own voice. */
  spoken: AsbSpoken | null,
};

/** Something that happened, for the diary. */
export type AsbHappened = {
  /** The day: "2026-11-25". */
  day: string,
  /** The time in London: "23:00". */
  time: string,
  /** What happened, in their words; may be empty where it is spoken. */
  words: string,
  /** How it affected them; may be empty. */
  affected: string,
};

/** What kind of behaviour it is, as the customer means it. */
export type AsbKind = "noise" | "harassment" | "hate_incident" | "violence" | "drugs" | "gathering" | "damage" | "rubbish" | "animals" | "vehicles" | "other";

/** A report, whole. */
export type AsbPage = {
  /** What the list shows of it. */
  row: AsbRow,
  /** By which people speak of it. */
  reference: string,
  /** Where they live; may be empty. */
  address: string,
  /** The home's id, while it is on this phone. */
  home: string | null,
  /** What happens, whole and in their words. */
  words: string,
  /** Label and text: since when, where, who is affected, who does it. */
  details: Array<Detail>,
  /** They want it kept from the others in their home. */
  keptApart: boolean,
  /** "Noor Aziz, today 10:42". */
  by: string,
  /** The diary, the newest first. */
  diary: Array<AsbDiaryShown>,
  /** What is asked about risk, with what was answered last. */
  risk: Array<AsbRiskShown>,
  /** "Asked last by Noor Aziz, today 10:42; 2 times in all"; empty before the first time. */
  riskAsked: string,
  /** What is to be done, what is open first. */
  actions: Array<AsbActionShown>,
  /** How they want to hear; none before that was agreed, several where two agreed it without hearing of each other. */
  contact: Array<AsbContactShown>,
  /** What was agreed before that, the newest first. */
  contactBefore: Array<AsbContactShown>,
  /** When it was closed or opened again, oldest first. */
  turns: Array<Detail>,
  /** "2 entries were written that whoever closed it had not seen"; empty otherwise. */
  unseen: string,
};

/** An answer to a question about risk. */
export type AsbRiskAnswer = "yes" | "no" | "unsure" | "rather_not_say";

/** A question about risk. */
export type AsbRiskShown = {
  /** By which its answer is known. */
  name: string,
  /** As it is asked. */
  words: string,
  /** What was answered last; none where nobody answered. A yes goes before what others heard at the same time. */
  answer: AsbRiskAnswer | null,
  /** That in words, with whoever asked where two heard different things; may be empty. */
  answered: string,
};

/** One report in a list. */
export type AsbRow = {
  /** Its id, for `asb`. */
  id: string,
  /** "Noise". */
  kind: string,
  /** Who reports it. */
  customer: string,
  /** The beginning of it, in their words. */
  words: string,
  /** "Today 10:42". */
  received: string,
  /** "Open, 3 diary entries". */
  standing: string,
  /** True until it is closed. */
  open: boolean,
  /** Something was written that whoever closed it had not seen. */
  unseen: boolean,
  /** What was answered last about risk is not to wait. */
  atOnce: boolean,
  /** Edits of it that wait to be sent. */
  waiting: number,
};

/** What a customer reports. */
export type AsbSaid = {
  /** What kind. */
  kind: AsbKind,
  /** What happens, in their own words. */
  words: string,
  /** Since when; may be empty. */
  since: string,
  /** Where; may be empty. */
  place: string,
  /** Who is affected, and how; may be empty. */
  affected: string,
  /** Who does it; may be empty. */
  about: string,
  /** Who reports it. */
  customer: string,
  /** They want it kept from the others in their home. */
  keptApart: boolean,
};

/** An entry in the customer's own voice. */
export type AsbSpoken = {
  /** SHA-256 of its bytes, hex: also its name for `recording`. */
  hash: string,
  /** "0:42". */
  length: string,
  /** Where its bytes are. */
  state: PhotoState,
};

/** What the asbestos register says of one thing in one room. */
export type AsbestosEntry = {
  /** "Kitchen". */
  room: string,
  /** True when the order says that the work is in that room. */
  here: boolean,
  /** "Textured coating, ceiling". */
  what: string,
  /** "Asbestos", "Presumed asbestos", "None found", "Taken out". */
  state: string,
  /** How loudly to show it. */
  tone: Tone,
  /** What to do; may be empty. */
  instruction: string,
  /** "Surveyed 4 March 2019"; may be empty. */
  surveyed: string,
};

/** One visit at which nobody let them in: its evidence. */
export type Attempt = {
  /** Stable within the job. */
  id: string,
  /** "Nobody answered". */
  happened: string,
  /** "Ada Byrne, today 10:42". */
  by: string,
  /** True when a calling card was left and photographed. */
  cardLeft: boolean,
  /** `Photo::hash` of its photo, once the job shows it. */
  card: string | null,
  /** Why no card was left; may be empty. */
  noCardBecause: string,
  /** "Knocked 10:40", in the order in which they tried. */
  contacts: Array<string>,
  /** The next appointment that was offered; may be empty. */
  offered: string,
  /** What is missing as evidence, in words; empty when nothing is. */
  lacking: Array<string>,
};

/** How a job was booked at a door. */
export type Booked = {
  /** The id of the job that it was booked from, while that is on this phone. */
  follows: string | null,
  /** "About 90 minutes, 2 people", "Plastering", "One bag of finish", "Suits the customer: Tue 1 Dec AM". */
  terms: Array<string>,
};

/** What a job is booked for at a door. */
export type BookingPurpose = "follow_on" | "return" | "survey";

/** One way to ring somebody. */
export type Call = {
  /** What the phone dials: digits and `+`, `#`, `*`, `,`, `;`. */
  dial: string,
  /** "Call 07700 900123"; "Call Wilf Sutcliffe" where the number is not to be seen. */
  words: string,
};

/** A code found by search. */
export type CodeRow = {
  /** "PLP5R082". */
  code: string,
  /** "Re-enamel any size bath". */
  description: string,
  /** "each". */
  unit: string,
  /** Trade in words; may be empty. */
  trade: string,
  /** Standard minutes; none where the landlord gives none. */
  standardMinutes: number | null,
  /** True when the person keeps it among their favourites. */
  favourite: boolean,
};

/** Somebody whom the work can be given to. */
export type Colleague = {
  /** Pass it back with `ask_swap`. */
  person: string,
  /** "Dev Patel". */
  name: string,
};

/** Edits that compete. */
export type Competition = {
  /** Pass it back with `settle`. */
  field: string,
  /** "Quantity of PLP5R082". */
  label: string,
  /** At least two. */
  sides: Array<Side>,
};

/** Whom a worry is about. */
export type ConcernAbout = "child" | "adult" | "abuse";

/** What is said once a worry is saved. */
export type ConcernSaved = {
  /** The number of whoever is on duty at the landlord; may be empty. */
  dutyNumber: string,
};

/** Somebody to ring. */
export type Contact = {
  /** Full name. */
  name: string,
  /** Ways to ring them. */
  calls: Array<Call>,
  /** "They do not see your number", "No number held"; may be empty. */
  words: string,
};

/** One try to reach the customer. */
export type ContactMade = {
  /** How. */
  method: ContactMethod,
  /** When, in milliseconds since 1970 UTC by this phone's clock. */
  at: number,
};

/** A way to reach a customer from their door. */
export type ContactMethod = "knocked" | "telephoned" | "texted" | "emailed" | "asked_nearby" | "office";

/** How the customer wants a copy of what they signed. */
export type CopyRequest = { "by": "text", "to": string }
| { "by": "email", "to": string }
| { "by": "paper" };

/** Another day's list. */
export type Day = {
  /** "Friday 27 November". */
  day: string,
  /** "2026-11-27". */
  date: string,
  /** Open jobs with an appointment on that day, in order. */
  jobs: Array<JobRow>,
  /** What the drive comes to. */
  drive: Drive,
  /** Closed on that day. */
  done: Array<JobRow>,
  /** The days that can be stepped to. */
  days: Array<DayLink>,
};

/** A person's own day, as this phone recorded it. There is nothing to hand in. */
export type DayEnd = {
  /** "Sunday 22 November". */
  day: string,
  /** "7 hours 25 minutes"; empty when nothing was recorded. */
  hours: string,
  /** "08:05 to 15:30"; empty when nothing was recorded. */
  fromUntil: string,
  /** "About 14 miles"; empty when no two places are known. */
  miles: string,
  /** Jobs completed. */
  jobsDone: number,
  /** Jobs that ended in another way. */
  jobsOther: number,
  /** "3 of 4": of the jobs completed, how many took one visit; empty when none was completed. */
  firstTimeFix: string,
  /** Jobs of today that are still open. */
  stillOpen: number,
  /** What is not with the landlord yet, in a sentence; empty when everything is. */
  unsent: string,
  /** Why it is not, and what happens next; may be empty. */
  unsentWhy: string,
  /** Each visit, in order. */
  visits: Array<DayVisit>,
  /** An officer's visits of today, counted; none where there was none. */
  counted: VisitsCounted | null,
};

/** A day that can be stepped to. */
export type DayLink = {
  /** "2026-11-27". */
  date: string,
  /** "Today", "Tomorrow", "Fri 27 Nov". */
  label: string,
  /** Jobs: open ones by their appointment, closed ones by when they were closed. */
  jobs: number,
  /** True for today. */
  today: boolean,
};

/** One visit of a day. */
export type DayVisit = {
  /** The job's id. */
  job: string,
  /** Its address. */
  address: string,
  /** The landlord's reference. */
  reference: string,
  /** "09:10 to 10:05". */
  fromUntil: string,
  /** "Completed". */
  outcome: string,
};

/** A label and what it says. */
export type Detail = {
  /** "Would put it right". */
  label: string,
  /** In the customer's words. */
  text: string,
};

/** A line of the page that the customer says is not right. */
export type Dispute = {
  /** Which line of the page, from nought. */
  line: number,
  /** What is not right; may be empty. */
  words: string,
};

/** What opens a door that the person cannot open alone. */
export type DoorHelp = "unlock_code" | "invitation";

/** What a day's drive comes to, as estimated from where the homes are. */
export type Drive = {
  /** The jobs stand in the order of the shortest drive, not of their appointments. */
  shortest: boolean,
  /** "About 14 miles in this order"; empty when fewer than two places are known. */
  words: string,
  /** "The shortest drive is about 9 miles"; empty when the other order is no better or no other. */
  compared: string,
  /** True when there is something to choose. */
  canChoose: boolean,
  /** "2 jobs have no place on the map"; empty when all have. */
  unplaced: string,
  /** True when distances are from where this phone said that it is. */
  fromHere: boolean,
};

/** Another job at the same home: held on this phone, or told by the landlord with this one. */
export type EarlierJob = {
  /** Its id; none for one that is not on this phone. */
  id: string | null,
  /** The landlord's reference. */
  reference: string,
  /** What was wrong, cut to 120 characters; of one that is not on this phone, what was done, which may be empty. */
  description: string,
  /** "Plumbing". */
  trade: string,
  /** "Mon 2 Nov": when it was closed, or is appointed; may be empty. */
  when: string,
  /** How it stands. */
  status: StatusShown,
  /** Why it was left, if it was; may be empty. */
  reason: string,
  /** True when this job may be the same fault again. */
  repeat: boolean,
};

/** What can happen to a job at the door. */
export type EventKind = "accepted" | "travelling" | "arrived" | "started" | "paused" | "completed" | "no_access" | "no_adult_present" | "incomplete" | "reopened" | "handed_back";

/** Work beyond the order. */
export type ExtraWork = {
  /** Stable within the job. */
  id: string,
  /** What, and why. */
  what: string,
  /** "£420.00". */
  cost: string,
  /** "Within what you may agree", "The office has to decide", "Approved", "Declined: planned works in spring". */
  state: string,
  /** How loudly to show the state. */
  tone: Tone,
  /** "Ada Byrne, today 10:42". */
  by: string,
};

/** Something that could not be done: what, in words, and what to do about it. Nothing was lost or half done. */
export type Failure = {
  /** Stable, for tests and support calls: `pin_wrong`, `token_expired`. */
  code: string,
  /** One sentence: what happened. */
  message: string,
  /** One sentence: what to do now. */
  remedy: string,
};

/** Homes that are far from every office. */
export type FarHomes = {
  /** "7 of 120 homes are more than 3 miles from every office". */
  words: string,
  /** How they fare beside the others. */
  compared: string,
  /** The furthest first. */
  homes: Array<RoundHome>,
};

/** What kind of feedback it is, as the customer means it. */
export type FeedbackKind = "complaint" | "compliment" | "comment";

/** What one customer said, what they were told, and what became of it. */
export type FeedbackPage = {
  /** What the list shows of it. */
  row: FeedbackRow,
  /** By which people speak of it. */
  reference: string,
  /** Where; may be empty. */
  address: string,
  /** The home's id, while it is on this phone. */
  home: string | null,
  /** The whole of it, in their words. */
  words: string,
  /** Label and text: which service, who it is about, what would put it right, how they want to hear. */
  details: Array<Detail>,
  /** They were treated unequally or impolitely. */
  unequal: boolean,
  /** They want it kept from the others in their home. */
  keptApart: boolean,
  /** "Ada Byrne, today 10:42". */
  by: string,
  /** Who answers: a name, or the landlord's while nobody has been named. */
  hearsFrom: string,
  /** The promises, each with its day and how it stands. */
  promises: Array<PromiseShown>,
  /** What became of it, oldest first. */
  steps: Array<StepShown>,
  /** True when the customer may take it further now. */
  canTakeFurther: boolean,
};

/** What one customer said, in a list. */
export type FeedbackRow = {
  /** Its id, for `feedback`. */
  id: string,
  /** "Complaint". */
  kind: string,
  /** Who spoke. */
  customer: string,
  /** The beginning of it, in their words. */
  words: string,
  /** "Today 10:42". */
  received: string,
  /** "Joan Ellis answers for it", "Nobody has acknowledged it yet"; empty for what needs no answer. */
  standing: string,
  /** True while the customer waits for an answer. */
  open: boolean,
  /** Edits of it that wait to be sent. */
  waiting: number,
};

/** What a customer said. */
export type FeedbackSaid = {
  /** What kind. */
  kind: FeedbackKind,
  /** In their own words. */
  words: string,
  /** Which service. */
  area: ServiceArea,
  /** Who or what it is about; may be empty. */
  about: string,
  /** They were treated unequally or impolitely. */
  unequal: boolean,
  /** They want it kept from the others in their home: it is shown under their own name alone. */
  keptApart: boolean,
  /** What would put it right; may be empty. */
  remedy: string,
  /** Who speaks. */
  customer: string,
  /** How they want to hear. */
  replyBy: ReplyBy,
  /** The number or address for that; may be empty. */
  replyTo: string,
};

/** Something a person should know about this job. */
export type Flag = {
  /** Stable: `completed_twice`. */
  code: string,
  /** One or two sentences. */
  words: string,
};

/** A job that was booked from this one. */
export type FollowOn = {
  /** Its id, for `job`. */
  job: string,
  /** "D-7QK3M2ZP". */
  reference: string,
  /** What is to be done. */
  description: string,
  /** "Ada Byrne, today 10:42". */
  by: string,
  /** True while it is on this phone and can be opened. */
  held: boolean,
};

/** What was said to a question. */
export type FormAnswer = {
  /** Which of the things that can be said. */
  state: FormAnswerState,
  /** In words. */
  words: string,
  /** As `given` takes it, to be changed. */
  text: string,
  /** True when something held was still right. */
  stillRight: boolean,
  /** "Ada Byrne, today 10:42". */
  by: string,
  /** Its photos. */
  photos: Array<Photo>,
  /** Its photos that are still being made ready. */
  taken: Array<TakenPhoto>,
  /** Its voice notes. */
  sounds: Array<Recording>,
  /** Its signature. */
  strokes: Array<Array<StrokePoint>>,
};

/** The things that can be said to a question. */
export type FormAnswerState = "given" | "declined" | "unknown" | "not_asked";

/** A form after answers or after its end was asked for. */
export type FormAnswered = {
  /** The form as it then is. */
  page: FormPage,
  /** What is wrong. If anything is, nothing was saved. */
  problems: Array<FormProblem>,
};

/** A choice. */
export type FormChoice = {
  /** What is recorded. */
  name: string,
  /** What is said. */
  words: string,
};

/** Something that falls due. */
export type FormDue = {
  /** What. */
  words: string,
  /** "15 January 2028". */
  on: string,
};

/** Something in a part of a form. */
export type FormEntry = { "what": "question",
  /** `FormQuestion::field`. */
  field: string,
}
| { "what": "heading",
  /** The words. */
  words: string,
}
| { "what": "figure",
  /** What it is. */
  words: string,
  /** How much. */
  value: string,
}
| { "what": "repeat",
  /** Pass it back with `add_form_instance`. */
  repeat: string,
  /** What they are: "Appliances and flues". */
  title: string,
  /** `FormSection::id` of each. */
  instances: Array<string>,
  /** True when there may be more. */
  canAdd: boolean,
  /** What is wrong with their number; may be empty. */
  problem: string,
};

/** An instance of a repeat. */
export type FormInstance = {
  /** The repeat. */
  repeat: string,
  /** Which of it. */
  instance: string,
};

/** A form that can be filled in. */
export type FormOffer = {
  /** Pass it back with `begin_form`. */
  form: string,
  /** What it is called. */
  title: string,
};

/** One form as it is filled in so far. */
export type FormPage = {
  /** Stable within the record. */
  id: string,
  /** The record that it is filled in for. */
  record: string,
  /** The record's kind: "job". */
  kind: string,
  /** What it is called. */
  title: string,
  /** What it is filled in for: "16 Pinder House". */
  caption: string,
  /** Why it cannot be shown here: then nothing else is. */
  failure: Failure | null,
  /** "3 of 12 answered"; "Filled in by Ada Byrne, today 10:42". */
  state: string,
  /** How loudly to show it. */
  tone: Tone,
  /** True when somebody said that it is filled in as it stands. */
  finished: boolean,
  /** Said before the first question. */
  intro: Array<string>,
  /** Said because of what was answered. */
  warnings: Array<string>,
  /** Its parts in order; an instance of a repeat is a part too. */
  sections: Array<FormSection>,
  /** Every question that is asked now, in order. */
  questions: Array<FormQuestion>,
  /** What falls due because of the answers. */
  due: Array<FormDue>,
  /** Codes of the landlord's schedule that fit the answers, the best first. */
  suggestions: Array<CodeRow>,
  /** The part that was added by this request. */
  added: string | null,
};

/** A form as a paper for the customer. */
export type FormPaper = {
  /** "gas-safety-record-2026-11-26.pdf". */
  filename: string,
  /** The bytes of a PDF, base64. */
  base64: string,
};

/** Something that is wrong with an answer. */
export type FormProblem = {
  /** [`FormQuestion::field`, or the repeat. */
  field: string,
  /** The part that it is in; none when it is in no part that is shown. */
  section: string | null,
  /** What to say. */
  words: string,
};

/** What is proposed as an answer, and is none until somebody says so. */
export type FormProposal = {
  /** In words. */
  words: string,
  /** As `given` takes it. */
  text: string,
  /** True when it is held already, and the question is "still right?". */
  held: boolean,
};

/** A question that is asked now. */
export type FormQuestion = {
  /** Pass it back with an answer. */
  field: string,
  /** [`FormSection::id` of the part that it is in. */
  section: string,
  /** Questions with the same are shown on one page: the field of the first. */
  page: string,
  /** What is asked. */
  words: string,
  /** Said smaller below it; may be empty. */
  hint: string,
  /** Why it is asked; may be empty. */
  why: string,
  /** What is said before it. */
  notes: Array<string>,
  /** What kind of answer it wants. */
  kind: FormQuestionKind,
  /** "kW"; may be empty. */
  unit: string,
  /** Letters or photos, at most; none where that says nothing. */
  most: number | null,
  /** What is offered. */
  choices: Array<FormChoice>,
  /** True when the form is not filled in without it. */
  required: boolean,
  /** True when "would rather not say" is offered. */
  mayDecline: boolean,
  /** True when "do not know" is offered. */
  mayBeUnknown: boolean,
  /** What was said. */
  answer: FormAnswer | null,
  /** What is proposed where nothing was said. */
  proposed: FormProposal | null,
  /** Answers that compete: pass the one that stands back with its key. */
  competing: Array<Side>,
  /** What is wrong with the answer as it stands; may be empty. */
  problem: string,
};

/** What kind of answer a question wants. */
export type FormQuestionKind = "text" | "long_text" | "number" | "date" | "time" | "moment" | "yes_no" | "choose_one" | "choose_many" | "photo" | "audio" | "signature" | "barcode" | "place";

/** One question and what was said to it. */
export type FormReply = {
  /** [`FormQuestion::field`. */
  field: string,
  /** What was said. */
  said: FormSaid,
};

/** A form that was begun. */
export type FormRow = {
  /** Stable within the record. */
  id: string,
  /** What it is called. */
  title: string,
  /** "3 of 12 answered". */
  state: string,
  /** How loudly to show it. */
  tone: Tone,
  /** "Ada Byrne, today 10:42". */
  by: string,
};

/** What is said to a question. */
export type FormSaid = { "how": "given",
  /** As typed or chosen. */
  text: string,
}
| { "how": "drawn",
  /** Strokes in the order in which they were drawn. */
  strokes: Array<Array<StrokePoint>>,
}
| { "how": "here",
  /** Degrees north. */
  latitude: number,
  /** Degrees east. */
  longitude: number,
  /** Right within so many metres. */
  accuracy: number,
}
| { "how": "still_right" }
| { "how": "declined" }
| { "how": "unknown" }
| { "how": "not_asked" }
| { "how": "side",
  /** [`Side::key`. */
  key: string,
};

/** A part of a form. */
export type FormSection = {
  /** Stable within the form. */
  id: string,
  /** "Engineer"; of an instance what tells it from others: "Boiler, Kitchen". */
  title: string,
  /** "Not started". */
  state: string,
  /** How loudly to show it. */
  tone: Tone,
  /** The part that holds it; none at the top. */
  within: string | null,
  /** What to pass back with `remove_form_instance`, for an instance of a repeat. */
  instance: FormInstance | null,
  /** What is in it, in order. */
  entries: Array<FormEntry>,
};

/** One thing that the law wants because of a hazard. */
export type HazardDue = {
  /** "A significant hazard is investigated". */
  what: string,
  /** "By Fri 11 Dec", "At the latest by Wed 16 Dec". */
  by: string,
  /** "To do", "Overdue", "Done", "Done late". */
  standing: string,
  /** How it looks. */
  tone: Tone,
  /** True while it is still to be done. */
  open: boolean,
};

/** A hazard that was noticed. */
export type HazardNoticed = {
  /** Stable within the job. */
  id: string,
  /** What was seen. */
  seen: string,
  /** Who lives with it; may be empty. */
  who: string,
  /** "Ada Byrne, today 10:42". */
  by: string,
  /** The number to ring now, when somebody could be badly hurt within a day and nobody has said that they rang. */
  ringNow: string | null,
  /** "Rang control: Ada Byrne, today 10:45"; empty while nobody has. */
  rung: string,
  /** True when it can be said here that they rang. */
  canSayRung: boolean,
  /** What the law wants because of it, in order; empty when this phone holds no standards that say so. */
  due: Array<HazardDue>,
  /** What the landlord's people found and did, oldest first. */
  steps: Array<StepShown>,
  /** True once nothing is left to do. */
  over: boolean,
};

/** One entry. */
export type HomeEntry = {
  /** By which the screen knows it again. */
  key: string,
  /** What sort. */
  kind: HomeEntryKind,
  /** The month it stands under: "November 2026"; "To come" for what lies ahead. */
  month: string,
  /** "Complaint from Samira Haddad". */
  title: string,
  /** What was wrong, said or done; may be empty. */
  words: string,
  /** "Today 10:42", "Thu 3 Dec, 08:00 to 12:30". */
  when: string,
  /** Who; empty where nobody can tell. */
  by: string,
  /** How it stands; may be empty. */
  state: string,
  /** Its tone. */
  tone: Tone,
  /** What opens when it is tapped; none for what has no page on this phone. */
  opens: PageLink | null,
};

/** What sort of entry it is, to choose by. */
export type HomeEntryKind = "repair" | "visit" | "no_access" | "form" | "said" | "asb";

/** One home with everything an officer needs at its door. */
export type HomePage = {
  /** What the list shows of it. */
  row: HomeRow,
  /** The landlord's reference of the tenancy. */
  reference: string,
  /** Address lines, without the postcode. */
  lines: Array<string>,
  /** What to know before knocking, the gravest first. */
  alerts: Array<Alert>,
  /** The landlord's number, as dialled; may be empty. */
  controlNumber: string,
  /** The people on the agreement. */
  tenants: Array<TenantShown>,
  /** "Since 4 May 2019"; may be empty. */
  since: string,
  /** How the rent stands, in words; empty when the landlord has not said. */
  rent: string,
  /** True when rent is owed. */
  rentOwed: boolean,
  /** Visits, open ones first. */
  visits: Array<JobRow>,
  /** What was said here of the service, the newest first. */
  feedback: Array<FeedbackRow>,
  /** What they report of others, what is open first. */
  asb: Array<AsbRow>,
  /** Windows in which a visit can be arranged. */
  slots: Array<VisitSlot>,
};

/** One home in a list. */
export type HomeRow = {
  /** Its id, for `home`. */
  id: string,
  /** In one line, without the postcode. */
  address: string,
  /** May be empty. */
  postcode: string,
  /** The people on the agreement. */
  names: string,
  /** When the yearly check falls due, in words; empty when the landlord promised none. */
  check: string,
  /** True when it is past that day, or was never done. */
  checkOverdue: boolean,
};

/** Everything that this phone holds of the household that lives in a home now. */
export type HomeTimeline = {
  /** The home's address in one line. */
  address: string,
  /** Whom it can be shown for: the people on the agreement, and whoever else spoke here. */
  people: Array<string>,
  /** Whom it is shown for; none for the household. */
  person: string | null,
  /** From when on, in words: "Nothing from before 4 May 2019, when this tenancy began." */
  since: string,
  /** What to mind at the door, as alerts may be shown; the gravest first. */
  alerts: Array<Alert>,
  /** What was promised: what is still to be kept first, by its day. */
  promised: Array<Promised>,
  /** What customers said and what was done about it, the newest first. */
  said: Array<YouSaid>,
  /** What happened and what is to come, the newest first. */
  entries: Array<HomeEntry>,
};

/** The homes of an officer's patches. */
export type Homes = {
  /** Those that were found, in the order of their addresses; not more than a thumb scrolls through. */
  homes: Array<HomeRow>,
  /** True when more were found than are shown. */
  more: boolean,
  /** Homes held in all. */
  held: number,
  /** What waits for an answer, the newest first. */
  openFeedback: Array<FeedbackRow>,
  /** True where the landlord has promised a regular check, so that a month of them can be planned. */
  checks: boolean,
};

/** What an incident was. */
export type IncidentKind = "abuse" | "threat" | "assault" | "near_miss";

/** An incident was saved. */
export type IncidentSaved = {
  /** The landlord's number, as dialled; may be empty. */
  controlNumber: string,
};

/** An incident in the list of those who read them. */
export type IncidentShown = {
  /** Its record. */
  id: string,
  /** By which people speak of it: "D-7QK3M2ZP". */
  reference: string,
  /** "Threat". */
  what: string,
  /** True when somebody was hurt. */
  hurt: boolean,
  /** Where, in one line; may be empty. */
  place: string,
  /** In the writer's words; may be empty. */
  words: string,
  /** "Ada Byrne, today 10:42". */
  by: string,
};

/** One schedule-of-rates item. */
export type Item = {
  /** Stable within the job. */
  id: string,
  /** "PLP5R082". */
  code: string,
  /** "Re-enamel any size bath". */
  description: string,
  /** In `unit`. */
  quantity: number,
  /** "each", "m", "hour". */
  unit: string,
  /** True when the landlord ordered it; false when it was added at the door. */
  ordered: boolean,
  /** Who added or last changed it, and when: "Ada Byrne, today 10:42". Empty for untouched orders. */
  by: string,
  /** True when taken off again: shown struck through. */
  withdrawn: boolean,
  /** True when a signature exists and does not cover this item as it stands. */
  notCovered: boolean,
};

/** The job screen. */
export type JobPage = {
  /** What the list shows of it. */
  row: JobRow,
  /** What is wrong, in full. */
  description: string,
  /** "Bathroom". */
  location: string,
  /** Address lines, without the postcode. */
  address: Array<string>,
  /** Unique property reference number; may be empty. */
  uprn: string,
  /** How to get in. */
  access: Access,
  /** Alerts, the gravest first. */
  alerts: Array<Alert>,
  /**
   * The asbestos register of the home: rooms of this work first, and what is there before what is not. Empty when the
   * landlord has given none.
   */
  asbestos: Array<AsbestosEntry>,
  /** Who to ring. */
  contacts: Array<Contact>,
  /** Schedule-of-rates items, ordered and added. */
  items: Array<Item>,
  /** The job's one note, which everybody edits. */
  note: Note,
  /** Photos, oldest first. */
  photos: Array<Photo>,
  /** Photos that are saved on this phone and are still being made ready, oldest first. */
  taken: Array<TakenPhoto>,
  /** Voice notes, oldest first. */
  recordings: Array<Recording>,
  /** What happened, oldest first. */
  timeline: Array<TimelineEntry>,
  /** Edits that compete and wait for a choice. */
  competitions: Array<Competition>,
  /** Things a person should know: an impossible order of events after a merge, work outside its rules. */
  flags: Array<Flag>,
  /** Visits at which nobody let them in. */
  noAccess: NoAccess,
  /** Time, materials, and work beyond the order. */
  work: WorkDone,
  /** Hazards that were noticed, oldest first. */
  hazards: Array<HazardNoticed>,
  /** How it was booked, for a job that was booked at a door. */
  booked: Booked | null,
  /** What it is for, when it is an officer's visit. */
  visit: VisitShown | null,
  /** Jobs that were booked from this one. */
  followOns: Array<FollowOn>,
  /** What can be done next, the main one first. */
  actions: Array<EventKind>,
  /** The sign-off, once there is one. */
  signOff: SignOffShown | null,
  /** True when a sign-off may be taken now. */
  canSignOff: boolean,
  /** What was recorded a moment ago and can be taken back. */
  undo: Undo | null,
  /**
   * The step with which this phone's position is wanted: pass it back with `keep_position`. None when the person keeps
   * no positions, or it is kept already.
   */
  locate: string | null,
  /** The times that somebody who is late can name; none once they are there. */
  late: Array<LateChoice>,
  /** True when a colleague may be asked to take it. */
  canSwap: boolean,
  /** What the office changed since the person last saw the job, in words. */
  changes: Array<string>,
  /** Other jobs at this home, those that are open and the newest first. */
  earlier: Array<EarlierJob>,
  /** How the last visit here ended, in words; empty when nothing is known of one. */
  lastVisit: string,
  /** What to take along or to mind that no alert says. */
  reminders: Array<Reminder>,
  /** The number that staff ring for help; may be empty. */
  controlNumber: string,
};

/** One job in a list: everything is read from rows, never from a document. */
export type JobRow = {
  /** The job's id. */
  id: string,
  /** The landlord's reference: "10000012". */
  reference: string,
  /** What is wrong, cut to 120 characters. */
  description: string,
  /** "16 Pitcairn House, St Thomass Square". */
  address: string,
  /** "E9 6PT"; may be empty. */
  postcode: string,
  /** "Plumbing". */
  trade: string,
  /** `5 [N] NORMAL`, as the landlord words it. */
  priority: string,
  /** True for the landlord's most urgent priorities (HACT code 1 and 2). */
  urgent: boolean,
  /** "AM 08:00 to 13:00"; none without an appointment. */
  window: string | null,
  /** "Today", "Tomorrow", "Fri 27 Nov"; none without an appointment. */
  appointmentDay: string | null,
  /** "by Fri 27 Nov 17:00". */
  requiredBy: string | null,
  /** True when the required completion time has passed and the work is not finished. */
  overdue: boolean,
  /** The status shown. */
  status: StatusShown,
  /** Alerts that matter at this door. */
  alerts: number,
  /** True when competing edits or flags wait for a person. */
  needsAttention: boolean,
  /** Edits of this job that the landlord does not have yet. */
  waiting: number,
  /** What the alerts are, the gravest first; those that have not arrived here are in `alerts` alone. */
  alertMarks: Array<AlertMark>,
  /** Where it is; none when the landlord has not said. */
  place: MapPoint | null,
  /** "1.2 miles from here"; none while this phone has not said where it is. */
  distance: string | null,
  /** "Running late, about 10:30"; none otherwise. */
  late: string | null,
  /** Why work rests or was left; may be empty. */
  statusReason: string,
  /** True when the office changed something since the person last saw it. */
  changed: boolean,
  /** True while somebody could be badly hurt within a day and nobody has said that they rang control. */
  ringControl: boolean,
};

/** What this phone keeps of where its person was. */
export type KeptAboutMe = {
  /** The person chose that positions are kept. */
  positionsKept: boolean,
  /** Every position on this phone, the newest first. */
  positions: Array<KeptPosition>,
};

/** One position that is kept. */
export type KeptPosition = {
  /** The event's id. */
  id: string,
  /** The job's id. */
  job: string,
  /** The landlord's reference. */
  reference: string,
  /** "Arrived". */
  what: string,
  /** "today 10:42". */
  at: string,
  /** "53.74232, -1.99877, right within 12 metres". */
  place: string,
};

/** A language the customer may read in. */
export type Language = {
  /** BCP 47: "cy". */
  code: string,
  /** In itself: "Cymraeg". */
  name: string,
  /** True for right-to-left scripts. */
  rightToLeft: boolean,
};

/** One of the times that somebody who is late can name. */
export type LateChoice = {
  /** From now; pass it back with `running_late`. */
  minutes: number,
  /** "In 15 minutes". */
  words: string,
  /** "About 10:30". */
  at: string,
};

/** The timer of somebody who works alone, or that there is none. */
export type LoneWorkPage = {
  /** The timer that runs. */
  running: LoneWorkShown | null,
  /** The landlord's number, as dialled; may be empty. */
  controlNumber: string,
};

/** A timer that runs. */
export type LoneWorkShown = {
  /** Where its person is going. */
  place: string,
  /** True once the hub has acknowledged this very timer, with all that was said of it. */
  watched: boolean,
  /** "Nobody is watching yet", or what happens if they do not check in. */
  words: string,
  /** How loudly to show that. */
  tone: Tone,
  /** Minutes that were set last. */
  minutes: number,
  /** Seconds that are left; below nought once they are overdue. */
  leftSeconds: number,
  /** True once they are overdue. */
  overdue: boolean,
  /** Who has seen that; may be empty. */
  takenBy: string,
};

/** A point for a map. */
export type MapPoint = {
  /** Degrees north. */
  latitude: number,
  /** Degrees east. */
  longitude: number,
};

/** Where a material comes from. */
export type MaterialSource = "van" | "merchant" | "to_order";

/** What the no-access page needs to know, and what was recorded before. */
export type NoAccess = {
  /** Why this job stays open whoever is in, and what to do instead; none when it may be closed. */
  staysOpen: string | null,
  /** What to do because it is not the first time; none when it is. */
  again: string | null,
  /** Other appointments that can be offered, soonest first: "Tue 1 Dec, 08:00 to 12:30 (AM)". */
  offers: Array<string>,
  /** Earlier visits, oldest first. */
  attempts: Array<Attempt>,
};

/** The job's note. */
export type Note = {
  /** The text, merged from everybody. */
  text: string,
  /** Pass it back with `edit_note`. */
  version: string,
  /** "Ada Byrne, today 10:42"; empty when nobody wrote yet. */
  lastEdited: string,
  /** True when a signature exists and words were written outside it. */
  notCovered: boolean,
};

/** One thing that is not yet safely with the landlord. */
export type OutboxItem = {
  /** Stable while listed. */
  id: string,
  /** The job's id, to go there. */
  job: string | null,
  /** "Note on job 10000012". */
  what: string,
  /** "today 10:42". */
  written: string,
  /** Where it stands. */
  state: OutboxState,
  /** Why it is held or set aside, and what happens next; empty while it just waits. */
  reason: string,
};

/** Where an unsent item stands. */
export type OutboxState = "waiting" | "held" | "quarantined" | "decided" | "lost";

/** A page of a record. */
export type PageLink = { "page": "job",
  /** Its record. */
  record: string,
}
| { "page": "form",
  /** The record that it is filled in for. */
  record: string,
  /** The form. */
  form: string,
}
| { "page": "asb",
  /** Its record. */
  record: string,
}
| { "page": "feedback",
  /** Its record. */
  record: string,
};

/** One photo. */
export type Photo = {
  /** Stable within the job. */
  id: string,
  /** SHA-256 of the full picture, hex: also its name for `photo`. */
  hash: string,
  /** When in the work. */
  stage: PhotoStage,
  /** May be empty. */
  caption: string,
  /** "Ada Byrne, today 10:42". */
  by: string,
  /** Where its bytes are. */
  state: PhotoState,
  /** True when a signature exists and does not cover it. */
  notCovered: boolean,
  /** What it was made from; none for one that a camera took. */
  madeFrom: PhotoMadeFrom | null,
  /** "Redacted by Ada Byrne, today 10:42": its picture is gone, and another stands for it. Empty while it is there. */
  redacted: string,
};

/** A photo's picture. */
export type PhotoImage = {
  /** `image/jpeg`. */
  mediaType: string,
  /** The bytes, base64; none while they are not on this phone. */
  base64: string | null,
};

/** What a picture was made from. */
export type PhotoMadeFrom = "redaction" | "marks";

/** Something to draw on a picture. */
export type PhotoMark = {
  /** What. */
  shape: PhotoMarkShape,
  /** Where the finger began and where it ended, x before y, each in shares of the picture from 0 to 1. */
  points: [number, number, number, number],
};

/** What can be drawn. */
export type PhotoMarkShape = "arrow" | "circle";

/** A rectangle to black out, in shares of the picture from 0 to 1. */
export type PhotoPatch = {
  /** Its left edge, of the width. */
  left: number,
  /** Its upper edge, of the height. */
  top: number,
  /** Of the picture's width. */
  width: number,
  /** Of the picture's height. */
  height: number,
};

/** Which size of a photo. */
export type PhotoSize = "preview" | "full";

/** When in the work a photo was taken. */
export type PhotoStage = "before" | "during" | "after";

/** Where a photo's bytes are. */
export type PhotoState = "waiting" | "sent" | "coming" | "elsewhere" | "put_away";

/** One choice. */
export type ProfileChoice = {
  /** What is recorded. */
  value: string,
  /** What is said. */
  words: string,
};

/** Who fills in questions about themself, while they hold the phone. */
export type ProfileOf = {
  /** The home. */
  home: string,
  /** Their name. */
  person: string,
};

/** Questions about the person who holds the phone, as they stand with the replies so far. */
export type ProfilePage = {
  /** Who holds the phone. */
  person: string,
  /** "About you". */
  title: string,
  /** What is said before the first question. */
  notes: Array<string>,
  /** The questions that are asked now, in order. */
  questions: Array<ProfileQuestion>,
};

/** One question about the person. */
export type ProfileQuestion = {
  /** By which its reply is known. */
  name: string,
  /** In words. */
  words: string,
  /** Why it is asked; empty where that is plain. */
  why: string,
  /** The choices; none for a question that is answered in words or with a date. */
  choices: Array<ProfileChoice>,
  /** True when it is answered with a date. */
  isDate: boolean,
  /** True when "I would rather not say" is offered. */
  mayDecline: boolean,
  /** What is wrong with the reply so far, in words; empty when nothing is. */
  problem: string,
};

/** What somebody replied to a question about themself. */
export type ProfileReply = {
  /** They would rather not say. */
  declined: boolean,
  /** A choice's value, words, or "1961-04-30"; empty when it was left open. */
  value: string,
};

/** One promise of the landlord's to somebody who complained. */
export type PromiseShown = {
  /** In the landlord's words: "We acknowledge a complaint". */
  words: string,
  /** "By Thu 3 Dec", "At the latest by Thu 17 Dec". */
  by: string,
  /** "Kept", "Late". */
  standing: string,
  /** Its tone. */
  tone: Tone,
};

/** Something that was promised. */
export type Promised = {
  /** What: "We acknowledge a complaint", "Tenancy health check". */
  what: string,
  /** By when: "By Thu 3 Dec", "No day agreed yet". */
  by: string,
  /** Who keeps it; empty where nobody can tell. */
  who: string,
  /** "Overdue", "Kept"; empty while it is due. */
  standing: string,
  /** Its tone. */
  tone: Tone,
  /** True until it is kept. */
  open: boolean,
  /** Where it was promised; none where that has no page on this phone. */
  opens: PageLink | null,
};

/** One line of the read-back. */
export type ReadBackLine = {
  /** "Address", "Work done". */
  label: string,
  /** The text. */
  text: string,
};

/** The forms of one record. */
export type RecordForms = {
  /** The record's kind: "job". */
  kind: string,
  /** What they are filled in for: "Job 10000012 · 16 Pinder House". */
  caption: string,
  /** Those that were begun, the oldest first. */
  begun: Array<FormRow>,
  /** Those that can be filled in, by title. */
  offered: Array<FormOffer>,
};

/** A voice note on a job. */
export type Recording = {
  /** Stable within the job. */
  id: string,
  /** SHA-256 of its bytes, hex: also its name for `recording`. */
  hash: string,
  /** "0:42". */
  length: string,
  /** "Ada Byrne, today 10:42". */
  by: string,
  /** Where its bytes are. */
  state: PhotoState,
};

/** A voice note's sound. */
export type RecordingSound = {
  /** `audio/webm`. */
  mediaType: string,
  /** The bytes, base64; none while they are not on this phone. */
  base64: string | null,
};

/** Something to take along or to mind that nobody's alert says. */
export type Reminder = {
  /** Stable: `hearing_loop`. */
  code: string,
  /** "Take the portable hearing loop". */
  title: string,
  /** More about it; may be empty. */
  words: string,
  /** How loudly to show it. */
  tone: Tone,
  /** A number to ring about it; may be empty. */
  number: string,
};

/** How the customer wants to hear. */
export type ReplyBy = "telephone" | "text" | "email" | "letter" | "visit";

/** A request from a screen. The answer's type stands beside each variant. */
export type Request = { "name": "session" }
| { "name": "enrol", "args": {
    /** The whole text: `doorstep:enrol?hub=…&key=…&token=…`. */
    invitation: string,
  }
}
| { "name": "choose_pin", "args": {
    /** Digits only. */
    pin: string,
  }
}
| { "name": "unlock", "args": {
    /** Digits only. */
    pin: string,
  }
}
| { "name": "recover", "args": {
    /** The whole text: `doorstep:unlock?hub=…&key=…&token=…`. */
    code: string,
  }
}
| { "name": "lock" }
| { "name": "today" }
| { "name": "search_jobs", "args": {
    /** At least two characters; otherwise the answer is empty. */
    text: string,
  }
}
| { "name": "job", "args": {
    /** From `JobRow::id`. */
    job: string,
  }
}
| { "name": "record_event", "args": {
    /** The job. */
    job: string,
    /** What happened. */
    kind: EventKind,
    /** Required for `incomplete`, `no_access` and `cancelled`. */
    reason: string | null,
  }
}
| { "name": "record_no_access", "args": {
    /** The job. */
    job: string,
    /** What happened at the door. */
    happened: string,
    /** `Photo::id` of the photo of the calling card, taken before; none when no card was left. */
    card: string | null,
    /** Why no card was left; may be empty. */
    noCardBecause: string,
    /** How they tried to reach the customer. */
    contacts: Array<ContactMade>,
    /** The next appointment that was offered; may be empty. */
    offered: string,
  }
}
| { "name": "record_no_adult", "args": {
    /** The job. */
    job: string,
    /** How they tried to reach an adult. */
    contacts: Array<ContactMade>,
    /** The next appointment that was offered; may be empty. */
    offered: string,
  }
}
| { "name": "add_material", "args": {
    /** The job. */
    job: string,
    /** "15 mm copper pipe". */
    material: string,
    /** In `unit`; more than nought, at most 9,999. */
    quantity: number,
    /** "m"; empty for pieces. */
    unit: string,
    /** Where it comes from. */
    source: MaterialSource,
  }
}
| { "name": "van_stock" }
| { "name": "van_taken" }
| { "name": "count_van", "args": {
    /** `VanItem::van`. */
    van: string,
    /** `VanItem::item`. */
    item: string,
    /** In the item's unit, from nought to 9,999. */
    counted: number,
  }
}
| { "name": "take_from_van", "args": {
    /** The job. */
    job: string,
    /** `VanItem::van`. */
    van: string,
    /** `VanItem::item`. */
    item: string,
    /** In the item's unit; more than nought, at most what is left. */
    quantity: number,
  }
}
| { "name": "add_labour", "args": {
    /** The job. */
    job: string,
    /** Who, by name. */
    person: string,
    /** On the job, at least 1. */
    minutes: number,
    /** On the way; nought when nobody asks. Both together at most a day. */
    travelMinutes: number,
    /** True when it was overtime. */
    overtime: boolean,
    /** Their share of the job in percent, 1 to 100; none when nobody asks. All shares together are at most 100. */
    share: number | null,
  }
}
| { "name": "add_extra_work", "args": {
    /** The job. */
    job: string,
    /** What, and why. */
    what: string,
    /** What it should cost, in pounds; more than nought, at most 100,000. */
    pounds: number,
    /** Whether the home is safe while somebody decides. */
    safeToWait: boolean,
  }
}
| { "name": "withdraw_work", "args": {
    /** The job. */
    job: string,
    /** `WorkEntry::id`. */
    entry: string,
  }
}
| { "name": "notice_hazard", "args": {
    /** The job. */
    job: string,
    /** What was seen, and where. */
    seen: string,
    /** Who lives with it; may be empty. */
    who: string,
    /** Whether somebody could be badly hurt or made ill within a day. */
    dangerNow: boolean,
  }
}
| { "name": "rung_about", "args": {
    /** The job. */
    job: string,
    /** `HazardNoticed::id`. */
    hazard: string,
  }
}
| { "name": "trades" }
| { "name": "book_follow_on", "args": {
    /** The job that it follows. */
    job: string,
    /** What for. */
    purpose: BookingPurpose,
    /** What was done to make it safe, which ends this visit: for `return` alone, and empty otherwise. */
    madeSafe: string,
    /** What is to be done. */
    description: string,
    /** The trade in words, as the schedule of rates has it; empty for this job's own. */
    trade: string,
    /** Further trades in words; may be empty. */
    furtherTrades: string,
    /** True when it cannot wait a day. */
    emergency: boolean,
    /** How many people it wants, 1 to 9. */
    operatives: number,
    /** How long it should take, in minutes; none when nobody can say. */
    minutes: number | null,
    /** What must be there before it can begin; may be empty. */
    materials: string,
    /** Times that suit the customer, best first. */
    preferred: Array<string>,
    /** `Photo::id` of photos of this job that show what it is about. */
    photos: Array<string>,
  }
}
| { "name": "record_concern", "args": {
    /** The job at whose home it is; none when it is not about one. */
    job: string | null,
    /** Whom it is about. */
    about: ConcernAbout,
    /** What was seen or heard; may be empty. */
    words: string,
    /** Whether somebody is in danger now. */
    inDanger: boolean,
  }
}
| { "name": "alert_form", "args": {
    /** The job, visit or home. */
    record: string,
  }
}
| { "name": "raise_alert", "args": {
    /** The job, visit or home. */
    record: string,
    /** What it rests on. */
    said: AlertSaid,
  }
}
| { "name": "alert_reports" }
| { "name": "alert_report", "args": {
    /** From `AlertReportRow::id`. */
    report: string,
  }
}
| { "name": "decide_alert", "args": {
    /** From `AlertReportRow::id`. */
    report: string,
    /** What was decided. */
    verdict: AlertVerdict,
  }
}
| { "name": "report_incident", "args": {
    /** The job, visit or home where it happened; none when it was at none. */
    record: string | null,
    /** What it was. */
    kind: IncidentKind,
    /** What happened; may be empty. */
    words: string,
    /** Where, when it was at no job, visit or home; may be empty. */
    place: string,
    /** Whether somebody was hurt. */
    hurt: boolean,
  }
}
| { "name": "incidents" }
| { "name": "lone_work" }
| { "name": "say_lone_work", "args": {
    /** From now, 5 to 720. */
    minutes: number,
    /** Where its person is going; of a timer that runs it stands as it was. */
    place: string,
  }
}
| { "name": "finish_lone_work" }
| { "name": "sent_reports" }
| { "name": "drafts" }
| { "name": "keep_draft", "args": {
    /** Which form and field. */
    key: string,
    /** At most 100,000 characters. */
    text: string,
  }
}
| { "name": "undo", "args": {
    /** The job. */
    job: string,
    /** `Undo::event`. */
    event: string,
  }
}
| { "name": "running_late", "args": {
    /** The job. */
    job: string,
    /** From now, 1 to 720. */
    minutes: number,
  }
}
| { "name": "colleagues" }
| { "name": "ask_swap", "args": {
    /** The job. */
    job: string,
    /** `Colleague::person`. */
    colleague: string,
    /** Why. */
    reason: string,
  }
}
| { "name": "keep_position", "args": {
    /** The job. */
    job: string,
    /** `JobPage::locate`. */
    event: string,
    /** Degrees north. */
    latitude: number,
    /** Degrees east. */
    longitude: number,
    /** Right within so many metres. */
    accuracy: number,
  }
}
| { "name": "here", "args": {
    /** Degrees north. */
    latitude: number,
    /** Degrees east. */
    longitude: number,
    /** Right within so many metres. */
    accuracy: number,
  }
}
| { "name": "day", "args": {
    /** "2026-11-27". */
    date: string,
  }
}
| { "name": "choose_order", "args": {
    /** Of the shortest drive. */
    shortest: boolean,
  }
}
| { "name": "see_changes", "args": {
    /** The job. */
    job: string,
  }
}
| { "name": "see_given_away" }
| { "name": "day_end" }
| { "name": "kept_about_me" }
| { "name": "choose_positions", "args": {
    /** They are. */
    kept: boolean,
  }
}
| { "name": "edit_note", "args": {
    /** The job. */
    job: string,
    /** `Note::version` of the text that the person was editing, so that only their own changes are made. */
    version: string,
    /** The text as they left it. */
    text: string,
  }
}
| { "name": "search_codes", "args": {
    /** What was typed; with nothing typed, the person's favourites and then the codes used most recently. */
    text: string,
    /** Only this trade's codes. */
    trade: string | null,
  }
}
| { "name": "favour_code", "args": {
    /** `CodeRow::code`. */
    code: string,
    /** It is one. */
    favourite: boolean,
  }
}
| { "name": "add_item", "args": {
    /** The job. */
    job: string,
    /** The schedule-of-rates code. */
    code: string,
    /** In the code's unit; more than nought, at most 9,999. */
    quantity: number,
  }
}
| { "name": "change_quantity", "args": {
    /** The job. */
    job: string,
    /** `Item::id`. */
    item: string,
    /** In the code's unit; more than nought, at most 9,999. */
    quantity: number,
  }
}
| { "name": "withdraw_item", "args": {
    /** The job. */
    job: string,
    /** `Item::id`. */
    item: string,
  }
}
| { "name": "settle", "args": {
    /** The job. */
    job: string,
    /** `Competition::field`. */
    field: string,
    /** `Side::key` of the one that stands. */
    side: string,
  }
}
| { "name": "add_photo", "args": {
    /** The job. */
    job: string,
    /** When in the work it was taken. */
    stage: PhotoStage,
    /** What it shows, in a few words; may be empty. */
    caption: string,
  }
}
| { "name": "caption_photo", "args": {
    /** The job. */
    job: string,
    /** `Photo::id`. */
    photo: string,
    /** In a few words; may be empty. */
    caption: string,
  }
}
| { "name": "redact_photo", "args": {
    /** The job. */
    job: string,
    /** `Photo::id`. */
    photo: string,
    /** At least one. */
    patches: Array<PhotoPatch>,
  }
}
| { "name": "mark_photo", "args": {
    /** The job. */
    job: string,
    /** `Photo::id`. */
    photo: string,
    /** At least one. */
    marks: Array<PhotoMark>,
  }
}
| { "name": "drop_photo", "args": {
    /** The job. */
    job: string,
    /** `TakenPhoto::id`. */
    photo: string,
  }
}
| { "name": "add_recording", "args": {
    /** The job. */
    job: string,
    /** How long it ran. */
    milliseconds: number,
  }
}
| { "name": "recording", "args": {
    /** `Recording::hash`. */
    hash: string,
  }
}
| { "name": "photo", "args": {
    /** `Photo::hash`. */
    hash: string,
    /** Which size. */
    size: PhotoSize,
  }
}
| { "name": "record_forms", "args": {
    /** The job, or another record that has forms. */
    record: string,
  }
}
| { "name": "begin_form", "args": {
    /** The record. */
    record: string,
    /** `FormOffer::form`. */
    form: string,
  }
}
| { "name": "form", "args": {
    /** The record. */
    record: string,
    /** `FormPage::id`. */
    form: string,
  }
}
| { "name": "answer_form", "args": {
    /** The record. */
    record: string,
    /** `FormPage::id`. */
    form: string,
    /** Each question and what was said. */
    replies: Array<FormReply>,
  }
}
| { "name": "add_form_photo", "args": {
    /** The record. */
    record: string,
    /** `FormPage::id`. */
    form: string,
    /** `FormQuestion::field`. */
    field: string,
  }
}
| { "name": "add_form_sound", "args": {
    /** The record. */
    record: string,
    /** `FormPage::id`. */
    form: string,
    /** `FormQuestion::field`. */
    field: string,
    /** How long it ran. */
    milliseconds: number,
  }
}
| { "name": "add_form_instance", "args": {
    /** The record. */
    record: string,
    /** `FormPage::id`. */
    form: string,
    /** The `repeat` of a `FormEntry`. */
    repeat: string,
  }
}
| { "name": "remove_form_instance", "args": {
    /** The record. */
    record: string,
    /** `FormPage::id`. */
    form: string,
    /** `FormInstance::repeat`. */
    repeat: string,
    /** `FormInstance::instance`. */
    instance: string,
  }
}
| { "name": "finish_form", "args": {
    /** The record. */
    record: string,
    /** `FormPage::id`. */
    form: string,
  }
}
| { "name": "form_paper", "args": {
    /** The record. */
    record: string,
    /** `FormPage::id`. */
    form: string,
  }
}
| { "name": "sign_off_page", "args": {
    /** The job. */
    job: string,
    /** A `Language::code`; empty for the language that the customer said they prefer, or else English. */
    language: string,
  }
}
| { "name": "sign_off", "args": {
    /** The job. */
    job: string,
    /** `SignOffPage::digest` of the page that was shown: what the signature pins. */
    digest: string,
    /** The language of that page. */
    language: string,
    /** How the customer answered, or why nobody did. */
    answer: SignOffAnswer,
  }
}
| { "name": "hand_over", "args": {
    /** The job. */
    job: string,
  }
}
| { "name": "seal_file", "args": {
    /** The job. */
    job: string,
  }
}
| { "name": "map" }
| { "name": "map_bytes", "args": {
    /** `StreetArea::id`. */
    area: string,
    /** Where it begins. */
    from: number,
    /** Bytes, 1,048,576 at most. */
    length: number,
  }
}
| { "name": "sending" }
| { "name": "outbox" }
| { "name": "send_now" }
| { "name": "homes", "args": {
    /** What was typed; the first of all homes when it is empty. */
    text: string,
  }
}
| { "name": "round", "args": {
    /** `RoundMonth::value`; this month where there is none. */
    month: string | null,
    /** Homes in a day, 1 to 12; four where there is none. */
    aDay: number | null,
  }
}
| { "name": "home", "args": {
    /** From `HomeRow::id`. */
    home: string,
  }
}
| { "name": "timeline", "args": {
    /** The home. */
    home: string,
    /** What this person said, and what is about nobody alone; none for everything but what somebody keeps apart. */
    person: string | null,
  }
}
| { "name": "asb", "args": {
    /** From `AsbRow::id`. */
    report: string,
  }
}
| { "name": "report_asb", "args": {
    /** The home. */
    home: string,
    /** What they report. */
    said: AsbSaid,
  }
}
| { "name": "add_asb_diary", "args": {
    /** The report. */
    report: string,
    /** What happened, and when. */
    happened: AsbHappened,
    /** How long the recording is; none where it was typed. */
    milliseconds: number | null,
  }
}
| { "name": "assess_asb", "args": {
    /** The report. */
    report: string,
    /** The answers to those questions that were answered. */
    answers: { [key in string]: AsbRiskAnswer },
  }
}
| { "name": "add_asb_action", "args": {
    /** The report. */
    report: string,
    /** What. */
    what: string,
    /** Who does it. */
    who: string,
    /** By which day: "2026-12-03"; none where none was agreed. */
    by: string | null,
  }
}
| { "name": "finish_asb_action", "args": {
    /** The report. */
    report: string,
    /** From `AsbActionShown::id`. */
    action: string,
    /** What was done; may be empty. */
    words: string,
  }
}
| { "name": "agree_asb_contact", "args": {
    /** The report. */
    report: string,
    /** By which way. */
    how: ReplyBy,
    /** "Every Friday". */
    howOften: string,
    /** When they must not be reached; may be empty. */
    notWhen: string,
  }
}
| { "name": "turn_asb", "args": {
    /** The report. */
    report: string,
    /** True to close it. */
    closed: boolean,
    /** Why. */
    reason: string,
  }
}
| { "name": "arrange_visit", "args": {
    /** The home. */
    home: string,
    /** Why. */
    kind: VisitKind,
    /** `VisitSlot::value`; none when the officer is there. */
    slot: string | null,
    /** What the customer asked for. */
    wishes: Array<VisitWish>,
  }
}
| { "name": "feedback", "args": {
    /** From `FeedbackRow::id`. */
    feedback: string,
  }
}
| { "name": "record_feedback", "args": {
    /** The home. */
    home: string,
    /** What they said. */
    said: FeedbackSaid,
  }
}
| { "name": "take_further", "args": {
    /** The complaint. */
    feedback: string,
    /** What is still wrong, in their words. */
    words: string,
  }
}
| { "name": "hand_over_profile", "args": {
    /** The home. */
    home: string,
    /** Their name. */
    person: string,
  }
}
| { "name": "profile_page", "args": {
    /** The home. */
    home: string,
    /** Their name. */
    person: string,
    /** What they replied so far. */
    replies: { [key in string]: ProfileReply },
  }
}
| { "name": "save_profile", "args": {
    /** The home. */
    home: string,
    /** Their name. */
    person: string,
    /** What they replied. */
    replies: { [key in string]: ProfileReply },
  }
}
| { "name": "choose_photos", "args": {
    /** They wait for a connection that costs nothing. */
    onWifiOnly: boolean,
    /**
     * Megabytes that stay on this phone once the landlord has them, 20 to 20,000; the oldest make way, and come
     * back when somebody looks at them.
     */
    keptMb: number,
  }
};

/** A job about which control is to be rung. */
export type RingAbout = {
  /** The job's id. */
  job: string,
  /** Where: "16 Pitcairn House, St Thomass Square". */
  address: string,
};

/** A month's checks, shared out over its working days. */
export type Round = {
  /** "2026-12". */
  month: string,
  /** Months that can be planned. */
  months: Array<RoundMonth>,
  /** Homes in a day. */
  aDay: number,
  /** How many fall due, and how many days and miles that is. */
  words: string,
  /** What the order of the days saves; empty when it saves nothing. */
  compared: string,
  /** The days, each with its homes in the order to drive. */
  days: Array<RoundDay>,
  /** What the month has no room for, the most pressing first. */
  left: Array<RoundHome>,
  /** What is arranged with the customer already. */
  arranged: Array<RoundHome>,
  /** Homes far from every office; none where the landlord does not count them apart. */
  far: FarHomes | null,
};

/** One day of a round. */
export type RoundDay = {
  /** "2026-12-01". */
  date: string,
  /** "Tuesday 1 December". */
  day: string,
  /** "about 6.2 miles", "on foot"; empty where no place is known. */
  drive: string,
  /** In the order to drive. */
  homes: Array<RoundHome>,
};

/** One home of a round. */
export type RoundHome = {
  /** Its id, for `home`. */
  id: string,
  /** In one line, without the postcode. */
  address: string,
  /** The people on the agreement. */
  names: string,
  /** When the check falls due, or for when it is arranged. */
  check: string,
  /** True when it is past that day, or was never done. */
  checkOverdue: boolean,
  /** Why to go there before others, in words. */
  needs: Array<string>,
  /** "4.2 miles from an office"; empty where it is not said. */
  distance: string,
};

/** A month to choose. */
export type RoundMonth = {
  /** To pass back. */
  value: string,
  /** "December 2026". */
  words: string,
};

/** A sign-off as a file. */
export type SealFile = {
  /** "sign-off-10000012.doorstep". */
  filename: string,
  /** The bytes, base64. */
  base64: string,
};

/** The state of sending, always on screen. */
export type Sending = {
  /**
   * "All sent", "3 waiting to send", "Sending 3 …", "No signal. 3 saved on this phone",
   * "No answer from the landlord. 3 saved on this phone".
   */
  words: string,
  /** How loudly to show it. */
  tone: Tone,
  /** Edits not yet with the landlord. */
  waiting: number,
  /** Photos not yet with the landlord. */
  photosWaiting: number,
  /** Edits the landlord holds until others arrive. */
  held: number,
  /** Edits set aside for a person to decide. */
  quarantined: number,
  /** "today 12:10"; none before the first exchange. */
  lastExchange: string | null,
  /** What stands in the way, if anything. */
  trouble: Failure | null,
  /** The landlord is being asked at this moment. */
  trying: boolean,
  /** The person chose that photos wait for Wi-Fi. */
  photosOnWifiOnly: boolean,
  /** Photos wait now, because of that choice. */
  photosWaitForWifi: boolean,
  /** Megabytes of photos kept on this phone that the landlord has as well. */
  photosKeptMb: number,
  /** This phone is nearly full, or has room for notes alone: said before anything is refused. */
  room: Failure | null,
  /** This phone goes on under another name, because it was put back from a backup or there are two of it. */
  renamed: Failure | null,
};

/** A report that was written on this phone and goes, or has gone, to those who may read it. */
export type SentReport = {
  /** Its record, which is not on this phone any more once it was sent. */
  id: string,
  /** "Alert". */
  what: string,
  /** Where, in one line; may be empty. */
  place: string,
  /** "today 10:42". */
  written: string,
  /** "The landlord has it". */
  state: string,
  /** How loudly to show that. */
  tone: Tone,
};

/** Which part of the landlord's service it is about. */
export type ServiceArea = "repairs" | "tenancy" | "rent" | "estate" | "neighbours" | "contact" | "other";

/** The handheld's state before any job is shown. */
export type Session = {
  /** Which screen to show. */
  state: SessionState,
  /** The landlord's name, once enrolled. */
  landlord: string | null,
  /** The person this handheld was enrolled for. */
  person: string | null,
  /** The handheld's name: "Van 12". */
  device: string | null,
  /** Wrong PINs left before the keys on this phone are destroyed; none while it is far away. */
  triesLeft: number | null,
  /** Seconds until another PIN may be tried; nought when now. */
  waitSeconds: number,
  /** The job whose customer has the phone, when `state` is `with_customer`. */
  customerOf: string | null,
  /** Who answers questions about themself, when `state` is `with_customer` and it is no job's customer. */
  profileOf: ProfileOf | null,
  /** What the office can give that helps at this door. */
  help: DoorHelp | null,
  /** What is wrong, when `state` is `damaged` or `revoked`. */
  trouble: Failure | null,
  /**
   * How far an older database has been brought up to date, while it is: with the first unlocking after an update of
   * the app.
   */
  updating: Updating | null,
};

/** Which door the person stands at. */
export type SessionState = "not_enrolled" | "needs_pin" | "locked" | "unlocked" | "with_customer" | "damaged" | "revoked";

/** One of the competing edits. */
export type Side = {
  /** Pass it back with `settle`. */
  key: string,
  /** The value in words. */
  words: string,
  /** "Ada Byrne". */
  by: string,
  /** "today 10:42". */
  at: string,
  /** "Van 12". */
  device: string,
};

/** How the customer answered, or why nobody did. */
export type SignOffAnswer = {
  /** How it ended. */
  outcome: SignOffOutcome,
  /** The signer's name as they gave it; empty when nobody signed. */
  name: string,
  /** Who signs. */
  signer: Signer,
  /** 1 (very poor) to 5 (very good), or none given. */
  score: number | null,
  /** They would rather not give a score. */
  scoreDeclined: boolean,
  /** Whether it was fixed on the first visit; none when they did not say. */
  firstTime: boolean | null,
  /** What else they want to say; may be empty. */
  comment: string,
  /** Lines that are not right, in the page's order. */
  disputes: Array<Dispute>,
  /** A copy that they want; none when they want none. */
  copy: CopyRequest | null,
  /** Why nobody signed, where the outcome wants one. */
  reason: string,
  /** The signature's strokes; empty when nobody signed. */
  strokes: Array<Array<StrokePoint>>,
  /** How long they spoke, in milliseconds, where their comment comes as a sound after the request; otherwise none. */
  spokenMilliseconds: number | null,
};

/** Fixed words of the customer's page, in the customer's language. */
export type SignOffLabels = {
  /** Five, from very poor to very good. */
  scores: Array<string>,
  /** "How did we do?" */
  scoreQuestion: string,
  /** "I would rather not say". */
  scoreDeclined: string,
  /** "Was it fixed on this first visit?" Empty where nobody asks: at an officer's visit. */
  firstTimeQuestion: string,
  /** "Yes". */
  yes: string,
  /** "No". */
  no: string,
  /** "Anything else you want to tell us (optional)". */
  comment: string,
  /** "Say it instead of writing". */
  commentSpeak: string,
  /** "If you speak, your voice is recorded until you stop. …" */
  commentNotice: string,
  /** "Stop". */
  commentStop: string,
  /** "Your words are recorded". */
  commentSpoken: string,
  /** "Delete them". */
  commentDelete: string,
  /** "This phone cannot record. Please write it." */
  commentUnheard: string,
  /** "Who is signing?" */
  signerQuestion: string,
  /** "I am the customer". */
  signerCustomer: string,
  /** "I am signing for the customer". */
  signerRepresentative: string,
  /** "What you are to the customer, for example daughter or carer". */
  relationship: string,
  /** "Enter what you are to the customer". */
  relationshipMissing: string,
  /** "Only an adult can sign. Please do not ask a child." */
  adultsOnly: string,
  /** "Your name". */
  name: string,
  /** "Sign here with your finger". */
  signHere: string,
  /** "I am making a mark instead of writing my name". */
  mark: string,
  /** "Clear the signature". */
  clear: string,
  /** "I agree and sign". */
  confirm: string,
  /** "I cannot or do not want to sign". */
  decline: string,
  /** "This is not right". */
  dispute: string,
  /** "What is not right? (optional)" */
  disputeWords: string,
  /** "It is right after all". */
  disputeUndo: string,
  /** "Do you want a copy?" */
  copyQuestion: string,
  /** "No copy". */
  copyNone: string,
  /** "By text". */
  copyText: string,
  /** "By email". */
  copyEmail: string,
  /** "On paper". */
  copyPaper: string,
  /** "Mobile number". */
  copyNumber: string,
  /** "Email address". */
  copyAddress: string,
  /** "Enter a phone number". */
  copyNumberMissing: string,
  /** "Enter an email address". */
  copyAddressMissing: string,
  /** "Larger letters". */
  largePrint: string,
  /** "Read this page to me". */
  readAloud: string,
  /** "Stop reading". */
  stopReading: string,
  /** "This translation is to help you. What you sign is the English text beside it." */
  aid: string,
  /** "Language". */
  language: string,
  /** "Thank you. Please hand the phone back." */
  thanks: string,
  /** "Enter your name". */
  nameMissing: string,
  /** "Sign in the box". */
  signatureMissing: string,
};

/** How the visit was closed. */
export type SignOffOutcome = "signed" | "unable" | "unwilling" | "void" | "communal" | "customer_absent";

/** Everything on the customer's page, in the customer's language. */
export type SignOffPage = {
  /** Pass it back with `sign_off`: a digest of the very text shown and the version of the record behind it. */
  digest: string,
  /** The language shown. */
  language: Language,
  /** Languages to choose from. */
  languages: Array<Language>,
  /** The page's heading. */
  title: string,
  /** What was done, read back line by line. */
  lines: Array<ReadBackLine>,
  /** What a signature says. */
  declaration: string,
  /** The same in English, beside it, when the language is another. */
  english: Array<ReadBackLine>,
  /** What a signature says in English, when the language is another. */
  englishDeclaration: string,
  /** True when what is signed is the English: nobody has reviewed the other language's words, which are an aid. */
  aid: boolean,
  /** Every fixed word on the page. */
  labels: SignOffLabels,
};

/** The sign-off as the job screen shows it. */
export type SignOffShown = {
  /** "Signed by Jill Smith, today 11:20", or why not. */
  words: string,
  /** What the customer said is not right: "Work done (1 of 2): never happened". */
  disputed: Array<string>,
  /** How the customer wants a copy: "by text to 07700 900123"; empty when they want none. */
  copy: string,
  /** True when the seal verifies against the record held here. */
  verified: boolean,
  /** What was written outside the seal: "Ada Byrne added DES5R006, today 11:40". Empty when all is covered. */
  notCovered: Array<string>,
  /** The status tag. */
  status: StatusShown,
  /**
   * True when the sign-off may be saved here as a file. What the customer thought of the work is in it, and that is
   * not for whoever did the work.
   */
  hasFile: boolean,
};

/** Who signs. */
export type Signer = { "who": "customer" }
| { "who": "customer_by_mark" }
| { "who": "representative",
  /** What they are to the customer: "daughter". */
  relationship: string,
};

/** A job's status as a word and a tone for its tag. */
export type StatusShown = {
  /** Stable: `dispatched`, `started`, `completed`. */
  code: string,
  /** "Started". */
  words: string,
  /** How loudly to show it. */
  tone: Tone,
};

/** One step in what became of it. */
export type StepShown = {
  /** "Acknowledged". */
  what: string,
  /** "Joan Ellis, today 10:42". */
  by: string,
  /** May be empty. */
  words: string,
};

/** A map that is on this phone. */
export type StreetArea = {
  /** Names it in `Request::MapBytes`. */
  id: string,
  /** Bytes of the archive, which is PMTiles 3. */
  size: number,
  /** Least longitude, in degrees. */
  west: number,
  /** Least latitude. */
  south: number,
  /** Greatest longitude. */
  east: number,
  /** Greatest latitude. */
  north: number,
  /** The closest zoom that it has tiles for. */
  maxZoom: number,
  /** Whose data it is; shown wherever the map is. */
  attribution: string,
};

/** A stretch of a map's archive. */
export type StreetBytes = {
  /** The bytes, base64; fewer than were asked for where the archive ends. */
  base64: string,
};

/** What there is of the landlord's map. */
export type StreetMap = {
  /** The map, once all of it is on this phone. */
  area: StreetArea | null,
  /**
   * Why there is none, or none yet, or that another is coming: "The street map (12 MB) waits for Wi-Fi …"
   * Empty when there is nothing to say.
   */
  words: string,
};

/** A point of the signature. */
export type StrokePoint = {
  /** CSS pixels from the left of the box. */
  x: number,
  /** CSS pixels from its top. */
  y: number,
  /** Milliseconds since the first touch. */
  t: number,
};

/** Time that can be recorded as it stands. */
export type SuggestedTime = {
  /** Minutes, more than nought. */
  minutes: number,
  /** "You started at 10:05 and stopped at 11:20". */
  words: string,
};

/** What changed, so that a screen showing it asks again. Sent as an event. */
export type Tag = { "tag": "session" }
| { "tag": "jobs" }
| { "tag": "job", "of": string }
| { "tag": "homes" }
| { "tag": "map" }
| { "tag": "sending" }
| { "tag": "lone_work" };

/** A photo that is saved as the camera gave it and is being made ready. */
export type TakenPhoto = {
  /** What it will be called. */
  id: string,
  /** When in the work. */
  stage: PhotoStage,
  /** May be empty. */
  caption: string,
  /** Why no picture can be made of it, if so: it stays until somebody lets it go with `drop_photo`. */
  failure: Failure | null,
};

/** A person on the agreement. Contact details are a person's, never a household's. */
export type TenantShown = {
  /** Full name. */
  name: string,
  /** What must be minded whenever they are reached; it stands above every preference. May be empty. */
  safeContact: string,
  /** As dialled; may be empty. */
  telephone: string,
  /** May be empty. */
  email: string,
  /** How they want to be reached, what they speak and read, in words: "Prefers text message", "Speaks Urdu". */
  preferences: Array<string>,
  /** Whom to tell if something happens; may be empty. */
  nextOfKin: string,
};

/** What the landlord asks for of somebody's time, besides how long they worked. */
export type TimeAsked = {
  /** Colleagues' time, and everybody's share. */
  shares: boolean,
  /** The time on the way. */
  travel: boolean,
  /** Whether it was overtime. */
  overtime: boolean,
};

/** A line of the job's history. */
export type TimelineEntry = {
  /** The event's id. */
  id: string,
  /** "Work started". */
  words: string,
  /** The reason given, if any. */
  reason: string,
  /** "Ada Byrne". */
  by: string,
  /** "today 10:42". */
  at: string,
  /** "Van 12". */
  device: string,
  /** "Happened at the same time as another event", if anything is odd. */
  flag: string | null,
  /** True when it was taken back: shown struck through. */
  undone: boolean,
  /** True when the phone's position was kept with it. */
  located: boolean,
};

/** The screen an operative opens in the van. */
export type Today = {
  /** The day in words: "Sunday 22 November". */
  day: string,
  /** The same as a date: "2026-11-22". */
  date: string,
  /** Work under way first, then in the order chosen: of appointments, or of the shortest drive. */
  jobs: Array<JobRow>,
  /** Jobs to do beyond those: found by searching. */
  more: number,
  /** What the drive comes to. */
  drive: Drive,
  /** The days that can be stepped to, with how many jobs each has. */
  days: Array<DayLink>,
  /** Jobs that the office gave to somebody else and of which the person has not read so, in words. */
  givenAway: Array<string>,
  /** Jobs at which somebody could be badly hurt and nobody has said that they rang control. */
  toRingAbout: Array<RingAbout>,
  /** Finished today. */
  done: Array<JobRow>,
  /** Jobs held in all. */
  held: number,
  /** Homes held, on a housing officer's handheld; none on any other. */
  homes: number | null,
  /** Alerts on which somebody has to decide, on the handheld of those who do; none on any other. */
  alertsToDecide: number | null,
  /** What happened to staff, on the handheld of those who read it; none on any other. */
  incidents: number | null,
  /** The timer of this phone's user, while they work alone. */
  loneWork: LoneWorkShown | null,
  /** "My van: Van 12, 2 things want filling up"; empty on a handheld whose user works from no van. */
  van: string,
  /** The state of sending. */
  sending: Sending,
};

/** How a tag or message looks. */
export type Tone = "quiet" | "active" | "good" | "warning" | "bad";

/** What was recorded a moment ago and can be taken back. */
export type Undo = {
  /** Pass it back with `undo`. */
  event: string,
  /** "Work started". */
  words: string,
  /** For how many seconds more. */
  seconds: number,
};

/** How far bringing the database up to date has come. */
export type Updating = {
  /** Records that are done. */
  done: number,
  /** Records in all. */
  total: number,
};

/** One thing on one van. */
export type VanItem = {
  /** Names the van. */
  van: string,
  /** Names the item on it. */
  item: string,
  /** "Van 12". */
  vanName: string,
  /** "15 mm copper pipe". */
  name: string,
  /** "m"; empty for pieces. */
  unit: string,
  /** What is left, in that unit; nought when nothing is. */
  left: number,
  /** "12 m left", "None left", "None left: the list is 1 short". */
  words: string,
  /** True when it wants filling up. */
  low: boolean,
  /** "Counted 22 November 07:10", "Counted by Ada Byrne, today 10:42". */
  counted: string,
  /** "By Dev Patel’s count, today 10:40, 4 m would be left"; empty where no other count says otherwise. */
  otherCount: string,
};

/** Something that was taken out of a van today. */
export type VanTaken = {
  /** "2.5 m 15 mm copper pipe". */
  what: string,
  /** "Ada Byrne, today 10:42". */
  by: string,
  /** "Van 12". */
  vanName: string,
  /** The job that it was used on; none when this phone does not hold it. */
  job: string | null,
  /** Where that is; "A job that is not on this phone". */
  place: string,
};

/** Why an officer comes. */
export type VisitKind = "tenancy_check" | "inspect_repair" | "rent_arrears" | "home_inspection" | "verify_details" | "new_tenancy";

/** What a visit is for, on its page. */
export type VisitShown = {
  /** "Tenancy health check". */
  words: string,
  /** The home's id, while it is on this phone. */
  home: string | null,
  /** What the customer asked for, in words. */
  wishes: Array<string>,
};

/** A window in which the customer may want the visit. */
export type VisitSlot = {
  /** To pass back. */
  value: string,
  /** "Tomorrow, AM 08:00 to 12:30". */
  words: string,
};

/** What a customer may ask for when a visit is arranged. */
export type VisitWish = "same_sex_officer" | "interpreter" | "signer" | "advocate";

/** How many visits came to what. */
export type VisitsCounted = {
  /** A window was agreed. */
  arranged: number,
  /** Somebody was at the door. */
  made: number,
  /** Of those arranged: on that day, and not after the window. */
  kept: number,
  /** Nobody was in. */
  notIn: number,
  /** The landlord cancelled it. */
  cancelled: number,
  /** Of those: with less notice than is promised. */
  cancelledLate: number,
};

/** Time, materials, and work beyond the order. */
export type WorkDone = {
  /** Time that people worked. */
  labour: Array<WorkEntry>,
  /** Materials that were used. */
  materials: Array<WorkEntry>,
  /** Materials that somebody has to order. */
  toOrder: Array<WorkEntry>,
  /** Work beyond the order. */
  extraWork: Array<ExtraWork>,
  /** How the job is shared, when it is: "60% of the job is shared out, 40% is left"; may be empty. */
  shares: string,
  /** What the landlord asks for of somebody's time. */
  asks: TimeAsked,
  /**
   * Colleagues whose time can be recorded, the person here first; that person alone where the landlord asks for no
   * shares.
   */
  people: Array<string>,
  /** How long the steps of the visit say that the person here was at work, less what is recorded of it. */
  suggested: SuggestedTime | null,
  /** What may be agreed at the door without asking: "£250". */
  authority: string,
};

/** A material, or somebody's time. */
export type WorkEntry = {
  /** Stable within the job. */
  id: string,
  /** "2 m 15 mm copper pipe, from the van"; "Ada Byrne, 1 hour 30 minutes, overtime". */
  words: string,
  /** "Ada Byrne, today 10:42". */
  by: string,
  /** True when taken off again: shown struck through. */
  withdrawn: boolean,
};

/** What a customer said, and what was done about it. */
export type YouSaid = {
  /** Who spoke. */
  customer: string,
  /** The beginning of it, in their words. */
  said: string,
  /** When. */
  when: string,
  /** What was done, oldest first; empty when nothing is known yet. */
  did: Array<string>,
  /** Its page. */
  opens: PageLink,
};

/** What each request answers, by its name. */
export type Answers = {
  add_asb_action: AsbPage;
  add_asb_diary: AsbPage;
  add_extra_work: JobPage;
  add_form_instance: FormPage;
  add_form_photo: FormPage;
  add_form_sound: FormPage;
  add_item: JobPage;
  add_labour: JobPage;
  add_material: JobPage;
  add_photo: JobPage;
  add_recording: JobPage;
  agree_asb_contact: AsbPage;
  alert_form: AlertForm;
  alert_report: AlertReportPage;
  alert_reports: Array<AlertReportRow>;
  answer_form: FormAnswered;
  arrange_visit: JobPage;
  asb: AsbPage;
  ask_swap: JobPage;
  assess_asb: AsbPage;
  begin_form: FormPage;
  book_follow_on: JobPage;
  caption_photo: JobPage;
  change_quantity: JobPage;
  choose_order: Today;
  choose_photos: Sending;
  choose_pin: Session;
  choose_positions: KeptAboutMe;
  colleagues: Array<Colleague>;
  count_van: Array<VanItem>;
  day: Day;
  day_end: DayEnd;
  decide_alert: AlertReportPage;
  drafts: { [key in string]: string };
  drop_photo: JobPage;
  edit_note: JobPage;
  enrol: Session;
  favour_code: null;
  feedback: FeedbackPage;
  finish_asb_action: AsbPage;
  finish_form: FormAnswered;
  finish_lone_work: LoneWorkPage;
  form: FormPage;
  form_paper: FormPaper;
  hand_over: Session;
  hand_over_profile: Session;
  here: Today;
  home: HomePage;
  homes: Homes;
  incidents: Array<IncidentShown>;
  job: JobPage;
  keep_draft: null;
  keep_position: JobPage;
  kept_about_me: KeptAboutMe;
  lock: Session;
  lone_work: LoneWorkPage;
  map: StreetMap;
  map_bytes: StreetBytes;
  mark_photo: JobPage;
  notice_hazard: JobPage;
  outbox: Array<OutboxItem>;
  photo: PhotoImage;
  profile_page: ProfilePage;
  raise_alert: AlertRaised;
  record_concern: ConcernSaved;
  record_event: JobPage;
  record_feedback: FeedbackPage;
  record_forms: RecordForms;
  record_no_access: JobPage;
  record_no_adult: JobPage;
  recording: RecordingSound;
  recover: Session;
  redact_photo: JobPage;
  remove_form_instance: FormPage;
  report_asb: AsbPage;
  report_incident: IncidentSaved;
  round: Round;
  rung_about: JobPage;
  running_late: JobPage;
  save_profile: null;
  say_lone_work: LoneWorkPage;
  seal_file: SealFile;
  search_codes: Array<CodeRow>;
  search_jobs: Array<JobRow>;
  see_changes: JobPage;
  see_given_away: Today;
  send_now: Sending;
  sending: Sending;
  sent_reports: Array<SentReport>;
  session: Session;
  settle: JobPage;
  sign_off: JobPage;
  sign_off_page: SignOffPage;
  take_from_van: JobPage;
  take_further: FeedbackPage;
  timeline: HomeTimeline;
  today: Today;
  trades: Array<string>;
  turn_asb: AsbPage;
  undo: JobPage;
  unlock: Session;
  van_stock: Array<VanItem>;
  van_taken: Array<VanTaken>;
  withdraw_item: JobPage;
  withdraw_work: JobPage;
};
