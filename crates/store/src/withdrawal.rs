//! Withdrawal of this handheld by its landlord: what it wrote is handed over, then its pictures, and then its keys are
//! destroyed.
//!
//! Records go at once, each as soon as nothing of it waits to be handed over. That the handheld is withdrawn stands in
//! the database until the keys are gone, and in the file of keys afterwards, so that it is said in words whenever the
//! phone is switched on.

use std::{fs, io::ErrorKind, ops::RangeInclusive, path::Path, sync::atomic::Ordering};

use protocol::chain::EntryDigest;
use rusqlite::Connection;

use crate::{
    chain::{self, EntryState},
    durable,
    error::StoreError,
    leaving, outbox,
    place::Place,
    sql,
    store::Store,
};

/// What a withdrawn handheld has still to hand over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HandOver {
    /// Edits wait.
    pub edits: bool,
    /// So many attachments wait.
    pub attachments: u32,
}

/// How much of this device's chain the hub took in while it was welcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stored {
    /// So many entries.
    pub n: u64,
    /// The digest of the last of them, where the hub says it.
    pub digest: Option<EntryDigest>,
}

impl Store {
    /// The hub has withdrawn this handheld, and keeps the entries that it was sent with these numbers for a person to
    /// look at. Hides every record, and deletes each as soon as nothing of it waits to be handed over. Of the chain the hub
    /// has `stored`: when it was put back from a copy, the others are handed over once more; when it took in what a copy of
    /// this handheld wrote, all are.
    ///
    /// # Errors
    /// The disk fails; then nothing changed, and the hub takes the same entries again.
    pub fn withdrawn(
        &self,
        taken: Option<RangeInclusive<u64>>,
        stored: Option<Stored>,
    ) -> Result<HandOver, StoreError> {
        let (left, departed) = self.write(|transaction, _| {
            if let Some(Stored { n, digest }) = stored {
                let ours = chain::digest_before(transaction, n.saturating_add(1))?;
                let stored = if n == 0 || digest.is_none_or(|theirs| theirs == ours) { n } else { 0 };
                let forgotten = transaction
                    .prepare_cached("UPDATE chain_entry SET state = 0 WHERE n > ?1 AND state = 1")?
                    .execute([sql::signed(stored)])?;
                if forgotten > 0 {
                    transaction.execute("UPDATE attachment SET state = 0, uploaded = 0 WHERE state = 1", [])?;
                }
            }
            if let Some(taken) = taken {
                transaction
                    .prepare_cached(
                        "UPDATE chain_entry SET state = ?3, reason = 'revoked' WHERE n BETWEEN ?1 AND ?2 AND state = 0",
                    )?
                    .execute((sql::signed(*taken.start()), sql::signed(*taken.end()), EntryState::Quarantined as u8))?;
            }
            // Nobody goes on from a withdrawn handheld: the branch that was set aside at the hub stays there.
            transaction.execute_batch(
                "UPDATE contact SET withdrawn = 1;
                 UPDATE chain_entry SET reason = 'revoked' WHERE state = 3 AND state <> 1 AND reason = 'chain_forked';
                 DELETE FROM membership;
                 DELETE FROM scope_cursor;
                 DELETE FROM scope_fill;
                 DELETE FROM offer;
                 DELETE FROM given_away;
                 UPDATE record SET leaving = 1;",
            )?;
            let attachments =
                transaction.query_row("SELECT count(*) FROM attachment WHERE state = 0", [], |row| row.get(0))?;
            let left = HandOver { edits: outbox::waits(transaction)?, attachments };
            Ok((left, leaving::delete_acknowledged(transaction)?))
        })?;
        self.withdrawn.store(true, Ordering::Release);
        self.forget(&departed);
        Ok(left)
    }

    /// True once the hub has said that this handheld is withdrawn.
    #[must_use]
    pub fn is_withdrawn(&self) -> bool {
        self.withdrawn.load(Ordering::Acquire)
    }

    /// Destroys the keys of a withdrawn handheld: from now on nothing on it can be read, by anybody. `pictures_left`
    /// could not be handed over; that is said for as long as the handheld lies about.
    ///
    /// False, and nothing is destroyed, while edits wait, photos are being made ready, or the handheld is not withdrawn.
    ///
    /// # Errors
    /// The keys cannot be written; it is tried again.
    pub fn wipe(&self, pictures_left: u32) -> Result<bool, StoreError> {
        // Within a transaction, so that nobody saves anything in between.
        self.write(|transaction, _| {
            // A photo that is still being made ready becomes an edit and an attachment.
            let being_made = transaction.prepare("SELECT 1 FROM taken_photo WHERE fault = ''")?.exists([])?;
            if !stands(transaction)? || being_made || outbox::waits(transaction)? {
                return Ok(false);
            }
            self.wipe_keys(pictures_left)?;
            // While nobody else can write.
            self.wiped.store(true, Ordering::Release);
            Ok(true)
        })
    }
}

/// True when the database says that the handheld is withdrawn.
pub(crate) fn stands(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row("SELECT withdrawn FROM contact", [], |row| row.get(0))
}

/// Removes what a withdrawn handheld left behind, which nobody can read: another landlord's code makes it a new one.
pub(crate) fn clear_away(place: &Place) -> Result<(), StoreError> {
    let gone = |path: &Path, removed: std::io::Result<()>| match removed {
        Err(source) if source.kind() != ErrorKind::NotFound => Err(StoreError::io(path, source)),
        _ => Ok(()),
    };
    let attachments = place.attachments();
    gone(&attachments, fs::remove_dir_all(&attachments))?;
    let database = place.database();
    for ending in ["-wal", "-shm", ""] {
        let mut path = database.clone().into_os_string();
        path.push(ending);
        gone(path.as_ref(), fs::remove_file(&path))?;
    }
    // The keys last: until they are gone, the handheld is a withdrawn one.
    gone(&place.keys(), fs::remove_file(place.keys()))?;
    durable::flush_folder(place.folder()).map_err(|source| StoreError::io(place.folder(), source))
}
