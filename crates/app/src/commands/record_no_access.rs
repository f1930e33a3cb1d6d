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

/// Whether the job is closed is decided here, from the job as it stands when this is saved: no screen can close one that
/// has to stay open.
pub(crate) fn run(unlocked: &Unlocked, id: &str, recorded: Recorded) -> Result<JobPage, Failure> {
    let id: DocumentId = id.parse()?;
    let card: Option<PhotoId> = recorded.card.map(|photo| photo.parse()).transpose()?;
    let taken = unlocked.store.taken_photos(id)?;
    let contacts = recorded.contacts.iter().map(|made| ContactAttempt {
        method: no_access::method(made.method),
        at: Timestamp::from_milliseconds(made.at),
    });
    let attempt = Box::new(NewAttempt {
        happened: recorded.happened,
        card,
        no_card_because: recorded.no_card_because,
        contacts: contacts.collect(),
        offered: recorded.offered,
    });
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
