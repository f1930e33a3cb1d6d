//! Whole documents at rest: framed and checksummed, since Automerge accepts some damaged bytes without a word.

use domain::id::{DocumentId, RecordKind};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

const MAGIC: [u8; 4] = *b"DSD1";
const CHECKSUM: usize = 16;
const HEADER: usize = MAGIC.len() + 1 + 16;

/// A whole document, saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Which record.
    pub document: DocumentId,
    /// Its kind.
    pub kind: RecordKind,
    /// Automerge's saved form.
    pub saved: Vec<u8>,
}

/// Bytes that are not a whole document.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FrameError {
    /// They do not begin as one, or are cut short.
    #[error("these bytes are not a saved record, or are cut short")]
    NotASnapshot,
    /// They are of a kind that this version does not know.
    #[error("the saved record is of kind {0}, which this version does not know; update Doorstep")]
    UnknownKind(u8),
    /// They were altered.
    #[error("the saved record is damaged: its checksum does not match")]
    Damaged,
}

impl Snapshot {
    /// `DSD1`, the kind, the id, the saved form, then the first 16 bytes of a SHA-256 over all before it.
    #[must_use]
    pub fn to_frame(&self) -> Vec<u8> {
        let mut frame = Vec::with_capacity(HEADER + self.saved.len() + CHECKSUM);
        frame.extend(MAGIC);
        frame.push(self.kind as u8);
        frame.extend(self.document.as_bytes());
        frame.extend(&self.saved);
        let checksum = checksum(&frame);
        frame.extend(checksum);
        frame
    }

    /// Reads a frame.
    ///
    /// # Errors
    /// Damaged, cut or foreign bytes, always.
    pub fn from_frame(frame: &[u8]) -> Result<Self, FrameError> {
        let (framed, claimed) = frame.split_last_chunk::<CHECKSUM>().ok_or(FrameError::NotASnapshot)?;
        let rest = framed.strip_prefix(&MAGIC).ok_or(FrameError::NotASnapshot)?;
        let (kind, rest) = rest.split_first().ok_or(FrameError::NotASnapshot)?;
        let (document, saved) = rest.split_first_chunk::<16>().ok_or(FrameError::NotASnapshot)?;
        if checksum(framed) != *claimed {
            return Err(FrameError::Damaged);
        }
        Ok(Self {
            document: DocumentId::from_bytes(*document),
            kind: RecordKind::from_number(*kind).ok_or(FrameError::UnknownKind(*kind))?,
            saved: saved.to_vec(),
        })
    }
}

fn checksum(framed: &[u8]) -> [u8; CHECKSUM] {
    let mut checksum = [0; CHECKSUM];
    for (byte, from) in checksum.iter_mut().zip(Sha256::digest(framed)) {
        *byte = from;
    }
    checksum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_reads_back_and_no_flipped_bit_or_cut_passes() {
        let snapshot =
            Snapshot { document: DocumentId::from_bytes([5; 16]), kind: RecordKind::Job, saved: vec![1, 2, 3] };
        let frame = snapshot.to_frame();
        assert_eq!(Snapshot::from_frame(&frame), Ok(snapshot));
        for byte in 0..frame.len() {
            assert!(Snapshot::from_frame(&frame[..byte]).is_err());
            for bit in 0..8 {
                let mut flipped = frame.clone();
                flipped[byte] ^= 1 << bit;
                assert!(Snapshot::from_frame(&flipped).is_err());
            }
        }
    }
}
