//! What a machine needs before Doorstep builds and its tests run, and how it gets it.
//!
//! On Debian the missing packages are installed, by name and announced. Elsewhere this program says what is missing
//! and stops: guessing at another system's package names would leave a machine in a state that nobody chose.

mod debian;
mod node;

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::console::say;
use crate::house::House;
use crate::process;
use crate::trouble::Trouble;

pub use node::{is_older, npm};

/// What is about to be done, and so what it takes: each includes the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum For {
    /// The hub, and handhelds in a browser; checks that build nothing.
    Headless,
    /// The handheld's real window.
    Window,
    /// Everything, and the browsers and displays that tests drive.
    Tests,
}

/// A Debian package, and how another system shows that it has the same thing.
#[derive(Debug, PartialEq, Eq)]
struct Need {
    package: &'static str,
    elsewhere: Evidence,
    reason: &'static str,
}

/// What proves that a need is met where there is no Debian package to ask for.
#[derive(Debug, PartialEq, Eq)]
enum Evidence {
    Program(&'static str),
    PkgConfig(&'static str),
}

const fn need(package: &'static str, elsewhere: Evidence, reason: &'static str) -> Need {
    Need { package, elsewhere, reason }
}

const HEADLESS: &[Need] = &[
    need("build-essential", Evidence::Program("cc"), "compiles SQLCipher and links Rust"),
    need("pkg-config", Evidence::Program("pkg-config"), "finds the libraries to link"),
    need("libssl-dev", Evidence::PkgConfig("openssl"), "the cipher inside SQLCipher"),
];
const WINDOW: &[Need] =
    &[need("libwebkit2gtk-4.1-dev", Evidence::PkgConfig("webkit2gtk-4.1"), "the handheld's window")];
const TESTS: &[Need] = &[
    need("xvfb", Evidence::Program("Xvfb"), "a display for window tests"),
    need("webkit2gtk-driver", Evidence::Program("WebKitWebDriver"), "drives the window in tests"),
    need("chromium", Evidence::Program("chromium"), "the browser that tests drive"),
];

impl For {
    fn needs(self) -> impl Iterator<Item = &'static Need> {
        let (window, tests) = match self {
            Self::Headless => (&[][..], &[][..]),
            Self::Window => (WINDOW, &[][..]),
            Self::Tests => (WINDOW, TESTS),
        };
        HEADLESS.iter().chain(window).chain(tests)
    }
}

/// Installs what is missing, or says what to install.
pub fn meet(purpose: For) -> Result<(), Trouble> {
    node::check()?;
    let system = debian::System::look();
    let missing = if system.has_packages() {
        let installed = debian::installed()?;
        purpose.needs().filter(|need| !installed.contains(need.package)).collect::<Vec<_>>()
    } else {
        purpose.needs().filter(|need| !need.elsewhere.found()).collect()
    };
    match debian::remedy(&system, &missing) {
        debian::Remedy::Nothing => Ok(()),
        debian::Remedy::Tell(words) => Err(Trouble::because(words)),
        debian::Remedy::Install(commands) => {
            say("  This machine lacks:");
            for need in &missing {
                say(&format!("    {:<24} {}", need.package, need.reason));
            }
            for words in commands {
                say(&format!("  $ {}", words.join(" ")));
                debian::run(&words)?;
            }
            Ok(())
        }
    }
}

impl Evidence {
    fn found(&self) -> bool {
        match self {
            Self::Program(name) => on_path(name).is_some(),
            Self::PkgConfig(library) => {
                let asked = process::output(Command::new("pkg-config").args(["--modversion", library]));
                asked.is_ok()
            }
        }
    }
}

/// The version of `tauri-driver` that the window tests were written against.
const TAURI_DRIVER: &str = "2.1.0";

/// Where `tauri-driver` is; built once when the machine has none.
pub fn tauri_driver(house: &House) -> Result<PathBuf, Trouble> {
    let ours = house.tools().join("bin/tauri-driver");
    if let Some(found) = on_path("tauri-driver").or_else(|| ours.exists().then(|| ours.clone())) {
        return Ok(found);
    }
    say(&format!("  This machine lacks tauri-driver: building {TAURI_DRIVER} into {}", house.tools().display()));
    let mut install = Command::new("cargo");
    install.args(["install", "tauri-driver", "--version", TAURI_DRIVER, "--locked", "--root"]).arg(house.tools());
    process::run(&mut install)?;
    Ok(ours)
}

/// The first program of that name on `PATH`.
pub fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| is_program(file))
}

fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata().is_ok_and(|about| about.is_file() && about.permissions().mode() & 0o111 != 0)
}
