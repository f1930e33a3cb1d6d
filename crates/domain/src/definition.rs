//! Definitions: the JSON files in which landlords write their own rules and forms, read strictly.
//!
//! A typing mistake in a promise must not become a missing promise. So every key has to be one that somebody asks for,
//! none may stand twice, and all that is wrong is said at once, each by place and with what to do. A file with a fault in
//! it is not taken at all.

use std::{cell::RefCell, collections::BTreeMap, fmt, str::FromStr};

use chrono::{NaiveDate, NaiveTime};
use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, SeqAccess, Visitor},
};

/// What is wrong with something that somebody wrote, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where: `$.rules[2].within`, `row 17, column postcode`.
    pub path: String,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub remedy: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at {}: {}. To put it right: {}.", self.path, self.what, self.remedy)
    }
}

/// How alike two words must be for the one to be offered for the other: 1 is the same.
const ALIKE: f64 = 0.6;

/// Reads a whole definition: `read` is given its outermost object, and all faults come together.
///
/// # Errors
/// Every fault found.
pub fn read<T>(text: &str, read: impl FnOnce(&mut Object<'_>) -> Option<T>) -> Result<T, Vec<Fault>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let json: Json = serde_json::from_str(text).map_err(|error| {
        vec![Fault {
            path: format!("line {}, column {}", error.line(), error.column()),
            what: format!("this is not JSON as a definition has it ({})", brief(&error.to_string())),
            remedy: "mend it there; a comma, a bracket or a quotation mark is often missing just before".into(),
        }]
    })?;
    let faults = RefCell::new(Vec::new());
    let node = Node { json: &json, path: "$".into(), faults: &faults };
    let made = node.object(|object| read(object)).flatten();
    match (made, faults.into_inner()) {
        (Some(made), faults) if faults.is_empty() => Ok(made),
        (_, faults) => Err(faults),
    }
}

/// A value of a definition. Its own type, because serde_json's own forgets the first of two keys that are the same.
#[derive(Debug, Clone, PartialEq)]
enum Json {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<Json>),
    Object(BTreeMap<String, Json>),
}

/// A value and the path that leads to it.
#[derive(Debug, Clone)]
pub struct Node<'a> {
    json: &'a Json,
    path: String,
    faults: &'a RefCell<Vec<Fault>>,
}

/// An object of a definition, whose keys are asked for one by one.
#[derive(Debug)]
pub struct Object<'a> {
    node: Node<'a>,
    values: &'a BTreeMap<String, Json>,
    asked: Vec<&'static str>,
}

impl<'a> Node<'a> {
    /// Where it is: `$.rules[2].within`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Says what is wrong here.
    pub fn fault(&self, what: impl Into<String>, remedy: impl Into<String>) {
        let fault = Fault { path: self.path.clone(), what: what.into(), remedy: remedy.into() };
        self.faults.borrow_mut().push(fault);
    }

    /// Says what is wrong at another place of the same definition.
    pub fn fault_at(&self, path: &str, what: impl Into<String>, remedy: impl Into<String>) {
        let fault = Fault { path: path.to_owned(), what: what.into(), remedy: remedy.into() };
        self.faults.borrow_mut().push(fault);
    }

    fn expected<T>(&self, what: &str) -> Option<T> {
        let found = match self.json {
            Json::Null => "nothing".to_owned(),
            Json::Bool(value) => value.to_string(),
            Json::Number(value) => value.to_string(),
            Json::Text(text) => format!("\"{}\"", brief(text)),
            Json::List(_) => "a list".to_owned(),
            Json::Object(_) => "an object".to_owned(),
        };
        self.fault(format!("expected {what}, found {found}"), format!("give {what} here"));
        None
    }

