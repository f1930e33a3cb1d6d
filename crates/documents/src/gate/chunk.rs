//! The chunk that carries a change: its magic, checksum and length, its header, and where its columns lie.
//!
//! Written from the Automerge binary format. The checksum and the hash are taken over the *uncompressed* form, so a
//! compressed chunk is inflated under our own cap first, and only the uncompressed form is handed on and stored: two
//! spellings of one change would otherwise have two sets of bytes under one hash.

use std::io::Read;

use domain::{id::DeviceId, time::Timestamp};
use flate2::bufread::DeflateDecoder;
use sha2::{Digest, Sha256};

use super::{Fault, GREATEST, Limits, NUMBER_TOO_GREAT, reader::Reader, small};
use crate::change::{Actor, ChangeHash};

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
const CHANGE: u8 = 1;
const COMPRESSED: u8 = 2;

/// Automerge's mark for an author in the bytes after the columns, and the length of ours.
pub(super) const AUTHOR_FOOTER: [u8; 2] = [1, 16];

/// The greatest distance of a change's time from 1970, in milliseconds: far beyond any clock, near enough that the
/// difference of two always fits Automerge's column of differences.
const FURTHEST_TIME: u64 = 1 << 53;

/// An uncompressed change chunk whose checksum holds.
#[derive(Debug)]
pub(super) struct Chunk {
    pub(super) hash: ChangeHash,
    /// Magic, checksum, type, length and contents.
    pub(super) bytes: Vec<u8>,
    contents: usize,
}

impl Chunk {
    /// Opens one chunk that must fill `bytes`.
    pub(super) fn open(bytes: &[u8], limits: &Limits) -> Result<Self, Fault> {
        let mut reader = Reader::new(bytes);
        if reader.array()? != MAGIC {
            return Err(Fault::Malformed("not a change: it does not begin as one"));
        }
        let checksum: [u8; 4] = reader.array()?;
        let kind = reader.byte()?;
        let length = reader.unsigned()?;
        if length > limits.max_bytes {
            return Err(Fault::TooLarge);
        }
        let contents = reader.take(length)?;
        if !reader.is_empty() {
            return Err(Fault::Malformed("bytes follow the change"));
        }
        match kind {
            CHANGE => Self::seal(contents, checksum),
            COMPRESSED => Self::seal(&inflate(contents, limits)?, checksum),
            _ => Err(Fault::Malformed("a chunk that is not a change")),
        }
    }

    fn seal(contents: &[u8], checksum: [u8; 4]) -> Result<Self, Fault> {
        let chunk = Self::of(contents);
        if chunk.hash.as_bytes().starts_with(&checksum) {
            Ok(chunk)
        } else {
            Err(Fault::Malformed("its checksum does not match"))
        }
    }

    /// Writes the uncompressed chunk of these contents, which is what a stored change of Automerge's looks like.
    pub(super) fn of(contents: &[u8]) -> Self {
        let mut hashed = vec![CHANGE];
        unsigned(&mut hashed, contents.len() as u64);
        let hash: [u8; 32] = Sha256::new().chain_update(&hashed).chain_update(contents).finalize().into();
        let mut bytes = Vec::with_capacity(MAGIC.len() + 4 + hashed.len() + contents.len());
        bytes.extend(MAGIC);
        bytes.extend(hash.iter().take(4));
        bytes.extend(hashed);
        let start = bytes.len();
        bytes.extend(contents);
        Self { hash: ChangeHash::from_bytes(hash), bytes, contents: start }
    }

    /// Reads the header.
    pub(super) fn header(&self, limits: &Limits) -> Result<Header<'_>, Fault> {
        let contents = self.bytes.get(self.contents..).unwrap_or_default();
        Header::read(Reader::new(contents), limits)
    }
}

