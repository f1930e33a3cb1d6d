//! A month's round: which homes of an officer's patches are checked on which day.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A month's checks, shared out over its working days.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Round {
    /// "2026-12".
    pub month: String,
    /// Months that can be planned.
    pub months: Vec<RoundMonth>,
    /// Homes in a day.
    pub a_day: u32,
    /// How many fall due, and how many days and miles that is.
    pub words: String,
    /// What the order of the days saves; empty when it saves nothing.
    pub compared: String,
    /// The days, each with its homes in the order to drive.
    pub days: Vec<RoundDay>,
    /// What the month has no room for, the most pressing first.
    pub left: Vec<RoundHome>,
    /// What is arranged with the customer already.
    pub arranged: Vec<RoundHome>,
    /// Homes far from every office; none where the landlord does not count them apart.
    pub far: Option<FarHomes>,
}

/// A month to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RoundMonth {
    /// To pass back.
    pub value: String,
    /// "December 2026".
    pub words: String,
}

/// One day of a round.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RoundDay {
    /// "2026-12-01".
    pub date: String,
    /// "Tuesday 1 December".
    pub day: String,
    /// "about 6.2 miles", "on foot"; empty where no place is known.
    pub drive: String,
    /// In the order to drive.
    pub homes: Vec<RoundHome>,
}

/// One home of a round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RoundHome {
    /// Its id, for `home`.
    pub id: String,
    /// In one line, without the postcode.
    pub address: String,
    /// The people on the agreement.
    pub names: String,
    /// When the check falls due, or for when it is arranged.
    pub check: String,
    /// True when it is past that day, or was never done.
    pub check_overdue: bool,
    /// Why to go there before others, in words.
    pub needs: Vec<String>,
    /// "4.2 miles from an office"; empty where it is not said.
    pub distance: String,
}

/// Homes that are far from every office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FarHomes {
    /// "7 of 120 homes are more than 3 miles from every office".
    pub words: String,
    /// How they fare beside the others.
    pub compared: String,
    /// The furthest first.
    pub homes: Vec<RoundHome>,
}