    /// Reads an object; keys that nobody asks for while `read` runs are faults. None for anything but an object.
    pub fn object<T>(&self, read: impl FnOnce(&mut Object<'a>) -> T) -> Option<T> {
        let Json::Object(values) = self.json else { return self.expected("an object") };
        let mut object = Object { node: self.clone(), values, asked: Vec::new() };
        let made = read(&mut object);
        object.name_unasked();
        Some(made)
    }

    /// True for an object.
    #[must_use]
    pub const fn is_object(&self) -> bool {
        matches!(self.json, Json::Object(_))
    }

    /// Each value of an object whose keys are names of the author's own, such as languages.
    pub fn entries(&self) -> Vec<(&'a str, Self)> {
        let Json::Object(values) = self.json else {
            self.expected::<()>("an object");
            return Vec::new();
        };
        values
            .iter()
            .map(|(key, json)| (key.as_str(), self.inside(json, format!("{}.{}", self.path, brief(key)))))
            .collect()
    }

    /// Each value of a list.
    pub fn items(&self) -> Vec<Self> {
        let Json::List(values) = self.json else {
            self.expected::<()>("a list");
            return Vec::new();
        };
        values.iter().enumerate().map(|(n, json)| self.inside(json, format!("{}[{n}]", self.path))).collect()
    }

    const fn inside(&self, json: &'a Json, path: String) -> Self {
        Self { json, path, faults: self.faults }
    }

    /// Text that says something.
    pub fn text(&self) -> Option<String> {
        match self.json {
            Json::Text(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
            _ => self.expected("text"),
        }
    }

    /// Any text, spaces and all.
    pub fn plain_text(&self) -> Option<&'a str> {
        if let Json::Text(text) = self.json { Some(text) } else { None }
    }

    /// True or false.
    pub fn truth(&self) -> Option<bool> {
        if let Json::Bool(value) = self.json { Some(*value) } else { self.expected("true or false") }
    }

    /// A number.
    pub fn number(&self) -> Option<f64> {
        if let Json::Number(value) = self.json { Some(*value) } else { self.expected("a number") }
    }

    /// A whole number from nought, within the range of its type.
    pub fn count<T: TryFrom<u64>>(&self) -> Option<T> {
        let whole = match self.json {
            // Beyond 2^53 not every whole number is one of these.
            Json::Number(value) if value.fract() == 0.0 && (0.0..9e15).contains(value) => {
                format!("{value}").parse().ok()
            }
            _ => None,
        };
        match whole.and_then(|whole: u64| T::try_from(whole).ok()) {
            Some(count) => Some(count),
            None => self.expected("a whole number from 0, not too large"),
        }
    }

    /// A day.
    pub fn day(&self) -> Option<NaiveDate> {
        match self.plain_text().and_then(|text| text.parse().ok()) {
            Some(day) => Some(day),
            None => self.expected("a date such as 2026-11-22"),
        }
    }

    /// A time of day.
    pub fn time_of_day(&self) -> Option<NaiveTime> {
        match self
            .plain_text()
            .filter(|text| text.len() == 5)
            .and_then(|text| NaiveTime::parse_from_str(text, "%H:%M").ok())
        {
            Some(time) => Some(time),
            None => self.expected("a time such as 08:00"),
        }
    }

    /// Something that has a text of its own kind; `remedy` says how it is written.
    pub fn parsed<T: FromStr<Err: fmt::Display>>(&self, remedy: &str) -> Option<T> {
        self.text()?.parse().map_err(|error: T::Err| self.fault(error.to_string(), remedy)).ok()
    }

    /// One of some words.
    pub fn one_of<T: Copy>(&self, words: &[(&'static str, T)]) -> Option<T> {
        let text = self.text()?;
        let known = words.iter().find(|(word, _)| *word == text);
        if known.is_none() {
            let all = || words.iter().map(|(word, _)| *word);
            let remedy = nearest(&text, all()).map_or_else(
                || format!("write one of {}", all().collect::<Vec<_>>().join(", ")),
                |word| format!("write \"{word}\", if that is meant"),
            );
            self.fault(format!("\"{}\" is not known here", brief(&text)), remedy);
        }
        known.map(|(_, value)| *value)
    }
}

impl<'a> Object<'a> {
    /// The object as a value, to say what is wrong with all of it.
    #[must_use]
    pub const fn node(&self) -> &Node<'a> {
        &self.node
    }

    /// The value under a key; none where it is missing or null.
    pub fn get(&mut self, key: &'static str) -> Option<Node<'a>> {
        self.asked.push(key);
        let json = self.values.get(key).filter(|json| **json != Json::Null)?;
        Some(self.node.inside(json, format!("{}.{key}", self.node.path)))
    }

    /// The value under a key that has to be there.
    pub fn need(&mut self, key: &'static str) -> Option<Node<'a>> {
        let found = self.get(key);
        if found.is_none() {
            self.node.fault(format!("\"{key}\" is missing"), format!("add \"{key}\""));
        }
        found
    }

    /// Text under a key that has to be there.
    pub fn text(&mut self, key: &'static str) -> Option<String> {
        self.need(key)?.text()
    }

    /// Text under a key; empty where it is missing.
    pub fn text_or_empty(&mut self, key: &'static str) -> String {
        self.get(key).and_then(|node| node.text()).unwrap_or_default()
    }

    /// True or false under a key; false where it is missing.
    pub fn flag(&mut self, key: &'static str) -> bool {
        self.get(key).and_then(|node| node.truth()).unwrap_or_default()
    }

    /// Each value of a list under a key; none where it is missing.
    pub fn list(&mut self, key: &'static str) -> Vec<Node<'a>> {
        self.get(key).map(|node| node.items()).unwrap_or_default()
    }

    /// The one key of several that is there. None, and a fault, where there is none or more than one.
    pub fn which(&mut self, keys: &[&'static str]) -> Option<&'static str> {
        self.asked.extend(keys);
        let given: Vec<&'static str> = keys.iter().copied().filter(|key| self.values.contains_key(*key)).collect();
        match given.as_slice() {
            [one] => Some(one),
            [] => {
                self.node.fault("it does not say what it is", format!("add one of {}", keys.join(", ")));
                None
            }
            several => {
                let several = several.join("\" and \"");
                self.node.fault(format!("it has \"{several}\", of which one is meant"), "make an entry of each");
                None
            }
        }
    }

    fn name_unasked(&self) {
        let asked = || self.asked.iter().copied();
        for key in self.values.keys().filter(|key| !asked().any(|asked| asked == key.as_str())) {
            let remedy = nearest(key, asked()).map_or_else(
                || "take it out".to_owned(),
                |near| format!("write \"{near}\", if that is meant, or take it out"),
            );
            self.node.fault(format!("\"{}\" is not known here", brief(key)), remedy);
        }
    }
}

/// Somebody else's words, short enough for a message and without anything that a terminal would obey.
#[must_use]
pub fn brief(text: &str) -> String {
    brief_to(text, 60)
}

/// The same, of so many letters at most.
#[must_use]
pub fn brief_to(text: &str, letters: usize) -> String {
    let mut short: String = text.chars().take(letters).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if text.chars().nth(letters).is_some() {
        short.push('…');
    }
    short
}

/// The word that somebody probably meant.
pub fn nearest<'w>(written: &str, words: impl Iterator<Item = &'w str>) -> Option<&'w str> {
    words
        .map(|word| (strsim::normalized_damerau_levenshtein(written, word), word))
        .filter(|(alike, _)| *alike >= ALIKE)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, word)| word)
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reading)
    }
}

struct Reading;

impl<'de> Visitor<'de> for Reading {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(Json::Number(value))
    }

