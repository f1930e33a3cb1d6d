//! Nouns and rules of housing field work, pure.
//!
//! A landlord raises a *work order* (the screens say "job"); people at doors add *events* to its log, *items* from the
//! schedule of rates, words to its note, photos, and a *sign-off*. This crate knows what those are, which events may
//! follow which, what a customer is shown before signing, and who may see or do what. It imports no other crate here,
//! does no I/O, and is handed the time and every random number.

pub mod access;
pub mod address;
pub mod alert;
pub mod alert_report;
pub mod asb;
pub mod asbestos;
pub mod author;
pub mod call_through;
pub mod concern;
pub mod definition;
pub mod feedback;
pub mod form;
pub mod hazard;
pub mod household;
pub mod id;
pub mod incident;
pub mod job;
pub mod locale;
pub mod lone_work;
pub mod map_area;
mod named;
pub mod office;
pub mod place;
pub mod profile;
pub mod reference;
pub mod round;
pub mod route;
pub mod scope;
pub mod setting;
pub mod sign_off;
pub mod standards;
pub mod tenancy;
pub mod time;
pub mod van_stock;
pub mod visit;
pub mod visit_count;
pub mod working_time;
