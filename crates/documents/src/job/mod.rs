//! Jobs as documents: what people do becomes changes, and comes back as domain nouns.

mod hazard;
pub(crate) mod note;
mod raise;
mod read;
mod sight;
mod work;

pub(crate) use read::{Fields, entries};
pub use read::{raised_by, read, read_at};
pub use sight::crossed_with_appointment;

use automerge::{AutomergeError, ObjId, ObjType, ReadDoc, ScalarValue, transaction::Transactable};
use domain::{
    author::Clocks,
    id::{DocumentId, EventId, ItemId, PhotoId, RecordingId, SignOffId},
    job::{EventKind, JobEdit, MadeFrom, NewAttempt, NewId, NewItem, NewPhoto, NewRecording, fold, reference_of},
    place::Fix,
};
use thiserror::Error;

use crate::{
    change::Change,
    document::{Document, DocumentError},
    seal::Seal,
};

/// The most of one item that a job can carry, in the item's unit.
pub const MAX_QUANTITY: f64 = 9_999.0;

/// The longest note, in characters: about eight pages.
pub const MAX_NOTE: usize = 20_000;

/// The longest reason or caption, in characters.
pub const MAX_SHORT_TEXT: usize = 1_000;

/// An edit that cannot be made; the record is as it was.
#[derive(Debug, Error)]
pub enum EditError {
    /// The record holds a work order already.
    #[error("job {0} was raised before")]
    AlreadyRaised(domain::id::DocumentId),
    /// There is no such item on the job.
    #[error("the job has no item {0}")]
    NoSuchItem(ItemId),
    /// There is no such photo on the job.
    #[error("the job has no photo {0}")]
    NoSuchPhoto(PhotoId),
    /// There is no such sign-off on the job.
    #[error("the job has no sign-off {0}")]
    NoSuchSignOff(SignOffId),
    /// There is no such outcome on the job.
    #[error("the job has no outcome {0} to settle on")]
    NoSuchOutcome(EventId),
    /// There is no such event on the job.
    #[error("the job has no event {0}")]
    NoSuchEvent(EventId),
    /// There is no such hazard on the job, or no such step about it.
    #[error("the job has no hazard {0}, or no such step about it")]
    NoSuchHazard(EventId),
    /// The quantity is out of range.
    #[error("a quantity must be from 0 to {MAX_QUANTITY}, not {0}")]
    Quantity(f64),
    /// The time is out of range.
    #[error("nobody works {0} minutes on one day; there are {most}", most = domain::job::MOST_MINUTES)]
    Minutes(u32),
    /// The share is out of range.
    #[error("a share of a job is from 1 to 100 percent, not {0}")]
    Share(u32),
    /// The text is too long.
    #[error("the {what} is longer than {limit} characters; shorten it")]
    TooLong {
        /// Which text.
        what: &'static str,
        /// How long it may be.
        limit: usize,
    },
    /// The event says nothing without a reason.
    #[error("say why: this needs a reason")]
    ReasonMissing,
    /// The version that the person was shown is not part of the record.
    #[error("the note was opened from a version that this record does not hold; open it again")]
    UnknownBase,
    /// The record cannot be read or written.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// Automerge refused it.
    #[error("the record could not be written: {0}")]
    Automerge(#[from] AutomergeError),
}

/// Makes one edit as one change; none when everything stands so already.
///
/// `new_id` names whatever the edit creates, and must be new.
///
/// # Errors
/// The edit cannot be made; the record is as it was.
pub fn edit(document: &mut Document, edit: &JobEdit, clocks: &Clocks, new_id: NewId) -> Result<Vec<Change>, EditError> {
    match edit {
        JobEdit::Raise(order) => raise::raise(document, order, raise::Terms::Ordered, clocks),
        JobEdit::Book(booking) => raise::raise(document, &booking.order, raise::Terms::Booked(&booking.terms), clocks),
        JobEdit::Arrange(visit) => raise::raise(document, &visit.order, raise::Terms::Visit(&visit.terms), clocks),
        JobEdit::FollowOn { job, description } => follow_on(document, *job, description, clocks),
        JobEdit::Appoint(window) => {
            let planning = document.container("planning")?;
            let value = window.as_ref().map(|window| window.to_scalar()).unwrap_or_default();
            put_settled(document, &planning, "appointment", value.into(), clocks)
        }
        JobEdit::Warn(alert) => raise::warn(document, *alert, clocks),
        JobEdit::TellEarlier(earlier) => raise::tell_earlier(document, earlier, clocks),
        JobEdit::Prioritise(priority) => raise::prioritise(document, priority, clocks),
        JobEdit::Correct(order) => raise::correct(document, order, clocks),
        JobEdit::Record { kind, reason } => record(document, *kind, reason, None, clocks, new_id.into()),
        JobEdit::Locate { event, fix } => {
            record(document, EventKind::Located(*event), "", Some(*fix), clocks, new_id.into())
        }
        JobEdit::NoAccess { stays_open, attempt } => no_access(document, *stays_open, attempt, clocks, new_id.into()),
        JobEdit::AddMaterial(material) => work::add_material(document, material, clocks, new_id.into()),
        JobEdit::AddLabour(labour) => work::add_labour(document, labour, clocks, new_id.into()),
        JobEdit::WithdrawWork(id) => work::withdraw(document, *id, clocks),
        JobEdit::AddVariation(variation) => work::add_variation(document, variation, clocks, new_id.into()),
        JobEdit::Decide { variation, decision } => work::decide(document, *variation, decision, clocks),
        JobEdit::NoticeHazard(hazard) => hazard::notice(document, hazard, clocks, new_id.into()),
        JobEdit::StepOnHazard(step) => hazard::step(document, step, clocks, new_id.into()),
        JobEdit::EditNote { base, text } => note::edit(document, base, text, clocks),
        JobEdit::AddItem(item) => {
            check_quantity(item.quantity)?;
            let items = document.container("items")?;
            document.transact(clocks.device, |transaction| {
                put_item(transaction, &items, new_id.into(), item, "", false).map_err(EditError::from)
            })
        }
        JobEdit::ChangeQuantity { item, quantity } => {
            check_quantity(*quantity)?;
            let items = document.container("items")?;
            let entry = entry(document, &items, &item.to_string()).ok_or(EditError::NoSuchItem(*item))?;
            put_settled(document, &entry, "quantity", (*quantity).into(), clocks)
        }
        JobEdit::AddPhoto(photo) => add_photo(document, photo, clocks, new_id.into()),
        JobEdit::AddRecording(recording) => add_recording(document, recording, clocks, new_id.into()),
        JobEdit::CaptionPhoto { photo, caption } => {
            check_length("caption", caption, MAX_SHORT_TEXT)?;
            let photos = document.container("photos")?;
            let entry = entry(document, &photos, &photo.to_string()).ok_or(EditError::NoSuchPhoto(*photo))?;
            put_settled(document, &entry, "caption", caption.trim().into(), clocks)
        }
        JobEdit::SignOff { seal } => {
            let sign_offs = document.container("sign_offs")?;
            let id: SignOffId = new_id.into();
            let spoken = Seal::from_bytes(seal).ok().and_then(|seal| seal.body().answer.spoken.clone());
            document.transact(clocks.device, |transaction| {
                let entry = transaction.put_object(&sign_offs, id.to_string(), ObjType::Map)?;
                transaction.put(&entry, "seal", ScalarValue::Bytes(seal.clone()))?;
                // Beside the seal as well: whoever keeps files need not open it.
                if let Some(spoken) = &spoken {
                    transaction.put(&entry, "spoken", ScalarValue::Bytes(spoken.hash.to_vec()))?;
                }
                Ok(())
            })
        }
        JobEdit::ChooseSignOff(id) => {
            let sign_offs = document.container("sign_offs")?;
            entry(document, &sign_offs, &id.to_string()).ok_or(EditError::NoSuchSignOff(*id))?;
            let choices = document.container("choices")?;
            put_settled(document, &choices, "sign_off", id.to_string().into(), clocks)
        }
    }
}

/// Adds an event that follows every event which nothing follows yet.
fn record(
    document: &mut Document,
    kind: EventKind,
    reason: &str,
    fix: Option<Fix>,
    clocks: &Clocks,
    id: EventId,
) -> Result<Vec<Change>, EditError> {
    let event = Prepared { fix, ..prepared(document, kind, reason, clocks)? };
    document.transact(clocks.device, |transaction| Ok(event.put(transaction, id)?))
}

/// Nobody let them in: the event and its evidence, in one change.
fn no_access(
    document: &mut Document,
    stays_open: bool,
    attempt: &NewAttempt,
    clocks: &Clocks,
    id: EventId,
) -> Result<Vec<Change>, EditError> {
    for (what, text) in [("reason", &attempt.no_card_because), ("offer", &attempt.offered)] {
        check_length(what, text, MAX_SHORT_TEXT)?;
    }
    let kind = match (stays_open, attempt.is_no_adult()) {
        (true, _) => EventKind::Unanswered,
        (false, true) => EventKind::NoAdultPresent,
        (false, false) => EventKind::NoAccess,
    };
    let event = prepared(document, kind, &attempt.happened, clocks)?;
    let contacts: Vec<String> = attempt.contacts.iter().map(|contact| contact.to_line()).collect();
    let mut changes = document.open_container("attempts")?;
    let attempts = document.container("attempts")?;
    changes.extend(document.transact::<EditError>(clocks.device, |transaction| {
        event.put(transaction, id)?;
        let entry = transaction.put_object(&attempts, id.to_string(), ObjType::Map)?;
        transaction.put(&entry, "happened", attempt.happened.trim())?;
        if let Some(card) = attempt.card {
            transaction.put(&entry, "card", card.to_string())?;
        }
        for (key, text) in [
            ("no_card_because", attempt.no_card_because.trim()),
            ("contacts", contacts.join("\n").as_str()),
            ("offered", attempt.offered.trim()),
        ] {
            if !text.is_empty() {
                transaction.put(&entry, key, text)?;
            }
        }
        Ok(())
    })?);
    Ok(changes)
}

/// An event that can be written.
struct Prepared<'a> {
    log: ObjId,
    kind: EventKind,
    reason: &'a str,
    hub_offset: Option<i64>,
    fix: Option<Fix>,
    follows: Vec<u8>,
}

