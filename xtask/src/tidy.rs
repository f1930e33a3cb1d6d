//! The house rules that no compiler checks. Each rule is a pure function over names and text, with examples beside it
//! that break it.

mod imports;
mod layers;
mod text;

use std::fmt;
use std::path::Path;
use std::process::Command;

use crate::codegen;
use crate::console::say;
use crate::house::House;
use crate::process;
use crate::trouble::{Doing, Trouble};

/// A rule broken somewhere.
#[derive(Debug, PartialEq, Eq)]
struct Breach {
    /// The file from the root, with `:line` where there is one.
    place: String,
    /// What is wrong and what to do instead.
    words: String,
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.words)
    }
}

/// `cargo xtask tidy`: every rule, and the generated types.
pub fn tidy(house: &House) -> Result<(), Trouble> {
    rules(house)?;
    codegen::check(house)?;
    say("Tidy.");
    Ok(())
}

/// Every rule that needs nothing built.
pub fn rules(house: &House) -> Result<(), Trouble> {
    let metadata = process::output(
        Command::new("cargo").args(["metadata", "--no-deps", "--format-version", "1"]).current_dir(house.root()),
    )?;
    let mut breaches = imports::check(&imports::crates(&metadata)?);
    for file in files(house.root())? {
        let Ok(content) = std::fs::read_to_string(house.path(&file)) else {
            // Pictures and other bytes are not read.
            continue;
        };
        breaches.extend(text::check(&file, &content));
        breaches.extend(layers::check(&file, &content));
    }
    match breaches.as_slice() {
        [] => Ok(()),
        breaches => {
            let lines: Vec<String> = breaches.iter().map(ToString::to_string).collect();
            Err(Trouble::because(format!("{}\n\n{} to tidy.", lines.join("\n"), breaches.len())))
        }
    }
}

/// Every file that belongs to the project, sorted, from the root and with forward slashes.
fn files(root: &Path) -> Result<Vec<String>, Trouble> {
    let mut found = Vec::new();
    walk(root, "", &mut found)?;
    found.sort();
    Ok(found)
}

fn walk(folder: &Path, prefix: &str, found: &mut Vec<String>) -> Result<(), Trouble> {
    const NOT_OURS: &[&str] = &[".git", ".doorstep", "target", "node_modules", "dist", "gen", "screenshots"];
    for entry in std::fs::read_dir(folder).doing(format!("list {}", folder.display()))? {
        let entry = entry.doing(format!("list {}", folder.display()))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let kind = entry.file_type().doing(format!("look at {}", entry.path().display()))?;
        if kind.is_dir() && !NOT_OURS.contains(&name.as_str()) {
            walk(&entry.path(), &format!("{prefix}{name}/"), found)?;
        } else if kind.is_file() {
            found.push(format!("{prefix}{name}"));
        }
    }
    Ok(())
}
