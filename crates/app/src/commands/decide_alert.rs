//! A second person decides on an alert: confirms it in these words until this day, or declines it.

use documents::alert_report;
use domain::{
    alert_report::{AlertVerdict, NewAlertDecision, ReportFault, may_decide},
    id::DocumentId,
};

use crate::{
    api::{self, AlertReportPage, Failure},
    error::failure,
    queries::alert_reports,
    unlocked::Unlocked,
};

pub(crate) fn run(unlocked: &Unlocked, report: &str, verdict: api::AlertVerdict) -> Result<AlertReportPage, Failure> {
    let id: DocumentId = report.parse()?;
    // Those who decide alone hold one that can be listed.
    let page = alert_reports::page(unlocked, id)?;
    let record = alert_report::read(&unlocked.store.load(id)?)?;
    let raiser = unlocked.people()?.person_of(&record.written);
    let own = unlocked.store.enrolment()?.map(|enrolment| enrolment.certificate.person);
    if page.yours || !raiser.zip(own).is_some_and(|(raiser, own)| may_decide(raiser, own)) {
        return Err(failure(
            "alert_yours",
            "Whoever raised an alert does not decide on it",
            "Ask somebody else who decides on alerts, or the office",
        ));
    }
    let clocks = unlocked.store.clocks()?;
    let verdict = match verdict {
        api::AlertVerdict::Confirmed { type_code, instruction, review } => AlertVerdict::Confirmed {
            type_code,
            instruction: instruction.trim().to_owned(),
            review: review.parse().map_err(|_| ReportFault::Review)?,
        },
        api::AlertVerdict::Declined { reason } => AlertVerdict::Declined(reason.trim().to_owned()),
    };
    verdict.check(record.report.subject, clocks.best().london_date())?;
    let (decision, new_id) = (NewAlertDecision { verdict, by: String::new() }, unlocked.new_id()?);
    unlocked.store.edit::<Failure>(id, |document| {
        Ok(alert_report::decide(document, &decision, &clocks, new_id.into())?.into())
    })?;
    alert_reports::page(unlocked, id)
}