impl Prepared<'_> {
    fn put(&self, transaction: &mut impl Transactable, id: EventId) -> Result<(), AutomergeError> {
        let entry = transaction.put_object(&self.log, id.to_string(), ObjType::Map)?;
        transaction.put(&entry, "kind", self.kind.name())?;
        if !self.reason.is_empty() {
            transaction.put(&entry, "reason", self.reason)?;
        }
        if let Some(offset) = self.hub_offset {
            transaction.put(&entry, "hub_offset", offset)?;
        }
        if let Some(fix) = self.fix {
            let (north, east) = fix.at.steps();
            transaction.put(&entry, "north", north)?;
            transaction.put(&entry, "east", east)?;
            transaction.put(&entry, "accuracy", u64::from(fix.accuracy))?;
        }
        if !self.follows.is_empty() {
            transaction.put(&entry, "follows", ScalarValue::Bytes(self.follows.clone()))?;
        }
        Ok(())
    }
}

fn prepared<'a>(
    document: &Document,
    kind: EventKind,
    reason: &'a str,
    clocks: &Clocks,
) -> Result<Prepared<'a>, EditError> {
    check_length("reason", reason, MAX_SHORT_TEXT)?;
    if kind.wants_reason() && reason.trim().is_empty() {
        return Err(EditError::ReasonMissing);
    }
    let events = read::events(document)?;
    if let EventKind::Settled(outcome) = kind
        && !events.iter().any(|event| event.id == outcome && event.kind.is_outcome())
    {
        return Err(EditError::NoSuchOutcome(outcome));
    }
    if let EventKind::Rung(about) = kind
        && !hazard::noticed(document)?.iter().any(|held| held.id == about)
    {
        return Err(EditError::NoSuchHazard(about));
    }
    if let EventKind::Undone(of) | EventKind::Located(of) = kind
        && !events.iter().any(|event| event.id == of)
    {
        return Err(EditError::NoSuchEvent(of));
    }
    Ok(Prepared {
        log: document.container("events")?,
        kind,
        reason: reason.trim(),
        hub_offset: clocks.hub_offset,
        fix: None,
        follows: fold(&events).tips.iter().flat_map(|tip| *tip.as_bytes()).collect(),
    })
}

