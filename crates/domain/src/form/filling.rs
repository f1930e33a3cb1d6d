//! A form with the answers so far.
//!
//! Everything is worked out anew from form, answers, what is held and the time: which questions are there, what
//! calculations give, what is wrong, and what comes next. So two phones with the same answers say the same.

use std::collections::{BTreeMap, HashMap};

use super::{
    Answers, Choice, Choosing, Field, Form, Held, Item, ItemKind, Question, Value, Words,
    answers::{Answer, Reply},
    expression::Scope,
};
use crate::{
    id::InstanceId,
    standards::{Measure, RuleName, Standards},
    time::Timestamp,
    working_time::{Due, WorkingCalendar},
};

/// Instances of repeats within repeats that are looked at, at most.
const MOST_INSTANCES: usize = 10_000;

/// A form with the answers so far.
#[derive(Debug)]
pub struct Filling<'f> {
    pub(super) form: &'f Form,
    pub(super) answers: &'f Answers,
    held: &'f Held,
    now: Timestamp,
    /// For each item, by the instances around it: whether it is there, and what it says.
    states: Vec<HashMap<Vec<InstanceId>, State>>,
    /// For each repeat around nothing or around others: the instances to look at, in order.
    chains: BTreeMap<Option<usize>, Vec<Vec<InstanceId>>>,
}

#[derive(Debug, Clone, PartialEq)]
struct State {
    relevant: bool,
    value: Value,
}

/// Something that is there now, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown<'f> {
    /// Which, and in which instances.
    pub field: Field,
    /// What it is.
    pub item: &'f Item,
    /// What a calculation gives, or what was answered.
    pub value: Value,
}

/// A question to ask.
#[derive(Debug, Clone, PartialEq)]
pub struct Ask<'f> {
    /// Which, and in which instances.
    pub field: Field,
    /// The item, with its words.
    pub item: &'f Item,
    /// The question.
    pub question: &'f Question,
    /// What was said so far.
    pub reply: Option<&'f Reply>,
    /// What is proposed, where nothing was said.
    pub proposed: Option<Proposed>,
    /// True when it has to be answered.
    pub required: bool,
}

/// What is proposed as an answer. It is none until somebody says so.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposed {
    /// What.
    pub value: Value,
    /// True when the landlord holds it, and the question is "still right?".
    pub is_held: bool,
}

/// How far a form is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Questions that are there.
    pub asked: usize,
    /// Of those: answered.
    pub answered: usize,
    /// Declined.
    pub declined: usize,
    /// Answered with "do not know".
    pub unknown: usize,
    /// Left out on purpose.
    pub not_asked: usize,
    /// Without any of these, though they have to have one.
    pub required_left: usize,
}

/// Something that falls due because of what was filled in.
#[derive(Debug, Clone, PartialEq)]
pub struct FormDue<'f> {
    /// Its name in the form.
    pub name: &'f str,
    /// What falls due.
    pub words: &'f Words,
    /// By which rule.
    pub rule: RuleName,
    /// When.
    pub due: Due,
    /// What its last day is held as.
    pub becomes: Option<&'f str>,
}

impl FormDue<'_> {
    /// What falls due and on which day, as a paper says it.
    #[must_use]
    pub fn told(&self) -> (String, String) {
        (self.words.in_language("en").to_owned(), self.due.last_day.format("%-d %B %Y").to_string())
    }
}

impl<'f> Filling<'f> {
    /// Works a form out.
    #[must_use]
    pub fn new(form: &'f Form, answers: &'f Answers, held: &'f Held, now: Timestamp) -> Self {
        let states = vec![HashMap::new(); form.items.len()];
        let mut filling = Self { form, answers, held, now, states, chains: BTreeMap::from([(None, vec![Vec::new()])]) };
        // Repeats stand before what is in them, so the instances around each are known when it is reached.
        for (index, item) in form.items.iter().enumerate() {
            if matches!(item.kind, ItemKind::Repeat(_)) {
                let around = filling.chains(item).to_vec();
                let inside = around.iter().flat_map(|chain| {
                    answers
                        .instances(&Field::within(chain, &item.name))
                        .map(|instance| [chain.as_slice(), &[instance]].concat())
                });
                let inside = inside.take(MOST_INSTANCES).collect();
                filling.chains.insert(Some(index), inside);
            }
        }
        for index in &form.order {
            filling.work_out(*index);
        }
        filling
    }

    /// The instances around an item; one empty row for an item in no repeat.
    fn chains(&self, item: &Item) -> &[Vec<InstanceId>] {
        self.chains.get(&item.repeats.last().copied()).map_or(&[], Vec::as_slice)
    }

