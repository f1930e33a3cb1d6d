//! A file that is too large to be held in memory: sealed as [`super::file`] seals, written chunk after chunk as it comes and
//! read from anywhere.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    path::Path,
};

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305,
    aead::{Aead, Payload},
};
use sha2::{Digest, Sha256};

use super::file::{CHUNK, HEADER, MAGIC, TAG, nonce};
use crate::keys::Secret;

const CHUNK_64: u64 = CHUNK as u64;
const SEALED_64: u64 = (CHUNK + TAG) as u64;
const HEADER_64: u64 = HEADER as u64;

/// Why a file does not read.
#[derive(Debug)]
pub(super) enum Fault {
    /// The disk.
    Io(io::Error),
    /// It does not hold together.
    Damaged(&'static str),
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Plain bytes of a file of `length` that stand in `sealed` bytes on disk: whole chunks, or all.
pub(super) fn reached(sealed: u64, length: u64) -> u64 {
    let body = sealed.saturating_sub(HEADER_64);
    let all = length.saturating_add(length.div_ceil(CHUNK_64).saturating_mul(TAG as u64));
    // The last chunk counts only when the file is exactly as long as it has to be.
    if body == all { length } else { (body / SEALED_64).min(length.saturating_sub(1) / CHUNK_64) * CHUNK_64 }
}

/// A sealed file, and how its chunks are numbered.
pub(super) struct Chunked {
    file: File,
    header: [u8; HEADER],
    prefix: [u8; 19],
    length: u64,
    cipher: XChaCha20Poly1305,
}

impl Chunked {
    /// Opens a file that is to have `length` plain bytes, to go on with it where it has whole chunks; one that is not there,
    /// or whose beginning was never written, begins with `prefix`.
    pub(super) fn go_on(path: &Path, key: &Secret, length: u64, prefix: [u8; 19]) -> Result<Self, Fault> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path)?;
        if file.metadata()?.len() >= HEADER_64
            && let Ok(opened) = Self::opened(file.try_clone()?, key)
            && opened.length == length
        {
            return Ok(opened);
        }
        file.set_len(0)?;
        let mut header = [0; HEADER];
        let parts = MAGIC.iter().copied().chain(prefix).chain(length.to_be_bytes());
        header.iter_mut().zip(parts).for_each(|(byte, part)| *byte = part);
        (&file).seek(SeekFrom::Start(0))?;
        (&file).write_all(&header)?;
        Ok(Self { file, header, prefix, length, cipher: cipher(key) })
    }

    /// Opens a file to read it.
    pub(super) fn open(path: &Path, key: &Secret) -> Result<Self, Fault> {
        Self::opened(File::open(path)?, key)
    }

    fn opened(mut file: File, key: &Secret) -> Result<Self, Fault> {
        let mut header = [0; HEADER];
        file.seek(SeekFrom::Start(0))?;
        file.read_exact(&mut header).map_err(|_| Fault::Damaged("it is cut short"))?;
        let parts = header.strip_prefix(MAGIC.as_slice()).and_then(|rest| rest.split_first_chunk::<19>());
        let (prefix, length) = parts.ok_or(Fault::Damaged("it does not begin as a file of ours"))?;
        let length = length.try_into().map_err(|_| Fault::Damaged("it is cut short"))?;
        Ok(Self { file, header, prefix: *prefix, length: u64::from_be_bytes(length), cipher: cipher(key) })
    }

    /// Plain bytes that are there.
    pub(super) fn reached(&self) -> Result<u64, Fault> {
        Ok(reached(self.file.metadata()?.len(), self.length))
    }

    /// Adds bytes from [`Self::reached`] on: whole chunks, or all that is left. They are on disk when this returns.
    pub(super) fn add(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        let from = self.reached()?;
        let end = from.saturating_add(bytes.len() as u64);
        if end > self.length || (end < self.length && !end.is_multiple_of(CHUNK_64)) {
            return Err(Fault::Damaged("a piece of it does not fit"));
        }
        let first = from / CHUNK_64;
        // Behind it may stand half a chunk, of a phone that was switched off.
        let at = HEADER_64.saturating_add(first.saturating_mul(SEALED_64));
        self.file.set_len(at)?;
        self.file.seek(SeekFrom::Start(at))?;
        for (number, chunk) in (first..).zip(bytes.chunks(CHUNK)) {
            let nonce = self.nonce(number)?;
            let sealed = self.cipher.encrypt(&nonce, Payload { msg: chunk, aad: &self.header });
            self.file.write_all(&sealed.map_err(|_| Fault::Damaged("it is too long"))?)?;
        }
        Ok(self.file.sync_data()?)
    }

    /// So many plain bytes from a place on; fewer where the file ends.
    pub(super) fn read(&mut self, from: u64, length: u64) -> Result<Vec<u8>, Fault> {
        let end = from.saturating_add(length).min(self.length);
        let mut plain = Vec::new();
        if from >= end {
            return Ok(plain);
        }
        for number in from / CHUNK_64..end.div_ceil(CHUNK_64) {
            let chunk = self.chunk(number)?;
            let begins = number.saturating_mul(CHUNK_64);
            let within = |at: u64| usize::try_from(at.saturating_sub(begins)).unwrap_or(CHUNK).min(chunk.len());
            plain.extend(chunk.get(within(from)..within(end)).unwrap_or_default());
        }
        Ok(plain)
    }

    /// SHA-256 of all plain bytes, one chunk in memory at a time.
    pub(super) fn digest(&mut self) -> Result<[u8; 32], Fault> {
        let mut hash = Sha256::new();
        for number in 0..self.length.div_ceil(CHUNK_64) {
            hash.update(self.chunk(number)?);
        }
        Ok(hash.finalize().into())
    }

