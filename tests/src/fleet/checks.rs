//! What must be true once the network has healed and nothing moves any more.

use std::collections::{BTreeMap, BTreeSet};

use documents::{ChangeHash, job, seal};
use domain::id::{DocumentId, RecordKind};
use protocol::message::QuarantineReason;
use store::Counts;

use super::{
    phone::{Phone, Promise},
    world::World,
};

/// Everything that is wrong, in words.
pub fn wrong(world: &World) -> Vec<String> {
    let mut wrong = Vec::new();
    let hub = Hub::of(world);
    promises(world, &hub, &mut wrong);
    seals(world, &hub, &mut wrong);
    actors(world, &mut wrong);
    for phone in world.phones.iter().filter(|phone| !phone.revoked) {
        let mut of_phone = Vec::new();
        outbox(phone, &mut of_phone);
        records(world, phone, &hub, &mut of_phone);
        photos(phone, &hub, &mut of_phone);
        rows(phone, &mut of_phone);
        wrong.extend(of_phone.into_iter().map(|what| format!("{}: {what}", phone.name)));
    }
    wrong
}

/// What the hub holds, once for all checks.
struct Hub {
    logged: BTreeSet<(DocumentId, ChangeHash)>,
    waiting: BTreeSet<(DocumentId, ChangeHash)>,
    set_aside: BTreeMap<(DocumentId, ChangeHash), QuarantineReason>,
    records: BTreeMap<DocumentId, documents::Document>,
    attachments: BTreeSet<[u8; 32]>,
}

impl Hub {
    fn of(world: &World) -> Self {
        let landlord = &world.landlord;
        let pairs = |sql: &str| {
            landlord
                .query(sql, (), |row| Ok((DocumentId::from_bytes(row.get(0)?), ChangeHash::from_bytes(row.get(1)?))))
                .into_iter()
                .collect()
        };
        let mut set_aside = BTreeMap::new();
        for aside in landlord.quarantine() {
            // Bytes whose envelope was never read have no hash of their own there.
            let hash = aside.hash.or_else(|| {
                let limits = documents::gate::Limits::DEFAULT;
                documents::gate::measure(&aside.bytes, &limits).ok().map(|envelope| envelope.hash)
            });
            if let (Some((document, _)), Some(hash)) = (aside.record, hash) {
                set_aside.insert((document, hash), aside.reason);
            }
        }
        let records = landlord
            .query("SELECT document, kind FROM record", (), |row| Ok((row.get(0)?, row.get(1)?)))
            .into_iter()
            .map(|(document, kind)| (DocumentId::from_bytes(document), RecordKind::from_number(kind).unwrap()))
            .map(|(id, kind)| (id, landlord.document(id, kind)))
            .collect();
        Self {
            logged: pairs("SELECT document, hash FROM change"),
            waiting: pairs("SELECT document, hash FROM held"),
            set_aside,
            records,
            attachments: landlord.query("SELECT hash FROM attachment", (), |row| row.get(0)).into_iter().collect(),
        }
    }
}

/// Every edit that was saved is at the hub, and shows; or is set aside there for a reason that there was, and listed.
fn promises(world: &World, hub: &Hub, wrong: &mut Vec<String>) {
    for phone in &world.phones {
        for promise in phone.promises.iter().filter(|promise| !promise.thrown_away) {
            let key = (promise.document, promise.hash);
            let what = || format!("{}: the edit {:?} of {}", phone.name, promise.mark, promise.document);
            if hub.logged.contains(&key) {
                let record = &hub.records[&promise.document];
                if !record.has(&promise.hash) {
                    wrong.push(format!("{} is in the log and not in the record", what()));
                } else if job::read(record).is_ok_and(|job| !promise.mark.is_in(&job)) {
                    wrong.push(format!("{} is in the record and does not show", what()));
                } else if !phone.revoked && phone.state_of(promise) == Some(3) {
                    wrong.push(format!("{} is in the log, and the handheld lists it as set aside", what()));
                }
            } else if let Some(reason) = hub.set_aside.get(&key) {
                if !is_excused(phone, *reason) {
                    wrong.push(format!("{} was set aside without cause: {}", what(), reason.code()));
                }
                if !phone.revoked && phone.state_of(promise) != Some(3) {
                    wrong.push(format!("{} was set aside, and the handheld does not list it", what()));
                }
            } else if hub.waiting.contains(&key) {
                wrong.push(format!("{} waits at the hub for what everybody has sent", what()));
            } else {
                wrong.push(format!("{} is lost{}", what(), where_it_stands(phone, promise)));
            }
        }
    }
}

