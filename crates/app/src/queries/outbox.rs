//! Every item that is not yet safely with the landlord, and why.

use domain::access::RecordPart;
use store::{OutboxItem as Edit, OutboxState};

use crate::{
    api::{self, Failure, OutboxItem},
    unlocked::Unlocked,
    views::photo::hex,
};

/// `protocol::message::QuarantineReason::Discarded`.
const DISCARDED: &str = "discarded";

pub(crate) fn run(unlocked: &Unlocked) -> Result<Vec<OutboxItem>, Failure> {
    let now = unlocked.now();
    let (edits, files) = (unlocked.store.outbox_items()?, unlocked.waiting_photos()?);
    // A photo and the edit that names it are one thing to whoever took it.
    let told = super::sending::told_by_files(&edits, &files);
    let mut items: Vec<OutboxItem> = edits
        .into_iter()
        .filter(|item| item.former.is_some() || !told.contains(&item.n))
        .map(|item| OutboxItem {
            id: match item.former {
                Some(device) => format!("edit-{device}-{}", item.n),
                None => format!("edit-{}", item.n),
            },
            what: what(&item.parts, item.reference.as_deref()),
            // A job that has left this phone cannot be opened.
            job: item.reference.is_some().then(|| item.document.to_string()),
            written: item.written.spoken(now),
            state: match item.state {
                OutboxState::Waiting => api::OutboxState::Waiting,
                OutboxState::Held => api::OutboxState::Held,
                OutboxState::Quarantined if item.reason == DISCARDED => api::OutboxState::Decided,
                OutboxState::Quarantined | OutboxState::Superseded => api::OutboxState::Quarantined,
                OutboxState::Lost => api::OutboxState::Lost,
            },
            reason: reason(&item),
        })
        .collect();
    for waiting in files {
        let thing = if waiting.spoken { "Voice note" } else { "Photo" };
        items.push(OutboxItem {
            id: format!("photo-{}", hex(&waiting.hash)),
            what: match (&waiting.reference, waiting.document) {
                (Some(reference), _) => format!("{thing} on job {reference}"),
                // The record is here, and is no job: somebody spoke into the diary of a report.
                (None, Some(_)) => format!("{thing} in a diary"),
                (None, None) => format!("{thing} on a job that is no longer on this phone"),
            },
            job: waiting.reference.as_ref().and(waiting.document).map(|job| job.to_string()),
            written: waiting.added.spoken(now),
            state: api::OutboxState::Waiting,
            reason: String::new(),
        });
    }
    Ok(items)
}

/// "Note on job 10000012".
fn what(parts: &[RecordPart], reference: Option<&str>) -> String {
    let mut named: Vec<&str> = parts.iter().filter_map(|part| name(*part)).collect();
    named.dedup();
    // What is about no job says by itself what it is.
    let own = [
        RecordPart::Concern,
        RecordPart::Feedback,
        RecordPart::FeedbackSteps,
        RecordPart::DiversityProfile,
        RecordPart::VanTaken,
        RecordPart::Alert,
        RecordPart::AlertReport,
        RecordPart::AlertDecisions,
        RecordPart::Incident,
        RecordPart::VanCounts,
        RecordPart::AsbReport,
        RecordPart::AsbDiary,
        RecordPart::AsbCase,
    ];
    if !named.is_empty() && parts.iter().all(|part| own.contains(part)) {
        return named.join(" and ");
    }
    let named = if named.is_empty() { "Change".to_owned() } else { named.join(" and ") };
    reference.map_or_else(
        || format!("{named} on a job that is no longer on this phone"),
        |job| format!("{named} on job {job}"),
    )
}

const fn name(part: RecordPart) -> Option<&'static str> {
    match part {
        RecordPart::JobOrder => Some("Order"),
        RecordPart::JobAppointment => Some("Appointment"),
        RecordPart::JobEvents => Some("Step"),
        RecordPart::JobItems => Some("Items"),
        RecordPart::JobNote => Some("Note"),
        RecordPart::JobPhotos => Some("Photo details"),
        RecordPart::JobSignOffs => Some("Sign-off"),
        RecordPart::Alert => Some("Alert"),
        RecordPart::JobAttempts => Some("No access"),
        RecordPart::JobVariations => Some("Extra work"),
        RecordPart::JobDecisions => Some("Decision on extra work"),
        RecordPart::JobFollowOns => Some("Follow-on"),
        RecordPart::JobForms => Some("Form"),
        RecordPart::JobHazards => Some("Hazard"),
        RecordPart::JobHazardSteps => Some("What was done about a hazard"),
        RecordPart::JobLabour => Some("Time worked"),
        RecordPart::JobMaterials => Some("Materials"),
        RecordPart::JobRecordings => Some("Voice note"),
        RecordPart::Concern => Some("Worry about somebody"),
        RecordPart::Tenancy => Some("Tenancy"),
        RecordPart::Feedback => Some("What a customer said"),
        RecordPart::FeedbackSteps => Some("Complaint taken further"),
        RecordPart::DiversityProfile => Some("What a customer said about themself"),
        RecordPart::VanStock => Some("Count of a van"),
        RecordPart::VanTaken => Some("Taken out of the van"),
        RecordPart::AlertReport => Some("What an alert rests on"),
        RecordPart::AlertDecisions => Some("Decision on an alert"),
        RecordPart::Incident => Some("What happened to you"),
        RecordPart::VanCounts => Some("Counted in the van"),
        RecordPart::AsbReport => Some("Report of anti-social behaviour"),
        RecordPart::AsbDiary => Some("Diary entry"),
        RecordPart::AsbCase => Some("Follow-up of a report"),
    }
}

