//! Attachments as a person sees them: which wait to be sent, and which records name one.

use domain::{id::DocumentId, time::Timestamp};

use crate::{error::StoreError, sql, store::Store};

/// An attachment that waits to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingAttachment {
    /// SHA-256 of its bytes.
    pub hash: [u8; 32],
    /// A record that names it; none once that has left this phone, while its picture still waits.
    pub document: Option<DocumentId>,
    /// The job's reference, while the job is on this phone.
    pub reference: Option<String>,
    /// When it was added, by this device's clock.
    pub added: Timestamp,
    /// True for a recording; otherwise it is a picture.
    pub spoken: bool,
}

impl Store {
    /// Every attachment that waits to be sent, oldest first.
    ///
    /// # Errors
    /// The database fails.
    pub fn waiting_attachments(&self) -> Result<Vec<WaitingAttachment>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT attachment.hash, min(used.document), job_row.reference, touched_at,
                     media_type LIKE 'audio/%'
                 FROM attachment LEFT JOIN attachment_use AS used ON used.hash = attachment.hash
                 LEFT JOIN job_row ON job_row.document = used.document
                 WHERE state = 0 GROUP BY attachment.hash ORDER BY touched_at, attachment.size, attachment.hash",
            )?;
            let rows = statement.query_map([], |row| {
                Ok(WaitingAttachment {
                    hash: row.get(0)?,
                    document: row.get::<_, Option<[u8; 16]>>(1)?.map(DocumentId::from_bytes),
                    reference: row.get(2)?,
                    added: Timestamp::from_milliseconds(row.get(3)?),
                    spoken: row.get(4)?,
                })
            })?;
            Ok(rows.collect::<Result<Vec<_>, _>>()?)
        })
    }

    /// The records that name an attachment.
    ///
    /// # Errors
    /// The database fails.
    pub fn records_naming(&self, hash: &[u8; 32]) -> Result<Vec<DocumentId>, StoreError> {
        self.read(|connection| {
            let mut statement =
                connection.prepare_cached("SELECT document FROM attachment_use WHERE hash = ?1 ORDER BY document")?;
            let rows = statement.query_map([hash], |row| sql::id(row, 0, DocumentId::from_bytes))?;
            Ok(rows.collect::<Result<Vec<_>, _>>()?)
        })
    }
}
