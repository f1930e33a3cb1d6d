//! app

pub mod api;