    fn chunk(&mut self, number: u64) -> Result<Vec<u8>, Fault> {
        let at = HEADER_64.saturating_add(number.saturating_mul(SEALED_64));
        self.file.seek(SeekFrom::Start(at))?;
        let plain = self.length.saturating_sub(number.saturating_mul(CHUNK_64)).min(CHUNK_64);
        let mut sealed = Vec::with_capacity(CHUNK + TAG);
        (&self.file).take(plain.saturating_add(TAG as u64)).read_to_end(&mut sealed)?;
        let nonce = self.nonce(number)?;
        self.cipher
            .decrypt(&nonce, Payload { msg: &sealed, aad: &self.header })
            .map_err(|_| Fault::Damaged("its bytes were altered, or it is cut short"))
    }

    fn nonce(&self, number: u64) -> Result<chacha20poly1305::XNonce, Fault> {
        let last = number.saturating_add(1) == self.length.div_ceil(CHUNK_64);
        let number = usize::try_from(number).ok();
        number.and_then(|number| nonce(self.prefix, number, last)).ok_or(Fault::Damaged("it is too long"))
    }
}

fn cipher(key: &Secret) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&(**key).into())
}

/// Removes a file; one that is not there is no matter, and one that cannot be removed is swept away later.
pub(super) fn remove(path: &Path) {
    if let Err(error) = fs::remove_file(path)
        && error.kind() != io::ErrorKind::NotFound
    {
        tracing::warn!(%error, path = %path.display(), "a file that is no longer needed stays for now");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> Secret {
        Secret::new([3; 32])
    }

    fn bytes(length: usize) -> Vec<u8> {
        (0..length).map(|n| u8::try_from(n % 251).unwrap()).collect()
    }

    #[test]
    fn a_file_that_came_in_pieces_reads_from_anywhere_and_as_one_that_was_sealed_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        for length in [1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 7] {
            let plain = bytes(length);
            fs::remove_file(&path).unwrap_or_default();
            for piece in plain.chunks(CHUNK) {
                let mut file = Chunked::go_on(&path, &key(), length as u64, [9; 19]).unwrap();
                file.add(piece).unwrap();
            }
            let sealed = fs::read(&path).unwrap();
            assert_eq!(sealed, super::super::file::seal(&key(), [9; 19], &plain).unwrap(), "{length}");
            assert_eq!(reached(sealed.len() as u64, length as u64), length as u64);
            let mut file = Chunked::open(&path, &key()).unwrap();
            assert_eq!(file.digest().unwrap().as_slice(), Sha256::digest(&plain).as_slice());
            for (from, most) in [(0, length), (0, 1), (length - 1, 1), (CHUNK - 3, 9), (length / 2, 2 * CHUNK)] {
                let end = (from + most).min(length);
                let wanted = plain.get(from..end).unwrap_or_default();
                assert_eq!(file.read(from as u64, most as u64).unwrap(), wanted, "{from} of {length}");
            }
            assert!(file.read(length as u64, 5).unwrap().is_empty());
            assert!(file.read(u64::MAX, u64::MAX).unwrap().is_empty());
        }
    }

    #[test]
    fn a_phone_that_was_switched_off_goes_on_after_the_last_whole_chunk() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let plain = bytes(2 * CHUNK + 5);
        let length = plain.len() as u64;
        Chunked::go_on(&path, &key(), length, [9; 19]).unwrap().add(&plain[..2 * CHUNK]).unwrap();
        for cut in [0, 5, HEADER + 3, HEADER + CHUNK + TAG + 100, HEADER + 2 * (CHUNK + TAG) - 1] {
            let file = OpenOptions::new().write(true).open(&path).unwrap();
            file.set_len(cut as u64).unwrap();
            let mut file = Chunked::go_on(&path, &key(), length, [8; 19]).unwrap();
            let from = usize::try_from(file.reached().unwrap()).unwrap();
            assert_eq!(from, if cut > HEADER + CHUNK + TAG { CHUNK } else { 0 }, "cut to {cut}");
            file.add(&plain[from..]).unwrap();
            assert_eq!(Chunked::open(&path, &key()).unwrap().read(0, length).unwrap(), plain, "cut to {cut}");
        }
    }

    #[test]
    fn pieces_that_do_not_fit_and_bytes_that_were_altered_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let plain = bytes(2 * CHUNK + 5);
        let mut file = Chunked::go_on(&path, &key(), plain.len() as u64, [9; 19]).unwrap();
        assert!(matches!(file.add(&plain[..10]), Err(Fault::Damaged(_))), "half a chunk");
        assert!(matches!(file.add(&bytes(2 * CHUNK + 6)), Err(Fault::Damaged(_))), "more than there is to be");
        file.add(&plain).unwrap();
        let sealed = fs::read(&path).unwrap();
        for at in [9, 30, HEADER, HEADER + CHUNK + TAG + 4, sealed.len() - 1] {
            let mut altered = sealed.clone();
            altered[at] ^= 1;
            fs::write(&path, &altered).unwrap();
            let read = Chunked::open(&path, &key()).and_then(|mut file| file.digest());
            assert!(matches!(read, Err(Fault::Damaged(_))), "altered at {at}");
        }
        fs::write(&path, &sealed).unwrap();
        let strange = Chunked::open(&path, &Secret::new([4; 32])).and_then(|mut file| file.read(0, 1));
        assert!(matches!(strange, Err(Fault::Damaged(_))));
    }
}
