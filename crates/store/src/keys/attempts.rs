//! Wrong PINs: how many there were, and how long to wait.

use domain::time::Timestamp;

use super::keystore::{ATTEMPTS, Keystore};
use crate::error::StoreError;

/// Wrong PINs after which the wrapped keys are destroyed.
pub const MAX_TRIES: u8 = 10;

/// Milliseconds to wait after so many wrong PINs.
const BACK_OFF: [(u8, i64); 5] = [(5, 30_000), (6, 60_000), (7, 2 * 60_000), (8, 5 * 60_000), (9, 15 * 60_000)];

/// How a person stands with the PIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PinState {
    /// Wrong PINs left before the keys are destroyed, from 10.
    pub tries_left: u8,
    /// When the next may be tried, by this device's clock; none when now.
    pub wait_until: Option<Timestamp>,
}

/// Wrong PINs since the last right one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Attempts {
    pub(super) wrong: u8,
    last: Timestamp,
}

impl Attempts {
    /// Reads the count. One that is missing or unreadable counts as none: it must never lock its owner out.
    pub(super) fn load(keystore: &dyn Keystore) -> Result<Self, StoreError> {
        let stored = keystore.load(ATTEMPTS).map_err(StoreError::keystore)?;
        let read = stored.as_deref().and_then(|bytes| {
            let (wrong, last) = bytes.split_first()?;
            let last = Timestamp::from_milliseconds(i64::from_be_bytes(last.try_into().ok()?));
            Some(Self { wrong: *wrong, last })
        });
        Ok(read.unwrap_or_default())
    }

    pub(super) fn save(self, keystore: &dyn Keystore) -> Result<(), StoreError> {
        let mut bytes = vec![self.wrong];
        bytes.extend_from_slice(&self.last.milliseconds().to_be_bytes());
        keystore.store(ATTEMPTS, &bytes).map_err(StoreError::keystore)
    }

    pub(super) fn one_more(self, now: Timestamp) -> Self {
        Self { wrong: self.wrong.saturating_add(1), last: now }
    }

    pub(super) fn state(self, now: Timestamp) -> PinState {
        let wait = BACK_OFF.iter().rev().find(|(wrong, _)| self.wrong >= *wrong).map_or(0, |(_, wait)| *wait);
        let waited = now.milliseconds().saturating_sub(self.last.milliseconds());
        // A clock that was turned back would make the wait longer than it ever is: it then begins again from now.
        let left = if waited < 0 { wait } else { wait.saturating_sub(waited) };
        PinState {
            tries_left: MAX_TRIES.saturating_sub(self.wrong),
            wait_until: (left > 0).then(|| now.plus_milliseconds(left)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_from_the_fifth_wrong_pin() {
        let at = Timestamp::from_milliseconds;
        let waits: Vec<i64> = (0..10)
            .map(|wrong| {
                let state = Attempts { wrong, last: at(1_000) }.state(at(1_000));
                state.wait_until.map_or(0, |until| (until.milliseconds() - 1_000) / 1_000)
            })
            .collect();
        assert_eq!(waits, [0, 0, 0, 0, 0, 30, 60, 120, 300, 900]);
    }

    #[test]
    fn a_wait_ends_in_time_and_a_clock_turned_back_does_not_stretch_it() {
        let at = Timestamp::from_milliseconds;
        let attempts = Attempts { wrong: 5, last: at(1_000_000) };
        assert_eq!(attempts.state(at(1_029_999)).wait_until, Some(at(1_030_000)));
        assert_eq!(attempts.state(at(1_030_000)).wait_until, None);
        assert_eq!(attempts.state(at(5)).wait_until, Some(at(30_005)));
    }
}
