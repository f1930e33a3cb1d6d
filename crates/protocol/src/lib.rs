//! What a handheld and its hub say to each other, and in what order: no I/O, versioned.
//!
//! One request does it all ([`message::ExchangeRequest`]): it pushes a signed [`chain::Batch`] of what the handheld
//! wrote and pulls every scope since the handheld's cursors. A scope that the handheld has never held comes as one
//! stream ([`fill`]). Where the two differ though neither should, [`reconcile`] finds out in what. Bodies are postcard,
//! compressed with zstd under a cap ([`wire`]); every request carries a [`proof`] that the device's key made it, once.
//! Joining is [`enrolment`], and opening a handheld whose PIN is lost [`recovery`]. [`session`] decides what to send
//! next.

pub mod chain;
pub mod enrolment;
pub mod fill;
pub mod message;
mod packed;
pub mod proof;
pub mod reconcile;
pub mod recovery;
pub mod refusal;
pub mod session;
pub mod watch;
pub mod wire;

pub use packed::Unpacked;

/// The version that this build speaks, in the `Doorstep-Protocol` header of every request and answer.
pub const VERSION: u16 = 1;

/// The header that carries [`VERSION`].
pub const VERSION_HEADER: &str = "doorstep-protocol";