    #[expect(clippy::cast_precision_loss, reason = "beyond 2^53 a whole number is refused where one is wanted")]
    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Number(value as f64))
    }

    #[expect(clippy::cast_precision_loss, reason = "beyond 2^53 a whole number is refused where one is wanted")]
    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Number(value as f64))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(Json::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Json, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element()? {
            values.push(value);
        }
        Ok(Json::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        let mut values = BTreeMap::new();
        while let Some((key, value)) = map.next_entry::<String, Json>()? {
            if values.contains_key(&key) {
                return Err(A::Error::custom(format!("\"{key}\" is given twice")));
            }
            values.insert(key, value);
        }
        Ok(Json::Object(values))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<String> {
        let read = read(text, |object| {
            let name = object.text("name");
            let within = object.get("within").and_then(|node| node.count::<u16>());
            for item in object.list("items") {
                item.object(|object| object.need("day").and_then(|node| node.day()));
            }
            Some((name?, within))
        });
        read.unwrap_err().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once_by_place_and_with_a_remedy() {
        let text = r#"{"nmae": "Ada", "within": 1.5, "items": [{"day": "2026-11-31"}, {"dya": "2026-11-30"}, 3]}"#;
        insta::assert_snapshot!(faults(text).join("\n"));
    }

    #[test]
    fn a_key_that_stands_twice_is_no_definition() {
        let said = faults("{\n\"name\": \"Ada\",\n\"name\": \"Dev\"}");
        assert_eq!(said.len(), 1);
        assert!(said[0].contains("\"name\" is given twice"), "{said:?}");
        assert!(said[0].starts_with("at line 3"), "{said:?}");
    }

    #[test]
    fn a_mark_at_the_start_of_the_file_is_no_fault() {
        assert_eq!(read("\u{feff}{\"a\": \"b\"}", |object| object.text("a")), Ok("b".to_owned()));
    }
}
