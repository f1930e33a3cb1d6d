//! A place in somebody else's JSON: reading from it either gives what is wanted or says exactly where it is not.
//!
//! Keys are matched without regard to case: the same HACT message is written `PriorityCode` by one system and
//! `priorityCode` by the next.

use chrono::{NaiveDate, NaiveTime};
use domain::time::Timestamp;
use serde_json::Value;

use super::Fault;

/// A value and the path that leads to it: `$[2].appointment.start`.
#[derive(Debug, Clone)]
pub(super) struct At<'a> {
    value: &'a Value,
    path: String,
}

impl<'a> At<'a> {
    pub(super) fn root(value: &'a Value) -> Self {
        Self { value, path: "$".into() }
    }

    pub(super) fn is_list(&self) -> bool {
        self.value.is_array()
    }

    pub(super) const fn value(&self) -> &'a Value {
        self.value
    }

    /// What is wrong here, and what to do.
    pub(super) fn fault(&self, what: impl Into<String>, remedy: impl Into<String>) -> Fault {
        Fault { path: self.path.clone(), what: what.into(), remedy: remedy.into() }
    }

    fn expected(&self, what: &str) -> Fault {
        let found = match self.value {
            Value::Null => "nothing".to_owned(),
            Value::Object(_) => "an object".to_owned(),
            Value::Array(_) => "a list".to_owned(),
            scalar => scalar.to_string().chars().take(60).collect(),
        };
        self.fault(format!("expected {what}, found {found}"), format!("give {what} here"))
    }

    /// The value under a key; none when it is missing or null.
    pub(super) fn get(&self, key: &str) -> Option<Self> {
        let (name, value) = self.value.as_object()?.iter().find(|(name, _)| name.eq_ignore_ascii_case(key))?;
        (!value.is_null()).then(|| Self { value, path: format!("{}.{name}", self.path) })
    }

    /// The value under a key that has to be there.
    pub(super) fn need(&self, key: &str) -> Result<Self, Fault> {
        if !self.value.is_object() {
            return Err(self.expected("an object"));
        }
        self.get(key).ok_or_else(|| self.fault(format!("\"{key}\" is missing"), format!("add \"{key}\"")))
    }

    /// Each of a list.
    pub(super) fn items(&self) -> Result<Vec<Self>, Fault> {
        let list = self.value.as_array().ok_or_else(|| self.expected("a list"))?;
        Ok(list.iter().enumerate().map(|(n, value)| Self { value, path: format!("{}[{n}]", self.path) }).collect())
    }

    /// Each of a list under a key; none when it is missing.
    pub(super) fn list(&self, key: &str) -> Result<Vec<Self>, Fault> {
        self.get(key).map_or_else(|| Ok(Vec::new()), |list| list.items())
    }

    /// Text, or a number as text: references are written either way.
    pub(super) fn text(&self) -> Result<String, Fault> {
        match self.value {
            Value::String(text) => Ok(text.trim().to_owned()),
            Value::Number(number) => Ok(number.to_string()),
            _ => Err(self.expected("text")),
        }
    }

    /// Text under a key; empty when it is missing.
    pub(super) fn text_of(&self, key: &str) -> Result<String, Fault> {
        self.get(key).map_or_else(|| Ok(String::new()), |value| value.text())
    }

    /// Text under a key that has to be there and to say something.
    pub(super) fn need_text(&self, key: &str) -> Result<String, Fault> {
        let at = self.need(key)?;
        let text = at.text()?;
        if text.is_empty() { Err(at.fault("it is empty", format!("say what the {key} is"))) } else { Ok(text) }
    }

    /// A number.
    pub(super) fn number(&self) -> Result<f64, Fault> {
        self.value.as_f64().filter(|number| number.is_finite()).ok_or_else(|| self.expected("a number"))
    }

    /// A whole number from nought.
    pub(super) fn count(&self) -> Result<u32, Fault> {
        let count = self.value.as_u64().and_then(|count| u32::try_from(count).ok());
        count.ok_or_else(|| self.expected("a whole number from 0"))
    }

    /// A moment: RFC 3339, or without an offset as London time.
    pub(super) fn time(&self) -> Result<Timestamp, Fault> {
        let text = self.text()?;
        Timestamp::parse(&text).ok_or_else(|| self.expected("a date and time such as 2026-11-22T10:42:00Z"))
    }

    /// A moment under a key.
    pub(super) fn time_of(&self, key: &str) -> Result<Option<Timestamp>, Fault> {
        self.get(key).map(|at| at.time()).transpose()
    }

    /// A day; a time after it is left off.
    pub(super) fn day(&self) -> Result<NaiveDate, Fault> {
        let text = self.text()?;
        let day = text.split('T').next().unwrap_or_default();
        day.parse().map_err(|_| self.expected("a date such as 2026-11-22"))
    }

    /// A time of day: "08:00", or the end of "2000-01-01T08:00:00".
    pub(super) fn time_of_day(&self) -> Result<NaiveTime, Fault> {
        let text = self.text()?;
        let time = text.rsplit('T').next().unwrap_or_default();
        ["%H:%M", "%H:%M:%S"]
            .into_iter()
            .find_map(|format| NaiveTime::parse_from_str(time, format).ok())
            .ok_or_else(|| self.expected("a time such as 08:00"))
    }
}
