//! Every error of the crates below as a [`Failure`]: a stable code, what happened, and what to do now.
//!
//! Messages of the lower crates name the thing and the place; here they are put so that a person at a door can act on
//! them. What only a programmer could act on becomes `internal`, with its detail in the log.

use documents::{
    DocumentError, asb::AsbEditError, form::FormEditError, job::EditError, seal::SealError, seal::SealFileError,
};
use domain::{
    alert_report::ReportFault, form::FormMissing, id::IdError, lone_work::LoneWorkFault, sign_off::AnswerError,
};
use protocol::enrolment::InvitationError;
use store::{Parting, StoreError};
use sync::SyncError;

use crate::{api::Failure, photo::PhotoError};

/// The code of a database that cannot be opened.
pub(crate) const DATABASE_DAMAGED: &str = "database_damaged";

/// A failure in words.
pub(crate) fn failure(code: &str, message: impl Into<String>, remedy: impl Into<String>) -> Failure {
    Failure { code: code.to_owned(), message: sentence(message.into()), remedy: sentence(remedy.into()) }
}

/// Something that should not have happened: the detail goes to the log, which holds no personal data.
pub(crate) fn internal(detail: &dyn std::fmt::Display) -> Failure {
    tracing::error!(%detail, "the app came upon something it cannot explain");
    failure(
        "internal",
        "Something went wrong inside Doorstep. What was saved before is safe",
        "Try again. If it stays, close the app, open it again and ring the office",
    )
}

/// Asked for while the screens are locked.
pub(crate) fn locked() -> Failure {
    failure("locked", "Doorstep is locked", "Enter your PIN")
}

/// What an alert rests on is not on this phone.
pub(crate) fn alert_report_unknown() -> Failure {
    failure(
        "alert_unknown",
        "That alert is not on this phone any more",
        "Look at the list again, or ask the office who decides on alerts",
    )
}

/// The home is not on this phone.
pub(crate) fn home_unknown() -> Failure {
    failure(
        "home_unknown",
        "That home is not on this phone",
        "Look for it in the list of homes, or ask who has its patch now",
    )
}

/// What a customer said is not on this phone.
pub(crate) fn feedback_unknown() -> Failure {
    failure(
        "feedback_unknown",
        "That is not on this phone any more",
        "Nothing is lost: the landlord has it. Ask who has the home’s patch now",
    )
}

/// A report of anti-social behaviour is not on this phone.
pub(crate) fn asb_unknown() -> Failure {
    failure(
        "asb_unknown",
        "That report is not on this phone any more",
        "Nothing is lost: the landlord has it. Ask who has the home’s patch now",
    )
}

/// Asked for while a customer has the phone.
pub(crate) fn with_customer() -> Failure {
    failure("with_customer", "The phone is with the customer", "Lock it, and enter your PIN")
}

