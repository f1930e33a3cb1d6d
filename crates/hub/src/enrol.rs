//! Enrolment: an invitation, once, for one device key.

use documents::certificate::Certificate;
use domain::{author::DeviceEntry, id::DeviceId, reference::ReferenceRow};
use protocol::enrolment::{EnrolRequest, EnrolResponse, fingerprint};
use sha2::{Digest, Sha256};

use crate::{
    db::sqlite::{invitation, landlord, people},
    hub::Inner,
    refused::Refused,
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
        let landlord = landlord::landlord(transaction)?.map_or_else(|| "Landlord".to_owned(), |landlord| landlord.name);
        Ok(EnrolResponse {
            certificate: Certificate::issue(&hub.key, &entry, &key, &landlord, now),
            epoch: hub.this.epoch,
            landlord,
        })
    })
}
