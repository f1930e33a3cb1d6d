//! The operations of a change, decoded row by row under the limits.

use super::{
    Fault, Limits,
    chunk::Header,
    column::{Booleans, Deltas, Runs, Text, Unsigned, count_rows},
    reader::Reader,
    small,
};
use crate::change::Actor;

/// Names one operation in a document: a Lamport number and who made it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct OperationId {
    pub(super) counter: u64,
    pub(super) actor: Actor,
}

/// What an operation is done to: the whole record, or a container by the operation that made it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Object {
    Root,
    Made(OperationId),
}

/// Where in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key<'a> {
    /// A key of a map.
    Name(&'a str),
    /// The beginning of a text.
    Start,
    /// A character of a text, by the operation that inserted it.
    Character(OperationId),
}

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    MakeMap,
    MakeList,
    MakeText,
    Set,
    Delete,
}

impl Action {
    /// Its number in the column of actions.
    pub(super) const fn number(self) -> u64 {
        match self {
            Self::MakeMap => 0,
            Self::Set => 1,
            Self::MakeList => 2,
            Self::Delete => 3,
            Self::MakeText => 4,
        }
    }

    /// 5 adds to a counter, 6 makes a table and 7 marks text: no record has any.
    pub(super) const fn from_number(number: u64) -> Option<Self> {
        Some(match number {
            0 => Self::MakeMap,
            1 => Self::Set,
            2 => Self::MakeList,
            3 => Self::Delete,
            4 => Self::MakeText,
            _ => return None,
        })
    }
}

/// The kind of a value; what it says does not matter here, except for one character of text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Value<'a> {
    Text(&'a str),
    Other,
    Nothing,
}

/// The number of the kind of value that is bytes.
pub(super) const BYTES: u64 = 7;

/// A value as its columns have it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Encoded<'a> {
    /// Its length times 16, and the number of its kind.
    pub(super) kind: u64,
    pub(super) bytes: &'a [u8],
}

/// One operation.
#[derive(Debug)]
pub(super) struct Operation<'a> {
    pub(super) id: OperationId,
    pub(super) object: Object,
    pub(super) key: Key<'a>,
    pub(super) insert: bool,
    pub(super) action: Action,
    pub(super) value: Value<'a>,
    pub(super) encoded: Encoded<'a>,
    /// The operations that it replaces.
    pub(super) replaces: Vec<OperationId>,
}

/// The number of operations, known before any is decoded.
pub(super) fn count(header: &Header<'_>, limits: &Limits) -> Result<u64, Fault> {
    let operations = count_rows::<Unsigned>(header.columns.action, limits.max_operations)?;
    count_rows::<Unsigned>(header.columns.replaced_actor, limits.max_operations)?;
    small(header.start_op + operations)?;
    if operations == 0 { Err(Fault::Malformed("a change of nothing")) } else { Ok(operations) }
}

/// Decodes every operation.
pub(super) fn decode<'a>(header: &Header<'a>, limits: &Limits) -> Result<Vec<Operation<'a>>, Fault> {
    let rows = count(header, limits)?;
    let mut decoder = Decoder::new(header, rows, limits);
    let operations = (0..rows).map(|row| decoder.next(row)).collect::<Result<Vec<_>, _>>()?;
    decoder.finish()?;
    Ok(operations)
}

struct Decoder<'h, 'a> {
    header: &'h Header<'a>,
    object_actor: Runs<'a, Unsigned>,
    object_counter: Runs<'a, Unsigned>,
    key_actor: Runs<'a, Unsigned>,
    key_counter: Deltas<'a>,
    key_text: Runs<'a, Text>,
    insert: Booleans<'a>,
    action: Runs<'a, Unsigned>,
    value_kind: Runs<'a, Unsigned>,
    value: Reader<'a>,
    replaced: Runs<'a, Unsigned>,
    replaced_actor: Runs<'a, Unsigned>,
    replaced_counter: Deltas<'a>,
    replacements_left: u64,
}

impl<'h, 'a> Decoder<'h, 'a> {
    fn new(header: &'h Header<'a>, rows: u64, limits: &Limits) -> Self {
        let columns = &header.columns;
        Self {
            header,
            object_actor: Runs::new(columns.object_actor, rows),
            object_counter: Runs::new(columns.object_counter, rows),
            key_actor: Runs::new(columns.key_actor, rows),
            key_counter: Deltas::new(columns.key_counter, rows),
            key_text: Runs::new(columns.key_text, rows),
            insert: Booleans::new(columns.insert, rows),
            action: Runs::new(columns.action, rows),
            value_kind: Runs::new(columns.value_kind, rows),
            value: Reader::new(columns.value),
            replaced: Runs::new(columns.replaced, rows),
            replaced_actor: Runs::new(columns.replaced_actor, limits.max_operations),
            replaced_counter: Deltas::new(columns.replaced_counter, limits.max_operations),
            replacements_left: limits.max_operations,
        }
    }

