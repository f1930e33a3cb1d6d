//! What the hub keeps, behind one narrow set of functions.
//!
//! Functions that give or take a handheld's data want its [`Caller`], so that no path to the data leads past the
//! question of who asks. One database lives here so far; a second will stand beside it with the same functions.

pub mod sqlite;

use domain::{
    access::Role,
    id::{DeviceId, PersonId},
};

pub use sqlite::{Database, DbError};

/// Who asks: a device whose key signed the request, and through it a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caller {
    /// The device.
    pub device: DeviceId,
    /// Whose it is.
    pub person: PersonId,
    /// What that person may do.
    pub role: Role,
}
