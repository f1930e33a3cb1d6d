//! What a housing officer sees and says: homes, visits, what customers say of the service and of themselves.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Alert, AsbRow, JobRow, Tone};

/// The homes of an officer's patches.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Homes {
    /// Those that were found, in the order of their addresses; not more than a thumb scrolls through.
    pub homes: Vec<HomeRow>,
    /// True when more were found than are shown.
    pub more: bool,
    /// Homes held in all.
    pub held: u32,
    /// What waits for an answer, the newest first.
    pub open_feedback: Vec<FeedbackRow>,
    /// True where the landlord has promised a regular check, so that a month of them can be planned.
    pub checks: bool,
}

/// One home in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HomeRow {
    /// Its id, for `home`.
    pub id: String,
    /// In one line, without the postcode.
    pub address: String,
    /// May be empty.
    pub postcode: String,
    /// The people on the agreement.
    pub names: String,
    /// When the yearly check falls due, in words; empty when the landlord promised none.
    pub check: String,
    /// True when it is past that day, or was never done.
    pub check_overdue: bool,
}

/// One home with everything an officer needs at its door.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HomePage {
    /// What the list shows of it.
    pub row: HomeRow,
    /// The landlord's reference of the tenancy.
    pub reference: String,
    /// Address lines, without the postcode.
    pub lines: Vec<String>,
    /// What to know before knocking, the gravest first.
    pub alerts: Vec<Alert>,
    /// The landlord's number, as dialled; may be empty.
    pub control_number: String,
    /// The people on the agreement.
    pub tenants: Vec<TenantShown>,
    /// "Since 4 May 2019"; may be empty.
    pub since: String,
    /// How the rent stands, in words; empty when the landlord has not said.
    pub rent: String,
    /// True when rent is owed.
    pub rent_owed: bool,
    /// Visits, open ones first.
    pub visits: Vec<JobRow>,
    /// What was said here of the service, the newest first.
    pub feedback: Vec<FeedbackRow>,
    /// What they report of others, what is open first.
    pub asb: Vec<AsbRow>,
    /// Windows in which a visit can be arranged.
    pub slots: Vec<VisitSlot>,
}

/// A person on the agreement. Contact details are a person's, never a household's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TenantShown {
    /// Full name.
    pub name: String,
    /// What must be minded whenever they are reached; it stands above every preference. May be empty.
    pub safe_contact: String,
    /// As dialled; may be empty.
    pub telephone: String,
    /// May be empty.
    pub email: String,
    /// How they want to be reached, what they speak and read, in words: "Prefers text message", "Speaks Urdu".
    pub preferences: Vec<String>,
    /// Whom to tell if something happens; may be empty.
    pub next_of_kin: String,
}

/// A window in which the customer may want the visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VisitSlot {
    /// To pass back.
    pub value: String,
    /// "Tomorrow, AM 08:00 to 12:30".
    pub words: String,
}

/// Why an officer comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum VisitKind {
    /// The yearly check.
    TenancyCheck,
    /// A repair is to be seen.
    InspectRepair,
    /// Rent that is owed.
    RentArrears,
    /// The home is looked at without anybody having asked.
    HomeInspection,
    /// What the landlord holds is gone through.
    VerifyDetails,
    /// The first weeks of a tenancy.
    NewTenancy,
}

/// What a customer may ask for when a visit is arranged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum VisitWish {
    /// An officer of their own sex.
    SameSexOfficer,
    /// Somebody who speaks their language.
    Interpreter,
    /// Somebody who signs.
    Signer,
    /// An advocate or a friend.
    Advocate,
}

/// What a visit is for, on its page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VisitShown {
    /// "Tenancy health check".
    pub words: String,
    /// The home's id, while it is on this phone.
    pub home: Option<String>,
    /// What the customer asked for, in words.
    pub wishes: Vec<String>,
}

/// What kind of feedback it is, as the customer means it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FeedbackKind {
    /// Something is wrong, and the landlord is to answer.
    Complaint,
    /// Something was good.
    Compliment,
    /// Neither.
    Comment,
}

/// Which part of the landlord's service it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ServiceArea {
    /// Repairs.
    Repairs,
    /// The tenancy and its officers.
    Tenancy,
    /// Rent and charges.
    Rent,
    /// The estate and the block.
    Estate,
    /// Neighbours and nuisance.
    Neighbours,
    /// Telephone, office and letters.
    Contact,
    /// Anything else.
    Other,
}

/// How the customer wants to hear.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ReplyBy {
    /// By telephone.
    Telephone,
    /// By text message.
    Text,
    /// By e-mail.
    Email,
    /// By letter.
    Letter,
    /// In person.
    Visit,
}

