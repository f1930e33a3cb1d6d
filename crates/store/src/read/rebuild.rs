//! Making every row again from the records.

use domain::id::DocumentId;

use crate::{error::StoreError, record, sql, store::Store};

impl Store {
    /// Deletes and makes again every row that is derived from records: after an update that derives more, or when a
    /// list looks wrong. Nothing that anybody recorded is touched.
    ///
    /// # Errors
    /// A record does not load, or the disk fails; then the rows are as before.
    pub fn rebuild_read_models(&self) -> Result<(), StoreError> {
        let (pen, now) = (self.pen()?, self.handheld.surroundings.clock.now());
        self.write(|transaction, _| {
            super::clear(transaction)?;
            let mut select = transaction.prepare("SELECT document FROM record ORDER BY document")?;
            let documents =
                select.query_map([], |row| sql::id(row, 0, DocumentId::from_bytes))?.collect::<Result<Vec<_>, _>>()?;
            for id in documents {
                let document = record::load(transaction, id, pen)?.ok_or(StoreError::NoSuchRecord(id))?;
                super::refresh(transaction, &document, pen.device, now)?;
            }
            Ok(())
        })
    }
}
