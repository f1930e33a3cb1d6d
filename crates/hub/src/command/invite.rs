//! `invite` and `revoke`: whose handhelds may speak to this hub.

use domain::{access::Role, id::PersonId};
use protocol::enrolment::{INVITATION_LIFETIME_MS, Invitation};
use sha2::{Digest, Sha256};

use crate::{
    db::sqlite::{
        invitation::{self, Invited},
        people::{self, Person},
        this,
    },
    demo,
    hub::{Hub, HubError},
    remembered,
};

/// Letters of a name, at most.
const MAX_NAME: usize = 80;

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
        let address = address.trim().trim_end_matches('/');
        let host = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
        if host.is_none_or(|host| host.is_empty() || host.contains(['&', ' ', '/'])) {
            return Err(HubError::Asked(format!(
                "--hub \"{address}\" is no address that a handheld can reach; give one such as https://hub.example.org"
            )));
        }
        let inner = &self.inner;
        let draw = || inner.random.sixteen().map_err(HubError::Random);
        let (token, now) = (draw()?, inner.clock.now());
        let new_person = PersonId::new(now, draw()?);
        inner.db.write(|transaction| {
            // It is withdrawn by its name alone.
            let in_use = people::devices(transaction)?
                .into_iter()
                .find(|known| known.entry.device_name == device_name && known.revoked_at.is_none());
            if let Some(known) = in_use {
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
                let scope = people::group_scope(transaction, role, &team)?;
                people::give(transaction, person, &scope)?;
            }
            let expires_at = now.plus_milliseconds(INVITATION_LIFETIME_MS);
            let invited = Invited { person, device_name, expires_at, used_by: None };
            invitation::add(transaction, &Sha256::digest(token).into(), &invited)?;
            this::set_address(transaction, address)?;
            Ok(Invitation { hub: address.to_owned(), key_fingerprint: self.fingerprint(), token })
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
                let known: Vec<_> = others.iter().map(|known| known.entry.device_name.as_str()).collect();
                let known = known.join(", ");
                return Err(HubError::Asked(format!("no handheld is called \"{device}\"; there are: {known}")));
            }
            for known in &named {
                people::revoke(transaction, known.entry.device, now)?;
            }
            Ok(())
        })?;
        remembered::complete(&inner.data, &inner.db)
    }
}

pub(super) fn named(option: &str, name: &str) -> Result<String, HubError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > MAX_NAME || name.chars().any(char::is_control) {
        return Err(HubError::Asked(format!("{option} should be a name of 1 to {MAX_NAME} letters")));
    }
    Ok(name.to_owned())
}