/// What a customer said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FeedbackSaid {
    /// What kind.
    pub kind: FeedbackKind,
    /// In their own words.
    pub words: String,
    /// Which service.
    pub area: ServiceArea,
    /// Who or what it is about; may be empty.
    pub about: String,
    /// They were treated unequally or impolitely.
    pub unequal: bool,
    /// They want it kept from the others in their home: it is shown under their own name alone.
    pub kept_apart: bool,
    /// What would put it right; may be empty.
    pub remedy: String,
    /// Who speaks.
    pub customer: String,
    /// How they want to hear.
    pub reply_by: ReplyBy,
    /// The number or address for that; may be empty.
    pub reply_to: String,
}

/// What one customer said, in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FeedbackRow {
    /// Its id, for `feedback`.
    pub id: String,
    /// "Complaint".
    pub kind: String,
    /// Who spoke.
    pub customer: String,
    /// The beginning of it, in their words.
    pub words: String,
    /// "Today 10:42".
    pub received: String,
    /// "Joan Ellis answers for it", "Nobody has acknowledged it yet"; empty for what needs no answer.
    pub standing: String,
    /// True while the customer waits for an answer.
    pub open: bool,
    /// Edits of it that wait to be sent.
    pub waiting: u32,
}

/// What one customer said, what they were told, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FeedbackPage {
    /// What the list shows of it.
    pub row: FeedbackRow,
    /// By which people speak of it.
    pub reference: String,
    /// Where; may be empty.
    pub address: String,
    /// The home's id, while it is on this phone.
    pub home: Option<String>,
    /// The whole of it, in their words.
    pub words: String,
    /// Label and text: which service, who it is about, what would put it right, how they want to hear.
    pub details: Vec<Detail>,
    /// They were treated unequally or impolitely.
    pub unequal: bool,
    /// They want it kept from the others in their home.
    pub kept_apart: bool,
    /// "Ada Byrne, today 10:42".
    pub by: String,
    /// Who answers: a name, or the landlord's while nobody has been named.
    pub hears_from: String,
    /// The promises, each with its day and how it stands.
    pub promises: Vec<PromiseShown>,
    /// What became of it, oldest first.
    pub steps: Vec<StepShown>,
    /// True when the customer may take it further now.
    pub can_take_further: bool,
}

/// A label and what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Detail {
    /// "Would put it right".
    pub label: String,
    /// In the customer's words.
    pub text: String,
}

/// One promise of the landlord's to somebody who complained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PromiseShown {
    /// In the landlord's words: "We acknowledge a complaint".
    pub words: String,
    /// "By Thu 3 Dec", "At the latest by Thu 17 Dec".
    pub by: String,
    /// "Kept", "Late".
    pub standing: String,
    /// Its tone.
    pub tone: Tone,
}

/// One step in what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StepShown {
    /// "Acknowledged".
    pub what: String,
    /// "Joan Ellis, today 10:42".
    pub by: String,
    /// May be empty.
    pub words: String,
}

/// Questions about the person who holds the phone, as they stand with the replies so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProfilePage {
    /// Who holds the phone.
    pub person: String,
    /// "About you".
    pub title: String,
    /// What is said before the first question.
    pub notes: Vec<String>,
    /// The questions that are asked now, in order.
    pub questions: Vec<ProfileQuestion>,
}

/// One question about the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProfileQuestion {
    /// By which its reply is known.
    pub name: String,
    /// In words.
    pub words: String,
    /// Why it is asked; empty where that is plain.
    pub why: String,
    /// The choices; none for a question that is answered in words or with a date.
    pub choices: Vec<ProfileChoice>,
    /// True when it is answered with a date.
    pub is_date: bool,
    /// True when "I would rather not say" is offered.
    pub may_decline: bool,
    /// What is wrong with the reply so far, in words; empty when nothing is.
    pub problem: String,
}

/// One choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProfileChoice {
    /// What is recorded.
    pub value: String,
    /// What is said.
    pub words: String,
}

/// What somebody replied to a question about themself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProfileReply {
    /// They would rather not say.
    pub declined: bool,
    /// A choice's value, words, or "1961-04-30"; empty when it was left open.
    pub value: String,
}

/// Replies by the question's name.
pub type ProfileReplies = BTreeMap<String, ProfileReply>;

/// Who fills in questions about themself, while they hold the phone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProfileOf {
    /// The home.
    pub home: String,
    /// Their name.
    pub person: String,
}
