//! Reads forms from their JSON.

mod question;

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Choice, DueRule, Expression, Form, FormOutcome, FormRef, Item, ItemKind, RecordRule, Repeat, Suggestion, Words,
    order,
};
use crate::{
    definition::{self, Fault, Node, Object, brief, nearest},
    standards::RuleName,
};

/// Items of a form, at most.
const MOST_ITEMS: usize = 2_000;
/// Groups within one another, at most.
const DEEPEST: usize = 12;
/// Instances of a repeat where the form says nothing.
const MOST_INSTANCES: u32 = 200;

/// What is known while a form is read.
struct Reader {
    language: String,
    items: Vec<Item>,
    /// Where each item stands, for faults that are found at the end.
    places: Vec<String>,
    choices: BTreeMap<String, Vec<Choice>>,
}

pub(super) fn form(text: &str) -> Result<Form, Vec<Fault>> {
    definition::read(text, |object| {
        let id = object.need("form").and_then(|node| machine_name(&node));
        let version = object.need("version").and_then(|node| node.count::<u64>());
        let language = object.get("language").map_or_else(|| Some("en".to_owned()), |node| node.text());
        let mut reader = Reader {
            language: language.unwrap_or_default(),
            items: Vec::new(),
            places: Vec::new(),
            choices: BTreeMap::new(),
        };
        let title = object.need("title").map(|node| reader.words(&node)).unwrap_or_default();
        for (list, node) in object.get("choices").map(|node| node.entries()).unwrap_or_default() {
            let choices = reader.choices(&node);
            reader.choices.insert(list.to_owned(), choices);
        }
        let items = object.need("items");
        reader.all(&items.as_ref().map(Node::items).unwrap_or_default(), None, &[]);
        let due: Vec<DueRule> = object.list("due").iter().filter_map(|node| reader.due(node)).collect();
        reader.check_names(object);
        let order = match order::order(&reader.items) {
            Ok(order) => order,
            Err(circle) => {
                reader.name_circle(&circle, object);
                Vec::new()
            }
        };
        let suggests = object.list("suggests").iter().filter_map(suggestion).collect();
        let records = object.list("records");
        let records = records.iter().filter_map(|node| reader.records(node)).collect();
        let filled_for = object.list("filled_for").iter().filter_map(Node::text).collect();
        let read_back = object.flag("read_back");
        let Reader { language, items, choices, .. } = reader;
        let id = FormRef { form: id?, version: version? };
        Some(Form { id, title, language, items, order, choices, due, filled_for, suggests, records, read_back })
    })
}

fn suggestion(node: &Node) -> Option<Suggestion> {
    node.object(|object| {
        let find = object.need("find").and_then(|node| expression(&node));
        let trade = object.get("trade").and_then(|node| expression(&node));
        let suggest_if = object.get("suggest_if").and_then(|node| expression(&node));
        Some(Suggestion { find: find?, trade, suggest_if })
    })
    .flatten()
}

impl Reader {
    fn words(&self, node: &Node) -> Words {
        if node.is_object() {
            let mut texts: BTreeMap<String, String> = node
                .entries()
                .into_iter()
                .filter_map(|(language, node)| Some((language.to_owned(), node.plain_text()?.trim().to_owned())))
                .collect();
            let Some(own) = texts.remove(&self.language) else {
                node.fault(
                    format!("it says nothing in the form's own language, \"{}\"", brief(&self.language)),
                    "add it",
                );
                return Words::default();
            };
            return Words::new(own, texts);
        }
        Words::new(node.text().unwrap_or_default(), BTreeMap::new())
    }

    fn words_of(&self, object: &mut Object, key: &'static str) -> Words {
        object.get(key).map(|node| self.words(&node)).unwrap_or_default()
    }

    fn choices(&self, node: &Node) -> Vec<Choice> {
        let mut seen = BTreeSet::new();
        let items = node.items();
        let mut choices = Vec::with_capacity(items.len());
        for (place, choice) in items.iter().filter_map(|node| self.choice(node)) {
            if !seen.insert(choice.name.clone()) {
                place.fault(format!("the list has \"{}\" twice", brief(&choice.name)), "take one of the two out");
            }
            choices.push(choice);
        }
        choices
    }

