//! One job in a list.

use domain::{
    route::road_miles,
    time::{Timestamp, spoken_day},
};
use store::JobRow;

use super::{alert, drive, status, visit};
use crate::{
    api::{self, AlertMark, Failure, MapPoint},
    unlocked::Unlocked,
};

/// Characters of the description that a list shows.
const DESCRIPTION: usize = 120;

/// The rows of a list: each with its alerts, its distance from here and whether the office changed it.
pub(crate) fn all(unlocked: &Unlocked, rows: &[JobRow]) -> Result<Vec<api::JobRow>, Failure> {
    let ids: Vec<_> = rows.iter().map(|row| row.document).collect();
    let changed = unlocked.store.changed_by_office(&ids)?;
    let raised = unlocked.store.holds_raised_alerts()?;
    rows.iter()
        .map(|row| {
            let alerts =
                if raised || row.alert_count > 0 { unlocked.store.alerts_of(row.document)? } else { Vec::new() };
            let today = unlocked.now().london_date();
            let (held, count) = (alerts.len(), row.alert_count);
            let alerts = alert::by_gravity(alerts.iter().filter_map(|held| alert::shown(held, today)).collect());
            // Those that have not come count as well, those that were declined do not, nor do those twice that were raised
            // here and that the job does not name yet.
            let missing = count.saturating_sub(u32::try_from(held).unwrap_or(u32::MAX));
            Ok(api::JobRow {
                alerts: missing.saturating_add(u32::try_from(alerts.len()).unwrap_or(u32::MAX)),
                alert_marks: alerts
                    .into_iter()
                    .map(|shown| AlertMark { title: shown.title, tone: shown.tone })
                    .collect(),
                distance: unlocked
                    .here
                    .zip(row.position)
                    .map(|(here, at)| format!("{} from here", drive::spoken_miles(road_miles(here.at, at)))),
                changed: changed.contains(&row.document),
                ..shown(row, unlocked.now())
            })
        })
        .collect()
}

/// How long lists ask to ring about a danger that could hurt somebody within a day, in milliseconds: after three days
/// whoever looks after it has other words for it, and the job's own page still says it.
const RING_MS: i64 = 3 * 24 * 3_600_000;

/// Dangers that were noticed after this are to be rung about.
pub(crate) fn ring_since(now: Timestamp) -> Timestamp {
    now.plus_milliseconds(-RING_MS)
}

/// What the row itself says, as seen at `now`.
fn shown(row: &JobRow, now: Timestamp) -> api::JobRow {
    let today = now.london_date();
    let overdue = !row.status.is_closed() && row.required_completion.is_some_and(|by| by < now);
    api::JobRow {
        id: row.document.to_string(),
        reference: row.reference.clone(),
        description: cut(&row.description),
        address: row.address_lines.join(", "),
        postcode: row.postcode.clone(),
        trade: row.trade.clone(),
        priority: row.priority.clone(),
        urgent: row.urgent,
        window: row.appointment.as_ref().map(|window| window.window()),
        appointment_day: row.appointment.as_ref().map(|window| spoken_day(window.date, today, true)),
        required_by: row.required_completion.map(|by| format!("by {}", by.spoken(now))),
        overdue,
        status: status::shown(row.status),
        alerts: row.alert_count,
        needs_attention: row.needs_attention,
        waiting: row.waiting,
        alert_marks: Vec::new(),
        place: row.position.map(|at| MapPoint { latitude: at.latitude(), longitude: at.longitude() }),
        distance: None,
        late: row.expected.map(|at| format!("Running late, about {}", visit::about(at))),
        status_reason: row.status_reason.clone(),
        changed: false,
        ring_control: row.danger_at.is_some_and(|at| at > ring_since(now)),
    }
}

/// At most so many characters, cut between words where there are words.
pub(super) fn cut(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= DESCRIPTION {
        return text;
    }
    let short: String = text.chars().take(DESCRIPTION - 1).collect();
    let whole_words = short.rsplit_once(' ').map_or(short.as_str(), |(words, _)| words);
    format!("{whole_words}…")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_description_is_cut_between_words() {
        let long = "gutter ".repeat(40);
        let short = cut(&long);
        assert!(short.chars().count() <= DESCRIPTION && short.ends_with("gutter…"), "{short}");
        assert_eq!(cut("  one\n two "), "one two");
        assert_eq!(cut(&"ж".repeat(300)).chars().count(), DESCRIPTION);
    }
}
