//! What was promised and is gone, and what does not hold together.

use std::{collections::BTreeMap, fs};

use documents::{ChangeHash, job};
use domain::id::DocumentId;
use hub::{Hub, db::DbError};
use sha2::{Digest, Sha256};
use store::Store;

use super::{promise::Promises, town::Town};

/// After the handheld came back.
pub fn phone(town: &Town, wrong: &mut Vec<String>) {
    let store = town.store();
    let promises = &town.promises;
    sound(store, wrong);
    for edit in &promises.edits {
        let Ok(record) = store.load(edit.document) else {
            // It left this handheld; then the hub has what was done.
            if town.hub.as_ref().is_some_and(|hub| !has(hub, edit.document, edit.hash)) {
                wrong.push(format!("the edit {} is neither here nor at the hub", edit.hash));
            }
            continue;
        };
        if !record.has(&edit.hash) {
            wrong.push(format!("the edit {} ({}) was saved and is gone", edit.hash, edit.word));
        } else if job::read(&record).is_ok_and(|job| !job.note.text.contains(&edit.word)) {
            wrong.push(format!("the word {} was saved and does not show", edit.word));
        }
    }
    for (hash, bytes) in &promises.photos {
        let named = store.attachment_state(hash).ok().flatten().is_some();
        match store.attachment(hash) {
            Ok(kept) if kept == *bytes => {}
            Ok(_) => wrong.push("a photo is another one".into()),
            Err(_) if !named => {}
            Err(error) => wrong.push(format!("a photo was saved and is gone: {error}")),
        }
    }
    taken(store, promises, wrong);
    settings(store, promises, wrong);
}

/// What the camera gave is in its job, or waits to be made ready with every byte.
fn taken(store: &Store, promises: &Promises, wrong: &mut Vec<String>) {
    for (photo, document, bytes) in &promises.taken {
        let Ok(record) = store.load(*document) else { continue };
        if job::read(&record).is_ok_and(|job| job.photos.iter().any(|shown| shown.id == *photo)) {
            continue;
        }
        let waits = store.taken_photos(*document).unwrap_or_default();
        let kept = waits.iter().find(|taken| taken.photo == *photo).map(|taken| store.attachment(&taken.hash));
        if !kept.is_some_and(|kept| kept.is_ok_and(|kept| kept == *bytes)) {
            wrong.push(format!("the photo {photo} was taken and is gone"));
        }
    }
}

fn settings(store: &Store, promises: &Promises, wrong: &mut Vec<String>) {
    match store.settings() {
        Ok(settings) => {
            let known = &promises.photos_kept_mb;
            if !known.is_empty() && !known.contains(&settings.photos_kept_mb) {
                wrong.push(format!("{known:?} MB of photos were chosen, and it keeps {}", settings.photos_kept_mb));
            }
        }
        Err(error) => wrong.push(format!("the settings do not read: {error}")),
    }
}

/// Its file holds together, its lists are what making them again gives, and what waits to be sent is there.
pub fn sound(store: &Store, wrong: &mut Vec<String>) {
    if let Err(error) = store.check() {
        wrong.push(format!("the handheld's database: {error}"));
    }
    if let Err(error) = store.next_batch(usize::MAX, usize::MAX) {
        wrong.push(format!("what waits to be sent: {error}"));
    }
    if !matches!(store.enrolment(), Ok(Some(_))) {
        return;
    }
    let before = rows(store);
    if let Err(error) = store.rebuild_read_models() {
        wrong.push(format!("lists cannot be made again: {error}"));
        return;
    }
    for (list, made_again) in rows(store) {
        if before[list] != made_again {
            wrong.push(format!("{list} differs when it is made again"));
        }
    }
}

/// Every row that is derived from records, without numbers that making again may deal out anew.
pub fn rows(store: &Store) -> BTreeMap<&'static str, Vec<String>> {
    let lists = [
        ("job_row", "SELECT * FROM job_row ORDER BY document", 1),
        (
            "job_words",
            "SELECT job_row.document, w.reference, w.address, w.postcode, w.description, w.contacts, w.work
             FROM job_words w JOIN job_row ON job_row.id = w.rowid ORDER BY 1",
            0,
        ),
        ("job_alert", "SELECT * FROM job_alert ORDER BY 1, 2", 0),
        ("alert_row", "SELECT * FROM alert_row ORDER BY document", 0),
        ("attachment_use", "SELECT * FROM attachment_use ORDER BY 1, 2", 0),
    ];
    let read = store.inspect(|connection| {
        let mut found = BTreeMap::new();
        for (name, sql, skip) in lists {
            let mut statement = connection.prepare(sql)?;
            let columns = statement.column_count();
            let rows = statement.query_map([], |row| {
                let values = (skip..columns).map(|at| row.get::<_, rusqlite::types::Value>(at));
                Ok(format!("{:?}", values.collect::<Result<Vec<_>, _>>()?))
            })?;
            found.insert(name, rows.collect::<Result<Vec<_>, _>>()?);
        }
        Ok(found)
    });
    read.unwrap_or_default()
}

