//! A form is begun, answered and said to be filled in.

use documents::job;
use domain::{
    form::{Answer, Field, Filling, FormEdit, FormOutcome, FormRef, Reply, Value, is_own},
    id::{DocumentId, InstanceId},
    job::{EventKind, JobEdit, NOT_SAFE, NewId},
};

use crate::{
    api::{Failure, FormAnswered, FormPage, FormProblem, FormReply, PhotoStage},
    commands::{add_photo, add_recording},
    error::failure,
    queries::form::{self, Open},
    unlocked::Unlocked,
    views::form::{LANGUAGE, said},
};

impl Unlocked {
    /// Edits a form of a record, saved when this returns; gives the identity of what the edit made.
    fn fill(&self, record: DocumentId, edit: &FormEdit) -> Result<NewId, Failure> {
        let (clocks, new_id) = (self.store.clocks()?, self.new_id()?);
        self.store
            .edit::<Failure>(record, |document| Ok(documents::form::edit(document, edit, &clocks, new_id)?.into()))?;
        Ok(new_id)
    }
}

pub(crate) fn begin(unlocked: &Unlocked, record: &str, form: &str) -> Result<FormPage, Failure> {
    let newest = unlocked.store.forms()?.into_iter().find(|entry| entry.id.form == form);
    let id = newest.map_or_else(|| FormRef { form: form.to_owned(), version: 1 }, |entry| entry.id);
    // Nobody answers what this phone cannot ask.
    unlocked.store.form(&id)?.map_err(Failure::from)?;
    let made = unlocked.fill(record.parse()?, &FormEdit::Begin(id))?;
    form::run(unlocked, record, &domain::id::FilledFormId::from_bytes(made.0).to_string())
}

/// All answers, or none when something is wrong with one: what was typed stays on the screen.
pub(crate) fn answer(
    unlocked: &Unlocked,
    record: &str,
    form: &str,
    replies: Vec<FormReply>,
) -> Result<FormAnswered, Failure> {
    let open = Open::of(unlocked, record, form)?;
    let mut answers = open.answers()?;
    let mut problems = Vec::new();
    let mut given: Vec<(Field, Option<Reply>)> = Vec::new();
    let mut own = Vec::new();
    {
        let filling = Filling::new(open.form()?, &answers, &open.held, unlocked.now());
        let asked = filling.questions();
        for FormReply { field, said } in replies {
            let gone =
                || failure("answer_to_no_question", "This question is not asked any more", "Go back to the form");
            let field: Field = field.parse().map_err(|_| gone())?;
            let ask = asked.iter().find(|ask| ask.field == field).ok_or_else(gone)?;
            match said::reply(ask, said) {
                Ok(reply) => {
                    let kept = reply.clone().filter(|reply| matches!(reply.answer, Answer::Given(_)));
                    if let (Some(prefill), Some(reply)) = (&ask.question.prefill, kept)
                        && is_own(prefill)
                    {
                        own.push((prefill.clone(), reply));
                    }
                    given.push((field, reply));
                }
                Err(words) => problems.push(FormProblem { field: field.to_string(), section: None, words }),
            }
        }
    }
    for (field, reply) in &given {
        match reply {
            Some(reply) => answers.set(field.clone(), reply.clone()),
            None => answers.clear(field),
        }
    }
    // Judged together: one answer on a page may be what another is held against.
    let filling = Filling::new(open.form()?, &answers, &open.held, unlocked.now());
    for (field, reply) in &given {
        let wrong = reply.iter().flat_map(|reply| filling.check(field, reply, LANGUAGE));
        problems.extend(wrong.map(|wrong| FormProblem { field: field.to_string(), section: None, words: wrong.words }));
    }
    if !problems.is_empty() {
        return Ok(FormAnswered { page: open.page(unlocked)?, problems });
    }
    unlocked.fill(open.document.id(), &FormEdit::Answer { filled: open.filled.id, replies: given })?;
    if !own.is_empty() {
        unlocked.store.keep_own_answers(&own)?;
    }
    Ok(FormAnswered { page: form::run(unlocked, record, form)?, problems })
}

