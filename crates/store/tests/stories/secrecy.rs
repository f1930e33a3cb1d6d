//! What somebody who holds the disk can read.

use std::{fs, path::Path};

use crate::common::{Phone, type_note};

fn files(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

#[test]
fn no_word_of_a_note_address_contact_code_or_picture_can_be_read_from_the_disk() {
    let (phone, store, jobs) = Phone::with_jobs(5);
    type_note(&store, jobs[0], "Isolating valve seized behind the pedestal").unwrap();
    store.keep(&b"a picture of the pedestal ".repeat(100), "image/jpeg").unwrap();
    let secrets: [&[u8]; 10] = [
        b"Isolating",
        b"pedestal",
        b"Larkspur",
        b"Heron",
        b"Okafor",
        b"9001",
        b"PLP5R082",
        b"CREATE TABLE",
        b"Calder Vale",
        b"10000012",
    ];
    // Once with everything in the log, once with everything in the database's own file.
    for closed in [false, true] {
        let mut paths = Vec::new();
        files(phone.folder.path(), &mut paths);
        let sizes: u64 = paths.iter().map(|path| fs::metadata(path).unwrap().len()).sum();
        assert!(sizes > 100_000, "there is something to search: {sizes} bytes");
        for path in paths {
            let bytes = fs::read(&path).unwrap();
            for secret in secrets {
                let found = bytes.windows(secret.len()).any(|window| window == secret);
                assert!(!found, "{} holds {:?}", path.display(), String::from_utf8_lossy(secret));
            }
        }
        if !closed {
            phone.open().unwrap().close().unwrap();
        }
    }
}
