//! The streets of an invented town, as a PMTiles archive of vector tiles: small enough to be made for every story.

mod archive;
mod town;
mod vector;

pub use archive::{Archive, Section};
pub use town::{ATTRIBUTION, town};
