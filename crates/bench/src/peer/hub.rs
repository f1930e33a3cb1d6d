//! The hub's side of the line protocol.

use std::{collections::BTreeMap, path::PathBuf};

use documents::{Actor, Document, Pen};
use domain::id::{DeviceId, RecordKind};
use hub::db::{DbError, sqlite::log};
use rusqlite::OptionalExtension;
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use super::{canonical, ids, office, record, text};
use crate::{Failed, town::Office};

/// A hub, once it is open.
#[derive(Default)]
pub struct Hub {
    open: Option<(Office, JoinHandle<()>)>,
}

/// Reads records and never writes.
const READER: Pen = Pen { actor: Actor::from_bytes([1; 16]), device: DeviceId::from_bytes([1; 16]) };

impl Hub {
    pub async fn answer(&mut self, op: &str, request: &Value) -> Result<Value, Failed> {
        match op {
            "open" => {
                let folder = PathBuf::from(text(request, "dir"));
                let port = request.get("port").and_then(Value::as_u64).unwrap_or_default();
                let office = Office::open(&folder, u16::try_from(port)?).await?;
                let desk = office::attend(&folder, &office);
                self.open = Some((office, desk));
                Ok(json!({ "engine": "sqlite WAL synchronous=FULL" }))
            }
            "matches" => {
                let tokens: BTreeMap<String, String> =
                    serde_json::from_value(request.get("tokens").cloned().unwrap_or_default())?;
                let mut matching = 0;
                for (id, token) in &tokens {
                    matching += usize::from(self.token(id)?.as_ref() == Some(token));
                }
                Ok(json!({ "matching": matching }))
            }
            "digest" => {
                let (n, sha256) = canonical::digest(ids(request), |id| {
                    self.load(id)?.map(|document| Ok(record::read(&document)?.0)).transpose()
                })?;
                Ok(json!({ "n": n, "sha256": sha256 }))
            }
            "get" => match self.load(text(request, "id"))? {
                Some(document) => {
                    let (record, conflicts) = record::read(&document)?;
                    Ok(json!({ "record": record, "conflicts": conflicts }))
                }
                None => Ok(json!({ "record": null })),
            },
            "faults" => self.faults(),
            "close" => {
                if let Some((office, desk)) = self.open.take() {
                    desk.abort();
                    office.close().await?;
                }
                Ok(json!({}))
            }
            other => Err(format!("a hub does not know '{other}'").into()),
        }
    }

    fn office(&self) -> Result<&Office, Failed> {
        Ok(&self.open.as_ref().ok_or("the hub is not open")?.0)
    }

    /// The sum over a record's changes, as the hub keeps it: the same on two sides that hold the same changes.
    fn token(&self, id: &str) -> Result<Option<String>, Failed> {
        let document = record::document(id);
        let sum = self.office()?.hub.database().read(|transaction| {
            let mut statement = transaction.prepare_cached("SELECT hex(digest) FROM record WHERE document = ?1")?;
            Ok::<_, DbError>(statement.query_row([document.as_bytes()], |row| row.get(0)).optional()?)
        })?;
        Ok(sum)
    }

    fn load(&self, id: &str) -> Result<Option<Document>, Failed> {
        let document = record::document(id);
        Ok(self.office()?.hub.database().read(|transaction| match log::record(transaction, document)? {
            Some(_) => log::load(transaction, document, RecordKind::Job, READER).map(Some),
            None => Ok(None),
        })?)
    }

    fn faults(&self) -> Result<Value, Failed> {
        let faults = self.office()?.hub.database().read(|transaction| {
            let sql = "SELECT 'quarantined: ' || reason FROM quarantine UNION ALL SELECT 'held' FROM held LIMIT 20";
            let mut statement = transaction.prepare(sql)?;
            let faults = statement.query_map([], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
            Ok::<_, DbError>(faults)
        })?;
        Ok(json!({ "faults": faults }))
    }
}
