//! An attachment's file: XChaCha20-Poly1305 over chunks of 64 KiB.
//!
//! Each chunk's nonce is 19 random bytes of the file, the chunk's number and whether it is the last, so that chunks can
//! be neither exchanged, repeated nor left off; the plain length stands in the header, which every chunk is bound to.

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};

use crate::keys::Secret;

/// What the file begins with; the last byte is its version.
pub(super) const MAGIC: &[u8; 8] = b"DSTFILE\x01";

/// Magic, nonce prefix, plain length.
pub(super) const HEADER: usize = 8 + 19 + 8;

/// Plain bytes in each chunk but the last.
pub(super) const CHUNK: usize = 64 * 1024;

/// Bytes that sealing adds to a chunk.
pub(super) const TAG: usize = 16;

/// Seals bytes; none when there are too many to number their chunks (256 TiB).
pub(super) fn seal(key: &Secret, prefix: [u8; 19], plain: &[u8]) -> Option<Vec<u8>> {
    let header = [MAGIC.as_slice(), &prefix, &(plain.len() as u64).to_be_bytes()].concat();
    let cipher = XChaCha20Poly1305::new(&(**key).into());
    let mut sealed = header.clone();
    let count = plain.len().div_ceil(CHUNK).max(1);
    // An empty file is one empty chunk: even that cannot be left off.
    let chunks = plain.chunks(CHUNK).chain(plain.is_empty().then_some([].as_slice()));
    for (number, chunk) in chunks.enumerate() {
        let nonce = nonce(prefix, number, number + 1 == count)?;
        sealed.extend(cipher.encrypt(&nonce, Payload { msg: chunk, aad: &header }).ok()?);
    }
    Some(sealed)
}

/// Opens a file.
pub(super) fn open(key: &Secret, sealed: &[u8]) -> Result<Vec<u8>, &'static str> {
    let (header, body) = sealed.split_at_checked(HEADER).ok_or("it is cut short")?;
    let rest = header.strip_prefix(MAGIC).ok_or("it does not begin as a picture of ours")?;
    let (prefix, length) = rest.split_first_chunk::<19>().ok_or("it is cut short")?;
    let length = u64::from_be_bytes(length.try_into().map_err(|_| "it is cut short")?);
    let cipher = XChaCha20Poly1305::new(&(**key).into());
    let count = body.len().div_ceil(CHUNK + TAG);
    let mut plain = Vec::with_capacity(body.len());
    for (number, chunk) in body.chunks(CHUNK + TAG).enumerate() {
        let nonce = nonce(*prefix, number, number + 1 == count).ok_or("it is too long")?;
        let opened = cipher
            .decrypt(&nonce, Payload { msg: chunk, aad: header })
            .map_err(|_| "its bytes were altered, or it is cut short")?;
        plain.extend(opened);
    }
    if plain.len() as u64 == length && count > 0 { Ok(plain) } else { Err("it is cut short") }
}

pub(super) fn nonce(prefix: [u8; 19], number: usize, last: bool) -> Option<XNonce> {
    let mut nonce = [0; 24];
    let parts = prefix.into_iter().chain(u32::try_from(number).ok()?.to_be_bytes()).chain([u8::from(last)]);
    for (byte, from) in nonce.iter_mut().zip(parts) {
        *byte = from;
    }
    Some(nonce.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> Secret {
        Secret::new([3; 32])
    }

    #[test]
    fn files_of_every_length_around_a_chunk_read_back() {
        for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK] {
            let plain: Vec<u8> = (0..length).map(|n| u8::try_from(n % 251).unwrap()).collect();
            let sealed = seal(&key(), [9; 19], &plain).unwrap();
            assert_eq!(open(&key(), &sealed).as_deref(), Ok(plain.as_slice()), "{length}");
            assert_eq!(open(&Secret::new([4; 32]), &sealed), Err("its bytes were altered, or it is cut short"));
        }
    }

    #[test]
    fn chunks_cannot_be_cut_off_exchanged_or_altered() {
        let plain = vec![7; 3 * CHUNK];
        let sealed = seal(&key(), [9; 19], &plain).unwrap();
        for cut in [0, 4, HEADER, HEADER + 1, HEADER + CHUNK + TAG, sealed.len() - 1] {
            assert!(open(&key(), &sealed[..cut]).is_err(), "cut to {cut}");
        }
        let mut exchanged = sealed.clone();
        let (first, second) = exchanged[HEADER..].split_at_mut(CHUNK + TAG);
        first.swap_with_slice(&mut second[..CHUNK + TAG]);
        assert!(open(&key(), &exchanged).is_err());
        for at in [0, 8, 30, HEADER, sealed.len() - 1] {
            let mut altered = sealed.clone();
            altered[at] ^= 1;
            assert!(open(&key(), &altered).is_err(), "altered at {at}");
        }
    }
}