/// Begins with a capital and ends with a full stop, as sentences do.
fn sentence(text: String) -> String {
    let text = text.trim();
    let mut letters = text.chars();
    let Some(first) = letters.next() else { return String::new() };
    let stop = if text.ends_with(['.', '?', '!']) { "" } else { "." };
    format!("{}{}{stop}", first.to_uppercase(), letters.as_str())
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match &error {
            StoreError::WrongPin { state } => failure(
                "pin_wrong",
                "That is not the right PIN",
                match state.tries_left {
                    1 => "Try again. After one more wrong PIN the keys on this phone are destroyed".to_owned(),
                    left => format!("Try again. You have {left} tries left"),
                },
            ),
            StoreError::Waiting { until } => {
                failure("pin_wait", "Too many wrong PINs", format!("Wait until {} and try again", until.london_clock()))
            }
            StoreError::KeysDestroyed => keys_destroyed(),
            StoreError::KeystoreEmptied => failure(
                "keystore_emptied",
                "This phone has lost the key to your saved work. The work is still on it, locked",
                OFFICE_UNLOCKS,
            ),
            StoreError::Withdrawn => withdrawn(0),
            StoreError::PinRefused(refusal) => {
                failure("pin_refused", in_short(&refusal.to_string()), "Choose another PIN")
            }
            StoreError::PinNeeded => locked(),
            StoreError::Damaged { .. } => failure(
                DATABASE_DAMAGED,
                "The database on this phone is damaged and cannot be opened. Nothing was deleted",
                "Do not reset the phone or remove the app. Ring the office: what was sent is safe with them. They give you \
                 an invitation, and you set this phone up again here. What cannot be read stays on the phone",
            ),
            StoreError::NewerSchema { .. } => failure(
                "app_too_old",
                "A newer version of Doorstep was used on this phone",
                "Install the newest version. Everything saved is still on this phone",
            ),
            StoreError::NoRoomToUpdate { free_mb, needed_mb } => failure(
                "no_room_to_update",
                format!(
                    "This phone has {free_mb} MB left, and {needed_mb} MB are needed to bring your saved work up to date"
                ),
                "Delete videos or apps that you do not need, then unlock Doorstep again. Nothing was changed",
            ),
            StoreError::NotUpdated { .. } => failure(
                "not_updated",
                "Your saved work could not be brought up to date with this version. It is as it was before",
                "Close Doorstep and open it again. If it stays, ring the office. Do not remove the app",
            ),
            StoreError::Full => failure(
                "phone_full",
                "This phone is full, so nothing was saved",
                "Delete videos or apps that you do not need, then try again",
            ),
            StoreError::NoRoomForPhotos { free_mb } => failure(
                "no_room_for_photos",
                format!("This phone has {free_mb} MB left, kept for notes and signatures. The photo was not saved"),
                "Delete videos or apps that you do not need, then take it again",
            ),
            StoreError::AlreadyEnrolled { landlord } => failure(
                "already_enrolled",
                format!("This phone has already joined {landlord}"),
                "Ask the landlord to withdraw it before it joins again",
            ),
            StoreError::NotEnrolled | StoreError::NoDatabase { .. } => failure(
                "not_enrolled",
                "This phone has not joined a landlord yet",
                "Paste the invitation that your landlord gives you",
            ),
            StoreError::NoSuchRecord(_) => job_unknown(),
            StoreError::Overtaken(_) => failure(
                "overtaken",
                "This job changed while you were editing it, so nothing was saved",
                "Look at it again and repeat what you did",
            ),
            StoreError::NoSuchAttachment { .. } => {
                failure("photo_not_here", "This picture is not on this phone yet", "It comes with the next signal")
            }
            StoreError::Keystore(_) => failure(
                "keystore",
                "The phone's own safe for keys did not answer",
                "Unlock the phone, close Doorstep and open it again. If it stays, ring the office",
            ),
            _ => internal(&error),
        }
    }
}

/// Nobody can carry on before the door is open, and a code lasts for 15 minutes only.
pub(crate) fn at_the_door(error: SyncError) -> Failure {
    let remedy = match error {
        SyncError::Unreachable => {
            "Find a place with a signal, or join a Wi-Fi, and try again. The code lasts for 15 minutes"
        }
        SyncError::NotAnswering | SyncError::Busy => {
            "Try again in a minute. If it stays, ring the office: the code lasts for 15 minutes"
        }
        SyncError::Damaged(_) => "Try again. If it stays, ring the office",
        _ => return error.into(),
    };
    failure(error.code(), error.to_string(), remedy)
}

/// Opening writes as well: each PIN is counted before it is tried.
pub(crate) fn too_full_to_open() -> Failure {
    failure(
        "phone_full",
        "This phone is so full that Doorstep cannot open. Everything you saved is still on it",
        "Delete videos or apps that you do not need, then unlock Doorstep again",
    )
}

/// Ten wrong PINs.
pub(crate) fn keys_destroyed() -> Failure {
    failure(
        "keys_destroyed",
        "The keys on this phone were destroyed after ten wrong PINs. Your saved work is still on it, locked",
        OFFICE_UNLOCKS,
    )
}

