//! The handheld's encrypted store: a save that returned is on disk, whatever happens next.
//!
//! One SQLCipher database and a folder of encrypted files, opened by keys that a PIN and the platform's keystore guard
//! together ([`Handheld`], [`Store::open`]). [`Store::edit`] and [`Store::commit`] put a change, its place in the
//! device's chain and outbox, and the rows that lists show into one transaction with `synchronous=FULL`;
//! [`Store::answered`] does the same for everything a hub answered. Lists and searches read rows and never load a
//! record; rows can be made again from the records at any time.
//!
//! It knows nothing of networks: `sync` asks it what to send ([`Store::next_batch`], [`Store::cursors`]) and tells it
//! what came. Nothing here deletes what was recorded, save a record that left this handheld once the hub has all of it.

mod attachments;
mod chain;
mod codes;
mod commit;
mod connection;
mod drafts;
mod durable;
mod error;
mod exchange;
mod fill;
mod forgetting;
mod forms;
mod identity;
mod ingest;
mod keys;
mod leaving;
mod lone_work;
mod outbox;
mod place;
mod read;
mod rebuild;
mod reconciliation;
mod record;
mod reference;
mod rest;
mod schema;
mod settings;
mod sql;
mod standards;
mod store;
mod succession;
mod surroundings;
mod text;
mod upgrade;
mod withdrawal;

pub use attachments::{
    AttachmentState, KEPT_FOR_NOTES, Kept, MAP_PIECE, MAX_MAP_READ, MapComing, MapPiece, MapState, NEARLY_FULL, Room,
    TakenPhoto, Upload, WaitingAttachment, Wanted,
};
pub use commit::{Edit, Saving};
pub use error::StoreError;
pub use exchange::Answered;
pub use forms::FormEntry;
pub use identity::{Contact, Enrolment};
pub use ingest::{Ingested, SetAside};
pub use keys::{Door, FileKeystore, Keystore, MAX_TRIES, Pin, PinCost, PinRefusal, PinState};
pub use lone_work::LoneWork;
pub use outbox::{Counts, OutboxItem, OutboxState, Outgoing};
pub use place::Place;
pub use read::{
    AlertReportRow, AlertRow, AsbRow, FeedbackRow, GivenAway, Happening, HappeningKind, IncidentRow, JobRow,
    OfficeChange, OtherCount, OwnEvent, Parting, ReportStanding, SentReport, SentState, TenancyRow, VanItemRow,
    VanTakenRow, VansHeld,
};
pub use settings::Settings;
pub use standards::StandardsHeld;
pub use store::{Handheld, Store};
pub use succession::Succession;
pub use surroundings::{Clock, Random, Surroundings, SystemClock, SystemRandom};
pub use upgrade::Upgrading;
pub use withdrawal::{HandOver, Stored};
