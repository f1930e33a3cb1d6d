//! Stories of one handheld and its disk: Ada Byrne's, enrolled with Calder Vale Homes.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "what a story's tellers do is part of its test"
)]

mod attachments;
mod codes;
mod common;
mod damage;
mod forgetting;
mod forms;
mod full;
mod ingest;
mod kill;
mod leaving;
mod map;
mod outbox;
mod pin;
mod reading;
mod rebuild;
mod secrecy;
mod standards;
mod upgrade;
mod vouched;
mod withdrawal;
