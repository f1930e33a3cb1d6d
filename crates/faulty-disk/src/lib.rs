//! A disk that loses power, fills up and breaks, under code that knows nothing of it. For tests on Linux alone.
//!
//! A program that links this crate makes its file-changing system calls through [`calls`], which bears the names of the
//! C library's functions: so does SQLite inside it, whose own VFS, locks and shared memory stay as they ship, and so
//! does every file that the standard library writes. Outside the folders that a [`Disk`] watches nothing changes.
//!
//! Within one, every write, truncation, flush and name is recorded in order, and each is a *write point*, at which the
//! disk may do as a [`Fault`] says: end the process, be full, break, or be without power. From the record
//! [`Disk::after_power_loss`] makes a folder such as may be found afterwards: what was flushed is there, and of what was
//! not, any part may be, in sectors, in any order ([`platter`]).
//!
//! What it does not do: lie about a flush that was asked for (unless told to, with [`Forgets`]), rot bytes at rest, or
//! see writes through a mapping of memory, of which SQLite's index of its write-ahead log is the only one; that index is
//! made anew after every crash.

mod calls;
mod disk;
mod events;
mod platter;

pub use disk::{Disk, DiskError, Fault, Forgets};
pub use platter::Lost;
