//! A fill's frames out of the bytes as they arrive: zstd around length-prefixed postcard.
//!
//! Input is inflated only as far as the next frame needs, so a small piece that would inflate to a great deal holds
//! up nobody and fills no memory.

use protocol::{
    fill::FillFrame,
    wire::{MAX_BODY, WireError},
};
use zstd::{
    stream::raw::{Decoder, InBuffer, Operation, OutBuffer},
    zstd_safe::DParameter,
};

const STEP: usize = 64 << 10;

/// Reads frames from bytes.
pub(crate) struct FrameReader {
    decoder: Decoder<'static>,
    /// Arrived, not inflated yet.
    input: Vec<u8>,
    consumed: usize,
    /// Inflated, not a whole frame yet.
    plain: Vec<u8>,
}

impl FrameReader {
    /// Before the first byte.
    pub(crate) fn new() -> Result<Self, WireError> {
        let mut decoder = Decoder::new().map_err(|_| WireError::Compression)?;
        // As in protocol::wire: a larger window would let a few bytes claim as much memory as they like.
        decoder.set_parameter(DParameter::WindowLogMax(23)).map_err(|_| WireError::Compression)?;
        Ok(Self { decoder, input: Vec::new(), consumed: 0, plain: Vec::new() })
    }

    /// Takes bytes as they arrived.
    pub(crate) fn push(&mut self, piece: &[u8]) {
        self.input.drain(..self.consumed);
        self.consumed = 0;
        self.input.extend_from_slice(piece);
    }

    /// The next frame; none until more bytes are pushed.
    pub(crate) fn next(&mut self) -> Result<Option<FillFrame>, WireError> {
        loop {
            if let Some(frame) = self.whole()? {
                return Ok(Some(frame));
            }
            let pending = self.input.get(self.consumed..).unwrap_or_default();
            let mut step = vec![0; STEP];
            let mut source = InBuffer::around(pending);
            let mut sink = OutBuffer::around(step.as_mut_slice());
            self.decoder.run(&mut source, &mut sink).map_err(|_| WireError::Compression)?;
            let (read, written) = (source.pos(), sink.pos());
            self.consumed = self.consumed.saturating_add(read);
            self.plain.extend_from_slice(step.get(..written).unwrap_or_default());
            if read == 0 && written == 0 {
                return Ok(None);
            }
        }
    }

    fn whole(&mut self) -> Result<Option<FillFrame>, WireError> {
        let Some((length, rest)) = self.plain.split_first_chunk::<4>() else { return Ok(None) };
        let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| WireError::TooLarge)?;
        if length > MAX_BODY {
            return Err(WireError::TooLarge);
        }
        let Some(body) = rest.get(..length) else { return Ok(None) };
        let frame = postcard::from_bytes(body).map_err(|_| WireError::Decoding)?;
        self.plain.drain(..length.saturating_add(4));
        Ok(Some(frame))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(frames: &[FillFrame]) -> Vec<u8> {
        let mut plain = Vec::new();
        for frame in frames {
            let body = postcard::to_stdvec(frame).unwrap();
            plain.extend_from_slice(&u32::try_from(body.len()).unwrap().to_be_bytes());
            plain.extend(body);
        }
        zstd::bulk::compress(&plain, 3).unwrap()
    }

    fn frames() -> Vec<FillFrame> {
        vec![
            FillFrame::Start { epoch: [1; 16], head: 9, records: 0 },
            FillFrame::Start { epoch: [2; 16], head: 10, records: 1 },
            FillFrame::End { digest: Some([3; 16]) },
        ]
    }

    fn read_all(reader: &mut FrameReader) -> Vec<FillFrame> {
        std::iter::from_fn(|| reader.next().unwrap()).collect()
    }

    #[test]
    fn frames_come_out_whole_however_the_bytes_were_cut() {
        let bytes = sent(&frames());
        for cut in 1..bytes.len() {
            let mut reader = FrameReader::new().unwrap();
            let mut read = Vec::new();
            for piece in bytes.chunks(cut) {
                reader.push(piece);
                read.extend(read_all(&mut reader));
            }
            assert_eq!(read, frames(), "cut into {cut}");
        }
    }

    #[test]
    fn a_cut_stream_gives_what_was_whole_and_no_more() {
        let bytes = sent(&frames());
        let mut reader = FrameReader::new().unwrap();
        reader.push(&bytes[..bytes.len() - 1]);
        assert!(!read_all(&mut reader).contains(&frames()[2]) || bytes.len() < 8);
    }

    #[test]
    fn a_frame_that_claims_four_gigabytes_is_refused_before_it_is_read() {
        let bomb = zstd::bulk::compress(&[[0xff; 4].as_slice(), &[0; 1 << 20]].concat(), 19).unwrap();
        let mut reader = FrameReader::new().unwrap();
        reader.push(&bomb);
        assert_eq!(reader.next(), Err(WireError::TooLarge));
        assert!(reader.plain.len() <= STEP);
    }

    #[test]
    fn bytes_that_are_no_stream_are_named() {
        let mut reader = FrameReader::new().unwrap();
        reader.push(b"<html>Welcome to the cafe</html>");
        assert_eq!(reader.next(), Err(WireError::Compression));
    }
}