/// One more photo of a question's answer. It is the record's own photo; the answer names it.
pub(crate) fn photo(
    unlocked: &Unlocked,
    record: &str,
    form: &str,
    field: &str,
    bytes: Option<&[u8]>,
) -> Result<FormPage, Failure> {
    let open = Open::of(unlocked, record, form)?;
    let field: Field = field.parse()?;
    let answers = open.answers()?;
    let words = open.shown(unlocked, &answers, |shown| shown.filling.words(&field, LANGUAGE))?;
    let caption = format!("{}: {words}", open.form()?.title.in_language(LANGUAGE));
    let photo = add_photo::take(unlocked, open.document.id(), PhotoStage::During, &caption, bytes)?;
    name(unlocked, &open, field, &photo.to_string())?;
    form::run(unlocked, record, form)
}

/// A spoken answer. It is the record's own voice note; the answer names it.
pub(crate) fn sound(
    unlocked: &Unlocked,
    record: &str,
    form: &str,
    field: &str,
    milliseconds: u32,
    bytes: Option<&[u8]>,
) -> Result<FormPage, Failure> {
    let open = Open::of(unlocked, record, form)?;
    let recording = add_recording::keep(unlocked, open.document.id(), milliseconds, bytes)?;
    name(unlocked, &open, field.parse()?, &recording.to_string())?;
    form::run(unlocked, record, form)
}

/// Adds a photo or a voice note to those that an answer names.
fn name(unlocked: &Unlocked, open: &Open, field: Field, id: &str) -> Result<(), Failure> {
    let mut named = match open.answers()?.get(&field).map(Reply::value) {
        Some(Value::Media(ids)) => ids,
        _ => Vec::new(),
    };
    named.push(id.to_owned());
    let replies = vec![(field, Some(Reply::given(Value::Media(named))))];
    unlocked.fill(open.document.id(), &FormEdit::Answer { filled: open.filled.id, replies })?;
    Ok(())
}

pub(crate) fn add(unlocked: &Unlocked, record: &str, form: &str, repeat: &str) -> Result<FormPage, Failure> {
    let open = Open::of(unlocked, record, form)?;
    let repeat: Field = repeat.parse()?;
    let edit = FormEdit::AddInstance { filled: open.filled.id, repeat: repeat.clone() };
    let made = InstanceId::from_bytes(unlocked.fill(open.document.id(), &edit)?.0);
    let within = [repeat.instances.as_slice(), &[made]].concat();
    let page = form::run(unlocked, record, form)?;
    Ok(FormPage { added: Some(Field::within(&within, &repeat.name).to_string()), ..page })
}

pub(crate) fn remove(
    unlocked: &Unlocked,
    record: &str,
    form: &str,
    repeat: &str,
    instance: &str,
) -> Result<FormPage, Failure> {
    let open = Open::of(unlocked, record, form)?;
    let edit =
        FormEdit::RemoveInstance { filled: open.filled.id, repeat: repeat.parse()?, instance: instance.parse()? };
    unlocked.fill(open.document.id(), &edit)?;
    form::run(unlocked, record, form)
}

/// Somebody says that it is filled in; whatever is missing or wrong is said instead.
pub(crate) fn finish(unlocked: &Unlocked, record: &str, form: &str) -> Result<FormAnswered, Failure> {
    let open = Open::of(unlocked, record, form)?;
    let problems = open.shown(unlocked, &open.answers()?, |shown| shown.all_problems())?;
    if !problems.is_empty() {
        return Ok(FormAnswered { page: open.page(unlocked)?, problems });
    }
    let recorded = open.shown(unlocked, &open.answers()?, |shown| shown.filling.records())?;
    let stopped = recorded.into_iter().find(|(outcome, _)| *outcome == FormOutcome::StoppedUnsafe);
    let (clocks, form_id, event_id) = (unlocked.store.clocks()?, unlocked.new_id()?, unlocked.new_id()?);
    // In one transaction: a phone that dies leaves no form that says "stopped" on a visit that goes on.
    unlocked.store.edit::<Failure>(open.document.id(), |document| {
        let mut changes = documents::form::edit(document, &FormEdit::Finish(open.filled.id), &clocks, form_id)?;
        if let Some((_, why)) = &stopped
            && document.kind().is_work()
            && !job::read(document)?.status().status.is_closed()
        {
            let reason = if why.is_empty() { NOT_SAFE.to_owned() } else { format!("{NOT_SAFE}. {why}") };
            let reason = reason.chars().take(job::MAX_SHORT_TEXT).collect();
            let edit = JobEdit::Record { kind: EventKind::Incomplete, reason };
            changes.extend(job::edit(document, &edit, &clocks, event_id)?);
        }
        Ok(changes.into())
    })?;
    Ok(FormAnswered { page: form::run(unlocked, record, form)?, problems })
}
