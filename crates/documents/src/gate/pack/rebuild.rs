//! A change put together again from what it says: its columns, its header and its checksum, as Automerge spells them.

use std::collections::BTreeSet;

use super::{
    super::{
        chunk::{AUTHOR_FOOTER, Chunk, signed, unsigned},
        operation::{Key, Object, Operation, OperationId},
    },
    tokens::Writer,
};
use crate::change::{Actor, ChangeHash};

/// The chunk; none when the operations cannot be those of a change.
pub(super) fn rebuild(dependencies: &[ChangeHash], writer: &Writer, operations: &[Operation<'_>]) -> Option<Chunk> {
    let others = others(writer.actor, operations);
    let mut columns = Columns::new(writer.actor, &others);
    for operation in operations {
        columns.add(operation)?;
    }
    let mut contents = Vec::new();
    unsigned(&mut contents, dependencies.len() as u64);
    contents.extend(dependencies.iter().flat_map(|hash| *hash.as_bytes()));
    named(&mut contents, &writer.actor);
    unsigned(&mut contents, writer.sequence);
    unsigned(&mut contents, writer.start_op);
    signed(&mut contents, writer.time);
    // No change of ours has a message.
    contents.push(0);
    unsigned(&mut contents, others.len() as u64);
    for other in &others {
        named(&mut contents, other);
    }
    columns.write(&mut contents);
    if let Some(author) = &writer.author {
        contents.extend(AUTHOR_FOOTER);
        contents.extend(author);
    }
    Some(Chunk::of(&contents))
}

/// The other actors that a change speaks of, in order.
fn others(own: Actor, operations: &[Operation<'_>]) -> Vec<Actor> {
    let mut others = BTreeSet::new();
    for operation in operations {
        if let Object::Made(id) = operation.object {
            others.insert(id.actor);
        }
        if let Key::Character(id) = operation.key {
            others.insert(id.actor);
        }
        others.extend(operation.replaces.iter().map(|id| id.actor));
    }
    others.remove(&own);
    others.into_iter().collect()
}

fn named(out: &mut Vec<u8>, actor: &Actor) {
    out.push(16);
    out.extend(actor.as_bytes());
}

/// The columns of a change, being written.
struct Columns<'a> {
    own: Actor,
    others: &'a [Actor],
    object_actor: Runs<u64>,
    object_counter: Runs<u64>,
    key_actor: Runs<u64>,
    key_counter: Differences,
    key_text: Runs<&'a str>,
    insert: Turns,
    action: Runs<u64>,
    value_kind: Runs<u64>,
    value: Vec<u8>,
    replaced: Runs<u64>,
    replaced_actor: Runs<u64>,
    replaced_counter: Differences,
}

impl<'a> Columns<'a> {
    fn new(own: Actor, others: &'a [Actor]) -> Self {
        Self {
            own,
            others,
            object_actor: Runs::default(),
            object_counter: Runs::default(),
            key_actor: Runs::default(),
            key_counter: Differences::default(),
            key_text: Runs::default(),
            insert: Turns::default(),
            action: Runs::default(),
            value_kind: Runs::default(),
            value: Vec::new(),
            replaced: Runs::default(),
            replaced_actor: Runs::default(),
            replaced_counter: Differences::default(),
        }
    }

    /// The place of an actor in the change's table, its own being nought.
    fn place(&self, id: &OperationId) -> Option<u64> {
        if id.actor == self.own {
            return Some(0);
        }
        self.others.binary_search(&id.actor).ok().map(|place| place as u64 + 1)
    }

    fn add(&mut self, operation: &Operation<'a>) -> Option<()> {
        let (actor, counter) = match operation.object {
            Object::Root => (None, None),
            Object::Made(id) => (Some(self.place(&id)?), Some(id.counter)),
        };
        self.object_actor.add(actor);
        self.object_counter.add(counter);
        let (actor, counter, text) = match operation.key {
            Key::Name(name) => (None, None, Some(name)),
            Key::Start => (None, Some(0), None),
            Key::Character(id) => (Some(self.place(&id)?), Some(id.counter), None),
        };
        self.key_actor.add(actor);
        self.key_counter.add(counter)?;
        self.key_text.add(text);
        self.insert.add(operation.insert);
        self.action.add(Some(operation.action.number()));
        self.value_kind.add(Some(operation.encoded.kind));
        self.value.extend(operation.encoded.bytes);
        self.replaced.add(Some(operation.replaces.len() as u64));
        for replaced in &operation.replaces {
            self.replaced_actor.add(Some(self.place(replaced)?));
            self.replaced_counter.add(Some(replaced.counter))?;
        }
        Some(())
    }

    fn write(self, out: &mut Vec<u8>) {
        let columns = [
            (0x01, self.object_actor.finish()),
            (0x02, self.object_counter.finish()),
            (0x11, self.key_actor.finish()),
            (0x13, self.key_counter.runs.finish()),
            (0x15, self.key_text.finish()),
            (0x34, self.insert.finish()),
            (0x42, self.action.finish()),
            (0x56, self.value_kind.finish()),
            (0x57, self.value),
            (0x70, self.replaced.finish()),
            (0x71, self.replaced_actor.finish()),
            (0x73, self.replaced_counter.runs.finish()),
        ];
        let present = columns.iter().filter(|(_, bytes)| !bytes.is_empty());
        unsigned(out, present.clone().count() as u64);
        for (specification, bytes) in present {
            unsigned(out, *specification);
            unsigned(out, bytes.len() as u64);
        }
        out.extend(columns.into_iter().flat_map(|(_, bytes)| bytes));
    }
}

/// What a run-length encoded column holds.
trait Cell: Copy + PartialEq {
    fn write(self, out: &mut Vec<u8>);
}

impl Cell for u64 {
    fn write(self, out: &mut Vec<u8>) {
        unsigned(out, self);
    }
}

impl Cell for i64 {
    fn write(self, out: &mut Vec<u8>) {
        signed(out, self);
    }
}

impl Cell for &str {
    fn write(self, out: &mut Vec<u8>) {
        unsigned(out, self.len() as u64);
        out.extend(self.as_bytes());
    }
}

/// A run-length encoded column: runs of one value twice or more, of different values, and of nothing.
#[derive(Debug)]
struct Runs<C> {
    out: Vec<u8>,
    /// Values that differ each from the next, the last of which may yet begin a run.
    different: Vec<C>,
    /// The last value and how often it has stood, once that is twice.
    same: Option<(C, i64)>,
    empty: u64,
    any: bool,
}

impl<C> Default for Runs<C> {
    fn default() -> Self {
        Self { out: Vec::new(), different: Vec::new(), same: None, empty: 0, any: false }
    }
}

impl<C: Cell> Runs<C> {
    fn add(&mut self, value: Option<C>) {
        let Some(value) = value else {
            self.flush_values();
            self.empty += 1;
            return;
        };
        self.any = true;
        self.flush_empty();
        match &mut self.same {
            Some((same, count)) if *same == value => *count += 1,
            Some(_) => {
                self.flush_values();
                self.different.push(value);
            }
            None if self.different.last() == Some(&value) => {
                self.different.pop();
                self.flush_values();
                self.same = Some((value, 2));
            }
            None => self.different.push(value),
        }
    }

    fn flush_empty(&mut self) {
        if self.empty > 0 {
            self.out.push(0);
            unsigned(&mut self.out, self.empty);
            self.empty = 0;
        }
    }

    fn flush_values(&mut self) {
        if let Some((value, count)) = self.same.take() {
            signed(&mut self.out, count);
            value.write(&mut self.out);
        }
        if !self.different.is_empty() {
            let count = i64::try_from(self.different.len()).unwrap_or(i64::MAX);
            signed(&mut self.out, -count);
            for value in self.different.drain(..) {
                value.write(&mut self.out);
            }
        }
    }

    /// A column without any value is left out.
    fn finish(mut self) -> Vec<u8> {
        if !self.any {
            return Vec::new();
        }
        self.flush_values();
        self.flush_empty();
        self.out
    }
}

/// A column of numbers kept as differences.
#[derive(Debug, Default)]
struct Differences {
    runs: Runs<i64>,
    value: i64,
}

impl Differences {
    fn add(&mut self, value: Option<u64>) -> Option<()> {
        let difference = match value {
            None => None,
            Some(value) => {
                let value = i64::try_from(value).ok()?;
                let difference = value.checked_sub(self.value)?;
                self.value = value;
                Some(difference)
            }
        };
        self.runs.add(difference);
        Some(())
    }
}

/// A column of yes and no: lengths of runs that take turns, no first.
#[derive(Debug, Default)]
struct Turns {
    out: Vec<u8>,
    value: bool,
    count: u64,
}

impl Turns {
    fn add(&mut self, value: bool) {
        if value != self.value {
            unsigned(&mut self.out, self.count);
            (self.value, self.count) = (value, 0);
        }
        self.count += 1;
    }

    fn finish(mut self) -> Vec<u8> {
        if self.count > 0 {
            unsigned(&mut self.out, self.count);
        }
        self.out
    }
}
