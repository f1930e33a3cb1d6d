//! Withdrawal of this handheld by its landlord: what it wrote is handed over, and then it holds no record any more.

use std::ops::RangeInclusive;

use crate::{chain::EntryState, error::StoreError, leaving, outbox, sql, store::Store};

impl Store {
    /// The hub has withdrawn this handheld, and keeps the entries that it was sent with these numbers for a person to
    /// look at. Hides every record, and deletes each as soon as nothing of it waits to be handed over. True while
    /// something still does.
    ///
    /// # Errors
    /// The disk fails; then nothing changed, and the hub takes the same entries again.
    pub fn withdrawn(&self, taken: Option<RangeInclusive<u64>>) -> Result<bool, StoreError> {
        let (waits, departed) = self.write(|transaction, _| {
            if let Some(taken) = taken {
                transaction
                    .prepare_cached(
                        "UPDATE chain_entry SET state = ?3, reason = 'revoked' WHERE n BETWEEN ?1 AND ?2 AND state = 0",
                    )?
                    .execute((sql::signed(*taken.start()), sql::signed(*taken.end()), EntryState::Quarantined as u8))?;
            }
            transaction.execute_batch(
                "DELETE FROM membership;
                 DELETE FROM scope_cursor;
                 DELETE FROM scope_fill;
                 UPDATE record SET leaving = 1;",
            )?;
            Ok((outbox::waits(transaction)?, leaving::delete_acknowledged(transaction)?))
        })?;
        self.forget(&departed);
        Ok(waits)
    }
}