fn reason(edit: &Edit) -> String {
    let code = edit.reason.as_str();
    match edit.state {
        OutboxState::Waiting => String::new(),
        OutboxState::Lost => {
            "This phone's storage is failing and lost this before it could be sent. Record it again, and ask for another \
             phone."
                .to_owned()
        }
        OutboxState::Held => {
            "The landlord has it and waits for an earlier edit, which may be on another phone. If a phone of your team has \
             not been opened for a while, open it where there is a signal. Otherwise nothing to do."
                .to_owned()
        }
        OutboxState::Superseded => {
            "The landlord has erased this job. They keep what you wrote for 30 days and look at it; photos and recordings were \
             destroyed with the job. Nothing to do."
                .to_owned()
        }
        OutboxState::Quarantined if code == DISCARDED => {
            "Somebody at the landlord looked at it and decided that it does not count. They have kept it.".to_owned()
        }
        OutboxState::Quarantined if code == "depends_on_quarantined" && edit.parts.contains(&RecordPart::JobSignOffs) => {
            "The landlord has the sign-off with all that it covers, and set it aside, because an edit before it was set \
             aside. Nothing of it was changed. Ring the office."
                .to_owned()
        }
        OutboxState::Quarantined if edit.rebuilt => format!(
            "The landlord has it and set it aside: {}. What you recorded after it counts without it, unless it is listed \
             here. Ring the office.",
            set_aside(code)
        ),
        OutboxState::Quarantined => {
            format!("The landlord has it and set it aside: {}. Ring the office.", set_aside(code))
        }
    }
}

/// Codes of `protocol::message::QuarantineReason`.
fn set_aside(code: &str) -> &'static str {
    match code {
        "not_allowed" => "it changes something that is not yours to change",
        "not_in_scope" => "the job was not yours when you changed it",
        "depends_on_quarantined" => "it builds on another edit that was set aside",
        "dependency_never_came" => "an earlier edit that it builds on never arrived",
        "chain_forked" => "this phone was restored or copied, so there are two of it",
        "revoked" => "this phone had been withdrawn",
        "unsigned" => "it came back after the landlord had lost it, and nobody can vouch for it",
        _ => "it did not arrive in order",
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        id::{DocumentId, RecordKind},
        time::Timestamp,
    };

    use super::*;

    #[test]
    fn an_item_says_what_it_is_and_where() {
        assert_eq!(what(&[RecordPart::JobNote], Some("10000012")), "Note on job 10000012");
        assert_eq!(what(&[RecordPart::JobEvents, RecordPart::JobItems], Some("1")), "Step and Items on job 1");
        assert_eq!(what(&[], None), "Change on a job that is no longer on this phone");
        assert_eq!(what(&[RecordPart::Feedback], None), "What a customer said");
    }

    #[test]
    fn every_reason_to_set_something_aside_has_words_that_say_what_happens_next() {
        let edit = |code: &str, parts: &[RecordPart], rebuilt| Edit {
            former: None,
            n: 1,
            document: DocumentId::from_bytes([1; 16]),
            kind: RecordKind::Job,
            reference: None,
            parts: parts.to_vec(),
            written: Timestamp::default(),
            state: OutboxState::Quarantined,
            reason: code.to_owned(),
            rebuilt,
        };
        for code in ["not_allowed", "not_in_scope", "depends_on_quarantined", "revoked", "malformed"] {
            for edit in [edit(code, &[], false), edit(code, &[], true), edit(code, &[RecordPart::JobSignOffs], true)] {
                let words = reason(&edit);
                assert!(words.starts_with("The landlord has ") && words.ends_with("Ring the office."), "{words}");
            }
        }
    }
}