/// Names a job that was booked from this one; nothing when it is named already.
fn follow_on(
    document: &mut Document,
    job: DocumentId,
    description: &str,
    clocks: &Clocks,
) -> Result<Vec<Change>, EditError> {
    check_length("description", description, MAX_SHORT_TEXT)?;
    let mut changes = document.open_container("follow_ons")?;
    let follow_ons = document.container("follow_ons")?;
    if entry(document, &follow_ons, &job.to_string()).is_some() {
        return Ok(Vec::new());
    }
    changes.extend(document.transact::<EditError>(clocks.device, |transaction| {
        let entry = transaction.put_object(&follow_ons, job.to_string(), ObjType::Map)?;
        transaction.put(&entry, "reference", reference_of(job))?;
        transaction.put(&entry, "description", description)?;
        Ok(())
    })?);
    Ok(changes)
}

fn add_photo(
    document: &mut Document,
    photo: &NewPhoto,
    clocks: &Clocks,
    id: PhotoId,
) -> Result<Vec<Change>, EditError> {
    check_length("caption", &photo.caption, MAX_SHORT_TEXT)?;
    let photos = document.container("photos")?;
    if let Some(MadeFrom::Redaction(of) | MadeFrom::Marks(of)) = photo.made_from {
        entry(document, &photos, &of.to_string()).ok_or(EditError::NoSuchPhoto(of))?;
    }
    document.transact(clocks.device, |transaction| {
        let entry = transaction.put_object(&photos, id.to_string(), ObjType::Map)?;
        transaction.put(&entry, "hash", ScalarValue::Bytes(photo.hash.to_vec()))?;
        transaction.put(&entry, "size", photo.size)?;
        transaction.put(&entry, "preview_hash", ScalarValue::Bytes(photo.preview_hash.to_vec()))?;
        transaction.put(&entry, "preview_size", photo.preview_size)?;
        transaction.put(&entry, "media_type", photo.media_type.as_str())?;
        transaction.put(&entry, "stage", photo.stage.name())?;
        if !photo.caption.is_empty() {
            transaction.put(&entry, "caption", photo.caption.as_str())?;
        }
        match photo.made_from {
            Some(MadeFrom::Redaction(of)) => transaction.put(&entry, "redacts", of.to_string())?,
            Some(MadeFrom::Marks(on)) => transaction.put(&entry, "marks", on.to_string())?,
            None => {}
        }
        Ok(())
    })
}

