//! Records that leave: hidden at once, pushed first, deleted when the hub has everything that was done to them here.

use domain::{id::DocumentId, time::Timestamp};
use rusqlite::{Connection, Transaction};

use crate::{
    error::StoreError,
    forgetting,
    read::{self, Parting},
    reconciliation, sql,
};

/// An attachment whose file can go.
pub(crate) type Unneeded = [u8; 32];

/// What has left for good.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Departed {
    /// Records that were deleted.
    pub(crate) records: usize,
    /// Attachments that no record names any more.
    pub(crate) attachments: Vec<Unneeded>,
}

/// Takes a record out of a scope; hides it when that was the last.
pub(crate) fn leave(transaction: &Transaction<'_>, document: DocumentId, scope: &str) -> Result<(), StoreError> {
    transaction
        .prepare_cached("DELETE FROM membership WHERE document = ?1 AND scope = ?2")?
        .execute((document.as_bytes(), scope))?;
    transaction
        .prepare_cached(
            "UPDATE record SET leaving = 1 WHERE document = ?1
             AND NOT EXISTS (SELECT 1 FROM membership WHERE membership.document = record.document)",
        )?
        .execute([document.as_bytes()])?;
    Ok(())
}

/// Takes every record out of a scope that this handheld may no longer hold, and forgets how far it was held. The person is
/// told of what leaves by it. Gives those records.
pub(crate) fn leave_scope(
    transaction: &Transaction<'_>,
    scope: &str,
    now: Timestamp,
) -> Result<Vec<DocumentId>, StoreError> {
    let mut select = transaction.prepare_cached("SELECT document FROM membership WHERE scope = ?1")?;
    let members =
        select.query_map([scope], |row| sql::id(row, 0, DocumentId::from_bytes))?.collect::<Result<Vec<_>, _>>()?;
    for sql in [
        "DELETE FROM membership WHERE scope = ?1",
        "DELETE FROM scope_cursor WHERE scope = ?1",
        "DELETE FROM scope_fill WHERE scope = ?1",
    ] {
        transaction.prepare_cached(sql)?.execute([scope])?;
    }
    reconciliation::offer_through_another(transaction, scope)?;
    hide_homeless(transaction)?;
    // Somebody is about to drive to one of them.
    for document in &members {
        read::part_with(transaction, *document, Parting::GivenAway, now)?;
    }
    Ok(members)
}

/// Takes out of a scope what a whole fill of it did not name. A record that only this handheld still has, because the
/// hub was restored from an older backup, stays to be seen: nothing of it is committed there.
pub(crate) fn leave_unconfirmed(transaction: &Transaction<'_>, scope: &str) -> Result<(), StoreError> {
    transaction.prepare_cached("DELETE FROM membership WHERE scope = ?1 AND confirmed = 0")?.execute([scope])?;
    hide_homeless(transaction)
}

/// Hides what is in no scope. Records of which the hub has nothing were made here and stay: it has not placed them yet.
pub(crate) fn hide_homeless(transaction: &Transaction<'_>) -> Result<(), StoreError> {
    transaction
        .prepare_cached(
            "UPDATE record SET leaving = 1 WHERE leaving = 0
             AND NOT EXISTS (SELECT 1 FROM membership WHERE membership.document = record.document)
             AND EXISTS (SELECT 1 FROM record_change WHERE record_change.document = record.document AND committed = 1)",
        )?
        .execute([])?;
    Ok(())
}

/// Deletes the records that have left and of which nothing waits to be sent or offered, now or once this handheld goes on
/// as another device. What they leave behind can be removed once this is on disk: [`Store::forget`](crate::Store).
pub(crate) fn delete_acknowledged(transaction: &Transaction<'_>) -> Result<Departed, StoreError> {
    let mut select = transaction.prepare_cached(
        "SELECT document FROM record WHERE leaving = 1 AND NOT EXISTS (
             SELECT 1 FROM chain_entry WHERE chain_entry.document = record.document
                 AND (chain_entry.state = 0 OR (chain_entry.state = 3 AND chain_entry.reason = 'chain_forked')))
             AND NOT EXISTS (SELECT 1 FROM offer WHERE offer.document = record.document)
             AND NOT EXISTS (SELECT 1 FROM taken_photo WHERE taken_photo.document = record.document AND fault = '')",
    )?;
    let done = select.query_map([], |row| sql::id(row, 0, DocumentId::from_bytes))?.collect::<Result<Vec<_>, _>>()?;
    let mut taken: Vec<Unneeded> = Vec::new();
    for document in &done {
        // What is left of those is no picture.
        let mut unfit = transaction.prepare_cached("DELETE FROM taken_photo WHERE document = ?1 RETURNING hash")?;
        let hashes = unfit.query_map([document.as_bytes()], |row| row.get::<_, Unneeded>(0))?;
        taken.extend(hashes.collect::<Result<Vec<_>, _>>()?);
        // What was typed into its forms and not saved.
        transaction.prepare_cached("DELETE FROM draft WHERE instr(key, ?1) > 0")?.execute([document.to_string()])?;
        for sql in [
            "DELETE FROM awaiting_change WHERE document = ?1",
            "DELETE FROM set_aside WHERE document = ?1",
            "DELETE FROM record WHERE document = ?1",
        ] {
            transaction.prepare_cached(sql)?.execute([document.as_bytes()])?;
        }
    }
    if !done.is_empty() {
        forgetting::due(transaction)?;
    }
    let mut attachments = unneeded_attachments(transaction)?;
    attachments.extend(taken);
    Ok(Departed { records: done.len(), attachments })
}

/// Forgets attachments that no record names; one that still waits to be sent stays until it is.
pub(crate) fn unneeded_attachments(transaction: &Connection) -> Result<Vec<Unneeded>, StoreError> {
    let mut delete = transaction.prepare_cached(
        "DELETE FROM attachment WHERE state <> 0
         AND NOT EXISTS (SELECT 1 FROM attachment_use WHERE attachment_use.hash = attachment.hash)
         RETURNING hash",
    )?;
    let unneeded = delete.query_map([], |row| row.get(0))?.collect::<Result<Vec<_>, _>>()?;
    Ok(unneeded)
}