fn where_it_stands(phone: &Phone, promise: &Promise) -> String {
    match phone.state_of(promise) {
        Some(0) => " to the hub: it still waits to be sent".into(),
        Some(1) => ": the handheld believes that the hub has it".into(),
        Some(state) => format!(": the handheld lists it in state {state}"),
        None => ": the handheld does not know it any more".into(),
    }
}

/// An honest handheld's work is set aside only when there were two of it, or when it had been withdrawn.
const fn is_excused(phone: &Phone, reason: QuarantineReason) -> bool {
    match reason {
        QuarantineReason::Revoked => phone.revoked,
        QuarantineReason::ChainForked | QuarantineReason::DependsOnQuarantined => phone.forked,
        _ => false,
    }
}

/// Every sign-off verifies against the record as everybody holds it.
fn seals(world: &World, hub: &Hub, wrong: &mut Vec<String>) {
    let attackers = world.attacker.device;
    for record in hub.records.values().filter(|record| record.kind() == RecordKind::Job) {
        let Ok(job) = job::read(record) else {
            wrong.push(format!("{} does not read at the hub", record.id()));
            continue;
        };
        for entry in job.sign_offs.iter().filter(|entry| entry.written.device != Some(attackers)) {
            match seal::Seal::from_bytes(&entry.seal) {
                Ok(sealed) => {
                    let report = seal::examine(&sealed, record);
                    if !report.passes() {
                        wrong.push(format!("sign-off {} does not verify: {:?}", entry.id, report.parts()));
                    }
                }
                Err(error) => wrong.push(format!("sign-off {} does not read: {error}", entry.id)),
            }
        }
    }
}

/// No two processes ever wrote as one actor.
fn actors(world: &World, wrong: &mut Vec<String>) {
    let mut seen = BTreeSet::new();
    for phone in &world.phones {
        for actor in &phone.actors {
            if !seen.insert(*actor) {
                wrong.push(format!("{}: its process opened as {actor:?}, as another had", phone.name));
            }
        }
    }
}

/// Nothing waits to be sent, nothing is held back, and nothing from the hub was set aside.
fn outbox(phone: &Phone, wrong: &mut Vec<String>) {
    let counts = phone.store().counts().unwrap();
    if counts.waiting > 0 || counts.attachments_waiting > 0 {
        let Counts { waiting, attachments_waiting: photos, .. } = counts;
        wrong.push(format!("{waiting} edits and {photos} photos still wait; trouble: {:?}", phone.trouble));
    }
    if counts.held > 0 {
        wrong.push(format!("{} edits are held for what everybody has sent", counts.held));
    }
    for aside in phone.store().set_aside().unwrap() {
        wrong.push(format!("something from the hub was set aside: {}", aside.fault));
    }
}

/// It holds what its person may hold and nothing else, as the hub holds it.
fn records(world: &World, phone: &Phone, hub: &Hub, wrong: &mut Vec<String>) {
    let scopes = world.landlord.may_hold(phone.person);
    let may: BTreeSet<DocumentId> = scopes.values().flatten().copied().collect();
    let held = phone.held();
    for document in held.difference(&may) {
        wrong.push(format!("holds {document}, which its person may not"));
    }
    for document in may.difference(&held) {
        wrong.push(format!("lacks {document}"));
    }
    for document in may.intersection(&held) {
        let (here, there) = (phone.store().load(*document).unwrap(), &hub.records[document]);
        let here: BTreeSet<ChangeHash> = here.changes().iter().map(|change| change.hash).collect();
        let there: BTreeSet<ChangeHash> = there.changes().iter().map(|change| change.hash).collect();
        for hash in there.difference(&here) {
            wrong.push(format!("lacks change {hash} of {document}"));
        }
        // What was set aside stays in the handheld's own copy, listed.
        for hash in here.difference(&there).filter(|hash| !hub.set_aside.contains_key(&(*document, **hash))) {
            wrong.push(format!("has change {hash} of {document}, which nobody else has"));
        }
    }
    digests(world, phone, &scopes, wrong);
}

