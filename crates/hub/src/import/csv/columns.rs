//! Columns by the names in a file's first row.

use std::collections::BTreeMap;

use super::{Fault, rejects};

/// A column that a kind of file may have.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    /// Its name.
    pub name: &'static str,
    /// Other names that landlords' systems give it.
    pub also: &'static [&'static str],
    /// True when a file must have it.
    pub needed: bool,
}

/// A column that a file must have.
pub(super) const fn needed(name: &'static str, also: &'static [&'static str]) -> Column {
    Column { name, also, needed: true }
}

/// A column that a file may have.
pub(super) const fn optional(name: &'static str, also: &'static [&'static str]) -> Column {
    Column { name, also, needed: false }
}

/// Where each column stands in a row.
#[derive(Debug, Clone, Default)]
pub(super) struct Columns {
    places: BTreeMap<&'static str, usize>,
    /// The first row as it was written.
    pub header: Vec<String>,
    /// Where a rejects file says why.
    pub reason: Option<usize>,
}

impl Columns {
    /// Finds the columns by the first row. `renamed` leads from the file's own names to ours, or to nothing for columns
    /// to be passed over.
    pub(super) fn find(
        header: Vec<String>,
        known: &'static [Column],
        renamed: &[(String, String)],
    ) -> Result<Self, Fault> {
        if let [only] = header.as_slice()
            && let Some((mark, name)) =
                [(';', "semicolons"), ('\t', "tabs")].into_iter().find(|(m, _)| only.contains(*m))
        {
            return Err(fault(
                format!("the columns are set apart by {name} ({mark:?}), not by commas"),
                "save the file as \"CSV UTF-8 (comma delimited)\"",
            ));
        }
        let mut columns = Self { places: BTreeMap::new(), header, reason: None };
        let (mut unknown, mut reason) = (Vec::new(), None);
        for (place, written) in columns.header.iter().enumerate() {
            let as_ours = renamed.iter().find(|(theirs, _)| plain(theirs) == plain(written)).map(|(_, ours)| ours);
            let name = plain(as_ours.unwrap_or(written));
            if let Some(ours) = rejects::COLUMNS.iter().find(|ours| plain(ours) == name) {
                if *ours == rejects::REASON {
                    reason = Some(place);
                }
                continue;
            }
            if as_ours.is_some_and(String::is_empty) {
                continue;
            }
            let found = known.iter().find(|column| {
                plain(column.name) == name || (!name.is_empty() && column.also.iter().any(|also| plain(also) == name))
            });
            let Some(column) = found else {
                unknown.push(format!("\"{}\"", super::brief(written)));
                continue;
            };
            if let Some(first) = columns.places.insert(column.name, place) {
                return Err(fault(
                    format!("columns {} and {} are both {}", first + 1, place + 1, column.name),
                    "keep one of them, or pass over one with --column \"its name=\"",
                ));
            }
        }
        columns.reason = reason;
        if !unknown.is_empty() {
            let names: Vec<_> = known.iter().map(|column| column.name).collect();
            return Err(fault(
                format!("nothing here is called {}; the columns are: {}", unknown.join(", "), names.join(", ")),
                "rename them, or say what they are with --column \"theirs=ours\" (\"theirs=\" passes one over)",
            ));
        }
        let missing: Vec<_> = known
            .iter()
            .filter(|column| column.needed && !columns.places.contains_key(column.name))
            .map(|column| column.name)
            .collect();
        if missing.is_empty() {
            Ok(columns)
        } else {
            Err(fault(
                format!("there is no column {}", missing.join(", ")),
                "add it, with its name in the first row; or say which column it is with --column \"theirs=ours\"",
            ))
        }
    }

    /// Where a column stands; none when the file has no such.
    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.places.get(name).copied()
    }
}

fn fault(what: String, remedy: &str) -> Fault {
    Fault { path: "row 1 (the columns' names)".into(), what, remedy: remedy.into() }
}

/// "Property Reference", "property_reference" and "PROPERTYREFERENCE" are one name.
fn plain(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
