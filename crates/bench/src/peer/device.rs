//! The device's side of the line protocol.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use documents::{Document, job};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sync::engine::Engine;
use tokio::task::JoinHandle;

use super::{canonical, ids, list, office, record, text};
use crate::{Failed, carrier::Carrier, phone::Phone};

/// How often a device that stays connected asks: a hub lets it ask 20 times a second.
const ASK: Duration = Duration::from_millis(100);

/// A device, once it is open.
#[derive(Default)]
pub struct Device {
    folder: PathBuf,
    name: String,
    phone: Option<Phone>,
    /// Records that the landlord is to raise, and edits of them to be made once they are here.
    to_raise: Vec<Value>,
    to_edit: Vec<Value>,
    live: Option<(Arc<Engine>, JoinHandle<()>)>,
}

impl Device {
    pub async fn answer(&mut self, op: &str, request: &Value) -> Result<Value, Failed> {
        match op {
            "open" => {
                self.folder = PathBuf::from(text(request, "dir"));
                let number = request.get("device").and_then(Value::as_u64).unwrap_or_default();
                // The seed of each thousand records is a person of its own.
                self.name =
                    format!("Device {number} {}", crate::phone::random::<2>()?.map(|byte| byte.to_string()).join("-"));
                self.phone = Some(Phone::open(&self.folder, Carrier::new(1)?)?);
                Ok(json!({ "clonable": false, "durability": "sqlcipher WAL synchronous=FULL" }))
            }
            "create" => {
                self.to_raise.extend(list(request, "records").iter().cloned());
                Ok(json!({}))
            }
            "edit" => {
                for edit in list(request, "edits") {
                    if self.to_raise.is_empty() { self.save(edit)? } else { self.to_edit.push(edit.clone()) }
                }
                Ok(json!({}))
            }
            "bench_save" => self.bench_save(request),
            "sync" => self.sync(request).await,
            "live" => self.live(request).await,
            "disconnect" => self.disconnect().await,
            "tokens" => {
                let tokens = ids(request).into_iter().map(|id| Ok((id, self.token(id)?)));
                Ok(json!({ "tokens": tokens.collect::<Result<BTreeMap<_, _>, Failed>>()? }))
            }
            "matches" => {
                let tokens: BTreeMap<String, String> =
                    serde_json::from_value(request.get("tokens").cloned().unwrap_or_default())?;
                let mut matching = 0;
                for (id, token) in &tokens {
                    matching += usize::from(self.token(id)? == *token);
                }
                Ok(json!({ "matching": matching }))
            }
            "digest" => {
                let (n, sha256) = canonical::digest(ids(request), |id| Ok(Some(record::read(&self.load(id)?)?.0)))?;
                Ok(json!({ "n": n, "sha256": sha256 }))
            }
            "get" => {
                let (record, conflicts) = record::read(&self.load(text(request, "id"))?)?;
                Ok(json!({ "record": record, "conflicts": conflicts }))
            }
            "faults" => self.faults(),
            "close" => {
                self.disconnect().await?;
                if let Some(phone) = self.phone.take() {
                    phone.close()?;
                }
                Ok(json!({}))
            }
            other => Err(format!("a device does not know '{other}'").into()),
        }
    }

    fn phone(&self) -> Result<&Phone, Failed> {
        self.phone.as_ref().ok_or_else(|| "the device is not open".into())
    }

    fn load(&self, id: &str) -> Result<Document, Failed> {
        Ok(self.phone()?.store.load(record::document(id))?)
    }

    fn save(&self, edit: &Value) -> Result<(), Failed> {
        let document = self.load(text(edit, "id"))?;
        let edits = record::edits(&document, &job::read(&document)?, edit);
        self.phone()?.edit(document.id(), &edits)?;
        Ok(())
    }

    fn bench_save(&self, request: &Value) -> Result<Value, Failed> {
        let (mut open, mut save) = (Vec::new(), Vec::new());
        for edit in list(request, "edits") {
            let began = Instant::now();
            let document = self.load(text(edit, "id"))?;
            let edits = record::edits(&document, &job::read(&document)?, edit);
            let opened = began.elapsed();
            // The store loads the record again within the transaction: that is in the time.
            self.phone()?.edit(document.id(), &edits)?;
            open.push(opened.as_secs_f64() * 1e3);
            save.push((began.elapsed() - opened).as_secs_f64() * 1e3);
        }
        Ok(json!({ "open_ms": open, "save_ms": save }))
    }

