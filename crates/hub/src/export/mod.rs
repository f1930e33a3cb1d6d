//! Exports: what was done, as HACT messages (UK housing data standards, repairs module) and as a sign-off to verify.

mod hact;
mod units;

use std::{
    fs,
    path::{Path, PathBuf},
};

use documents::{
    job,
    seal::{Seal, SealFile},
};
use domain::job::Job;
use jsonschema::Validator;
use serde_json::Value;

use crate::{
    db::sqlite::this,
    hub::{Hub, HubError},
    plan,
};

pub(crate) use units::unit_words;

/// A message and the name of its file.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// "10000012-01-dispatched.json".
    pub file: String,
    /// HACT's name of the message: "JobStatusUpdate".
    pub kind: &'static str,
    /// The message.
    pub body: Value,
}

impl Hub {
    /// A job as HACT messages: one JobStatusUpdate for each event, and WorkOrderComplete when the job is closed.
    ///
    /// With `schemas`, every message is held against HACT's schema first, and codes that its list of M3NHF codes lacks
    /// go as custom ones.
    ///
    /// # Errors
    /// There is no such job, or a message does not fit its schema.
    pub fn export(
        &self,
        reference: &str,
        source: Option<&str>,
        schemas: Option<&Path>,
    ) -> Result<Vec<Message>, HubError> {
        let document = plan::load_job(self, reference, source)?;
        let job = job::read(&document)?;
        let own = self.inner.this.device;
        let mut directory = plan::directory(self)?;
        directory.retain(|entry| entry.device != own);
        let address = self.inner.db.read(this::address)?;
        let lists = schemas.map(Lists::load).transpose()?;
        let codes = lists.as_ref().map(|lists| &lists.codes);
        let messages = hact::Export { job: &job, directory: &directory, address: &address, codes }.messages();
        if let Some(lists) = &lists {
            for message in &messages {
                lists.check(message)?;
            }
        }
        Ok(messages)
    }

    /// A job's record as the log holds it.
    ///
    /// # Errors
    /// There is no such job, or the database cannot be read.
    pub fn record(&self, reference: &str, source: Option<&str>) -> Result<documents::Document, HubError> {
        plan::load_job(self, reference, source)
    }

    /// The sign-off that stands, as a file that `doorstep verify` reads.
    ///
    /// # Errors
    /// There is no such job, or nobody has signed it off.
    pub fn sealed(&self, reference: &str, source: Option<&str>) -> Result<Vec<u8>, HubError> {
        let document = plan::load_work(self, reference, source)?;
        let job = job::read(&document)?;
        let seal = standing_seal(&job)
            .ok_or_else(|| HubError::Asked(format!("job \"{reference}\" has no sign-off yet that can be read")))?;
        let file = SealFile::gather(seal, &document, &plan::directory(self)?);
        file.to_bytes().map_err(|error| HubError::Asked(error.to_string()))
    }
}

/// The sign-off that stands; of several that compete, the first.
fn standing_seal(job: &Job) -> Option<Seal> {
    let standing = job.sign_offs.iter().find(|entry| entry.stands).or_else(|| job.sign_offs.first())?;
    Seal::from_bytes(&standing.seal).ok()
}

/// Writes messages into a folder, each whole or not at all; gives their paths.
///
/// # Errors
/// The folder cannot be written.
pub fn write(messages: &[Message], folder: &Path) -> Result<Vec<PathBuf>, HubError> {
    let io = |path: &Path| {
        let path = path.to_owned();
        move |source| HubError::Io { path, source }
    };
    fs::create_dir_all(folder).map_err(io(folder))?;
    let mut paths = Vec::with_capacity(messages.len());
    for message in messages {
        let path = folder.join(&message.file);
        let draft = path.with_extension("part");
        fs::write(&draft, format!("{:#}\n", message.body)).map_err(io(&draft))?;
        fs::rename(&draft, &path).map_err(io(&path))?;
        paths.push(path);
    }
    Ok(paths)
}

/// One of HACT's JSON Schemas out of a folder.
pub(crate) fn schema(folder: &Path, name: &str) -> Result<Validator, HubError> {
    validator(&read_schema(folder, name)?, name)
}

fn read_schema(folder: &Path, name: &str) -> Result<Value, HubError> {
    let path = folder.join(format!("{name}.schema.json"));
    let bytes = fs::read(&path).map_err(|source| HubError::Io { path: path.clone(), source })?;
    let path = path.display();
    serde_json::from_slice(&bytes).map_err(|error| HubError::Asked(format!("{path} is not a JSON Schema: {error}")))
}

fn validator(schema: &Value, name: &str) -> Result<Validator, HubError> {
    let options = jsonschema::options().should_validate_formats(true);
    options.build(schema).map_err(|error| HubError::Asked(format!("{name}: {}", brief(&error.to_string()))))
}

/// The schemas of what goes out, and their list of codes.
struct Lists {
    update: Validator,
    complete: Validator,
    codes: std::collections::HashSet<String>,
}

impl Lists {
    fn load(folder: &Path) -> Result<Self, HubError> {
        let update = read_schema(folder, "JobStatusUpdate")?;
        let codes = update.pointer("/definitions/M3NHFScheduleOfRatesCodeC0/enum").and_then(Value::as_array);
        let codes = codes.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
        Ok(Self {
            update: validator(&update, "JobStatusUpdate")?,
            complete: schema(folder, "WorkOrderComplete")?,
            codes,
        })
    }

    fn check(&self, message: &Message) -> Result<(), HubError> {
        let schema = if message.kind == "WorkOrderComplete" { &self.complete } else { &self.update };
        let Some(error) = schema.iter_errors(&message.body).next() else { return Ok(()) };
        let (file, place) = (&message.file, error.instance_path().to_string());
        Err(HubError::Asked(format!("{file} does not fit HACT's schema at \"{place}\": {}", brief(&error.to_string()))))
    }
}

/// A validator's words, cut: some quote a list of 21,712 codes.
pub(crate) fn brief(words: &str) -> String {
    let mut brief: String = words.chars().take(200).collect();
    if brief.len() < words.len() {
        brief.push('…');
    }
    brief
}
