//! The customer's answer is sealed with exactly the page that they were shown.
//!
//! A job that was not complete when the page was drawn is completed by the same save (see [`crate::shown`]). A sign-off
//! taken on a phone that held an earlier one, because work went on after it, is also chosen as the one that stands: who
//! signed had the whole before them. Two taken without sight of each other compete instead.

use documents::{
    Change, Document, job,
    seal::{Page, Seal},
};
use domain::{
    id::{DocumentId, SignOffId},
    job::{JobEdit, NewRecording},
};
use store::{Edit, Kept, Saving, StoreError};

use crate::{
    api::{Failure, JobPage, SignOffAnswer},
    commands::add_recording,
    error::failure,
    queries,
    shown::ShownPage,
    unlocked::Unlocked,
    views::sign_off,
};

pub(crate) fn run(
    unlocked: &Unlocked,
    id: &str,
    digest: &str,
    language: &str,
    given: SignOffAnswer,
    sound: Option<&[u8]>,
) -> Result<JobPage, Failure> {
    let id: DocumentId = id.parse()?;
    let ShownPage { job, page, completion } = unlocked.shown.find(digest).ok_or_else(page_is_old)?;
    if job != id || page.in_their_language().language != language {
        return Err(page_is_old());
    }
    let spoken = match given.spoken_milliseconds {
        Some(milliseconds) => Some(add_recording::take(unlocked, milliseconds, sound.unwrap_or_default())?),
        None => None,
    };
    let (spoken, kept) = spoken.unzip();
    let seal = sealed(unlocked, page, given, spoken)?;
    let kept: Vec<Kept> = kept.into_iter().collect();
    match completion {
        None => sign(unlocked, id, &seal, kept)?,
        Some((document, completed)) => complete_and_sign(unlocked, document, completed, &seal, &kept)?,
    }
    unlocked.shown.forget();
    queries::job::page(unlocked, id)
}

fn sealed(
    unlocked: &Unlocked,
    page: Page,
    given: SignOffAnswer,
    spoken: Option<NewRecording>,
) -> Result<Vec<u8>, Failure> {
    let enrolment = unlocked.store.enrolment()?.ok_or(StoreError::NotEnrolled)?;
    let answer = sign_off::answer(given, spoken);
    let body = page.answered(answer, enrolment.device, unlocked.store.clocks()?, None)?;
    Ok(Seal::sign(body, &enrolment.signing_key, enrolment.certificate)?.to_bytes())
}

/// Adds the sign-off to the record as it stands now; what merged since the page was shown is beside it, not covered.
fn sign(unlocked: &Unlocked, id: DocumentId, seal: &[u8], attachments: Vec<Kept>) -> Result<(), Failure> {
    unlocked.store.edit::<Failure>(id, |document| {
        let changes = put(unlocked, document, seal)?;
        Ok(Edit { changes, attachments, ..Edit::default() })
    })?;
    Ok(())
}

/// Saves the completion that the page was drawn with and the sign-off over it. Whatever merged since stays beside them.
fn complete_and_sign(
    unlocked: &Unlocked,
    mut document: Document,
    completed: Vec<Change>,
    seal: &[u8],
    attachments: &[Kept],
) -> Result<(), Failure> {
    let mut changes = completed;
    changes.extend(put(unlocked, &mut document, seal)?);
    let saving = Saving { document: &document, changes: &changes, attachments, codes: &[] };
    unlocked.store.save(&saving).map_err(|error| match error {
        // Somebody edited the job on this very phone between the page and the signature, or it was made again from the hub's.
        StoreError::Overtaken(_) | StoreError::NotOurActor(_) => page_is_old(),
        other => other.into(),
    })
}

fn put(unlocked: &Unlocked, document: &mut Document, seal: &[u8]) -> Result<Vec<Change>, Failure> {
    let clocks = unlocked.store.clocks()?;
    let first = job::read(document)?.sign_offs.is_empty();
    let id = unlocked.new_id()?;
    let mut changes = job::edit(document, &JobEdit::SignOff { seal: seal.to_vec() }, &clocks, id)?;
    if !first {
        let chosen = JobEdit::ChooseSignOff(SignOffId::from(id));
        changes.extend(job::edit(document, &chosen, &clocks, unlocked.new_id()?)?);
    }
    Ok(changes)
}

fn page_is_old() -> Failure {
    failure(
        "sign_off_page_old",
        "The page that was shown is not on this phone any more, or the job changed since, so nothing was signed",
        "Show the page to the customer again",
    )
}
