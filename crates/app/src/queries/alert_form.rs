//! What is needed to raise an alert at a home.

use chrono::{Days, NaiveDate};
use domain::{
    alert::{AlertSubject, RaisedAt},
    alert_report::furthest_review,
    id::DocumentId,
};

use crate::{
    api::{AlertForm, Failure},
    error,
    unlocked::Unlocked,
    views::alert,
};

/// Days to the review that is proposed: half a year.
const PROPOSED: u64 = 182;

pub(crate) fn run(unlocked: &Unlocked, record: &str) -> Result<AlertForm, Failure> {
    let door = door(unlocked, record.parse()?)?;
    let today = unlocked.store.clocks()?.best().london_date();
    Ok(AlertForm {
        address: one_line(&door),
        person_types: alert::types(AlertSubject::Person),
        place_types: alert::types(AlertSubject::Location),
        today: today.to_string(),
        review: proposed_review(today).to_string(),
        furthest_review: furthest_review(today).to_string(),
        person: unlocked.store.enrolment()?.map(|enrolment| enrolment.certificate.person_name).unwrap_or_default(),
    })
}

/// The day of review that is proposed on `today`.
pub(crate) fn proposed_review(today: NaiveDate) -> NaiveDate {
    today.checked_add_days(Days::new(PROPOSED)).unwrap_or(today)
}

/// The home of a job, a visit or a tenancy.
pub(crate) fn door(unlocked: &Unlocked, record: DocumentId) -> Result<RaisedAt, Failure> {
    let property = if unlocked.store.tenancy_row(record)?.is_some() {
        documents::tenancy::read(&unlocked.store.load(record)?)?.property
    } else {
        unlocked.store.job_row(record)?.ok_or_else(error::job_unknown)?;
        unlocked.job(record)?.1.order.property
    };
    Ok(RaisedAt {
        record,
        property: property.reference,
        address_lines: property.address_lines,
        postcode: property.postcode,
    })
}

/// "8 Sluice Court, Weir Road, E9 6PT".
pub(crate) fn one_line(door: &RaisedAt) -> String {
    let lines = door.address_lines.iter().chain([&door.postcode]).filter(|line| !line.is_empty());
    lines.cloned().collect::<Vec<_>>().join(", ")
}
