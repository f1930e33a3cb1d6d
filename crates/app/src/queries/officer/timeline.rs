//! One view of a home: everything that this phone holds of the household that lives there now, from rows alone.

use std::collections::BTreeMap;

use domain::{
    household::{is_same_person, is_theirs, may_show},
    id::DocumentId,
};
use store::{AsbRow, FeedbackRow, Happening, JobRow, TenancyRow};

use crate::{
    api::{Alert, Failure, HomeTimeline},
    error,
    unlocked::Unlocked,
    views::{alert, officer, people::People, promised, timeline},
};

/// What is held of one household, for whomever it is shown to.
pub(crate) struct Household {
    /// Their jobs and the visits to them, in no order.
    pub(crate) work: Vec<JobRow>,
    /// Those of them that are visits.
    pub(crate) visits: Vec<DocumentId>,
    /// What they said, the newest first.
    pub(crate) feedback: Vec<FeedbackRow>,
    /// What they report of others. What others report of them is never theirs to see: it names the others' home.
    pub(crate) reports: Vec<AsbRow>,
    /// What happened in each record, oldest first.
    pub(crate) happened: BTreeMap<DocumentId, Vec<Happening>>,
    /// Names of devices and people.
    pub(crate) people: People,
    /// What forms are called, by their id.
    pub(crate) forms: BTreeMap<String, String>,
}

impl Household {
    /// What happened in one record.
    pub(crate) fn happened(&self, record: DocumentId) -> &[Happening] {
        self.happened.get(&record).map_or(&[], Vec::as_slice)
    }
}

pub(crate) fn run(unlocked: &Unlocked, home: &str, person: Option<&str>) -> Result<HomeTimeline, Failure> {
    let id: DocumentId = home.parse()?;
    let home = unlocked.store.tenancy_row(id)?.ok_or_else(error::home_unknown)?;
    let said = unlocked.store.feedback_of(Some(id))?;
    let reports = unlocked.store.asb_of(id)?;
    let people = spoken_for(&home, &said, &reports);
    let household = held(unlocked, &home, said, reports, person)?;
    Ok(HomeTimeline {
        address: home.address_lines.join(", "),
        people,
        person: person.map(str::to_owned),
        since: home
            .started
            .map(|day| format!("Nothing from before {}, when this tenancy began.", officer::day(day)))
            .unwrap_or_default(),
        alerts: alerts(unlocked, &household.work)?,
        promised: promised::all(unlocked, &household)?,
        said: promised::said(unlocked, &household),
        entries: timeline::entries(unlocked, &household)?,
    })
}

/// Everything of the household that may be shown to `person`, or to all of them.
fn held(
    unlocked: &Unlocked,
    home: &TenancyRow,
    said: Vec<FeedbackRow>,
    reports: Vec<AsbRow>,
    person: Option<&str>,
) -> Result<Household, Failure> {
    let store = &unlocked.store;
    let (visits, others) = (store.visits_to(home.document)?, store.other_tenancies_of(home)?);
    let mut work = store.work_at(home)?;
    work.retain(|row| {
        // A visit names its tenancy. A job names the home, which others lived in before.
        let raised = row.raised.map(domain::time::Timestamp::london_date);
        visits.contains(&row.document) || is_theirs(raised, home.started, &others)
    });
    let feedback: Vec<FeedbackRow> =
        said.into_iter().filter(|row| may_show(row.kept_apart, &row.customer, person)).collect();
    let reports: Vec<AsbRow> =
        reports.into_iter().filter(|row| may_show(row.kept_apart, &row.customer, person)).collect();
    let said = feedback.iter().map(|row| row.document).chain(reports.iter().map(|row| row.document));
    let records: Vec<DocumentId> = work.iter().map(|row| row.document).chain(said).collect();
    let mut happened: BTreeMap<DocumentId, Vec<Happening>> = BTreeMap::new();
    for one in store.happenings(&records)? {
        happened.entry(one.document).or_default().push(one);
    }
    let forms = store.forms()?.into_iter().map(|entry| (entry.id.form, entry.title)).collect();
    Ok(Household { work, visits, feedback, reports, happened, people: unlocked.people()?, forms })
}

/// The people on the agreement, and whoever else spoke and keeps nothing apart: a name on this list would tell that they
/// said something.
fn spoken_for(home: &TenancyRow, said: &[FeedbackRow], reports: &[AsbRow]) -> Vec<String> {
    let mut people = home.people.clone();
    let said = said.iter().filter(|row| !row.kept_apart).map(|row| &row.customer);
    let reported = reports.iter().filter(|row| !row.kept_apart).map(|row| &row.customer);
    for customer in said.chain(reported) {
        if !people.iter().any(|known| is_same_person(known, customer)) {
            people.push(customer.clone());
        }
    }
    people
}

/// The alerts that follow the household's jobs, each once.
fn alerts(unlocked: &Unlocked, work: &[JobRow]) -> Result<Vec<Alert>, Failure> {
    let today = unlocked.now().london_date();
    let mut found = BTreeMap::new();
    for row in work.iter().filter(|row| row.alert_count > 0) {
        for held in unlocked.store.alerts_of(row.document)? {
            found.insert(held.id, alert::shown(&held, today));
        }
    }
    Ok(alert::by_gravity(found.into_values().flatten().collect()))
}
