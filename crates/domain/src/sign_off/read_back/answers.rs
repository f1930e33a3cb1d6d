//! Answers to a form, read back to whoever gave them.

use std::collections::BTreeSet;

use super::{Page, ReadBackLine};
use crate::{
    form::{
        Answer, Answers, Ask, Choice, Field, FilledForm, Filling, Form, Held, Item, Question, QuestionKind, Reply,
        SPOKEN_WITH, Value,
    },
    household::is_same_person,
    id::FilledFormId,
    locale::{Locale, as_written},
    sign_off::Template,
    time::Timestamp,
};

/// Choices that promise nothing, by the names that forms give them.
const NOTHING_CHOSEN: [&str; 2] = ["none", "no"];

/// A form that is read back, with its answers as the record has them.
pub(super) struct Answered<'a> {
    filled: &'a FilledForm,
    form: &'a Form,
    answers: Answers,
}

/// The forms that are read back on one page, the oldest first: of those that were filled in with different people, those of
/// the person who answered last. What somebody else of the home said is not for whoever reads this page.
pub(super) fn of_one_person<'a>(filled: &'a [FilledForm], forms: &'a [Form]) -> Vec<Answered<'a>> {
    let found = filled.iter().filter_map(|filled| {
        let form = forms.iter().find(|form| form.id == filled.form)?;
        Some(Answered { filled, form, answers: filled.answers(form) })
    });
    let mut answered: Vec<Answered<'a>> = found.collect();
    let last = answered
        .iter()
        .filter_map(|one| Some((one.last_said(), one.filled.id, one.spoken_with()?)))
        .max_by_key(|(at, id, _): &(Timestamp, FilledFormId, String)| (*at, *id));
    if let Some((.., person)) = last {
        answered.retain(|one| one.spoken_with().is_none_or(|other| is_same_person(&other, &person)));
    }
    answered
}

/// Whom forms were filled in with last, by the question that asks it; none where none does.
#[must_use]
pub fn spoken_with(filled: &[FilledForm], forms: &[Form]) -> Option<String> {
    of_one_person(filled, forms).iter().find_map(Answered::spoken_with)
}

impl Answered<'_> {
    /// When somebody last answered: the time that conditions are looked at with, so that a page reads the same for ever.
    fn last_said(&self) -> Timestamp {
        let said = self.filled.replies.values().flatten().map(|said| said.written.at);
        said.max().unwrap_or(self.filled.begun.at)
    }

    fn spoken_with(&self) -> Option<String> {
        let name = self.answers.get(&Field::plain(SPOKEN_WITH))?.value().to_text();
        let name = name.trim();
        (!name.is_empty()).then(|| name.to_owned())
    }

    /// Works with the form as it stands.
    pub(super) fn with<T>(&self, work: impl FnOnce(&Self, &Filling<'_>) -> T) -> T {
        let held = Held::new();
        work(self, &Filling::new(self.form, &self.answers, &held, self.last_said()))
    }

    /// What was asked and said to, and is no business of staff alone.
    fn asks<'f>(&self, filling: &Filling<'f>) -> Vec<Ask<'f>> {
        let mut asks = filling.questions();
        asks.retain(|ask| ask.reply.is_some() && !self.form.is_for_staff(ask.item));
        asks
    }
}

