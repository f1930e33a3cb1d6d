//! Every request that a screen can make, by name.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    AlertSaid, AlertVerdict, AsbHappened, AsbRiskAnswers, AsbSaid, BookingPurpose, ConcernAbout, ContactMade,
    EventKind, FeedbackSaid, FormReply, IncidentKind, MaterialSource, PhotoMark, PhotoPatch, PhotoSize, PhotoStage,
    ProfileReplies, ReplyBy, SignOffAnswer, VisitKind, VisitWish,
};

/// A request from a screen. The answer's type stands beside each variant.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(
    tag = "name",
    content = "args",
    rename_all = "snake_case",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum Request {
    /// Answers [`super::Session`]. Always allowed.
    Session,
    /// Reads the invitation from the landlord's QR code or link and joins the hub. Answers [`super::Session`].
    Enrol {
        /// The whole text: `doorstep:enrol?hub=…&key=…&token=…`.
        invitation: String,
    },
    /// Sets the first PIN, six to twelve digits. Answers [`super::Session`].
    ChoosePin {
        /// Digits only.
        pin: String,
    },
    /// Answers [`super::Session`].
    Unlock {
        /// Digits only.
        pin: String,
    },
    /// Opens a phone whose PIN is lost with a code from the office. Answers [`super::Session`], which asks for another PIN.
    Recover {
        /// The whole text: `doorstep:unlock?hub=…&key=…&token=…`.
        code: String,
    },
    /// Locks the screens; sending goes on. Answers [`super::Session`].
    Lock,
    /// Answers [`super::Today`].
    Today,
    /// Everything held, by address, reference, postcode or words. Answers a list of [`super::JobRow`].
    SearchJobs {
        /// At least two characters; otherwise the answer is empty.
        text: String,
    },
    /// Answers [`super::JobPage`].
    Job {
        /// From [`super::JobRow::id`].
        job: String,
    },
    /// Adds an event to the job's log. Answers [`super::JobPage`].
    RecordEvent {
        /// The job.
        job: String,
        /// What happened.
        kind: EventKind,
        /// Required for `incomplete`, `no_access` and `cancelled`.
        reason: Option<String>,
    },
    /// Nobody let them in: records the visit with its evidence, and closes the job unless it may not be closed for that.
    /// Answers [`super::JobPage`].
    RecordNoAccess {
        /// The job.
        job: String,
        /// What happened at the door.
        happened: String,
        /// [`super::Photo::id`] of the photo of the calling card, taken before; none when no card was left.
        card: Option<String>,
        /// Why no card was left; may be empty.
        no_card_because: String,
        /// How they tried to reach the customer.
        contacts: Vec<ContactMade>,
        /// The next appointment that was offered; may be empty.
        offered: String,
    },
    /// Only children were in: records the visit, and nothing about them. Closes the job unless it may not be closed for want
    /// of access. Answers [`super::JobPage`].
    RecordNoAdult {
        /// The job.
        job: String,
        /// How they tried to reach an adult.
        contacts: Vec<ContactMade>,
        /// The next appointment that was offered; may be empty.
        offered: String,
    },
    /// A material was used, or is to be ordered. Answers [`super::JobPage`].
    AddMaterial {
        /// The job.
        job: String,
        /// "15 mm copper pipe".
        material: String,
        /// In `unit`; more than nought, at most 9,999.
        quantity: f64,
        /// "m"; empty for pieces.
        unit: String,
        /// Where it comes from.
        source: MaterialSource,
    },
    /// What the vans of this phone's user carry. Answers a list of [`super::VanItem`].
    VanStock,
    /// What was taken out of those vans today, and for which job. Answers a list of [`super::VanTaken`].
    VanTaken,
    /// Somebody counted what is on the van: that is what is left, and what is taken from now on comes off it. Answers a list
    /// of [`super::VanItem`].
    CountVan {
        /// [`super::VanItem::van`].
        van: String,
        /// [`super::VanItem::item`].
        item: String,
        /// In the item's unit, from nought to 9,999.
        counted: f64,
    },
    /// Something out of the van was used on the job: it is less on the van's list at once. Answers [`super::JobPage`].
    TakeFromVan {
        /// The job.
        job: String,
        /// [`super::VanItem::van`].
        van: String,
        /// [`super::VanItem::item`].
        item: String,
        /// In the item's unit; more than nought, at most what is left.
        quantity: f64,
    },
    /// Somebody worked on the job. Answers [`super::JobPage`].
    AddLabour {
        /// The job.
        job: String,
        /// Who, by name.
        person: String,
        /// On the job, at least 1.
        minutes: u32,
        /// On the way; nought when nobody asks. Both together at most a day.
        travel_minutes: u32,
        /// True when it was overtime.
        overtime: bool,
        /// Their share of the job in percent, 1 to 100; none when nobody asks. All shares together are at most 100.
        share: Option<u32>,
    },
    /// There is more to do than was ordered. Answers [`super::JobPage`].
    AddExtraWork {
        /// The job.
        job: String,
        /// What, and why.
        what: String,
        /// What it should cost, in pounds; more than nought, at most 100,000.
        pounds: f64,
        /// Whether the home is safe while somebody decides.
        safe_to_wait: bool,
    },
    /// Takes a material, or somebody's time, off again; it stays in the history. Answers [`super::JobPage`].
    WithdrawWork {
        /// The job.
        job: String,
        /// [`super::WorkEntry::id`].
        entry: String,
    },
    /// A hazard was noticed: starts the landlord's clock. Answers [`super::JobPage`].
    NoticeHazard {
        /// The job.
        job: String,
        /// What was seen, and where.
        seen: String,
        /// Who lives with it; may be empty.
        who: String,
        /// Whether somebody could be badly hurt or made ill within a day.
        danger_now: bool,
    },
    /// They have rung control about a danger: nothing asks them to any more. Answers [`super::JobPage`].
    RungAbout {
        /// The job.
        job: String,
        /// [`super::HazardNoticed::id`].
        hazard: String,
    },
    /// The trades that the landlord's schedule of rates has, in its words. Answers a list of them.
    Trades,
    /// Books another job at this home, which exists at once. Answers [`super::JobPage`] of the job it was booked from.
    BookFollowOn {
        /// The job that it follows.
        job: String,
        /// What for.
        purpose: BookingPurpose,
        /// What was done to make it safe, which ends this visit: for `return` alone, and empty otherwise.
        made_safe: String,
        /// What is to be done.
        description: String,
        /// The trade in words, as the schedule of rates has it; empty for this job's own.
        trade: String,
        /// Further trades in words; may be empty.
        further_trades: String,
        /// True when it cannot wait a day.
        emergency: bool,
        /// How many people it wants, 1 to 9.
        operatives: u8,
        /// How long it should take, in minutes; none when nobody can say.
        minutes: Option<u32>,
        /// What must be there before it can begin; may be empty.
        materials: String,
        /// Times that suit the customer, best first.
        preferred: Vec<String>,
        /// [`super::Photo::id`] of photos of this job that show what it is about.
        photos: Vec<String>,
    },
    /// Somebody at the door is worried about a person. It is on no timeline, and this phone forgets it once the landlord
    /// has it. Answers [`super::ConcernSaved`].
    RecordConcern {
        /// The job at whose home it is; none when it is not about one.
        job: Option<String>,
        /// Whom it is about.
        about: ConcernAbout,
        /// What was seen or heard; may be empty.
        words: String,
        /// Whether somebody is in danger now.
        in_danger: bool,
    },
    /// What is needed to raise an alert at the home of a job, of a visit or of a tenancy. Answers [`super::AlertForm`].
    AlertForm {
        /// The job, visit or home.
        record: String,
    },
    /// Raises an alert. Until a second person confirms it, everybody at that home's door is told to ring the office first.
    /// What it rests on leaves this phone once the landlord has it. Answers [`super::AlertRaised`].
    RaiseAlert {
        /// The job, visit or home.
        record: String,
        /// What it rests on.
        said: AlertSaid,
    },
    /// What alerts rest on, for those who decide. Answers a list of [`super::AlertReportRow`].
    AlertReports,
    /// Answers [`super::AlertReportPage`].
    AlertReport {
        /// From [`super::AlertReportRow::id`].
        report: String,
    },
    /// Decides on an alert that somebody else raised, or decides again. Answers [`super::AlertReportPage`].
    DecideAlert {
        /// From [`super::AlertReportRow::id`].
        report: String,
        /// What was decided.
        verdict: AlertVerdict,
    },
    /// Something happened to whoever holds this phone. It goes to those who may read it, and this phone forgets it once the
    /// landlord has it. Answers [`super::IncidentSaved`].
    ReportIncident {
        /// The job, visit or home where it happened; none when it was at none.
        record: Option<String>,
        /// What it was.
        kind: IncidentKind,
        /// What happened; may be empty.
        words: String,
        /// Where, when it was at no job, visit or home; may be empty.
        place: String,
        /// Whether somebody was hurt.
        hurt: bool,
    },
    /// What happened to staff, the newest first, for those who read it. Answers a list of [`super::IncidentShown`].
    Incidents,
    /// How it stands with working alone. Answers [`super::LoneWorkPage`].
    LoneWork,
    /// Begins to work alone, or says that all is well and that it takes so long from now. Until the hub has heard of it nobody
    /// is watching. Answers [`super::LoneWorkPage`].
    SayLoneWork {
        /// From now, 5 to 720.
        minutes: u32,
        /// Where its person is going; of a timer that runs it stands as it was.
        place: String,
    },
    /// Is done, and well. Answers [`super::LoneWorkPage`].
    FinishLoneWork,
    /// What was reported from this phone in the last month. Answers a list of [`super::SentReport`].
    SentReports,
    /// What was typed into forms and not saved yet, kept through a restart. Answers a map of texts by key.
    Drafts,
    /// Keeps what was typed into a form, or forgets it when the text is empty. Answers nothing.
    KeepDraft {
        /// Which form and field.
        key: String,
        /// At most 100,000 characters.
        text: String,
    },
    /// Takes back what was recorded less than a minute ago; it stays in the history. Answers [`super::JobPage`].
    Undo {
        /// The job.
        job: String,
        /// [`super::Undo::event`].
        event: String,
    },
    /// Says that the person will be late, and when they expect to be there. Answers [`super::JobPage`].
    RunningLate {
        /// The job.
        job: String,
        /// From now, 1 to 720.
        minutes: u32,
    },
    /// Everybody whom a job could be given to. Answers a list of [`super::Colleague`].
    Colleagues,
    /// Asks the planner to give the job to a colleague. Answers [`super::JobPage`].
    AskSwap {
        /// The job.
        job: String,
        /// [`super::Colleague::person`].
        colleague: String,
        /// Why.
        reason: String,
    },
    /// Keeps where this phone was when something was recorded, if the person chose so. Positions come apart, so that no
    /// tap waits for one. Answers [`super::JobPage`].
    KeepPosition {
        /// The job.
        job: String,
        /// [`super::JobPage::locate`].
        event: String,
        /// Degrees north.
        latitude: f64,
        /// Degrees east.
        longitude: f64,
        /// Right within so many metres.
        accuracy: f64,
    },
    /// Where this phone is at this moment, for distances: it is kept nowhere. Answers [`super::Today`].
    Here {
        /// Degrees north.
        latitude: f64,
        /// Degrees east.
        longitude: f64,
        /// Right within so many metres.
        accuracy: f64,
    },
    /// Another day's list. Answers [`super::Day`].
    Day {
        /// "2026-11-27".
        date: String,
    },
    /// Chooses the order of the day's jobs: of their appointments, or of the shortest drive. Answers [`super::Today`].
    ChooseOrder {
        /// Of the shortest drive.
        shortest: bool,
    },
    /// The person has read what the office changed in a job. Answers [`super::JobPage`].
    SeeChanges {
        /// The job.
        job: String,
    },
    /// The person has read which jobs were given to somebody else. Answers [`super::Today`].
    SeeGivenAway,
    /// Answers [`super::DayEnd`].
    DayEnd,
    /// Answers [`super::KeptAboutMe`].
    KeptAboutMe,
    /// Chooses whether positions are kept from now on. Answers [`super::KeptAboutMe`].
    ChoosePositions {
        /// They are.
        kept: bool,
    },
    /// Saves the whole text of the job's note as the person left it. Answers [`super::JobPage`].
    EditNote {
        /// The job.
        job: String,
        /// [`super::Note::version`] of the text that the person was editing, so that only their own changes are made.
        version: String,
        /// The text as they left it.
        text: String,
    },
    /// Schedule-of-rates codes by letters of code or description. Answers a list of [`super::CodeRow`], best first.
    SearchCodes {
        /// What was typed; with nothing typed, the person's favourites and then the codes used most recently.
        text: String,
        /// Only this trade's codes.
        trade: Option<String>,
    },
    /// Keeps a code among the person's favourites, or no longer. Answers nothing.
    FavourCode {
        /// [`super::CodeRow::code`].
        code: String,
        /// It is one.
        favourite: bool,
    },
    /// Answers [`super::JobPage`].
    AddItem {
        /// The job.
        job: String,
        /// The schedule-of-rates code.
        code: String,
        /// In the code's unit; more than nought, at most 9,999.
        quantity: f64,
    },
    /// Answers [`super::JobPage`].
    ChangeQuantity {
        /// The job.
        job: String,
        /// [`super::Item::id`].
        item: String,
        /// In the code's unit; more than nought, at most 9,999.
        quantity: f64,
    },
    /// Takes an item off; it stays in the history. Answers [`super::JobPage`].
    WithdrawItem {
        /// The job.
        job: String,
        /// [`super::Item::id`].
        item: String,
    },
    /// Settles competing edits; all of them stay in the history. Answers [`super::JobPage`].
    Settle {
        /// The job.
        job: String,
        /// [`super::Competition::field`].
        field: String,
        /// [`super::Side::key`] of the one that stands.
        side: String,
    },
    /// Takes a photo into the job. Its bytes go with the request ([`crate::App::ask_with`]): JPEG, PNG or WebP, 40 MB
    /// at most. It is saved, encrypted, when this answers; it is scaled and stripped of its metadata afterwards. Answers
    /// [`super::JobPage`].
    AddPhoto {
        /// The job.
        job: String,
        /// When in the work it was taken.
        stage: PhotoStage,
        /// What it shows, in a few words; may be empty.
        caption: String,
    },
    /// Says what a photo shows. Answers [`super::JobPage`].
    CaptionPhoto {
        /// The job.
        job: String,
        /// [`super::Photo::id`].
        photo: String,
        /// In a few words; may be empty.
        caption: String,
    },
    /// Blacks out parts of a photo and destroys the picture as it was, here and wherever else it is. Answers
    /// [`super::JobPage`].
    RedactPhoto {
        /// The job.
        job: String,
        /// [`super::Photo::id`].
        photo: String,
        /// At least one.
        patches: Vec<PhotoPatch>,
    },
    /// Draws on a copy of a photo; the photo stays as it was. Answers [`super::JobPage`].
    MarkPhoto {
        /// The job.
        job: String,
        /// [`super::Photo::id`].
        photo: String,
        /// At least one.
        marks: Vec<PhotoMark>,
    },
    /// Lets go a photo of which no picture can be made. Answers [`super::JobPage`].
    DropPhoto {
        /// The job.
        job: String,
        /// [`super::TakenPhoto::id`].
        photo: String,
    },
    /// Takes a voice note into the job. Its bytes go with the request ([`crate::App::ask_with`]): WebM, Ogg or MP4 sound,
    /// 20 MB at most. Answers [`super::JobPage`].
    AddRecording {
        /// The job.
        job: String,
        /// How long it ran.
        milliseconds: u32,
    },
    /// Answers [`super::RecordingSound`].
    Recording {
        /// [`super::Recording::hash`].
        hash: String,
    },
    /// Answers [`super::PhotoImage`].
    Photo {
        /// [`super::Photo::hash`].
        hash: String,
        /// Which size.
        size: PhotoSize,
    },
    /// The forms of a record: those begun, and those that can be. Answers [`super::RecordForms`].
    RecordForms {
        /// The job, or another record that has forms.
        record: String,
    },
    /// Begins to fill in the newest version of a form. Answers [`super::FormPage`].
    BeginForm {
        /// The record.
        record: String,
        /// [`super::FormOffer::form`].
        form: String,
    },
    /// Answers [`super::FormPage`].
    Form {
        /// The record.
        record: String,
        /// [`super::FormPage::id`].
        form: String,
    },
    /// Answers questions, all of them or, when something is wrong with one, none. Answers [`super::FormAnswered`].
    AnswerForm {
        /// The record.
        record: String,
        /// [`super::FormPage::id`].
        form: String,
        /// Each question and what was said.
        replies: Vec<FormReply>,
    },
    /// Takes a photo as the answer to a question, or one more. Its bytes go with the request as for `add_photo`. Answers
    /// [`super::FormPage`].
    AddFormPhoto {
        /// The record.
        record: String,
        /// [`super::FormPage::id`].
        form: String,
        /// [`super::FormQuestion::field`].
        field: String,
    },
    /// Takes a spoken answer. Its bytes go with the request as for `add_recording`. Answers [`super::FormPage`].
    AddFormSound {
        /// The record.
        record: String,
        /// [`super::FormPage::id`].
        form: String,
        /// [`super::FormQuestion::field`].
        field: String,
        /// How long it ran.
        milliseconds: u32,
    },
    /// There is one more of something. Answers [`super::FormPage`].
    AddFormInstance {
        /// The record.
        record: String,
        /// [`super::FormPage::id`].
        form: String,
        /// The `repeat` of a [`super::FormEntry`].
        repeat: String,
    },
    /// There is one less; its answers stay in the history alone. Answers [`super::FormPage`].
    RemoveFormInstance {
        /// The record.
        record: String,
        /// [`super::FormPage::id`].
        form: String,
        /// [`super::FormInstance::repeat`].
        repeat: String,
        /// [`super::FormInstance::instance`].
        instance: String,
    },
    /// Says that the form is filled in, unless something is missing or wrong. Answers [`super::FormAnswered`].
    FinishForm {
        /// The record.
        record: String,
        /// [`super::FormPage::id`].
        form: String,
    },
    /// A form as a paper that the customer is given. Answers [`super::FormPaper`].
    FormPaper {
        /// The record.
        record: String,
        /// [`super::FormPage::id`].
        form: String,
    },
    /// The customer's page in their language. Answers [`super::SignOffPage`].
    SignOffPage {
        /// The job.
        job: String,
        /// A [`super::Language::code`]; empty for the language that the customer said they prefer, or else English.
        language: String,
    },
    /// Closes the work with or without a signature and seals it. A comment that the customer spoke comes as a sound after
    /// the request. Answers [`super::JobPage`].
    SignOff {
        /// The job.
        job: String,
        /// [`super::SignOffPage::digest`] of the page that was shown: what the signature pins.
        digest: String,
        /// The language of that page.
        language: String,
        /// How the customer answered, or why nobody did.
        answer: SignOffAnswer,
    },
    /// The phone goes into the customer's hands: until somebody enters the PIN only that customer's page is answered,
    /// whatever the screen does. Signing, or locking, ends it. Answers [`super::Session`].
    HandOver {
        /// The job.
        job: String,
    },
    /// Writes the job's sign-off as a file that anyone can check with `doorstep verify`. Answers [`super::SealFile`].
    SealFile {
        /// The job.
        job: String,
    },
    /// Answers [`super::StreetMap`].
    Map,
    /// A stretch of a map's archive. Answers [`super::StreetBytes`].
    MapBytes {
        /// [`super::StreetArea::id`].
        area: String,
        /// Where it begins.
        from: u32,
        /// Bytes, 1,048,576 at most.
        length: u32,
    },
    /// Answers [`super::Sending`].
    Sending,
    /// Every item that is not yet safely with the landlord. Answers a list of [`super::OutboxItem`].
    Outbox,
    /// Tries to send at once. Answers [`super::Sending`].
    SendNow,
    /// An officer's homes, by address, postcode, reference or name. Answers [`super::Homes`].
    Homes {
        /// What was typed; the first of all homes when it is empty.
        text: String,
    },
    /// Which homes are checked on which day of a month. Answers [`super::Round`].
    Round {
        /// [`super::RoundMonth::value`]; this month where there is none.
        month: Option<String>,
        /// Homes in a day, 1 to 12; four where there is none.
        a_day: Option<u32>,
    },
    /// Answers [`super::HomePage`].
    Home {
        /// From [`super::HomeRow::id`].
        home: String,
    },
    /// Everything that is held of a home's household, on one timeline. Answers [`super::HomeTimeline`].
    Timeline {
        /// The home.
        home: String,
        /// What this person said, and what is about nobody alone; none for everything but what somebody keeps apart.
        person: Option<String>,
    },
    /// A report of anti-social behaviour. Answers [`super::AsbPage`].
    Asb {
        /// From [`super::AsbRow::id`].
        report: String,
    },
    /// Takes down what somebody reports. Answers [`super::AsbPage`].
    ReportAsb {
        /// The home.
        home: String,
        /// What they report.
        said: AsbSaid,
    },
    /// Writes into a report's diary. Bytes that come with it are the same in the customer's own voice. Answers
    /// [`super::AsbPage`].
    AddAsbDiary {
        /// The report.
        report: String,
        /// What happened, and when.
        happened: AsbHappened,
        /// How long the recording is; none where it was typed.
        milliseconds: Option<u32>,
    },
    /// Saves what was answered to the questions about risk. Answers [`super::AsbPage`].
    AssessAsb {
        /// The report.
        report: String,
        /// The answers to those questions that were answered.
        answers: AsbRiskAnswers,
    },
    /// Writes down what is to be done about a report. Answers [`super::AsbPage`].
    AddAsbAction {
        /// The report.
        report: String,
        /// What.
        what: String,
        /// Who does it.
        who: String,
        /// By which day: "2026-12-03"; none where none was agreed.
        by: Option<String>,
    },
    /// It was done. Answers [`super::AsbPage`].
    FinishAsbAction {
        /// The report.
        report: String,
        /// From [`super::AsbActionShown::id`].
        action: String,
        /// What was done; may be empty.
        words: String,
    },
    /// How the customer wants to hear of a report was agreed. Answers [`super::AsbPage`].
    AgreeAsbContact {
        /// The report.
        report: String,
        /// By which way.
        how: ReplyBy,
        /// "Every Friday".
        how_often: String,
        /// When they must not be reached; may be empty.
        not_when: String,
    },
    /// Closes a report, or opens it again. Answers [`super::AsbPage`].
    TurnAsb {
        /// The report.
        report: String,
        /// True to close it.
        closed: bool,
        /// Why.
        reason: String,
    },
    /// Arranges a visit with the customer, or begins one now. Answers [`super::JobPage`] of the visit: it is kept, shown
    /// and signed as a job is.
    ArrangeVisit {
        /// The home.
        home: String,
        /// Why.
        kind: VisitKind,
        /// [`super::VisitSlot::value`]; none when the officer is there.
        slot: Option<String>,
        /// What the customer asked for.
        wishes: Vec<VisitWish>,
    },
    /// Answers [`super::FeedbackPage`].
    Feedback {
        /// From [`super::FeedbackRow::id`].
        feedback: String,
    },
    /// Takes down what a customer says of the service. Answers [`super::FeedbackPage`], which says by when and from whom
    /// they will hear.
    RecordFeedback {
        /// The home.
        home: String,
        /// What they said.
        said: FeedbackSaid,
    },
    /// The customer is not content with the answer. Answers [`super::FeedbackPage`].
    TakeFurther {
        /// The complaint.
        feedback: String,
        /// What is still wrong, in their words.
        words: String,
    },
    /// The phone goes into the hands of somebody who answers questions about themself: until somebody enters the PIN only
    /// those are answered. Saving, or locking, ends it. Answers [`super::Session`].
    HandOverProfile {
        /// The home.
        home: String,
        /// Their name.
        person: String,
    },
    /// Questions about the person who holds the phone, as they stand with these replies. Nothing that was said before is
    /// in it. Answers [`super::ProfilePage`].
    ProfilePage {
        /// The home.
        home: String,
        /// Their name.
        person: String,
        /// What they replied so far.
        replies: ProfileReplies,
    },
    /// Saves what somebody said about themself, in place of whatever they said before; with no replies they take it back.
    /// It leaves this phone with the next signal. Answers nothing.
    SaveProfile {
        /// The home.
        home: String,
        /// Their name.
        person: String,
        /// What they replied.
        replies: ProfileReplies,
    },
    /// Chooses how photos are sent and kept. Answers [`super::Sending`].
    ChoosePhotos {
        /// They wait for a connection that costs nothing.
        on_wifi_only: bool,
        /// Megabytes that stay on this phone once the landlord has them, 20 to 20,000; the oldest make way, and come
        /// back when somebody looks at them.
        kept_mb: u32,
    },
}

/// What changed, so that a screen showing it asks again. Sent as an event.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(tag = "tag", content = "of", rename_all = "snake_case")]
pub enum Tag {
    /// Enrolment, lock or connection to the landlord.
    Session,
    /// The list of jobs.
    Jobs,
    /// One job, or another record that has a page of its own, by its id.
    Job(String),
    /// An officer's homes, and what was said in them.
    Homes,
    /// The landlord's map of the streets.
    Map,
    /// What waits to be sent.
    Sending,
    /// Working alone.
    LoneWork,
}
