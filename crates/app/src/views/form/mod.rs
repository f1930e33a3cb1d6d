//! A form part by part, as the screens ask it.

pub(crate) mod record;
pub(crate) mod said;
mod section;

use domain::{
    form::{Ask, FilledForm, Filling, Form, FormOutcome, Item, ItemKind, QuestionKind, Said, compete},
    id::FilledFormId,
};

use super::people::People;
use crate::{
    api::{
        self, Failure, FormAnswer, FormChoice, FormDue, FormPage, FormProblem, FormProposal, FormQuestion,
        FormQuestionKind, Side, Tone,
    },
    queries::search_codes,
    unlocked::Unlocked,
};
use record::FormRecord;
use section::{Parts, State};

/// Forms are staff's: a language for customers is chosen on their own page.
pub(crate) const LANGUAGE: &str = "en";

/// A form that can be shown.
pub(crate) struct Shown<'a> {
    pub(crate) record: &'a FormRecord,
    pub(crate) filled: &'a FilledForm,
    pub(crate) form: &'a Form,
    pub(crate) filling: &'a Filling<'a>,
    pub(crate) people: &'a People,
}

/// A form of which this phone does not have the version.
pub(crate) fn missing(
    record: &FormRecord,
    document: &str,
    filled: FilledFormId,
    form: &str,
    failure: Failure,
) -> FormPage {
    FormPage {
        id: filled.to_string(),
        record: document.to_owned(),
        kind: record.kind.name().to_owned(),
        title: form.replace('-', " "),
        caption: record.caption.clone(),
        failure: Some(failure),
        state: "Cannot be shown on this phone yet".to_owned(),
        tone: Tone::Warning,
        finished: false,
        intro: Vec::new(),
        warnings: Vec::new(),
        sections: Vec::new(),
        questions: Vec::new(),
        due: Vec::new(),
        suggestions: Vec::new(),
        added: None,
    }
}

/// What a form does to the visit, before it is said to be filled in and after.
const fn recorded(outcome: FormOutcome, finished: bool) -> &'static str {
    match (outcome, finished) {
        (FormOutcome::StoppedUnsafe, false) => {
            "When you say that it is filled in, this visit ends as not safe to carry on."
        }
        (FormOutcome::StoppedUnsafe, true) => {
            "This visit is stopped, because it is not safe. The office is told with the next signal. Ring control before you \
             leave."
        }
    }
}

