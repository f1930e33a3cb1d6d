//! What has reached the landlord and what has not, in words.

use store::Counts;
use sync::{SyncError, engine::Activity};

use crate::{
    api::{Failure, Sending, Tone},
    unlocked::Unlocked,
};

pub(crate) fn run(unlocked: &Unlocked) -> Result<Sending, Failure> {
    let mut counts = unlocked.store.counts()?;
    if counts.attachments_waiting > 0 {
        counts.attachments_waiting = u32::try_from(unlocked.waiting_photos()?.len()).unwrap_or(u32::MAX);
    }
    let last = unlocked.store.contact()?.last_exchange;
    let (words, tone) = words(&counts, unlocked.status.activity, unlocked.status.trouble.as_ref());
    Ok(Sending {
        words,
        tone,
        waiting: counts.waiting,
        photos_waiting: counts.attachments_waiting,
        held: counts.held,
        quarantined: counts.quarantined.saturating_add(counts.superseded),
        last_exchange: last.map(|at| at.spoken(unlocked.now())),
        // Being without a signal is no trouble: that is what the app is for.
        trouble: unlocked.status.trouble.clone().filter(|error| *error != SyncError::Unreachable).map(Failure::from),
    })
}

/// One line that is always on screen.
fn words(counts: &Counts, activity: Activity, trouble: Option<&SyncError>) -> (String, Tone) {
    let waiting = counts.waiting.saturating_add(counts.attachments_waiting);
    let aside = counts.quarantined.saturating_add(counts.superseded);
    match trouble {
        Some(SyncError::Unreachable) if waiting > 0 => {
            return (format!("No signal. {waiting} saved on this phone"), Tone::Warning);
        }
        Some(SyncError::Unreachable) => {
            return with_aside("No signal. All sent".to_owned(), Tone::Quiet, counts.held, aside);
        }
        Some(SyncError::Busy) | None => {}
        Some(_) if waiting > 0 => return (format!("Not sending. {waiting} saved on this phone"), Tone::Bad),
        Some(_) => return ("No contact with the landlord".to_owned(), Tone::Bad),
    }
    if waiting == 0 {
        return with_aside("All sent".to_owned(), Tone::Good, counts.held, aside);
    }
    if activity == Activity::Resting {
        (format!("{waiting} waiting to send"), Tone::Warning)
    } else {
        (format!("Sending {waiting}…"), Tone::Active)
    }
}

/// What the landlord holds or has set aside is with the landlord; it is said, because somebody has to look.
fn with_aside(words: String, tone: Tone, held: u32, aside: u32) -> (String, Tone) {
    match (held, aside) {
        (0, 0) => (words, tone),
        (held, 0) => (format!("{words}. {held} held by the landlord"), Tone::Warning),
        (0, aside) => (format!("{words}. {aside} set aside for the landlord to look at"), Tone::Warning),
        (held, aside) => {
            (format!("{words}. {held} held, {aside} set aside for the landlord to look at"), Tone::Warning)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(waiting: u32, photos: u32, activity: Activity, trouble: Option<SyncError>) -> String {
        let counts = Counts { waiting, attachments_waiting: photos, ..Counts::default() };
        words(&counts, activity, trouble.as_ref()).0
    }

    #[test]
    fn the_line_says_what_ada_needs_to_know() {
        use Activity::{Exchanging, Resting};
        assert_eq!(of(0, 0, Resting, None), "All sent");
        assert_eq!(of(0, 0, Exchanging, None), "All sent");
        assert_eq!(of(2, 1, Resting, None), "3 waiting to send");
        assert_eq!(of(2, 1, Exchanging, None), "Sending 3…");
        assert_eq!(of(3, 0, Exchanging, Some(SyncError::Unreachable)), "No signal. 3 saved on this phone");
        assert_eq!(of(0, 0, Resting, Some(SyncError::Unreachable)), "No signal. All sent");
        assert_eq!(of(3, 0, Resting, Some(SyncError::NotTheHub)), "Not sending. 3 saved on this phone");
    }

    #[test]
    fn what_is_held_or_set_aside_is_never_hidden_behind_all_sent() {
        let counts = Counts { held: 1, quarantined: 2, ..Counts::default() };
        let (said, tone) = words(&counts, Activity::Resting, None);
        assert_eq!(said, "All sent. 1 held, 2 set aside for the landlord to look at");
        assert_eq!(tone, Tone::Warning);
    }
}
