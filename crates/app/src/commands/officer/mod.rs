//! What an officer does at a home.

pub(crate) mod arrange_visit;
pub(crate) mod asb;
pub(crate) mod record_feedback;
pub(crate) mod save_profile;
pub(crate) mod take_further;
