//! What the screens may ask and what they are told: the one contract between Rust and TypeScript.
//!
//! Every type here is generated into `ui/src/api/generated.ts` by `cargo xtask codegen`; `cargo xtask tidy` fails when
//! the two differ. Field names are camelCase on the wire, times are ISO 8601 text in UTC unless a field says otherwise,
//! and texts that are shown are already in plain English (or, on the customer's pages, in the customer's language).

mod alert;
mod asb;
mod day_end;
mod failure;
mod form;
mod incident;
mod job;
mod lone_work;
mod map;
mod more_work;
mod no_access;
mod officer;
mod photo;
mod recording;
mod request;
mod round;
mod sending;
mod session;
mod sign_off;
mod timeline;
mod today;
mod van_stock;
mod visit;
mod with_bytes;
mod work;

pub use alert::*;
pub use asb::*;
pub use day_end::*;
pub use failure::Failure;
pub use form::*;
pub use incident::*;
pub use job::*;
pub use lone_work::*;
pub use map::*;
pub use more_work::*;
pub use no_access::*;
pub use officer::*;
pub use photo::*;
pub use recording::*;
pub use request::{Request, Tag};
pub use round::*;
pub use sending::*;
pub use session::*;
pub use sign_off::*;
pub use timeline::*;
pub use today::*;
pub use van_stock::*;
pub use visit::*;
pub use with_bytes::with_bytes;
pub use work::*;
