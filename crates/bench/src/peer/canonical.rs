//! Records in the one form that digests are taken of: keys sorted, no spaces, numbers as JavaScript writes them.

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::Failed;

/// How many of the records there are, and a digest over them in order of id.
pub fn digest(
    mut ids: Vec<&str>,
    mut record: impl FnMut(&str) -> Result<Option<Value>, Failed>,
) -> Result<(usize, String), Failed> {
    ids.sort_unstable();
    let (mut hash, mut count) = (Sha256::new(), 0);
    for id in ids {
        if let Some(record) = record(id)? {
            hash.update(format!("{}\n", text(&record)));
            count += 1;
        }
    }
    Ok((count, hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()))
}

/// A value's canonical text.
pub fn text(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_by_key(|(name, _)| *name);
            let fields: Vec<_> = fields
                .into_iter()
                .map(|(name, value)| format!("{}:{}", Value::from(name.as_str()), text(value)))
                .collect();
            format!("{{{}}}", fields.join(","))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(text).collect::<Vec<_>>().join(",")),
        Value::Number(number) => match number.as_f64() {
            Some(whole) if whole.fract() == 0.0 && whole.abs() < 1e15 => format!("{whole:.0}"),
            _ => number.to_string(),
        },
        plain => plain.to_string(),
    }
}
