//! What happened to staff, as rows of the list of those who read it.

use domain::{
    author::Written,
    id::{DeviceId, DocumentId},
    incident::{Incident, IncidentKind},
    time::Timestamp,
};
use rusqlite::{Transaction, params};

use crate::{error::StoreError, sql, store::Store};

/// One incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncidentRow {
    /// Its record.
    pub document: DocumentId,
    /// What was written.
    pub incident: Incident,
    /// Who wrote it, and when by their device.
    pub written: Written,
}

impl Store {
    /// What happened to staff, the newest first: empty but on the handhelds of those who read it.
    ///
    /// # Errors
    /// The database fails.
    pub fn incidents(&self) -> Result<Vec<IncidentRow>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT document, incident.kind, words, place, hurt, device, written_at
                 FROM incident_row AS incident JOIN record USING (document) WHERE leaving = 0
                 ORDER BY written_at DESC, document",
            )?;
            let rows = statement.query_map([], |row| {
                Ok(IncidentRow {
                    document: sql::id(row, 0, DocumentId::from_bytes)?,
                    incident: Incident {
                        kind: IncidentKind::from_name(&row.get::<_, String>(1)?).unwrap_or(IncidentKind::NearMiss),
                        words: row.get(2)?,
                        place: row.get(3)?,
                        hurt: row.get(4)?,
                    },
                    written: Written {
                        device: row.get::<_, Option<[u8; 16]>>(5)?.map(DeviceId::from_bytes),
                        at: Timestamp::from_milliseconds(row.get(6)?),
                    },
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}

/// Stores an incident's row.
pub(super) fn store(
    transaction: &Transaction<'_>,
    document: DocumentId,
    (incident, written): &(Incident, Written),
) -> Result<(), StoreError> {
    transaction
        .prepare_cached(
            "INSERT INTO incident_row (document, kind, words, place, hurt, device, written_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (document) DO NOTHING",
        )?
        .execute(params![
            document.as_bytes(),
            incident.kind.name(),
            incident.words,
            incident.place,
            incident.hurt,
            written.device.map(|device| *device.as_bytes()),
            written.at.milliseconds()
        ])?;
    Ok(())
}
