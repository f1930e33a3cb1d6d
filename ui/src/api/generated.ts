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
};

/** Something to know before knocking. */
export type Alert = {
  /** True for a person's alert, false for the place's. */
  aboutPerson: boolean,
  /** HACT's type in words: "No lone visits". */
  title: string,
  /** What to do; may be empty. */
  instruction: string,
  /** How loudly to show it. */
  tone: Tone,
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
  /** As dialled. */
  numbers: Array<string>,
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

/** What can happen to a job at the door. */
export type EventKind = "accepted" | "travelling" | "arrived" | "started" | "paused" | "completed" | "no_access" | "no_adult_present" | "incomplete" | "reopened";

/** Something that could not be done: what, in words, and what to do about it. Nothing was lost or half done. */
export type Failure = {
  /** Stable, for tests and support calls: `pin_wrong`, `token_expired`. */
  code: string,
  /** One sentence: what happened. */
  message: string,
  /** One sentence: what to do now. */
  remedy: string,
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
  /** The number to ring now, when somebody could be badly hurt within a day. */
  ringNow: string | null,
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
  /** What happened, oldest first. */
  timeline: Array<TimelineEntry>,
  /** Edits that compete and wait for a choice. */
  competitions: Array<Competition>,
  /** Things a person should know: an impossible order of events after a merge, work outside its rules. */
  flags: Array<Flag>,
  /** Visits at which nobody let them in. */
  noAccess: NoAccess,
  /** Hazards that were noticed, oldest first. */
  hazards: Array<HazardNoticed>,
  /** How it was booked, for a job that was booked at a door. */
  booked: Booked | null,
  /** Jobs that were booked from this one. */
  followOns: Array<FollowOn>,
  /** What can be done next, the main one first. */
  actions: Array<EventKind>,
  /** The sign-off, once there is one. */
  signOff: SignOffShown | null,
  /** True when a sign-off may be taken now. */
  canSignOff: boolean,
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

/** What the no-access page needs to know, and what was recorded before. */
export type NoAccess = {
  /** Why this job stays open whoever is in, and what to do instead; none when it may be closed. */
  staysOpen: string | null,
  /** What to do because it is not the first time; none when it is. */
  again: string | null,
  /** Other appointments that can be offered, soonest first: "Tue 1 Dec, morning". */
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
export type OutboxState = "waiting" | "held" | "quarantined";

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
export type PhotoState = "waiting" | "sent" | "coming" | "elsewhere";

/** One line of the read-back. */
export type ReadBackLine = {
  /** "Address", "Work done". */
  label: string,
  /** The text. */
  text: string,
};

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
| { "name": "book_follow_on", "args": {
    /** The job that it follows. */
    job: string,
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
| { "name": "drafts" }
| { "name": "keep_draft", "args": {
    /** Which form and field. */
    key: string,
    /** At most 100,000 characters. */
    text: string,
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
    /** What was typed; with nothing typed, the codes used most recently. */
    text: string,
    /** Only this trade's codes. */
    trade: string | null,
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
| { "name": "photo", "args": {
    /** `Photo::hash`. */
    hash: string,
    /** Which size. */
    size: PhotoSize,
  }
}
| { "name": "sign_off_page", "args": {
    /** The job. */
    job: string,
    /** A `Language::code`. */
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
    /** How it ended. */
    outcome: SignOffOutcome,
    /** The signer's name as they gave it; empty when nobody signed. */
    name: string,
    /** 1 (very poor) to 5 (very good), or none given. */
    score: number | null,
    /** Why nobody signed, where the outcome wants one. */
    reason: string,
    /** The signature's strokes; empty when nobody signed. */
    strokes: Array<Array<StrokePoint>>,
  }
}
| { "name": "seal_file", "args": {
    /** The job. */
    job: string,
  }
}
| { "name": "sending" }
| { "name": "outbox" }
| { "name": "send_now" }
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

/** A sign-off as a file. */
export type SealFile = {
  /** "sign-off-10000012.doorstep". */
  filename: string,
  /** The bytes, base64. */
  base64: string,
};

/** The state of sending, always on screen. */
export type Sending = {
  /** "All sent", "3 waiting to send", "Sending 3 …", "No signal. 3 saved on this phone". */
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
  /** What is wrong, when `state` is `damaged` or `revoked`. */
  trouble: Failure | null,
  /**
   * How far an older database has been brought up to date, while it is: with the first unlocking after an update of
   * the app.
   */
  updating: Updating | null,
};

/** Which door the person stands at. */
export type SessionState = "not_enrolled" | "needs_pin" | "locked" | "unlocked" | "damaged" | "revoked";

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

/** Fixed words of the customer's page. */
export type SignOffLabels = {
  /** "How did we do?" */
  scoreQuestion: string,
  /** Five, from very poor to very good. */
  scores: Array<string>,
  /** "Your name". */
  name: string,
  /** "Sign here with your finger". */
  signHere: string,
  /** "Clear the signature". */
  clear: string,
  /** "By signing you confirm that …". */
  declaration: string,
  /** "I agree and sign". */
  confirm: string,
  /** "I cannot or do not want to sign". */
  decline: string,
  /** "Language". */
  language: string,
  /** "Thank you. Please hand the phone back." */
  thanks: string,
  /** "Please enter your name". */
  nameMissing: string,
  /** "Please sign in the box". */
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
  /** The same in English, beside it, when the language is another. */
  english: Array<ReadBackLine>,
  /** Every fixed word on the page. */
  labels: SignOffLabels,
};

/** The sign-off as the job screen shows it. */
export type SignOffShown = {
  /** "Signed by Jill Smith, today 11:20", or why not. */
  words: string,
  /** 1 to 5. */
  score: number | null,
  /** True when the seal verifies against the record held here. */
  verified: boolean,
  /** What was written outside the seal: "Ada Byrne added DES5R006, today 11:40". Empty when all is covered. */
  notCovered: Array<string>,
  /** The status tag. */
  status: StatusShown,
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

/** A point of the signature. */
export type StrokePoint = {
  /** CSS pixels from the left of the box. */
  x: number,
  /** CSS pixels from its top. */
  y: number,
  /** Milliseconds since the first touch. */
  t: number,
};

/** What changed, so that a screen showing it asks again. Sent as an event. */
export type Tag = { "tag": "session" }
| { "tag": "jobs" }
| { "tag": "job", "of": string }
| { "tag": "sending" };

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
};

/** The screen an operative opens in the van. */
export type Today = {
  /** The day in words: "Sunday 22 November". */
  day: string,
  /** In order of appointment; work without one by required completion. */
  jobs: Array<JobRow>,
  /** Jobs of other days that are held and not finished. */
  later: Array<JobRow>,
  /** Finished today. */
  done: Array<JobRow>,
  /** Jobs held in all. */
  held: number,
  /** The state of sending. */
  sending: Sending,
};

/** How a tag or message looks. */
export type Tone = "quiet" | "active" | "good" | "warning" | "bad";

/** How far bringing the database up to date has come. */
export type Updating = {
  /** Records that are done. */
  done: number,
  /** Records in all. */
  total: number,
};

/** What each request answers, by its name. */
export type Answers = {
  add_item: JobPage;
  add_photo: JobPage;
  book_follow_on: JobPage;
  caption_photo: JobPage;
  change_quantity: JobPage;
  choose_photos: Sending;
  choose_pin: Session;
  drafts: { [key in string]: string };
  drop_photo: JobPage;
  edit_note: JobPage;
  enrol: Session;
  job: JobPage;
  keep_draft: null;
  lock: Session;
  mark_photo: JobPage;
  notice_hazard: JobPage;
  outbox: Array<OutboxItem>;
  photo: PhotoImage;
  record_concern: ConcernSaved;
  record_event: JobPage;
  record_no_access: JobPage;
  redact_photo: JobPage;
  seal_file: SealFile;
  search_codes: Array<CodeRow>;
  search_jobs: Array<JobRow>;
  send_now: Sending;
  sending: Sending;
  session: Session;
  settle: JobPage;
  sign_off: JobPage;
  sign_off_page: SignOffPage;
  today: Today;
  unlock: Session;
  withdraw_item: JobPage;
};