    fn work_out(&mut self, index: usize) {
        let form = self.form;
        let Some(item) = form.items.get(index) else { return };
        let states = self.chains(item).iter().map(|chain| {
            let parent = item.parent.is_none_or(|parent| {
                // What holds it may be the repeat whose instance this is, which has one instance less around it.
                let around = self.form.items.get(parent).map_or(0, |parent| parent.repeats.len());
                self.state(parent, chain.get(..around).unwrap_or_default()).is_some_and(|state| state.relevant)
            });
            let scope = self.scope(index, chain);
            let relevant = parent && item.ask_if.as_ref().is_none_or(|ask_if| ask_if.holds(&scope));
            let value = match &item.kind {
                ItemKind::Question(_) if relevant => {
                    self.answers.get(&Field::within(chain, &item.name)).map(Reply::value).unwrap_or_default()
                }
                ItemKind::Calculation(expression) if relevant => expression.evaluate(&scope),
                _ => Value::Nothing,
            };
            (chain.clone(), State { relevant, value })
        });
        let states: HashMap<_, _> = states.collect();
        if let Some(slot) = self.states.get_mut(index) {
            *slot = states;
        }
    }

    fn state(&self, index: usize, chain: &[InstanceId]) -> Option<&State> {
        self.states.get(index)?.get(chain)
    }

    pub(super) const fn scope<'a>(&'a self, index: usize, instances: &'a [InstanceId]) -> Seen<'a> {
        Seen { filling: self, index, instances, here: None, choice: None }
    }

    /// Every item that is there, with the instances around it, in the order of the form: an instance of a repeat is told
    /// whole before the next.
    pub(super) fn relevant(&self) -> Vec<(usize, Vec<InstanceId>)> {
        let mut told = Vec::new();
        self.tell(None, &[], &mut told);
        told
    }

    fn tell(&self, parent: Option<usize>, chain: &[InstanceId], told: &mut Vec<(usize, Vec<InstanceId>)>) {
        for (index, item) in self.form.items.iter().enumerate().filter(|(_, item)| item.parent == parent) {
            if !self.state(index, chain).is_some_and(|state| state.relevant) {
                continue;
            }
            told.push((index, chain.to_vec()));
            match item.kind {
                ItemKind::Group { .. } => self.tell(Some(index), chain, told),
                ItemKind::Repeat(_) => {
                    for instance in self.answers.instances(&Field::within(chain, &item.name)) {
                        self.tell(Some(index), &[chain, &[instance]].concat(), told);
                    }
                }
                _ => {}
            }
        }
    }

