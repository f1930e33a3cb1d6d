//! One home: whose it is, how the rent stands, visits, and what was said of the service.

use domain::{household::may_show, id::DocumentId};

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

/// Windows from tomorrow on: of the landlord's own slots, or a morning and an afternoon where it has none.
fn slots(unlocked: &Unlocked) -> Result<Vec<VisitSlot>, Failure> {
    let (standards, calendar) = (unlocked.store.standards()?.standards, unlocked.store.working_calendar()?);
    let today = unlocked.now().london_date();
    let days = (1..=DAYS_AHEAD).filter_map(|ahead| today.checked_add_days(chrono::Days::new(ahead)));
    let slots = days.flat_map(|day| {
        let offered = standards.slots(day, &calendar);
        if offered.is_empty() { usual(day) } else { offered }
    });
    Ok(slots
        .map(|window| VisitSlot {
            words: format!("{}, {}", domain::time::spoken_day(window.date, today, true), window.window()),
            value: window.to_scalar(),
        })
        .collect())
}

/// Weekdays alone.
fn usual(day: chrono::NaiveDate) -> Vec<domain::job::AppointmentWindow> {
    use chrono::{Datelike, Weekday};
    if matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
        return Vec::new();
    }
    let clock = |hour, minute| chrono::NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default();
    let window = |name: &str, earliest, latest| domain::job::AppointmentWindow {
        date: day,
        name: name.to_owned(),
        earliest,
        latest,
    };
    vec![window("morning", clock(9, 0), clock(12, 0)), window("afternoon", clock(13, 0), clock(17, 0))]
}