/// True when the hub has a change, in its log, held back or set aside.
pub fn has(hub: &Hub, document: DocumentId, hash: ChangeHash) -> bool {
    let sql = "SELECT EXISTS (SELECT 1 FROM change WHERE document = ?1 AND hash = ?2)
                   OR EXISTS (SELECT 1 FROM held WHERE document = ?1 AND hash = ?2)
                   OR EXISTS (SELECT 1 FROM quarantine WHERE document = ?1 AND hash = ?2)";
    let found = hub.database().read(|transaction| {
        let values = (document.as_bytes(), hash.as_bytes());
        Ok::<_, DbError>(transaction.query_row(sql, values, |row| row.get::<_, bool>(0))?)
    });
    found.unwrap_or(false)
}

/// After the hub came back: its file holds together, it has every job that it said was raised, everything of which the
/// handheld believes that it is there, and every attachment that it said it had.
pub fn hub(town: &Town, wrong: &mut Vec<String>) {
    let Some(hub) = &town.hub else { return };
    integrity(hub, wrong);
    for reference in &town.promises.jobs {
        if let Err(error) = hub.record(reference, None) {
            wrong.push(format!("job {reference} was raised and is gone: {error}"));
        }
    }
    if let Some(store) = &town.store {
        for (document, hash) in committed(store) {
            if !has(hub, document, hash) {
                wrong.push(format!("the handheld believes that the hub has {hash}, and it is gone"));
            }
        }
        for hash in sent(store) {
            if fs::metadata(shelved(town, &hash)).is_err() {
                wrong.push("the handheld believes that the hub has a photo, and it is gone".into());
            }
        }
    }
}

/// Its file holds together, and every attachment that it has a row of is there.
pub fn integrity(hub: &Hub, wrong: &mut Vec<String>) {
    let checked = hub.database().read(|transaction| {
        let found: String = transaction.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
        let foreign = transaction.prepare("PRAGMA foreign_key_check")?.exists([])?;
        let mut statement = transaction.prepare("SELECT hash FROM attachment")?;
        let hashes = statement.query_map([], |row| row.get::<_, [u8; 32]>(0))?.collect::<Result<Vec<_>, _>>()?;
        Ok::<_, DbError>((found, foreign, hashes))
    });
    match checked {
        Ok((found, foreign, hashes)) => {
            if found != "ok" || foreign {
                wrong.push(format!("the hub's database: {found}; keys without rows: {foreign}"));
            }
            let folder = hub.database().path().with_file_name("attachments");
            for hash in hashes {
                let name = hub::attachments::hex(&hash);
                let bytes = fs::read(folder.join(&name[..2]).join(&name)).unwrap_or_default();
                if Sha256::digest(&bytes).as_slice() != hash {
                    wrong.push("the hub has a row of an attachment, and not its bytes".into());
                }
            }
        }
        Err(error) => wrong.push(format!("the hub's database: {error}")),
    }
}

fn shelved(town: &Town, hash: &[u8; 32]) -> std::path::PathBuf {
    let name = hub::attachments::hex(hash);
    town.hub_data().join("attachments").join(&name[..2]).join(&name)
}

/// The changes that the hub has, as the handheld believes.
fn committed(store: &Store) -> Vec<(DocumentId, ChangeHash)> {
    let sql = "SELECT document, change FROM chain_entry WHERE state <> 0 AND document IS NOT NULL";
    let read = store.inspect(|connection| {
        let mut statement = connection.prepare(sql)?;
        let rows = statement
            .query_map([], |row| Ok((DocumentId::from_bytes(row.get(0)?), ChangeHash::from_bytes(row.get(1)?))))?;
        rows.collect()
    });
    read.unwrap_or_default()
}

fn sent(store: &Store) -> Vec<[u8; 32]> {
    let read = store.inspect(|connection| {
        let mut statement = connection.prepare("SELECT hash FROM attachment WHERE state = 1")?;
        statement.query_map([], |row| row.get(0))?.collect()
    });
    read.unwrap_or_default()
}

/// When everything is up and nothing moves: all that was promised is at the hub, and both agree.
pub fn settled(town: &Town, wrong: &mut Vec<String>) {
    phone(town, wrong);
    hub(town, wrong);
    let (Some(hub), store) = (&town.hub, town.store()) else { return };
    for edit in &town.promises.edits {
        if !has(hub, edit.document, edit.hash) {
            wrong.push(format!("the edit {} ({}) never reached the hub", edit.hash, edit.word));
        }
    }
    match store.counts() {
        Ok(counts) if counts.waiting + counts.held + counts.attachments_waiting + counts.set_aside > 0 => {
            wrong.push(format!("something still waits: {counts:?}"));
        }
        Ok(_) => {}
        Err(error) => wrong.push(error.to_string()),
    }
    for (hash, bytes) in &town.promises.photos {
        if fs::read(shelved(town, hash)).ok().as_ref() != Some(bytes) {
            wrong.push("a photo never reached the hub whole".into());
        }
    }
    for row in store.open_jobs().unwrap_or_default() {
        let here = store.load(row.document).map(|record| record.heads());
        let there = hub.record(&row.reference, None).map(|record| record.heads());
        match (here, there) {
            (Ok(here), Ok(there)) if here == there => {}
            _ => wrong.push(format!("job {} is not the same on the handheld and at the hub", row.reference)),
        }
    }
}
