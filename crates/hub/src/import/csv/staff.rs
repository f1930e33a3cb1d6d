//! Staff: who works for the landlord, as what, and in which teams.

use domain::{access::Role, id::PersonId};
use rusqlite::Transaction;

use super::{
    Fault,
    columns::{Column, needed},
    row::Row,
    table::Outcome,
};
use crate::{
    db::sqlite::people::{self, Person},
    hub::{Hub, HubError},
    import::report::Stored,
};

pub(super) const COLUMNS: &[Column] = &[
    needed("name", &["full_name", "person"]),
    needed("role", &["job_title"]),
    needed("team", &["teams", "team_code"]),
];

/// Letters of a name, at most.
const MAX_NAME: usize = 80;

/// A member of staff.
pub(super) struct Member {
    /// Their full name, by which they are known again.
    pub name: String,
    role: Role,
    teams: Vec<String>,
}

pub(super) fn read(row: &Row) -> Result<Member, Fault> {
    let name = row.need("name")?;
    if name.chars().count() > MAX_NAME {
        return Err(row.fault("name", "it is too long", format!("shorten it to {MAX_NAME} letters")));
    }
    let stated = row.need("role")?;
    // "Repairs operative" in a personnel system is "repairs_operative" here.
    let wanted = stated.to_lowercase().replace([' ', '-'], "_");
    let Some(role) = Role::from_name(&wanted).filter(|role| *role != Role::LandlordSystem) else {
        let roles = Role::ALL.into_iter().filter(|role| *role != Role::LandlordSystem);
        let roles = roles.map(|role| role.name().replace('_', " ")).collect::<Vec<_>>().join(", ");
        let what = format!("nobody can be \"{}\" here; the roles are: {roles}", super::brief(&stated));
        return Err(row.fault("role", what, "give one of them"));
    };
    let teams = row.line("team")?;
    let teams = teams.split(';').map(str::trim).filter(|team| !team.is_empty()).map(str::to_owned).collect();
    Ok(Member { name, role, teams })
}

/// Adds a person, or gives one who is known the teams that they lack. Teams are never taken away by a file: work would
/// vanish from a handheld because somebody left a name out of a list.
pub(super) fn store(hub: &Hub, transaction: &Transaction, place: &str, member: &Member) -> Result<Outcome, HubError> {
    let (person, known) = match people::person_named(transaction, &member.name)? {
        Some(known) if known.role != member.role => {
            return Ok(Outcome::Wrong(Fault {
                path: format!("{place}, column role"),
                what: format!("this name stands here as {} already", known.role.name().replace('_', " ")),
                remedy: "give that role, or write this person's name as no other's is".into(),
            }));
        }
        Some(known) => (known.person, true),
        None => {
            let random = hub.inner.random.sixteen().map_err(HubError::Random)?;
            let person = PersonId::new(hub.inner.clock.now(), random);
            let new = Person { person, name: member.name.clone(), role: member.role };
            people::add_person(transaction, &new)?;
            (person, false)
        }
    };
    let has = people::scopes(transaction, person)?;
    let mut given = false;
    for team in &member.teams {
        let group = people::group_of(transaction, member.role, team)?;
        for scope in people::group_scopes(member.role, &group).iter().filter(|scope| !has.contains(scope)) {
            people::give(transaction, person, scope)?;
            given = true;
        }
    }
    Ok(Outcome::Stored(match (known, given) {
        (false, _) => Stored::New,
        (true, true) => Stored::Changed,
        (true, false) => Stored::Unchanged,
    }))
}
