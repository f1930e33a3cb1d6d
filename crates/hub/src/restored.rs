//! A hub whose folder was put back from an older copy: by command, or by hand without a word to anybody.
//!
//! Every answer carries a receipt: how far the log and the device's chain had come, under a mark that only this hub's key
//! makes. Handhelds bring the last one along. A hub that finds its own word about more than it has knows that it has lost
//! something, and begins a new life of its log. Handhelds see the new name, keep all they have, and reconcile.
//!
//! A log that was put back goes on, and may have come further than the receipt by the time somebody brings it. So a receipt
//! of an earlier process is held against what this one found when it began.

use domain::id::DeviceId;
use hkdf::Hkdf;
use protocol::message::{ExchangeRequest, HubEpoch, Receipt};
use rusqlite::Transaction;
use sha2::Sha256;

use crate::{
    db::{
        Caller, DbError,
        sqlite::{
            epoch::{self, Life, Reason},
            people, this,
        },
    },
    hub::{Hub, HubError, Inner},
};

impl Inner {
    /// The hub's word to a device.
    pub(crate) fn receipt(&self, epoch: HubEpoch, device: DeviceId, position: u64, chain: u64) -> Receipt {
        self.receipt_of(self.process, epoch, device, position, chain)
    }

    fn receipt_of(&self, process: [u8; 8], epoch: HubEpoch, device: DeviceId, position: u64, chain: u64) -> Receipt {
        let said = [
            b"doorstep receipt 2".as_slice(),
            &epoch,
            device.as_bytes(),
            &position.to_be_bytes(),
            &chain.to_be_bytes(),
            &process,
        ]
        .concat();
        let mut mark = [0; 16];
        // 16 bytes are never too many for HKDF-SHA256.
        let _ = Hkdf::<Sha256>::new(None, &self.key.to_bytes()).expand(&said, &mut mark);
        Receipt { position, chain, process, mark }
    }

    /// Begins a new life of the log when a handheld shows that this one has lost something.
    pub(crate) fn look_at_receipt(&self, caller: &Caller, request: &ExchangeRequest) -> Result<(), DbError> {
        let (Some(receipt), Some(claimed)) = (request.receipt, request.epoch) else { return Ok(()) };
        let lost = |transaction: &Transaction| {
            let chain = people::device(transaction, caller.device)?.map_or(0, |device| device.tail.n);
            let Receipt { position, process, .. } = receipt;
            let ours = this::epoch(transaction)? == claimed
                && self.receipt_of(process, claimed, caller.device, position, receipt.chain) == receipt;
            let held = if process == self.process { this::head(transaction)? } else { self.opened_at };
            Ok::<_, DbError>(ours && (position > held || receipt.chain > chain))
        };
        if !self.db.read(lost)? {
            return Ok(());
        }
        let Ok(name) = self.random.sixteen() else { return Ok(()) };
        let begun = self.db.write(|transaction| {
            // Two handhelds may show it at once; one new life is enough.
            if !lost(transaction)? {
                return Ok(None);
            }
            let reach = (self.opened_at.min(this::head(transaction)?), receipt.position);
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
            epoch::begin(transaction, name, (head, head), Reason::Restored, inner.clock.now())
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
