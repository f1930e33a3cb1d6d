//! The handheld's window as a program of its own, for desktops and demonstrations. Phones call the library.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    doorstep_app::run()
}
