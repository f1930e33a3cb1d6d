//! A fuzzer's bytes taken apart into the pieces that a target needs.

/// Reads pieces off the front of bytes.
pub struct Pieces<'a>(pub &'a [u8]);

impl<'a> Pieces<'a> {
    /// One byte; nought at the end.
    pub fn byte(&mut self) -> u8 {
        let (first, rest) = self.0.split_first().unwrap_or((&0, &[]));
        self.0 = rest;
        *first
    }

    /// A piece with its length in two bytes before it, or whatever is left; none at the end.
    pub fn piece(&mut self) -> Option<&'a [u8]> {
        if self.0.is_empty() {
            return None;
        }
        let length = usize::from(self.byte()) << 8 | usize::from(self.byte());
        let (piece, rest) = self.0.split_at(length.min(self.0.len()));
        self.0 = rest;
        Some(piece)
    }
}

/// Puts pieces together, as [`Pieces::piece`] takes them apart.
pub fn joined(pieces: &[&[u8]]) -> Vec<u8> {
    let with_length = |piece: &&[u8]| [u16::try_from(piece.len()).unwrap().to_be_bytes().as_slice(), piece].concat();
    pieces.iter().flat_map(with_length).collect()
}
