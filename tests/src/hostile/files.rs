//! Whole files: snapshots of records, seals, sign-off files, photos.

use std::{io::Cursor, sync::OnceLock};

use app::photo::prepare;
use documents::{
    Document, Snapshot,
    gate::merge_snapshot,
    seal::{Seal, SealFile, examine},
};
use domain::id::RecordKind;
use image::{DynamicImage, ImageFormat};
use sha2::{Digest, Sha256};

use super::samples;
use crate::jpeg;

fn record() -> &'static Document {
    static RECORD: OnceLock<Document> = OnceLock::new();
    RECORD.get_or_init(|| samples::worked_on().0)
}

/// Bytes with the first 16 bytes of their SHA-256 after them, as frames and sign-off files end.
fn checked(bytes: &[u8]) -> Vec<u8> {
    [bytes, &Sha256::digest(bytes)[..16]].concat()
}

/// A whole record: the frame as it is, its checksum made good, and Automerge's own form of this very record. That form
/// is not made good: only the hub can sign one, and it saves them itself.
pub fn snapshot(bytes: &[u8]) {
    let Some((how, bytes)) = bytes.split_first() else { return };
    let held = record();
    let snapshot = match how % 3 {
        0 => Snapshot::from_frame(bytes),
        1 => Snapshot::from_frame(&checked(bytes)),
        _ => Ok(Snapshot { document: held.id(), kind: RecordKind::Job, saved: bytes.to_vec() }),
    };
    if let Ok(snapshot) = snapshot
        && let Ok((merged, _)) = merge_snapshot(held, &snapshot)
    {
        assert!(held.missing(&merged.heads()).is_empty() || !merged.changes().is_empty());
        assert!(merged.missing(&held.heads()).is_empty(), "merging lost what was held");
    }
}

pub fn snapshot_seeds() -> Vec<Vec<u8>> {
    let whole = record().snapshot();
    let frame = whole.to_frame();
    let plain = samples::raised().snapshot().saved;
    vec![
        [&[0], frame.as_slice()].concat(),
        [&[1], &frame[..frame.len() - 16]].concat(),
        [&[2], whole.saved.as_slice()].concat(),
        [&[2], plain.as_slice()].concat(),
    ]
}

/// A seal by itself, and a sign-off file as it is and with its checksum made good.
pub fn seal(bytes: &[u8]) {
    let Some((how, bytes)) = bytes.split_first() else { return };
    if how % 3 == 0 {
        if let Ok(seal) = Seal::from_bytes(bytes) {
            assert_eq!(seal.to_bytes(), bytes, "a seal has one spelling");
            let _holds_or_not = seal.verify();
            let _report = examine(&seal, record());
        }
        return;
    }
    let file = if how % 3 == 1 { bytes.to_vec() } else { checked(bytes) };
    if let Ok(read) = SealFile::from_bytes(&file) {
        let _report = read.examine().parts();
        let _holder = read.holder(samples::ada().0.device);
        assert_eq!(read.to_bytes().as_ref(), Ok(&file), "a sign-off file has one spelling");
    }
}

pub fn seal_seeds() -> Vec<Vec<u8>> {
    let seal = samples::seal(record());
    let file = SealFile::gather(seal.clone(), record(), &[samples::certificate().holder()]).to_bytes().unwrap();
    vec![
        [&[0], seal.to_bytes().as_slice()].concat(),
        [&[1], file.as_slice()].concat(),
        [&[2], &file[..file.len() - 16]].concat(),
    ]
}

/// A file from the camera or the picker.
pub fn photo(bytes: &[u8]) {
    if let Ok(prepared) = prepare(bytes) {
        for kept in [prepared.full, prepared.preview] {
            assert!(kept.starts_with(&[0xff, 0xd8]), "what is kept is no JPEG");
        }
    }
}

pub fn photo_seeds() -> Vec<Vec<u8>> {
    let picture = DynamicImage::ImageRgb8(image::load_from_memory(&jpeg(24, 16, 3)).unwrap().to_rgb8());
    let encoded = |format| {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    };
    vec![jpeg(24, 16, 3), encoded(ImageFormat::Png), encoded(ImageFormat::WebP)]
}
