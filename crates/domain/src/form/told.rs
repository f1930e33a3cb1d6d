//! A form with its answers in words and in order, as it is printed or read by somebody who does not fill it in.

use super::{Answer, Ask, Choice, Field, FilledForm, Filling, Form, Item, ItemKind, QuestionKind, Reply, Value};
use crate::id::InstanceId;

/// Papers are the landlord's: a language for customers is chosen on their own page.
const LANGUAGE: &str = "en";

/// Who reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// Whoever lives there: nothing that is for staff.
    Customer,
    /// The landlord's people.
    Staff,
}

/// Something that is told of a form.
#[derive(Debug, Clone, PartialEq)]
pub enum Told {
    /// A heading over what follows.
    Heading(String),
    /// Words that nobody may miss.
    Warning(String),
    /// A question, or a figure that follows from answers, and what was said.
    Answered {
        /// Which question; none for what falls due.
        field: Option<Field>,
        /// "Gas tightness test".
        label: String,
        /// "Pass".
        words: String,
        /// True for what is for staff alone.
        for_staff: bool,
    },
    /// A signature.
    Signed {
        /// Which question.
        field: Field,
        /// Whose.
        label: String,
        /// Strokes in tenths of a CSS pixel.
        strokes: Vec<Vec<(i32, i32)>>,
    },
}

/// What is said on every paper about a form besides what is in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct About {
    /// Whose form it is.
    pub landlord: String,
    /// The home, a line each.
    pub home: Vec<String>,
    /// What it is filled in for: "Job 10000012 · 4 Weir Court".
    pub caption: String,
    /// Who said that it is filled in, by name; none when nobody did, or answers were changed since.
    pub finished_by: Option<String>,
}

/// A form that is told whole.
#[derive(Debug, Clone, PartialEq)]
pub struct FormTold {
    /// What it is.
    pub title: String,
    /// Said below it, a line each.
    pub subtitles: Vec<String>,
    /// What is in it, in order.
    pub told: Vec<Told>,
    /// Said at the foot of every page.
    pub foot: String,
}

impl FormTold {
    /// A form for a reader; `due` is what falls due because of it, each with its day, in words.
    #[must_use]
    pub fn of(
        filled: &FilledForm,
        form: &Form,
        filling: &Filling<'_>,
        about: &About,
        due: &[(String, String)],
        reader: Reader,
    ) -> Self {
        let mut subtitles = vec![about.landlord.clone()];
        subtitles.extend(about.home.iter().cloned());
        subtitles.push(about.caption.clone());
        if let (Some(by), Some(finished)) = (&about.finished_by, filled.finished) {
            // A day that can be read next year.
            let at = finished.written.at;
            subtitles.push(format!(
                "Filled in by {by}, {} {}",
                at.london_date().format("%-d %B %Y"),
                at.london_clock()
            ));
        }
        let mut told = Vec::new();
        if filled.finished.is_none_or(|finished| !finished.covers_all) {
            told.push(Told::Warning("A draft: nobody has said yet that this is filled in.".to_owned()));
        }
        told.extend(Telling::of(form, filling, reader).lines());
        if !due.is_empty() {
            told.push(Told::Heading("What falls due".to_owned()));
            told.extend(due.iter().map(|(label, words)| Told::Answered {
                field: None,
                label: label.clone(),
                words: words.clone(),
                for_staff: false,
            }));
        }
        Self {
            title: form.title.in_language(LANGUAGE).to_owned(),
            subtitles: subtitles.into_iter().filter(|line| !line.is_empty()).collect(),
            told,
            foot: format!("{} · {}", about.caption, filled.form),
        }
    }
}

/// A form that is being told.
struct Telling<'t, 'f> {
    form: &'f Form,
    filling: &'t Filling<'f>,
    reader: Reader,
    asks: Vec<Ask<'f>>,
    told: Vec<Told>,
    headed: bool,
    loose: bool,
}

impl<'t, 'f> Telling<'t, 'f> {
    fn of(form: &'f Form, filling: &'t Filling<'f>, reader: Reader) -> Self {
        Self { form, filling, reader, asks: filling.questions(), told: Vec::new(), headed: false, loose: true }
    }

    fn words(&self, field: &Field) -> String {
        self.filling.words(field, LANGUAGE)
    }

    fn is_read(&self, item: &Item) -> bool {
        self.reader == Reader::Staff || !self.form.is_for_staff(item)
    }

    fn lines(mut self) -> Vec<Told> {
        let shown: Vec<_> = self.filling.shown().into_iter().filter(|shown| self.is_read(shown.item)).collect();
        // Words that stand there because of an answer come first.
        for note in shown.iter().filter(|shown| matches!(shown.item.kind, ItemKind::Note)) {
            if note.item.ask_if.is_some() {
                self.told.push(Told::Warning(self.words(&note.field)));
            }
        }
        let mut within: Vec<InstanceId> = Vec::new();
        for shown in &shown {
            let field = &shown.field;
            if field.instances != within {
                within.clone_from(&field.instances);
                if !within.is_empty() {
                    let name = self.instance(shown.item, &within);
                    self.head(name);
                }
            }
            match &shown.item.kind {
                ItemKind::Group { .. } | ItemKind::Repeat(_) => self.head(self.words(field)),
                ItemKind::Question(_) => self.answer(field),
                ItemKind::Calculation(_) => {
                    let (label, words) = (self.words(field), shown.value.to_text());
                    // Without words it is for the form's own conditions.
                    if !label.is_empty() && !words.is_empty() {
                        self.also(shown.item);
                        let for_staff = self.form.is_for_staff(shown.item);
                        self.told.push(Told::Answered { field: Some(field.clone()), label, words, for_staff });
                    }
                }
                ItemKind::Note => {}
            }
        }
        // A heading with nothing under it says nothing.
        while matches!(self.told.last(), Some(Told::Heading(_))) {
            self.told.pop();
        }
        self.told
    }

