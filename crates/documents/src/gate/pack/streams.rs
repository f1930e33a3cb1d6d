//! The streams that packed changes lie in, like with like.

use super::super::{Fault, chunk::unsigned, reader::Reader};

/// One stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Whether a change is taken apart, and whether its author is in it.
    How,
    /// What it stands on.
    Dependencies,
    /// Actors and devices.
    Actors,
    /// Its number among its actor's, against what is expected.
    Sequences,
    /// Its first operation, against what is expected.
    Starts,
    /// Its time, against that of the change before it; and the times in ids, against its own.
    Times,
    /// How many operations.
    Counts,
    /// What each is done to.
    Objects,
    /// Where.
    Keys,
    /// What is done.
    Actions,
    /// Kinds and lengths of values.
    Kinds,
    /// How many operations each replaces.
    Replaced,
    /// Numbers of operations that are spoken of.
    Counters,
    /// Ids that were spoken of before.
    Known,
    /// Lengths of names, and of what is carried whole.
    Lengths,
    /// Names.
    Names,
    /// Letters of the note.
    Letters,
    /// Other values.
    Values,
    /// What nobody can expect: identities and hashes.
    Random,
    /// Changes that are carried whole.
    Whole,
}

const KINDS: usize = Kind::Whole as usize + 1;

/// Streams being written.
#[derive(Debug, Default)]
pub(super) struct Writing {
    streams: [Vec<u8>; KINDS],
}

impl Writing {
    pub(super) fn number(&mut self, kind: Kind, number: u64) {
        if let Some(stream) = self.streams.get_mut(kind as usize) {
            unsigned(stream, number);
        }
    }

    /// A number that may be below nought.
    pub(super) fn difference(&mut self, kind: Kind, difference: i64) {
        self.number(kind, zigzag(difference));
    }

    pub(super) fn bytes(&mut self, kind: Kind, bytes: &[u8]) {
        if let Some(stream) = self.streams.get_mut(kind as usize) {
            stream.extend_from_slice(bytes);
        }
    }

    pub(super) fn finish(self, count: u64) -> Vec<u8> {
        let mut out = Vec::new();
        unsigned(&mut out, count);
        for stream in &self.streams {
            unsigned(&mut out, stream.len() as u64);
        }
        out.extend(self.streams.concat());
        out
    }
}

/// Streams being read.
#[derive(Debug)]
pub(super) struct Reading<'a> {
    streams: [Reader<'a>; KINDS],
}

impl<'a> Reading<'a> {
    /// How many changes there are said to be, and the streams.
    pub(super) fn new(packed: &'a [u8]) -> Result<(u64, Self), Fault> {
        let mut reader = Reader::new(packed);
        let count = reader.unsigned()?;
        let mut lengths = [0_u64; KINDS];
        for length in &mut lengths {
            *length = reader.unsigned()?;
        }
        let mut streams = [Reader::new(&[]); KINDS];
        for (stream, length) in streams.iter_mut().zip(lengths) {
            *stream = Reader::new(reader.take(length)?);
        }
        if reader.is_empty() { Ok((count, Self { streams })) } else { Err(LEFT_OVER) }
    }

    fn stream(&mut self, kind: Kind) -> Result<&mut Reader<'a>, Fault> {
        self.streams.get_mut(kind as usize).ok_or(LEFT_OVER)
    }

    pub(super) fn number(&mut self, kind: Kind) -> Result<u64, Fault> {
        self.stream(kind)?.unsigned()
    }

    pub(super) fn difference(&mut self, kind: Kind) -> Result<i64, Fault> {
        self.number(kind).map(unzigzag)
    }

    pub(super) fn take(&mut self, kind: Kind, count: u64) -> Result<&'a [u8], Fault> {
        self.stream(kind)?.take(count)
    }

    pub(super) fn array<const N: usize>(&mut self, kind: Kind) -> Result<[u8; N], Fault> {
        self.stream(kind)?.array()
    }

    pub(super) fn finish(&self) -> Result<(), Fault> {
        if self.streams.iter().all(Reader::is_empty) { Ok(()) } else { Err(LEFT_OVER) }
    }
}

const LEFT_OVER: Fault = Fault::Malformed("packed changes with something left over");

const fn zigzag(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)).cast_unsigned()
}

const fn unzigzag(number: u64) -> i64 {
    (number >> 1).cast_signed() ^ -((number & 1).cast_signed())
}
