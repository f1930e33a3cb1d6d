//! Losing power: a handheld and its hub on disks that keep what was flushed and any part of the rest.
//!
//! A [`schedule`] is one seed: a [`town::Town`] with a real hub and a real handheld, each on a [`machine::Machine`] of
//! its own, in which people work until the power of one of them, or of both, goes at some write point; what is then on
//! the disk is what [`faulty_disk`] leaves; it is opened, and may lose power again while it is. [`checks`] says after
//! each loss what was promised and is gone. Once all are up again they exchange until nothing moves, and everything that
//! was ever promised has to be at the hub.

pub mod checks;
mod machine;
pub mod operation;
mod promise;
mod schedule;
mod town;

pub use machine::{copied, in_memory};
pub use schedule::{Campaign, Failed, Passed, Planted, replay, schedule};
