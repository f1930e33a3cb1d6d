//! A hub whose folder was put back from an older copy: by command, or by hand without a word to anybody.
//!
//! Every answer carries a receipt: how far the log and the device's chain had come, under a mark that only this hub's key
//! makes. Handhelds bring the last one along. A hub that finds its own word about more than it has knows that it has lost
//! something, and begins a new life of its log. Handhelds see the new name, keep all they have, and reconcile.
//!
//! A log that was put back goes on, and may have come further than the receipt by the time somebody brings it. So a receipt
//! names the latest opening of the folder, and is held against where the next one found the log: `db::sqlite::opening`.

use domain::id::DeviceId;
use ed25519_dalek::SigningKey;
use hkdf::Hkdf;
use protocol::message::{ExchangeRequest, HubEpoch, Receipt};
use rusqlite::Transaction;
use sha2::Sha256;

use crate::{
    db::{
        Caller, DbError,
        sqlite::{
            epoch::{self, Life, Reason},
            opening, people, this,
        },
    },
    hub::{Hub, HubError, Inner},
};

/// What a receipt shows.
enum Shown {
    /// Something is lost that no life is known to have lost; the log is whole up to here.
    NewLife {
        /// A position.
        kept: u64,
    },
    /// What the latest life has lost began further down.
    LessKept {
        /// A position.
        kept: u64,
    },
}

impl Inner {
    /// The hub's word to a device.
    pub(crate) fn receipt(
        &self,
        opening: opening::Name,
        epoch: HubEpoch,
        device: DeviceId,
        position: u64,
        chain: u64,
    ) -> Receipt {
        let said = [
            b"doorstep receipt 3".as_slice(),
            &epoch,
            device.as_bytes(),
            &position.to_be_bytes(),
            &chain.to_be_bytes(),
            &opening,
        ]
        .concat();
        let mut mark = [0; 16];
        // 16 bytes are never too many for HKDF-SHA256.
        let _ = Hkdf::<Sha256>::new(None, &self.key.to_bytes()).expand(&said, &mut mark);
        Receipt { position, chain, opening, mark }
    }

    /// The key of a handheld that stands in for one that is lost: nobody can sign with it but this hub.
    pub(crate) fn key_of_nobody(&self, device: DeviceId) -> [u8; 32] {
        let mut seed = [0; 32];
        let said = [b"doorstep stand-in 1".as_slice(), device.as_bytes()].concat();
        // 32 bytes are never too many for HKDF-SHA256.
        let _ = Hkdf::<Sha256>::new(None, &self.key.to_bytes()).expand(&said, &mut seed);
        SigningKey::from_bytes(&seed).verifying_key().to_bytes()
    }

    /// Begins a new life of the log when a handheld shows that this one has lost something.
    pub(crate) fn look_at_receipt(&self, caller: &Caller, request: &ExchangeRequest) -> Result<(), DbError> {
        let (Some(receipt), Some(claimed)) = (request.receipt, request.epoch) else { return Ok(()) };
        // How far the log came in the copy, when something is lost that no life is known to have lost.
        let shown = |transaction: &Transaction| {
            let Receipt { position, chain, opening, .. } = receipt;
            if self.receipt(opening, claimed, caller.device, position, chain) != receipt {
                return Ok::<_, DbError>(None);
            }
            let head = this::head(transaction)?;
            let kept = match opening::known(transaction, opening)? {
                // The copy is older still, and the log may have come further and been opened again since: nobody can say
                // which of its positions mean what they meant.
                opening::Known::Nothing => Some(0),
                opening::Known::Latest => (position > head).then_some(self.opened_at.min(head)),
                opening::Known::Until(end) => (position > end).then_some(end),
            };
            // A life that this log knows nothing of may itself have begun because a copy was put back, and so may what the
            // handheld wrote before it did.
            let kept = if epoch::is_known(transaction, claimed)? { kept } else { kept.map(|_| 0) };
            if let Some(kept) = kept {
                if !epoch::is_lost(transaction, position)? {
                    return Ok(Some(Shown::NewLife { kept }));
                }
                // Another copy was put back between: less is known to be whole than the first who noticed could tell.
                if epoch::all(transaction)?.last().is_some_and(|life| kept < life.kept) {
                    return Ok(Some(Shown::LessKept { kept }));
                }
            }
            let stored = people::device(transaction, caller.device)?.map_or(0, |device| device.tail.n);
            let shorter = this::epoch(transaction)? == claimed && chain > stored;
            Ok(shorter.then(|| Shown::NewLife { kept: self.opened_at.min(head) }))
        };
        if self.db.read(shown)?.is_none() {
            return Ok(());
        }
        let Ok(name) = self.random.sixteen() else { return Ok(()) };
        let begun = self.db.write(|transaction| {
            // Two handhelds may show it at once; one new life is enough.
            let kept = match shown(transaction)? {
                Some(Shown::NewLife { kept }) => kept,
                Some(Shown::LessKept { kept }) => {
                    epoch::keeps_less(transaction, kept)?;
                    return Ok(None);
                }
                None => return Ok(None),
            };
            let reach = (kept, receipt.position);
            let reason = Reason::Noticed(caller.device);
            epoch::begin(transaction, name, reach, reason, self.clock.now()).map(Some)
        })?;
        if let Some(life) = begun {
            tracing::error!(
                device = %caller.device,
                kept = life.kept,
                "this hub's folder was put back from an older copy: a handheld has the hub's own word about more than it \
                 has. Handhelds give back what is missing; see: doorstep-hub health"
            );
        }
        Ok(())
    }
}

impl Hub {
    /// Begins a new life of the log, since this folder was put back from a backup.
    ///
    /// # Errors
    /// The database failed.
    pub fn begin_after_restore(&self) -> Result<Life, HubError> {
        let inner = &self.inner;
        let name = inner.random.sixteen().map_err(HubError::Random)?;
        Ok(inner.db.write(|transaction| {
            let head = this::head(transaction)?;
            // What was erased since the copy was made was erased again when it was opened, and the log has grown by that.
            epoch::begin(transaction, name, (inner.opened_at, head), Reason::Restored, inner.clock.now())
        })?)
    }

    /// When and why this hub's log began anew, oldest first.
    ///
    /// # Errors
    /// The database failed.
    pub fn lives(&self) -> Result<Vec<Life>, HubError> {
        Ok(self.inner.db.read(epoch::all)?)
    }
}
