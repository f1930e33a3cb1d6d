//! What a change that was set aside would add to its job, for whoever decides about it.

use std::collections::BTreeMap;

use documents::{
    gate::{self, Admission, Limits, Signer},
    job,
};
use domain::id::RecordKind;
use serde_json::Value;

use crate::{
    db::{
        DbError,
        sqlite::{log, quarantine::SetAside},
    },
    hub::{Hub, HubError},
};

/// Letters of a value, at most.
const SHOWN: usize = 200;

impl Hub {
    /// Each thing that the job would say besides, or in another way, if this went in: "note.text: Washer perished". Empty
    /// where that cannot be told: it is no change of a job, or what it stands on is not here.
    ///
    /// # Errors
    /// The database failed.
    pub fn would_say(&self, aside: &SetAside) -> Result<Vec<String>, HubError> {
        let Some((document, RecordKind::Job)) = aside.record else { return Ok(Vec::new()) };
        Ok(self.inner.db.read(|transaction| {
            if log::record(transaction, document)?.is_none() {
                return Ok::<_, DbError>(Vec::new());
            }
            let before = log::load(transaction, document, RecordKind::Job, self.inner.pen)?;
            let signer = Signer { device: aside.device, role: None };
            let Admission::Accepted(after, _) = gate::admit(&before, &aside.bytes, &signer, &Limits::DEFAULT) else {
                return Ok(Vec::new());
            };
            let (Ok(before), Ok(after)) = (job::read(&before), job::read(&after)) else { return Ok(Vec::new()) };
            let (before, after) = (leaves(&before), leaves(&after));
            Ok(after
                .into_iter()
                .filter(|(path, value)| before.get(path) != Some(value))
                .map(|(path, value)| format!("{path}: {}", domain::definition::brief_to(&value, SHOWN)))
                .collect())
        })?)
    }
}

/// Every value of a job by its place. Things in lists go by their own identity where they have one, since others may come
/// to stand before them.
fn leaves(job: &domain::job::Job) -> BTreeMap<String, String> {
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
        Value::Array(items) => {
            for (number, item) in items.iter().enumerate() {
                let name = item.get("id").and_then(Value::as_str).map_or_else(|| number.to_string(), ToOwned::to_owned);
                gather(item, under(&name), found);
            }
        }
        Value::Object(members) => members.iter().for_each(|(name, member)| gather(member, under(name), found)),
    }
}