    /// Everything that is there, in order: headings, notes, questions and calculations.
    #[must_use]
    pub fn shown(&self) -> Vec<Shown<'f>> {
        let shown = self.relevant().into_iter().filter_map(|(index, chain)| {
            let item = self.form.items.get(index)?;
            let value = self.state(index, &chain)?.value.clone();
            Some(Shown { field: Field::within(&chain, &item.name), item, value })
        });
        shown.collect()
    }

    /// Every question that is asked now, in order.
    #[must_use]
    pub fn questions(&self) -> Vec<Ask<'f>> {
        self.relevant().iter().filter_map(|(index, chain)| self.ask(*index, chain)).collect()
    }

    fn ask(&self, index: usize, chain: &[InstanceId]) -> Option<Ask<'f>> {
        let item = self.form.items.get(index)?;
        let question = item.question()?;
        let field = Field::within(chain, &item.name);
        let scope = self.scope(index, chain);
        let reply = self.answers.get(&field);
        let proposed = || {
            let held =
                question.prefill.as_ref().and_then(|name| self.held.get(name)).filter(|value| !value.is_nothing());
            let default = || question.default.as_ref().map(|default| default.evaluate(&scope));
            let default = || default().filter(|value| !value.is_nothing());
            held.map(|value| (value.clone(), true))
                .or_else(|| default().map(|value| (value, false)))
                .map(|(value, is_held)| Proposed { value: question.kind.taking(value), is_held })
        };
        let proposed = if reply.is_none() { proposed() } else { None };
        let required = question.required.as_ref().is_some_and(|required| required.holds(&scope));
        Some(Ask { field, item, question, reply, proposed, required })
    }

    /// The question after another; the first one after none, or after one that is no longer there.
    #[must_use]
    pub fn next(&self, after: Option<&Field>) -> Option<Ask<'f>> {
        let mut questions = self.questions();
        let at = after
            .and_then(|after| questions.iter().position(|ask| ask.field == *after))
            .map_or(0, |at| at.saturating_add(1));
        (at < questions.len()).then(|| questions.swap_remove(at))
    }

    /// The first question that nobody has said anything to.
    #[must_use]
    pub fn next_open(&self) -> Option<Ask<'f>> {
        self.questions().into_iter().find(|ask| ask.reply.is_none())
    }

    /// How far it is filled in.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let mut progress = Progress::default();
        for ask in self.questions() {
            progress.asked += 1;
            match ask.reply.map(|reply| &reply.answer) {
                Some(Answer::Given(value)) if !value.is_nothing() => progress.answered += 1,
                Some(Answer::Declined) => progress.declined += 1,
                Some(Answer::Unknown) => progress.unknown += 1,
                Some(Answer::NotAsked) => progress.not_asked += 1,
                _ => progress.required_left += usize::from(ask.required),
            }
        }
        progress
    }

    /// What a calculation gives, or what was answered; nothing for what is not there.
    #[must_use]
    pub fn value(&self, field: &Field) -> Value {
        let state = self.form.index(&field.name).and_then(|index| self.state(index, &field.instances));
        state.map(|state| state.value.clone()).unwrap_or_default()
    }

    /// The choices that a question offers now.
    #[must_use]
    pub fn choices(&self, field: &Field) -> Vec<&'f Choice> {
        let index = self.form.index(&field.name);
        let choosing = index.and_then(|index| Some((index, self.form.items.get(index)?.question()?.choosing()?)));
        choosing.map(|(index, choosing)| self.offered(choosing, index, &field.instances)).unwrap_or_default()
    }

    pub(super) fn offered(&self, choosing: &Choosing, index: usize, chain: &[InstanceId]) -> Vec<&'f Choice> {
        let offered = |choice: &&'f Choice| {
            choosing.filter.as_ref().is_none_or(|filter| {
                filter.holds(&Seen { filling: self, index, instances: chain, here: None, choice: Some(choice) })
            })
        };
        self.form.choices(&choosing.list).iter().filter(offered).collect()
    }

    /// Words with the answers set into them, as seen from an item.
    pub(super) fn say(&self, words: &Words, language: &str, index: usize, chain: &[InstanceId]) -> String {
        let scope = self.scope(index, chain);
        words.filled(language, |name| {
            let value = scope.answer(name);
            let said: Vec<String> = value.names().map(|choice| scope.choice_words(name, choice)).collect();
            if matches!(value, Value::Text(_) | Value::Choices(_)) && said.iter().any(|words| !words.is_empty()) {
                said.join(", ")
            } else if let Value::Date(day) = value {
                day.format("%-d %B %Y").to_string()
            } else {
                value.to_text()
            }
        })
    }

    /// What an item says in a language, with the answers set into it.
    #[must_use]
    pub fn words(&self, field: &Field, language: &str) -> String {
        let index = self.form.index(&field.name);
        index
            .and_then(|index| Some(self.say(&self.form.items.get(index)?.words, language, index, &field.instances)))
            .unwrap_or_default()
    }

    /// What to look for in the landlord's schedule of rates because of the answers: words, and a trade where one is meant.
    #[must_use]
    pub fn suggestions(&self) -> Vec<(String, Option<String>)> {
        let scope = self.scope(0, &[]);
        let holds = |suggestion: &&super::Suggestion| {
            suggestion.suggest_if.as_ref().is_none_or(|suggest_if| suggest_if.holds(&scope))
        };
        let said = |expression: &super::Expression| expression.evaluate(&scope).to_text().replace('_', " ");
        let suggested = self.form.suggests.iter().filter(holds).map(|suggestion| {
            let trade = suggestion.trade.as_ref().map(said).filter(|trade| !trade.is_empty());
            (said(&suggestion.find).trim().to_owned(), trade)
        });
        suggested.filter(|(find, _)| !find.is_empty()).collect()
    }

    /// What is recorded of the visit because of the answers, with why.
    #[must_use]
    pub fn records(&self) -> Vec<(super::FormOutcome, String)> {
        let scope = self.scope(0, &[]);
        let holds = |rule: &&super::RecordRule| rule.record_if.as_ref().is_none_or(|record_if| record_if.holds(&scope));
        let recorded = self.form.records.iter().filter(holds);
        recorded.map(|rule| (rule.outcome, rule.because.evaluate(&scope).to_text().trim().to_owned())).collect()
    }

    /// What falls due because of the answers, by the landlord's standards. What has no day to count from yet, or no rule
    /// in force, is left out.
    #[must_use]
    pub fn due(&self, standards: &Standards, calendar: &WorkingCalendar) -> Vec<FormDue<'f>> {
        let scope = self.scope(0, &[]);
        let due = self.form.due.iter().filter(|due| due.due_if.as_ref().is_none_or(|due_if| due_if.holds(&scope)));
        due.filter_map(|due| {
            let from = due.from.evaluate(&scope);
            let day = from.to_day()?;
            let moment = if let Value::Moment(at) = from { at } else { Timestamp::start_of(day) };
            let previous = due.previous.as_ref().and_then(|previous| previous.evaluate(&scope).to_day());
            let ends = standards.rules(due.rule, &due.class, day).filter_map(|(_, rule)| match &rule.measure {
                Measure::Every(every) => Some(Due::at_the_end_of(every.next(previous, day))),
                _ => rule.due(moment, calendar),
            });
            Some(FormDue {
                name: &due.name,
                words: &due.words,
                rule: due.rule,
                due: ends.min()?,
                becomes: due.becomes.as_deref(),
            })
        })
        .collect()
    }
}

