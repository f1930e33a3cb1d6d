//! Records as Automerge documents: the only crate that names automerge.
//!
//! A record is one small document of one [`domain::id::RecordKind`]. Every document of a kind starts from the same
//! fixed *genesis* change, which creates every container for ever, so that two handhelds that never met add to the
//! same maps. People's actions become changes through [`job::edit`] and [`form::edit`]; [`job::read`] gives them back as domain nouns with
//! whatever competes. Changes from elsewhere pass the [`gate`] first: bytes are hostile until they have been parsed,
//! bounded, tried on a copy and reloaded. A [`seal`] pins what a customer signed.

pub mod alert;
pub mod alert_report;
pub mod asb;
pub mod certificate;
mod change;
pub mod concern;
pub mod contain;
mod document;
pub mod feedback;
pub mod form;
mod frame;
pub mod gate;
mod genesis;
pub mod incident;
pub mod job;
pub mod profile;
pub mod replay;
pub mod seal;
pub mod tenancy;
mod to_come;
pub mod van_stock;

pub use change::{Actor, Change, ChangeHash};
pub use document::{ChangeSummary, Document, DocumentError, Pen};
pub use frame::{FrameError, Snapshot};
pub use genesis::layers_up_to;
#[doc(hidden)]
pub use to_come::write_as_the_next_version;
