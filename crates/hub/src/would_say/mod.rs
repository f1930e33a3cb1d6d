//! What a change that was set aside would add to its job, for whoever decides about it.

mod sign_off;

use std::collections::BTreeMap;

use documents::{
    gate::{self, Admission, Limits, Signer},
    job,
};
use domain::{id::SignOffId, job::Job};
use serde_json::Value;

use crate::{
    db::{
        DbError,
        sqlite::{
            log,
            quarantine::{self, SetAside},
        },
    },
    hub::{Hub, HubError},
};

/// Letters of a value, at most.
const SHOWN: usize = 200;

impl Hub {
    /// Each thing that the job or the visit would say besides, or in another way, if this went in, after whatever of the same
    /// handheld was set aside before it: "note.text: Washer perished". A sign-off is said in words, bytes by their number.
    /// Empty where that cannot be told: it is no change of such a record, or what it stands on is not here.
    ///
    /// # Errors
    /// The database failed.
    pub fn would_say(&self, aside: &SetAside) -> Result<Vec<String>, HubError> {
        let Some((document, kind)) = aside.record.filter(|(_, kind)| kind.is_work()) else { return Ok(Vec::new()) };
        Ok(self.inner.db.read(|transaction| {
            if log::record(transaction, document)?.is_none_or(|record| record.kind != kind) {
                return Ok::<_, DbError>(Vec::new());
            }
            let signer = Signer { device: aside.device, role: None };
            let mut before = log::load(transaction, document, kind, self.inner.pen)?;
            for (_, earlier) in quarantine::of_record(transaction, document)? {
                if earlier.device == aside.device
                    && earlier.n < aside.n
                    && let Admission::Accepted(with, _) =
                        gate::admit(&before, &earlier.bytes, &signer, &Limits::DEFAULT)
                {
                    before = with;
                }
            }
            let Admission::Accepted(after, _) = gate::admit(&before, &aside.bytes, &signer, &Limits::DEFAULT) else {
                return Ok(Vec::new());
            };
            let (Ok(before), Ok(after)) = (job::read(&before), job::read(&after)) else { return Ok(Vec::new()) };
            Ok(told(&before, &after))
        })?)
    }
}

/// What `after` says besides, or in another way.
fn told(before: &Job, after: &Job) -> Vec<String> {
    let held: Vec<SignOffId> = before.sign_offs.iter().map(|entry| entry.id).collect();
    let signed = after.sign_offs.iter().filter(|entry| !held.contains(&entry.id));
    let signed = signed.flat_map(|entry| sign_off::words(&entry.seal)).map(|line| format!("sign-off: {line}"));
    // Said in words.
    let without_sign_offs = |job: &Job| leaves(&Job { sign_offs: Vec::new(), ..job.clone() });
    let (before, after) = (without_sign_offs(before), without_sign_offs(after));
    let other = after
        .into_iter()
        .filter(|(path, value)| before.get(path) != Some(value))
        .map(|(path, value)| format!("{path}: {}", domain::definition::brief_to(&value, SHOWN)));
    signed.chain(other).collect()
}

/// Every value of a job by its place. Things in lists go by their own identity where they have one, since others may come
/// to stand before them.
fn leaves(job: &Job) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    if let Ok(value) = serde_json::to_value(job) {
        gather(&value, String::new(), &mut found);
    }
    found
}

fn gather(value: &Value, path: String, found: &mut BTreeMap<String, String>) {
    let under = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match value {
        Value::Null => {}
        Value::String(text) => drop(found.insert(path, text.clone())),
        Value::Bool(_) | Value::Number(_) => drop(found.insert(path, value.to_string())),
        // Bytes: a digest, a file's hash.
        Value::Array(items) if !items.is_empty() && items.iter().all(Value::is_u64) => {
            found.insert(path, format!("{} bytes", items.len()));
        }
        Value::Array(items) => {
            for (number, item) in items.iter().enumerate() {
                let name = item.get("id").and_then(Value::as_str).map_or_else(|| number.to_string(), ToOwned::to_owned);
                gather(item, under(&name), found);
            }
        }
        Value::Object(members) => members.iter().for_each(|(name, member)| gather(member, under(name), found)),
    }
}
