//! Stories of a hub and the people who rely on it, told over its real routes, with its real database on disk.
//!
//! The handhelds here speak the protocol and nothing more: what a real one stores and shows is told elsewhere.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "these are tests"
)]
#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small numbers, written here")]

mod attachments;
mod come_again;
mod correction;
mod drift;
mod enrolment;
mod erasure;
mod exchange;
mod export;
mod filled_forms;
mod forms;
mod going_again;
mod hazards;
mod hostile;
mod house;
mod idle;
mod import;
mod long;
mod made_at_door;
mod no_access;
mod planning;
mod quarantine;
mod soup;
mod standards;
mod tables;
mod undecided;
mod upgrade;
