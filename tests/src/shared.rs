//! Inputs that other people wrote, read from beside the project when they are there.

use std::path::{Path, PathBuf};

/// A file or folder of the real inputs; none, said loudly, where they are not beside the project.
pub fn shared(path: &str) -> Option<PathBuf> {
    let found = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared").join(path);
    if found.exists() {
        return Some(found);
    }
    println!("SKIPPED: no real inputs at {}; the project's own fixtures were used alone", found.display());
    None
}

/// The folder of HACT's JSON Schemas.
pub fn schemas() -> Option<PathBuf> {
    shared("hact")
}