/// A form as seen from one of its items.
pub(super) struct Seen<'a> {
    filling: &'a Filling<'a>,
    index: usize,
    instances: &'a [InstanceId],
    here: Option<&'a Value>,
    choice: Option<&'a Choice>,
}

impl<'a> Seen<'a> {
    /// The same, with an answer that is judged.
    pub(super) const fn judging(self, value: &'a Value) -> Self {
        Self { here: Some(value), ..self }
    }

    /// An item by name, and the instances of it that are seen from here: those that share the repeats around both.
    fn seen(&self, name: &str) -> Option<(usize, Vec<&'a [InstanceId]>)> {
        let form = self.filling.form;
        let (index, here) = (form.index(name)?, form.items.get(self.index)?);
        let item = form.items.get(index)?;
        let shared = item.repeats.iter().zip(&here.repeats).take_while(|(one, other)| one == other).count();
        let shared = self.instances.get(..shared).unwrap_or_default();
        let chains = self.filling.chains(item).iter().map(Vec::as_slice);
        Some((index, chains.filter(|chain| chain.starts_with(shared)).collect()))
    }

    fn reply(&self, name: &str) -> Option<&'a Reply> {
        let (index, chains) = self.seen(name)?;
        let relevant = |chain: &&&[InstanceId]| self.filling.state(index, chain).is_some_and(|state| state.relevant);
        self.filling.answers.get(&Field::within(chains.iter().find(relevant)?, name))
    }
}

impl Scope for Seen<'_> {
    fn answer(&self, name: &str) -> Value {
        let found = self.seen(name).and_then(|(index, chains)| {
            chains.into_iter().filter_map(|chain| self.filling.state(index, chain)).find(|state| state.relevant)
        });
        found.map(|state| state.value.clone()).unwrap_or_default()
    }

    fn answers(&self, name: &str) -> Vec<Value> {
        let Some((index, chains)) = self.seen(name) else { return Vec::new() };
        let is_repeat = self.filling.form.items.get(index).is_some_and(|item| matches!(item.kind, ItemKind::Repeat(_)));
        let there = chains.into_iter().filter_map(|chain| Some((chain, self.filling.state(index, chain)?)));
        let there = there.filter(|(_, state)| state.relevant);
        if is_repeat {
            // A repeat is counted by its instances.
            let instances = there.flat_map(|(chain, _)| self.filling.answers.instances(&Field::within(chain, name)));
            return instances.map(|instance| Value::Text(instance.to_string())).collect();
        }
        there.map(|(_, state)| state.value.clone()).collect()
    }

    fn is_declined(&self, name: &str) -> bool {
        self.reply(name).is_some_and(|reply| reply.answer == Answer::Declined)
    }

    fn is_unknown(&self, name: &str) -> bool {
        self.reply(name).is_some_and(|reply| reply.answer == Answer::Unknown)
    }

    fn here(&self) -> Value {
        let own = || {
            let state = self.filling.state(self.index, self.instances);
            state.map(|state| state.value.clone()).unwrap_or_default()
        };
        self.here.map_or_else(own, Clone::clone)
    }

    fn column(&self, name: &str) -> Value {
        let Some(choice) = self.choice else { return Value::Nothing };
        let text = if name == "name" { Some(&choice.name) } else { choice.columns.get(name) };
        text.map(|text| Value::Text(text.clone())).unwrap_or_default()
    }

    fn position(&self) -> usize {
        let form = self.filling.form;
        let Some((last, around)) = self.instances.split_last() else { return 1 };
        let repeat = form.items.get(self.index).and_then(|item| form.items.get(*item.repeats.last()?));
        let Some(repeat) = repeat else { return 1 };
        let field = Field::within(around, &repeat.name);
        self.filling
            .answers
            .instances(&field)
            .position(|instance| instance == *last)
            .map_or(1, |at| at.saturating_add(1))
    }

    fn choice_words(&self, question: &str, choice: &str) -> String {
        let form = self.filling.form;
        let list =
            form.item(question).and_then(Item::question).and_then(Question::choosing).map(|choosing| &choosing.list);
        let found = list.and_then(|list| form.choices(list).iter().find(|known| known.name == choice));
        found.map(|choice| choice.words.own().to_owned()).unwrap_or_default()
    }

    fn now(&self) -> Timestamp {
        self.filling.now
    }
}
