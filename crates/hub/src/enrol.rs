//! Enrolment: an invitation, once, for one device key; and the two ways of being known without one, for a handheld of
//! which there are two and for one that the hub has lost.

use documents::certificate::Certificate;
use domain::{access::Role, author::DeviceEntry, id::DeviceId, reference::ReferenceRow};
use ed25519_dalek::VerifyingKey;
use protocol::enrolment::{
    EnrolRequest, EnrolResponse, FormerSelf, ReadmissionRequest, SuccessionRequest, fingerprint,
};
use rusqlite::Transaction;
use sha2::{Digest, Sha256};

use crate::{
    db::{
        Caller, DbError,
        sqlite::{
            chain, epoch, invitation, landlord,
            people::{self, Person},
            this,
        },
    },
    hub::Inner,
    refused::Refused,
    remembered,
};

/// Enrols the device that signed the request, or says why not.
///
/// The same device may ask again with the same code while the code lasts: its first answer may have been lost.
///
/// # Errors
/// The code is unknown, used or too old, or the signature does not hold.
pub(crate) fn enrol(hub: &Inner, request: &EnrolRequest) -> Result<EnrolResponse, Refused> {
    let key = request
        .verified_key(&fingerprint(&hub.key.verifying_key()))
        .ok_or_else(|| Refused::unauthorised("The request to enrol is not signed for this hub."))?;
    let token_hash: [u8; 32] = Sha256::digest(request.token).into();
    let now = hub.clock.now();
    hub.db.write(|transaction| {
        let invited = invitation::find(transaction, &token_hash)?.ok_or_else(Refused::token_unknown)?;
        let known = people::device_with_key(transaction, &request.public_key)?;
        let entry = match (invited.used_by, known) {
            _ if invited.expires_at < now => {
                return Err(if invited.used_by.is_some() { Refused::token_used() } else { Refused::token_expired() });
            }
            (Some(used_by), Some(known)) if known.entry.device == used_by => known.entry,
            (Some(_), _) => return Err(Refused::token_used()),
            (None, Some(_)) => {
                return Err(Refused::conflict(
                    "This handheld's key is enrolled already.",
                    "Enrol again from the start, so that the handheld makes a new key.",
                ));
            }
            (None, None) => {
                // Two invitations may have been made before either was used.
                if people::device_named(transaction, &invited.device_name)?.is_some() {
                    return Err(Refused::conflict(
                        format!("Another handheld has joined as \"{}\" meanwhile.", invited.device_name),
                        "Ask the office for a code with another name.",
                    ));
                }
                let random =
                    hub.random.sixteen().map_err(|_| Refused::unavailable("The hub cannot enrol anybody now."))?;
                let entry = DeviceEntry {
                    device: DeviceId::new(now, random),
                    device_name: invited.device_name,
                    person: invited.person,
                    person_name: people::person_name(transaction, invited.person)?,
                };
                people::add_device(transaction, &entry, &request.public_key, now)?;
                invitation::mark_used(transaction, &token_hash, entry.device)?;
                landlord::put_row(transaction, &ReferenceRow::Device(entry.clone()))?;
                entry
            }
        };
        welcome(hub, transaction, &entry, &key)
    })
}

/// Copies that one handheld may make of itself, at most: more look like somebody trying.
const MAX_SUCCESSORS: usize = 8;

/// Lets a handheld go on as another device, because its chain forked. It is the same person's, may do what that person
/// may, and is withdrawn with the device that it was. Asked again by the same key, the answer is the same.
///
/// # Errors
/// The hand-over is not the caller's, or there are too many already.
pub(crate) fn succeed(hub: &Inner, caller: &Caller, request: &SuccessionRequest) -> Result<EnrolResponse, Refused> {
    let now = hub.clock.now();
    hub.db.write(|transaction| {
        let unsigned = || Refused::unauthorised("The hand-over is not signed by this handheld.");
        let old = people::device(transaction, caller.device)?.ok_or_else(unsigned)?;
        let key = request.verified_key(&old.key, &fingerprint(&hub.key.verifying_key())).ok_or_else(unsigned)?;
        if request.predecessor != caller.device {
            return Err(unsigned());
        }
        let successors = people::successors(transaction, caller.device)?;
        let known = successors.iter().find(|(known, _)| known.key == key).map(|(known, _)| known.entry.clone());
        let entry = match known {
            Some(entry) => entry,
            None if people::device_with_key(transaction, &request.public_key)?.is_some() => return Err(unsigned()),
            None if successors.len() >= MAX_SUCCESSORS => {
                return Err(Refused::conflict(
                    "There are too many copies of this handheld.",
                    "Ring the office: they withdraw it and give you a new code. Its work stays on it.",
                ));
            }
            None => {
                let random = hub.random.sixteen().map_err(|_| Refused::unavailable("The hub cannot do that now."))?;
                // The third of "Van 12" is "Van 12 (3)", whichever it goes on from.
                let name = &old.entry.device_name;
                let entry = DeviceEntry {
                    device: DeviceId::new(now, random),
                    device_name: people::free_name(transaction, name)?,
                    ..old.entry.clone()
                };
                people::add_device(transaction, &entry, &request.public_key, now)?;
                people::set_predecessor(transaction, entry.device, caller.device)?;
                chain::mark_forked(transaction, caller.device, now)?;
                landlord::put_row(transaction, &ReferenceRow::Device(entry.clone()))?;
                tracing::warn!(
                    from = %caller.device,
                    to = %entry.device,
                    "a handheld was put back from a copy, or there are two of it; see: doorstep-hub health"
                );
                entry
            }
        };
        welcome(hub, transaction, &entry, &key)
    })
}

