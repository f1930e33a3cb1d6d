//! What one message may use, measured while it is taken in.

use std::{
    fs,
    time::{Duration, Instant},
};

use peak_alloc::PeakAlloc;

use super::Target;

/// What one message may use.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    /// Bytes of memory at once, beyond what was used before it came.
    pub memory: usize,
    /// Time on a processor, or on the wall where that is less: others may be busy on the same machine.
    pub time: Duration,
}

/// A message between handheld and hub: 64 MiB, 250 ms.
pub const MESSAGE: Limit = Limit { memory: 64 << 20, time: Duration::from_millis(250) };

/// A picture that somebody chose on their own handheld: it may have 100 million pixels.
pub const PICTURE: Limit = Limit { memory: 1 << 30, time: Duration::from_secs(4) };

/// A workbook that somebody at the office imports: its parts may have 64 MiB unpacked, and are read twice.
pub const WORKBOOK: Limit = Limit { memory: 256 << 20, time: Duration::from_secs(4) };

const TRIES: u32 = 4;

/// What taking one message in used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Used {
    /// Bytes at once.
    pub memory: usize,
    /// In the best try.
    pub time: Duration,
}

/// Takes bytes in and measures it. The program must have [`PeakAlloc`] as its global allocator; memory of C libraries
/// is not seen.
///
/// # Panics
/// The target found a fault, or the limit was passed.
pub fn measured(target: &Target, bytes: &[u8]) -> Used {
    let mut used = Used { memory: 0, time: Duration::MAX };
    for _ in 0..TRIES {
        PeakAlloc.reset_peak_usage();
        let (before, began, computed_before) = (PeakAlloc.current_usage(), Instant::now(), computed());
        (target.run)(bytes);
        used.time = used.time.min(began.elapsed()).min(computed().saturating_sub(computed_before));
        used.memory = used.memory.max(PeakAlloc.peak_usage().saturating_sub(before));
        if used.time <= target.limit.time {
            break;
        }
    }
    assert!(used.memory <= target.limit.memory, "{} used {} bytes", target.name, used.memory);
    assert!(used.time <= target.limit.time, "{} took {:?}", target.name, used.time);
    used
}

/// What all threads of this process have computed, to a hundredth of a second.
fn computed() -> Duration {
    let told = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let (_, fields) = told.rsplit_once(')').unwrap_or_default();
    // In the program and in the system, in hundredths of a second.
    let ticks = fields.split_whitespace().skip(11).take(2).map(|ticks| ticks.parse::<u64>().unwrap_or(0)).sum::<u64>();
    Duration::from_millis(ticks * 10)
}

/// # Panics
/// Memory is not counted in this program.
pub fn assert_memory_is_counted() {
    let before = PeakAlloc.current_usage();
    let counted = vec![1_u8; 1 << 20];
    assert!(PeakAlloc.current_usage() >= before + counted.len(), "PeakAlloc is not the global allocator");
}