    fn head(&mut self, words: String) {
        if !words.is_empty() {
            self.told.push(Told::Heading(words));
            (self.headed, self.loose) = (true, false);
        }
    }

    /// A run of questions that belong to nothing, after something that has a heading.
    fn also(&mut self, item: &Item) {
        if !self.form.around(item).is_empty() {
            self.loose = false;
        } else if !self.loose {
            if self.headed {
                self.told.push(Told::Heading("Also".to_owned()));
            }
            self.loose = true;
        }
    }

    /// What nobody said anything to is not told.
    fn answer(&mut self, field: &Field) {
        let Some(at) = self.asks.iter().position(|ask| ask.field == *field) else { return };
        let ask = self.asks.remove(at);
        let Some(reply) = ask.reply else { return };
        self.also(ask.item);
        let label = self.words(field);
        let for_staff = self.form.is_for_staff(ask.item);
        self.told.push(match reply.value() {
            Value::Ink(ink) => Told::Signed { field: field.clone(), label, strokes: ink.0 },
            _ => {
                let words = self.filling.reply_words(&ask, reply);
                Told::Answered { field: Some(field.clone()), label, words, for_staff }
            }
        });
    }

    /// What tells an instance from others: the first two things that were chosen or said in it.
    fn instance(&self, item: &Item, within: &[InstanceId]) -> String {
        let naming = |ask: &&Ask<'_>| {
            let kind = &ask.question.kind;
            ask.field.instances == within
                && self.is_read(ask.item)
                && matches!(kind, QuestionKind::ChooseOne(_) | QuestionKind::Text { long: false, .. })
        };
        let said = self.asks.iter().filter(naming).filter_map(|ask| {
            let reply = ask.reply.filter(|reply| !reply.value().is_nothing())?;
            Some(self.filling.reply_words(ask, reply))
        });
        let said: Vec<String> = said.take(2).collect();
        if !said.is_empty() {
            return said.join(", ");
        }
        let repeat = self.form.repeats_around(item).into_iter().nth(within.len().saturating_sub(1));
        let Some((repeat, around)) = repeat.zip(within.split_last().map(|(_, around)| around)) else {
            return String::new();
        };
        self.words(&Field::within(around, &repeat.name))
    }
}

impl Filling<'_> {
    /// What was said, in words.
    #[must_use]
    pub fn reply_words(&self, ask: &Ask<'_>, reply: &Reply) -> String {
        match &reply.answer {
            Answer::Given(value) => value_words(&self.choices(&ask.field), &ask.question.kind, value),
            Answer::Declined => "Would rather not say".to_owned(),
            Answer::Unknown => "Do not know".to_owned(),
            Answer::NotAsked => "Left out".to_owned(),
        }
    }
}

/// A value in words; `choices` are those of its question.
#[must_use]
pub fn value_words(choices: &[&Choice], kind: &QuestionKind, value: &Value) -> String {
    let counted = |number: usize, one: &str| format!("{number} {one}{}", if number == 1 { "" } else { "s" });
    match (value, kind) {
        (Value::Text(_) | Value::Choices(_), QuestionKind::ChooseOne(_) | QuestionKind::ChooseMany(_)) => {
            // A choice that is no longer offered was one when it was made.
            let said = |name: &str| {
                choices.iter().find(|choice| choice.name == name).map_or(name, |choice| choice.words.own()).to_owned()
            };
            value.names().map(said).collect::<Vec<_>>().join(", ")
        }
        (Value::Number(_), QuestionKind::Number { unit, .. }) if unit == "£" => format!("£{}", value.to_text()),
        (Value::Number(_), QuestionKind::Number { unit, .. }) if !unit.is_empty() => {
            format!("{} {unit}", value.to_text())
        }
        (Value::Date(day), _) => day.format("%-d %B %Y").to_string(),
        (Value::Moment(at), _) => format!("{} {}", at.london_date().format("%-d %B %Y"), at.london_clock()),
        (Value::Truth(truth), _) => if *truth { "Yes" } else { "No" }.to_owned(),
        (Value::Media(ids), QuestionKind::Audio) => counted(ids.len(), "voice note"),
        (Value::Media(ids), _) => counted(ids.len(), "photo"),
        (Value::Ink(_), _) => "Signed".to_owned(),
        (Value::Place(place), _) => {
            format!("{}, within {} m", value.to_text().replace(' ', ", "), place.accuracy_metres)
        }
        _ => value.to_text(),
    }
}
