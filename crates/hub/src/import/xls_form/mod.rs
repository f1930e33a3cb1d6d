//! XLSForm: forms as ODK and KoboToolbox have people write them, in a workbook with the sheets survey, choices and
//! settings, made into a form of our own (docs/forms.md).
//!
//! The workbook becomes the JSON of a form, and that is read as any other. So there is one judge of what a form may say;
//! its faults are told by sheet, row and column, because every place in the JSON is known by where it came from.

mod kinds;
mod sheets;
mod survey;

use std::{collections::BTreeMap, path::Path};

use domain::{
    definition::{Fault, brief},
    form::Form,
};
use serde_json::{Map, Value, json};

use sheets::{Row, Sheet, Workbook};

/// A form that came from a workbook.
#[derive(Debug)]
pub(super) struct Imported {
    /// The form's JSON without its version.
    pub definition: Map<String, Value>,
    /// The version that the workbook says, where it is a number.
    pub version: Option<u64>,
    /// What was passed over.
    pub notes: Vec<String>,
    places: Places,
}

impl Imported {
    /// The whole JSON, with a version.
    pub(super) fn json(&self, version: u64) -> String {
        let mut definition = self.definition.clone();
        definition.insert("version".into(), version.into());
        serde_json::to_string_pretty(&definition).unwrap_or_default()
    }

    /// Reads the form; what is wrong is said by where it stands in the workbook.
    pub(super) fn check(&self, version: u64) -> Result<Form, Vec<Fault>> {
        Form::read(&self.json(version))
            .map_err(|faults| faults.into_iter().map(|fault| self.places.of(fault)).collect())
    }
}

/// Where each part of the JSON came from.
#[derive(Debug, Default)]
struct Places {
    /// By the path of an item or a choice: the sheet and row.
    rows: BTreeMap<String, (String, u32)>,
}

/// The columns that parts of an item come from, by the end of their paths.
const COLUMNS: [(&str, &str); 15] = [
    (".ask_if", "relevant"),
    (".hold", "constraint"),
    (".otherwise", "constraint_message"),
    (".value", "calculation"),
    (".required", "required"),
    (".required_words", "required_message"),
    (".default", "default"),
    (".count", "repeat_count"),
    (".filter", "choice_filter"),
    (".choices", "type"),
    (".kind", "type"),
    (".hint", "hint"),
    (".words", "label"),
    (".choice", "name"),
    (".question", "name"),
];

impl Places {
    fn of(&self, fault: Fault) -> Fault {
        // The longest path that leads there is the item itself; those before it are the groups that hold it.
        let inside = |path: &str| {
            fault.path.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        let row = self.rows.iter().filter(|(path, _)| inside(path)).max_by_key(|(path, _)| path.len());
        let Some((path, (sheet, row))) = row else {
            return Fault { path: format!("the form ({})", fault.path), ..fault };
        };
        let rest = fault.path.strip_prefix(path.as_str()).unwrap_or_default();
        let column = COLUMNS.iter().find(|(end, _)| rest.contains(end));
        let column = column.map(|(_, column)| format!(", column {column}")).unwrap_or_default();
        Fault { path: format!("sheet {sheet}, row {row}{column}"), ..fault }
    }
}

/// Something wrong in a row of a sheet.
fn row_fault(sheet: &Sheet, row: &Row, column: &str, what: impl Into<String>, remedy: impl Into<String>) -> Fault {
    let path = format!("sheet {}, row {}, column {column}", sheet.name, row.number);
    Fault { path, what: what.into(), remedy: remedy.into() }
}

/// Languages as people name them in columns.
const LANGUAGES: [(&str, &str); 20] = [
    ("english", "en"),
    ("welsh", "cy"),
    ("cymraeg", "cy"),
    ("polish", "pl"),
    ("urdu", "ur"),
    ("arabic", "ar"),
    ("farsi", "fa"),
    ("persian", "fa"),
    ("slovak", "sk"),
    ("french", "fr"),
    ("francais", "fr"),
    ("français", "fr"),
    ("chinese", "zh"),
    ("spanish", "es"),
    ("español", "es"),
    ("portuguese", "pt"),
    ("romanian", "ro"),
    ("bengali", "bn"),
    ("punjabi", "pa"),
    ("somali", "so"),
];

/// The code of a language: "cy" of "Welsh (cy)", "Welsh" or "cy".
fn language(named: &str) -> String {
    let code = named.rsplit_once('(').and_then(|(_, code)| code.strip_suffix(')')).map(str::trim);
    let known = || LANGUAGES.iter().find(|(name, _)| named.eq_ignore_ascii_case(name)).map(|(_, code)| *code);
    code.or_else(known).unwrap_or(named).to_lowercase().replace('_', "-")
}

/// The languages of a workbook, and which is its own.
struct Languages {
    own: String,
}

impl Languages {
    fn of(book: &Workbook) -> Self {
        let plain = book.survey.columns.iter().any(|column| column == "label");
        let first = book.survey.columns.iter().find_map(|column| column.strip_prefix("label::"));
        let settings = book.settings.rows.first().map(|row| row.get(&book.settings, "default_language"));
        let stated = settings.filter(|stated| !stated.is_empty() && *stated != "default");
        let own = stated.or(if plain { None } else { first }).map_or_else(|| "en".to_owned(), language);
        Self { own }
    }

