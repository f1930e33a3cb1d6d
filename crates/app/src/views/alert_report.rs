//! What an alert rests on and what was decided, in words.

use domain::{
    alert::AlertSubject,
    alert_report::{AlertReportRecord, AlertStanding, AlertVerdict, PersonTold, furthest_review, may_decide},
    id::StepId,
    job::reference_of,
    time::{Timestamp, spoken_day},
};
use store::{AlertReportRow as Row, ReportStanding};

use super::alert;
use crate::{
    api::{AlertDecisionShown, AlertReportPage, AlertReportRow, Failure, Tone},
    queries::alert_form::proposed_review,
    unlocked::Unlocked,
};

/// One alert in the list of those who decide.
pub(crate) fn row(row: &Row, now: Timestamp) -> AlertReportRow {
    let today = now.london_date();
    let until = |words: &str| match row.review {
        Some(review) => format!("{words} {}", spoken_day(review, today, false)),
        None => words.to_owned(),
    };
    let lapsed = row.review.is_some_and(|review| review < today);
    let (standing, tone, open) = match row.standing {
        ReportStanding::Waiting => ("Waits for a second person".to_owned(), Tone::Warning, true),
        ReportStanding::Competing => ("Two decided differently: decide again".to_owned(), Tone::Bad, true),
        ReportStanding::Confirmed if lapsed => (until("Lapsed after"), Tone::Warning, true),
        ReportStanding::Confirmed => (until("Confirmed until"), Tone::Good, false),
        ReportStanding::Declined => ("Declined".to_owned(), Tone::Quiet, false),
    };
    let lines = row.address_lines.iter().chain([&row.postcode]).filter(|line| !line.is_empty());
    let about = if row.subject == AlertSubject::Person { "About a person" } else { "About the place" };
    AlertReportRow {
        id: row.document.to_string(),
        address: lines.cloned().collect::<Vec<_>>().join(", "),
        about: format!("{about}, raised {}", row.raised_at.spoken(now)),
        standing,
        tone,
        open,
    }
}

/// The whole of it.
pub(crate) fn page(unlocked: &Unlocked, record: &AlertReportRecord, row: &Row) -> Result<AlertReportPage, Failure> {
    let (now, people, report) = (unlocked.now(), unlocked.people()?, &record.report);
    let today = now.london_date();
    let own = unlocked.store.enrolment()?.map(|enrolment| enrolment.certificate.person);
    let raiser = people.person_of(&record.written);
    let words = record.words();
    let standing: Vec<StepId> = match record.standing() {
        AlertStanding::Waiting => Vec::new(),
        AlertStanding::Decided(decided) => vec![decided.id],
        AlertStanding::Competing(several) => several.iter().map(|decision| decision.id).collect(),
    };
    let mut decisions: Vec<AlertDecisionShown> = record
        .decisions
        .iter()
        .map(|decision| {
            let (what, words) = match &decision.decision.verdict {
                AlertVerdict::Confirmed { instruction, review, .. } => {
                    (format!("Confirmed until {}", spoken_day(*review, today, false)), instruction)
                }
                AlertVerdict::Declined(reason) => ("Declined".to_owned(), reason),
            };
            let by = match decision.decision.by.as_str() {
                "" => people.name(&decision.written),
                name => name.to_owned(),
            };
            AlertDecisionShown {
                id: decision.id.to_string(),
                what,
                words: words.clone(),
                by: format!("{by}, {}", decision.at().spoken(now)),
                stands: standing.contains(&decision.id),
            }
        })
        .collect();
    decisions.reverse();
    // What stands is what is renewed; before that, what was proposed.
    let (type_code, instruction) = match words.type_code.as_str() {
        "" => (&report.type_code, &report.instruction),
        _ => (&words.type_code, &words.comments),
    };
    let review = if words.review.is_none() && report.review >= today { report.review } else { proposed_review(today) };
    Ok(AlertReportPage {
        row: self::row(row, now),
        reference: reference_of(record.id),
        happened: report.happened.clone(),
        happened_on: spoken_day(report.happened_on, today, true),
        decided_by: report.decided_by.clone(),
        told: match &report.told {
            PersonTold::Told => "Yes".to_owned(),
            PersonTold::NotTold(why) => format!("No: {why}"),
        },
        raised_by: people.by(&record.written),
        yours: raiser.zip(own).is_some_and(|(raiser, own)| !may_decide(raiser, own)),
        types: alert::types(report.subject),
        type_code: type_code.clone(),
        instruction: instruction.clone(),
        review: review.to_string(),
        furthest_review: furthest_review(today).to_string(),
        decisions,
        competing: standing.len() > 1,
        at_the_door: alert::shown(&words, today),
        waiting: unlocked.store.waiting_of(record.id)?,
    })
}
