//! What a visit's page rests on besides its record: the questions of the forms that are read back, the times that suit for
//! repairs, and what the customer complained of and was promised while somebody was there.
//!
//! It is read by a customer with the phone in hand, and others of the home may look on: nothing of a worry about somebody, of
//! an alert, or of what another person said comes into it.

use documents::{Document, form, job};
use domain::{
    form::{FilledForm, Filling, Form, Held},
    household::is_same_person,
    id::DocumentId,
    job::{EventKind, Job},
    locale::Locale,
    sign_off::{BookedTimes, Grounds, Promise, SaidOfUs, language_asked_for, spoken_with},
    time::Timestamp,
};
use store::{FeedbackRow, JobRow};

use crate::{api::Failure, unlocked::Unlocked, views::form::LANGUAGE};

/// What one visit's page rests on, and the language in which its customer would rather read.
pub(crate) struct VisitGrounds {
    pub(crate) grounds: Grounds,
    pub(crate) language: Option<Locale>,
}

/// None for a job, which has no visit's page.
pub(crate) fn of(unlocked: &Unlocked, document: &Document, job: &Job) -> Result<Option<VisitGrounds>, Failure> {
    let Some(visit) = &job.visit else { return Ok(None) };
    let filled = form::filled(document)?;
    let mut grounds = Grounds::default();
    let mut forms: Vec<Form> = Vec::new();
    for one in filled.iter().filter(|one| !one.replies.is_empty()) {
        // A form whose version is not here yet cannot be read back; its answers stay in the record.
        let Some(json) = unlocked.store.form_json(&one.form)? else { continue };
        if let Ok(form) = Form::read(&json)
            && form.read_back
            && !grounds.forms.contains(&json)
        {
            grounds.forms.push(json);
            forms.push(form);
        }
    }
    for booked in &job.follow_ons {
        // One that the planner has given away is not on this phone any more.
        if unlocked.store.job_row(booked.job)?.is_some()
            && let Some(terms) = job::read(&unlocked.store.load(booked.job)?)?.booked
            && !terms.preferred.is_empty()
        {
            grounds.times.push(BookedTimes { job: booked.job, preferred: terms.preferred });
        }
    }
    let began =
        job.standing().into_iter().find(|event| event.kind == EventKind::Started).map(|event| event.best_time());
    let person = spoken_with(&filled, &forms);
    if let (Some(tenancy), Some(began), Some(person)) = (visit.tenancy, began, &person) {
        said(unlocked, tenancy, began, person, &mut grounds)?;
    }
    if let (Some(tenancy), Some(began)) = (visit.tenancy, began) {
        visits(unlocked, tenancy, job.id, began, &mut grounds)?;
    }
    due(unlocked, &filled, &forms, &mut grounds)?;
    grounds.promises.sort_by(|one, other| one.by.cmp(&other.by).then_with(|| one.what.cmp(&other.what)));
    Ok(Some(VisitGrounds { language: language_asked_for(&filled, &forms), grounds }))
}

/// What they said of the service since the officer came, and by when they hear.
fn said(
    unlocked: &Unlocked,
    tenancy: DocumentId,
    began: Timestamp,
    person: &str,
    grounds: &mut Grounds,
) -> Result<(), Failure> {
    let landlord = unlocked.landlord()?;
    let theirs = |row: &FeedbackRow| !row.kept_apart && row.received >= began && is_same_person(&row.customer, person);
    // The newest come first.
    for row in unlocked.store.feedback_of(Some(tenancy))?.into_iter().filter(theirs).rev() {
        grounds.said.push(SaidOfUs { kind: row.kind.name().to_owned(), words: row.words });
        let who = if row.responsible.is_empty() { &landlord } else { &row.responsible };
        grounds.promises.extend(row.told.into_iter().map(|told| Promise {
            what: told.words,
            by: told.by,
            who: who.clone(),
        }));
    }
    Ok(())
}

/// Visits that were arranged while the officer was there, by whoever arranged them: this phone's person.
fn visits(
    unlocked: &Unlocked,
    tenancy: DocumentId,
    this: DocumentId,
    began: Timestamp,
    grounds: &mut Grounds,
) -> Result<(), Failure> {
    let officer = unlocked.store.enrolment()?.map(|enrolment| enrolment.certificate.person_name).unwrap_or_default();
    let arranged = |row: &JobRow| !row.status.is_closed() && row.raised.is_some_and(|raised| raised >= began);
    for visit in unlocked.store.visits_to(tenancy)?.into_iter().filter(|visit| *visit != this) {
        let Some(row) = unlocked.store.job_row(visit)?.filter(arranged) else { continue };
        if let Some(window) = &row.appointment {
            let what = format!("We visit: {}, {}", row.description, window.window());
            grounds.promises.push(Promise { what, by: window.date, who: officer.clone() });
        }
    }
    Ok(())
}

/// What falls due by the landlord's standards because of the answers.
fn due(unlocked: &Unlocked, filled: &[FilledForm], forms: &[Form], grounds: &mut Grounds) -> Result<(), Failure> {
    let (standards, calendar) = (unlocked.store.standards()?.standards, unlocked.store.working_calendar()?);
    let landlord = unlocked.landlord()?;
    for one in filled {
        let Some(form) = forms.iter().find(|form| form.id == one.form) else { continue };
        let (answers, held) = (one.answers(form), Held::new());
        let said = one.replies.values().flatten().map(|said| said.written.at).max();
        let filling = Filling::new(form, &answers, &held, said.unwrap_or(one.begun.at));
        for due in filling.due(&standards, &calendar) {
            let what = due.words.in_language(LANGUAGE).to_owned();
            let promise = Promise { what, by: due.due.last_day, who: landlord.clone() };
            if !grounds.promises.contains(&promise) {
                grounds.promises.push(promise);
            }
        }
    }
    Ok(())
}
