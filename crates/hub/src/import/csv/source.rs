//! The bytes of a CSV file: what they are, and how much of them one row may take.

use std::{
    io::{self, Cursor, Read},
    path::Path,
};

use super::Fault;

/// Bytes of one row, at most. A quotation mark that is never closed makes the rest of the file one row.
pub(super) const MAX_ROW: usize = 1 << 20;

/// Reads a file up to an allowance, which is renewed before each row.
pub(super) struct Source<R> {
    inner: io::Chain<Cursor<Vec<u8>>, R>,
    left: usize,
}

impl<R: Read> Source<R> {
    /// Looks at the first bytes: passes over a byte order mark, and says in words what is no text at all.
    pub(super) fn open(mut file: R, path: &Path) -> Result<Result<Self, Fault>, io::Error> {
        let mut head = Vec::with_capacity(4);
        file.by_ref().take(4).read_to_end(&mut head)?;
        let fault = |what: &str| {
            Ok(Err(Fault {
                path: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
                what: what.into(),
                remedy: "open it in a spreadsheet, save it as \"CSV UTF-8 (comma delimited)\" and import that".into(),
            }))
        };
        match head.as_slice() {
            [b'P', b'K', 3, 4] => return fault("this is a spreadsheet or another zipped file, not CSV"),
            [0xD0, 0xCF, 0x11, 0xE0] => return fault("this is a spreadsheet of an old kind, not CSV"),
            [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [_, 0, ..] | [0, _, ..] => {
                return fault("this is UTF-16 text or no text at all");
            }
            [0xEF, 0xBB, 0xBF, ..] => drop(head.drain(..3)),
            _ => {}
        }
        Ok(Ok(Self { inner: Cursor::new(head).chain(file), left: MAX_ROW }))
    }

    /// Before each row.
    pub(super) const fn allow_a_row(&mut self) {
        self.left = MAX_ROW;
    }
}

impl<R: Read> Read for Source<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "the row is too long"));
        }
        let room = buffer.len().min(self.left);
        let read = self.inner.read(buffer.get_mut(..room).unwrap_or_default())?;
        self.left -= read;
        Ok(read)
    }
}

/// A field's text: UTF-8, or else Windows-1252, in which British spreadsheets save CSV. None when it is neither: five
/// bytes have no meaning in Windows-1252. True when it was Windows-1252.
pub(super) fn text(field: &[u8]) -> Option<(String, bool)> {
    match std::str::from_utf8(field) {
        Ok(text) => Some((text.to_owned(), false)),
        Err(_) => field.iter().map(|byte| windows_1252(*byte)).collect::<Option<String>>().map(|text| (text, true)),
    }
}

/// 0x80 to 0x9F as the WHATWG's index of Windows-1252 has them, without the five that it fills up with controls.
const UPPER_CONTROLS: [char; 32] = [
    '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘', '’', '“', '”', '•',
    '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
];

fn windows_1252(byte: u8) -> Option<char> {
    match byte {
        0x80..=0x9F => UPPER_CONTROLS.get(usize::from(byte - 0x80)).copied().filter(|letter| *letter != '\0'),
        _ => Some(char::from(byte)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_utf_8_or_else_windows_1252_or_else_nothing() {
        assert_eq!(text("Caf\u{e9} – Zoë’s".as_bytes()), Some(("Café – Zoë’s".into(), false)));
        assert_eq!(text(b"Caf\xE9 \x96 Zo\xEB\x92s \x80"), Some(("Café – Zoë’s €".into(), true)));
        assert_eq!(text(b"\x81"), None);
        assert_eq!(text(b""), Some((String::new(), false)));
    }

    #[test]
    fn what_is_no_csv_is_said_before_a_row_is_read() {
        let refused = |bytes: &[u8]| Source::open(bytes, Path::new("homes.csv")).unwrap().err().map(|fault| fault.what);
        assert!(refused(b"PK\x03\x04...").unwrap().contains("spreadsheet"));
        assert!(refused(b"\xFF\xFEr\0e\0").unwrap().contains("UTF-16"));
        assert!(refused(b"r\0e\0").unwrap().contains("UTF-16"));
        assert_eq!(refused(b"\xEF\xBB\xBFreference"), None);
        assert_eq!(refused(b""), None);
    }
}
