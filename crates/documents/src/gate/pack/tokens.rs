//! A change as tokens in the streams, and back: what both sides know by then is named, the rest is spelled.

use domain::id::EventId;

use super::{
    super::{
        Fault, Limits,
        chunk::{Chunk, Header, signed},
        operation::{Action, Encoded, Key, Object, Operation, OperationId, Value},
    },
    Kind, Reading, Writing, rebuild,
    table::Table,
};
use crate::change::{Actor, ChangeHash};

/// What a change says of itself beside its dependencies and operations.
#[derive(Debug, Clone)]
pub(super) struct Writer {
    pub(super) actor: Actor,
    pub(super) sequence: u64,
    pub(super) start_op: u64,
    /// Milliseconds since 1970.
    pub(super) time: i64,
    /// The device, in an actor's first change.
    pub(super) author: Option<[u8; 16]>,
}

impl Writer {
    pub(super) fn of(header: &Header<'_>) -> Self {
        Self {
            actor: header.actor,
            sequence: header.sequence,
            start_op: header.start_op,
            time: header.time.milliseconds(),
            author: header.author.map(|device| *device.as_bytes()),
        }
    }
}

/// A change that has been packed or unpacked.
#[derive(Debug, Clone, Copy)]
struct Passed {
    actor: Actor,
    sequence: u64,
    /// The number after its last operation.
    after: u64,
}

/// What both sides know.
#[derive(Debug, Default)]
struct Known {
    /// By hash; those that are carried whole have no numbers.
    changes: Table<ChangeHash>,
    passed: Vec<Option<Passed>>,
    outside: Table<ChangeHash>,
    actors: Table<[u8; 16]>,
    objects: Table<OperationId>,
    names: Table<String>,
    ids: Table<[u8; 16]>,
    time: i64,
}

impl Known {
    /// The numbers that a change has when it goes on from those of its dependencies that have passed.
    fn expected(&self, dependencies: &[ChangeHash], actor: Actor) -> (u64, u64) {
        let (mut sequence, mut start_op) = (1, 1);
        for dependency in dependencies {
            let place = self.changes.number(dependency).and_then(|number| usize::try_from(number).ok());
            let Some(Some(passed)) = place.and_then(|place| self.passed.get(place)) else { continue };
            start_op = start_op.max(passed.after);
            if passed.actor == actor {
                sequence = passed.sequence + 1;
            }
        }
        (sequence, start_op)
    }

    fn learn(&mut self, hash: ChangeHash, passed: Option<Passed>) {
        self.changes.learn(hash);
        self.passed.push(passed);
    }
}

// Tokens of `Kind::How`.
const WHOLE: u64 = 0;
const APART: u64 = 1;
const APART_WITH_AUTHOR: u64 = 2;

// Tokens of `Kind::Keys`.
const AT_START: u64 = 0;
const NEW_ID: u64 = 1;
const KNOWN_ID: u64 = 2;
const NEW_NAME: u64 = 3;
const AFTER_THE_LAST: u64 = 4;
const CHARACTER: u64 = 5;
const NAMES: u64 = 6;

// Kinds of values that no change has, for those that need not be spelled.
const IDS: u64 = 15;
const ITS_TIME: u64 = 14;
const INTEGER: u64 = 4;
const TEXT: u64 = 6;
const BYTES: u64 = 7;

/// Writes changes into streams.
#[derive(Debug, Default)]
pub(super) struct Packer {
    pub(super) out: Writing,
    known: Known,
}

impl Packer {
    /// Carries a change as it is.
    pub(super) fn whole(&mut self, bytes: &[u8]) {
        self.out.number(Kind::How, WHOLE);
        self.out.number(Kind::Lengths, bytes.len() as u64);
        self.out.bytes(Kind::Whole, bytes);
        if let Ok(chunk) = Chunk::open(bytes, &Limits::DEFAULT) {
            self.known.learn(chunk.hash, None);
        }
    }

