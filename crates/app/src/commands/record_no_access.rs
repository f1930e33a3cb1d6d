//! Nobody let them in.

use documents::job;
use domain::{
    id::{DocumentId, PhotoId},
    job::{ContactAttempt, JobEdit, NewAttempt},
    time::Timestamp,
};

use crate::{
    api::{ContactMade, Failure, JobPage},
    error::failure,
    queries,
    unlocked::Unlocked,
    views::no_access,
};

/// What was recorded at the door.
#[derive(Default)]
pub(crate) struct Recorded {
    pub(crate) happened: String,
    pub(crate) card: Option<String>,
    pub(crate) no_card_because: String,
    pub(crate) contacts: Vec<ContactMade>,
    pub(crate) offered: String,
}

pub(crate) fn run(unlocked: &Unlocked, id: &str, recorded: Recorded) -> Result<JobPage, Failure> {
    let id: DocumentId = id.parse()?;
    let card: Option<PhotoId> = recorded.card.map(|photo| photo.parse()).transpose()?;
    let attempt = NewAttempt {
        happened: recorded.happened,
        card,
        no_card_because: recorded.no_card_because,
        contacts: made(&recorded.contacts),
        offered: recorded.offered,
    };
    keep(unlocked, id, attempt)
}

/// Only children were in. Nothing that was typed gets here, for what is not sent cannot be kept.
pub(crate) fn no_adult(
    unlocked: &Unlocked,
    id: &str,
    contacts: &[ContactMade],
    offered: String,
) -> Result<JobPage, Failure> {
    keep(unlocked, id.parse()?, NewAttempt::no_adult(made(contacts), offered))
}

fn made(contacts: &[ContactMade]) -> Vec<ContactAttempt> {
    let made = |made: &ContactMade| ContactAttempt {
        method: no_access::method(made.method),
        at: Timestamp::from_milliseconds(made.at),
    };
    contacts.iter().map(made).collect()
}

/// Whether the job is closed is decided here, from the job as it stands when this is saved: no screen can close one that
/// has to stay open.
fn keep(unlocked: &Unlocked, id: DocumentId, attempt: NewAttempt) -> Result<JobPage, Failure> {
    let attempt = Box::new(attempt);
    let taken = unlocked.store.taken_photos(id)?;
    let (clocks, new_id) = (unlocked.store.clocks()?, unlocked.new_id()?);
    unlocked.store.edit::<Failure>(id, |document| {
        let held = job::read(document)?;
        let is_here =
            |card| held.photos.iter().any(|photo| photo.id == card) || taken.iter().any(|taken| taken.photo == card);
        if !attempt.card.is_none_or(is_here) {
            return Err(unknown_card());
        }
        let edit = JobEdit::NoAccess { stays_open: held.never_closed().is_some(), attempt };
        Ok(job::edit(document, &edit, &clocks, new_id)?.into())
    })?;
    queries::job::page(unlocked, id)
}

fn unknown_card() -> Failure {
    failure("card_unknown", "The photo of the card is not on this job", "Take the photo again")
}
