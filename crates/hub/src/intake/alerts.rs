//! Alerts that were raised, and what was decided on them, once all that came is in the log.

use documents::Document;
use domain::id::RecordKind;
use rusqlite::Transaction;

use crate::{
    db::DbError,
    hub::{HubError, Inner},
};

/// Takes alerts to the doors where they matter, and writes into them what was decided.
pub(super) fn settle(hub: &Inner, transaction: &Transaction, records: &[Document]) -> Result<(), DbError> {
    for record in records {
        let done = match record.kind() {
            RecordKind::Alert => hub.attach_alert(transaction, record, None),
            RecordKind::AlertReport => hub.settle_alert(transaction, record),
            _ => Ok(()),
        };
        match done {
            Err(HubError::Database(error)) => return Err(error),
            // What came is in the log, and is settled with whatever comes next.
            Err(error) => tracing::error!(%error, document = %record.id(), "an alert is not where it matters"),
            Ok(()) => {}
        }
    }
    Ok(())
}
