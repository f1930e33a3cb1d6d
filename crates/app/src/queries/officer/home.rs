//! One home: whose it is, how the rent stands, visits, and what was said of the service.

use domain::{household::may_show, id::DocumentId, job::offer};

use crate::{
    api::{Failure, HomePage, VisitSlot},
    error,
    unlocked::Unlocked,
    views::{alert, asb, officer, row},
};

/// Days ahead in which a visit can be arranged.
const DAYS_AHEAD: u64 = 7;

pub(crate) fn run(unlocked: &Unlocked, home: &str) -> Result<HomePage, Failure> {
    let id: DocumentId = home.parse()?;
    let shown = unlocked.store.tenancy_row(id)?.ok_or_else(error::home_unknown)?;
    let tenancy = documents::tenancy::read(&unlocked.store.load(id)?)?;
    let (now, standards) = (unlocked.now(), unlocked.store.standards()?.standards);
    let mut visits = Vec::new();
    for visit in unlocked.store.visits_to(id)? {
        visits.extend(unlocked.store.job_row(visit)?);
    }
    // Open ones first, by their day; then the newest that are done.
    visits.sort_by_key(|visit| {
        let day = visit.appointment.as_ref().map(|window| (window.date, window.earliest));
        (visit.status.is_closed(), visit.finished_on.map(std::cmp::Reverse), day, visit.document)
    });
    Ok(HomePage {
        row: officer::home(&shown, &standards, now.london_date()),
        reference: tenancy.reference.clone(),
        lines: tenancy.property.address_lines.clone(),
        alerts: alert::by_gravity(
            unlocked
                .store
                .alerts_at_home(id)?
                .iter()
                .filter_map(|held| alert::shown(held, now.london_date()))
                .collect(),
        ),
        control_number: unlocked.store.landlord()?.map(|landlord| landlord.control_number).unwrap_or_default(),
        tenants: tenancy.tenants.iter().map(officer::tenant).collect(),
        since: officer::since(&tenancy),
        rent: officer::rent(&tenancy),
        rent_owed: tenancy.arrears_pence.is_some_and(|pence| pence > 0),
        visits: row::all(unlocked, &visits)?,
        // Whoever else lives here may look on.
        feedback: unlocked
            .store
            .feedback_of(Some(id))?
            .iter()
            .filter(|row| may_show(row.kept_apart, &row.customer, None))
            .map(|row| officer::feedback_row(row, now))
            .collect(),
        asb: unlocked
            .store
            .asb_of(id)?
            .iter()
            .filter(|row| may_show(row.kept_apart, &row.customer, None))
            .map(|row| asb::row(row, now))
            .collect(),
        slots: slots(unlocked)?,
    })
}

/// Windows from tomorrow on, as [`offer::windows_on`] has them.
fn slots(unlocked: &Unlocked) -> Result<Vec<VisitSlot>, Failure> {
    let (standards, calendar) = (unlocked.store.standards()?.standards, unlocked.store.working_calendar()?);
    let today = unlocked.now().london_date();
    let days = (1..=DAYS_AHEAD).filter_map(|ahead| today.checked_add_days(chrono::Days::new(ahead)));
    Ok(days
        .flat_map(|day| offer::windows_on(day, &standards, &calendar))
        .map(|window| VisitSlot {
            words: format!("{}, {}", domain::time::spoken_day(window.date, today, true), window.window()),
            value: window.to_scalar(),
        })
        .collect())
}
