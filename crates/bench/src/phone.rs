//! A handheld without its screens: the real store and the real engine on a folder.

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use documents::{Document, job};
use domain::{
    id::{DocumentId, EventId},
    job::{JobEdit, NewId},
    time::Timestamp,
};
use ed25519_dalek::SigningKey;
use protocol::enrolment::Invitation;
use store::{Edit, FileKeystore, Handheld, PinCost, Place, Random, Store, Surroundings, SystemRandom};
use sync::{
    conversation,
    engine::{Activity, Engine, News},
};

use crate::{Failed, carrier::Carrier};

/// How long one sync may take.
const PATIENCE: Duration = Duration::from_secs(600);

/// An open handheld.
pub struct Phone {
    /// Its store.
    pub store: Arc<Store>,
    /// Its way to the hub.
    pub carrier: Arc<Carrier>,
}

/// How a sync went.
#[derive(Debug, Clone, Copy)]
pub struct InStep {
    /// From its beginning until nothing was left to do.
    pub took: Duration,
    /// The first records that came, if any: when they could be shown, and how many bytes of bodies had come by then.
    pub first_records: Option<(Duration, u64)>,
}

/// The handheld of a folder, with the app's own files: its PIN costs little, since that cost is chosen and not measured.
#[must_use]
pub fn handheld(folder: &Path) -> Handheld {
    let keystore = Arc::new(FileKeystore::new(folder.join("keystore")));
    Handheld { pin_cost: PinCost::TEST, ..Handheld::new(Place::new(folder), keystore) }
}

impl Phone {
    /// Opens the handheld of a folder; a new folder becomes a new handheld.
    ///
    /// # Errors
    /// The folder cannot be used.
    pub fn open(folder: &Path, carrier: Arc<Carrier>) -> Result<Self, Failed> {
        let handheld = handheld(folder);
        let store = match handheld.place.database().exists() {
            true => Store::open(&handheld, None)?,
            false => Store::create(&handheld)?,
        };
        Ok(Self { store: Arc::new(store), carrier })
    }

    /// Joins the hub that the carrier leads to.
    ///
    /// # Errors
    /// The hub refuses, or the disk fails.
    pub async fn enrol(&self, invitation: &Invitation) -> Result<(), Failed> {
        let key = SigningKey::from_bytes(&random()?);
        let welcome = conversation::enrol(&*self.carrier, invitation, &key).await?;
        Ok(self.store.enrol(&invitation.hub, &welcome.landlord, &welcome.certificate, &key, welcome.epoch)?)
    }

    /// Sends and receives until nothing is left to do, as the app does when a signal returns.
    ///
    /// # Errors
    /// Something stood in the way, or it took longer than ten minutes.
    pub async fn sync(&self) -> Result<InStep, Failed> {
        let before = self.store.contact()?.last_exchange;
        let first: Arc<Mutex<Option<(Duration, u64)>>> = Arc::default();
        let (noted, carrier) = (Arc::clone(&first), Arc::clone(&self.carrier));
        let (began, bytes_before) = (Instant::now(), carrier.carried().down);
        let note = move |news| {
            if matches!(news, News::Records(_)) {
                let now = (began.elapsed(), carrier.carried().down.saturating_sub(bytes_before));
                noted.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(now);
            }
        };
        let engine = self.engine(Arc::new(note));
        let ended = self.at_rest(&engine, before).await;
        let took = began.elapsed();
        engine.stop().await;
        ended?;
        let first_records = *first.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(InStep { took, first_records })
    }

    /// Waits until the engine has spoken with the hub since `before` and nothing is left to do.
    ///
    /// # Errors
    /// Something stood in the way, or it took longer than ten minutes.
    pub async fn at_rest(&self, engine: &Engine, before: Option<Timestamp>) -> Result<(), Failed> {
        let mut watch = engine.watch();
        let resting = async {
            loop {
                watch.changed().await?;
                let status = watch.borrow_and_update().clone();
                if let Some(trouble) = status.trouble {
                    return Err(Failed::from(format!("sending failed: {trouble}")));
                }
                let spoken = self.store.contact()?.last_exchange != before;
                if status.activity == Activity::Resting && spoken && self.store.counts()?.waiting == 0 {
                    return Ok(());
                }
            }
        };
        tokio::time::timeout(PATIENCE, resting).await.map_err(|_| "the sync took longer than ten minutes")?
    }

    /// Starts the engine, to be stopped by the caller.
    #[must_use]
    pub fn engine(&self, listener: sync::engine::Listener) -> Engine {
        Engine::start(Arc::clone(&self.store), Arc::clone(&self.carrier) as _, Surroundings::system(), listener)
    }

    /// Makes edits of one job, saved together in one transaction when this returns: what the app does for one.
    ///
    /// # Errors
    /// One of them cannot be made, or the disk fails.
    pub fn edit(&self, id: DocumentId, edits: &[JobEdit]) -> Result<Document, Failed> {
        let clocks = self.store.clocks()?;
        self.store.edit::<Failed>(id, |document| {
            let mut changes = Vec::new();
            for edit in edits {
                changes.extend(job::edit(document, edit, &clocks, new_id(clocks.device)?)?);
            }
            Ok(Edit::from(changes))
        })
    }

    /// Closes it, with everything in the database's own file.
    ///
    /// # Errors
    /// Somebody else still uses it, or the disk fails.
    pub fn close(self) -> Result<(), Failed> {
        Ok(Arc::into_inner(self.store).ok_or("the store is still in use")?.close()?)
    }
}

/// An identity that nobody used before.
///
/// # Errors
/// The system gives no random numbers.
pub fn new_id(now: domain::time::Timestamp) -> Result<NewId, Failed> {
    Ok(NewId(*EventId::new(now, random()?).as_bytes()))
}

/// Random bytes.
///
/// # Errors
/// The system gives none.
pub fn random<const N: usize>() -> Result<[u8; N], Failed> {
    let mut bytes = [0; N];
    SystemRandom.fill(&mut bytes)?;
    Ok(bytes)
}