    /// What a row says under a column, in every language that it says it in; null where it says nothing.
    fn words(&self, sheet: &Sheet, row: &Row, column: &str) -> Value {
        let mut texts: BTreeMap<String, String> = BTreeMap::new();
        for (name, cell) in row.cells(sheet) {
            let of = match name.strip_prefix(column) {
                Some("") => self.own.clone(),
                Some(rest) => match rest.strip_prefix("::") {
                    Some(named) => language(named),
                    None => continue,
                },
                None => continue,
            };
            let plain = without_tags(cell);
            if !plain.is_empty() {
                texts.insert(of, plain);
            }
        }
        if let Some(any) = texts.values().next().cloned() {
            // A form says everything in its own language; where a row does not, what it says stands for it.
            texts.entry(self.own.clone()).or_insert(any);
        }
        match texts.len() {
            0 => Value::Null,
            1 => texts.into_values().next().map_or(Value::Null, Value::String),
            _ => json!(texts),
        }
    }
}

/// Words without the HTML that some forms dress them in.
fn without_tags(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        plain.push_str(before);
        let tag = after.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
        match after.split_once('>') {
            Some((_, after)) if tag => rest = after,
            _ => {
                plain.push('<');
                rest = after;
            }
        }
    }
    plain.push_str(rest);
    plain.trim().to_owned()
}

/// A name of machines, from a title or the name of a file.
fn machine_name(text: &str) -> String {
    let mut name: String =
        text.trim().chars().map(|c| if c.is_alphanumeric() || "_-.".contains(c) { c } else { '-' }).collect();
    while name.contains("--") {
        name = name.replace("--", "-");
    }
    let name = name.trim_matches('-');
    if name.is_empty() { "form".to_owned() } else { name.to_owned() }
}