    fn choice<'a>(&self, node: &Node<'a>) -> Option<(Node<'a>, Choice)> {
        node.object(|object| {
            let place = object.need("choice");
            let words = object.need("words").map(|node| self.words(&node));
            let columns = object.get("columns").map(|node| node.entries()).unwrap_or_default();
            let columns = columns.into_iter().filter_map(|(key, node)| Some((key.to_owned(), node.text()?))).collect();
            let place = place?;
            let name = place.text()?;
            if name.contains(char::is_whitespace) {
                place.fault(
                    format!("\"{}\" has a space in it, and choices are recorded with spaces between", brief(&name)),
                    "write it with \"_\" instead",
                );
            }
            Some((place, Choice { name, words: words?, columns }))
        })
        .flatten()
    }

    fn all(&mut self, nodes: &[Node], parent: Option<usize>, repeats: &[usize]) {
        for node in nodes {
            if self.items.len() >= MOST_ITEMS {
                node.fault(format!("the form has more than {MOST_ITEMS} items"), "make two forms of it");
                return;
            }
            node.object(|object| self.item(object, parent, repeats));
        }
    }

    fn item(&mut self, object: &mut Object, parent: Option<usize>, repeats: &[usize]) -> Option<()> {
        let key = object.which(&["question", "group", "repeat", "note", "calculation"]);
        let name = key.and_then(|key| object.need(key)).and_then(|node| item_name(&node));
        let words = self.words_of(object, "words");
        let hint = self.words_of(object, "hint");
        let ask_if = object.get("ask_if").and_then(|node| expression(&node));
        let for_staff = object.flag("for_staff");
        let promises = self.words_of(object, "promises");
        let nested = if matches!(key, Some("group" | "repeat")) {
            object.need("items").map(|node| node.items()).unwrap_or_default()
        } else {
            Vec::new()
        };
        let kind = match key? {
            "question" => ItemKind::Question(Box::new(self.question(object)?)),
            "note" => ItemKind::Note,
            "calculation" => ItemKind::Calculation(object.need("value").and_then(|node| expression(&node))?),
            "group" => ItemKind::Group { one_page: object.flag("one_page") },
            _ => ItemKind::Repeat(repeat(object)),
        };
        if words.is_empty() && matches!(kind, ItemKind::Question(_) | ItemKind::Note) {
            object.node().fault("it says nothing", "add \"words\"");
        }
        let depth = std::iter::successors(parent, |n| self.items.get(*n).and_then(|item| item.parent)).count();
        if depth >= DEEPEST {
            object.node().fault(format!("it is in more than {DEEPEST} groups"), "take some of them apart");
            return None;
        }
        let index = self.items.len();
        let is_repeat = matches!(kind, ItemKind::Repeat(_));
        let repeats_around = repeats.to_vec();
        let name = name?;
        self.items.push(Item { name, words, hint, ask_if, for_staff, promises, kind, parent, repeats: repeats_around });
        self.places.push(object.node().path().to_owned());
        let inside: Vec<usize> = repeats.iter().copied().chain(is_repeat.then_some(index)).collect();
        self.all(&nested, Some(index), &inside);
        Some(())
    }

    fn due(&self, node: &Node) -> Option<DueRule> {
        node.object(|object| {
            let name = object.need("due").and_then(|node| item_name(&node));
            let words = object.need("words").map(|node| self.words(&node));
            let rule = object.need("rule").and_then(|node| node.one_of(RuleName::NAMES));
            let class = object.text_or_empty("class");
            let from = object.need("from").and_then(|node| expression(&node));
            let previous = object.get("previous").and_then(|node| expression(&node));
            let due_if = object.get("due_if").and_then(|node| expression(&node));
            let becomes = object.get("becomes").and_then(|node| node.text());
            Some(DueRule { name: name?, words: words?, rule: rule?, class, from: from?, previous, due_if, becomes })
        })
        .flatten()
    }

    fn records(&self, node: &Node) -> Option<RecordRule> {
        node.object(|object| {
            let outcome = object.need("records").and_then(|node| node.one_of(FormOutcome::NAMES));
            let because = object.need("because").and_then(|node| expression(&node));
            let record_if = object.get("record_if").and_then(|node| expression(&node));
            // A condition that looks at no question never holds, and the visit would go on as if it were safe.
            let known = |name: &str| self.items.iter().any(|item| item.name == name);
            for name in because.iter().chain(&record_if).flat_map(Expression::answers).filter(|name| !known(name)) {
                object.node().fault(
                    format!("it looks at \"{}\", which the form does not ask", brief(name)),
                    "name a question of this form",
                );
            }
            Some(RecordRule { outcome: outcome?, because: because?, record_if })
        })
        .flatten()
    }

    /// Names that stand twice, and names that nothing has.
    fn check_names(&self, object: &Object) {
        let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
        let fault = |path: &str, what: String, remedy: String| {
            object.node().fault_at(path, what, remedy);
        };
        for (item, place) in self.items.iter().zip(&self.places) {
            if let Some(first) = seen.insert(&item.name, place) {
                fault(
                    place,
                    format!("another item, at {first}, is named \"{}\" too", item.name),
                    "give one of them another name".into(),
                );
            }
        }
        for (item, place) in self.items.iter().zip(&self.places) {
            let said = [&item.words, &item.hint, &item.promises].into_iter().flat_map(Words::answers);
            let looked_at = item.expressions().into_iter().flat_map(Expression::answers);
            for name in looked_at.chain(said).filter(|name| !seen.contains_key(name)) {
                let near = nearest(name, seen.keys().copied());
                let remedy = near.map_or_else(
                    || "add the question, or take it out of the condition".to_owned(),
                    |near| format!("write ${{{near}}}, if that is meant"),
                );
                fault(place, format!("it looks at \"{}\", which the form does not ask", brief(name)), remedy);
            }
            let filter =
                item.question().and_then(super::Question::choosing).and_then(|choosing| choosing.filter.as_ref());
            let others = item.expressions().into_iter().filter(|expression| Some(*expression) != filter);
            for word in others.flat_map(Expression::columns) {
                let remedy = format!("write '{word}' in quotation marks, or ${{{word}}} for an answer");
                fault(place, format!("the word {} means nothing here", brief(word)), remedy);
            }
            let choosing = item.question().and_then(super::Question::choosing);
            let Some(choosing) = choosing else { continue };
            let Some(choices) = self.choices.get(&choosing.list) else {
                let near = nearest(&choosing.list, self.choices.keys().map(String::as_str));
                let remedy = near.map_or_else(
                    || "add the list to \"choices\"".to_owned(),
                    |near| format!("write \"{near}\", if that is meant"),
                );
                fault(place, format!("there is no list of choices \"{}\"", brief(&choosing.list)), remedy);
                continue;
            };
            let columns = choosing.filter.iter().flat_map(Expression::columns);
            for column in columns.filter(|column| {
                *column != "name" && !choices.iter().any(|choice| choice.columns.contains_key(*column))
            }) {
                fault(
                    place,
                    format!("its filter looks at \"{}\", which no choice has", brief(column)),
                    "add the column to the choices".into(),
                );
            }
        }
    }

    fn name_circle(&self, circle: &[usize], object: &Object) {
        let names: Vec<&str> =
            circle.iter().filter_map(|n| self.items.get(*n)).map(|item| item.name.as_str()).collect();
        let place = circle.first().and_then(|n| self.places.get(*n)).map_or("$", String::as_str);
        let first = names.first().copied().unwrap_or_default();
        let round = format!("{} \u{2192} {first}", names.join(" \u{2192} "));
        object.node().fault_at(
            place,
            format!("its condition goes round in a circle: {round}"),
            "change one of these conditions, so that each looks only at what is asked before it",
        );
    }
}

