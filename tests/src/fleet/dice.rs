//! Chance and time that a seed decides: the same seed rolls the same numbers and tells the same hours.

use std::{
    io,
    sync::{
        Mutex,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};

use domain::time::Timestamp;

/// 23 November 2026, 07:40 in London: the day begins.
pub const MORNING: i64 = 1_795_419_600_000;

/// A stream of numbers from a seed (`SplitMix64`). Not for secrets.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// The stream of this seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Another stream, of this one's next number and a label.
    pub fn fork(&mut self, label: u64) -> Self {
        let mut mixed = Self(self.roll() ^ label.wrapping_mul(0xD6E8_FEB8_6659_FD93));
        mixed.roll();
        mixed
    }

    /// The next number.
    pub const fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`, which is not nought.
    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.roll() % limit as u64).unwrap()
    }

    /// True so many times in a hundred.
    pub fn percent(&mut self, often: u64) -> bool {
        self.roll() % 100 < often
    }

    /// One of these.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// A number from `least` to `most`.
    pub fn between(&mut self, least: i64, most: i64) -> i64 {
        least + i64::try_from(self.roll() % u64::try_from(most - least + 1).unwrap()).unwrap()
    }

    /// Sixteen bytes.
    pub fn sixteen(&mut self) -> [u8; 16] {
        (u128::from(self.roll()) << 64 | u128::from(self.roll())).to_be_bytes()
    }
}

/// True time, which the hub tells and every handheld mistells.
#[derive(Debug)]
pub struct TrueTime(AtomicI64);

impl TrueTime {
    /// The day begins.
    pub const fn new() -> Self {
        Self(AtomicI64::new(MORNING))
    }

    /// Time passes.
    pub fn pass(&self, milliseconds: i64) {
        self.0.fetch_add(milliseconds, Ordering::Relaxed);
    }
}

impl Default for TrueTime {
    fn default() -> Self {
        Self::new()
    }
}

impl hub::chance::Clock for TrueTime {
    fn now(&self) -> Timestamp {
        Timestamp::from_milliseconds(self.0.load(Ordering::Relaxed))
    }
}

/// A handheld's clock: true time and an error.
pub struct Watch {
    true_time: std::sync::Arc<TrueTime>,
    error: AtomicI64,
}

impl Watch {
    /// A clock that is right, for now.
    pub const fn new(true_time: std::sync::Arc<TrueTime>) -> Self {
        Self { true_time, error: AtomicI64::new(0) }
    }

    /// Somebody or something sets it, so many milliseconds beside the truth.
    pub fn set_wrong_by(&self, milliseconds: i64) {
        self.error.store(milliseconds, Ordering::Relaxed);
    }
}

impl store::Clock for Watch {
    fn now(&self) -> Timestamp {
        hub::chance::Clock::now(&*self.true_time).plus_milliseconds(self.error.load(Ordering::Relaxed))
    }
}

/// Random numbers for a store or a hub.
#[derive(Debug)]
pub struct Seeded(Mutex<Dice>);

impl Seeded {
    /// From this stream.
    pub const fn new(dice: Dice) -> Self {
        Self(Mutex::new(dice))
    }
}

impl store::Random for Seeded {
    fn fill(&self, bytes: &mut [u8]) -> io::Result<()> {
        let mut dice = self.0.lock().unwrap();
        for chunk in bytes.chunks_mut(8) {
            let rolled = dice.roll().to_be_bytes();
            chunk.copy_from_slice(&rolled[..chunk.len()]);
        }
        Ok(())
    }
}

impl hub::chance::Random for Seeded {
    fn sixteen(&self) -> io::Result<[u8; 16]> {
        Ok(self.0.lock().unwrap().sixteen())
    }
}

/// Random numbers that begin again each time: what a handheld must never be given.
pub struct Repeating(AtomicU64);

impl Repeating {
    /// Begins as this seed says, however often a process opens it.
    pub const fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }
}

impl store::Random for Repeating {
    fn fill(&self, bytes: &mut [u8]) -> io::Result<()> {
        Seeded::new(Dice::new(self.0.load(Ordering::Relaxed))).fill(bytes)
    }
}
