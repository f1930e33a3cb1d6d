//! Moving work: a job between people and groups, and people between groups.
//!
//! Whoever loses a job pushes what they did, and then forgets it; what they did before they knew counts, and is flagged.

use std::fmt;

use domain::{
    id::RecordKind,
    job::{EventKind, GoingAgain, JobEdit, JobStatus},
    scope::{Owner, Scope},
};
use rusqlite::Transaction;

use super::job_referred;
use crate::{
    db::sqlite::{
        chain, feed, log, noted,
        people::{self, Person},
    },
    hub::{Hub, HubError},
};

/// Why a job is open again, as its history says it.
const GIVEN_OUT_AGAIN: &str = "Given out again";

/// Who is to do a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Assignee {
    /// A team, by its code.
    Team(String),
    /// A person, by name.
    Person(String),
    /// Whoever looks after a patch, by its code.
    Patch(String),
    /// Whoever works at a site, by its code.
    Site(String),
}

/// What people belong to, and see the work of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Group {
    /// A team, by its code.
    Team(String),
    /// A patch, by its code.
    Patch(String),
    /// A site, by its code.
    Site(String),
}

impl Group {
    fn owner(&self) -> Owner {
        match self {
            Self::Team(code) => Owner::Team(code.clone()),
            Self::Patch(code) => Owner::Patch(code.clone()),
            Self::Site(code) => Owner::Site(code.clone()),
        }
    }

    const fn kind(&self) -> &'static str {
        match self {
            Self::Team(_) => "team",
            Self::Patch(_) => "patch",
            Self::Site(_) => "site",
        }
    }

    fn code(&self) -> &str {
        let (Self::Team(code) | Self::Patch(code) | Self::Site(code)) = self;
        code
    }
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind(), self.code())
    }
}

impl Hub {
    /// Gives a job to a group or a person, and takes it from whoever had it; false when they have it already. A job whose
    /// last visit left the work undone is work to do again.
    ///
    /// # Errors
    /// There is no such job, group or person; or the database failed.
    pub fn assign(&self, reference: &str, source: Option<&str>, to: &Assignee) -> Result<bool, HubError> {
        let inner = &self.inner;
        inner.db.write(|transaction| {
            let record = job_referred(transaction, reference, source)?;
            let scope = scope_of(transaction, to)?;
            let held = feed::scopes_of(transaction, record.document)?;
            let mut document = log::load(transaction, record.document, RecordKind::Job, inner.pen)?;
            let job = documents::job::read(&document)?;
            let going = GoingAgain::to(&job);
            // Given again to whoever could not take it, or was not let in, it is given again.
            let again = going == GoingAgain::Reopens || job.status().status == JobStatus::HandedBack;
            if held.as_slice() == [scope.to_string()] && !again {
                return Ok(false);
            }
            chain::open_actor(transaction, inner.pen.actor, inner.pen.device)?;
            if going == GoingAgain::Reopens {
                inner.reopen(transaction, &mut document, GIVEN_OUT_AGAIN)?;
            } else if job.status().status.after(EventKind::Dispatched).is_ok() {
                let dispatched = JobEdit::Record { kind: EventKind::Dispatched, reason: String::new() };
                inner.edit(transaction, &mut document, &dispatched)?;
            }
            noted::note(transaction, &document, &documents::job::read(&document)?, inner.clock.now())?;
            feed::enter(transaction, &scope, record.document)?;
            for left in held.iter().filter(|held| **held != scope.to_string()) {
                feed::leave(transaction, left, record.document)?;
            }
            Ok(true)
        })
    }

    /// Takes a job back from whoever has it, until it is given to somebody again; false when nobody has it.
    ///
    /// # Errors
    /// There is no such job, or the database failed.
    pub fn take_back(&self, reference: &str, source: Option<&str>) -> Result<bool, HubError> {
        self.inner.db.write(|transaction| {
            let record = job_referred(transaction, reference, source)?;
            let held = feed::scopes_of(transaction, record.document)?;
            for scope in &held {
                feed::leave(transaction, scope, record.document)?;
            }
            Ok(!held.is_empty())
        })
    }

