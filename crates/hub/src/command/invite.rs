//! `invite`, `unlock` and `revoke`: whose handhelds may speak to this hub.

use std::path::PathBuf;

use clap::Args;
use domain::{access::Role, id::PersonId};
use protocol::{
    enrolment::{INVITATION_LIFETIME_MS, Invitation},
    recovery::UnlockCode,
};
use sha2::{Digest, Sha256};

use crate::{
    db::sqlite::{
        invitation::{self, Invited},
        people::{self, Device, Person},
        this, unlock_code,
    },
    demo,
    hub::{Hub, HubError},
    remembered,
};

/// Letters of a name, at most.
const MAX_NAME: usize = 80;

/// Print a code that enrols one handheld within 15 minutes.
#[derive(Debug, Args)]
pub struct Invite {
    /// The hub's folder.
    #[arg(long)]
    pub(super) data: PathBuf,
    /// Whose handheld: "Ada Byrne". Somebody new is added.
    #[arg(long)]
    person: String,
    /// What to call the handheld: "Van 12".
    #[arg(long)]
    device: String,
    /// Where the handheld reaches the hub: <https://hub.example.org>.
    #[arg(long)]
    hub: String,
    /// The team whose work they see, or a housing officer's patch; a new operative joins PLUMBING-NORTH when none is
    /// named.
    #[arg(long, visible_alias = "patch")]
    team: Option<String>,
    /// What somebody new is: "housing-officer"; a repairs operative when it is not said.
    #[arg(long, value_parser = super::role)]
    role: Option<Role>,
    /// The person is new, though the name is almost somebody else's.
    #[arg(long)]
    new: bool,
}

impl Hub {
    /// Makes an invitation for one handheld; somebody new is added as a repairs operative.
    ///
    /// # Errors
    /// A name or the address makes no sense, or the database failed.
    pub fn invite(
        &self,
        person: &str,
        device: &str,
        address: &str,
        team: Option<&str>,
    ) -> Result<Invitation, HubError> {
        self.invite_as(person, device, address, team, None)
    }

    /// The same for somebody of this role. A housing officer's team is a patch.
    ///
    /// # Errors
    /// As [`Self::invite`]; or the person is known in another role.
    pub fn invite_as(
        &self,
        person: &str,
        device: &str,
        address: &str,
        team: Option<&str>,
        role: Option<Role>,
    ) -> Result<Invitation, HubError> {
        let (name, device_name) = (named("--person", person)?, named("--device", device)?);
        let team = team.map(|team| named("--team", team)).transpose()?;
        let address = address_of(address)?;
        let inner = &self.inner;
        let draw = || inner.random.sixteen().map_err(HubError::Random);
        let (token, now) = (draw()?, inner.clock.now());
        let new_person = PersonId::new(now, draw()?);
        inner.db.write(|transaction| {
            // It is withdrawn by its name alone.
            if let Some(known) = people::device_named(transaction, &device_name)? {
                return Err(HubError::Asked(format!(
                    "{} has a handheld called \"{device_name}\"; choose another name, or withdraw that one first: \
                     doorstep-hub revoke --device \"{device_name}\"",
                    known.entry.person_name
                )));
            }
            let (person, is_new, role) = match people::person_named(transaction, &name)? {
                Some(known) if known.role == Role::LandlordSystem => {
                    return Err(HubError::Asked(format!("\"{name}\" is the hub itself; invite a person")));
                }
                Some(known) if role.is_some_and(|role| role != known.role) => {
                    let known = known.role.name().replace('_', " ");
                    return Err(HubError::Asked(format!(
                        "\"{name}\" is a {known} here; leave --role out, or write the name as no other's is"
                    )));
                }
                Some(known) => (known.person, false, known.role),
                None => {
                    let role = role.unwrap_or(Role::RepairsOperative);
                    people::add_person(transaction, &Person { person: new_person, name, role })?;
                    (new_person, true, role)
                }
            };
            let first = (is_new && role == Role::RepairsOperative).then(|| demo::TEAM.to_owned());
            if let Some(team) = team.or(first) {
                for scope in people::group_scopes(role, &people::group_of(transaction, role, &team)?) {
                    people::give(transaction, person, &scope)?;
                }
            }
            let expires_at = now.plus_milliseconds(INVITATION_LIFETIME_MS);
            let invited = Invited { person, device_name, expires_at, used_by: None };
            invitation::add(transaction, &Sha256::digest(token).into(), &invited)?;
            this::set_address(transaction, address)?;
            Ok(Invitation { hub: address.to_owned(), key_fingerprint: self.fingerprint(), token })
        })
    }

