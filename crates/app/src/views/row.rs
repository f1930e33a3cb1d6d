//! One job in a list.

use domain::time::{Timestamp, spoken_day};
use store::JobRow;

use super::status;
use crate::api;

/// Characters of the description that a list shows.
const DESCRIPTION: usize = 120;

/// The row, as seen at `now`.
pub(crate) fn shown(row: &JobRow, now: Timestamp) -> api::JobRow {
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
    }
}

/// At most so many characters, cut between words where there are words.
fn cut(text: &str) -> String {
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
