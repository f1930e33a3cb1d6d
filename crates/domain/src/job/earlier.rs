//! What was done at the same home before, as the landlord tells it with a new job: nobody's words, so that what is erased
//! elsewhere stands in none of it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Job, JobStatus};

/// A repair that ended before this job was raised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarlierWork {
    /// The landlord's reference.
    pub reference: String,
    /// The day on which it ended, in London.
    pub ended: NaiveDate,
    /// The trade, in words: "Plumbing".
    pub trade: String,
    /// [`JobStatus::name`] of how it ended.
    pub outcome: String,
    /// What was done, by the descriptions of the schedule of rates: "Renew float valve, small"; may be empty.
    pub work: String,
}

impl EarlierWork {
    /// How many a job is told of, at most: the latest.
    pub const MOST: usize = 6;

    /// Letters of [`Self::work`], at most.
    const MOST_LETTERS: usize = 120;

    /// A job that has ended, unless the landlord withdrew it; none for any other, and for visits, which are nobody's
    /// business but the officers'.
    #[must_use]
    pub fn of(job: &Job) -> Option<Self> {
        let fold = job.status();
        if job.visit.is_some() || !fold.status.is_closed() || fold.status == JobStatus::Cancelled {
            return None;
        }
        let ended = job.standing().into_iter().rfind(|event| event.kind.is_outcome())?.best_time().london_date();
        let done = job.items.iter().filter(|item| !item.is_withdrawn()).map(|item| item.description.as_str());
        let work: String = done.collect::<Vec<_>>().join("; ").chars().take(Self::MOST_LETTERS).collect();
        Some(Self {
            reference: job.order.reference.clone(),
            ended,
            trade: job.order.trade.1.clone(),
            outcome: fold.status.name().to_owned(),
            work,
        })
    }

    /// Several as one value of a record, the latest first.
    #[must_use]
    pub fn to_text(earlier: &[Self]) -> String {
        if earlier.is_empty() { String::new() } else { serde_json::to_string(earlier).unwrap_or_default() }
    }

    /// Reads [`Self::to_text`]; nothing of anything else.
    #[must_use]
    pub fn from_text(text: &str) -> Vec<Self> {
        let mut earlier: Vec<Self> = serde_json::from_str(text).unwrap_or_default();
        earlier.truncate(Self::MOST);
        earlier
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_read_back_from_one_value_and_anything_else_says_nothing() {
        let of = |number: u32| EarlierWork {
            reference: format!("WO-{number}"),
            ended: NaiveDate::from_ymd_opt(2026, 3, number).unwrap(),
            trade: "Gas".into(),
            outcome: "completed".into(),
            work: "Renew thermocouple, \"Ideal\" boilers; test".into(),
        };
        let two = vec![of(2), of(1)];
        assert_eq!(EarlierWork::from_text(&EarlierWork::to_text(&two)), two);
        assert_eq!(EarlierWork::to_text(&[]), "");
        for text in ["", "[]", "{}", "renewed a tap", "[{\"reference\":1}]"] {
            assert_eq!(EarlierWork::from_text(text), []);
        }
        let many: Vec<_> = (1..=9).map(of).collect();
        assert_eq!(EarlierWork::from_text(&EarlierWork::to_text(&many)).len(), EarlierWork::MOST);
    }
}
