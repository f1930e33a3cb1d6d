//! The steps themselves, cheapest first.

use std::process::Command;

use super::stories;
use super::tally::{self, Tally};
use crate::codegen::{self, FEATURES};
use crate::console::coloured;
use crate::house::House;
use crate::needs::{self, For};
use crate::process;
use crate::screens;
use crate::tidy;
use crate::trouble::Trouble;

/// One step of the tests.
pub struct Step {
    /// What a person types to run it alone.
    pub name: &'static str,
    /// What it does, for the terminal.
    pub what: &'static str,
    /// Steps whose results it uses.
    pub after: &'static [&'static str],
    /// What the machine must have.
    pub needs: For,
    /// Whether no later step can run once it failed.
    pub rest_needs_it: bool,
    /// Does it. A check without counted tests counts as one.
    pub run: fn(&House) -> Result<Tally, Trouble>,
}

const fn step(name: &'static str, what: &'static str, run: fn(&House) -> Result<Tally, Trouble>) -> Step {
    Step { name, what, after: &[], needs: For::Headless, rest_needs_it: false, run }
}

/// Everything that `cargo xtask test` does.
pub const TEST: &[Step] = &[
    step("fmt", "Checking the layout of Rust", |house| check(cargo(house, &["fmt", "--all", "--check"]))),
    step("tidy", "Checking the house rules", |house| tidy::rules(house).map(|()| Tally::ONE)),
    step("types", "Checking the types of the screens", |house| {
        needs::npm(&house.path("ui"))?;
        check(screens::npm_run(house, "check"))
    }),
    step("screens", "Testing the screens' parts", |house| {
        needs::npm(&house.path("ui"))?;
        counted(&mut screens::npm_run(house, "test"), tally::vitest)
    }),
    Step {
        rest_needs_it: true,
        ..step("dist", "Building the screens", |house| screens::build(house).map(|()| Tally::ONE))
    },
    Step {
        after: &["dist"],
        rest_needs_it: true,
        needs: For::Window,
        ..step("build", "Building everything in Rust", |house| {
            check(with_features(cargo(house, &["build", "--workspace", "--all-targets", "--locked"])))
        })
    },
    Step {
        after: &["dist"],
        needs: For::Window,
        ..step("clippy", "Checking Rust with clippy", |house| {
            let mut clippy = with_features(cargo(house, &["clippy", "--workspace", "--all-targets", "--locked"]));
            clippy.args(["--", "--deny", "warnings"]);
            check(clippy)
        })
    },
    Step { after: &["dist", "build"], needs: For::Window, ..step("rust", "Testing Rust", rust) },
    Step {
        after: &["dist", "build"],
        needs: For::Window,
        ..step("codegen", "Comparing the generated types", |house| codegen::check(house).map(|()| Tally::ONE))
    },
    Step {
        after: &["dist", "build"],
        needs: For::Tests,
        ..step("browser", "Telling the stories in a browser", stories::browser)
    },
    Step {
        after: &["dist", "build"],
        needs: For::Tests,
        ..step("window", "Telling the stories in the real window", stories::window)
    },
];

/// What `cargo xtask ci` does beyond that.
pub const CI: &[Step] = &[
    Step {
        after: &["dist"],
        needs: For::Window,
        ..step("doc", "Building the documentation", |house| {
            let mut doc = with_features(cargo(
                house,
                &["doc", "--workspace", "--no-deps", "--document-private-items", "--locked"],
            ));
            doc.env("RUSTDOCFLAGS", "--deny warnings");
            check(doc)
        })
    },
    step("licences", "Checking the licences of dependencies", |house| {
        if needs::on_path("cargo-deny").is_none() {
            return Err(Trouble::because(
                "cargo-deny is not on PATH: install it with `cargo install --locked cargo-deny`.",
            ));
        }
        check(cargo(house, &["deny", "--offline", "check", "licenses", "bans", "sources"]))
    }),
];

fn rust(house: &House) -> Result<Tally, Trouble> {
    let mut tally = if needs::on_path("cargo-nextest").is_some() {
        let nextest = cargo(house, &["nextest", "run", "--workspace", "--locked", "--no-fail-fast"]);
        counted(&mut with_features(nextest), tally::nextest)?
    } else {
        let all = cargo(house, &["test", "--workspace", "--all-targets", "--locked", "--no-fail-fast"]);
        counted(&mut with_features(all), tally::cargo)?
    };
    // Neither of them runs the examples in documentation.
    let examples = cargo(house, &["test", "--workspace", "--doc", "--locked", "--no-fail-fast"]);
    match counted(&mut with_features(examples), tally::cargo) {
        Ok(examples) => tally = tally + examples,
        Err(Trouble::Because(words)) if words == tally::NONE => {}
        Err(trouble) => return Err(trouble),
    }
    Ok(tally)
}

fn cargo(house: &House, words: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.args(words).current_dir(house.root());
    if coloured() {
        // The output passes through this program, and Cargo would take that for a file.
        command.env("CARGO_TERM_COLOR", "always");
    }
    command
}

fn with_features(mut command: Command) -> Command {
    command.args(FEATURES);
    command
}

fn check(mut command: Command) -> Result<Tally, Trouble> {
    process::run(&mut command).map(|()| Tally::ONE)
}

/// Runs a test runner and reads from what it prints how many tests passed and failed.
pub fn counted(command: &mut Command, read: fn(&str) -> Tally) -> Result<Tally, Trouble> {
    let name = process::named(command);
    let printed = process::run_and_keep(command)?;
    tally::judge(&name, printed.success, read(&tally::plain(&printed.text)))
}