/// Knows a handheld again that was enrolled in a part of the log which this hub has lost. The hub's own certificate says
/// whose it is; what groups its person was in is for the planner to say again.
///
/// # Errors
/// The certificate is not this hub's.
pub(crate) fn readmit(hub: &Inner, request: &ReadmissionRequest) -> Result<EnrolResponse, Refused> {
    let unknown = || Refused::unauthorised("This hub did not enrol this handheld.");
    let key = request.verified_key(&fingerprint(&hub.key.verifying_key())).ok_or_else(unknown)?;
    if !request.line_holds(&fingerprint(&hub.key.verifying_key())) {
        return Err(unknown());
    }
    let entry = request.certificate.holder();
    let withdrawn = remembered::all(&hub.data).map_err(|error| Refused::disk(&error))?;
    hub.db.write(|transaction| {
        if let Some(known) = people::device_itself(transaction, entry.device)? {
            if known.key != key {
                return Err(unknown());
            }
            go_on_from(hub, transaction, request)?;
            remembered::apply(hub, transaction, &withdrawn)?;
            return welcome(hub, transaction, &known.entry, &key);
        }
        if !epoch::is_recovering(transaction, hub.clock.now())? {
            return Err(unknown());
        }
        if people::person(transaction, entry.person)?.is_none() {
            let name = free_name(transaction, &entry.person_name)?;
            people::add_person(transaction, &Person { person: entry.person, name, role: Role::RepairsOperative })?;
        }
        people::add_again(transaction, &entry, &request.certificate.public_key, request.certificate.issued)?;
        go_on_from(hub, transaction, request)?;
        // One that was withdrawn after the backup is known as that, so that what waits on it is set aside, not taken in.
        remembered::apply(hub, transaction, &withdrawn)?;
        landlord::put_row(transaction, &ReferenceRow::Device(entry.clone()))?;
        tracing::warn!(device = %entry.device, "a handheld that this hub had lost showed its certificate and is known again");
        welcome(hub, transaction, &entry, &key)
    })
}

/// A name that nobody has. Whoever was invited anew after the log was lost is somebody else to this hub: what the phone of
/// before brings must come in all the same, and gives nobody the other's work.
fn free_name(transaction: &Transaction, name: &str) -> Result<String, DbError> {
    let mut free = name.to_owned();
    let mut number = 2;
    while people::person_named(transaction, &free)?.is_some() {
        free = format!("{name} ({number})");
        number += 1;
    }
    Ok(free)
}

/// Knows again which devices this one was before, if this hub has lost that, and those that it has lost themselves.
fn go_on_from(hub: &Inner, transaction: &Transaction, request: &ReadmissionRequest) -> Result<(), Refused> {
    for FormerSelf { certificate, .. } in &request.line {
        if people::device_itself(transaction, certificate.device)?.is_none() {
            if !epoch::is_recovering(transaction, hub.clock.now())? {
                return Ok(());
            }
            people::add_again(transaction, &certificate.holder(), &certificate.public_key, certificate.issued)?;
            landlord::put_row(transaction, &ReferenceRow::Device(certificate.holder()))?;
        }
    }
    let heirs = request.line.iter().skip(1).map(|next| next.certificate.device).chain([request.certificate.device]);
    for (former, heir) in request.line.iter().map(|former| former.certificate.device).zip(heirs) {
        if !people::descends(transaction, heir, former)? {
            people::set_predecessor(transaction, heir, former)?;
            chain::mark_forked(transaction, former, hub.clock.now())?;
        }
    }
    Ok(())
}

fn welcome(
    hub: &Inner,
    transaction: &Transaction,
    entry: &DeviceEntry,
    key: &VerifyingKey,
) -> Result<EnrolResponse, Refused> {
    let landlord = landlord::landlord(transaction)?.map_or_else(|| "Landlord".to_owned(), |landlord| landlord.name);
    Ok(EnrolResponse {
        certificate: Certificate::issue(&hub.key, entry, key, &landlord, hub.clock.now()),
        epoch: this::epoch(transaction)?,
        landlord,
    })
}
