//! The door: joining a landlord, the PIN, locking.
//!
//! The database opens with the first right PIN and stays open until the app ends, so that a locked phone in a pocket
//! still sends. Before a PIN is chosen it opens by itself: it then holds an enrolment and nothing else that matters.

use std::sync::Arc;

use domain::id::DocumentId;
use ed25519_dalek::SigningKey;
use protocol::{enrolment::Invitation, recovery::UnlockCode};
use store::{Door, Pin, Store, StoreError, Upgrading};
use sync::conversation;
use zeroize::Zeroizing;

use crate::{
    App, Customer,
    api::{DoorHelp, Failure, ProfileOf, ProfileReplies, Session, SessionState, Tag, Updating},
    ask::blocking,
    error::{self, DATABASE_DAMAGED, failure},
};

impl App {
    /// Opens the database of a handheld that has no PIN yet.
    pub(crate) fn open_without_pin(&self) {
        let opened = match self.handheld.door() {
            Ok(Door::WithoutPin) => Store::open(&self.handheld, None).map(|store| Some(Arc::new(store))),
            Ok(Door::KeysDestroyed) => Err(StoreError::KeysDestroyed),
            Ok(Door::Missing | Door::Pin(_) | Door::Withdrawn { .. }) => Ok(None),
            Err(error) => Err(error),
        };
        match opened {
            Ok(store) => self.opened().store = store,
            Err(error) => self.opened().trouble = Some(error.into()),
        }
        self.start_sending();
    }

    fn store(&self) -> Option<Arc<Store>> {
        self.opened().store.clone()
    }
}

/// The state of the door.
pub(crate) fn session(app: &App) -> Session {
    let mut session = Session {
        state: SessionState::NotEnrolled,
        landlord: None,
        person: None,
        // Whoever rings the office from before the door says which phone it is.
        device: app.handheld.name().ok().filter(|name| !name.is_empty()),
        tries_left: None,
        wait_seconds: 0,
        customer_of: None,
        profile_of: None,
        help: None,
        trouble: None,
        updating: app.opened().updating,
    };
    let damaged = |session: Session, trouble: Failure| Session {
        state: SessionState::Damaged,
        help: help(app, &trouble),
        trouble: Some(trouble),
        ..session
    };
    if let Some(trouble) = app.opened().trouble.clone() {
        return damaged(session, trouble);
    }
    let store = app.store();
    if let Some(store) = &store {
        match store.enrolment() {
            Ok(Some(enrolment)) => {
                session.landlord = Some(enrolment.landlord);
                session.person = Some(enrolment.certificate.person_name);
                session.device = Some(enrolment.certificate.device_name);
            }
            Ok(None) => return session,
            Err(error) => return damaged(session, error.into()),
        }
    }
    match app.handheld.door() {
        Err(error) => damaged(session, error.into()),
        Ok(Door::KeysDestroyed) => damaged(session, error::keys_destroyed()),
        Ok(Door::Missing) => session,
        Ok(Door::Withdrawn { pictures_left }) => {
            let (help, trouble) = (Some(DoorHelp::Invitation), Some(error::withdrawn(pictures_left)));
            Session { state: SessionState::Revoked, help, trouble, ..session }
        }
        Ok(Door::WithoutPin) => Session { state: SessionState::NeedsPin, ..session },
        Ok(Door::Pin(pin)) => {
            if let Some(revoked) = app.revoked() {
                return Session { state: SessionState::Revoked, trouble: Some(revoked), ..session };
            }
            let (unlocked, customer_of) = {
                let opened = app.opened();
                (opened.unlocked, opened.with_customer.clone())
            };
            if unlocked && store.is_some() {
                let state = SessionState::WithCustomer;
                return match customer_of {
                    None => Session { state: SessionState::Unlocked, ..session },
                    Some(Customer::OfJob(job)) => Session { state, customer_of: Some(job), ..session },
                    Some(Customer::OfProfile(profile)) => Session { state, profile_of: Some(profile), ..session },
                };
            }
            let now = app.handheld.surroundings.clock.now().milliseconds();
            let wait = pin.wait_until.map_or(0, |until| until.milliseconds().saturating_sub(now).max(0));
            Session {
                state: SessionState::Locked,
                help: Some(DoorHelp::UnlockCode),
                tries_left: (pin.tries_left <= 5).then_some(pin.tries_left),
                wait_seconds: u32::try_from(wait.saturating_add(999) / 1_000).unwrap_or(u32::MAX),
                ..session
            }
        }
    }
}

/// What the office can give that helps against this trouble.
fn help(app: &App, trouble: &Failure) -> Option<DoorHelp> {
    match trouble.code.as_str() {
        DATABASE_DAMAGED => Some(DoorHelp::Invitation),
        // Joining a hub seals the keys to it, so that the seal is there whenever there is something to open.
        "keys_destroyed" | "keystore_emptied" => {
            matches!(app.handheld.recovery_seal(), Ok(Some(_))).then_some(DoorHelp::UnlockCode)
        }
        _ => None,
    }
}

