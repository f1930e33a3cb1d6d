//! Pictures that somebody blacked out a part of: their files go, and so does whatever has arrived of them.

use crate::{
    db::sqlite::attachment,
    hub::{HubError, Inner},
};

impl Inner {
    /// Removes the files of pictures that were redacted. A hub that stops in between goes on when it next tidies up.
    ///
    /// # Errors
    /// The database or the folder cannot be used; what is left stays noted.
    pub(crate) fn destroy_redacted(&self) -> Result<(), HubError> {
        for hash in self.db.read(attachment::redacted_and_due)? {
            self.shelf.destroy(&hash).map_err(|source| HubError::Io { path: self.shelf.path(&hash), source })?;
            self.db.write(|transaction| attachment::is_gone(transaction, &hash))?;
            tracing::info!("a picture that was redacted was destroyed");
        }
        Ok(())
    }
}
