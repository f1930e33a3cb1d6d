//! Measuring: `doorstep-bench`, built as it would be released.

use std::process::Command;

use crate::house::House;
use crate::process;
use crate::trouble::Trouble;

/// `cargo xtask bench`: the table on the terminal, and the figures in `target/bench`.
pub fn bench(house: &House, options: &[&str]) -> Result<(), Trouble> {
    let mut command = Command::new("cargo");
    command.args(["run", "--release", "--locked", "--package", "bench", "--bin", "doorstep-bench", "--"]);
    process::run(command.args(options).current_dir(house.root()))
}