    /// Makes a code that unlocks this handheld once. Whoever has the handheld and the code reads what is on it.
    ///
    /// # Errors
    /// There is no such handheld, it was withdrawn, the address makes no sense, or the database failed.
    pub fn unlock_code(&self, device: &str, address: Option<&str>) -> Result<UnlockCode, HubError> {
        let address = address.map(address_of).transpose()?;
        let inner = &self.inner;
        let token = inner.random.sixteen().map_err(HubError::Random)?;
        let now = inner.clock.now();
        inner.db.write(|transaction| {
            let Some(known) = people::device_named(transaction, device)? else {
                let devices = people::devices(transaction)?;
                let others = devices.iter().filter(|known| known.entry.device != inner.this.device);
                return Err(unknown_device(device, others.filter(|known| known.revoked_at.is_none())));
            };
            let expires_at = now.plus_milliseconds(INVITATION_LIFETIME_MS);
            let code = unlock_code::Code { device: known.entry.device, expires_at, used_for: None };
            unlock_code::add(transaction, &Sha256::digest(token).into(), &code)?;
            let hub = match address {
                Some(address) => address.to_owned(),
                None => this::address(transaction)?,
            };
            tracing::warn!(device = %known.entry.device, "a code was made that unlocks a handheld");
            Ok(UnlockCode(Invitation { hub, key_fingerprint: self.fingerprint(), token }))
        })
    }

    /// Withdraws every handheld of this name for good, and every one that goes on from it. No backup brings it back.
    ///
    /// # Errors
    /// There is none, or the database failed.
    pub fn revoke(&self, device: &str) -> Result<(), HubError> {
        let inner = &self.inner;
        let now = inner.clock.now();
        inner.db.write(|transaction| {
            let devices = people::devices(transaction)?;
            let others = devices.iter().filter(|known| known.entry.device != inner.this.device);
            let (named, others): (Vec<_>, Vec<_>) = others.partition(|known| known.entry.device_name == device);
            if named.is_empty() {
                return Err(unknown_device(device, others));
            }
            for known in &named {
                people::revoke(transaction, known.entry.device, now)?;
            }
            Ok(())
        })?;
        remembered::complete(&inner.data, &inner.db)
    }
}

/// Names of people that differ in no more than this many letters are asked about, and not taken as two people.
const MISSPELT: usize = 2;

/// Prints an invitation, and says whom it added. A name that looks like somebody's who is known is asked about first.
pub(super) fn run(hub: &Hub, invite: &Invite) -> Result<(), HubError> {
    let names = hub.inner.db.read(|transaction| Ok::<_, HubError>(people::names(transaction)?))?;
    let (name, is_new) = (invite.person.trim(), !names.iter().any(|known| known == invite.person.trim()));
    let alike =
        names.iter().find(|known| strsim::damerau_levenshtein(&known.to_lowercase(), &name.to_lowercase()) <= MISSPELT);
    if let Some(known) = alike.filter(|_| is_new && !invite.new) {
        return Err(HubError::Asked(format!(
            "nobody is called \"{name}\", and \"{known}\" is; write that name, or add --new if this is somebody else"
        )));
    }
    let (device, address) = (&invite.device, &invite.hub);
    let invitation = hub.invite_as(name, device, address, invite.team.as_deref(), invite.role)?;
    if is_new {
        let role = invite.role.unwrap_or(Role::RepairsOperative).name().replace('_', " ");
        super::warn(format_args!("{name} is new here, and was added: {role}"))?;
    }
    super::say(invitation)
}

fn unknown_device<'a>(name: &str, others: impl IntoIterator<Item = &'a Device>) -> HubError {
    let known: Vec<_> = others.into_iter().map(|known| known.entry.device_name.as_str()).collect();
    HubError::Asked(format!("no handheld is called \"{name}\"; there are: {}", known.join(", ")))
}

/// An address that a handheld can reach.
fn address_of(written: &str) -> Result<&str, HubError> {
    let address = written.trim().trim_end_matches('/');
    let host = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    if host.is_none_or(|host| host.is_empty() || host.contains(['&', ' ', '/'])) {
        return Err(HubError::Asked(format!(
            "--hub \"{address}\" is no address that a handheld can reach; give one such as https://hub.example.org"
        )));
    }
    Ok(address)
}

pub(super) fn named(option: &str, name: &str) -> Result<String, HubError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > MAX_NAME || name.chars().any(char::is_control) {
        return Err(HubError::Asked(format!("{option} should be a name of 1 to {MAX_NAME} letters")));
    }
    Ok(name.to_owned())
}
