//! The survey sheet: questions, groups and repeats, row by row.

use std::collections::BTreeSet;

use domain::definition::{Fault, brief, nearest};
use serde_json::{Map, Value, json};

use super::{
    Languages, Lists, Places,
    kinds::{Kind, TYPES, kind},
    row_fault,
    sheets::{Row, Sheet, Workbook},
};

/// The columns that are read.
pub(super) const COLUMNS: [&str; 19] = [
    "type",
    "name",
    "label",
    "hint",
    "required",
    "required_message",
    "relevant",
    "constraint",
    "constraint_message",
    "calculation",
    "default",
    "choice_filter",
    "repeat_count",
    "appearance",
    "parameters",
    "readonly",
    "disabled",
    "guidance_hint",
    "note",
];

/// A group or repeat that is open, and what is in it so far.
struct Open<'b> {
    row: Option<(&'b Row, Kind)>,
    object: Map<String, Value>,
    items: Vec<Value>,
    path: String,
}

struct Survey<'b> {
    sheet: &'b Sheet,
    languages: &'b Languages,
    lists: &'b mut Lists,
    places: &'b mut Places,
    notes: &'b mut Vec<String>,
    faults: Vec<Fault>,
    open: Vec<Open<'b>>,
    names: BTreeSet<String>,
}

/// Reads the sheet into the items of a form.
pub(super) fn read(
    book: &Workbook,
    languages: &Languages,
    lists: &mut Lists,
    places: &mut Places,
    notes: &mut Vec<String>,
) -> Result<Vec<Value>, Vec<Fault>> {
    let outermost = Open { row: None, object: Map::new(), items: Vec::new(), path: "$".into() };
    let mut survey = Survey {
        sheet: &book.survey,
        languages,
        lists,
        places,
        notes,
        faults: Vec::new(),
        open: vec![outermost],
        names: BTreeSet::new(),
    };
    for row in &book.survey.rows {
        survey.row(row);
    }
    survey.finish()
}

/// True for "yes" in the ways that people write it.
fn says_yes(cell: &str) -> bool {
    ["yes", "true", "true()", "yes()", "1"].iter().any(|yes| cell.eq_ignore_ascii_case(yes))
}

fn says_no(cell: &str) -> bool {
    ["", "no", "false", "false()", "no()", "0"].iter().any(|no| cell.eq_ignore_ascii_case(no))
}

impl<'b> Survey<'b> {
    fn fault(&mut self, row: &Row, column: &str, what: impl Into<String>, remedy: impl Into<String>) {
        self.faults.push(row_fault(self.sheet, row, column, what, remedy));
    }

    fn note(&mut self, row: &Row, what: &str) {
        self.notes.push(format!("sheet {}, row {}: {what}", self.sheet.name, row.number));
    }

    fn row(&mut self, row: &'b Row) {
        let sheet = self.sheet;
        let (written, name) = (row.get(sheet, "type"), row.get(sheet, "name"));
        if says_yes(row.get(sheet, "disabled")) || written.starts_with('#') {
            return;
        }
        if written.is_empty() {
            // A row of remarks has neither.
            if !name.is_empty() {
                self.fault(row, "type", "it is empty", "say what kind of question it is");
            }
            return;
        }
        match kind(written) {
            Kind::EndGroup => self.close(row, &Kind::BeginGroup, written),
            Kind::EndRepeat => self.close(row, &Kind::BeginRepeat, written),
            found @ (Kind::BeginGroup | Kind::BeginRepeat) => self.begin(row, found, name),
            Kind::Elsewhere(remedy) => {
                self.fault(
                    row,
                    "type",
                    format!("questions of the type \"{}\" are not asked here", brief(written)),
                    remedy,
                );
            }
            Kind::Unknown => {
                let remedy = nearest(written, TYPES.into_iter()).map_or_else(
                    || format!("write one of {}", TYPES.join(", ")),
                    |near| format!("write \"{near}\", if that is meant"),
                );
                self.fault(row, "type", format!("\"{}\" is no type of question", brief(written)), remedy);
            }
            found => {
                if let Some(item) = self.item(row, name, found) {
                    self.push(row, item);
                }
            }
        }
    }

