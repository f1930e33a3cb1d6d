//! What must be true once the network has healed and nothing moves any more.

mod bytes;
mod handheld;
mod landlord;

use std::collections::{BTreeMap, BTreeSet};

use documents::{ChangeHash, job, seal};
use domain::id::{DocumentId, RecordKind};
use protocol::message::QuarantineReason;

use super::{
    phone::{Phone, Promise},
    tally::Tally,
    world::World,
};

/// Everything that is wrong, in words. What was looked at is counted.
pub fn wrong(world: &World, tally: &mut Tally) -> Vec<String> {
    let mut wrong = Vec::new();
    let hub = Hub::of(world);
    promises(world, &hub, tally, &mut wrong);
    seals(world, &hub, tally, &mut wrong);
    actors(world, &mut wrong);
    landlord::look(world, &hub, tally, &mut wrong);
    for phone in &world.phones {
        let mut of_phone = Vec::new();
        if phone.revoked {
            handheld::look_at_withdrawn(phone, &hub, tally, &mut of_phone);
        } else {
            handheld::look(world, phone, &hub, tally, &mut of_phone);
        }
        wrong.extend(of_phone.into_iter().map(|what| format!("{}: {what}", phone.name)));
    }
    wrong
}

/// What the hub holds, once for all checks.
struct Hub {
    logged: BTreeSet<(DocumentId, ChangeHash)>,
    /// What is held back, and what each of it stands on.
    waiting: BTreeMap<(DocumentId, ChangeHash), Vec<ChangeHash>>,
    set_aside: BTreeMap<(DocumentId, ChangeHash), QuarantineReason>,
    records: BTreeMap<DocumentId, documents::Document>,
    attachments: BTreeSet<[u8; 32]>,
    /// Pictures, and the records that show them.
    pictures: BTreeMap<[u8; 32], BTreeSet<DocumentId>>,
    /// Words that people wrote into each record.
    written: BTreeMap<DocumentId, Vec<String>>,
    /// Records of which a hub that was put back set a newer version's layer aside, when a handheld gave it back before the
    /// newer handheld could: a hub that really is of that version has the layer, so that this says nothing.
    pretended: BTreeSet<DocumentId>,
}

impl Hub {
    fn of(world: &World) -> Self {
        let landlord = &world.landlord;
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
        let records: BTreeMap<DocumentId, documents::Document> = landlord
            .query("SELECT document, kind FROM record", (), |row| Ok((row.get(0)?, row.get(1)?)))
            .into_iter()
            .map(|(document, kind)| (DocumentId::from_bytes(document), RecordKind::from_number(kind).unwrap()))
            .map(|(id, kind)| (id, landlord.document(id, kind)))
            .collect();
        let mut pictures: BTreeMap<_, BTreeSet<DocumentId>> = BTreeMap::new();
        for (id, record) in records.iter().filter(|(_, record)| record.kind() == RecordKind::Job) {
            for photo in job::read(record).map(|job| job.photos).unwrap_or_default() {
                pictures.entry(photo.photo.hash).or_default().insert(*id);
                pictures.entry(photo.photo.preview_hash).or_default().insert(*id);
            }
        }
        let mut written: BTreeMap<DocumentId, Vec<String>> = BTreeMap::new();
        for promise in world.phones.iter().flat_map(|phone| &phone.promises) {
            written.entry(promise.document).or_default().extend(bytes::word_of(&promise.mark));
        }
        let newer = landlord.written_by_newer();
        let pretended =
            set_aside.keys().filter(|change| newer.contains(change)).map(|(document, _)| *document).collect();
        Self {
            pretended,
            logged: landlord.logged(),
            waiting: held(world),
            set_aside,
            records,
            attachments: landlord.query("SELECT hash FROM attachment", (), |row| row.get(0)).into_iter().collect(),
            pictures,
            written,
        }
    }
}