    fn next(&mut self, row: u64) -> Result<Operation<'a>, Fault> {
        let object = self.object()?;
        let key = self.key()?;
        let insert = self.insert.next()?;
        let action = self.action()?;
        let (value, encoded) = self.value()?;
        Ok(Operation {
            id: OperationId { counter: self.header.start_op + row, actor: self.header.actor },
            object,
            key,
            insert,
            action,
            value,
            encoded,
            replaces: self.replaces()?,
        })
    }

    fn object(&mut self) -> Result<Object, Fault> {
        match (self.object_actor.next()?, self.object_counter.next()?) {
            (None, None) => Ok(Object::Root),
            (Some(actor), Some(counter)) => self.id(actor, counter).map(Object::Made),
            _ => Err(Fault::Malformed("half an object")),
        }
    }

    fn key(&mut self) -> Result<Key<'a>, Fault> {
        match (self.key_actor.next()?, self.key_counter.next()?, self.key_text.next()?) {
            (None, None, Some(name)) => Ok(Key::Name(name)),
            (None, Some(0), None) => Ok(Key::Start),
            (Some(actor), Some(counter), None) => self.id(actor, counter).map(Key::Character),
            _ => Err(Fault::Malformed("half a key")),
        }
    }

    fn action(&mut self) -> Result<Action, Fault> {
        let action = self.action.next()?.and_then(Action::from_number);
        action.ok_or(Fault::Malformed("an action that no record has"))
    }

    fn value(&mut self) -> Result<(Value<'a>, Encoded<'a>), Fault> {
        let kind = self.value_kind.next()?.ok_or(VALUE)?;
        let encoded = Encoded { kind, bytes: self.value.take(kind >> 4)? };
        let mut bytes = Reader::new(encoded.bytes);
        let value = match kind & 15 {
            0 => Value::Nothing,
            1 | 2 => Value::Other,
            3 => bytes.unsigned().map(|_| Value::Other)?,
            // 4 is a signed number, 9 a time.
            4 | 9 => bytes.signed().map(|_| Value::Other)?,
            5 => float(bytes.array()?)?,
            6 => Value::Text(
                std::str::from_utf8(std::mem::replace(&mut bytes, Reader::new(&[])).rest()).map_err(|_| VALUE)?,
            ),
            BYTES => {
                bytes = Reader::new(&[]);
                Value::Other
            }
            // 8 is a counter; what follows, nobody knows yet.
            _ => return Err(VALUE),
        };
        if bytes.is_empty() { Ok((value, encoded)) } else { Err(VALUE) }
    }

    fn replaces(&mut self) -> Result<Vec<OperationId>, Fault> {
        let count = self.replaced.next()?.ok_or(Fault::Malformed("half a list"))?;
        self.replacements_left = self.replacements_left.checked_sub(count).ok_or(Fault::TooLarge)?;
        (0..count)
            .map(|_| match (self.replaced_actor.next()?, self.replaced_counter.next()?) {
                (Some(actor), Some(counter)) => self.id(actor, counter),
                _ => Err(Fault::Malformed("half an operation")),
            })
            .collect()
    }

    fn id(&self, actor: u64, counter: u64) -> Result<OperationId, Fault> {
        match small(counter)? {
            0 => Err(Fault::Malformed("counted from nought")),
            counter => Ok(OperationId { counter, actor: self.header.actor_at(actor)? }),
        }
    }

    fn finish(&self) -> Result<(), Fault> {
        for runs in [&self.object_actor, &self.object_counter, &self.key_actor, &self.action, &self.value_kind] {
            runs.finish()?;
        }
        self.replaced.finish()?;
        self.replaced_actor.finish()?;
        self.replaced_counter.finish()?;
        self.key_counter.finish()?;
        self.key_text.finish()?;
        self.insert.finish()?;
        if self.value.is_empty() { Ok(()) } else { Err(VALUE) }
    }
}

/// A number that is none, or has no end, cannot be compared: two devices could not agree on it.
fn float(bytes: [u8; 8]) -> Result<Value<'static>, Fault> {
    if f64::from_le_bytes(bytes).is_finite() { Ok(Value::Other) } else { Err(VALUE) }
}

const VALUE: Fault = Fault::Malformed("a value that no record has");
