//! Where time and random numbers come in, so that a whole fleet can run in virtual time.

use std::{
    fmt, io,
    time::{SystemTime, UNIX_EPOCH},
};

use domain::time::Timestamp;

/// What time it is.
pub trait Clock: fmt::Debug + Send + Sync + 'static {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// Where random numbers come from: they become tokens and identities, so nobody may guess them.
pub trait Random: fmt::Debug + Send + Sync + 'static {
    /// 16 random bytes.
    ///
    /// # Errors
    /// The source fails; then nothing that needs secrets can go on.
    fn sixteen(&self) -> io::Result<[u8; 16]>;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_milliseconds(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

/// The operating system's random numbers.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn sixteen(&self) -> io::Result<[u8; 16]> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(|error| io::Error::other(error.to_string()))?;
        Ok(bytes)
    }
}
