//! People, what they were given, their devices and the invitations to enrol them.

use domain::{
    access::{Role, may_hold},
    author::DeviceEntry,
    id::{DeviceId, PersonId},
    scope::{Compartment, Owner, Scope},
    time::Timestamp,
};
use ed25519_dalek::VerifyingKey;
use protocol::proof::ReplayWindow;
use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::{DbError, chain::Tail, fixed, signed, this, unsigned};
use crate::db::Caller;

/// A member of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Their id.
    pub person: PersonId,
    /// "Ada Byrne".
    pub name: String,
    /// What they may do.
    pub role: Role,
}

/// A device as the hub knows it.
#[derive(Debug, Clone)]
pub struct Device {
    /// The device and its person, by name.
    pub entry: DeviceEntry,
    /// What its person may do.
    pub role: Role,
    /// Its key.
    pub key: VerifyingKey,
    /// When it was withdrawn.
    pub revoked_at: Option<Timestamp>,
    /// Which of its requests were seen.
    pub requests: ReplayWindow,
    /// Where its chain stands here.
    pub tail: Tail,
}

impl Device {
    /// It, as who asks.
    #[must_use]
    pub const fn caller(&self) -> Caller {
        Caller { device: self.entry.device, person: self.entry.person, role: self.role }
    }
}

/// The person of this name.
///
/// # Errors
/// The database cannot be read.
pub fn person_named(transaction: &Transaction, name: &str) -> Result<Option<Person>, DbError> {
    let row = transaction
        .query_row("SELECT person, name, role FROM person WHERE name = ?1", [name], |row| {
            Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
        })
        .optional()?;
    row.map(|(person, name, role)| {
        let person = PersonId::from_bytes(fixed(&person, "person")?);
        let role = Role::from_name(&role).ok_or(DbError::Damaged { what: "role" })?;
        Ok(Person { person, name, role })
    })
    .transpose()
}

