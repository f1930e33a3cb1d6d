//! What stands in the tables of the hub and of every handheld when a run has failed: for whoever looks at one seed.

use rusqlite::{Row, types::Value};

use super::world::World;

const HUB: &[&str] = &[
    "SELECT position FROM hub",
    "SELECT device, name, person, chain_n, chain_position, revoked_at, forked_at FROM device",
    "SELECT person, scope, given, withdrawn FROM person_scope",
    "SELECT scope, document, position, entered, state FROM feed ORDER BY scope, position",
    "SELECT document, scope, entered, departed FROM membership ORDER BY document, entered",
    "SELECT position, document, hash, device, n, actor, actor_sequence, position_seen, flag FROM change ORDER BY position",
    "SELECT device, n, document, hash FROM held",
    "SELECT device, n, document, hash, reason FROM quarantine",
    "SELECT epoch, kept, began, reason, device FROM epoch",
    "SELECT number, name, position FROM opening",
    "SELECT device, n, outcome FROM entry",
];

const HANDHELD: &[&str] = &[
    "SELECT document, kind, leaving FROM record",
    "SELECT * FROM membership",
    "SELECT scope, position, stale FROM scope_cursor",
    "SELECT scope FROM scope_fill",
    "SELECT n, document, change, state, reason FROM chain_entry",
    "SELECT document, change, state FROM former_chain_entry",
    "SELECT document, hash, scope FROM offer",
    "SELECT document, hash, committed FROM record_change",
    "SELECT document, hash FROM awaiting_change",
    "SELECT hex(hash), state, uploaded FROM attachment",
];

/// Writes them to the terminal's error stream.
#[allow(clippy::print_stderr, reason = "a tool for the people who build this")]
pub fn print(world: &World) {
    for sql in HUB {
        eprintln!("hub: {sql}");
        for line in world.landlord.query(sql, (), line) {
            eprintln!("    {line}");
        }
    }
    for phone in world.phones.iter().filter(|phone| !phone.is_wiped()) {
        let withdrawn = if phone.revoked { ", withdrawn" } else { "" };
        eprintln!("{}{withdrawn}: {:?}, trouble: {:?}", phone.name, phone.enrolment().device, phone.trouble);
        for sql in HANDHELD {
            eprintln!("  {sql}");
            let rows = phone.store().inspect(|connection| connection.prepare(sql)?.query_map([], line)?.collect());
            let rows: Vec<String> = rows.unwrap_or_else(|error| vec![error.to_string()]);
            rows.iter().for_each(|line| eprintln!("    {line}"));
        }
    }
}

/// A row; of identities and hashes the beginning.
fn line(row: &Row<'_>) -> rusqlite::Result<String> {
    let values = (0..row.as_ref().column_count()).map(|at| row.get::<_, Value>(at));
    let words = values.map(|value| {
        Ok(match value? {
            Value::Null => "-".to_owned(),
            Value::Integer(number) => number.to_string(),
            Value::Real(number) => number.to_string(),
            Value::Text(text) => text,
            Value::Blob(bytes) => bytes.iter().take(5).map(|byte| format!("{byte:02x}")).collect(),
        })
    });
    Ok(words.collect::<rusqlite::Result<Vec<_>>>()?.join(" "))
}