fn add_recording(
    document: &mut Document,
    recording: &NewRecording,
    clocks: &Clocks,
    id: RecordingId,
) -> Result<Vec<Change>, EditError> {
    let mut changes = document.open_container("recordings")?;
    let recordings = document.container("recordings")?;
    changes.extend(document.transact(clocks.device, |transaction| {
        let entry = transaction.put_object(&recordings, id.to_string(), ObjType::Map)?;
        transaction.put(&entry, "hash", ScalarValue::Bytes(recording.hash.to_vec()))?;
        transaction.put(&entry, "size", recording.size)?;
        transaction.put(&entry, "media_type", recording.media_type.as_str())?;
        transaction.put(&entry, "milliseconds", u64::from(recording.milliseconds))?;
        Ok::<_, EditError>(())
    })?);
    Ok(changes)
}

/// Writes an item under its id.
fn put_item(
    transaction: &mut impl Transactable,
    items: &ObjId,
    id: ItemId,
    item: &NewItem,
    element: &str,
    ordered: bool,
) -> Result<(), AutomergeError> {
    let entry = transaction.put_object(items, id.to_string(), ObjType::Map)?;
    transaction.put(&entry, "code", item.code.as_str())?;
    transaction.put(&entry, "description", item.description.as_str())?;
    transaction.put(&entry, "unit", item.unit.as_str())?;
    transaction.put(&entry, "quantity", item.quantity)?;
    if item.m3nhf {
        transaction.put(&entry, "m3nhf", true)?;
    }
    if ordered {
        transaction.put(&entry, "ordered", true)?;
    }
    if !element.is_empty() {
        transaction.put(&entry, "element", element)?;
    }
    Ok(())
}

/// Sets a value unless it stands so already without competition: setting it again settles a competition.
pub(crate) fn put_settled(
    document: &mut Document,
    object: &ObjId,
    key: &str,
    value: ScalarValue,
    clocks: &Clocks,
) -> Result<Vec<Change>, EditError> {
    let held = document.inner.get_all(object, key)?;
    if let [(automerge::Value::Scalar(only), _)] = held.as_slice()
        && **only == value
    {
        return Ok(Vec::new());
    }
    document.transact(clocks.device, |transaction| Ok(transaction.put(object, key, value)?))
}

/// The map entry under `key`, if it is there and a map.
pub(crate) fn entry(document: &Document, container: &ObjId, key: &str) -> Option<ObjId> {
    match document.inner.get(container, key) {
        Ok(Some((automerge::Value::Object(ObjType::Map), object))) => Some(object),
        _ => None,
    }
}

pub(crate) fn check_quantity(quantity: f64) -> Result<(), EditError> {
    if (0.0..=MAX_QUANTITY).contains(&quantity) { Ok(()) } else { Err(EditError::Quantity(quantity)) }
}

fn check_length(what: &'static str, text: &str, limit: usize) -> Result<(), EditError> {
    if text.chars().count() > limit { Err(EditError::TooLong { what, limit }) } else { Ok(()) }
}
