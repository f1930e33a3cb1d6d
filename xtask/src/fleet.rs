//! The simulated fleet: thousands of seeds, or one again.

use std::process::Command;

use crate::house::House;
use crate::process;
use crate::trouble::Trouble;

/// `cargo xtask fleet`: built in a profile of its own, fast and with every check that a debug build makes.
pub fn fleet(house: &House, options: &[&str]) -> Result<(), Trouble> {
    let mut command = Command::new("cargo");
    command.args(["run", "--profile", "fleet", "--locked", "--package", "tests", "--bin", "fleet", "--"]);
    process::run(command.args(options).current_dir(house.root()))
}