    pub(super) fn apart(&mut self, hash: ChangeHash, header: &Header<'_>, operations: &[Operation<'_>]) {
        let writer = Writer::of(header);
        self.out.number(Kind::How, if writer.author.is_some() { APART_WITH_AUTHOR } else { APART });
        self.out.number(Kind::Dependencies, header.dependencies.len() as u64);
        for dependency in &header.dependencies {
            self.dependency(dependency);
        }
        self.identity(writer.actor.as_bytes());
        if let Some(author) = &writer.author {
            self.identity(author);
        }
        let (sequence, start_op) = self.known.expected(&header.dependencies, writer.actor);
        self.out.difference(Kind::Sequences, difference(writer.sequence, sequence));
        self.out.difference(Kind::Starts, difference(writer.start_op, start_op));
        self.out.difference(Kind::Times, writer.time.wrapping_sub(self.known.time));
        self.known.time = writer.time;
        self.out.number(Kind::Counts, operations.len() as u64);
        for operation in operations {
            self.operation(&writer, operation);
        }
        let after = writer.start_op + operations.len() as u64;
        self.known.learn(hash, Some(Passed { actor: writer.actor, sequence: writer.sequence, after }));
    }

    /// Even: so many changes back. Odd: one that is not among these, by number. Nought: one that is new.
    fn dependency(&mut self, hash: &ChangeHash) {
        let token = match (self.known.changes.distance(hash), self.known.outside.number(hash)) {
            (Some(distance), _) => 2 * (distance + 1),
            (None, Some(number)) => 2 * number + 1,
            (None, None) => {
                self.out.bytes(Kind::Random, hash.as_bytes());
                self.known.outside.learn(*hash);
                0
            }
        };
        self.out.number(Kind::Dependencies, token);
    }

    fn identity(&mut self, identity: &[u8; 16]) {
        match self.known.actors.number(identity) {
            Some(number) => self.out.number(Kind::Actors, number + 1),
            None => {
                self.out.number(Kind::Actors, 0);
                self.out.bytes(Kind::Random, identity);
                self.known.actors.learn(*identity);
            }
        }
    }

    fn operation(&mut self, writer: &Writer, operation: &Operation<'_>) {
        self.object(writer, operation);
        self.key(writer, operation);
        self.out.number(Kind::Actions, operation.action.number() << 1 | u64::from(operation.insert));
        self.value(writer, &operation.encoded);
        self.out.number(Kind::Replaced, operation.replaces.len() as u64);
        for replaced in &operation.replaces {
            self.reference(operation, replaced);
        }
    }

    /// Even: made by this change's operation of that number. Odd: made before, by number. One: made before, and new.
    fn object(&mut self, writer: &Writer, operation: &Operation<'_>) {
        let token = match operation.object {
            Object::Root => 0,
            Object::Made(id) if id.actor == writer.actor && id.counter >= writer.start_op => {
                2 * (id.counter - writer.start_op + 1)
            }
            Object::Made(id) => match self.known.objects.number(&id) {
                Some(number) => 2 * number + 3,
                None => {
                    self.reference(operation, &id);
                    self.known.objects.learn(id);
                    1
                }
            },
        };
        self.out.number(Kind::Objects, token);
    }

    fn key(&mut self, writer: &Writer, operation: &Operation<'_>) {
        let token = match operation.key {
            Key::Start => AT_START,
            Key::Character(id) if id.actor == writer.actor && id.counter + 1 == operation.id.counter => AFTER_THE_LAST,
            Key::Character(id) => {
                self.reference(operation, &id);
                CHARACTER
            }
            Key::Name(name) => match (self.known.names.number(&name.to_owned()), id_named(name)) {
                (Some(number), _) => NAMES + number,
                (None, Some(id)) => self.id(writer, id),
                (None, None) => {
                    self.out.number(Kind::Lengths, name.len() as u64);
                    self.out.bytes(Kind::Names, name.as_bytes());
                    self.known.names.learn(name.to_owned());
                    NEW_NAME
                }
            },
        };
        self.out.number(Kind::Keys, token);
    }

    /// An id begins with the time at which it was made: mostly that of its change.
    fn id(&mut self, writer: &Writer, id: [u8; 16]) -> u64 {
        if let Some(distance) = self.known.ids.distance(&id) {
            self.out.number(Kind::Known, distance);
            return KNOWN_ID;
        }
        let (time, random) = halves(&id);
        self.out.difference(Kind::Times, time.wrapping_sub(writer.time));
        self.out.bytes(Kind::Random, random);
        self.known.ids.learn(id);
        NEW_ID
    }

    fn value(&mut self, writer: &Writer, value: &Encoded<'_>) {
        let mut time = Vec::new();
        signed(&mut time, writer.time);
        let kind = value.kind & 15;
        let distances: Option<Vec<u64>> = value
            .bytes
            .chunks(16)
            .map(|id| id.try_into().ok().and_then(|id: [u8; 16]| self.known.ids.distance(&id)))
            .collect();
        match (kind, distances) {
            (BYTES, Some(distances)) if !distances.is_empty() => {
                self.out.number(Kind::Kinds, (distances.len() as u64) << 4 | IDS);
                for distance in distances {
                    self.out.number(Kind::Known, distance);
                }
            }
            (INTEGER, _) if value.bytes == time => self.out.number(Kind::Kinds, ITS_TIME),
            (TEXT, _) if value.bytes.len() == 1 => {
                self.out.number(Kind::Kinds, value.kind);
                self.out.bytes(Kind::Letters, value.bytes);
            }
            _ => {
                self.out.number(Kind::Kinds, value.kind);
                self.out.bytes(Kind::Values, value.bytes);
            }
        }
    }

    fn reference(&mut self, operation: &Operation<'_>, id: &OperationId) {
        self.identity(id.actor.as_bytes());
        self.out.difference(Kind::Counters, difference(operation.id.counter, id.counter));
    }
}