/// Reads a workbook.
pub(super) fn read(bytes: &[u8], path: &Path) -> Result<Imported, Vec<Fault>> {
    let book = sheets::read(bytes, path).map_err(|fault| vec![fault])?;
    let languages = Languages::of(&book);
    let mut notes: Vec<String> = Vec::new();
    let mut places = Places::default();
    let mut faults = Vec::new();
    let mut lists = choices(&book, &languages, &mut places, &mut faults);
    let survey = survey::read(&book, &languages, &mut lists, &mut places, &mut notes);
    let items = match survey {
        Ok(items) => items,
        Err(found) => {
            faults.extend(found);
            Vec::new()
        }
    };
    if !faults.is_empty() {
        return Err(faults);
    }
    notes.extend(passed_over(&book));
    let setting = |column| book.settings.rows.first().map_or("", |row| row.get(&book.settings, column));
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let first_of = |texts: [&str; 3]| texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default().to_owned();
    let id = first_of([setting("form_id"), setting("id_string"), &stem]);
    let title = first_of([setting("form_title"), setting("title"), &stem]);
    let stated = setting("version");
    let version = stated.parse().ok().filter(|version| *version <= 999_999_999_999_999_u64);
    if version.is_none() && !stated.is_empty() {
        notes.push(format!("settings: version \"{}\" is not a number; a number was counted up instead", brief(stated)));
    }
    let mut definition = Map::new();
    definition.insert("form".into(), machine_name(&id).into());
    definition.insert("title".into(), without_tags(&title).into());
    definition.insert("language".into(), languages.own.into());
    if !lists.is_empty() {
        definition.insert("choices".into(), json!(lists));
    }
    definition.insert("items".into(), items.into());
    Ok(Imported { definition, version, notes, places })
}

type Lists = BTreeMap<String, Vec<Value>>;

/// The lists of the choices sheet.
fn choices(book: &Workbook, languages: &Languages, places: &mut Places, faults: &mut Vec<Fault>) -> Lists {
    let sheet = &book.choices;
    let mut lists = Lists::new();
    for row in &sheet.rows {
        let (list, name) = (row.get(sheet, "list_name"), row.get(sheet, "name"));
        if list.is_empty() && name.is_empty() {
            continue;
        }
        for (column, cell) in [("list_name", list), ("name", name)] {
            if cell.is_empty() {
                faults.push(row_fault(
                    sheet,
                    row,
                    column,
                    "it is empty",
                    "say which list it belongs to, and its name there",
                ));
            }
        }
        let mut choice = Map::new();
        choice.insert("choice".into(), name.into());
        let words = languages.words(sheet, row, "label");
        choice.insert("words".into(), if words.is_null() { name.into() } else { words });
        let own = ["list_name", "name"];
        let other = |column: &str| own.contains(&column) || column.starts_with("label") || column.contains("media");
        let columns: BTreeMap<&str, &str> = row.cells(sheet).filter(|(column, _)| !other(column)).collect();
        if !columns.is_empty() {
            choice.insert("columns".into(), json!(columns));
        }
        let choices = lists.entry(list.to_owned()).or_default();
        places.rows.insert(format!("$.choices.{}[{}]", brief(list), choices.len()), (sheet.name.clone(), row.number));
        choices.push(choice.into());
    }
    lists
}

/// What a workbook has that a form here does not, once each.
fn passed_over(book: &Workbook) -> Vec<String> {
    let known = |column: &str| {
        let name = column.split_once("::").map_or(column, |(name, _)| name);
        survey::COLUMNS.contains(&name) || name.is_empty()
    };
    let columns = book.survey.columns.iter().filter(|column| !known(column));
    let used = columns.filter(|column| book.survey.rows.iter().any(|row| !row.get(&book.survey, column).is_empty()));
    let columns = used.map(|column| format!("sheet survey: the column \"{}\" was passed over", brief(column)));
    let sheets = book.others.iter().map(|name| format!("the sheet \"{name}\" was passed over"));
    columns.chain(sheets).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_known_by_its_code_or_its_name() {
        assert_eq!(language("Welsh (cy)"), "cy");
        assert_eq!(language("English"), "en");
        assert_eq!(language("en_GB"), "en-gb");
        assert_eq!(language("Klingon"), "klingon");
    }

    #[test]
    fn words_lose_their_dress_and_nothing_else() {
        assert_eq!(without_tags("<b>How</b> <span style=\"color:red\">old</span>?"), "How old?");
        assert_eq!(without_tags("if a < b and c > d"), "if a < b and c > d");
        assert_eq!(without_tags("5 <6"), "5 <6");
    }

    #[test]
    fn a_title_becomes_a_name() {
        assert_eq!(machine_name("Gas check / 2026 (v2)"), "Gas-check-2026-v2");
        assert_eq!(machine_name("///"), "form");
    }
}
