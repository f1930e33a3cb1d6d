//! Forms that are filled in, in whichever record has a container for them.
//!
//! The container "forms" is flat: a value under each key, so that nothing is made twice and nothing hides anything.
//!
//! | key | value |
//! | --- | --- |
//! | `FORM` | "gas-safety-record 1": somebody began that version, under an id of its own |
//! | `FORM/name`, `FORM/INSTANCE/name` | what was said to a question, as [`Reply::to_scalar`] |
//! | `FORM/INSTANCE/repeat` | true: there is this instance of the repeat |
//! | `FORM!` | the digest of everything above as it stood when somebody said that it is filled in |

use std::collections::{BTreeMap, BTreeSet};

use automerge::{AutomergeError, ReadDoc, ScalarValue, Value, transaction::Transactable};
use domain::{
    author::{Clocks, Written},
    form::{Field, FilledForm, Finished, FormEdit, FormRef, Reply, Said},
    id::{FilledFormId, InstanceId},
    job::NewId,
};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::{
    change::Change,
    document::{Document, DocumentError},
};

const CONTAINER: &str = "forms";

/// What follows a form's id in the key of its end.
const FINISHED: char = '!';

/// The longest answer, in bytes as it is stored: a signature of twenty thousand points.
pub const MAX_REPLY: usize = 400_000;

/// The most answers and instances that one record's forms may have.
pub const MAX_REPLIES: usize = 20_000;

/// An edit that cannot be made; the record is as it was.
#[derive(Debug, Error)]
pub enum FormEditError {
    /// Nobody began such a form in this record.
    #[error("the record has no form {0}")]
    NoSuchForm(FilledFormId),
    /// One answer is too long.
    #[error("the answer is longer than {MAX_REPLY} bytes; shorten it")]
    TooLong,
    /// The record has no room for more.
    #[error("the forms of this record have {MAX_REPLIES} answers, and it takes no more")]
    Full,
    /// The record cannot be read or written.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// Automerge refused it.
    #[error("the record could not be written: {0}")]
    Automerge(#[from] AutomergeError),
}

/// Makes one edit as one change; none when everything stands so already. `new_id` names the form or the instance that it
/// creates, and must be new.
///
/// # Errors
/// The edit cannot be made; the record is as it was.
pub fn edit(
    document: &mut Document,
    edit: &FormEdit,
    clocks: &Clocks,
    new_id: NewId,
) -> Result<Vec<Change>, FormEditError> {
    let held = Held::of(document)?;
    let writes: Vec<(String, Option<ScalarValue>)> = match edit {
        FormEdit::Begin(form) => {
            vec![(
                FilledFormId::from_bytes(new_id.0).to_string(),
                Some(format!("{} {}", form.form, form.version).into()),
            )]
        }
        FormEdit::Answer { filled, replies } => {
            held.begun(*filled)?;
            let scalar = |reply: &Option<Reply>| reply.as_ref().map(Reply::to_scalar);
            if replies.iter().any(|(_, reply)| scalar(reply).is_some_and(|scalar| scalar.len() > MAX_REPLY)) {
                return Err(FormEditError::TooLong);
            }
            replies
                .iter()
                .map(|(field, reply)| (key(*filled, field), scalar(reply).map(ScalarValue::from)))
                .filter(|(key, value)| !held.stands(key, value.as_ref()))
                .collect()
        }
        FormEdit::AddInstance { filled, repeat } => {
            held.begun(*filled)?;
            let instances = [repeat.instances.as_slice(), &[InstanceId::from_bytes(new_id.0)]].concat();
            vec![(key(*filled, &Field::within(&instances, &repeat.name)), Some(true.into()))]
        }
        FormEdit::RemoveInstance { filled, repeat, instance } => {
            held.begun(*filled)?;
            let gone = [repeat.instances.as_slice(), &[*instance]].concat();
            let inside = |field: &Field| field.instances.starts_with(&gone);
            held.fields(*filled).filter(|(_, field)| inside(field)).map(|(key, _)| (key.to_owned(), None)).collect()
        }
        FormEdit::Finish(filled) => {
            held.begun(*filled)?;
            let value: ScalarValue = held.digest(*filled).into();
            let key = format!("{filled}{FINISHED}");
            if held.stands(&key, Some(&value)) { Vec::new() } else { vec![(key, Some(value))] }
        }
    };
    if writes.is_empty() {
        return Ok(Vec::new());
    }
    if held.0.len().saturating_add(writes.len()) > MAX_REPLIES && writes.iter().any(|(_, value)| value.is_some()) {
        return Err(FormEditError::Full);
    }
    let mut changes = document.open_container(CONTAINER)?;
    let forms = document.container(CONTAINER)?;
    changes.extend(document.transact::<FormEditError>(clocks.device, |transaction| {
        for (key, value) in writes {
            match value {
                Some(value) => transaction.put(&forms, key, value)?,
                None => transaction.delete(&forms, key)?,
            }
        }
        Ok(())
    })?);
    Ok(changes)
}

/// The forms that were begun in a record, the oldest first.
///
/// # Errors
/// The record does not read.
pub fn filled(document: &Document) -> Result<Vec<FilledForm>, DocumentError> {
    let held = Held::of(document)?;
    let begun = held.0.iter().filter_map(|(key, values)| {
        let (value, written) = values.last()?;
        let (form, version) = text(value)?.rsplit_once(' ')?;
        let form = FormRef { form: form.to_owned(), version: version.parse().ok()? };
        Some((key.parse::<FilledFormId>().ok()?, form, *written))
    });
    let filled = begun.map(|(id, form, begun)| {
        let mut filled = FilledForm {
            id,
            form,
            begun,
            finished: held.finished(id),
            replies: BTreeMap::new(),
            instances: BTreeSet::new(),
        };
        for (key, field) in held.fields(id) {
            for (value, written) in held.values(key) {
                if matches!(value, ScalarValue::Boolean(true)) {
                    filled.instances.insert(field.clone());
                } else if let Some(reply) = text(value).and_then(Reply::from_scalar) {
                    filled.replies.entry(field.clone()).or_default().push(Said { reply, written: *written });
                }
            }
        }
        filled
    });
    Ok(filled.collect())
}

/// A form that was begun in a record, without what was said in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormHeading {
    /// Its identity.
    pub id: FilledFormId,
    /// The version that its answers were given to.
    pub form: FormRef,
    /// Who began it.
    pub begun: Written,
    /// Who last said that it is filled in; none while nobody has.
    pub finished: Option<Written>,
}