/// Reads changes out of streams.
#[derive(Debug)]
pub(super) struct Unpacker<'a> {
    streams: Reading<'a>,
    known: Known,
    /// Bytes that may still be made.
    left: u64,
}

impl<'a> Unpacker<'a> {
    pub(super) fn new(streams: Reading<'a>, most: u64) -> Self {
        Self { streams, known: Known::default(), left: most }
    }

    pub(super) fn finish(&self) -> Result<(), Fault> {
        self.streams.finish()
    }

    pub(super) fn next(&mut self) -> Result<Vec<u8>, Fault> {
        let bytes = match self.streams.number(Kind::How)? {
            WHOLE => self.whole()?,
            APART => self.apart(false)?,
            APART_WITH_AUTHOR => self.apart(true)?,
            _ => return Err(TOKEN),
        };
        self.spend(bytes.len())?;
        Ok(bytes)
    }

    fn spend(&mut self, bytes: usize) -> Result<(), Fault> {
        self.left = self.left.checked_sub(bytes as u64).ok_or(Fault::TooLarge)?;
        Ok(())
    }

    fn whole(&mut self) -> Result<Vec<u8>, Fault> {
        let length = self.streams.number(Kind::Lengths)?;
        let bytes = self.streams.take(Kind::Whole, length)?;
        if let Ok(chunk) = Chunk::open(bytes, &Limits::DEFAULT) {
            self.known.learn(chunk.hash, None);
        }
        Ok(bytes.to_vec())
    }

    fn apart(&mut self, has_author: bool) -> Result<Vec<u8>, Fault> {
        let count = self.streams.number(Kind::Dependencies)?;
        if count > Limits::DEFAULT.max_dependencies {
            return Err(Fault::TooLarge);
        }
        let dependencies = (0..count).map(|_| self.dependency()).collect::<Result<Vec<_>, _>>()?;
        let actor = self.actor()?;
        let author = if has_author { Some(self.identity()?) } else { None };
        let (sequence, start_op) = self.known.expected(&dependencies, actor);
        let sequence = added(sequence, self.streams.difference(Kind::Sequences)?)?;
        let start_op = added(start_op, self.streams.difference(Kind::Starts)?)?;
        let time = self.known.time.wrapping_add(self.streams.difference(Kind::Times)?);
        self.known.time = time;
        let writer = Writer { actor, sequence, start_op, time, author };
        let count = self.streams.number(Kind::Counts)?;
        if count > Limits::DEFAULT.max_operations {
            return Err(Fault::TooLarge);
        }
        // Kept beside the operations, which borrow from them.
        let mut spelled = Vec::new();
        let mut drafts = Vec::new();
        let mut made = 0_usize;
        for row in 0..count {
            let counter = start_op.checked_add(row).ok_or(TOKEN)?;
            let draft = self.draft(&writer, counter, &mut spelled)?;
            made = made.saturating_add(draft.size(&spelled));
            if made as u64 > self.left {
                return Err(Fault::TooLarge);
            }
            drafts.push(draft);
        }
        let operations = drafts.iter().map(|draft| draft.operation(&spelled)).collect::<Result<Vec<_>, _>>()?;
        let chunk = rebuild(&dependencies, &writer, &operations).ok_or(TOKEN)?;
        let after = start_op.checked_add(count).ok_or(TOKEN)?;
        self.known.learn(chunk.hash, Some(Passed { actor, sequence, after }));
        Ok(chunk.bytes)
    }

