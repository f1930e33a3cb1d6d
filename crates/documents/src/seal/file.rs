//! A sign-off as a file: the seal, every change of its record, and the names of those who wrote in it.
//!
//! `DSF1`, the kind, then each length as a big-endian `u32` before its bytes: the seal, the names, and the changes after
//! their number; last the first 16 bytes of a SHA-256 over all before it, so that damage on the way is told from
//! tampering. The names are the word of whoever wrote the file: only the signer's own name is certified.

use std::collections::BTreeSet;

use domain::{
    author::DeviceEntry,
    id::{DeviceId, RecordKind},
};
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::{
    Finding, MAX_SEAL, Seal, SealError, SealReport, decode, encode,
    examine::{examine, examine_alone},
};
use crate::{
    change::{Actor, Change},
    document::{Document, Pen},
    gate::{self, Admission, Limits, Signer},
    genesis::fixed_actor,
};

const MAGIC: [u8; 4] = *b"DSF1";
const CHECKSUM: usize = 16;

/// Bytes of a file, at most.
pub const MAX_FILE: usize = 16 << 20;
/// Changes in a file, at most: a hundred times the busiest job.
pub const MAX_CHANGES: usize = 4_096;
/// Bytes of its names, at most.
const MAX_NAMES: usize = 256 << 10;

/// A sign-off with all that is needed to check it.
#[derive(Debug, Clone, PartialEq)]
pub struct SealFile {
    seal: Seal,
    kind: RecordKind,
    names: Vec<DeviceEntry>,
    changes: Vec<Vec<u8>>,
}

/// A file that cannot be read or written.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SealFileError {
    /// It does not begin as one.
    #[error("this is not a Doorstep sign-off file; ask for the file whose name ends in .doorstep")]
    NotASignOff,
    /// It is larger than any.
    #[error(
        "this is larger than any sign-off file ({MAX_FILE} bytes and {MAX_CHANGES} changes at most); check that it is the right file"
    )]
    TooLarge,
    /// It was cut or changed on its way.
    #[error("the file is damaged or cut short; get a fresh copy of it")]
    Damaged,
    /// Its record is of a kind that this build does not know.
    #[error("the file holds a record of kind {0}, which this version does not know; update Doorstep")]
    UnknownKind(u8),
    /// Its seal does not read.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// Its record does not hold together.
    #[error("the record in the file was altered: change {number} does not stand ({fault}); get a fresh copy of it")]
    Record {
        /// Which change, from 1.
        number: usize,
        /// What is wrong with it.
        fault: String,
    },
}

impl SealFile {
    /// Puts a seal and its record together, with those of `names` that wrote in it.
    #[must_use]
    pub fn gather(seal: Seal, document: &Document, names: &[DeviceEntry]) -> Self {
        let changes = document.changes();
        let devices: BTreeSet<DeviceId> = changes
            .iter()
            .filter_map(|change| document.describe(&change.hash).and_then(|summary| summary.written.device))
            .collect();
        let mut names: Vec<DeviceEntry> =
            names.iter().filter(|entry| devices.contains(&entry.device)).cloned().collect();
        names.sort_by_key(|entry| entry.device);
        names.dedup_by_key(|entry| entry.device);
        Self {
            seal,
            kind: document.kind(),
            names,
            changes: changes.into_iter().map(|change: Change| change.bytes).collect(),
        }
    }

    /// The seal.
    #[must_use]
    pub const fn seal(&self) -> &Seal {
        &self.seal
    }

    /// Who holds a device: certified for the device that sealed, otherwise as the file says.
    #[must_use]
    pub fn holder(&self, device: DeviceId) -> Option<DeviceEntry> {
        let certificate = self.seal.certificate();
        if certificate.device == device {
            return Some(certificate.holder());
        }
        self.names.iter().find(|entry| entry.device == device).cloned()
    }

    /// Holds the seal against the record in the file; a record that does not stand is a part that fails.
    #[must_use]
    pub fn examine(&self) -> SealReport {
        match self.document() {
            Ok(document) => examine(&self.seal, &document),
            Err(fault) => SealReport { heads_held: Finding::Fails(fault.to_string()), ..examine_alone(&self.seal) },
        }
    }

