//! The town in which stories are told: a real hub on loopback with its real database, and real handhelds on real files.
//!
//! A [`Town`] has one hub, which can be stopped (the cable is pulled), started again, and looked into. A [`Handheld`]
//! is the whole app without its window. Nothing is faked: people act by the same requests as the screens make.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::print_stdout)]

pub mod busy;
pub mod bytes;
mod cable;
pub mod disk;
pub mod fleet;
mod handheld;
pub mod hostile;
mod link;
mod pictures;
mod shared;
pub mod streets;
mod town;

pub use cable::Cable;
pub use fleet::dice;
pub use handheld::{Handheld, PIN, TurnedClock, signature, signed_by};
pub use hostile::samples;
pub use link::{Link, Signal};
pub use pictures::jpeg;
pub use shared::{schemas, shared};
pub use town::{TEAM, Town};
