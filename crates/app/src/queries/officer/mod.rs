//! What an officer asks to see.

pub(crate) mod asb;
pub(crate) mod feedback;
pub(crate) mod home;
pub(crate) mod homes;
pub(crate) mod profile;
pub(crate) mod round;
pub(crate) mod timeline;