    /// Rebuilds the record, each change through the gate as if it came from the network.
    ///
    /// # Errors
    /// [`SealFileError::Record`] for the first change that does not stand.
    pub fn document(&self) -> Result<Document, SealFileError> {
        // A pen that never writes.
        let pen = Pen { actor: Actor::from_bytes([0; 16]), device: DeviceId::from_bytes([0; 16]) };
        let at = |number: usize, fault: String| SealFileError::Record { number, fault };
        let mut document =
            Document::create(self.seal.body().document, self.kind, pen).map_err(|fault| at(0, fault.to_string()))?;
        let refused = |number, fault: gate::Fault| at(number, fault.to_string());
        // All are measured before any is applied: most alterations show here, and it is quick.
        let mut writers = Vec::with_capacity(self.changes.len());
        for (number, bytes) in (1..).zip(&self.changes) {
            let envelope = gate::measure(bytes, &Limits::DEFAULT).map_err(|fault| refused(number, fault))?;
            writers.push((envelope.author, envelope.actor));
        }
        for ((number, bytes), (author, actor)) in (1..).zip(&self.changes).zip(writers) {
            let device = match author.or_else(|| document.device_of(&actor)) {
                Some(device) => device,
                // A layer is nobody's work.
                None if actor == fixed_actor(self.kind) => pen.device,
                None => return Err(refused(number, gate::Fault::ActorNotOfDevice)),
            };
            match gate::admit(&document, bytes, &Signer { device, role: None }, &Limits::DEFAULT) {
                Admission::Accepted(joined, _) => document = joined,
                Admission::Duplicate => return Err(at(number, "it is there twice".to_owned())),
                Admission::Held { .. } => {
                    return Err(at(number, "a change that it stands on is missing".to_owned()));
                }
                Admission::Refused(fault) => return Err(refused(number, fault)),
            }
        }
        Ok(document)
    }

    /// The file.
    ///
    /// # Errors
    /// [`SealFileError::TooLarge`].
    pub fn to_bytes(&self) -> Result<Vec<u8>, SealFileError> {
        let mut file = [MAGIC.as_slice(), &[self.kind as u8]].concat();
        put(&mut file, &self.seal.to_bytes())?;
        put(&mut file, &encode(&self.names)?)?;
        file.extend(length(self.changes.len())?);
        for change in &self.changes {
            put(&mut file, change)?;
        }
        let checksum = checksum(&file);
        file.extend(checksum);
        if file.len() > MAX_FILE || self.changes.len() > MAX_CHANGES { Err(SealFileError::TooLarge) } else { Ok(file) }
    }

    /// Reads a file. Whether the seal holds is [`Self::examine`]'s to say.
    ///
    /// # Errors
    /// It is not a whole, undamaged file of a version that this build knows.
    pub fn from_bytes(file: &[u8]) -> Result<Self, SealFileError> {
        if file.len() > MAX_FILE {
            return Err(SealFileError::TooLarge);
        }
        if !file.starts_with(&MAGIC) {
            return Err(SealFileError::NotASignOff);
        }
        let (framed, claimed) = file.split_last_chunk::<CHECKSUM>().ok_or(SealFileError::Damaged)?;
        if checksum(framed) != *claimed {
            return Err(SealFileError::Damaged);
        }
        let rest = &mut framed.strip_prefix(&MAGIC).ok_or(SealFileError::NotASignOff)?;
        let kind = *rest.split_off_first().ok_or(SealFileError::Damaged)?;
        let kind = RecordKind::from_number(kind).ok_or(SealFileError::UnknownKind(kind))?;
        let seal = Seal::from_bytes(take(rest, MAX_SEAL)?)?;
        let names = decode(take(rest, MAX_NAMES)?)?;
        let count = number(rest)?;
        if count > MAX_CHANGES {
            return Err(SealFileError::TooLarge);
        }
        let changes = (0..count).map(|_| take(rest, MAX_FILE).map(<[u8]>::to_vec)).collect::<Result<_, _>>()?;
        if rest.is_empty() { Ok(Self { seal, kind, names, changes }) } else { Err(SealFileError::Damaged) }
    }
}

fn put(file: &mut Vec<u8>, bytes: &[u8]) -> Result<(), SealFileError> {
    file.extend(length(bytes.len())?);
    file.extend(bytes);
    Ok(())
}

fn length(length: usize) -> Result<[u8; 4], SealFileError> {
    u32::try_from(length).map(u32::to_be_bytes).map_err(|_| SealFileError::TooLarge)
}

fn number(rest: &mut &[u8]) -> Result<usize, SealFileError> {
    let (number, after) = rest.split_first_chunk::<4>().ok_or(SealFileError::Damaged)?;
    *rest = after;
    usize::try_from(u32::from_be_bytes(*number)).map_err(|_| SealFileError::TooLarge)
}

fn take<'a>(rest: &mut &'a [u8], most: usize) -> Result<&'a [u8], SealFileError> {
    let length = number(rest)?;
    if length > most {
        return Err(SealFileError::TooLarge);
    }
    let (taken, after) = rest.split_at_checked(length).ok_or(SealFileError::Damaged)?;
    *rest = after;
    Ok(taken)
}

fn checksum(framed: &[u8]) -> [u8; CHECKSUM] {
    let mut checksum = [0; CHECKSUM];
    for (byte, from) in checksum.iter_mut().zip(Sha256::digest(framed)) {
        *byte = from;
    }
    checksum
}
