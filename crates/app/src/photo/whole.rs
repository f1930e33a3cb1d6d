//! Whether a file is a whole photo, told from its frame alone: nothing is decoded, so that a person at a door is told
//! at once.

use std::io::Cursor;

use image::{ImageDecoder, ImageFormat, ImageReader, Limits};

use super::{MAX_BYTES, MAX_PIXELS, PhotoError, unreadable};

/// A JPEG's markers, each after a byte of 0xff.
const START_OF_SCAN: u8 = 0xda;
const END_OF_IMAGE: u8 = 0xd9;

/// Opens a camera's file to be decoded.
pub(super) fn decoder(bytes: &[u8]) -> Result<impl ImageDecoder + '_, PhotoError> {
    if bytes.len() > MAX_BYTES {
        return Err(PhotoError::TooManyBytes);
    }
    if is_heic(bytes) {
        return Err(PhotoError::Heic);
    }
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| PhotoError::Damaged)?;
    let whole = match reader.format() {
        Some(ImageFormat::Jpeg) => is_whole_jpeg(bytes),
        Some(ImageFormat::Png) => bytes.windows(4).rev().take(64).any(|chunk| chunk == b"IEND"),
        Some(ImageFormat::WebP) => is_whole_webp(bytes),
        _ => return Err(PhotoError::Unknown),
    };
    if !whole {
        return Err(PhotoError::Damaged);
    }
    let mut limits = Limits::default();
    // Four bytes to a pixel, eight while a 16-bit picture is read.
    limits.max_alloc = Some(MAX_PIXELS * 8);
    reader.limits(limits);
    let decoder = reader.into_decoder().map_err(|error| unreadable(&error))?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(PhotoError::TooManyPixels);
    }
    Ok(decoder)
}

/// True when the picture itself ends: decoders fill what is missing with grey. A camera may write more behind it.
fn is_whole_jpeg(bytes: &[u8]) -> bool {
    let mut at = 2_usize;
    loop {
        match bytes.get(at..at.saturating_add(4)) {
            // Within a scan a byte of 0xff is never followed by a marker's. The end is sought from the end: it is near.
            Some(&[0xff, START_OF_SCAN, ..]) => {
                let scan = bytes.get(at..).unwrap_or_default();
                return scan.windows(2).rev().any(|pair| pair == [0xff, END_OF_IMAGE]);
            }
            Some(&[0xff, 0xff, ..]) => at = at.saturating_add(1),
            Some(&[0xff, _, high, low]) => {
                at = at.saturating_add(2).saturating_add(usize::from(u16::from_be_bytes([high, low])));
            }
            _ => return false,
        }
    }
}

/// A RIFF file says how long it is.
fn is_whole_webp(bytes: &[u8]) -> bool {
    let said = bytes.get(4..8).and_then(|length| <[u8; 4]>::try_from(length).ok()).map(u32::from_le_bytes);
    said.and_then(|length| usize::try_from(length).ok()).is_some_and(|length| bytes.len() >= length.saturating_add(8))
}

/// ISO base media files of the HEIF family name their brand after "ftyp".
fn is_heic(bytes: &[u8]) -> bool {
    let brand = bytes.get(8..12).unwrap_or_default();
    bytes.get(4..8) == Some(b"ftyp")
        && [b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim"].iter().any(|held| brand == *held)
}
