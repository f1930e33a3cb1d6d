//! What an attacker with an enrolled device can make: changes whose checksums hold and whose contents do not.
#![allow(dead_code, reason = "each story uses some of them")]

use std::io::Write;

use automerge::{
    Author, Automerge, ExpandedChange, ReadDoc,
    transaction::{CommitOptions, Transaction},
};
use documents::{
    Document, Pen,
    gate::{Admission, Limits, Signer, admit},
};
use domain::{access::Role, id::DeviceId};
use flate2::{Compression, write::DeflateEncoder};
use sha2::{Digest, Sha256};

use crate::common::NINE_O_CLOCK;

pub const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
pub const DOCUMENT: u8 = 0;
pub const CHANGE: u8 = 1;
pub const COMPRESSED: u8 = 2;

pub fn operative(device: DeviceId) -> Signer {
    Signer { device, role: Some(Role::RepairsOperative) }
}

pub fn landlord(device: DeviceId) -> Signer {
    Signer { device, role: Some(Role::LandlordSystem) }
}

/// As a handheld asks: structure only.
pub fn anybody(device: DeviceId) -> Signer {
    Signer { device, role: None }
}

pub fn ask(document: &Document, bytes: &[u8], signer: &Signer) -> Admission {
    admit(document, bytes, signer, &Limits::DEFAULT)
}

/// Admits a change that must pass.
pub fn accept(document: &mut Document, bytes: &[u8], signer: &Signer) {
    match ask(document, bytes, signer) {
        Admission::Accepted(with, _) => *document = with,
        other => panic!("not accepted: {other:?}"),
    }
}

/// Writes whatever it likes with Automerge itself, as one change on top of `document`.
pub fn scribble(document: &Document, pen: Pen, write: impl FnOnce(&mut Transaction<'_>)) -> Vec<u8> {
    let author = Author::from(pen.device.as_bytes().to_vec());
    let mut inner = Automerge::load(&document.snapshot().saved)
        .unwrap()
        .with_author(Some(author))
        .with_actor(pen.actor.as_bytes().into());
    let mut transaction = inner.transaction();
    write(&mut transaction);
    let hash = transaction.commit_with(CommitOptions::default().with_time(NINE_O_CLOCK)).0.unwrap();
    inner.get_change_by_hash(&hash).unwrap().raw_bytes().to_vec()
}

/// Takes a change apart, alters it, and puts it together again with a checksum that holds.
pub fn altered(bytes: &[u8], alter: impl FnOnce(&mut ExpandedChange)) -> Vec<u8> {
    let mut expanded = automerge::Change::from_bytes(bytes.to_vec()).unwrap().decode();
    alter(&mut expanded);
    automerge::Change::from(expanded).raw_bytes().to_vec()
}

/// What a chunk holds after its header.
pub fn contents(chunk: &[u8]) -> &[u8] {
    let length_bytes = chunk[9..].iter().position(|byte| byte & 0x80 == 0).unwrap() + 1;
    &chunk[9 + length_bytes..]
}

/// A change chunk of these contents, with a checksum that holds.
pub fn sealed(contents: &[u8]) -> Vec<u8> {
    chunk(CHANGE, &checksum(contents), contents)
}

/// The same change in its deflated form.
pub fn deflated(change: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(contents(change)).unwrap();
    chunk(COMPRESSED, &checksum(contents(change)), &encoder.finish().unwrap())
}

pub fn chunk(kind: u8, checksum: &[u8], contents: &[u8]) -> Vec<u8> {
    [&MAGIC, checksum, &[kind], unsigned(contents.len() as u64).as_slice(), contents].concat()
}

pub fn checksum(contents: &[u8]) -> Vec<u8> {
    let hashed = [&[CHANGE], unsigned(contents.len() as u64).as_slice(), contents].concat();
    Sha256::digest(hashed)[..4].to_vec()
}

pub fn unsigned(mut value: u64) -> Vec<u8> {
    let mut out = Vec::new();
    loop {
        let bits = (value & 0x7f) as u8;
        value >>= 7;
        out.push(if value == 0 { bits } else { bits | 0x80 });
        if value == 0 {
            return out;
        }
    }
}

pub fn signed(mut value: i64) -> Vec<u8> {
    let mut out = Vec::new();
    loop {
        let bits = (value & 0x7f) as u8;
        value >>= 7;
        let done = (value == 0 && bits & 0x40 == 0) || (value == -1 && bits & 0x40 != 0);
        out.push(if done { bits } else { bits | 0x80 });
        if done {
            return out;
        }
    }
}

/// A change by hand: every number and column as given.
#[derive(Clone)]
pub struct ByHand {
    pub dependencies: Vec<[u8; 32]>,
    pub actor: Vec<u8>,
    pub sequence: u64,
    pub start_op: u64,
    pub time: i64,
    pub others: Vec<Vec<u8>>,
    pub columns: Vec<(u64, Vec<u8>)>,
    pub extra: Vec<u8>,
}

impl ByHand {
    /// A first change of `pen`'s on top of `document`: one operation that sets `name` of the whole record to nothing.
    pub fn new(document: &Document, pen: Pen) -> Self {
        Self {
            dependencies: document.heads().iter().map(|hash| *hash.as_bytes()).collect(),
            actor: pen.actor.as_bytes().to_vec(),
            sequence: 1,
            start_op: 10_000,
            time: NINE_O_CLOCK,
            others: Vec::new(),
            columns: vec![
                (0x15, [signed(-1), unsigned(4), b"name".to_vec()].concat()),
                (0x34, unsigned(1)),
                (0x42, [signed(1), unsigned(1)].concat()),
                (0x56, [signed(1), unsigned(0)].concat()),
                (0x70, [signed(1), unsigned(0)].concat()),
            ],
            extra: [&[1, 16], pen.device.as_bytes().as_slice()].concat(),
        }
    }

    /// Replaces, adds or, with no bytes, removes a column.
    pub fn column(mut self, specification: u64, bytes: Vec<u8>) -> Self {
        self.columns.retain(|(known, _)| *known != specification);
        if !bytes.is_empty() {
            self.columns.push((specification, bytes));
            self.columns.sort();
        }
        self
    }

    pub fn contents(&self) -> Vec<u8> {
        let mut out = unsigned(self.dependencies.len() as u64);
        out.extend(self.dependencies.concat());
        out.extend(unsigned(self.actor.len() as u64));
        out.extend(&self.actor);
        out.extend(unsigned(self.sequence));
        out.extend(unsigned(self.start_op));
        out.extend(signed(self.time));
        out.extend(unsigned(0));
        out.extend(unsigned(self.others.len() as u64));
        for other in &self.others {
            out.extend(unsigned(other.len() as u64));
            out.extend(other);
        }
        out.extend(unsigned(self.columns.len() as u64));
        for (specification, bytes) in &self.columns {
            out.extend(unsigned(*specification));
            out.extend(unsigned(bytes.len() as u64));
        }
        for (_, bytes) in &self.columns {
            out.extend(bytes);
        }
        out.extend(&self.extra);
        out
    }

    pub fn sealed(&self) -> Vec<u8> {
        sealed(&self.contents())
    }
}