/// Every edit that was saved is at the hub, and shows; or is set aside there for a reason that there was, and listed.
fn promises(world: &World, hub: &Hub, tally: &mut Tally, wrong: &mut Vec<String>) {
    for phone in &world.phones {
        for promise in phone.promises.iter().filter(|promise| !promise.thrown_away) {
            tally.count("checked: edits that were said to be saved");
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
            } else if !phone.is_wiped() && phone.has_done_again(promise) {
                tally.count("checked: edits that were done again on the hub's record");
                let record = hub.records.get(&promise.document).and_then(|record| job::read(record).ok());
                if !record.is_some_and(|job| promise.mark.is_in(&job)) {
                    wrong.push(format!("{} was done again and does not show", what()));
                }
                if hub.set_aside.contains_key(&key) {
                    wrong.push(format!("{} was done again and waits for a person", what()));
                }
            } else if hub.set_aside.contains_key(&key) && hub.pretended.contains(&promise.document) {
                tally.count("not checked: edits on a newer version's layer that this hub only pretends to know");
            } else if let Some(reason) = hub.set_aside.get(&key) {
                tally.count("checked: honest edits set aside, each for a reason that there was");
                if !is_excused(phone, promise, *reason) {
                    wrong.push(format!("{} was set aside without cause: {}", what(), reason.code()));
                }
                if !phone.revoked && !promise.before_the_copy && phone.state_of(promise) != Some(3) {
                    wrong.push(format!("{} was set aside, and the handheld does not list it", what()));
                }
            } else if let Some(stands_on) = hub.waiting.get(&key) {
                if waits_with_cause(world, hub, promise, stands_on) {
                    tally.count("checked: honest edits that wait, since nobody has what they stand on");
                    continue;
                }
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

/// An honest handheld's work is set aside only when it had been withdrawn, or when it knew that the job had gone and
/// somebody saved the page that they had open. Of handhelds of which there were two, all of it comes in.
const fn is_excused(phone: &Phone, promise: &Promise, reason: QuarantineReason) -> bool {
    match reason {
        // A branch of its chain that nobody could go on from before it was withdrawn stays where it was set aside.
        QuarantineReason::Revoked | QuarantineReason::ChainForked => phone.revoked,
        QuarantineReason::NotInScope => promise.after_leaving,
        _ => false,
    }
}

/// What it stands on went with the hub's disk: it was saved on a page of a job that had left, or was held back there.
fn waits_with_cause(world: &World, hub: &Hub, promise: &Promise, stands_on: &[ChangeHash]) -> bool {
    let may_wait = promise.after_leaving || promise.lost_its_ground;
    may_wait && is_without_ground(world, &hub.logged, promise.document, stands_on)
}

/// True when something that a change stands on is in no log and on no handheld.
pub(super) fn is_without_ground(
    world: &World,
    logged: &BTreeSet<(DocumentId, ChangeHash)>,
    document: DocumentId,
    stands_on: &[ChangeHash],
) -> bool {
    let is_nowhere = |hash: &ChangeHash| {
        !logged.contains(&(document, *hash)) && !world.phones.iter().any(|phone| phone.has(document, *hash))
    };
    stands_on.iter().any(is_nowhere)
}

/// What the hub holds back, and what each of it stands on.
pub(super) fn held(world: &World) -> BTreeMap<(DocumentId, ChangeHash), Vec<ChangeHash>> {
    let row = |row: &rusqlite::Row<'_>| {
        let key = (DocumentId::from_bytes(row.get(0)?), ChangeHash::from_bytes(row.get(1)?));
        Ok((key, row.get::<_, Vec<u8>>(2)?))
    };
    let rows = world.landlord.query("SELECT document, hash, bytes FROM held", (), row);
    let limits = documents::gate::Limits::DEFAULT;
    let stands_on = |bytes: &[u8]| documents::gate::measure(bytes, &limits).map(|envelope| envelope.dependencies);
    rows.into_iter().map(|(key, bytes)| (key, stands_on(&bytes).unwrap_or_default())).collect()
}

/// Every sign-off verifies against the record as everybody holds it.
fn seals(world: &World, hub: &Hub, tally: &mut Tally, wrong: &mut Vec<String>) {
    let attackers = world.attacker.device;
    for record in hub.records.values().filter(|record| record.kind() == RecordKind::Job) {
        let Ok(job) = job::read(record) else {
            wrong.push(format!("{} does not read at the hub", record.id()));
            continue;
        };
        for entry in job.sign_offs.iter().filter(|entry| entry.written.device != Some(attackers)) {
            match seal::Seal::from_bytes(&entry.seal) {
                Ok(sealed) => {
                    tally.count("checked: sign-offs verified");
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