/// Everybody's name, in order.
///
/// # Errors
/// The database cannot be read.
pub fn names(transaction: &Transaction) -> Result<Vec<String>, DbError> {
    let sql = "SELECT name FROM person WHERE role <> 'landlord_system' ORDER BY name";
    Ok(transaction.prepare(sql)?.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// A person's name; none when there is no such person.
///
/// # Errors
/// The database cannot be read.
pub fn name(transaction: &Transaction, person: PersonId) -> Result<Option<String>, DbError> {
    let sql = "SELECT name FROM person WHERE person = ?1";
    Ok(transaction.query_row(sql, [person.as_bytes()], |row| row.get(0)).optional()?)
}

/// Adds a person, with the scope that is theirs alone.
///
/// # Errors
/// The database cannot be written.
pub fn add_person(transaction: &Transaction, person: &Person) -> Result<(), DbError> {
    transaction.execute(
        "INSERT INTO person (person, name, role) VALUES (?1, ?2, ?3)",
        params![person.person.as_bytes(), person.name, person.role.name()],
    )?;
    give(transaction, person.person, &Scope::person_repairs(person.person))?;
    let own = Scope::person_tenancies(person.person);
    if may_hold(person.role, own.compartment) { give(transaction, person.person, &own) } else { Ok(()) }
}

/// The group that the landlord's code means for a person of this role: a team, or an officer's patch.
///
/// # Errors
/// The database cannot be written.
pub fn group_of(transaction: &Transaction, role: Role, code: &str) -> Result<Owner, DbError> {
    if role == Role::HousingOfficer {
        return Ok(Owner::Patch(code.to_owned()));
    }
    add_team(transaction, code)?;
    Ok(Owner::Team(code.to_owned()))
}

/// What a person of this role is given with a group: its repairs, and of a patch its tenancies as well, as far as the role
/// may hold them.
#[must_use]
pub fn group_scopes(role: Role, owner: &Owner) -> Vec<Scope> {
    let tenancies = match owner {
        Owner::Patch(code) => Some(Scope::patch(code.clone())),
        _ => None,
    };
    let scopes = [Some(Scope::repairs_of(owner.clone())), tenancies];
    scopes.into_iter().flatten().filter(|scope| may_hold(role, scope.compartment)).collect()
}

/// Gives a scope to a person; again changes nothing.
///
/// # Errors
/// [`DbError::MayNotHold`]: nobody of their role may hold it. Or the database cannot be written.
pub fn give(transaction: &Transaction, person: PersonId, scope: &Scope) -> Result<(), DbError> {
    let role = self::person(transaction, person)?.map_or(Role::RepairsOperative, |person| person.role);
    if !may_hold(role, scope.compartment) {
        return Err(DbError::MayNotHold { role: role.name(), compartment: scope.compartment.name() });
    }
    if scopes(transaction, person)?.contains(scope) {
        return Ok(());
    }
    // A new position, so that what was withdrawn and given again are two spans of the log.
    let given = this::next_position(transaction)?;
    transaction.execute(
        "INSERT INTO person_scope (person, scope, given) VALUES (?1, ?2, ?3)",
        params![person.as_bytes(), scope.to_string(), signed(given)],
    )?;
    Ok(())
}

/// Withdraws a scope from a person.
///
/// # Errors
/// The database cannot be written.
pub fn withdraw(transaction: &Transaction, person: PersonId, scope: &Scope) -> Result<(), DbError> {
    let position = this::next_position(transaction)?;
    transaction.execute(
        "UPDATE person_scope SET withdrawn = ?3 WHERE person = ?1 AND scope = ?2 AND withdrawn IS NULL",
        params![person.as_bytes(), scope.to_string(), signed(position)],
    )?;
    Ok(())
}

/// The scopes that a person has now, in order. What their role may not hold is left out, whatever the table says: every
/// feed is built from this.
///
/// # Errors
/// The database cannot be read.
pub fn scopes(transaction: &Transaction, person: PersonId) -> Result<Vec<Scope>, DbError> {
    let sql = "SELECT scope, role FROM person_scope JOIN person USING (person)
        WHERE person = ?1 AND withdrawn IS NULL ORDER BY scope";
    let rows: Vec<(String, String)> = transaction
        .prepare_cached(sql)?
        .query_map([person.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let mut scopes = Vec::with_capacity(rows.len());
    for (text, role) in rows {
        let scope = scope_from_text(&text).ok_or(DbError::Damaged { what: "scope" })?;
        let role = Role::from_name(&role).ok_or(DbError::Damaged { what: "role" })?;
        if may_hold(role, scope.compartment) {
            scopes.push(scope);
        }
    }
    Ok(scopes)
}

/// True when at least one person has a scope now.
///
/// # Errors
/// The database cannot be read.
pub fn anybody_holds(transaction: &Transaction, scope: &Scope) -> Result<bool, DbError> {
    let sql = "SELECT 1 FROM person_scope WHERE scope = ?1 AND withdrawn IS NULL";
    Ok(transaction.prepare_cached(sql)?.exists([scope.to_string()])?)
}

/// Reads [`Scope`]'s text.
#[must_use]
pub fn scope_from_text(text: &str) -> Option<Scope> {
    let (owner, compartment) = text.rsplit_once('/')?;
    let compartment = Compartment::from_name(compartment)?;
    let owner = match owner.split_once(':')? {
        ("person", id) => Owner::Person(id.parse().ok()?),
        ("team", code) => Owner::Team(code.to_owned()),
        ("patch", code) => Owner::Patch(code.to_owned()),
        ("site", code) => Owner::Site(code.to_owned()),
        _ => return None,
    };
    Some(Scope { owner, compartment })
}

/// Makes a team known; gives true when it was not.
///
/// # Errors
/// The database cannot be written.
pub fn add_team(transaction: &Transaction, code: &str) -> Result<bool, DbError> {
    Ok(transaction.execute("INSERT INTO team (code) VALUES (?1) ON CONFLICT DO NOTHING", [code])? > 0)
}

/// Every team's code, in order.
///
/// # Errors
/// The database cannot be read.
pub fn teams(transaction: &Transaction) -> Result<Vec<String>, DbError> {
    let mut teams = transaction.prepare("SELECT code FROM team ORDER BY code")?;
    Ok(teams.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

const DEVICE: &str = "SELECT device.device, device.name, person.person, person.name, role, public_key, revoked_at,
        request_top, request_seen, chain_n, chain_digest, chain_position
    FROM device JOIN person USING (person)";

/// The device with this id.
///
/// # Errors
/// The database cannot be read.
pub fn device(transaction: &Transaction, id: DeviceId) -> Result<Option<Device>, DbError> {
    let sql = format!("{DEVICE} WHERE device.device = ?1");
    transaction.prepare_cached(&sql)?.query_row([id.as_bytes()], |row| Ok(device_from(row))).optional()?.transpose()
}

/// The device with this key.
///
/// # Errors
/// The database cannot be read.
pub fn device_with_key(transaction: &Transaction, key: &[u8; 32]) -> Result<Option<Device>, DbError> {
    let sql = format!("{DEVICE} WHERE public_key = ?1");
    transaction.query_row(&sql, [key], |row| Ok(device_from(row))).optional()?.transpose()
}

/// The device of this name that was not withdrawn.
///
/// # Errors
/// The database cannot be read.
pub fn device_named(transaction: &Transaction, name: &str) -> Result<Option<Device>, DbError> {
    let sql = format!("{DEVICE} WHERE device.name = ?1 AND revoked_at IS NULL ORDER BY device.device LIMIT 1");
    transaction.query_row(&sql, [name], |row| Ok(device_from(row))).optional()?.transpose()
}

/// Every device by name, newest last.
///
/// # Errors
/// The database cannot be read.
pub fn devices(transaction: &Transaction) -> Result<Vec<Device>, DbError> {
    let sql = format!("{DEVICE} ORDER BY device.device");
    let rows: Vec<Result<Device, DbError>> =
        transaction.prepare(&sql)?.query_map([], |row| Ok(device_from(row)))?.collect::<Result<_, _>>()?;
    rows.into_iter().collect()
}

fn device_from(row: &Row) -> Result<Device, DbError> {
    let bytes = |column: usize| row.get::<_, Vec<u8>>(column);
    let role: String = row.get(4)?;
    let key: [u8; 32] = fixed(&bytes(5)?, "device key")?;
    Ok(Device {
        entry: DeviceEntry {
            device: DeviceId::from_bytes(fixed(&bytes(0)?, "device")?),
            device_name: row.get(1)?,
            person: PersonId::from_bytes(fixed(&bytes(2)?, "person")?),
            person_name: row.get(3)?,
        },
        role: Role::from_name(&role).ok_or(DbError::Damaged { what: "role" })?,
        key: VerifyingKey::from_bytes(&key).map_err(|_| DbError::Damaged { what: "device key" })?,
        revoked_at: row.get::<_, Option<i64>>(6)?.map(Timestamp::from_milliseconds),
        requests: ReplayWindow {
            top: row.get::<_, i64>(7)?.cast_unsigned(),
            seen: row.get::<_, i64>(8)?.cast_unsigned(),
        },
        tail: Tail { n: unsigned(row.get(9)?), digest: fixed(&bytes(10)?, "chain")?, position: unsigned(row.get(11)?) },
    })
}

/// Adds a device.
///
/// # Errors
/// The database cannot be written.
pub fn add_device(
    transaction: &Transaction,
    entry: &DeviceEntry,
    key: &[u8; 32],
    now: Timestamp,
) -> Result<(), DbError> {
    transaction.execute(
        "INSERT INTO device (device, person, name, public_key, enrolled_at, request_top, request_seen,
            chain_n, chain_digest, chain_position)
         VALUES (?1, ?2, ?3, ?4, ?5, 0, 0, 0, zeroblob(32), 0)",
        params![entry.device.as_bytes(), entry.person.as_bytes(), entry.device_name, key, now.milliseconds()],
    )?;
    Ok(())
}

/// Whoever wrote on handhelds that this hub has lost: nobody who can speak, sign or be invited.
pub const LOST: PersonId = PersonId::from_bytes([0xFF; 16]);

/// Stands in for a handheld that this hub has lost and that does not come by itself, so that what others hold of its work
/// has a writer. It counts as withdrawn. `key` is one that nobody has.
///
/// # Errors
/// The database cannot be written.
pub fn stand_in(transaction: &Transaction, device: DeviceId, key: &[u8; 32], now: Timestamp) -> Result<(), DbError> {
    transaction.execute(
        "INSERT INTO person (person, name, role) VALUES (?1, 'Somebody on a phone that this hub has lost', ?2)
         ON CONFLICT DO NOTHING",
        params![LOST.as_bytes(), Role::RepairsOperative.name()],
    )?;
    let entry = DeviceEntry { device, device_name: format!("lost {device}"), person: LOST, person_name: String::new() };
    add_device(transaction, &entry, key, now)?;
    revoke(transaction, device, now)
}

/// Knows a handheld again that this hub had lost, in place of what stood in for it.
///
/// # Errors
/// The database cannot be written.
pub fn add_again(
    transaction: &Transaction,
    entry: &DeviceEntry,
    key: &[u8; 32],
    issued: Timestamp,
) -> Result<(), DbError> {
    let stood_in = transaction.execute(
        "UPDATE device SET person = ?2, name = ?3, public_key = ?4, enrolled_at = ?5, revoked_at = NULL
         WHERE device = ?1 AND person = ?6",
        params![
            entry.device.as_bytes(),
            entry.person.as_bytes(),
            entry.device_name,
            key,
            issued.milliseconds(),
            LOST.as_bytes()
        ],
    )?;
    if stood_in == 0 { add_device(transaction, entry, key, issued) } else { Ok(()) }
}

/// The device as it is known; none for one that is not, nor for one that another stands in for.
///
/// # Errors
/// The database cannot be read.
pub fn device_itself(transaction: &Transaction, id: DeviceId) -> Result<Option<Device>, DbError> {
    Ok(device(transaction, id)?.filter(|known| known.entry.person != LOST))
}

/// Withdraws a device for good, and every device that goes on from it: one that was stolen may have made itself another.
///
/// # Errors
/// The database cannot be written.
pub fn revoke(transaction: &Transaction, device: DeviceId, now: Timestamp) -> Result<(), DbError> {
    transaction.execute(
        "WITH RECURSIVE line (device) AS (
             VALUES (?1) UNION SELECT device.device FROM device JOIN line ON device.predecessor = line.device)
         UPDATE device SET revoked_at = ?2 WHERE device IN (SELECT device FROM line) AND revoked_at IS NULL",
        params![device.as_bytes(), now.milliseconds()],
    )?;
    Ok(())
}

/// A name for another of a device: "Van 12 (2)" after "Van 12", "Van 12 (3)" after either.
///
/// # Errors
/// The database cannot be read.
pub fn free_name(transaction: &Transaction, name: &str) -> Result<String, DbError> {
    let stem = match name.rsplit_once(" (") {
        Some((stem, number)) if number.strip_suffix(')').is_some_and(|number| number.parse::<u32>().is_ok()) => stem,
        _ => name,
    };
    let mut taken = transaction.prepare_cached("SELECT 1 FROM device WHERE name = ?1")?;
    for number in 2_u32.. {
        let name = format!("{stem} ({number})");
        if !taken.exists([&name])? {
            return Ok(name);
        }
    }
    Ok(name.to_owned())
}

/// Says from which device another goes on.
///
/// # Errors
/// The database cannot be written.
pub fn set_predecessor(transaction: &Transaction, device: DeviceId, predecessor: DeviceId) -> Result<(), DbError> {
    transaction.execute(
        "UPDATE device SET predecessor = ?2 WHERE device = ?1",
        params![device.as_bytes(), predecessor.as_bytes()],
    )?;
    Ok(())
}

/// True when a device goes on from another, directly or through others.
///
/// # Errors
/// The database cannot be read.
pub fn descends(transaction: &Transaction, device: DeviceId, from: DeviceId) -> Result<bool, DbError> {
    let sql = "WITH RECURSIVE line (device) AS (
            SELECT predecessor FROM device WHERE device = ?1
            UNION SELECT predecessor FROM device JOIN line USING (device))
        SELECT 1 FROM line WHERE device = ?2";
    Ok(transaction.prepare_cached(sql)?.exists(params![device.as_bytes(), from.as_bytes()])?)
}

/// The devices that go on from another directly: each with when it began to.
///
/// # Errors
/// The database cannot be read.
pub fn successors(transaction: &Transaction, device: DeviceId) -> Result<Vec<(Device, Timestamp)>, DbError> {
    let sql = "SELECT device, enrolled_at FROM device WHERE predecessor = ?1 ORDER BY enrolled_at, device";
    let rows: Vec<(Vec<u8>, i64)> = transaction
        .prepare(sql)?
        .query_map([device.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let mut successors = Vec::new();
    for (id, enrolled_at) in rows {
        if let Some(successor) = self::device(transaction, DeviceId::from_bytes(fixed(&id, "device")?))? {
            successors.push((successor, Timestamp::from_milliseconds(enrolled_at)));
        }
    }
    Ok(successors)
}

/// The person with this id.
///
/// # Errors
/// The database cannot be read.
pub fn person(transaction: &Transaction, id: PersonId) -> Result<Option<Person>, DbError> {
    let row = transaction
        .query_row("SELECT name, role FROM person WHERE person = ?1", [id.as_bytes()], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
        })
        .optional()?;
    row.map(|(name, role)| {
        let role = Role::from_name(&role).ok_or(DbError::Damaged { what: "role" })?;
        Ok(Person { person: id, name, role })
    })
    .transpose()
}

/// Remembers which requests of a device were seen.
///
/// # Errors
/// The database cannot be written.
pub fn set_requests(transaction: &Transaction, device: DeviceId, requests: ReplayWindow) -> Result<(), DbError> {
    transaction
        .prepare_cached("UPDATE device SET request_top = ?2, request_seen = ?3 WHERE device = ?1")?
        .execute(params![device.as_bytes(), requests.top.cast_signed(), requests.seen.cast_signed()])?;
    Ok(())
}

/// The person with this id.
///
/// # Errors
/// The database cannot be read, or knows no such person.
pub fn person_name(transaction: &Transaction, person: PersonId) -> Result<String, DbError> {
    Ok(transaction.query_row("SELECT name FROM person WHERE person = ?1", [person.as_bytes()], |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_reads_back_from_its_text_even_with_odd_team_codes() {
        for scope in [
            Scope::team_repairs("PLUMBING-NORTH"),
            Scope::team_repairs("gas/boilers: south"),
            Scope::person_repairs(PersonId::from_bytes([3; 16])),
            Scope::repairs_of(Owner::Patch("E9/north".into())),
            Scope::patch("E9/north"),
            Scope::person_tenancies(PersonId::from_bytes([3; 16])),
            Scope::repairs_of(Owner::Site("precinct: unit 4".into())),
        ] {
            assert_eq!(scope_from_text(&scope.to_string()), Some(scope));
        }
        assert_eq!(scope_from_text("team:X/arrears"), None);
        assert_eq!(scope_from_text("X"), None);
    }
}
