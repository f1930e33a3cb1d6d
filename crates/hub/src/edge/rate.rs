//! How often a device may ask: a bucket of tokens for each, refilled by the clock.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use domain::{id::DeviceId, time::Timestamp};

/// Thousandths of a request.
const WHOLE: i64 = 1_000;

/// Buckets kept at most; full ones are forgotten first, for a full bucket says nothing.
const MAX_BUCKETS: usize = 20_000;

/// Every device's bucket. Only requests whose proof holds draw on one: nobody can empty another's.
#[derive(Debug)]
pub struct Rates {
    burst: i64,
    per_second: i64,
    buckets: Mutex<HashMap<DeviceId, Bucket>>,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    thousandths: i64,
    at: Timestamp,
}

impl Rates {
    /// `burst` requests at once, and `per_second` for ever.
    #[must_use]
    pub fn new(burst: u32, per_second: u32) -> Self {
        Self {
            burst: i64::from(burst).saturating_mul(WHOLE),
            per_second: i64::from(per_second),
            buckets: Mutex::default(),
        }
    }

    /// True when the device may ask now; draws one request.
    pub fn draw(&self, device: DeviceId, now: Timestamp) -> bool {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= MAX_BUCKETS {
            buckets.retain(|_, bucket| self.filled(*bucket, now) < self.burst);
        }
        let bucket = buckets.entry(device).or_insert(Bucket { thousandths: self.burst, at: now });
        let filled = self.filled(*bucket, now);
        let may = filled >= WHOLE;
        *bucket = Bucket { thousandths: if may { filled - WHOLE } else { filled }, at: now };
        may
    }

    /// A clock that goes back gives nothing and takes nothing.
    fn filled(&self, bucket: Bucket, now: Timestamp) -> i64 {
        let elapsed = now.milliseconds().saturating_sub(bucket.at.milliseconds()).max(0);
        bucket.thousandths.saturating_add(elapsed.saturating_mul(self.per_second)).min(self.burst)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_may_ask_in_a_burst_and_then_as_fast_as_its_bucket_fills() {
        let rates = Rates::new(3, 2);
        let (ada, dev) = (DeviceId::from_bytes([1; 16]), DeviceId::from_bytes([2; 16]));
        let at = Timestamp::from_milliseconds;
        let asked: Vec<bool> = (0..4).map(|_| rates.draw(ada, at(0))).collect();
        assert_eq!(asked, [true, true, true, false]);
        assert!(rates.draw(dev, at(0)), "one device's haste is not another's");
        assert!(!rates.draw(ada, at(499)));
        assert!(rates.draw(ada, at(500)));
        assert!(!rates.draw(ada, at(400)), "a clock that goes back gives nothing");
    }
}
