//! Where things are in this repository.

use std::path::{Path, PathBuf};

use crate::trouble::Trouble;

/// The repository and the places in it that the commands touch.
pub struct House {
    root: PathBuf,
}

impl House {
    /// The repository that this program was built from.
    pub fn find() -> Result<Self, Trouble> {
        let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
        match xtask.parent() {
            Some(root) if root.join("tauri.conf.json").exists() => Ok(Self { root: root.to_owned() }),
            _ => Err(Trouble::because(format!(
                "{} is not inside Doorstep's repository: run `cargo xtask` from a whole checkout.",
                xtask.display()
            ))),
        }
    }

    /// The root of the checkout.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A path inside the checkout.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// Where Cargo builds, which `CARGO_TARGET_DIR` may move.
    pub fn target(&self) -> PathBuf {
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| self.path("target"), PathBuf::from)
    }

    /// A program of this workspace, built for development.
    pub fn program(&self, name: &str) -> PathBuf {
        self.target().join("debug").join(name)
    }

    /// Programs that the tests need and that no Debian package brings.
    pub fn tools(&self) -> PathBuf {
        self.target().join("tools")
    }
}
