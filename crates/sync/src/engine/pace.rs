//! How much of an attachment goes at a time: as much as passes in about two seconds, so that a save that comes meanwhile
//! is never kept waiting for longer, on a good signal or a bad one.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

const SMALLEST: usize = 8 << 10;
const LARGEST: usize = 1 << 20;

/// A piece that passes faster is too small, one that takes longer than twice this too large.
const QUICK: Duration = Duration::from_millis(1_000);

/// The size of the next piece.
#[derive(Debug)]
pub(super) struct Pace(AtomicUsize);

impl Default for Pace {
    fn default() -> Self {
        Self(AtomicUsize::new(64 << 10))
    }
}

impl Pace {
    /// Bytes.
    pub(super) fn piece(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    /// A piece of `sent` bytes was answered after `took`, or was not.
    pub(super) fn learn(&self, sent: usize, took: Duration, answered: bool) {
        let now = self.piece();
        let next = if !answered || took > QUICK * 2 {
            now / 2
        } else if took < QUICK && sent >= now {
            now.saturating_mul(2)
        } else {
            now
        };
        self.0.store(next.clamp(SMALLEST, LARGEST), Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_grow_on_a_good_signal_and_shrink_on_a_bad_one() {
        let pace = Pace::default();
        for _ in 0..20 {
            pace.learn(pace.piece(), Duration::from_millis(90), true);
        }
        assert_eq!(pace.piece(), LARGEST);
        pace.learn(pace.piece(), Duration::from_secs(9), true);
        assert_eq!(pace.piece(), LARGEST / 2);
        pace.learn(10, Duration::from_millis(5), true);
        assert_eq!(pace.piece(), LARGEST / 2, "the last piece of a photo says nothing");
        for _ in 0..20 {
            pace.learn(pace.piece(), Duration::from_millis(5), false);
        }
        assert_eq!(pace.piece(), SMALLEST);
    }
}
