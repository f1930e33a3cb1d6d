//! The landlord's map on its way down: after every photo, and one piece at a time, so that nothing waits for it.

use std::sync::Arc;

use store::{MAP_PIECE, MapPiece, Store};
use tokio::time;

use super::{
    News,
    attachments::stands_in_the_way,
    steps::{Failed, Steps, logged},
};
use crate::SyncError;

impl Steps {
    /// The next piece of the map; none also while it waits for a connection that costs nothing, as photos do.
    pub(super) fn wanted_of_map(&self, store: &Store) -> Result<Option<MapPiece>, Failed> {
        if self.attachments_wait(store)? { Ok(None) } else { Ok(store.next_map_piece()?) }
    }

    /// Fetches a piece of the map; true when something can be fetched now.
    pub(super) async fn fetch_map_piece(self: &Arc<Self>) -> Result<bool, SyncError> {
        let Some(piece) = self.with_store(|store, steps| steps.wanted_of_map(store)).await? else {
            return Ok(false);
        };
        let pieces = (self.map_pace.piece() as u64 / MAP_PIECE).max(1);
        let length = pieces.saturating_mul(MAP_PIECE).min(piece.size.saturating_sub(piece.from));
        let (hash, from, began) = (piece.hash, piece.from, time::Instant::now());
        let fetched = self
            .conversation(move |conversation, number| async move {
                conversation.map_piece(number, &hash, from, length).await
            })
            .await;
        let came = fetched.as_ref().ok().and_then(Option::as_ref).map_or(0, Vec::len);
        self.map_pace.learn(came, began.elapsed(), fetched.is_ok());
        let bytes = match fetched {
            // Less than was asked for: it was cut on the way.
            Ok(Some(bytes)) if (bytes.len() as u64) < length => return Err(SyncError::Unreachable),
            Ok(bytes) => bytes,
            Err(error) if stands_in_the_way(&error) => return Err(error),
            Err(error) => {
                logged(error);
                None
            }
        };
        self.with_store(move |store, steps| {
            match bytes {
                Some(bytes) => {
                    store.keep_map_piece(&piece, &bytes)?;
                    (steps.listener)(News::Map);
                }
                None => store.map_not_at_the_hub(&hash)?,
            }
            steps.to_fetch(store)
        })
        .await
    }
}
