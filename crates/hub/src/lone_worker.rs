//! Watching over people who work alone.
//!
//! The hub counts by its own clock from what it was told is left. It needs no word of the handheld's to raise the alarm: a row
//! whose time has come is overdue, whether the handheld is dead, lost or out of reach, and whether or not the hub was
//! stopped in between.

use domain::{
    lone_work::{LONGEST_PLACE, believed_ms, reference},
    time::Timestamp,
};
use protocol::watch::{WatchRequest, WatchResponse, WatchSaid};

use crate::{
    db::{
        Caller,
        sqlite::{
            lone_worker::{self, Watched},
            people,
        },
    },
    hub::{Hub, HubError, Inner},
    refused::Refused,
};

/// Somebody who works alone.
#[derive(Debug, Clone, PartialEq)]
pub struct LoneWorker {
    /// By which people speak of it: "W-7QK3M2ZP".
    pub reference: String,
    /// What is known.
    pub watched: Watched,
    /// Who: "Ada Byrne".
    pub person: String,
    /// On which handheld: "Van 12".
    pub device: String,
    /// Milliseconds until they are due; below nought once they are overdue.
    pub left_ms: i64,
}

/// Hears what a handheld says of its timer.
///
/// # Errors
/// The timer is another person's, or the database failed.
pub(crate) fn hear(hub: &Inner, caller: &Caller, request: &WatchRequest) -> Result<WatchResponse, Refused> {
    let now = hub.clock.now();
    hub.db.write(|transaction| {
        let known = lone_worker::find(transaction, request.timer)?;
        if known.as_ref().is_some_and(|known| known.person != caller.person) {
            return Err(Refused::not_yours("this timer"));
        }
        let newer = known.as_ref().is_none_or(|known| known.beat < request.beat && known.ended_at.is_none());
        let heard = match (known, &request.said) {
            (Some(known), _) if !newer => known,
            (known, WatchSaid::Running { left_ms, place, at }) => Watched {
                timer: request.timer,
                person: caller.person,
                device: caller.device,
                place: place.chars().take(LONGEST_PLACE).collect(),
                beat: request.beat,
                started_at: known.as_ref().map_or(now, |known| known.started_at),
                heard_at: now,
                due_at: now.plus_milliseconds(believed_ms(*left_ms)),
                ended_at: None,
                // Whoever is well again is watched again.
                escalated_at: None,
                taken_by: String::new(),
                at: *at,
            },
            (Some(known), WatchSaid::Finished) => {
                Watched { beat: request.beat, heard_at: now, ended_at: Some(now), at: None, ..known }
            }
            // It was begun and ended without a signal: nobody had to watch.
            (None, WatchSaid::Finished) => {
                return Ok(WatchResponse { beat: request.beat, left_ms: None, taken_by: String::new() });
            }
        };
        lone_worker::put(transaction, &heard)?;
        // Of one that the office ended nothing more need be said.
        let beat = if heard.ended_at.is_some() { heard.beat.max(request.beat) } else { heard.beat };
        Ok(WatchResponse {
            beat,
            left_ms: heard.ended_at.is_none().then(|| left(&heard, now)),
            taken_by: heard.taken_by,
        })
    })
}

impl Hub {
    /// Everybody who works alone and is watched, the first to be due first.
    ///
    /// # Errors
    /// The database failed.
    pub fn lone_workers(&self) -> Result<Vec<LoneWorker>, HubError> {
        let now = self.inner.clock.now();
        self.inner.db.read(|transaction| {
            let mut workers = Vec::new();
            for watched in lone_worker::running(transaction)? {
                let device = people::device(transaction, watched.device)?;
                workers.push(LoneWorker {
                    reference: reference(watched.timer),
                    person: people::person_name(transaction, watched.person)?,
                    device: device.map(|device| device.entry.device_name).unwrap_or_default(),
                    left_ms: left(&watched, now),
                    watched,
                });
            }
            Ok(workers)
        })
    }

    /// Says who sees to somebody who is overdue: their handheld shows it if it can.
    ///
    /// # Errors
    /// Nobody of this reference is watched, they are not overdue, or the database failed.
    pub fn take_lone_worker(&self, reference: &str, by: &str) -> Result<(), HubError> {
        let now = self.inner.clock.now();
        let by = by.trim();
        if by.is_empty() {
            return Err(HubError::Asked("say who sees to it: --by \"Joan Ellis\"".into()));
        }
        self.change(reference, |watched| {
            if left(watched, now) > 0 {
                return Err(HubError::Asked(format!("{reference} is not overdue; there is nothing to see to yet")));
            }
            Ok(Watched { taken_by: by.to_owned(), ..watched.clone() })
        })
    }

    /// Ends a timer at the landlord's own machine: its person was found well, and their handheld cannot say so.
    ///
    /// # Errors
    /// Nobody of this reference is watched, or the database failed.
    pub fn end_lone_work(&self, reference: &str, by: &str) -> Result<(), HubError> {
        let now = self.inner.clock.now();
        if by.trim().is_empty() {
            return Err(HubError::Asked("say who found them well: --by \"Joan Ellis\"".into()));
        }
        self.change(reference, |watched| {
            Ok(Watched { ended_at: Some(now), taken_by: by.trim().to_owned(), at: None, ..watched.clone() })
        })
    }

    fn change(&self, reference: &str, change: impl Fn(&Watched) -> Result<Watched, HubError>) -> Result<(), HubError> {
        self.inner.db.write(|transaction| {
            let running = lone_worker::running(transaction)?;
            let found = running.iter().find(|watched| domain::lone_work::reference(watched.timer) == reference);
            let Some(watched) = found else {
                return Err(HubError::Asked(format!(
                    "nobody is watched under \"{reference}\"; see: doorstep-hub lone-worker list"
                )));
            };
            Ok(lone_worker::put(transaction, &change(watched)?)?)
        })
    }

    /// Raises the alarm for everybody whose time has come and for whom nobody has; gives how many.
    ///
    /// # Errors
    /// The database failed.
    pub fn escalate(&self) -> Result<usize, HubError> {
        let now = self.inner.clock.now();
        let overdue = |watched: &Watched| watched.escalated_at.is_none() && left(watched, now) <= 0;
        if !self.inner.db.read(lone_worker::running)?.iter().any(overdue) {
            return Ok(0);
        }
        self.inner.db.write(|transaction| {
            let due: Vec<Watched> = lone_worker::running(transaction)?.into_iter().filter(overdue).collect();
            for watched in &due {
                lone_worker::put(transaction, &Watched { escalated_at: Some(now), ..watched.clone() })?;
                let timer = reference(watched.timer);
                tracing::error!(timer, "somebody who works alone is overdue: doorstep-hub lone-worker list says who");
            }
            Ok(due.len())
        })
    }
}

fn left(watched: &Watched, now: Timestamp) -> i64 {
    watched.due_at.milliseconds().saturating_sub(now.milliseconds())
}
