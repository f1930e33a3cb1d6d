//! A stream of server-sent events, of which one kind means something: `event: poke`.

/// The longest line that is kept, in bytes: ours are a dozen long.
const LINE: usize = 256;

/// Reads pokes out of the bytes of a stream, however they are cut.
#[derive(Debug, Default)]
pub(crate) struct PokeLines {
    line: Vec<u8>,
    /// The event that is being read is a poke; a blank line ends it.
    poke: bool,
    poked: bool,
}

impl PokeLines {
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        for byte in bytes {
            match byte {
                b'\r' => {}
                b'\n' => self.end_line(),
                other if self.line.len() < LINE => self.line.push(*other),
                _ => {}
            }
        }
    }

    /// True once for all pokes since it was last asked.
    pub(crate) const fn poked(&mut self) -> bool {
        std::mem::replace(&mut self.poked, false)
    }

    fn end_line(&mut self) {
        match self.line.as_slice() {
            b"" => self.poked |= std::mem::replace(&mut self.poke, false),
            b"event: poke" | b"event:poke" => self.poke = true,
            _ => {}
        }
        self.line.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_poke_is_heard_however_the_stream_is_cut_and_a_heartbeat_is_none() {
        let stream = b": still here\n\nevent: other\ndata\n\nevent: poke\r\ndata:\r\n\r\n: still here\n\n";
        for cut in 1..stream.len() {
            let mut lines = PokeLines::default();
            let heard: usize = stream
                .chunks(cut)
                .map(|piece| {
                    lines.push(piece);
                    usize::from(lines.poked())
                })
                .sum();
            assert_eq!(heard, 1, "cut into {cut}");
        }
    }

    #[test]
    fn a_line_without_an_end_fills_nothing() {
        let mut lines = PokeLines::default();
        lines.push(&vec![b'x'; 1 << 20]);
        assert!(lines.line.len() <= LINE && !lines.poked());
    }
}