impl Item {
    /// Every expression in it.
    fn expressions(&self) -> Vec<&Expression> {
        let mut all: Vec<&Expression> = self.ask_if.iter().collect();
        match &self.kind {
            ItemKind::Calculation(expression) => all.push(expression),
            ItemKind::Repeat(repeat) => all.extend(&repeat.count),
            ItemKind::Question(question) => all.extend(question.expressions()),
            ItemKind::Note | ItemKind::Group { .. } => {}
        }
        all
    }
}

fn repeat(object: &mut Object) -> Repeat {
    let least = object.get("least").and_then(|node| node.count()).unwrap_or(0);
    let most = object.get("most").and_then(|node| node.count()).unwrap_or(MOST_INSTANCES);
    if most < least {
        object.node().fault("\"most\" is less than \"least\"", "mend one of them");
    }
    Repeat { least, most, count: object.get("count").and_then(|node| expression(&node)) }
}

fn expression(node: &Node) -> Option<Expression> {
    let text = node.text()?;
    let parsed = Expression::parse(&text);
    parsed.map_err(|error| node.fault(format!("the expression is not right: {error}"), error.remedy)).ok()
}

/// A name that conditions can look at.
fn item_name(node: &Node) -> Option<String> {
    let name = node.text()?;
    let mut letters = name.chars();
    let fine = letters.next().is_some_and(|c| c.is_alphabetic() || c == '_')
        && letters.all(|c| c.is_alphanumeric() || "_-.".contains(c));
    if !fine {
        node.fault(
            format!("\"{}\" cannot be a name", brief(&name)),
            "begin it with a letter, and use letters, digits, \"_\" and \"-\"",
        );
    }
    fine.then_some(name)
}

/// A form's own name.
fn machine_name(node: &Node) -> Option<String> {
    let name = node.text()?;
    let fine = name.chars().all(|c| c.is_alphanumeric() || "_-.".contains(c));
    if !fine {
        node.fault(format!("\"{}\" cannot name a form", brief(&name)), "use letters, digits, \"_\" and \"-\"");
    }
    fine.then_some(name)
}
