//! Stories of a hub and the people who rely on it, told over its real routes, with its real database on disk.
//!
//! The handhelds here speak the protocol and nothing more: what a real one stores and shows is told elsewhere.

mod attachments;
mod enrolment;
mod exchange;
mod export;
mod hostile;
mod house;
mod idle;
mod import;
mod planning;
mod quarantine;
