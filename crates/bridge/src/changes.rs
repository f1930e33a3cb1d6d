//! What changed, as server-sent events: each is a JSON array of [`Tag`].

use std::{convert::Infallible, sync::Arc, time::Duration};

use app::api::Tag;
use axum::{
    extract::State,
    response::sse::{Event, KeepAlive, Sse},
};
use futures_util::{Stream, StreamExt};
use tokio_stream::wrappers::{BroadcastStream, errors::BroadcastStreamRecvError};

use crate::Bridge;

/// Follows the app's changes until the browser goes away.
pub(crate) async fn stream(State(bridge): State<Arc<Bridge>>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let events = BroadcastStream::new(bridge.app.changes()).map(|tags| {
        let tags = match tags {
            Ok(tags) => tags,
            // Some were missed: everything may have changed.
            Err(BroadcastStreamRecvError::Lagged(_)) => vec![Tag::Session, Tag::Jobs, Tag::Sending],
        };
        Ok(Event::default().json_data(tags).unwrap_or_default())
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
}