    /// Whatever the mode: one exchange pushes and pulls.
    async fn sync(&mut self, request: &Value) -> Result<Value, Failed> {
        self.ready(request).await?;
        let step = self.phone()?.sync().await?;
        let mut answer = json!({ "requests": self.phone()?.carrier.carried().requests });
        if let (Some((first, _)), Some(fields)) = (step.first_records, answer.as_object_mut()) {
            fields.insert("first_record_ms".into(), (first.as_secs_f64() * 1e3).into());
        }
        Ok(answer)
    }

    /// Aims at the port; joins the hub if it never did; has the landlord raise what was created here.
    async fn ready(&mut self, request: &Value) -> Result<(), Failed> {
        let port = request.get("port").and_then(Value::as_u64).unwrap_or_default();
        let team = request.get("scope").map(|scope| text(scope, "team")).unwrap_or_default();
        let phone = self.phone.as_mut().ok_or("the device is not open")?;
        phone.carrier = Carrier::new(u16::try_from(port)?)?;
        for some in self.to_raise.chunks(250) {
            office::ask(&self.folder, &json!({ "raise": some })).await?;
        }
        if phone.store.enrolment()?.is_none() {
            let said = office::ask(&self.folder, &json!({ "device": self.name, "team": team })).await?;
            phone.enrol(&text(&said, "invitation").parse()?).await?;
        }
        let raised = std::mem::take(&mut self.to_raise);
        if !raised.is_empty() {
            phone.sync().await?;
            for created in &raised {
                let carried = record::read(&self.load(text(created, "id"))?)?.0;
                if canonical::text(&carried) != canonical::text(created) {
                    return Err(
                        format!("a job does not carry this record whole: {created} came back as {carried}").into()
                    );
                }
            }
            for edit in std::mem::take(&mut self.to_edit) {
                self.save(&edit)?;
            }
        }
        Ok(())
    }

    async fn live(&mut self, request: &Value) -> Result<Value, Failed> {
        self.ready(request).await?;
        let engine = Arc::new(self.phone()?.engine(Arc::new(|_| {})));
        let waking = Arc::clone(&engine);
        let task = tokio::spawn(async move {
            loop {
                tokio::time::sleep(ASK).await;
                waking.wake();
            }
        });
        self.live = Some((engine, task));
        Ok(json!({}))
    }

    async fn disconnect(&mut self) -> Result<Value, Failed> {
        if let Some((engine, task)) = self.live.take() {
            task.abort();
            // It ends aborted, which is what was asked for.
            let _ = task.await;
            if let Some(engine) = Arc::into_inner(engine) {
                engine.stop().await;
            }
        }
        Ok(json!({}))
    }

    /// The sum over all changes held of a record, as the hub keeps it too.
    fn token(&self, id: &str) -> Result<String, Failed> {
        let document = record::document(id);
        let hashes: Vec<[u8; 32]> = self.phone()?.store.inspect(|connection| {
            let mut statement = connection.prepare_cached("SELECT hash FROM record_change WHERE document = ?1")?;
            statement.query_map([document.as_bytes()], |row| row.get(0))?.collect()
        })?;
        let sum = hashes.iter().fold(0_u128, |sum, hash| {
            let digest: [u8; 32] = Sha256::new().chain_update(document.as_bytes()).chain_update(hash).finalize().into();
            sum.wrapping_add(digest.first_chunk::<16>().map_or(0, |half| u128::from_be_bytes(*half)))
        });
        Ok(format!("{sum:032X}"))
    }

    fn faults(&self) -> Result<Value, Failed> {
        let phone = self.phone()?;
        let aside = phone.store.set_aside()?.into_iter().map(|aside| format!("set aside: {}", aside.fault));
        let kept = phone.store.outbox_items()?.into_iter().filter(|item| !item.reason.is_empty());
        let faults: Vec<String> =
            aside.chain(kept.map(|item| format!("quarantined: {}", item.reason))).take(20).collect();
        Ok(json!({ "faults": faults }))
    }
}
