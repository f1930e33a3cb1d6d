//! Need to know, down to the bytes: what a handheld may not hold stands nowhere in its database, in the clear, unused
//! pages included.
//!
//! Looked for are words that stand in one record and nowhere else: its reference, which the landlord's system writes into
//! all that it says of a job; the ids of what people added, which Automerge keeps as text; and the words they wrote.
//! Automerge compresses what is long, so an absence of words proves less than an absence of rows: every table that names
//! records is looked through as well.

use std::collections::{BTreeMap, BTreeSet};

use documents::{alert, concern, job};
use domain::id::{DocumentId, RecordKind};
use store::AttachmentState;

use super::Hub;
use crate::fleet::{edits::Mark, phone::Phone, tally::Tally};

/// Bytes of a needle that are looked up before the rest is compared.
const BEGINS: usize = 6;

/// The tables that name records which are not held: what was written to them here, without a word of it.
const CHAINS: [&str; 2] = ["chain_entry", "former_chain_entry"];

/// Nothing of what is not in `may` is left on this handheld.
pub(super) fn look(phone: &Phone, hub: &Hub, may: &BTreeSet<DocumentId>, tally: &mut Tally, wrong: &mut Vec<String>) {
    rows(phone, may, wrong);
    let mut needles: BTreeMap<[u8; BEGINS], Vec<(Vec<u8>, DocumentId)>> = BTreeMap::new();
    let mut looked_for = 0;
    for (id, words) in hub.records.iter().filter(|(id, _)| !may.contains(id)).map(|(id, _)| (*id, hub.words(*id))) {
        for word in words {
            if let Some(begins) = word.as_bytes().first_chunk::<BEGINS>() {
                needles.entry(*begins).or_default().push((word.into_bytes(), id));
                looked_for += 1;
            }
        }
    }
    let pages = phone.store().pages().unwrap();
    tally.add("checked: words looked for where they may not be", looked_for);
    tally.add("checked: bytes of databases searched for them", pages.len() as u64);
    let mut first = [false; 1 << 16];
    for begins in needles.keys() {
        first[usize::from(u16::from_be_bytes([begins[0], begins[1]]))] = true;
    }
    let mut found = BTreeSet::new();
    for (at, window) in pages.windows(BEGINS).enumerate() {
        if !first[usize::from(u16::from_be_bytes([window[0], window[1]]))] {
            continue;
        }
        let Some(known) = needles.get(window) else { continue };
        found.extend(known.iter().filter(|(word, _)| pages[at..].starts_with(word)));
    }
    for (word, id) in found {
        wrong.push(format!("has the words {:?} of {id}, which it may not hold", String::from_utf8_lossy(word)));
    }
    for hash in hub.pictures.iter().filter(|(_, shown)| shown.is_disjoint(may)).map(|(hash, _)| hash) {
        tally.count("checked: pictures looked for where they may not be");
        let waits =
            phone.has_leftovers || phone.store().attachment_state(hash).unwrap() == Some(AttachmentState::Waiting);
        if !waits && phone.store().attachment(hash).is_ok() {
            wrong.push("has the file of a picture which it may not hold".into());
        }
    }
}

fn rows(phone: &Phone, may: &BTreeSet<DocumentId>, wrong: &mut Vec<String>) {
    let read = phone.store().inspect(|connection| {
        let sql = "SELECT t.name FROM sqlite_schema t, pragma_table_info(t.name) c
            WHERE t.type = 'table' AND c.name = 'document' ORDER BY 1";
        let tables: Vec<String> =
            connection.prepare(sql)?.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let mut named = Vec::new();
        for table in tables.into_iter().filter(|table| !CHAINS.contains(&table.as_str())) {
            let sql = format!("SELECT DISTINCT document FROM {table} WHERE document IS NOT NULL");
            let mut statement = connection.prepare(&sql)?;
            for id in statement.query_map([], |row| row.get::<_, [u8; 16]>(0).map(DocumentId::from_bytes))? {
                named.push((table.clone(), id?));
            }
        }
        Ok(named)
    });
    for (table, id) in read.unwrap().into_iter().filter(|(_, id)| !may.contains(id)) {
        wrong.push(format!("has rows of {id} in {table}, which it may not hold"));
    }
}

impl Hub {
    /// Words that stand in this record and in no other.
    fn words(&self, id: DocumentId) -> Vec<String> {
        let record = &self.records[&id];
        if record.kind() == RecordKind::Alert {
            let said = alert::read(record).map(|alert| alert.comments).unwrap_or_default();
            return said.rsplit(' ').next().map(str::to_owned).into_iter().collect();
        }
        if let Ok(concern) = concern::read(record) {
            return vec![concern.words];
        }
        let Ok(job) = job::read(record) else { return Vec::new() };
        let mut words = vec![job.order.reference.clone()];
        words.extend(job.events.iter().map(|event| event.id.to_string()));
        words.extend(job.items.iter().map(|item| item.id.to_string()));
        words.extend(job.photos.iter().map(|photo| photo.id.to_string()));
        words.extend(job.sign_offs.iter().map(|entry| entry.id.to_string()));
        words.extend(self.written.get(&id).into_iter().flatten().cloned());
        words
    }
}

/// The words that an edit left, if it left any.
pub(super) fn word_of(mark: &Mark) -> Option<String> {
    match mark {
        Mark::Words(words) => Some(words.clone()),
        _ => None,
    }
}
