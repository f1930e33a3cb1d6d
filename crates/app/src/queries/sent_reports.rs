//! What was reported from this phone: that it was written and whether it was sent, and none of its words.

use domain::id::RecordKind;
use store::SentState;

use crate::{
    api::{Failure, SentReport, Tone},
    unlocked::Unlocked,
};

pub(crate) fn run(unlocked: &Unlocked) -> Result<Vec<SentReport>, Failure> {
    let now = unlocked.now();
    let reports = unlocked.store.sent_reports()?.into_iter().map(|sent| {
        let (state, tone) = match sent.state {
            SentState::Waiting => ("Saved on this phone, waiting to send", Tone::Active),
            SentState::Sent => ("The landlord has it", Tone::Good),
            SentState::SetAside => ("The landlord has it and set it aside. Ring the office", Tone::Bad),
        };
        SentReport {
            id: sent.document.to_string(),
            what: what(sent.kind).to_owned(),
            place: sent.place,
            written: sent.written.spoken(now),
            state: state.to_owned(),
            tone,
        }
    });
    Ok(reports.collect())
}

const fn what(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::AlertReport => "Alert",
        RecordKind::Incident => "Incident",
        _ => "Report",
    }
}