/// What stands before and after the columns of a change.
#[derive(Debug)]
pub(super) struct Header<'a> {
    pub(super) dependencies: Vec<ChangeHash>,
    pub(super) actor: Actor,
    pub(super) sequence: u64,
    pub(super) start_op: u64,
    pub(super) time: Timestamp,
    /// Whose operations it speaks of besides its own; columns name actors by their place, its own being nought.
    pub(super) others: Vec<Actor>,
    pub(super) columns: Columns<'a>,
    /// The device that the actor belongs to: stated once, in the actor's first change.
    pub(super) author: Option<DeviceId>,
}

impl<'a> Header<'a> {
    /// Reads the header of an uncompressed change chunk that Automerge itself has just written down.
    pub(super) fn of_own(bytes: &'a [u8], limits: &Limits) -> Result<Self, Fault> {
        let mut reader = Reader::new(bytes);
        let _magic_checksum_and_type: [u8; 9] = reader.array()?;
        let length = reader.unsigned()?;
        Self::read(Reader::new(reader.take(length)?), limits)
    }

    fn read(mut reader: Reader<'a>, limits: &Limits) -> Result<Self, Fault> {
        let dependencies =
            many(&mut reader, limits.max_dependencies, 32, |reader| reader.array().map(ChangeHash::from_bytes))?;
        if !dependencies.is_sorted_by(|one, next| one < next) {
            return Err(Fault::Malformed("dependencies out of order"));
        }
        let actor = actor(&mut reader)?;
        let sequence = counting(&mut reader)?;
        let start_op = counting(&mut reader)?;
        let time = reader.signed()?;
        if time.unsigned_abs() > FURTHEST_TIME {
            return Err(NUMBER_TOO_GREAT);
        }
        reader.text()?;
        let others = many(&mut reader, limits.max_actors, 17, actor_in)?;
        if !others.is_sorted_by(|one, next| one < next) || others.contains(&actor) {
            return Err(Fault::Malformed("actors out of order"));
        }
        let columns = Columns::read(&mut reader)?;
        let author = author(reader, sequence)?;
        Ok(Self {
            dependencies,
            actor,
            sequence,
            start_op,
            time: Timestamp::from_milliseconds(time),
            others,
            columns,
            author,
        })
    }

    /// The actor at a place in this change's table.
    pub(super) fn actor_at(&self, place: u64) -> Result<Actor, Fault> {
        let found = match place.checked_sub(1) {
            None => Some(self.actor),
            Some(place) => usize::try_from(place).ok().and_then(|place| self.others.get(place).copied()),
        };
        found.ok_or(Fault::Malformed("an actor that the change does not name"))
    }
}

/// The columns that a change of ours can have, still encoded. Those of marks are not among them: no record has any.
#[derive(Debug, Default)]
pub(super) struct Columns<'a> {
    pub(super) object_actor: &'a [u8],
    pub(super) object_counter: &'a [u8],
    pub(super) key_actor: &'a [u8],
    pub(super) key_counter: &'a [u8],
    pub(super) key_text: &'a [u8],
    pub(super) insert: &'a [u8],
    pub(super) action: &'a [u8],
    pub(super) value_kind: &'a [u8],
    pub(super) value: &'a [u8],
    pub(super) replaced: &'a [u8],
    pub(super) replaced_actor: &'a [u8],
    pub(super) replaced_counter: &'a [u8],
}

impl<'a> Columns<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, Fault> {
        let mut lengths = Vec::new();
        let count = reader.unsigned()?;
        for _ in 0..count {
            let specification = reader.unsigned()?;
            let length = reader.unsigned()?;
            // Ascending, so that the loop ends after the few that are known whatever the count claims.
            if lengths.last().is_some_and(|(last, _)| *last >= specification) || length == 0 {
                return Err(COLUMNS);
            }
            Self::default().slot(specification).ok_or(COLUMNS)?;
            lengths.push((specification, length));
        }
        let mut columns = Self::default();
        for (specification, length) in lengths {
            *columns.slot(specification).ok_or(COLUMNS)? = reader.take(length)?;
        }
        Ok(columns)
    }

    /// A specification is the column's number times 16 plus its type; 8 more would mean deflated, which no change is.
    fn slot(&mut self, specification: u64) -> Option<&mut &'a [u8]> {
        Some(match specification {
            0x01 => &mut self.object_actor,
            0x02 => &mut self.object_counter,
            0x11 => &mut self.key_actor,
            0x13 => &mut self.key_counter,
            0x15 => &mut self.key_text,
            0x34 => &mut self.insert,
            0x42 => &mut self.action,
            0x56 => &mut self.value_kind,
            0x57 => &mut self.value,
            0x70 => &mut self.replaced,
            0x71 => &mut self.replaced_actor,
            0x73 => &mut self.replaced_counter,
            _ => return None,
        })
    }
}

