//! What must be true of the hub.

use std::collections::BTreeMap;

use documents::{ChangeHash, job};
use domain::{
    id::{DeviceId, DocumentId, RecordKind},
    job::EventKind,
};
use hub::{attachments::Shelf, db::sqlite::log};
use sha2::{Digest, Sha256};

use super::Hub;
use crate::fleet::{tally::Tally, world::World};

/// Everything that must be true of the hub.
pub(super) fn look(world: &World, hub: &Hub, tally: &mut Tally, wrong: &mut Vec<String>) {
    sums(world, wrong);
    recovered(world, tally, wrong);
    flags(world, hub, tally, wrong);
    files(world, hub, tally, wrong);
    let waiting = hub.waiting.len() as u64;
    tally.add("checked: changes that the hub holds back to the end, all hostile", waiting);
}

/// Its sum over each scope is that of the changes of the records in it.
fn sums(world: &World, wrong: &mut Vec<String>) {
    let landlord = &world.landlord;
    let mut sums: BTreeMap<String, u128> = BTreeMap::new();
    let sql = "SELECT feed.scope, change.document, change.hash FROM feed JOIN change USING (document)
        WHERE feed.state = 1";
    let rows: Vec<(String, [u8; 16], [u8; 32])> =
        landlord.query(sql, (), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    for (scope, document, hash) in rows {
        let term = log::digest_term(DocumentId::from_bytes(document), ChangeHash::from_bytes(hash));
        let sum = sums.entry(scope).or_default();
        *sum = sum.wrapping_add(term);
    }
    let stored = landlord.query("SELECT scope, digest FROM feed_scope", (), |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, [u8; 16]>(1)?))
    });
    for (scope, stored) in stored {
        if u128::from_be_bytes(stored) != sums.get(&scope).copied().unwrap_or_default() {
            wrong.push(format!("the hub's sum over {scope} is not that of its changes"));
        }
    }
}

/// Handhelds give back what the hub has lost; a hub that was never put back has lost nothing, and when something comes back
/// to it all the same, somebody had taken it off their outbox too early.
fn recovered(world: &World, tally: &mut Tally, wrong: &mut Vec<String>) {
    let sql = "SELECT count(*) FROM change WHERE flag = 'recovered'";
    let changes: u64 = world.landlord.query(sql, (), |row| row.get::<_, u32>(0))[0].into();
    tally.add("checked: changes that handhelds gave back to a hub that had lost them", changes);
    if changes > 0 && !world.landlord.was_put_back {
        wrong.push(format!("{changes} changes were given back to a hub that had lost nothing"));
    }
}

/// Work that was accepted under a flag is listed for a person, and whoever holds the job reads it there.
fn flags(world: &World, hub: &Hub, tally: &mut Tally, wrong: &mut Vec<String>) {
    let sql = "SELECT DISTINCT change.document, change.device, change.flag, record.reference
        FROM change JOIN record USING (document) WHERE flag <> '' AND record.kind = ?1";
    let rows: Vec<([u8; 16], [u8; 16], String, String)> = world
        .landlord
        .query(sql, (RecordKind::Job as u8,), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)));
    let listed = world.landlord.hub().flagged().unwrap();
    for (document, device, flag, reference) in rows {
        tally.count("checked: work under a flag, listed and told on the job");
        let (document, device) = (DocumentId::from_bytes(document), DeviceId::from_bytes(device));
        if !listed.iter().any(|entry| entry.reference == reference && entry.flag == flag) {
            wrong.push(format!("work on {document} has the flag {flag}, and the hub does not list it"));
        }
        let told = job::read(&hub.records[&document])
            .is_ok_and(|job| job.events.iter().any(|event| event.kind == EventKind::AfterLeaving(device)));
        if flag == "after_leaving" && !told {
            wrong.push(format!("{document} does not say that {device} worked on it after it had left"));
        }
    }
}

/// Every file that the hub believes it has is there, whole; and it has every photo of everybody who still sends.
fn files(world: &World, hub: &Hub, tally: &mut Tally, wrong: &mut Vec<String>) {
    let shelf = Shelf::open(&world.landlord.folder().join("attachments")).unwrap();
    for hash in &hub.attachments {
        tally.count("checked: pictures at the hub, read whole");
        match std::fs::read(shelf.path(hash)) {
            Ok(bytes) if Sha256::digest(&bytes).as_slice() == hash => {}
            Ok(_) => wrong.push("a picture at the hub is not what its name says".into()),
            Err(error) => wrong.push(format!("a picture is not at the hub, which believes that it is: {error}")),
        }
    }
    for phone in world.phones.iter().filter(|phone| !phone.revoked) {
        // A photo that had not been sent when the handheld was put back went with it, though the hub had the edit.
        let here = phone
            .promises
            .iter()
            .filter(|promise| !promise.thrown_away && !promise.picture_thrown_away && !promise.before_the_copy);
        for promise in here.filter(|promise| hub.logged.contains(&(promise.document, promise.hash))) {
            if let Some(hash) = promise.mark.picture()
                && !hub.attachments.contains(hash)
            {
                wrong.push(format!("{}: the hub lacks a photo of {}", phone.name, promise.document));
            }
        }
    }
}
