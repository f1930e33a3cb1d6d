//! Opening the seal of a handheld whose PIN is lost, for whoever the office gave a code.

use protocol::recovery::{RecoverySeal, UnlockRequest, UnlockResponse};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::{
    db::sqlite::{people, unlock_code},
    hub::Inner,
    refused::Refused,
};

/// Opens the seal, and seals what was in it to the handheld.
///
/// The same handheld may ask again with the same code while the code lasts: its first answer may have been lost.
///
/// # Errors
/// The code is unknown, used or too old, its handheld was withdrawn since, or the seal is not this hub's to open.
pub(crate) fn unlock(hub: &Inner, request: &UnlockRequest) -> Result<UnlockResponse, Refused> {
    let token_hash: [u8; 32] = Sha256::digest(request.token).into();
    let now = hub.clock.now();
    let chance = (|| {
        let mut chance = Zeroizing::new([0; 32]);
        let (left, right) = chance.split_at_mut(16);
        left.copy_from_slice(&hub.random.sixteen()?);
        right.copy_from_slice(&hub.random.sixteen()?);
        Ok::<_, std::io::Error>(chance)
    })()
    .map_err(|_| Refused::unavailable("The hub cannot unlock anything now."))?;
    hub.db.write(|transaction| {
        let code = unlock_code::find(transaction, &token_hash)?.ok_or_else(Refused::token_unknown)?;
        if code.used_for.is_some_and(|seal| seal != *request.seal.ephemeral()) {
            return Err(Refused::unlock_used());
        }
        if code.expires_at < now {
            return Err(Refused::token_expired());
        }
        let phone = request.seal.device;
        let is_meant = phone == code.device || people::descends(transaction, code.device, phone)?;
        if people::device(transaction, phone)?.is_none() {
            return Err(Refused::seal_unknown());
        }
        if !is_meant {
            return Err(Refused::unlock_of_another());
        }
        for device in [code.device, phone] {
            if people::device(transaction, device)?.is_none_or(|device| device.revoked_at.is_some()) {
                return Err(Refused::revoked());
            }
        }
        let root = request.seal.open(&hub.key).ok_or_else(Refused::seal_unknown)?;
        let seal = RecoverySeal::seal(phone, &root, &request.reply_to, &chance)
            .ok_or_else(|| Refused::malformed("the key to answer to is no key"))?;
        unlock_code::mark_used(transaction, &token_hash, request.seal.ephemeral())?;
        tracing::warn!(device = %code.device, "a handheld was unlocked with the office's code");
        Ok(UnlockResponse { seal })
    })
}
