//! What was measured, as a table for people and as JSON for later.

use std::{fmt, time::Duration};

use serde::Serialize;

/// Measurements of one thing, in the order in which they were taken.
#[derive(Debug, Clone, Default)]
pub struct Samples(Vec<f64>);

impl Samples {
    /// Adds a time, in milliseconds.
    pub fn time(&mut self, took: Duration) {
        self.0.push(took.as_secs_f64() * 1e3);
    }

    /// Adds a number.
    pub fn number(&mut self, number: f64) {
        self.0.push(number);
    }

    /// Adds a count of bytes or trips.
    pub fn count(&mut self, count: u64) {
        self.0.push(exact(count));
    }

    /// The middle one; not a number when there is none.
    #[must_use]
    pub fn median(&self) -> f64 {
        self.at(0.5)
    }

    /// The one that 99 of 100 stay below; with fewer than 100, the greatest.
    #[must_use]
    pub fn p99(&self) -> f64 {
        self.at(0.99)
    }

    /// The greatest.
    #[must_use]
    pub fn most(&self) -> f64 {
        self.at(1.0)
    }

    fn at(&self, part: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in a list of thousands")]
        let place = (part * exact(sorted.len() as u64)) as usize;
        sorted.get(place.min(sorted.len().saturating_sub(1))).copied().unwrap_or(f64::NAN)
    }
}

/// A count as a number.
#[must_use]
pub fn exact(count: u64) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// One line of the table.
#[derive(Debug, Clone, Serialize)]
pub struct Line {
    /// What was measured.
    pub what: String,
    /// How it came out.
    pub measured: f64,
    /// The floor in the same run; none where the budget is a number by itself.
    pub floor: Option<f64>,
    /// Milliseconds, bytes, trips.
    pub unit: &'static str,
    /// What it may be at most: times the floor where there is one, otherwise in the unit. None where nothing is said.
    pub budget: Option<f64>,
}

impl Line {
    /// Something held against a floor.
    #[must_use]
    pub fn ratio(
        what: impl Into<String>,
        measured: f64,
        floor: f64,
        unit: &'static str,
        budget: impl Into<Option<f64>>,
    ) -> Self {
        Self { what: what.into(), measured, floor: Some(floor), unit, budget: budget.into() }
    }

    /// Something held against a number, or against nothing.
    #[must_use]
    pub fn plain(what: impl Into<String>, measured: f64, unit: &'static str, budget: impl Into<Option<f64>>) -> Self {
        Self { what: what.into(), measured, floor: None, unit, budget: budget.into() }
    }

    /// Whether the budget was kept; none without one.
    #[must_use]
    pub fn met(&self) -> Option<bool> {
        let held = self.floor.map_or(self.measured, |floor| self.measured / floor);
        self.budget.map(|budget| held <= budget)
    }
}

/// Everything that one run measured.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// When, by this machine's clock, in milliseconds since 1970 UTC.
    pub at: i64,
    /// What the machine is.
    pub machine: String,
    /// Whether the sizes were a tenth.
    pub quick: bool,
    /// The lines.
    pub lines: Vec<Line>,
    /// How things were set up.
    pub notes: Vec<String>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = ["", "measured", "unit", "floor", "times floor", "budget", ""];
        let mut rows = vec![head.map(str::to_owned)];
        for line in &self.lines {
            rows.push([
                line.what.clone(),
                short(line.measured),
                line.unit.to_owned(),
                line.floor.map(short).unwrap_or_default(),
                line.floor.map(|floor| short(line.measured / floor)).unwrap_or_default(),
                line.budget.map(short).unwrap_or_default(),
                line.met().map(|met| if met { "met" } else { "MISSED" }).unwrap_or_default().to_owned(),
            ]);
        }
        let mut widths = [0; 7];
        for row in &rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = cell.chars().count().max(*width);
            }
        }
        for row in &rows {
            let mut cells = row.iter().zip(widths);
            if let Some((what, width)) = cells.next() {
                write!(f, "{what:<width$}")?;
            }
            for (cell, width) in cells {
                write!(f, "  {cell:>width$}")?;
            }
            writeln!(f)?;
        }
        for note in &self.notes {
            write!(f, "\n{note}")?;
        }
        writeln!(f)
    }
}

/// Three figures that matter.
fn short(number: f64) -> String {
    match number.abs() {
        size if size >= 100.0 => format!("{number:.0}"),
        size if size >= 10.0 => format!("{number:.1}"),
        _ => format!("{number:.2}"),
    }
}
