//! Working alone: a time by which somebody says that they are well, and who notices when they do not.
//!
//! Nobody's clock is believed here. A handheld says how much of the time is left as it speaks, which is a duration, and the hub
//! counts from when it heard that. What a handheld's clock says only decides how long ago a tap was, and can make that
//! neither less than nothing nor more than the whole time.

use thiserror::Error;

use crate::{id::TimerId, time::Timestamp};

/// The shortest time, in minutes.
pub const SHORTEST: u32 = 5;

/// The longest time, in minutes: a shift.
pub const LONGEST: u32 = 720;

/// The longest place, in characters.
pub const LONGEST_PLACE: usize = 300;

/// What cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum LoneWorkFault {
    /// The time is too short or too long.
    #[error("The time is not between 5 minutes and 12 hours")]
    Minutes,
    /// It does not say where somebody goes.
    #[error("It does not say where you are going")]
    Place,
}

/// Whether somebody can set this time, and for this place.
///
/// # Errors
/// What cannot be.
pub fn check(minutes: u32, place: &str) -> Result<(), LoneWorkFault> {
    if !(SHORTEST..=LONGEST).contains(&minutes) {
        return Err(LoneWorkFault::Minutes);
    }
    match place.trim().chars().count() {
        1..=LONGEST_PLACE => Ok(()),
        _ => Err(LoneWorkFault::Place),
    }
}

/// Milliseconds of `minutes` that are left at `now` when they began at `since` by the same clock. A clock that was put back
/// leaves the whole time, one that was put forward none.
#[must_use]
pub fn left_ms(minutes: u32, since: Timestamp, now: Timestamp) -> i64 {
    let whole = i64::from(minutes) * 60_000;
    whole.saturating_sub(now.milliseconds().saturating_sub(since.milliseconds()).clamp(0, whole))
}

/// Milliseconds that a handheld says are left, as the hub believes them.
#[must_use]
pub fn believed_ms(left_ms: u64) -> i64 {
    i64::try_from(left_ms).unwrap_or(i64::MAX).min(i64::from(LONGEST) * 60_000)
}

/// How people speak of a timer: "W-7QK3M2ZP".
#[must_use]
pub fn reference(timer: TimerId) -> String {
    let text = timer.to_string();
    let tail: String = text.chars().skip(text.chars().count().saturating_sub(8)).collect();
    format!("W-{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::from_milliseconds(1_795_000_000_000 + minutes * 60_000)
    }

    #[test]
    fn what_is_left_is_never_more_than_the_whole_nor_less_than_nothing_whatever_a_clock_says() {
        assert_eq!(left_ms(30, at(0), at(10)), 20 * 60_000);
        assert_eq!(left_ms(30, at(0), at(45)), 0);
        assert_eq!(left_ms(30, at(0), Timestamp::from_milliseconds(0)), 30 * 60_000, "the battery died: it is 1970");
        assert_eq!(left_ms(30, at(0), at(1_000_000)), 0, "a clock that was put forward");
        assert_eq!(believed_ms(u64::MAX), 720 * 60_000, "nobody is watched for ever");
    }

    #[test]
    fn a_timer_says_where_and_ends_within_a_shift() {
        assert_eq!(check(30, "8 Sluice Court"), Ok(()));
        assert_eq!(check(4, "8 Sluice Court"), Err(LoneWorkFault::Minutes));
        assert_eq!(check(721, "8 Sluice Court"), Err(LoneWorkFault::Minutes));
        assert_eq!(check(30, "  "), Err(LoneWorkFault::Place));
    }
}
