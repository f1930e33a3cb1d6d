//! One connection at a time goes on with an upload, and it is the newest.
//!
//! A link that was cut is often noticed by the handheld long before the hub hears of it. So whoever comes back is not
//! kept waiting behind its own dead connection: that one is told to leave, keeps what it has, and makes way.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use domain::id::DeviceId;
use tokio::sync::{OwnedMutexGuard, watch};

/// Which file of which device.
type Upload = ([u8; 32], DeviceId);

/// The uploads that somebody is at.
#[derive(Debug, Default)]
pub struct Turns {
    uploads: Mutex<HashMap<Upload, Arc<Place>>>,
}

#[derive(Debug)]
struct Place {
    lock: Arc<tokio::sync::Mutex<()>>,
    arrivals: watch::Sender<u64>,
}

/// Being the one who is at an upload.
#[derive(Debug)]
pub(super) struct Turn {
    _place: Arc<Place>,
    _lock: OwnedMutexGuard<()>,
    arrivals: watch::Receiver<u64>,
}

impl Turns {
    /// Waits until whoever is at it has left.
    pub(super) async fn take(&self, upload: Upload) -> Turn {
        let place = {
            let mut uploads = self.uploads.lock().unwrap_or_else(PoisonError::into_inner);
            uploads.retain(|_, place| Arc::strong_count(place) > 1);
            let new = || Arc::new(Place { lock: Arc::default(), arrivals: watch::Sender::new(0) });
            Arc::clone(uploads.entry(upload).or_insert_with(new))
        };
        place.arrivals.send_modify(|arrivals| *arrivals = arrivals.wrapping_add(1));
        let arrivals = place.arrivals.subscribe();
        let lock = Arc::clone(&place.lock).lock_owned().await;
        Turn { _place: place, _lock: lock, arrivals }
    }
}

impl Turn {
    /// Ends when somebody newer has come.
    pub(super) async fn over(&mut self) {
        // The sender lives as long as the place that this turn holds.
        let _somebody_came = self.arrivals.changed().await;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::timeout;

    use super::*;

    const UPLOAD: Upload = ([1; 32], DeviceId::from_bytes([2; 16]));

    #[tokio::test]
    async fn whoever_comes_back_does_not_wait_behind_a_dead_connection() {
        let turns = Arc::new(Turns::default());
        let mut dead = turns.take(UPLOAD).await;
        let came_back = tokio::spawn({
            let turns = Arc::clone(&turns);
            async move { turns.take(UPLOAD).await }
        });
        timeout(Duration::from_secs(5), dead.over()).await.expect("it is told to leave");
        drop(dead);
        let mut turn = timeout(Duration::from_secs(5), came_back).await.unwrap().unwrap();
        assert!(timeout(Duration::from_millis(20), turn.over()).await.is_err(), "nobody newer has come");
    }

    #[tokio::test]
    async fn other_uploads_are_not_in_the_way() {
        let turns = Turns::default();
        let _ada = turns.take(UPLOAD).await;
        let _dev = timeout(Duration::from_secs(5), turns.take(([1; 32], DeviceId::from_bytes([9; 16])))).await.unwrap();
    }
}