/// The forms that were begun in a record, without their answers: of those only the keys are looked at.
///
/// # Errors
/// The record does not read.
pub fn headings(document: &Document) -> Result<Vec<FormHeading>, DocumentError> {
    if !document.has_container(CONTAINER) {
        return Ok(Vec::new());
    }
    let forms = document.container(CONTAINER)?;
    let last = |key: &str| document.inner.get_all(&forms, key).unwrap_or_default().pop();
    let begun = document.inner.keys(&forms).filter_map(|key| {
        let id = key.parse::<FilledFormId>().ok()?;
        let (value, operation) = last(&key)?;
        let Value::Scalar(value) = value else { return None };
        let (form, version) = text(&value)?.rsplit_once(' ')?;
        let finished = last(&format!("{id}{FINISHED}")).map(|(_, operation)| document.written(&operation));
        Some(FormHeading {
            id,
            form: FormRef { form: form.to_owned(), version: version.parse().ok()? },
            begun: document.written(&operation),
            finished,
        })
    });
    Ok(begun.collect())
}

fn key(filled: FilledFormId, field: &Field) -> String {
    format!("{filled}/{field}")
}

fn text(value: &ScalarValue) -> Option<&str> {
    if let ScalarValue::Str(text) = value { Some(text.as_str()) } else { None }
}

/// Every value of the container, by key and in order; of each key all that nobody has overwritten.
struct Held(BTreeMap<String, Vec<(ScalarValue, Written)>>);

impl Held {
    fn of(document: &Document) -> Result<Self, DocumentError> {
        if !document.has_container(CONTAINER) {
            // A kind of record without forms has no such container at all.
            return Ok(Self(BTreeMap::new()));
        }
        let forms = document.container(CONTAINER)?;
        let held = document.inner.keys(&forms).map(|key| {
            let values = document.inner.get_all(&forms, key.as_str()).unwrap_or_default();
            let values = values.into_iter().filter_map(|(value, operation)| match value {
                Value::Scalar(value) => Some((value.into_owned(), document.written(&operation))),
                Value::Object(_) => None,
            });
            (key, values.collect())
        });
        Ok(Self(held.collect()))
    }

    fn values(&self, key: &str) -> &[(ScalarValue, Written)] {
        self.0.get(key).map_or(&[], Vec::as_slice)
    }

    fn begun(&self, filled: FilledFormId) -> Result<(), FormEditError> {
        if self.values(&filled.to_string()).is_empty() { Err(FormEditError::NoSuchForm(filled)) } else { Ok(()) }
    }

    /// True when a key has this value, or none, and nothing competes.
    fn stands(&self, key: &str, value: Option<&ScalarValue>) -> bool {
        match (self.values(key), value) {
            ([], None) => true,
            ([(only, _)], Some(value)) => only == value,
            _ => false,
        }
    }

    /// Every answer and instance of a form.
    fn fields(&self, filled: FilledFormId) -> impl Iterator<Item = (&str, Field)> {
        let prefix = format!("{filled}/");
        self.0.keys().filter_map(move |key| Some((key.as_str(), key.strip_prefix(&prefix)?.parse().ok()?)))
    }

    /// Of everything that a form holds, whoever wrote it: the same on every device.
    fn digest(&self, filled: FilledFormId) -> String {
        let mut digest = Sha256::new();
        for (key, _) in self.fields(filled) {
            // A value that is no text says that there is an instance.
            let mut said: Vec<&str> =
                self.values(key).iter().map(|(value, _)| text(value).unwrap_or_default()).collect();
            said.sort_unstable();
            for part in std::iter::once(key).chain(said) {
                digest.update((part.len() as u64).to_be_bytes());
                digest.update(part.as_bytes());
            }
        }
        digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn finished(&self, filled: FilledFormId) -> Option<Finished> {
        let ends = self.values(&format!("{filled}{FINISHED}"));
        let now = self.digest(filled);
        let covers = |value: &ScalarValue| text(value) == Some(now.as_str());
        let covering = ends.iter().rfind(|(value, _)| covers(value));
        covering
            .or_else(|| ends.last())
            .map(|(value, written)| Finished { written: *written, covers_all: covers(value) })
    }
}