    fn push(&mut self, row: &Row, item: Map<String, Value>) {
        if let Some(open) = self.open.last_mut() {
            let path = format!("{}.items[{}]", open.path, open.items.len());
            self.places.rows.insert(path, (self.sheet.name.clone(), row.number));
            open.items.push(item.into());
        }
    }

    fn begin(&mut self, row: &'b Row, kind: Kind, name: &str) {
        let is_repeat = kind == Kind::BeginRepeat;
        let mut object = Map::new();
        // Some forms leave groups without a name.
        let name = if name.is_empty() { format!("group_{}", row.number) } else { name.to_owned() };
        let name = self.unique(row, name);
        object.insert(if is_repeat { "repeat" } else { "group" }.into(), name.into());
        self.common(row, &mut object);
        if is_repeat {
            let count = row.get(self.sheet, "repeat_count");
            if !count.is_empty() {
                object.insert("count".into(), count.into());
            }
        } else if row.get(self.sheet, "appearance").contains("field-list") {
            object.insert("one_page".into(), true.into());
        }
        let path =
            self.open.last().map(|open| format!("{}.items[{}]", open.path, open.items.len())).unwrap_or_default();
        self.places.rows.insert(path.clone(), (self.sheet.name.clone(), row.number));
        self.open.push(Open { row: Some((row, kind)), object, items: Vec::new(), path });
    }

    fn close(&mut self, row: &Row, expected: &Kind, written: &str) {
        let begun = self.open.last().and_then(|open| open.row.clone());
        match begun {
            Some((_, kind)) if kind == *expected => self.put_away(),
            Some((begin, _)) => {
                let what = format!("\"{}\" does not end what begins in row {}", brief(written), begin.number);
                self.fault(
                    row,
                    "type",
                    what,
                    "end groups with end_group and repeats with end_repeat, the inner one first",
                );
                self.put_away();
            }
            None => self.fault(row, "type", "nothing is open that it could end", "take it out, or begin it before"),
        }
    }

    /// Puts the innermost group into the one around it.
    fn put_away(&mut self) {
        if let Some(mut closed) = self.open.pop() {
            closed.object.insert("items".into(), closed.items.into());
            if let Some(around) = self.open.last_mut() {
                around.items.push(closed.object.into());
            }
        }
    }

    fn finish(mut self) -> Result<Vec<Value>, Vec<Fault>> {
        while self.open.len() > 1 {
            if let Some((row, _)) = self.open.last().and_then(|open| open.row.clone()) {
                self.fault(
                    row,
                    "type",
                    "it is begun and never ended",
                    "add end_group or end_repeat after what is in it",
                );
            }
            self.put_away();
        }
        if self.faults.is_empty() {
            Ok(self.open.pop().map(|open| open.items).unwrap_or_default())
        } else {
            Err(self.faults)
        }
    }

    /// What every item may have: words, hint, condition.
    fn common(&mut self, row: &Row, object: &mut Map<String, Value>) {
        for (column, key) in [("label", "words"), ("hint", "hint")] {
            let words = self.languages.words(self.sheet, row, column);
            if !words.is_null() {
                object.insert(key.into(), words);
            }
        }
        let relevant = row.get(self.sheet, "relevant");
        if !relevant.is_empty() {
            // A spreadsheet makes a truth of what was typed as one.
            let relevant = match relevant {
                "TRUE" => "true()",
                "FALSE" => "false()",
                other => other,
            };
            object.insert("ask_if".into(), relevant.into());
        }
    }

