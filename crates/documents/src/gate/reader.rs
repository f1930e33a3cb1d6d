//! Reading hostile bytes: nothing is believed, nothing is allocated before it is known to be there.

use super::Fault;

/// Bytes still to be read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) const fn remaining(&self) -> usize {
        self.rest.len()
    }

    /// Everything that is left.
    pub(super) const fn rest(self) -> &'a [u8] {
        self.rest
    }

    /// The next `count` bytes.
    pub(super) fn take(&mut self, count: u64) -> Result<&'a [u8], Fault> {
        let count = usize::try_from(count).map_err(|_| CUT_SHORT)?;
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(CUT_SHORT)?;
        self.rest = rest;
        Ok(taken)
    }

    /// The next `N` bytes.
    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Fault> {
        let (taken, rest) = self.rest.split_first_chunk::<N>().ok_or(CUT_SHORT)?;
        self.rest = rest;
        Ok(*taken)
    }

    pub(super) fn byte(&mut self) -> Result<u8, Fault> {
        self.array::<1>().map(|[byte]| byte)
    }

    /// An unsigned LEB128 number. A longer spelling than needed is refused: the same change would get another hash
    /// each time Automerge writes it down again.
    pub(super) fn unsigned(&mut self) -> Result<u64, Fault> {
        let mut value = 0_u64;
        for place in 0..10 {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if place == 9 && bits > 1 {
                return Err(NUMBER);
            }
            value |= bits << (7 * place);
            if byte & 0x80 == 0 {
                return if byte == 0 && place > 0 { Err(NUMBER) } else { Ok(value) };
            }
        }
        Err(NUMBER)
    }

    /// A signed LEB128 number, in its shortest spelling.
    pub(super) fn signed(&mut self) -> Result<i64, Fault> {
        let mut value = 0_i64;
        let mut previous = 0_u8;
        for place in 0..10 {
            let byte = self.byte()?;
            let bits = i64::from(byte & 0x7f);
            if place == 9 && bits != 0 && bits != 0x7f {
                return Err(NUMBER);
            }
            value |= bits << (7 * place);
            if byte & 0x80 == 0 {
                let negative = byte & 0x40 != 0;
                let overlong =
                    place > 0 && ((byte == 0 && previous & 0x40 == 0) || (byte == 0x7f && previous & 0x40 != 0));
                if overlong {
                    return Err(NUMBER);
                }
                if negative && place < 9 {
                    value |= -1_i64 << (7 * (place + 1));
                }
                return Ok(value);
            }
            previous = byte;
        }
        Err(NUMBER)
    }

    /// Text with its length before it.
    pub(super) fn text(&mut self) -> Result<&'a str, Fault> {
        let length = self.unsigned()?;
        std::str::from_utf8(self.take(length)?).map_err(|_| Fault::Malformed("a text is not UTF-8"))
    }
}

pub(super) const CUT_SHORT: Fault = Fault::Malformed("cut short");
const NUMBER: Fault = Fault::Malformed("a number is misspelt");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unsigned_numbers_read_back_and_only_in_their_shortest_spelling() {
        let read = |bytes: &[u8]| Reader::new(bytes).unsigned();
        assert_eq!(read(&[0]), Ok(0));
        assert_eq!(read(&[0xff, 0x7f]), Ok(16_383));
        assert_eq!(read(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1]), Ok(u64::MAX));
        assert_eq!(read(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2]), Err(NUMBER));
        assert_eq!(read(&[0x81, 0]), Err(NUMBER));
        assert_eq!(read(&[0x81]), Err(CUT_SHORT));
    }

    #[test]
    fn signed_numbers_read_back_and_only_in_their_shortest_spelling() {
        let read = |bytes: &[u8]| Reader::new(bytes).signed();
        for (bytes, value) in [
            (&[0_u8][..], 0),
            (&[0x7f], -1),
            (&[0x3f], 63),
            (&[0x40], -64),
            (&[0x80, 0x01], 128),
            (&[0x80, 0x40], -8192),
            (&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0], i64::MAX),
            (&[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f], i64::MIN),
        ] {
            assert_eq!(read(bytes), Ok(value));
        }
        assert_eq!(read(&[0xbf, 0]), Err(NUMBER));
        assert_eq!(read(&[0x81, 0xff, 0x7f]), Err(NUMBER));
        assert_eq!(read(&[0x90]), Err(CUT_SHORT));
    }
}