/// Joins the landlord's hub.
pub(crate) async fn enrol(app: &App, invitation: &str) -> Result<Session, Failure> {
    let _door = app.door.lock().await;
    let invitation: Invitation = invitation.parse()?;
    let trouble = app.opened().trouble.clone();
    let damaged = match trouble {
        Some(trouble) if trouble.code == DATABASE_DAMAGED => true,
        Some(trouble) => return Err(trouble),
        None => false,
    };
    if damaged || matches!(app.handheld.door(), Ok(Door::Withdrawn { .. })) {
        return enrol_again(app, &invitation).await;
    }
    let store = match app.store() {
        Some(store) => store,
        None => {
            let handheld = app.handheld.clone();
            let store = Arc::new(blocking(move || new_or_locked(&handheld)).await?);
            app.opened().store = Some(Arc::clone(&store));
            store
        }
    };
    if let Some(held) = store.enrolment()? {
        return Err(StoreError::AlreadyEnrolled { landlord: held.landlord }.into());
    }
    let (asking, token) = (Arc::clone(&store), invitation.token);
    let key = blocking(move || Ok(asking.joining_key(&token)?)).await?;
    let welcome = conversation::enrol(&*app.transport, &invitation, &key).await.map_err(error::at_the_door)?;
    blocking(move || {
        store.enrol(&invitation.hub, &welcome.landlord, &welcome.certificate, &key, welcome.epoch)?;
        Ok(())
    })
    .await?;
    app.start_sending();
    app.tell(vec![Tag::Session]);
    Ok(session(app))
}

/// Joins with a phone whose database is damaged, or whose keys went when it was withdrawn. Nothing is touched before the
/// hub has said yes. What is damaged is put aside and not deleted; what nobody can ever read makes room.
async fn enrol_again(app: &App, invitation: &Invitation) -> Result<Session, Failure> {
    let key = new_key(app)?;
    let welcome = conversation::enrol(&*app.transport, invitation, &key).await.map_err(error::at_the_door)?;
    app.shut().await;
    let (handheld, hub, now) = (app.handheld.clone(), invitation.hub.clone(), app.handheld.surroundings.clock.now());
    let store = blocking(move || {
        if !matches!(handheld.door(), Ok(Door::Withdrawn { .. })) {
            handheld.put_aside(now)?;
        }
        let store = Store::create(&handheld)?;
        store.enrol(&hub, &welcome.landlord, &welcome.certificate, &key, welcome.epoch)?;
        Ok(store)
    })
    .await?;
    open_afresh(app, Arc::new(store));
    Ok(session(app))
}

/// Opens a phone whose PIN is lost, or whose keys were destroyed: the hub opens the seal that only it can open. The person
/// chooses another PIN afterwards.
pub(crate) async fn recover(app: &App, code: &str) -> Result<Session, Failure> {
    let _door = app.door.lock().await;
    let code: UnlockCode = code.parse()?;
    match app.handheld.door()? {
        Door::Missing => return Err(StoreError::NotEnrolled.into()),
        Door::Withdrawn { pictures_left } => return Err(error::withdrawn(pictures_left)),
        Door::WithoutPin | Door::Pin(_) | Door::KeysDestroyed => {}
    }
    let seal = app.handheld.recovery_seal()?.ok_or(StoreError::NotEnrolled)?;
    let reply = new_key(app)?;
    let root = conversation::unlock(&*app.transport, &code, seal, &reply).await.map_err(error::at_the_door)?;
    let (open, handheld) = (app.store(), app.handheld.clone());
    let recovered = blocking(move || match open {
        Some(store) => Ok(store.recover_open(&root).map(|()| store)),
        None => Ok(Store::recover(&handheld, *root).map(Arc::new)),
    });
    match recovered.await? {
        Ok(store) => open_afresh(app, store),
        Err(error @ StoreError::Damaged { .. }) => {
            app.opened().trouble = Some(Failure::from(error));
            app.tell(vec![Tag::Session]);
        }
        Err(error) => return Err(error.into()),
    }
    Ok(session(app))
}

/// The database is open, and whoever stands there chooses a PIN.
fn open_afresh(app: &App, store: Arc<Store>) {
    {
        let mut opened = app.opened();
        opened.store = Some(store);
        opened.unlocked = false;
        opened.with_customer = None;
        opened.trouble = None;
    }
    app.start_sending();
    app.tell(vec![Tag::Session]);
}

fn new_key(app: &App) -> Result<SigningKey, Failure> {
    let mut seed = Zeroizing::new([0; 32]);
    app.handheld.surroundings.random.fill(seed.as_mut()).map_err(|error| error::internal(&error))?;
    Ok(SigningKey::from_bytes(&seed))
}

fn new_or_locked(handheld: &store::Handheld) -> Result<Store, Failure> {
    match handheld.door()? {
        Door::Missing => Ok(Store::create(handheld)?),
        // It has joined somebody already, who that is only its PIN tells.
        _ => Err(error::locked()),
    }
}