impl Shown<'_> {
    /// How far it is, in words.
    pub(crate) fn state(&self) -> (String, Tone) {
        if let Some(finished) = self.filled.finished {
            let by = self.people.by(&finished.written);
            return if finished.covers_all {
                (format!("Filled in by {by}"), Tone::Good)
            } else {
                (format!("Changed since {by} said that it was filled in"), Tone::Warning)
            };
        }
        State::of(self.filling.questions().iter().map(|ask| (ask.reply.is_some(), self.competes(ask)))).said()
    }

    fn competes(&self, ask: &Ask<'_>) -> bool {
        self.filled.replies.get(&ask.field).is_some_and(|said| compete(said))
    }

    pub(crate) fn page(&self, unlocked: &Unlocked, document: &str) -> Result<FormPage, Failure> {
        let parts = Parts::of(self);
        let problems = self.problems(&parts);
        let (state, tone) = self.state();
        let (standards, calendar) = (unlocked.store.standards()?.standards, unlocked.store.working_calendar()?);
        let due = self.filling.due(&standards, &calendar);
        let mut notes: Vec<(bool, String)> = Vec::new();
        let mut asked = false;
        for shown in self.filling.shown() {
            match shown.item.kind {
                ItemKind::Question(_) => asked = true,
                ItemKind::Note => {
                    let intro = !asked && shown.item.ask_if.is_none();
                    notes.push((intro, self.filling.words(&shown.field, LANGUAGE)));
                }
                _ => {}
            }
        }
        let conditional = |item: &Item| item.ask_if.is_some() && matches!(item.kind, ItemKind::Note);
        let shown = self.filling.shown();
        let warnings = shown.iter().filter(|shown| conditional(shown.item));
        let warnings = warnings.map(|shown| self.filling.words(&shown.field, LANGUAGE));
        let finished = self.filled.finished.is_some_and(|finished| finished.covers_all);
        let records = self.filling.records();
        let recorded = records.iter().map(|(outcome, _)| recorded(*outcome, finished).to_owned());
        Ok(FormPage {
            id: self.filled.id.to_string(),
            record: document.to_owned(),
            kind: self.record.kind.name().to_owned(),
            title: self.form.title.in_language(LANGUAGE).to_owned(),
            caption: self.record.caption.clone(),
            failure: None,
            state,
            tone,
            finished,
            intro: notes.into_iter().filter(|(intro, _)| *intro).map(|(_, words)| words).collect(),
            warnings: warnings.chain(recorded).collect(),
            questions: self.questions(&parts, &problems),
            sections: parts.shown(&problems),
            due: due
                .into_iter()
                .map(|due| {
                    let (words, on) = due.told();
                    FormDue { words, on }
                })
                .collect(),
            suggestions: self.suggestions(unlocked)?,
            added: None,
        })
    }

    fn suggestions(&self, unlocked: &Unlocked) -> Result<Vec<api::CodeRow>, Failure> {
        let mut rows: Vec<api::CodeRow> = Vec::new();
        for (find, trade) in self.filling.suggestions() {
            for row in search_codes::fitting(unlocked, &find, trade.as_deref())? {
                if !rows.iter().any(|known| known.code == row.code) {
                    rows.push(row);
                }
            }
        }
        Ok(rows)
    }

    /// Everything that is wrong, and every question whose answers compete.
    pub(crate) fn all_problems(&self) -> Vec<FormProblem> {
        self.problems(&Parts::of(self))
    }

    fn problems(&self, parts: &Parts<'_, '_>) -> Vec<FormProblem> {
        let wrong = self.filling.problems(LANGUAGE).into_iter().map(|problem| {
            let field = problem.field.to_string();
            FormProblem { section: parts.holding(&field), field, words: problem.words }
        });
        let competing = self.filling.questions().into_iter().filter(|ask| self.competes(ask)).map(|ask| {
            let field = ask.field.to_string();
            let words =
                format!("There are two answers to \"{}\". Choose one.", self.filling.words(&ask.field, LANGUAGE));
            FormProblem { section: parts.holding(&field), field, words }
        });
        wrong.chain(competing).collect()
    }

    fn questions(&self, parts: &Parts<'_, '_>, problems: &[FormProblem]) -> Vec<FormQuestion> {
        let mut notes = Vec::new();
        let mut pages: Vec<(String, String)> = Vec::new();
        let mut asks = self.filling.questions().into_iter().map(|ask| (ask.field.clone(), ask)).collect::<Vec<_>>();
        let mut questions = Vec::new();
        for shown in self.filling.shown() {
            match shown.item.kind {
                // What opens the form is said on its own page.
                ItemKind::Note if questions.is_empty() && shown.item.ask_if.is_none() => {}
                ItemKind::Note => notes.push(self.filling.words(&shown.field, LANGUAGE)),
                ItemKind::Question(_) => {
                    let Some(at) = asks.iter().position(|(field, _)| *field == shown.field) else { continue };
                    let (_, ask) = asks.remove(at);
                    let field = ask.field.to_string();
                    let page = self.page_of(&ask, &mut pages);
                    let section = parts.holding(&field).unwrap_or_default();
                    let wrong = problems.iter().find(|problem| problem.field == field && ask.reply.is_some());
                    let problem = wrong.map(|problem| problem.words.clone()).unwrap_or_default();
                    questions.push(self.question(&ask, section, page, std::mem::take(&mut notes), problem));
                }
                _ => {}
            }
        }
        questions
    }

    /// The page that a question is on: that of the first in its group, where the group is shown together.
    fn page_of(&self, ask: &Ask<'_>, pages: &mut Vec<(String, String)>) -> String {
        let together = |holder: &&&Item| matches!(holder.kind, ItemKind::Group { one_page: true });
        let around = self.form.around(ask.item);
        let Some(group) = around.iter().find(together) else { return ask.field.to_string() };
        let group = domain::form::Field::within(&ask.field.instances, &group.name).to_string();
        if let Some((_, first)) = pages.iter().find(|(known, _)| *known == group) {
            return first.clone();
        }
        pages.push((group, ask.field.to_string()));
        ask.field.to_string()
    }

    fn question(
        &self,
        ask: &Ask<'_>,
        section: String,
        page: String,
        notes: Vec<String>,
        problem: String,
    ) -> FormQuestion {
        let question = ask.question;
        let said = self.filled.replies.get(&ask.field).map(Vec::as_slice).unwrap_or_default();
        let (kind, unit, most) = kind(&question.kind);
        let choices = self.filling.choices(&ask.field);
        let of = |words: &domain::form::Words| words.in_language(LANGUAGE).to_owned();
        FormQuestion {
            field: ask.field.to_string(),
            section,
            page,
            words: self.filling.words(&ask.field, LANGUAGE),
            hint: of(&ask.item.hint),
            why: of(&question.why),
            notes,
            kind,
            unit,
            most,
            choices: choices
                .iter()
                .map(|choice| FormChoice { name: choice.name.clone(), words: of(&choice.words) })
                .collect(),
            required: ask.required,
            may_decline: question.may_decline,
            may_be_unknown: question.may_be_unknown,
            answer: said.last().map(|said| self.answer(ask, said)),
            proposed: ask.proposed.as_ref().map(|proposed| FormProposal {
                words: domain::form::value_words(&choices, &question.kind, &proposed.value),
                text: said::text(&proposed.value),
                held: proposed.is_held,
            }),
            competing: if compete(said) { said.iter().map(|said| self.side(ask, said)).collect() } else { Vec::new() },
            problem,
        }
    }

    fn answer(&self, ask: &Ask<'_>, held: &Said) -> FormAnswer {
        let value = held.reply.value();
        let ids = if let domain::form::Value::Media(ids) = &value { ids.as_slice() } else { &[] };
        let (photos, taken) = self.record.photos(ids);
        FormAnswer {
            state: said::state(&held.reply),
            words: self.filling.reply_words(ask, &held.reply),
            text: said::text(&value),
            still_right: held.reply.origin == domain::form::Origin::StillRight,
            by: self.people.by(&held.written),
            photos,
            taken,
            sounds: self.record.sounds(ids),
            strokes: said::strokes(&value),
        }
    }

    fn side(&self, ask: &Ask<'_>, held: &Said) -> Side {
        Side {
            key: held.reply.to_scalar(),
            words: self.filling.reply_words(ask, &held.reply),
            by: self.people.name(&held.written),
            at: self.people.time(held.written.at),
            device: self.people.device(&held.written),
        }
    }
}

