//! Sending: started as soon as the database is open and a hub joined, and told of every save.

use std::sync::{Arc, atomic::Ordering};

use store::Door;
use sync::engine::{Engine, Listener, News};
use tokio::sync::broadcast;

use crate::{
    App,
    api::{Failure, Tag},
    error,
};

impl App {
    /// Starts sending unless it runs, the database is closed, no hub is joined, or there is no tokio runtime here yet:
    /// then the next request starts it.
    pub(crate) fn start_sending(&self) {
        let mut opened = self.opened();
        if opened.engine.is_some() || tokio::runtime::Handle::try_current().is_err() {
            return;
        }
        let Some(store) = &opened.store else { return };
        if !matches!(store.enrolment(), Ok(Some(_))) {
            return;
        }
        let engine = Engine::start(
            Arc::clone(store),
            Arc::clone(&self.transport),
            self.handheld.surroundings.clone(),
            listener(self.changes.clone()),
        );
        engine.set_metered(self.metered.load(Ordering::Relaxed));
        opened.engine = Some(engine);
    }

    /// Photos that had to wait may go now, or one that was put away is wanted.
    pub(crate) fn photos_may_go(&self) {
        if let Some(engine) = &self.opened().engine {
            engine.attachments_may_go();
        }
    }

    /// A command saved something.
    pub(crate) fn saved(&self, attachment: bool) {
        if let Some(engine) = &self.opened().engine {
            engine.saved();
            if attachment {
                engine.attachment_saved();
            }
        }
    }

    /// Somebody who works alone said something.
    pub(crate) fn lone_work_said(&self) {
        if let Some(engine) = &self.opened().engine {
            engine.lone_work_said();
        }
        self.tell(vec![Tag::LoneWork]);
    }

    /// A person asks to send now.
    pub(crate) fn send_now(&self) {
        if let Some(engine) = &self.opened().engine {
            engine.wake();
        }
    }

    /// Why this handheld may not be used any more, when the landlord has withdrawn it: while what waits on it is handed over,
    /// and afterwards.
    pub(crate) fn revoked(&self) -> Option<Failure> {
        let opened = self.opened();
        if !opened.store.as_ref()?.is_withdrawn() {
            return None;
        }
        Some(match self.handheld.door() {
            Ok(Door::Withdrawn { pictures_left }) => error::withdrawn(pictures_left),
            _ => error::withdrawn_and_handing_over(),
        })
    }
}

/// From the engine's news to what the screens ask again.
fn listener(changes: broadcast::Sender<Vec<Tag>>) -> Listener {
    Arc::new(move |news| {
        let tags = match news {
            News::Records(records) => {
                let mut tags = vec![Tag::Jobs];
                tags.extend(records.iter().map(|record| Tag::Job(record.to_string())));
                tags
            }
            News::Gone => vec![Tag::Jobs],
            // Names stand on every screen.
            News::Reference => vec![Tag::Session, Tag::Jobs, Tag::Map],
            News::Outbox => vec![Tag::Sending],
            News::Attachment(records) => records.iter().map(|record| Tag::Job(record.to_string())).collect(),
            News::LoneWork => vec![Tag::LoneWork],
            News::Map => vec![Tag::Map],
            News::Activity => vec![Tag::Sending],
            // A withdrawn handheld shows at the door.
            News::Trouble => vec![Tag::Sending, Tag::Session],
        };
        // Nobody may be listening.
        let _ = changes.send(tags);
    })
}