    fn item(&mut self, row: &Row, name: &str, kind: Kind) -> Option<Map<String, Value>> {
        let sheet = self.sheet;
        let mut object = Map::new();
        let calculation = row.get(sheet, "calculation");
        if name.is_empty() && kind != Kind::Note {
            self.fault(row, "name", "it is empty", "give it a name, which conditions can look at");
            return None;
        }
        let name = if name.is_empty() { format!("note_{}", row.number) } else { name.to_owned() };
        let name = self.unique(row, name);
        match kind {
            Kind::Recorded(value) => {
                if value == "''" {
                    self.note(row, &format!("\"{name}\" is not recorded: who recorded what, and when, always is"));
                }
                object.insert("calculation".into(), name.into());
                object.insert("value".into(), value.into());
                return Some(object);
            }
            Kind::Calculate => {
                object.insert("calculation".into(), name.into());
                self.common(row, &mut object);
                let value = default(row.get(sheet, "default"), calculation, &kind).map(|(_, value)| value);
                object.insert("value".into(), value.unwrap_or_else(|| "''".to_owned()).into());
                return Some(object);
            }
            Kind::Note => {
                object.insert("note".into(), name.as_str().into());
                self.common(row, &mut object);
                self.worded(row, &name, &mut object);
                return Some(object);
            }
            _ => {}
        }
        if !calculation.is_empty() && says_yes(row.get(sheet, "readonly")) {
            object.insert("calculation".into(), name.as_str().into());
            self.common(row, &mut object);
            object.insert("value".into(), calculation.into());
            return Some(object);
        }
        object.insert("question".into(), name.as_str().into());
        self.common(row, &mut object);
        self.worded(row, &name, &mut object);
        self.asked(row, &kind, &mut object);
        if let Some((key, value)) = default(row.get(sheet, "default"), calculation, &kind) {
            object.insert(key.into(), value.into());
        }
        if let Kind::Select { many, list, or_other } = kind {
            object.insert("kind".into(), if many { "choose_many" } else { "choose_one" }.into());
            if or_other {
                self.with_other(row, &name, &list, object);
                return None;
            }
            object.insert("choices".into(), list.into());
        }
        Some(object)
    }

    /// A name that nothing else has. In a workbook groups may use one name each; here names are unique.
    fn unique(&mut self, row: &Row, name: String) -> String {
        if self.names.insert(name.clone()) {
            return name;
        }
        let around = self.open.last().and_then(|open| open.object.get("group").or_else(|| open.object.get("repeat")));
        let around = around.and_then(Value::as_str).unwrap_or("row").to_owned();
        let mut other = format!("{around}_{name}");
        if !self.names.insert(other.clone()) {
            other = format!("{around}_{name}_{}", row.number);
            self.names.insert(other.clone());
        }
        self.note(
            row,
            &format!(
                "another item is named \"{}\"; this one is \"{}\", and conditions mean the other",
                brief(&name),
                brief(&other)
            ),
        );
        other
    }

    /// A question that says nothing says its name: forms of pictures alone leave the words out.
    fn worded(&mut self, row: &Row, name: &str, object: &mut Map<String, Value>) {
        if object.contains_key("words") {
            return;
        }
        let hint = object.remove("hint");
        self.note(
            row,
            &format!("\"{name}\" has no label; {} stands for it", if hint.is_some() { "its hint" } else { "its name" }),
        );
        object.insert("words".into(), hint.unwrap_or_else(|| name.replace('_', " ").into()));
    }

    /// What is required, what has to hold, and how it is shown.
    fn asked(&mut self, row: &Row, kind: &Kind, object: &mut Map<String, Value>) {
        let sheet = self.sheet;
        let required = row.get(sheet, "required");
        if says_yes(required) {
            object.insert("required".into(), true.into());
        } else if !says_no(required) {
            object.insert("required".into(), required.into());
        }
        let message = self.languages.words(sheet, row, "required_message");
        if !message.is_null() {
            object.insert("required_words".into(), message);
        }
        let constraint = row.get(sheet, "constraint");
        if !constraint.is_empty() {
            let mut must = Map::new();
            must.insert("hold".into(), constraint.into());
            let otherwise = self.languages.words(sheet, row, "constraint_message");
            if !otherwise.is_null() {
                must.insert("otherwise".into(), otherwise);
            }
            object.insert("must".into(), json!([must]));
        }
        let filter = row.get(sheet, "choice_filter");
        if !filter.is_empty() && matches!(kind, Kind::Select { .. }) {
            object.insert("filter".into(), filter.into());
        }
        let appearance = row.get(sheet, "appearance");
        if !appearance.is_empty() {
            object.insert("appearance".into(), appearance.into());
        }
        match kind {
            Kind::Question("photo") if appearance.contains("signature") => {
                object.insert("kind".into(), "signature".into());
            }
            Kind::Question(of) => {
                object.insert("kind".into(), (*of).into());
                if *of == "text" && appearance.contains("multiline") {
                    object.insert("long".into(), true.into());
                }
                if *of == "photo" {
                    object.insert("most".into(), 1.into());
                }
            }
            Kind::WholeNumber => {
                object.insert("kind".into(), "number".into());
            }
            Kind::Decimal => {
                object.insert("kind".into(), "number".into());
                object.insert("decimals".into(), 6.into());
            }
            Kind::Range => self.range(row, object),
            Kind::Acknowledge => {
                self.lists.entry("acknowledge".into()).or_insert_with(|| vec![json!({"choice": "OK", "words": "OK"})]);
                object.insert("kind".into(), "choose_one".into());
                object.insert("choices".into(), "acknowledge".into());
            }
            _ => {}
        }
    }

