//! Columns, decoded a row at a time: a run's length is only ever a number to count down from.
//!
//! A column of a change is either left out, and then every row of it is empty, or has exactly as many rows as the
//! change has operations. A run may claim billions of rows in ten bytes; it is compared with the rows that are
//! still wanted before the first of them is made.

use super::{Fault, reader::Reader};

/// What a column holds.
pub(super) trait Cell: Copy {
    type Value<'a>: Copy;

    fn read<'a>(reader: &mut Reader<'a>) -> Result<Self::Value<'a>, Fault>;
}

/// Unsigned numbers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unsigned;

impl Cell for Unsigned {
    type Value<'a> = u64;

    fn read(reader: &mut Reader<'_>) -> Result<u64, Fault> {
        reader.unsigned()
    }
}

/// Signed numbers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Signed;

impl Cell for Signed {
    type Value<'a> = i64;

    fn read(reader: &mut Reader<'_>) -> Result<i64, Fault> {
        reader.signed()
    }
}

/// Texts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text;

impl Cell for Text {
    type Value<'a> = &'a str;

    fn read<'a>(reader: &mut Reader<'a>) -> Result<&'a str, Fault> {
        reader.text()
    }
}

/// A run-length encoded column: runs of one value, of different values, and of nothing.
pub(super) struct Runs<'a, C: Cell> {
    reader: Reader<'a>,
    /// Rows that the change still wants.
    wanted: u64,
    run: Run<'a, C>,
    left: u64,
    /// Left out altogether: every row is empty.
    absent: bool,
}

enum Run<'a, C: Cell> {
    Empty,
    Same(C::Value<'a>),
    Different,
}

impl<'a, C: Cell> Runs<'a, C> {
    pub(super) const fn new(bytes: &'a [u8], rows: u64) -> Self {
        Self { reader: Reader::new(bytes), wanted: rows, run: Run::Empty, left: 0, absent: bytes.is_empty() }
    }

    /// The next row.
    pub(super) fn next(&mut self) -> Result<Option<C::Value<'a>>, Fault> {
        if self.absent {
            return Ok(None);
        }
        if self.left == 0 {
            self.start_run()?;
        }
        self.left -= 1;
        self.wanted = self.wanted.saturating_sub(1);
        match self.run {
            Run::Empty => Ok(None),
            Run::Same(value) => Ok(Some(value)),
            Run::Different => C::read(&mut self.reader).map(Some),
        }
    }

    fn start_run(&mut self) -> Result<(), Fault> {
        let length = self.reader.signed()?;
        (self.run, self.left) = match length {
            0 => (Run::Empty, self.reader.unsigned()?),
            1.. => (Run::Same(C::read(&mut self.reader)?), length.unsigned_abs()),
            _ => (Run::Different, length.unsigned_abs()),
        };
        if self.left == 0 || self.left > self.wanted { Err(ROWS) } else { Ok(()) }
    }

    /// Nothing may be left over.
    pub(super) fn finish(&self) -> Result<(), Fault> {
        if self.left == 0 && self.reader.is_empty() { Ok(()) } else { Err(ROWS) }
    }
}

/// The number of rows that a run-length encoded column claims, refused as soon as it passes `most`.
pub(super) fn count_rows<C: Cell>(bytes: &[u8], most: u64) -> Result<u64, Fault> {
    let mut reader = Reader::new(bytes);
    let mut rows = 0_u64;
    while !reader.is_empty() {
        let length = reader.signed()?;
        let claimed = match length {
            0 => reader.unsigned()?,
            _ => length.unsigned_abs(),
        };
        rows = rows.checked_add(claimed).filter(|rows| *rows <= most).ok_or(Fault::TooLarge)?;
        let values = match length {
            0 => 0,
            1.. => 1,
            _ => claimed,
        };
        for _ in 0..values {
            C::read(&mut reader)?;
        }
    }
    Ok(rows)
}

/// A column of numbers kept as differences.
pub(super) struct Deltas<'a> {
    runs: Runs<'a, Signed>,
    value: i64,
}

impl<'a> Deltas<'a> {
    pub(super) const fn new(bytes: &'a [u8], rows: u64) -> Self {
        Self { runs: Runs::new(bytes, rows), value: 0 }
    }

    /// The next row; a number below nought or over [`super::GREATEST`] is refused.
    pub(super) fn next(&mut self) -> Result<Option<u64>, Fault> {
        let Some(difference) = self.runs.next()? else { return Ok(None) };
        self.value = self.value.checked_add(difference).ok_or(super::NUMBER_TOO_GREAT)?;
        let value = u64::try_from(self.value).map_err(|_| super::NUMBER_TOO_GREAT)?;
        super::small(value).map(Some)
    }

    pub(super) fn finish(&self) -> Result<(), Fault> {
        self.runs.finish()
    }
}

/// A column of yes and no: lengths of runs that take turns, no first.
#[derive(Debug)]
pub(super) struct Booleans<'a> {
    reader: Reader<'a>,
    wanted: u64,
    value: bool,
    left: u64,
    first: bool,
}

impl<'a> Booleans<'a> {
    pub(super) const fn new(bytes: &'a [u8], rows: u64) -> Self {
        Self { reader: Reader::new(bytes), wanted: rows, value: true, left: 0, first: true }
    }

    pub(super) fn next(&mut self) -> Result<bool, Fault> {
        while self.left == 0 {
            self.left = self.reader.unsigned()?;
            self.value = !self.value;
            // Only the first run may be empty: a column that begins with yes.
            if self.left > self.wanted || (self.left == 0 && !self.first) {
                return Err(ROWS);
            }
            self.first = false;
        }
        self.left -= 1;
        self.wanted = self.wanted.saturating_sub(1);
        Ok(self.value)
    }

    pub(super) fn finish(&self) -> Result<(), Fault> {
        if self.left == 0 && self.reader.is_empty() { Ok(()) } else { Err(ROWS) }
    }
}

const ROWS: Fault = Fault::Malformed("columns disagree about the number of operations");