impl Page<'_> {
    /// A line for each answer. Where two compete that nobody has chosen between, both are read back.
    pub(super) fn answers(&mut self, answered: &Answered<'_>) {
        let lines = answered.with(|answered, filling| {
            let asks = answered.asks(filling);
            let line = |ask: &Ask<'_>| {
                let replies = answered.filled.replies.get(&ask.field).map(Vec::as_slice).unwrap_or_default();
                let mut texts: Vec<String> = Vec::new();
                for said in replies {
                    let text = self.reply(answered.form, ask.question, &said.reply);
                    if !text.is_empty() && !texts.contains(&text) {
                        texts.push(text);
                    }
                }
                let words = filling.words(&ask.field, self.locale.code());
                let of = asks
                    .iter()
                    .find(|first| !first.field.instances.is_empty() && first.field.instances == ask.field.instances);
                let label = match of.filter(|first| first.field != ask.field) {
                    Some(first) => {
                        let reply = first.reply.map(|reply| self.reply(answered.form, first.question, reply));
                        let values = [("label", words.as_str()), ("which", reply.as_deref().unwrap_or_default())];
                        self.phrases.say("of-which", &values)
                    }
                    None => as_written(&words),
                };
                ReadBackLine { label, text: texts.join(" / ") }
            };
            asks.iter().map(line).filter(|line| !line.text.is_empty()).collect::<Vec<_>>()
        });
        self.lines.extend(lines);
    }

    /// A line for each answer that promises something.
    pub(super) fn promised_by(&mut self, answered: &Answered<'_>, who: &str) {
        let promised = answered.with(|answered, filling| {
            let asks = answered.asks(filling);
            let promises = asks.iter().filter(|ask| !ask.item.promises.is_empty()).filter_map(|ask| {
                let Some(Answer::Given(value)) = ask.reply.map(|reply| &reply.answer) else { return None };
                let chosen: Vec<&str> = value.names().filter(|name| !NOTHING_CHOSEN.contains(name)).collect();
                let words = ask.item.promises.in_language(self.locale.code());
                let chosen = self.choices(answered.form, ask.question, &chosen);
                (!chosen.is_empty())
                    .then(|| self.phrases.say("promised-choice", &[("what", words), ("chosen", &chosen), ("who", who)]))
            });
            promises.collect::<Vec<_>>()
        });
        for text in promised {
            self.line("promised", &text);
        }
    }

    fn reply(&self, form: &Form, question: &Question, reply: &Reply) -> String {
        let text = match &reply.answer {
            Answer::Given(value) => self.value(form, question, value),
            Answer::Declined => self.phrases.word("declined"),
            Answer::Unknown => self.phrases.word("unknown"),
            Answer::NotAsked => self.phrases.word("left-out"),
        };
        as_written(&text)
    }

    fn value(&self, form: &Form, question: &Question, value: &Value) -> String {
        let decimal = || value.to_text().replace('.', &self.phrases.word("decimal-mark"));
        let counted = |key, ids: &[String]| self.phrases.say(key, &[("count", &ids.len().to_string())]);
        match (value, &question.kind) {
            (Value::Text(_) | Value::Choices(_), QuestionKind::ChooseOne(_) | QuestionKind::ChooseMany(_)) => {
                self.choices(form, question, &value.names().collect::<Vec<_>>())
            }
            (Value::Number(_), QuestionKind::Number { unit, .. }) if unit == "£" => format!("£{}", value.to_text()),
            (Value::Number(_), QuestionKind::Number { unit, .. }) => {
                format!("{} {unit}", decimal()).trim_end().to_owned()
            }
            (Value::Date(day), _) => self.date(*day),
            (Value::Moment(at), _) => self.moment(*at),
            (Value::Truth(truth), _) => self.phrases.word(if *truth { "yes" } else { "no" }),
            (Value::Media(ids), QuestionKind::Audio) => counted("voice-notes", ids),
            (Value::Media(ids), _) => counted("photo-count", ids),
            (Value::Ink(_), _) => self.phrases.word("signed"),
            _ => value.to_text(),
        }
    }

    /// Choices in words, offered or not: one that is no longer offered was one when it was made.
    fn choices(&self, form: &Form, question: &Question, names: &[&str]) -> String {
        let list: &[Choice] = question.choosing().map(|choosing| form.choices(&choosing.list)).unwrap_or_default();
        let words = |name: &&str| {
            let found = list.iter().find(|choice| choice.name == **name);
            found.map_or(*name, |choice| choice.words.in_language(self.locale.code())).to_owned()
        };
        names.iter().map(words).collect::<Vec<_>>().join(", ")
    }
}

/// An answer in English as the page reads it back, and the question; none for what is for staff alone.
#[must_use]
pub fn answer_in_english(form: &Form, item: &Item, reply: &Reply) -> Option<(String, String)> {
    let question = item.question().filter(|_| form.read_back && !form.is_for_staff(item))?;
    let phrases = Template::VisitSignOff1.phrases(Locale::English)?;
    let page = Page { phrases: &phrases, locale: Locale::English, lines: Vec::new() };
    let said = page.reply(form, question, reply);
    // What is set into a question is not known here: it is left as a gap.
    let words = item.words.filled(Locale::English.code(), |_| "…".to_owned());
    Some((as_written(&words), said))
}

/// The languages of the customer that answers name: what was said to the question "language", in whichever words.
#[must_use]
pub fn language_asked_for(filled: &[FilledForm], forms: &[Form]) -> Option<Locale> {
    let said: BTreeSet<String> = of_one_person(filled, forms)
        .iter()
        .filter_map(|one| Some(one.answers.get(&Field::plain(LANGUAGE))?.value().to_text().trim().to_lowercase()))
        .collect();
    let means = |locale: &Locale, said: &String| {
        [locale.english_name(), locale.own_name(), locale.code()].iter().any(|name| name.to_lowercase() == *said)
    };
    Locale::ALL.into_iter().find(|locale| said.iter().any(|said| means(locale, said)))
}

/// The name by which a form asks which language its customer prefers.
const LANGUAGE: &str = "language";
