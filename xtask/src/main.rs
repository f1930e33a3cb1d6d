//! `cargo xtask`: everything that is done with this repository, from a fresh machine to a tested build.
//!
//! Two commands matter to a newcomer: `run` shows Doorstep with a landlord and two handhelds, `test` proves it. Both
//! install what the machine lacks and say so. Nothing here is part of the product.
#![allow(clippy::print_stdout, reason = "talking to the person at the terminal is what this program does")]

mod bench;
mod codegen;
mod console;
mod fleet;
mod house;
mod needs;
mod process;
mod run;
mod screens;
mod test;
mod tidy;
mod trials;
mod trouble;

use std::process::ExitCode;

use house::House;
use trouble::Trouble;

const USAGE: &str = "\
cargo xtask COMMAND

  run [--fresh] [--headless]   build Doorstep, start a hub with a demo landlord and two handhelds
                               --fresh     forget the demo's data and start over
                               --headless  handhelds in a browser instead of windows
  test [STEP…]                 every check and test, or only the named steps
  ci                           test, and also the documentation and the licences of dependencies
  codegen                      write the screens' TypeScript types from the Rust types
  bench [--quick] [--out FILE] speed beside its budgets, on this machine (the first build takes minutes)
                               --quick  a tenth of the size
                               --out    where to write the figures; otherwise target/bench/results.json
  disk [--schedules N]         losses of power, 2,000 unless told otherwise; --first SEED begins elsewhere
  kill [--times N]             a hub and two handhelds that are killed, 500 times unless told otherwise
  fuzz [TARGET] [--minutes N]  hostile bytes for every decoder, or one of them, 5 minutes each
  fleet [OPTIONS]              a simulated fleet under every fault, as many seeds as you like (the first build takes
                               minutes)
                               --seeds N  how many; the rest is told by a wrong option
  tidy                         the house rules that no compiler checks
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Trouble::Interrupted) => {
            println!("\nStopped.");
            ExitCode::from(130)
        }
        Err(trouble) => {
            eprintln!("\n{trouble}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<(), Trouble> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["run", options @ ..] => run::run(&started()?, run::Options::read(options)?),
        ["test", steps @ ..] => test::test(&started()?, steps),
        ["ci"] => test::ci(&started()?),
        ["bench", options @ ..] => bench::bench(&started()?, options),
        ["disk", options @ ..] => trials::disk(&started()?, options),
        ["kill", options @ ..] => trials::kill(&started()?, options),
        ["fuzz", options @ ..] => trials::fuzz(&started()?, options),
        ["fleet", options @ ..] => fleet::fleet(&started()?, options),
        ["codegen"] => codegen::write(&started()?),
        ["tidy"] => tidy::tidy(&started()?),
        [] | ["help" | "--help" | "-h"] => {
            print!("{USAGE}");
            Ok(())
        }
        [other, ..] => Err(Trouble::because(format!("There is no command '{other}'. These exist:\n\n{USAGE}"))),
    }
}

/// Every command begins by finding the repository and watching for Ctrl-C.
fn started() -> Result<House, Trouble> {
    process::watch_signals()?;
    House::find()
}
