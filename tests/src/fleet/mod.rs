//! A fleet in one process: real handheld stores on real files, the real engine and conversation, the real hub with its
//! routes and database. Only time, chance and the network are the simulation's, and a seed decides all three.
//!
//! [`plan`] turns a seed into steps; [`world`] makes them happen, one at a time, on one thread's command; [`checks`]
//! says, once the network has healed and nothing moves any more, what was lost, unequal, or held by somebody who may
//! not. [`run`] tells the seed and the fewest steps that still fail. [`planted`] faults show that the checks can fail.

mod attacker;
mod campaign;
mod checks;
mod crash;
pub mod dice;
mod edits;
mod landlord;
mod line;
mod made;
mod network;
mod phone;
mod plan;
mod planted;
mod run;
mod tables;
mod tally;
mod weather;
mod world;

pub use campaign::{Campaign, Ended, Standing};
pub use plan::{Plan, Range, What};
pub use planted::Planted;
pub use run::{Failed, Run, run, shrunk};
pub use tally::Tally;
pub use weather::Fault;