    fn dependency(&mut self) -> Result<ChangeHash, Fault> {
        let token = self.streams.number(Kind::Dependencies)?;
        match (token, token % 2) {
            (0, _) => {
                let hash = ChangeHash::from_bytes(self.streams.array(Kind::Random)?);
                self.known.outside.learn(hash);
                Ok(hash)
            }
            (_, 0) => self.known.changes.at_distance(token / 2 - 1).copied(),
            _ => self.known.outside.at(token / 2).copied(),
        }
    }

    fn identity(&mut self) -> Result<[u8; 16], Fault> {
        match self.streams.number(Kind::Actors)?.checked_sub(1) {
            Some(number) => self.known.actors.at(number).copied(),
            None => {
                let identity = self.streams.array(Kind::Random)?;
                self.known.actors.learn(identity);
                Ok(identity)
            }
        }
    }

    fn actor(&mut self) -> Result<Actor, Fault> {
        self.identity().map(Actor::from_bytes)
    }

    fn draft(&mut self, writer: &Writer, counter: u64, spelled: &mut Vec<Vec<u8>>) -> Result<Draft<'a>, Fault> {
        let id = OperationId { counter, actor: writer.actor };
        let object = self.object(writer, id)?;
        let key = self.key(writer, id, spelled)?;
        let action = self.streams.number(Kind::Actions)?;
        let insert = action % 2 == 1;
        let action = Action::from_number(action / 2).ok_or(TOKEN)?;
        let value = self.value(writer, spelled)?;
        let count = self.streams.number(Kind::Replaced)?;
        if count > Limits::DEFAULT.max_operations {
            return Err(Fault::TooLarge);
        }
        let replaces = (0..count).map(|_| self.reference(id)).collect::<Result<Vec<_>, _>>()?;
        Ok(Draft { id, object, key, insert, action, value, replaces })
    }

    fn object(&mut self, writer: &Writer, operation: OperationId) -> Result<Object, Fault> {
        let token = self.streams.number(Kind::Objects)?;
        Ok(match (token, token % 2) {
            (0, _) => Object::Root,
            (1, _) => {
                let id = self.reference(operation)?;
                self.known.objects.learn(id);
                Object::Made(id)
            }
            (_, 0) => {
                let counter = writer.start_op.checked_add(token / 2 - 1).ok_or(TOKEN)?;
                Object::Made(OperationId { counter, actor: writer.actor })
            }
            _ => Object::Made(*self.known.objects.at((token - 3) / 2)?),
        })
    }

    fn key(&mut self, writer: &Writer, operation: OperationId, spelled: &mut Vec<Vec<u8>>) -> Result<DraftKey, Fault> {
        let mut spell = |text: String| {
            spelled.push(text.into_bytes());
            DraftKey::Name(spelled.len() - 1)
        };
        Ok(match self.streams.number(Kind::Keys)? {
            AT_START => DraftKey::Start,
            AFTER_THE_LAST => {
                let counter = operation.counter.checked_sub(1).ok_or(TOKEN)?;
                DraftKey::Character(OperationId { counter, ..operation })
            }
            CHARACTER => DraftKey::Character(self.reference(operation)?),
            NEW_ID => {
                let time = writer.time.wrapping_add(self.streams.difference(Kind::Times)?);
                let id = joined(time, self.streams.array(Kind::Random)?);
                self.known.ids.learn(id);
                spell(EventId::from_bytes(id).to_string())
            }
            KNOWN_ID => {
                let distance = self.streams.number(Kind::Known)?;
                spell(EventId::from_bytes(*self.known.ids.at_distance(distance)?).to_string())
            }
            NEW_NAME => {
                let length = self.streams.number(Kind::Lengths)?;
                let name = std::str::from_utf8(self.streams.take(Kind::Names, length)?).map_err(|_| TOKEN)?;
                self.known.names.learn(name.to_owned());
                spell(name.to_owned())
            }
            token => spell(self.known.names.at(token - NAMES)?.clone()),
        })
    }

    fn value(&mut self, writer: &Writer, spelled: &mut Vec<Vec<u8>>) -> Result<DraftValue<'a>, Fault> {
        let token = self.streams.number(Kind::Kinds)?;
        let length = token >> 4;
        let bytes = match token & 15 {
            IDS => {
                let mut ids = Vec::new();
                for _ in 0..length {
                    let distance = self.streams.number(Kind::Known)?;
                    ids.extend(self.known.ids.at_distance(distance)?);
                }
                ids
            }
            ITS_TIME => {
                let mut time = Vec::new();
                signed(&mut time, writer.time);
                time
            }
            TEXT if length == 1 => return Ok(DraftValue::Spelled(token, self.streams.take(Kind::Letters, 1)?)),
            _ => return Ok(DraftValue::Spelled(token, self.streams.take(Kind::Values, length)?)),
        };
        let kind = if token & 15 == IDS { BYTES } else { INTEGER };
        let kind = (bytes.len() as u64) << 4 | kind;
        spelled.push(bytes);
        Ok(DraftValue::Made(kind, spelled.len() - 1))
    }

    fn reference(&mut self, operation: OperationId) -> Result<OperationId, Fault> {
        let actor = self.actor()?;
        let back = self.streams.difference(Kind::Counters)?;
        let counter = added(operation.counter, back.checked_neg().ok_or(TOKEN)?)?;
        Ok(OperationId { counter, actor })
    }
}