    /// Lets a person see a group's work from now on, and no longer that of `instead_of`, in one step; false when it
    /// stood so already.
    ///
    /// # Errors
    /// There is no such person, they are not in `instead_of`, or the database failed; nothing changed.
    pub fn join(&self, person: &str, group: &Group, instead_of: Option<&Group>) -> Result<bool, HubError> {
        self.inner.db.write(|transaction| {
            let person = person_called(transaction, person)?;
            let held = people::scopes(transaction, person.person)?;
            let scopes = people::group_scopes(person.role, &group.owner());
            if scopes.is_empty() {
                let role = person.role.name().replace('_', " ");
                return Err(HubError::Asked(format!("{} is a {role}, who sees no work of {group}", person.name)));
            }
            let joins = scopes.iter().any(|scope| !held.contains(scope));
            if let Group::Team(code) = group {
                people::add_team(transaction, code)?;
            }
            for scope in &scopes {
                people::give(transaction, person.person, scope)?;
            }
            match instead_of {
                Some(former) if former == group => Ok(joins),
                Some(former) => leave(transaction, &person, former).map(|()| true),
                None => Ok(joins),
            }
        })
    }

    /// Lets a person see a group's work no longer.
    ///
    /// # Errors
    /// There is no such person, they are not in the group, or the database failed.
    pub fn leave(&self, person: &str, group: &Group) -> Result<(), HubError> {
        self.inner.db.write(|transaction| leave(transaction, &person_called(transaction, person)?, group))
    }
}

fn leave(transaction: &Transaction, person: &Person, group: &Group) -> Result<(), HubError> {
    let held = people::scopes(transaction, person.person)?;
    let owner = group.owner();
    let leaves: Vec<&Scope> = held.iter().filter(|scope| scope.owner == owner).collect();
    if leaves.is_empty() {
        let mut known: Vec<String> =
            held.iter().filter_map(|scope| group_of(&scope.owner)).map(|g| g.to_string()).collect();
        known.dedup();
        let known = if known.is_empty() { "nothing".to_owned() } else { known.join(", ") };
        return Err(HubError::Asked(format!("{} is not in {group}, but in {known}", person.name)));
    }
    for scope in leaves {
        people::withdraw(transaction, person.person, scope)?;
    }
    Ok(())
}

fn group_of(owner: &Owner) -> Option<Group> {
    match owner {
        Owner::Person(_) => None,
        Owner::Team(code) => Some(Group::Team(code.clone())),
        Owner::Patch(code) => Some(Group::Patch(code.clone())),
        Owner::Site(code) => Some(Group::Site(code.clone())),
    }
}

fn person_called(transaction: &Transaction, name: &str) -> Result<Person, HubError> {
    if let Some(person) = people::person_named(transaction, name)? {
        return Ok(person);
    }
    let known = people::names(transaction)?.join(", ");
    Err(HubError::Asked(format!("nobody here is called \"{name}\"; invite them first. Known: {known}")))
}

fn scope_of(transaction: &Transaction, to: &Assignee) -> Result<Scope, HubError> {
    match to {
        Assignee::Team(code) => {
            let teams = people::teams(transaction)?;
            if teams.contains(code) {
                return Ok(Scope::team_repairs(code));
            }
            let known = teams.join(", ");
            Err(HubError::Asked(format!("there is no team \"{code}\" here; the teams are: {known}")))
        }
        Assignee::Person(name) => Ok(Scope::person_repairs(person_called(transaction, name)?.person)),
        Assignee::Patch(code) => looked_after(transaction, &Group::Patch(code.clone())),
        Assignee::Site(code) => looked_after(transaction, &Group::Site(code.clone())),
    }
}

/// Work that nobody would see is not given away: a patch or a site is known by the people in it.
fn looked_after(transaction: &Transaction, group: &Group) -> Result<Scope, HubError> {
    let scope = Scope::repairs_of(group.owner());
    if people::anybody_holds(transaction, &scope)? {
        return Ok(scope);
    }
    Err(HubError::Asked(format!("nobody is in {group}; let somebody join it first")))
}
