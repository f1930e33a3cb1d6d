//! The hub: it hands work out to handhelds and takes their work back, for one landlord.
//!
//! A request reaches [`edge`] (time-outs, caps, proof of who asks), then one of [`enrol`], [`exchange`], [`fill`],
//! [`reconcile`] and [`attachments`]. What handhelds wrote passes [`intake`], which either adds it to the log or sets it aside with its
//! bytes; nothing is refused for what it says about the work. [`db`] holds the log, the feeds by which handhelds follow
//! it, and who may follow which. Landlords' own systems come in through [`import`] and go out through [`export`];
//! [`plan`] moves work between people and teams. The hub keeps no record in memory between requests.
//!
//! Not here: screens, and anything that only a handheld does. No crate of the handheld's is imported.

pub mod alerts;
pub mod asb;
mod asbestos;
pub mod attachments;
pub mod backup;
pub mod chance;
pub mod come_again;
pub mod command;
pub mod concerns;
pub mod db;
pub mod demo;
mod durable;
mod earlier_work;
pub mod edge;
mod enrol;
pub mod erase;
mod exchange;
pub mod export;
pub mod extra_work;
pub mod feedback;
mod fill;
pub mod flagged;
pub mod forms;
pub mod hazards;
mod hub;
pub mod import;
pub mod incidents;
mod intake;
pub mod key;
pub mod lone_worker;
pub mod map;
pub mod no_access;
pub mod plan;
pub mod profiles;
mod reconcile;
pub mod redacted;
mod refused;
pub mod remembered;
mod restored;
mod running;
pub mod settings;
mod settle;
mod tenancies;
pub mod undecided;
mod unlock;
mod van_stock;
pub mod visits;
mod vouch;
mod words;
mod would_say;

pub use hub::{Config, Hub, HubError, Settings};
