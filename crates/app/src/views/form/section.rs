//! The parts of a form: its groups, runs of questions between them, and each instance of what repeats.

use domain::form::{Ask, Field, ItemKind};

use super::{LANGUAGE, Shown};
use crate::api::{FormEntry, FormInstance, FormProblem, FormSection, Tone};

/// How far a part is.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct State {
    asked: usize,
    answered: usize,
    wrong: bool,
}

impl State {
    /// Of questions: whether each has an answer, and whether answers compete.
    pub(super) fn of(questions: impl Iterator<Item = (bool, bool)>) -> Self {
        questions.fold(Self::default(), |state, (answered, competes)| Self {
            asked: state.asked + 1,
            answered: state.answered + usize::from(answered),
            wrong: state.wrong || competes,
        })
    }

    pub(super) fn said(self) -> (String, Tone) {
        match self {
            Self { wrong: true, .. } => ("Look at this".to_owned(), Tone::Warning),
            Self { answered: 0, asked: 1.., .. } => ("Not started".to_owned(), Tone::Quiet),
            Self { asked, answered, .. } if answered < asked => {
                (format!("{answered} of {asked} answered"), Tone::Active)
            }
            _ => ("Answered".to_owned(), Tone::Good),
        }
    }
}

/// One part while it is gathered.
struct Part<'a> {
    id: String,
    title: String,
    within: Option<String>,
    instance: Option<FormInstance>,
    entries: Vec<FormEntry>,
    asks: Vec<Ask<'a>>,
    /// A repeat that is a part of its own has only instances in it.
    repeats: bool,
}

/// All parts of a form as it stands.
pub(super) struct Parts<'s, 'a> {
    shown: &'s Shown<'a>,
    parts: Vec<Part<'a>>,
}

impl<'s, 'a> Parts<'s, 'a> {
    pub(super) fn of(shown: &'s Shown<'a>) -> Self {
        let mut parts = Self { shown, parts: Vec::new() };
        let mut asks: Vec<Ask<'a>> = shown.filling.questions();
        let mut run = 0_usize;
        let mut broken = true;
        for there in shown.filling.shown() {
            let around = shown.form.around(there.item);
            let top = around.first().copied().unwrap_or(there.item);
            let loose = around.is_empty() && !matches!(there.item.kind, ItemKind::Group { .. } | ItemKind::Repeat(_));
            // A run of questions goes on until a group or a repeat stands between.
            if loose && broken && matches!(there.item.kind, ItemKind::Question(_)) {
                run += 1;
            }
            if matches!(there.item.kind, ItemKind::Question(_)) || !loose {
                broken = !loose;
            }
            let top_id = if loose { format!("part-{}", run.max(1)) } else { top.name.clone() };
            // What is in an instance belongs to it; everything else to what stands at the top.
            let marker = shown
                .form
                .repeats_around(there.item)
                .last()
                .map(|repeat| Field::within(&there.field.instances, &repeat.name).to_string());
            let id = marker.unwrap_or(top_id);
            match &there.item.kind {
                ItemKind::Question(_) => {
                    let Some(at) = asks.iter().position(|ask| ask.field == there.field) else { continue };
                    let part = parts.part(&id);
                    part.entries.push(FormEntry::Question { field: there.field.to_string() });
                    part.asks.push(asks.remove(at));
                }
                ItemKind::Group { .. } if around.is_empty() => {
                    parts.part(&id).title = shown.filling.words(&there.field, LANGUAGE);
                }
                ItemKind::Group { .. } => {
                    let words = shown.filling.words(&there.field, LANGUAGE);
                    if !words.is_empty() {
                        parts.part(&id).entries.push(FormEntry::Heading { words });
                    }
                }
                ItemKind::Calculation(_) => {
                    let (words, value) = (shown.filling.words(&there.field, LANGUAGE), there.value.to_text());
                    // Without words it is for the form's own conditions.
                    if !words.is_empty() && !value.is_empty() {
                        parts.part(&id).entries.push(FormEntry::Figure { words, value });
                    }
                }
                ItemKind::Repeat(repeat) => {
                    let title = shown.filling.words(&there.field, LANGUAGE);
                    let own = around.is_empty();
                    let holder = if own { there.item.name.clone() } else { id };
                    let instances: Vec<String> = parts.instances(&there.field, &holder, &title);
                    let can_add = repeat.count.is_none() && instances.len() < repeat.most as usize;
                    let part = parts.part(&holder);
                    if own {
                        part.title.clone_from(&title);
                        part.repeats = true;
                    }
                    part.entries.push(FormEntry::Repeat {
                        repeat: there.field.to_string(),
                        title,
                        instances,
                        can_add,
                        problem: String::new(),
                    });
                }
                ItemKind::Note => {}
            }
        }
        parts
    }