/// What to do when only the hub can open this phone.
const OFFICE_UNLOCKS: &str = "Do not reset the phone or remove the app. Ring the office: they make a code that unlocks it, and you enter it here";

/// The landlord withdrew this handheld. As the hub says it, so that it reads the same after the signal is gone.
pub(crate) fn withdrawn(pictures_left: u32) -> Failure {
    let left = match pictures_left {
        0 => String::new(),
        1 => " One picture could not be handed over and cannot be read any more".to_owned(),
        many => format!(" {many} pictures could not be handed over and cannot be read any more"),
    };
    failure(
        protocol::refusal::code::REVOKED,
        format!("Your landlord has withdrawn this handheld.{left}"),
        "What was waiting on it has been set aside at the hub for a person to look at. Ask your supervisor",
    )
}

/// The same, while what waits on it is on its way.
pub(crate) fn withdrawn_and_handing_over() -> Failure {
    failure(
        protocol::refusal::code::REVOKED,
        "Your landlord has withdrawn this handheld. What was saved on it is being handed over",
        "Keep it switched on where there is a signal until this page says that it is done",
    )
}

/// Saved in a job that left this phone meanwhile.
pub(crate) fn job_left() -> Failure {
    failure(
        "job_left",
        "This job was given to somebody else while it was open. What you did is saved and is sent to the landlord",
        "Ring the office before you do more on it",
    )
}

/// It has left, as the list of jobs says as well.
pub(crate) fn job_gone(parting: Parting, worked_on: bool) -> Failure {
    let message = match parting {
        Parting::GivenAway => "The office gave this job to somebody else, or took it back",
        Parting::Erased => "The landlord erased this job",
    };
    let remedy = match worked_on {
        true => "What you did on it is saved and is sent to the landlord. Go back to the list of jobs",
        false => "Go back to the list of jobs",
    };
    failure("job_gone", message, remedy)
}

/// No such job, or no longer.
pub(crate) fn job_unknown() -> Failure {
    failure(
        "job_unknown",
        "This job is not on this phone. It may have been given to somebody else",
        "Go back to the list of jobs",
    )
}

/// The first of two sentences: the second is a remedy, which stands in its own place here.
fn in_short(message: &str) -> &str {
    message.split_once(". ").map_or(message, |(first, _)| first)
}

impl From<IdError> for Failure {
    fn from(error: IdError) -> Self {
        match error.what {
            "record" => job_unknown(),
            what => {
                failure("unknown_id", format!("This {what} is not on the job"), "Go back to the job and choose again")
            }
        }
    }
}

impl From<EditError> for Failure {
    fn from(error: EditError) -> Self {
        match &error {
            EditError::NoSuchItem(_) => {
                failure("item_unknown", "This item is not on the job", "Go back to the job and choose again")
            }
            EditError::NoSuchPhoto(_) => {
                failure("photo_unknown", "There is no such photo", "Go back to the job and choose again")
            }
            EditError::NoSuchSignOff(_) | EditError::NoSuchOutcome(_) | EditError::NoSuchEvent(_) => {
                failure("side_unknown", "This is no longer one of the choices", "Look at the job again and choose")
            }
            EditError::Quantity(_) => {
                failure("quantity", "The quantity is not between 0 and 9,999", "Enter a number such as 1 or 2.5")
            }
            EditError::TooLong { what, limit } => {
                failure("too_long", format!("The {what} is longer than {} characters", thousands(*limit)), "Shorten it")
            }
            EditError::Share(_) => {
                failure("share", "A share of the job is from 1 to 100 percent", "Enter a whole number such as 50")
            }
            EditError::Minutes(_) => {
                failure("minutes", "The time is longer than a day", "Enter hours and minutes again")
            }
            EditError::ReasonMissing => failure("reason_missing", "There is no reason", "Say why in a few words"),
            EditError::UnknownBase => failure(
                "note_version",
                "The note you were editing is not on this phone any more",
                "Copy what you wrote, open the job again and paste it",
            ),
            EditError::Document(document) => unreadable(document),
            EditError::AlreadyRaised(_) | EditError::NoSuchHazard(_) | EditError::Automerge(_) => internal(&error),
        }
    }
}

