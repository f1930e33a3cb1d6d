//! Changes of records: as they come, with every checksum made good, and packed.

use std::{io::Write, sync::OnceLock};

use documents::{
    Document,
    gate::{
        Admission, Limits, Signer, admit, measure,
        pack::{pack, unpack},
    },
    job,
};
use domain::{access::Role, id::DeviceId};
use flate2::{Compression, write::DeflateEncoder};
use protocol::wire::MAX_BODY;
use sha2::{Digest, Sha256};

use super::samples;

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
const CHANGE: u8 = 1;
const COMPRESSED: u8 = 2;

/// How an attacker wraps bytes; the first byte of a target's input says which.
pub fn wrapped(how: u8, bytes: &[u8]) -> Vec<u8> {
    match how % 4 {
        0 => bytes.to_vec(),
        // These are a change's contents.
        1 | 2 => chunk(CHANGE, &checksum(bytes), bytes),
        _ => {
            let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(bytes).unwrap();
            chunk(COMPRESSED, &checksum(bytes), &encoder.finish().unwrap())
        }
    }
}

/// The contents of a change of ours: what follows its checksum, kind and length.
pub fn contents(chunk: &[u8]) -> &[u8] {
    let length = chunk[9..].iter().position(|byte| byte & 0x80 == 0).unwrap() + 1;
    &chunk[9 + length..]
}

fn chunk(kind: u8, checksum: &[u8], contents: &[u8]) -> Vec<u8> {
    [&MAGIC, checksum, &[kind], unsigned(contents.len()).as_slice(), contents].concat()
}

fn checksum(contents: &[u8]) -> Vec<u8> {
    let hashed = [&[CHANGE], unsigned(contents.len()).as_slice(), contents].concat();
    Sha256::digest(hashed)[..4].to_vec()
}

fn unsigned(mut value: usize) -> Vec<u8> {
    let mut out = Vec::new();
    loop {
        let bits = u8::try_from(value & 0x7f).unwrap();
        value >>= 7;
        out.push(if value == 0 { bits } else { bits | 0x80 });
        if value == 0 {
            return out;
        }
    }
}

/// Passes a change through the gate; one that is let in leaves a record that loads, shows the same, and reads or says
/// why not.
pub fn run(bytes: &[u8]) {
    static RECORDS: OnceLock<[Document; 2]> = OnceLock::new();
    let records = RECORDS.get_or_init(|| [samples::raised(), samples::worked_on().0]);
    let Some((how, bytes)) = bytes.split_first() else { return };
    let change = wrapped(*how, bytes);
    let Ok(envelope) = measure(&change, &Limits::DEFAULT) else { return };
    let role = if how & 4 == 0 { None } else { Some(Role::RepairsOperative) };
    let device = envelope.author.unwrap_or(DeviceId::from_bytes([7; 16]));
    for record in records {
        if let Admission::Accepted(with, changes) = admit(record, &change, &Signer { device, role }, &Limits::DEFAULT) {
            assert!(changes.iter().any(|change| change.hash == envelope.hash), "another change was let in");
            let (pen, _) = samples::ada();
            let again = Document::assemble(with.id(), with.kind(), pen, Some(&with.snapshot()), &[]).unwrap();
            assert_eq!(again.heads(), with.heads(), "the record is another one when it is loaded again");
            let _reads_or_says_why_not = job::read(&again);
            let _described = with.describe(&envelope.hash);
        }
    }
}

/// Ada's changes, as sent and as contents to be sealed again.
pub fn seeds() -> Vec<Vec<u8>> {
    let (_, changes) = samples::worked_on();
    let whole = changes.iter().map(|change| [&[0], change.bytes.as_slice()].concat());
    let inner = changes.iter().flat_map(|change| {
        [1, 3, 5, 7].into_iter().map(|how| [&[how], contents(&change.bytes)].concat()).collect::<Vec<_>>()
    });
    whole.chain(inner).collect()
}

/// Packed changes; what unpacks packs again, and unpacks to the same.
pub fn packed(bytes: &[u8]) {
    if let Ok(changes) = unpack(bytes, MAX_BODY) {
        let again = pack(changes.iter().map(Vec::as_slice));
        assert_eq!(unpack(&again, MAX_BODY).as_ref(), Ok(&changes), "packing lost a byte");
    }
    // Any bytes at all may stand where a change should.
    assert_eq!(unpack(&pack([bytes]), MAX_BODY), Ok(vec![bytes.to_vec()]), "packing lost a byte");
}

pub fn packed_seeds() -> Vec<Vec<u8>> {
    let (_, changes) = samples::worked_on();
    let bytes: Vec<&[u8]> = changes.iter().map(|change| change.bytes.as_slice()).collect();
    vec![pack(bytes.iter().copied()), pack([bytes[0]]), bytes[1].to_vec()]
}
