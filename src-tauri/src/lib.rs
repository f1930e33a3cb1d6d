//! app window