impl From<FormEditError> for Failure {
    fn from(error: FormEditError) -> Self {
        match &error {
            FormEditError::NoSuchForm(_) => {
                failure("form_unknown", "There is no such form here", "Go back and choose again")
            }
            FormEditError::TooLong => failure("too_long", "The answer is longer than a record takes", "Shorten it"),
            FormEditError::Full => failure(
                "forms_full",
                "The forms of this job hold as many answers as a record takes",
                "What was saved is safe. Ring the office for another job to go on with",
            ),
            FormEditError::Document(document) => unreadable(document),
            FormEditError::Automerge(_) => internal(&error),
        }
    }
}

impl From<LoneWorkFault> for Failure {
    fn from(fault: LoneWorkFault) -> Self {
        let (code, remedy) = match fault {
            LoneWorkFault::Minutes => ("lone_work_minutes", "Choose when you will have checked in"),
            LoneWorkFault::Place => ("lone_work_place", "Enter an address, or a few words that find you"),
        };
        failure(code, fault.to_string(), remedy)
    }
}

impl From<ReportFault> for Failure {
    fn from(fault: ReportFault) -> Self {
        let (code, remedy) = match fault {
            ReportFault::Type => ("alert_type", "Choose one from the list"),
            ReportFault::Happened => ("alert_happened", "Write what you saw or heard, as facts"),
            ReportFault::HappenedOn => ("alert_happened_on", "Choose the day on which it happened"),
            ReportFault::Instruction => ("alert_words", "Write it in a sentence, without what happened"),
            ReportFault::DecidedBy => ("alert_decided_by", "Enter their name, or your own"),
            ReportFault::Review => ("alert_review", "Choose a day on which somebody looks at it again"),
            ReportFault::Told => ("alert_told", "Write why, or say that they were told"),
            ReportFault::TooLong => ("too_long", "Shorten it"),
        };
        failure(code, fault.to_string(), remedy)
    }
}

impl From<AsbEditError> for Failure {
    fn from(error: AsbEditError) -> Self {
        match &error {
            AsbEditError::NoSuchAction(_) => {
                failure("asb_action_unknown", "There is no such action here", "Go back to the report and choose again")
            }
            AsbEditError::Document(document) => unreadable(document),
            AsbEditError::Automerge(_) => internal(&error),
        }
    }
}

impl From<FormMissing> for Failure {
    fn from(missing: FormMissing) -> Self {
        let message = missing.to_string();
        // The last sentence is the remedy; what happened stands before it.
        let (message, remedy) = message.trim_end_matches('.').rsplit_once(". ").unwrap_or((&message, ""));
        failure(missing.code(), message, remedy)
    }
}

/// "20,000".
fn thousands(number: usize) -> String {
    if number < 1_000 { number.to_string() } else { format!("{},{:03}", number / 1_000, number % 1_000) }
}

impl From<DocumentError> for Failure {
    fn from(error: DocumentError) -> Self {
        unreadable(&error)
    }
}

fn unreadable(error: &DocumentError) -> Failure {
    tracing::error!(%error, "a record does not read");
    failure(
        "record_damaged",
        "This job cannot be read. Nothing was deleted, and other jobs are not affected",
        "Ring the office and tell them the job's address",
    )
}

impl From<AnswerError> for Failure {
    fn from(error: AnswerError) -> Self {
        let message = error.to_string();
        let (message, remedy) = message.split_once(". ").unwrap_or((&message, "Look at the page again"));
        failure(error.code(), message, remedy)
    }
}

impl From<SealError> for Failure {
    fn from(error: SealError) -> Self {
        match error {
            SealError::TooLarge => failure(
                "sign_off_signature_too_long",
                "The signature is too long to keep",
                "Clear the box and ask the customer to sign again",
            ),
            SealError::WrongKey => failure(
                "wrong_key",
                "This phone's certificate is not for its key",
                "Ring the office: the phone has to join again",
            ),
            other => failure("seal_damaged", "This sign-off cannot be read", other.to_string()),
        }
    }
}

