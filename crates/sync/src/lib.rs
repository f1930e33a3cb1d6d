//! A handheld's conversation with its hub: what the store has to send goes, and what the hub has comes in.
//!
//! [`engine::Engine`] carries out what `protocol::session` decides; [`conversation::Conversation`] speaks to the hub
//! in typed, signed requests over a [`transport::Transport`], of which [`http::Http`] is the one that ships and the
//! only file on the handheld that names an HTTP client. What goes wrong is a [`SyncError`], each with a stable code, a sentence and a remedy. Locking the screen does not stop any of it.

pub mod conversation;
pub mod engine;
mod error;
mod frames;
pub mod http;
mod pokes;
pub mod transport;

pub use error::SyncError;