    /// "start=1 end=10 step=0.5".
    fn range(&mut self, row: &Row, object: &mut Map<String, Value>) {
        object.insert("kind".into(), "number".into());
        let parameters = row.get(self.sheet, "parameters");
        let parts = parameters.split([' ', ';', ',']).filter(|part| !part.is_empty());
        for part in parts.collect::<Vec<_>>() {
            let key = match part.split_once('=').map(|(key, _)| key.trim()) {
                Some("start") => "least",
                Some("end") => "most",
                Some("step") => "decimals",
                _ => {
                    self.note(row, &format!("the parameter \"{}\" was passed over", brief(part)));
                    continue;
                }
            };
            let number = part.split_once('=').and_then(|(_, value)| value.trim().parse::<f64>().ok());
            let Some(number) = number.filter(|number| number.is_finite()) else {
                self.fault(
                    row,
                    "parameters",
                    format!("\"{}\" has no number", brief(part)),
                    "write it as start=1 end=10 step=1",
                );
                continue;
            };
            let digits = || part.split_once('.').map_or(0, |(_, digits)| digits.trim_end_matches('0').len().min(6));
            let value = if key == "decimals" { json!(digits()) } else { json!(number) };
            object.insert(key.into(), value);
        }
    }

    /// A list with "other", and the question what that is.
    fn with_other(&mut self, row: &Row, name: &str, list: &str, mut object: Map<String, Value>) {
        let longer = format!("{list}-or-other");
        if let Some(choices) = self.lists.get(list)
            && !self.lists.contains_key(&longer)
        {
            let mut choices = choices.clone();
            if !choices.iter().any(|choice| choice.get("choice").and_then(Value::as_str) == Some("other")) {
                choices.push(json!({"choice": "other", "words": "Other"}));
            }
            self.lists.insert(longer.clone(), choices);
        }
        // A list that is not there is named as it was written.
        let known = self.lists.contains_key(&longer);
        object.insert("choices".into(), if known { longer } else { list.to_owned() }.into());
        self.push(row, object);
        let mut what = Map::new();
        what.insert("question".into(), format!("{name}_other").into());
        what.insert("kind".into(), "text".into());
        what.insert("words".into(), "Say which.".into());
        what.insert("ask_if".into(), format!("selected(${{{name}}}, 'other')").into());
        self.push(row, what);
    }
}

/// What is proposed: an expression as it stands, anything else as a value of the question's kind.
fn default(cell: &str, calculation: &str, kind: &Kind) -> Option<(&'static str, String)> {
    if !calculation.is_empty() {
        return Some(("default", calculation.to_owned()));
    }
    if cell.is_empty() {
        return None;
    }
    let number = matches!(kind, Kind::WholeNumber | Kind::Decimal | Kind::Range) && cell.parse::<f64>().is_ok();
    let call = cell.contains("${")
        || cell.split_once('(').is_some_and(|(name, _)| {
            !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '-' || c == ':')
        });
    if number || call {
        return Some(("default", cell.to_owned()));
    }
    // A text with both kinds of quotation marks cannot be written down; proposing nothing loses nothing.
    let mark = ['\'', '"'].into_iter().find(|mark| !cell.contains(*mark))?;
    Some(("default", format!("{mark}{cell}{mark}")))
}