    fn part(&mut self, id: &str) -> &mut Part<'a> {
        let at = self.parts.iter().position(|part| part.id == id).unwrap_or_else(|| {
            self.parts.push(Part {
                id: id.to_owned(),
                title: String::new(),
                within: None,
                instance: None,
                entries: Vec::new(),
                asks: Vec::new(),
                repeats: false,
            });
            self.parts.len() - 1
        });
        #[expect(clippy::indexing_slicing, reason = "it was found or pushed just now")]
        &mut self.parts[at]
    }

    /// Makes a part for each instance of a repeat; gives their ids.
    fn instances(&mut self, repeat: &Field, holder: &str, title: &str) -> Vec<String> {
        // The answers' own order: the one in which they were made.
        let filled = self.shown.filled.answers(self.shown.form);
        let mut ids = Vec::new();
        for (number, instance) in filled.instances(repeat).enumerate() {
            let within = [repeat.instances.as_slice(), &[instance]].concat();
            let id = Field::within(&within, &repeat.name).to_string();
            let part = self.part(&id);
            part.title = format!("{title} {}", number + 1);
            part.within = Some(holder.to_owned());
            part.instance = Some(FormInstance { repeat: repeat.to_string(), instance: instance.to_string() });
            ids.push(id);
        }
        ids
    }

    /// The part that a question or a repeat is in.
    pub(super) fn holding(&self, field: &str) -> Option<String> {
        let holds = |entry: &FormEntry| match entry {
            FormEntry::Question { field: held } => held == field,
            FormEntry::Repeat { repeat, .. } => repeat == field,
            _ => false,
        };
        self.parts.iter().find(|part| part.entries.iter().any(holds)).map(|part| part.id.clone())
    }

    pub(super) fn shown(&self, problems: &[FormProblem]) -> Vec<FormSection> {
        let only = self.parts.iter().filter(|part| part.within.is_none()).count() == 1;
        self.parts
            .iter()
            .map(|part| {
                let (state, tone) = self.state(part, problems).said();
                let mut entries = part.entries.clone();
                for entry in &mut entries {
                    if let FormEntry::Repeat { repeat, problem, .. } = entry
                        && let Some(wrong) = problems.iter().find(|wrong| wrong.field == *repeat)
                    {
                        problem.clone_from(&wrong.words);
                    }
                }
                FormSection {
                    id: part.id.clone(),
                    title: self.title(part, only),
                    state: if part.repeats && part.asks.is_empty() { self.counted(part, state) } else { state },
                    tone: if self.state(part, problems).asked == 0 { Tone::Quiet } else { tone },
                    within: part.within.clone(),
                    instance: part.instance.clone(),
                    entries,
                }
            })
            .collect()
    }

    /// A repeat's own part says how many there are.
    fn counted(&self, part: &Part<'_>, state: String) -> String {
        match self.parts.iter().filter(|inside| inside.within.as_deref() == Some(&part.id)).count() {
            0 => "None yet".to_owned(),
            number => format!("{number}: {}", state.to_lowercase()),
        }
    }

    /// Of a part and of the instances in it.
    fn state(&self, part: &Part<'_>, problems: &[FormProblem]) -> State {
        let own = State::of(part.asks.iter().map(|ask| {
            let field = ask.field.to_string();
            (ask.reply.is_some(), ask.reply.is_some() && problems.iter().any(|problem| problem.field == field))
        }));
        let inside = self.parts.iter().filter(|inside| inside.within.as_deref() == Some(&part.id));
        inside.map(|inside| self.state(inside, problems)).fold(own, |all, one| State {
            asked: all.asked + one.asked,
            answered: all.answered + one.answered,
            wrong: all.wrong || one.wrong,
        })
    }

    fn title(&self, part: &Part<'_>, only: bool) -> String {
        if part.instance.is_some() {
            let said: Vec<String> = part.asks.iter().filter_map(|ask| self.naming(ask)).take(2).collect();
            return if said.is_empty() { part.title.clone() } else { said.join(", ") };
        }
        if !part.title.is_empty() {
            return part.title.clone();
        }
        if only {
            return "Questions".to_owned();
        }
        let first = part.asks.first().map(|ask| self.shown.filling.words(&ask.field, LANGUAGE)).unwrap_or_default();
        match part.asks.len() {
            0 | 1 => first,
            2 => format!("{first}, and 1 more"),
            several => format!("{first}, and {} more", several - 1),
        }
    }

    /// What tells an instance from others: the first two things that were chosen or said.
    fn naming(&self, ask: &Ask<'_>) -> Option<String> {
        use domain::form::QuestionKind::{ChooseOne, Text};
        let reply = ask.reply.filter(|reply| !reply.value().is_nothing())?;
        matches!(ask.question.kind, ChooseOne(_) | Text { long: false, .. })
            .then(|| self.shown.filling.reply_words(ask, reply))
    }
}