fn kind(kind: &QuestionKind) -> (FormQuestionKind, String, Option<u32>) {
    use FormQuestionKind as Kind;
    let plain = |kind: Kind| (kind, String::new(), None);
    match kind {
        QuestionKind::Text { most, long: false } => (Kind::Text, String::new(), Some(*most)),
        QuestionKind::Text { most, long: true } => (Kind::LongText, String::new(), Some(*most)),
        QuestionKind::Number { unit, .. } => (Kind::Number, unit.clone(), None),
        QuestionKind::Date { .. } => plain(Kind::Date),
        QuestionKind::Time => plain(Kind::Time),
        QuestionKind::Moment => plain(Kind::Moment),
        QuestionKind::YesNo => plain(Kind::YesNo),
        QuestionKind::ChooseOne(_) => plain(Kind::ChooseOne),
        QuestionKind::ChooseMany(_) => plain(Kind::ChooseMany),
        QuestionKind::Photo { most } => (Kind::Photo, String::new(), Some(*most)),
        QuestionKind::Audio => plain(Kind::Audio),
        QuestionKind::Signature => plain(Kind::Signature),
        QuestionKind::Barcode => plain(Kind::Barcode),
        QuestionKind::Place => plain(Kind::Place),
    }
}

/// A form in a list.
pub(crate) fn row(filled: &FilledForm, title: String, state: (String, Tone), people: &People) -> api::FormRow {
    let (state, tone) = state;
    api::FormRow { id: filled.id.to_string(), title, state, tone, by: people.by(&filled.begun) }
}