/// An operation whose names and values may lie among those that were spelled out for it.
#[derive(Debug)]
struct Draft<'a> {
    id: OperationId,
    object: Object,
    key: DraftKey,
    insert: bool,
    action: Action,
    value: DraftValue<'a>,
    replaces: Vec<OperationId>,
}

#[derive(Debug)]
enum DraftKey {
    Name(usize),
    Start,
    Character(OperationId),
}

#[derive(Debug)]
enum DraftValue<'a> {
    Spelled(u64, &'a [u8]),
    Made(u64, usize),
}

impl<'a> Draft<'a> {
    /// Bytes that it makes, about.
    fn size(&self, spelled: &[Vec<u8>]) -> usize {
        let at = |place: usize| spelled.get(place).map_or(0, Vec::len);
        let key = if let DraftKey::Name(place) = self.key { at(place) } else { 0 };
        let value = match &self.value {
            DraftValue::Spelled(_, bytes) => bytes.len(),
            DraftValue::Made(_, place) => at(*place),
        };
        key + value
    }

    fn operation<'s>(&'s self, spelled: &'s [Vec<u8>]) -> Result<Operation<'s>, Fault> {
        let at = |place: usize| spelled.get(place).map(Vec::as_slice).ok_or(TOKEN);
        let key = match self.key {
            DraftKey::Name(place) => Key::Name(std::str::from_utf8(at(place)?).map_err(|_| TOKEN)?),
            DraftKey::Start => Key::Start,
            DraftKey::Character(id) => Key::Character(id),
        };
        let encoded = match self.value {
            DraftValue::Spelled(kind, bytes) => Encoded { kind, bytes },
            DraftValue::Made(kind, place) => Encoded { kind, bytes: at(place)? },
        };
        Ok(Operation {
            id: self.id,
            object: self.object,
            key,
            insert: self.insert,
            action: self.action,
            value: Value::Other,
            encoded,
            replaces: self.replaces.clone(),
        })
    }
}

/// The id that a name spells, if it spells one in the one way.
fn id_named(name: &str) -> Option<[u8; 16]> {
    let id: EventId = name.parse().ok()?;
    (id.to_string() == name).then(|| *id.as_bytes())
}

/// An id's time in milliseconds, and what is random in it.
fn halves(id: &[u8; 16]) -> (i64, &[u8]) {
    let (time, random) = id.split_at(6);
    (time.iter().fold(0, |time, byte| time << 8 | i64::from(*byte)), random)
}

fn joined(time: i64, random: [u8; 10]) -> [u8; 16] {
    let mut id = [0; 16];
    let time = time.to_be_bytes();
    for (to, from) in id.iter_mut().zip(time.iter().skip(2).chain(&random)) {
        *to = *from;
    }
    id
}

const fn difference(one: u64, other: u64) -> i64 {
    one.cast_signed().wrapping_sub(other.cast_signed())
}

fn added(number: u64, difference: i64) -> Result<u64, Fault> {
    number.checked_add_signed(difference).ok_or(TOKEN)
}

const TOKEN: Fault = Fault::Malformed("packed changes that say what no change says");
