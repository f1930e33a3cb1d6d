//! The screens' TypeScript types, printed by the `app` crate's example and kept in the repository.

use std::process::Command;

use crate::console::say;
use crate::house::House;
use crate::process;
use crate::trouble::{Doing, Trouble};

/// Where the generated types stand, from the repository's root.
pub const FILE: &str = "ui/src/api/generated.ts";

/// Turned on in every build here. One set of features for all commands means that no dependency is built twice.
pub const FEATURES: &[&str] = &["--features", "doorstep-app/custom-protocol"];

/// Writes the file.
pub fn write(house: &House) -> Result<(), Trouble> {
    let generated = generate(house)?;
    if std::fs::read_to_string(house.path(FILE)).is_ok_and(|standing| standing == generated) {
        say(&format!("{FILE} was already up to date."));
        return Ok(());
    }
    std::fs::write(house.path(FILE), generated).doing(format!("write {FILE}"))?;
    say(&format!("Wrote {FILE}."));
    Ok(())
}

/// Fails when the file differs from what the Rust types say.
pub fn check(house: &House) -> Result<(), Trouble> {
    let generated = generate(house)?;
    let standing = std::fs::read_to_string(house.path(FILE)).unwrap_or_default();
    match drift(&standing, &generated) {
        None => Ok(()),
        Some(words) => Err(Trouble::because(words)),
    }
}

fn generate(house: &House) -> Result<String, Trouble> {
    let mut build = Command::new("cargo");
    build.args(["build", "--workspace", "--quiet", "--example", "typescript"]).args(FEATURES).current_dir(house.root());
    process::run(&mut build)?;
    process::output(&mut Command::new(house.program("examples/typescript")))
}

/// Words for a file that has drifted, with the first line that differs.
fn drift(standing: &str, generated: &str) -> Option<String> {
    if standing == generated {
        return None;
    }
    let mut lines = standing.lines().zip(generated.lines()).enumerate();
    let line = lines
        .find(|(_, (standing, generated))| standing != generated)
        .map_or_else(|| standing.lines().count().min(generated.lines().count()) + 1, |(index, _)| index + 1);
    Some(format!("{FILE}:{line}: differs from the types in crates/app/src/api. Run `cargo xtask codegen`."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_types_have_not_drifted() {
        assert_eq!(drift("a\nb\n", "a\nb\n"), None);
    }

    #[test]
    fn drift_names_the_first_line_that_differs() {
        assert!(drift("a\nb\n", "a\nc\n").is_some_and(|words| words.contains("generated.ts:2:")));
        assert!(drift("a\n", "a\nb\n").is_some_and(|words| words.contains("generated.ts:2:")));
        assert!(drift("", "a\n").is_some_and(|words| words.contains("generated.ts:1:")));
    }
}
