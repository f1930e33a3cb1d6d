//! What must be true of one handheld.

use std::collections::{BTreeMap, BTreeSet};

use documents::{ChangeHash, job};
use domain::id::DocumentId;
use store::{Counts, OutboxState};

use super::{Hub, bytes, waits_with_cause};
use crate::fleet::{
    phone::{Phone, Promise},
    tally::Tally,
    world::World,
};

/// Everything that must be true of a handheld that its landlord has not withdrawn.
pub(super) fn look(world: &World, phone: &Phone, hub: &Hub, tally: &mut Tally, wrong: &mut Vec<String>) {
    outbox(world, phone, hub, tally, wrong);
    let may = records(world, phone, hub, tally, wrong);
    photos(phone, hub, tally, wrong);
    rows(phone, tally, wrong);
    bytes::look(phone, hub, &may, tally, wrong);
}

/// A handheld that was withdrawn holds nothing once it has spoken with the hub, and no bytes of anything.
pub(super) fn look_at_withdrawn(phone: &Phone, hub: &Hub, tally: &mut Tally, wrong: &mut Vec<String>) {
    tally.count("checked: withdrawn handhelds");
    for document in phone.held() {
        wrong.push(format!("was withdrawn and holds {document}"));
    }
    bytes::look(phone, hub, &BTreeSet::new(), tally, wrong);
}

/// Nothing waits to be sent, nothing is held back, and nothing from the hub was set aside; what the hub set aside of
/// its own is listed, with the reason.
fn outbox(world: &World, phone: &Phone, hub: &Hub, tally: &mut Tally, wrong: &mut Vec<String>) {
    let counts = phone.store().counts().unwrap();
    if counts.waiting > 0 || counts.attachments_waiting > 0 {
        let Counts { waiting, attachments_waiting: photos, .. } = counts;
        wrong.push(format!("{waiting} edits and {photos} photos still wait; trouble: {:?}", phone.trouble));
    }
    let excused = |promise: &&Promise| {
        let stands_on = hub.waiting.get(&(promise.document, promise.hash));
        stands_on.is_some_and(|stands_on| waits_with_cause(world, hub, promise, stands_on))
    };
    let excused = phone.promises.iter().filter(excused).count();
    if counts.held as usize > excused {
        wrong.push(format!("{} edits are held for what everybody has sent", counts.held));
    }
    let listed = phone.store().outbox_items().unwrap();
    // What was done again is listed in its later entry's place.
    let set_aside = |promise: &&Promise| phone.state_of(promise) == Some(3) && !phone.has_done_again(promise);
    for promise in phone.promises.iter().filter(set_aside) {
        let reason = hub.set_aside.get(&(promise.document, promise.hash)).map(|reason| reason.code());
        let is_shown = listed.iter().any(|item| {
            item.document == promise.document
                && item.state == OutboxState::Quarantined
                && Some(item.reason.as_str()) == reason
        });
        tally.count("checked: edits set aside that the handheld lists with the hub's reason");
        if !is_shown {
            wrong.push(format!("does not list an edit of {} that was set aside: {reason:?}", promise.document));
        }
    }
    for aside in phone.store().set_aside().unwrap() {
        wrong.push(format!("something from the hub was set aside: {}", aside.fault));
    }
}

/// It holds what its person may hold and nothing else, as the hub holds it.
fn records(
    world: &World,
    phone: &Phone,
    hub: &Hub,
    tally: &mut Tally,
    wrong: &mut Vec<String>,
) -> BTreeSet<DocumentId> {
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
        tally.count("checked: records compared, change for change");
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
    digests(world, phone, &scopes, tally, wrong);
    may
}

/// Its sums over each scope are the hub's.
fn digests(
    world: &World,
    phone: &Phone,
    scopes: &BTreeMap<String, BTreeSet<DocumentId>>,
    tally: &mut Tally,
    wrong: &mut Vec<String>,
) {
    let held = phone.store().cursors().unwrap();
    let named: BTreeSet<String> = held.iter().map(|cursor| cursor.scope.to_string()).collect();
    if named != scopes.keys().cloned().collect() {
        wrong.push(format!("follows {named:?} where its person has {:?}", scopes.keys()));
    }
    for cursor in held {
        tally.count("checked: sums over a scope");
        let sql = "SELECT digest FROM feed_scope WHERE scope = ?1";
        let theirs = world.landlord.query(sql, (cursor.scope.to_string(),), |row| row.get::<_, [u8; 16]>(0));
        let ours = phone.store().scope_digest(&cursor.scope).unwrap();
        if theirs.first().copied().unwrap_or_default() != ours {
            wrong.push(format!("its sum over {} is not the hub's", cursor.scope));
        }
    }
}

/// The bytes of every photo that the hub has are here, where a record shows it, whole and once.
fn photos(phone: &Phone, hub: &Hub, tally: &mut Tally, wrong: &mut Vec<String>) {
    for id in phone.jobs() {
        let Ok(job) = job::read(&phone.store().load(id).unwrap()) else { continue };
        let mut shown = BTreeSet::new();
        for photo in &job.photos {
            if !shown.insert(photo.photo.hash) {
                wrong.push(format!("{id} shows a photo twice"));
            }
            for hash in [photo.photo.hash, photo.photo.preview_hash] {
                tally.count("checked: pictures on handhelds, read whole");
                if hub.attachments.contains(&hash) && phone.store().attachment(&hash).is_err() {
                    let state = phone.store().attachment_state(&hash).unwrap();
                    wrong.push(format!("a photo of {id} that the hub has is not here ({state:?})"));
                }
            }
        }
    }
}

/// Its lists are what making them again from the records gives, and its file holds together.
fn rows(phone: &Phone, tally: &mut Tally, wrong: &mut Vec<String>) {
    let before = lists(phone);
    phone.store().rebuild_read_models().unwrap();
    let after = lists(phone);
    for (list, rows) in before {
        tally.add("checked: rows of lists against rows made again", rows.len() as u64);
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
            "SELECT job_row.document, w.reference, w.address, w.postcode, w.description, w.contacts, w.work
             FROM job_words w JOIN job_row ON job_row.id = w.rowid ORDER BY 1",
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
