//! The first fill of a scope: a stream that is stored as it comes, and goes on where it was cut.
//!
//! Records can be used as soon as they are stored; the cursor is only set at the end, to the head that was fixed at the
//! beginning. A scope that is filled again (its hub was restored) loses what the fill no longer names.

use domain::scope::Scope;
use protocol::{
    fill::{FillResume, SignedRecords},
    message::{HubEpoch, ScopeDigest},
};
use rusqlite::{Connection, OptionalExtension, params};

use crate::{
    error::StoreError,
    exchange, identity,
    ingest::{Ingest, Ingested},
    leaving, sql,
    store::Store,
};

impl Store {
    /// A stream begins, or goes on: its epoch and head. One with another head than the last begins again.
    ///
    /// # Errors
    /// The disk fails.
    pub fn begin_fill(&self, scope: &Scope, epoch: HubEpoch, head: u64) -> Result<(), StoreError> {
        let key = scope.to_string();
        self.write(|transaction, _| {
            if resume(transaction, &key)?.is_some_and(|cut| cut.epoch == epoch && cut.head == head) {
                return Ok(());
            }
            transaction.execute("UPDATE membership SET confirmed = 0 WHERE scope = ?1", [&key])?;
            transaction.execute(
                "INSERT INTO scope_fill (scope, encoded, epoch, head, after) VALUES (?1, ?2, ?3, ?4, NULL)
                 ON CONFLICT (scope) DO UPDATE SET epoch = excluded.epoch, head = excluded.head, after = NULL",
                params![key, sql::encode(scope)?, epoch, sql::signed(head)],
            )?;
            Ok(())
        })
    }

    /// Stores records of a stream together, as they came in one frame.
    ///
    /// # Errors
    /// [`StoreError::NotVouchedFor`], or the disk fails; then none of these was stored.
    pub fn ingest_records(&self, scope: &Scope, records: &SignedRecords) -> Result<Ingested, StoreError> {
        let key = scope.to_string();
        self.write(|transaction, _| {
            let mut ingest = Ingest::new(transaction, self)?;
            let records = ingest.filled(&key, records)?;
            if let Some(last) = records.last() {
                transaction
                    .prepare_cached("UPDATE scope_fill SET after = ?2 WHERE scope = ?1")?
                    .execute(params![key, sql::signed(last.position)])?;
            }
            Ok(ingest.done)
        })
    }

    /// The stream ended: sets the cursor to its head. True when what is held is what the hub holds, as far as the hub
    /// gave a digest to tell by.
    ///
    /// # Errors
    /// The disk fails; the stream can be taken up again.
    pub fn end_fill(&self, scope: &Scope, digest: Option<ScopeDigest>) -> Result<bool, StoreError> {
        let key = scope.to_string();
        let (same, departed) = self.write(|transaction, _| {
            if let Some(head) = head(transaction, &key)? {
                exchange::set_cursor(transaction, scope, head)?;
            }
            leaving::leave_unconfirmed(transaction, &key)?;
            transaction.execute("DELETE FROM scope_fill WHERE scope = ?1", [&key])?;
            identity::saw_of_all_scopes(transaction)?;
            let same = match digest {
                Some(digest) => exchange::scope_digest(transaction, scope)? == digest,
                None => true,
            };
            Ok((same, leaving::delete_acknowledged(transaction)?))
        })?;
        self.forget(&departed);
        Ok(same)
    }

    /// Where a scope's stream was cut; none when it has not begun, or no record of it is stored yet.
    ///
    /// # Errors
    /// The database fails.
    pub fn fill_resume(&self, scope: &Scope) -> Result<Option<FillResume>, StoreError> {
        self.read(|connection| resume(connection, &scope.to_string()))
    }
}

fn resume(connection: &Connection, scope: &str) -> Result<Option<FillResume>, StoreError> {
    let resume = connection
        .prepare_cached("SELECT epoch, head, after FROM scope_fill WHERE scope = ?1 AND after IS NOT NULL")?
        .query_row([scope], |row| {
            Ok(FillResume { epoch: row.get(0)?, head: sql::unsigned(row.get(1)?), after: sql::unsigned(row.get(2)?) })
        })
        .optional()?;
    Ok(resume)
}

/// Scopes whose streams have not ended.
pub(crate) fn cut_short(connection: &Connection) -> Result<Vec<Scope>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT encoded FROM scope_fill ORDER BY scope")?;
    let mut rows = statement.query([])?;
    let mut scopes = Vec::new();
    while let Some(row) = rows.next()? {
        scopes.push(sql::decode(&row.get::<_, Vec<u8>>(0)?, "a scope")?);
    }
    Ok(scopes)
}

fn head(connection: &Connection, scope: &str) -> Result<Option<u64>, StoreError> {
    let head = connection
        .prepare_cached("SELECT head FROM scope_fill WHERE scope = ?1")?
        .query_row([scope], |row| row.get(0).map(sql::unsigned))
        .optional()?;
    Ok(head)
}