fn inflate(deflated: &[u8], limits: &Limits) -> Result<Vec<u8>, Fault> {
    let mut decoder = DeflateDecoder::new(deflated);
    let mut inflated = Vec::new();
    let read = decoder.by_ref().take(limits.max_bytes + 1).read_to_end(&mut inflated);
    if inflated.len() as u64 > limits.max_bytes {
        return Err(Fault::TooLarge);
    }
    read.map_err(|_| Fault::Malformed("it does not inflate"))?;
    if !decoder.into_inner().is_empty() {
        return Err(Fault::Malformed("bytes follow the deflated change"));
    }
    Ok(inflated)
}

fn author(mut footer: Reader<'_>, sequence: u64) -> Result<Option<DeviceId>, Fault> {
    if footer.is_empty() {
        return Ok(None);
    }
    // Automerge panics on an author that comes later, and would keep whatever else stands here for ever.
    let first: [u8; 2] = footer.array()?;
    if sequence != 1 || first != AUTHOR_FOOTER || footer.remaining() != 16 {
        return Err(Fault::Malformed("bytes after the columns"));
    }
    footer.array().map(DeviceId::from_bytes).map(Some)
}

fn actor(reader: &mut Reader<'_>) -> Result<Actor, Fault> {
    if reader.unsigned()? == 16 {
        reader.array().map(Actor::from_bytes)
    } else {
        Err(Fault::Malformed("an actor that is not 16 bytes"))
    }
}

fn actor_in<'a>(reader: &mut Reader<'a>) -> Result<Actor, Fault> {
    actor(reader)
}

/// A number from 1 to [`GREATEST`].
fn counting(reader: &mut Reader<'_>) -> Result<u64, Fault> {
    match small(reader.unsigned()?)? {
        0 => Err(Fault::Malformed("counted from nought")),
        number => Ok(number),
    }
}

/// So many of something, each at least `least` bytes long.
fn many<'a, T>(
    reader: &mut Reader<'a>,
    most: u64,
    least: usize,
    mut read: impl FnMut(&mut Reader<'a>) -> Result<T, Fault>,
) -> Result<Vec<T>, Fault> {
    let count = reader.unsigned()?;
    if count > most {
        return Err(Fault::TooLarge);
    }
    let held = reader.remaining() / least;
    let count = usize::try_from(count).ok().filter(|count| *count <= held).ok_or(super::reader::CUT_SHORT)?;
    (0..count).map(|_| read(reader)).collect()
}

/// Writes a signed LEB128 number, in its shortest spelling.
pub(super) fn signed(out: &mut Vec<u8>, mut value: i64) {
    loop {
        let bits = value.to_le_bytes()[0] & 0x7f;
        value >>= 7;
        let negative = bits & 0x40 != 0;
        if (value == 0 && !negative) || (value == -1 && negative) {
            out.push(bits);
            return;
        }
        out.push(bits | 0x80);
    }
}

/// Writes an unsigned LEB128 number.
pub(super) fn unsigned(out: &mut Vec<u8>, mut value: u64) {
    loop {
        let bits = value.to_le_bytes()[0] & 0x7f;
        value >>= 7;
        if value == 0 {
            out.push(bits);
            return;
        }
        out.push(bits | 0x80);
    }
}

const COLUMNS: Fault = Fault::Malformed("columns that no change of ours has");
const _: () = assert!(GREATEST < u32::MAX as u64, "Automerge counts operations in 32 bits");
