//! What commands and queries work with: an open handheld whose user stands before it.

use std::{
    collections::BTreeSet,
    sync::{Arc, atomic::Ordering},
};

use documents::{Document, job};
use domain::{
    author::DeviceEntry,
    id::{DocumentId, EventId},
    job::{Job, JobEdit, NewId},
    place::{Coordinates, Fix},
    time::Timestamp,
};
use store::{Enrolment, Store, Surroundings, WaitingAttachment};
use sync::engine::Status;

use crate::{
    App, Customer,
    api::{Failure, JobPage},
    error, queries,
    shown::ShownPages,
    views::people::People,
};

/// How long it is believed where a phone was.
const HERE_MS: i64 = 30 * 60_000;

/// Half way round the earth: no phone knows less.
const MOST_METRES: f64 = 20_040_000.0;

/// An open handheld.
pub(crate) struct Unlocked {
    pub(crate) store: Arc<Store>,
    pub(crate) shown: Arc<ShownPages>,
    /// How sending stands.
    pub(crate) status: Status,
    /// The connection costs money by the megabyte.
    pub(crate) metered: bool,
    /// Where this phone last said that it is, not long ago.
    pub(crate) here: Option<Fix>,
    surroundings: Surroundings,
}

impl App {
    /// The open handheld.
    ///
    /// # Errors
    /// It is locked, not enrolled, damaged or withdrawn.
    pub(crate) fn unlocked(&self) -> Result<Unlocked, Failure> {
        if let Some(revoked) = self.revoked() {
            return Err(revoked);
        }
        let opened = self.opened();
        if let Some(trouble) = &opened.trouble {
            return Err(trouble.clone());
        }
        match &opened.store {
            Some(store) if opened.unlocked => Ok(Unlocked {
                store: Arc::clone(store),
                shown: Arc::clone(&self.shown),
                status: opened.engine.as_ref().map(sync::engine::Engine::status).unwrap_or_default(),
                metered: self.metered.load(Ordering::Relaxed),
                here: opened.here.filter(|(_, at)| self.is_recent(*at)).map(|(fix, _)| fix),
                surroundings: self.handheld.surroundings.clone(),
            }),
            _ => Err(error::locked()),
        }
    }
}

impl App {
    /// This phone is here, as a tap said. It is known until the screens lock or half an hour has gone by, and is
    /// nowhere on the disk.
    pub(crate) fn stand(&self, fix: Fix) {
        let now = self.handheld.surroundings.clock.now();
        self.opened().here = Some((fix, now));
    }

    fn is_recent(&self, at: Timestamp) -> bool {
        let age = self.handheld.surroundings.clock.now().milliseconds().saturating_sub(at.milliseconds());
        (0..HERE_MS).contains(&age)
    }
}

/// Where a phone says that it is.
///
/// # Errors
/// There is no such place.
pub(crate) fn fix(latitude: f64, longitude: f64, accuracy: f64) -> Result<Fix, Failure> {
    let nowhere = || {
        error::failure(
            "position",
            "The phone gave a position that is nowhere on the earth",
            "Nothing is lost. Try again where the sky is in sight, or turn positions off",
        )
    };
    let at = Coordinates::from_degrees(latitude, longitude).ok_or_else(nowhere)?;
    if !accuracy.is_finite() || accuracy < 0.0 {
        return Err(nowhere());
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within what a u32 holds")]
    let accuracy = accuracy.ceil().min(MOST_METRES) as u32;
    Ok(Fix { at, accuracy })
}

impl App {
    /// The customer who has the phone.
    pub(crate) fn with_customer(&self) -> Option<Customer> {
        let opened = self.opened();
        opened.with_customer.clone().filter(|_| opened.unlocked)
    }
}

impl Unlocked {
    /// This phone's time.
    pub(crate) fn now(&self) -> Timestamp {
        self.surroundings.clock.now()
    }

    /// Identity of whatever an edit creates.
    pub(crate) fn new_id(&self) -> Result<NewId, Failure> {
        let mut random = [0; 16];
        self.surroundings.random.fill(&mut random).map_err(|error| error::internal(&error))?;
        Ok(NewId(*EventId::new(self.now(), random).as_bytes()))
    }

    /// Names of devices and people. Until the landlord's directory has come, this handheld knows its own.
    pub(crate) fn people(&self) -> Result<People, Failure> {
        let own = self.store.enrolment()?.map(|Enrolment { device, certificate, .. }| DeviceEntry {
            device,
            device_name: certificate.device_name,
            person: certificate.person,
            person_name: certificate.person_name,
        });
        Ok(People::new(own.into_iter().chain(self.store.devices()?).collect(), self.now()))
    }

    /// The landlord's name.
    pub(crate) fn landlord(&self) -> Result<String, Failure> {
        if let Some(landlord) = self.store.landlord()? {
            return Ok(landlord.name);
        }
        Ok(self.store.enrolment()?.map(|enrolment| enrolment.landlord).unwrap_or_default())
    }

    /// A job's record and what it says; of one that left while it was open, as it was shown last.
    pub(crate) fn job(&self, id: DocumentId) -> Result<(Document, Job), Failure> {
        let document = self.store.load_open(id)?;
        let job = job::read(&document)?;
        Ok((document, job))
    }

    /// Pictures that the landlord does not have yet: one for each photo, whose preview may wait beside it.
    pub(crate) fn waiting_photos(&self) -> Result<Vec<WaitingAttachment>, Failure> {
        let mut waiting = self.store.waiting_attachments()?;
        let mut previews = BTreeSet::new();
        let jobs: BTreeSet<DocumentId> = waiting.iter().filter_map(|waiting| waiting.document).collect();
        for id in jobs {
            // Without its record a preview counts as a picture: rather one too many than one too few.
            if let Ok((_, job)) = self.job(id) {
                let both = job.photos.iter().map(|photo| (photo.photo.hash, photo.photo.preview_hash));
                let beside = both.filter(|(full, _)| waiting.iter().any(|held| held.hash == *full));
                previews.extend(beside.filter(|(full, preview)| full != preview).map(|(_, preview)| preview));
            }
        }
        waiting.retain(|waiting| !previews.contains(&waiting.hash));
        Ok(waiting)
    }

    /// Edits a job, saved when this returns; gives its page as it then is.
    pub(crate) fn edit(&self, id: &str, edit: &JobEdit) -> Result<JobPage, Failure> {
        let id: DocumentId = id.parse()?;
        let (clocks, new_id) = (self.store.clocks()?, self.new_id()?);
        self.store.edit::<Failure>(id, |document| Ok(job::edit(document, edit, &clocks, new_id)?.into()))?;
        queries::job::page(self, id)
    }
}