/// Its sums over each scope are the hub's.
fn digests(world: &World, phone: &Phone, scopes: &BTreeMap<String, BTreeSet<DocumentId>>, wrong: &mut Vec<String>) {
    let held = phone.store().cursors().unwrap();
    let named: BTreeSet<String> = held.iter().map(|cursor| cursor.scope.to_string()).collect();
    if named != scopes.keys().cloned().collect() {
        wrong.push(format!("follows {named:?} where its person has {:?}", scopes.keys()));
    }
    for cursor in held {
        let sql = "SELECT digest FROM feed_scope WHERE scope = ?1";
        let theirs = world.landlord.query(sql, (cursor.scope.to_string(),), |row| row.get::<_, [u8; 16]>(0));
        let ours = phone.store().scope_digest(&cursor.scope).unwrap();
        if theirs.first().copied().unwrap_or_default() != ours {
            wrong.push(format!("its sum over {} is not the hub's", cursor.scope));
        }
    }
}

/// The bytes of every photo that the hub has are here, where a record shows it.
fn photos(phone: &Phone, hub: &Hub, wrong: &mut Vec<String>) {
    for id in phone.jobs() {
        let Ok(job) = job::read(&phone.store().load(id).unwrap()) else { continue };
        for photo in &job.photos {
            for hash in [photo.photo.hash, photo.photo.preview_hash] {
                if hub.attachments.contains(&hash) && phone.store().attachment(&hash).is_err() {
                    let state = phone.store().attachment_state(&hash).unwrap();
                    wrong.push(format!("a photo of {id} that the hub has is not here ({state:?})"));
                }
            }
        }
    }
}

/// Its lists are what making them again from the records gives, and its file holds together.
fn rows(phone: &Phone, wrong: &mut Vec<String>) {
    let before = lists(phone);
    phone.store().rebuild_read_models().unwrap();
    let after = lists(phone);
    for (list, rows) in before {
        if after[list] != rows {
            wrong.push(format!("{list} differs when it is made again:\n  {rows:?}\n  {:?}", after[list]));
        }
    }
    if let Err(error) = phone.store().check() {
        wrong.push(error.to_string());
    }
}

fn lists(phone: &Phone) -> BTreeMap<&'static str, Vec<String>> {
    // Without row numbers, which making again may deal out anew.
    let lists = [
        ("job_row", "SELECT * FROM job_row ORDER BY document", 1),
        (
            "job_words",
            "SELECT job_row.document, w.* FROM job_words w JOIN job_row ON job_row.id = w.rowid ORDER BY 1",
            0,
        ),
        ("job_alert", "SELECT * FROM job_alert ORDER BY 1, 2", 0),
        ("alert_row", "SELECT * FROM alert_row ORDER BY document", 0),
        ("attachment_use", "SELECT * FROM attachment_use ORDER BY 1, 2", 0),
    ];
    let read = phone.store().inspect(|connection| {
        let mut found = BTreeMap::new();
        for (name, sql, skip) in lists {
            let mut statement = connection.prepare(sql)?;
            let columns = statement.column_count();
            let rows = statement.query_map([], |row| {
                let values =
                    (skip..columns).map(|at| row.get::<_, rusqlite::types::Value>(at).map(|v| format!("{v:?}")));
                Ok(values.collect::<Result<Vec<_>, _>>()?.join(" "))
            })?;
            found.insert(name, rows.collect::<Result<Vec<_>, _>>()?);
        }
        Ok(found)
    });
    read.unwrap()
}