/// Sets the first PIN.
pub(crate) async fn choose_pin(app: &App, pin: &str) -> Result<Session, Failure> {
    let _door = app.door.lock().await;
    match session(app).state {
        SessionState::NeedsPin => {}
        SessionState::NotEnrolled => return Err(StoreError::NotEnrolled.into()),
        _ => return Err(failure("pin_chosen", "This phone has a PIN already", "Enter it to open Doorstep")),
    }
    let pin: Pin = pin.parse().map_err(StoreError::PinRefused)?;
    let store = app.store().ok_or(StoreError::NotEnrolled)?;
    blocking(move || Ok(store.choose_pin(&pin)?)).await?;
    app.opened().unlocked = true;
    app.tell(vec![Tag::Session]);
    Ok(session(app))
}

/// Opens the screens, and with the first right PIN the database.
pub(crate) async fn unlock(app: &App, pin: &str) -> Result<Session, Failure> {
    let _door = app.door.lock().await;
    match session(app) {
        Session { state: SessionState::Locked, .. } => {}
        Session { trouble: Some(trouble), .. } => return Err(trouble),
        Session { state: SessionState::NotEnrolled | SessionState::NeedsPin, .. } => {
            return Err(StoreError::NotEnrolled.into());
        }
        open => return Ok(open),
    }
    let tried = match pin.parse::<Pin>() {
        Ok(pin) => {
            let (store, handheld) = (app.store(), app.handheld.clone());
            let (told, mut progress) = tokio::sync::mpsc::unbounded_channel();
            let tried = tokio::task::spawn_blocking(move || match store {
                Some(store) => store.try_pin(&pin).map(|()| store),
                None => {
                    let mut tell = |Upgrading { done, total }| {
                        // Nobody listens any more only when the app is being closed.
                        let _ = told.send(Updating { done, total });
                    };
                    Store::open_telling(&handheld, Some(&pin), &mut tell).map(Arc::new)
                }
            });
            while let Some(updating) = progress.recv().await {
                app.opened().updating = Some(updating);
                app.tell(vec![Tag::Session]);
            }
            app.opened().updating = None;
            tried.await.map_err(|error| error::internal(&error))?
        }
        // No PIN has this form, so it is not worth one of ten tries.
        Err(_) => return Err(failure("pin_form", "A PIN is 6 to 12 digits", "Enter your PIN, digits only")),
    };
    match tried {
        Ok(store) => {
            let mut opened = app.opened();
            opened.store = Some(store);
            opened.unlocked = true;
        }
        Err(error) => {
            if matches!(
                error,
                StoreError::Damaged { .. }
                    | StoreError::NewerSchema { .. }
                    | StoreError::KeysDestroyed
                    | StoreError::KeystoreEmptied
            ) {
                app.opened().trouble = Some(Failure::from(error));
                app.tell(vec![Tag::Session]);
                return Err(app.opened().trouble.clone().unwrap_or_else(error::locked));
            }
            app.tell(vec![Tag::Session]);
            return Err(match error {
                StoreError::Full => error::too_full_to_open(),
                error => error.into(),
            });
        }
    }
    app.start_sending();
    app.prepare_photos();
    app.set_foreground(true);
    app.tell(vec![Tag::Session]);
    Ok(session(app))
}

/// The phone goes into the hands of a job's customer. It comes out of them by the PIN alone: a restart locks it as well.
pub(crate) async fn hand_over(app: &App, job: &str) -> Result<Session, Failure> {
    let _door = app.door.lock().await;
    let unlocked = app.unlocked()?;
    let id: DocumentId = job.parse()?;
    unlocked.store.job_row(id)?.ok_or_else(error::job_unknown)?;
    app.opened().with_customer = Some(Customer::OfJob(id.to_string()));
    app.tell(vec![Tag::Session]);
    Ok(session(app))
}

/// The phone goes into the hands of somebody who answers questions about themself.
pub(crate) async fn hand_over_profile(app: &App, home: &str, person: &str) -> Result<Session, Failure> {
    let _door = app.door.lock().await;
    let unlocked = app.unlocked()?;
    // Before anybody is handed a phone that has no questions.
    crate::queries::officer::profile::run(&unlocked, home, person, &ProfileReplies::new())?;
    let profile = ProfileOf { home: home.to_owned(), person: person.trim().to_owned() };
    app.opened().with_customer = Some(Customer::OfProfile(profile));
    app.tell(vec![Tag::Session]);
    Ok(session(app))
}

/// Closes the screens; sending goes on.
pub(crate) async fn lock(app: &App) -> Session {
    let _door = app.door.lock().await;
    {
        let mut opened = app.opened();
        opened.unlocked = false;
        opened.here = None;
        opened.with_customer = None;
    }
    app.shown.forget();
    app.tell(vec![Tag::Session]);
    session(app)
}
