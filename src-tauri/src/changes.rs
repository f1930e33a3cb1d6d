//! From the app's changes to the event that the screens listen to.

use app::api::Tag;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

/// The event's name.
pub const EVENT: &str = "changed";

/// Tells of every change until the app is closed. None stands for changes that were missed: everything on screen must
/// be asked for again.
pub async fn forward(mut changes: Receiver<Vec<Tag>>, mut tell: impl FnMut(Option<Vec<Tag>>)) {
    loop {
        match changes.recv().await {
            Ok(tags) => tell(Some(tags)),
            Err(RecvError::Lagged(_)) => tell(None),
            Err(RecvError::Closed) => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use tauri::async_runtime::block_on;
    use tokio::sync::broadcast;

    use super::*;

    #[test]
    fn a_screen_that_was_too_slow_is_told_to_ask_for_everything() {
        let (sender, changes) = broadcast::channel(2);
        for job in ["a", "b", "c"] {
            sender.send(vec![Tag::Job(job.into())]).unwrap();
        }
        drop(sender);
        let mut told = Vec::new();
        block_on(forward(changes, |tags| told.push(tags)));
        assert_eq!(told, [None, Some(vec![Tag::Job("b".into())]), Some(vec![Tag::Job("c".into())])]);
    }
}
