//! Bodies: postcard, compressed with zstd, read back under a cap.

use std::io::Read;

use serde::{Serialize, de::DeserializeOwned};
use thiserror::Error;

/// Bytes of a request or answer, uncompressed, at most: 16 MiB.
pub const MAX_BODY: usize = 16 << 20;

/// Bytes of a request or answer as sent, at most: 4 MiB.
pub const MAX_SENT: usize = 4 << 20;

/// The media type of such a body.
pub const MEDIA_TYPE: &str = "application/vnd.doorstep.v1+zstd";

/// A body that does not decode.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum WireError {
    /// It is no zstd, or is cut short.
    #[error("the message is damaged: it does not decompress")]
    Compression,
    /// It is larger than any message may be.
    #[error("the message is larger than {MAX_BODY} bytes")]
    TooLarge,
    /// It decompresses to something else.
    #[error("the message is damaged: it does not decode")]
    Decoding,
}

/// How hard zstd tries: a shift's edits become a twelfth smaller than at its default of 3, in a few milliseconds.
pub const LEVEL: i32 = 6;

/// Encodes a message.
///
/// # Errors
/// [`WireError::Decoding`] when it cannot be encoded, which no message type of ours can bring about.
pub fn encode<T: Serialize>(message: &T) -> Result<Vec<u8>, WireError> {
    let plain = postcard::to_stdvec(message).map_err(|_| WireError::Decoding)?;
    zstd::bulk::compress(&plain, LEVEL).map_err(|_| WireError::Compression)
}

/// Decodes a message under the cap.
///
/// # Errors
/// The message is damaged or too large.
pub fn decode<T: DeserializeOwned>(sent: &[u8]) -> Result<T, WireError> {
    let plain = inflate(sent, MAX_BODY)?;
    postcard::from_bytes(&plain).map_err(|_| WireError::Decoding)
}

/// Decompresses at most `cap` bytes, however large the sender says it is.
///
/// # Errors
/// The bytes are damaged or hold more.
pub fn inflate(sent: &[u8], cap: usize) -> Result<Vec<u8>, WireError> {
    let mut plain = Vec::new();
    let mut decoder = zstd::stream::read::Decoder::new(sent).map_err(|_| WireError::Compression)?;
    // A window beyond 8 MiB would let a few bytes claim as much memory as they like.
    decoder.window_log_max(23).map_err(|_| WireError::Compression)?;
    decoder.take(cap as u64 + 1).read_to_end(&mut plain).map_err(|_| WireError::Compression)?;
    if plain.len() > cap { Err(WireError::TooLarge) } else { Ok(plain) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_reads_back() {
        let sent = encode(&vec!["gutter".to_owned(); 100]).unwrap();
        assert!(sent.len() < 60);
        assert_eq!(decode::<Vec<String>>(&sent), Ok(vec!["gutter".to_owned(); 100]));
    }

    #[test]
    fn a_bomb_stops_at_the_cap_and_damage_is_named() {
        let bomb = zstd::bulk::compress(&vec![0; MAX_BODY + 1], 19).unwrap();
        assert!(bomb.len() < 4096);
        assert_eq!(decode::<Vec<u8>>(&bomb), Err(WireError::TooLarge));
        assert_eq!(decode::<String>(b"not zstd"), Err(WireError::Compression));
        let sent = encode(&"a longer text that is cut".to_owned()).unwrap();
        assert!(decode::<String>(&sent[..sent.len() - 4]).is_err());
    }
}