impl From<SealFileError> for Failure {
    fn from(error: SealFileError) -> Self {
        match error {
            SealFileError::Seal(seal) => seal.into(),
            SealFileError::TooLarge => failure(
                "seal_file_too_large",
                "This sign-off is too large for one file",
                "Ask the office for it: the landlord's hub holds the same",
            ),
            other => internal(&other),
        }
    }
}

impl From<PhotoError> for Failure {
    fn from(error: PhotoError) -> Self {
        failure(error.code(), error.to_string(), error.remedy())
    }
}

impl From<InvitationError> for Failure {
    fn from(error: InvitationError) -> Self {
        match error {
            InvitationError::NotAnInvitation => failure(
                "invitation_unknown",
                "This is not a Doorstep code",
                "Paste the whole invitation that your landlord gives you. It begins with doorstep:enrol",
            ),
            InvitationError::NotAnUnlockCode => failure(
                "unlock_code_unknown",
                "This is not a code that unlocks a phone",
                "Paste the whole code that the office sent you. It begins with doorstep:unlock",
            ),
            InvitationError::Part(part) => failure(
                "invitation_damaged",
                format!("The code is damaged: its {part} part is missing or unreadable"),
                "Copy the whole of it and paste it again, or ask the office for a new one",
            ),
        }
    }
}

impl From<SyncError> for Failure {
    fn from(error: SyncError) -> Self {
        failure(error.code(), error.to_string(), error.remedy())
    }
}

#[cfg(test)]
mod tests {
    use domain::{id::DocumentId, time::Timestamp};
    use protocol::refusal::Refusal;
    use store::PinState;

    use super::*;

    fn of(error: impl Into<Failure>) -> Failure {
        error.into()
    }

    #[test]
    fn every_failure_has_a_code_a_sentence_and_a_remedy() {
        let id = DocumentId::from_bytes([1; 16]);
        let failures = [
            of(StoreError::WrongPin { state: PinState { tries_left: 4, wait_until: None } }),
            of(StoreError::Waiting { until: Timestamp::from_milliseconds(0) }),
            of(StoreError::KeysDestroyed),
            of(StoreError::KeystoreEmptied),
            of(StoreError::Damaged { path: "doorstep.db".into(), detail: "file is not a database".into() }),
            of(StoreError::Full),
            of(StoreError::NotEnrolled),
            of(StoreError::NoSuchRecord(id)),
            of(StoreError::Overtaken(id)),
            of(StoreError::NoSuchAttachment { hash: "00".into() }),
            of(EditError::Quantity(-1.0)),
            of(EditError::TooLong { what: "note", limit: 20_000 }),
            of(EditError::Minutes(2_000)),
            of(EditError::ReasonMissing),
            of(FormEditError::Full),
            of(ReportFault::Review),
            of(ReportFault::Told),
            of(LoneWorkFault::Minutes),
            of(LoneWorkFault::Place),
            of(FormMissing::Form("gas-safety-record".into())),
            of(AnswerError::NameMissing),
            of(PhotoError::Heic),
            of(InvitationError::NotAnInvitation),
            of(InvitationError::NotAnUnlockCode),
            of(InvitationError::Part("token")),
            of(SyncError::Unreachable),
            of(SyncError::NotTheHub),
            of(SyncError::Refused(Refusal {
                code: "token_expired".into(),
                message: "This invitation is older than 15 minutes".into(),
                remedy: "Ask the office for a new one".into(),
                counter: None,
                chain: None,
            })),
        ];
        for failure in &failures {
            assert!(!failure.code.contains(' ') && !failure.code.is_empty(), "{failure:?}");
            for text in [&failure.message, &failure.remedy] {
                assert!(
                    text.ends_with(['.', '?', '!']) && text.starts_with(|first: char| !first.is_lowercase()),
                    "{failure:?}"
                );
            }
        }
        insta::assert_json_snapshot!(failures);
    }
}
