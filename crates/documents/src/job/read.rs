//! Reading a job: every value with who wrote it, and whatever competes.
//!
//! A record may come from a newer version, or have been written by an attacker within the gate's rules: what is missing
//! or of another type reads as empty, and what is unknown is left out.

use std::collections::BTreeSet;

use automerge::{ObjId, ObjType, ReadDoc, ScalarValue, Value, ValueRef};
use domain::{
    address::SiteProperty,
    author::Written,
    id::{DocumentId, EventId, RecordKind},
    job::{
        AccessInformation, AppointmentWindow, Attempt, BookedFor, BookingTerms, CompetingField, Competition,
        Competitor, Contact, ContactAttempt, Decision, EarlierWork, EventKind, FollowOn, Item, Job, JobEvent, Keysafe,
        MadeFrom, NewAttempt, NewItem, NewPhoto, NewRecording, NewVariation, Note, Photo, PhotoStage, Priority,
        Recording, SignOffEntry, Variation, WorkElement, WorkOrder, fold,
    },
    place::{Coordinates, Fix},
    time::Timestamp,
    visit::{VisitKind, VisitTerms, VisitWish},
};

use super::{hazard, work};
use crate::{
    change::ChangeHash,
    document::{Document, DocumentError},
};

/// Reads a job.
///
/// # Errors
/// The record is not a job's, or no work order was raised in it yet.
pub fn read(document: &Document) -> Result<Job, DocumentError> {
    if !is_raised(document) {
        return Err(DocumentError::Incomplete { document: document.id(), what: "work order" });
    }
    let mut events = events(document)?;
    let order = fold(&events).order;
    events.sort_by_key(|event| order.iter().position(|id| *id == event.id));
    let mut competitions = Vec::new();
    let items = items(document, &mut competitions)?;
    let order = order_of(document, &items, &mut competitions)?;
    Ok(Job {
        id: document.id(),
        order,
        events,
        note: note(document, &mut competitions)?,
        photos: photos(document, &mut competitions)?,
        recordings: recordings(document)?,
        sign_offs: sign_offs(document)?,
        attempts: attempts(document)?,
        labour: work::labour(document)?,
        materials: work::materials(document)?,
        variations: variations(document)?,
        hazards: hazard::noticed(document)?,
        booked: booked(document)?,
        visit: visit(document)?,
        follow_ons: follow_ons(document)?,
        earlier: EarlierWork::from_text(&Fields::of(document, "order")?.text("earlier").unwrap_or_default()),
        items,
        competitions,
    })
}

/// Reads a job as it was at `heads`.
///
/// # Errors
/// As [`read`]; or one of `heads` is not part of the record.
pub fn read_at(document: &Document, heads: &[ChangeHash]) -> Result<Job, DocumentError> {
    read(&document.at(heads)?)
}

/// Who raised the order or arranged the visit, and when; none before anybody has.
#[must_use]
pub fn raised_by(document: &Document) -> Option<Written> {
    let order = Fields { document, object: document.container("order").ok()? };
    order.all("reference").pop().map(|(_, written)| written)
}

/// True when a work order was raised in the record.
pub(super) fn is_raised(document: &Document) -> bool {
    document.container("order").is_ok_and(|order| Fields { document, object: order }.text("reference").is_some())
}

/// The event log, unordered.
pub(super) fn events(document: &Document) -> Result<Vec<JobEvent>, DocumentError> {
    let mut events = Vec::new();
    for (key, fields) in entries(document, "events")? {
        let id = key.parse();
        let kind = fields.text("kind").and_then(|kind| EventKind::from_name(&kind));
        if let (Ok(id), Some(kind)) = (id, kind) {
            let follows = fields.bytes("follows").unwrap_or_default();
            events.push(JobEvent {
                id,
                kind,
                reason: fields.text("reason").unwrap_or_default(),
                written: document.written(&fields.object),
                hub_offset: fields.integer("hub_offset"),
                follows: follows.chunks_exact(16).filter_map(|bytes| EventId::try_from(bytes).ok()).collect(),
                fix: fix(&fields),
            });
        }
    }
    Ok(events)
}

/// Where something is; none where that is not said.
fn position(fields: &Fields<'_>) -> Option<Coordinates> {
    Coordinates::from_steps(fields.integer("north")?, fields.integer("east")?)
}

/// Where the handheld was; none where the event says nothing of it.
fn fix(fields: &Fields<'_>) -> Option<Fix> {
    Some(Fix { at: position(fields)?, accuracy: u32::try_from(fields.unsigned("accuracy")?).ok()? })
}

fn items(document: &Document, competitions: &mut Vec<Competition>) -> Result<Vec<Item>, DocumentError> {
    let mut items = Vec::new();
    for (key, fields) in entries(document, "items")? {
        let Ok(id) = key.parse() else { continue };
        let sides = fields.all("quantity");
        let added = document.written(&fields.object);
        let quantity_written = sides.last().map_or(added, |(_, written)| *written);
        if let Some(sides) = competing(sides) {
            competitions.push(Competition { field: CompetingField::Quantity(id), sides });
        }
        items.push(Item {
            id,
            element: fields.text("element").unwrap_or_default(),
            code: fields.text("code").unwrap_or_default(),
            description: fields.text("description").unwrap_or_default(),
            unit: fields.text("unit").unwrap_or_default(),
            m3nhf: fields.flag("m3nhf"),
            quantity: fields.number("quantity").unwrap_or_default(),
            ordered: fields.flag("ordered"),
            added,
            quantity_written,
        });
    }
    Ok(items)
}

fn order_of(
    document: &Document,
    items: &[Item],
    competitions: &mut Vec<Competition>,
) -> Result<WorkOrder, DocumentError> {
    let fields = Fields { document, object: document.container("order")? };
    let text = |key: &str| fields.text(key).unwrap_or_default();
    let lines = |key: &str| -> Vec<String> { text(key).lines().map(str::to_owned).collect() };
    let time = |key: &str| fields.integer(key).map(Timestamp::from_milliseconds);
    let planning = Fields { document, object: document.container("planning")? };
    if let Some(sides) = competing(planning.all("appointment")) {
        competitions.push(Competition { field: CompetingField::Appointment, sides });
    }
    let keysafe = Keysafe { location: text("keysafe_location"), code: text("keysafe_code") };
    let mut elements = Vec::new();
    for (_, entry) in entries(document, "elements")? {
        let reference = entry.text("reference").unwrap_or_default();
        let ordered = items.iter().filter(|item| item.ordered && item.element == reference);
        elements.push(WorkElement {
            trade: (entry.text("trade_code").unwrap_or_default(), entry.text("trade").unwrap_or_default()),
            items: ordered.map(as_ordered).collect(),
            reference,
        });
    }
    let contacts = entries(document, "contacts")?.into_iter().map(|(_, entry)| Contact {
        name: entry.text("name").unwrap_or_default(),
        numbers: entry.text("numbers").unwrap_or_default().lines().map(str::to_owned).collect(),
    });
    Ok(WorkOrder {
        source: text("source"),
        reference: text("reference"),
        description: text("description"),
        location_of_repair: text("location_of_repair"),
        raised: time("raised"),
        priority: Priority {
            code: text("priority_code"),
            description: text("priority"),
            required_completion: time("required_completion"),
        },
        trade: (text("trade_code"), text("trade")),
        work_class: text("work_class"),
        elements,
        appointment: planning.text("appointment").and_then(|window| AppointmentWindow::from_scalar(&window)),
        access: AccessInformation {
            description: text("access"),
            keysafe: (!keysafe.location.is_empty() || !keysafe.code.is_empty()).then_some(keysafe),
            parking: text("parking"),
            entry_code: text("entry_code"),
            stopcock: text("stopcock"),
            isolation: text("isolation"),
            days_to_avoid: text("days_to_avoid"),
        },
        property: SiteProperty {
            reference: text("property_reference"),
            uprn: text("uprn"),
            address_lines: lines("address"),
            postcode: text("postcode"),
        },
        position: position(&fields),
        contacts: contacts.collect(),
        alerts: lines("alerts").iter().filter_map(|id| id.parse::<DocumentId>().ok()).collect(),
    })
}

/// How a job was booked at a door; none for one that the landlord raised.
fn booked(document: &Document) -> Result<Option<BookingTerms>, DocumentError> {
    let order = Fields { document, object: document.container("order")? };
    if !order.flag("booked") {
        return Ok(None);
    }
    let number = |key: &str| order.unsigned(key).and_then(|number| u32::try_from(number).ok());
    let text = |key: &str| order.text(key).unwrap_or_default();
    Ok(Some(BookingTerms {
        purpose: BookedFor::from_name(&text("booked_for")),
        photos: text("booked_photos").lines().filter_map(|id| id.parse().ok()).collect(),
        follows: text("follows").parse().ok(),
        minutes: number("booked_minutes"),
        operatives: number("operatives").unwrap_or_default(),
        trades: text("further_trades"),
        materials: text("materials_needed"),
        preferred: text("preferred").lines().map(str::to_owned).collect(),
    }))
}

/// What it is for; none for a record that is no visit.
fn visit(document: &Document) -> Result<Option<VisitTerms>, DocumentError> {
    let order = Fields { document, object: document.container("order")? };
    let text = |key: &str| order.text(key).unwrap_or_default();
    Ok(VisitKind::from_name(&text("visit")).filter(|_| document.kind() == RecordKind::Visit).map(|kind| VisitTerms {
        kind,
        tenancy: text("tenancy").parse().ok(),
        wishes: text("wishes").lines().filter_map(VisitWish::from_name).collect(),
    }))
}

fn attempts(document: &Document) -> Result<Vec<Attempt>, DocumentError> {
    let recorded = entries(document, "attempts")?.into_iter().filter_map(|(key, fields)| {
        let text = |key: &str| fields.text(key).unwrap_or_default();
        Some(Attempt {
            id: key.parse().ok()?,
            attempt: NewAttempt {
                happened: text("happened"),
                card: fields.text("card").and_then(|card| card.parse().ok()),
                no_card_because: text("no_card_because"),
                contacts: text("contacts").lines().filter_map(ContactAttempt::from_line).collect(),
                offered: text("offered"),
            },
            written: document.written(&fields.object),
        })
    });
    Ok(recorded.collect())
}

/// Work beyond the order, with what the landlord decided.
pub(super) fn variations(document: &Document) -> Result<Vec<Variation>, DocumentError> {
    let decisions = if document.has_container("decisions") {
        Some(Fields { document, object: document.container("decisions")? })
    } else {
        None
    };
    let recorded = entries(document, "variations")?.into_iter().filter_map(|(key, fields)| {
        let whole = |key| fields.unsigned(key).and_then(|pence| u32::try_from(pence).ok());
        let pence = whole("pence");
        let decided = decisions.as_ref().and_then(|decisions| decisions.text(&key));
        Some(Variation {
            id: key.parse().ok()?,
            variation: NewVariation {
                what: fields.text("what").unwrap_or_default(),
                pence: pence?,
                safe_to_wait: fields.flag("safe_to_wait"),
                // Older ones do not say.
                authority_pence: whole("authority_pence").unwrap_or(domain::job::AUTHORITY_PENCE),
            },
            decision: decided.and_then(|decided| Decision::from_scalar(&decided)),
            written: document.written(&fields.object),
        })
    });
    Ok(recorded.collect())
}

fn follow_ons(document: &Document) -> Result<Vec<FollowOn>, DocumentError> {
    let named = entries(document, "follow_ons")?.into_iter().filter_map(|(key, fields)| {
        Some(FollowOn {
            job: key.parse().ok()?,
            reference: fields.text("reference").unwrap_or_default(),
            description: fields.text("description").unwrap_or_default(),
            written: document.written(&fields.object),
        })
    });
    Ok(named.collect())
}

fn as_ordered(item: &Item) -> NewItem {
    NewItem {
        code: item.code.clone(),
        description: item.description.clone(),
        unit: item.unit.clone(),
        quantity: item.quantity,
        m3nhf: item.m3nhf,
    }
}

fn note(document: &Document, competitions: &mut Vec<Competition>) -> Result<Note, DocumentError> {
    let note = document.container("note")?;
    let object = document.container("note_touched")?;
    let failed = |source| document.automerge(source);
    let text = document.inner.text(&note).map_err(failed)?;
    // Who edits the note says so in the same change. Those who had not seen each other's words stand side by side, where
    // the words of all of them together say what none of them wrote.
    let touched = document.inner.get_all(&object, "at").map_err(failed)?;
    let last = touched.last().map(|(_, operation)| document.written(operation));
    if touched.len() > 1 {
        let mut sides = Vec::with_capacity(touched.len());
        for (_, operation) in &touched {
            let Some(change) = document.inner.hash_for_opid(operation) else { continue };
            let value = document.inner.text_at(&note, &[change]).map_err(failed)?;
            sides.push(Competitor { value, written: document.written(operation) });
        }
        let written: BTreeSet<&str> = sides.iter().flat_map(|side| sentences(&side.value)).collect();
        if sentences(&text).any(|sentence| !written.contains(sentence)) {
            competitions.push(Competition { field: CompetingField::Note, sides });
        }
    }
    Ok(Note { text, last })
}

/// What stands between full stops and line breaks. A merge of letters keeps those that one person alone has touched.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split(['.', '!', '?', '\n']).map(str::trim).filter(|sentence| !sentence.is_empty())
}

fn photos(document: &Document, competitions: &mut Vec<Competition>) -> Result<Vec<Photo>, DocumentError> {
    let mut photos = Vec::new();
    for (key, fields) in entries(document, "photos")? {
        let hash = |key: &str| fields.bytes(key).and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
        let (Ok(id), Some(hash), Some(preview_hash)) = (key.parse(), hash("hash"), hash("preview_hash")) else {
            continue;
        };
        let stage = fields.text("stage").and_then(|stage| PhotoStage::from_name(&stage));
        if let Some(sides) = competing(fields.all("caption")) {
            competitions.push(Competition { field: CompetingField::Caption(id), sides });
        }
        let names = |key: &str| fields.text(key).and_then(|id| id.parse().ok());
        let made_from = names("redacts").map(MadeFrom::Redaction).or_else(|| names("marks").map(MadeFrom::Marks));
        photos.push(Photo {
            id,
            written: document.written(&fields.object),
            photo: NewPhoto {
                hash,
                size: fields.unsigned("size").unwrap_or_default(),
                preview_hash,
                preview_size: fields.unsigned("preview_size").unwrap_or_default(),
                media_type: fields.text("media_type").unwrap_or_default(),
                caption: fields.text("caption").unwrap_or_default(),
                stage: stage.unwrap_or(PhotoStage::During),
                made_from,
            },
        });
    }
    Ok(photos)
}

fn recordings(document: &Document) -> Result<Vec<Recording>, DocumentError> {
    let spoken = entries(document, "recordings")?.into_iter().filter_map(|(key, fields)| {
        Some(Recording {
            id: key.parse().ok()?,
            written: document.written(&fields.object),
            recording: NewRecording {
                hash: fields.bytes("hash").and_then(|bytes| <[u8; 32]>::try_from(bytes).ok())?,
                size: fields.unsigned("size").unwrap_or_default(),
                media_type: fields.text("media_type").unwrap_or_default(),
                milliseconds: fields.unsigned("milliseconds").and_then(|number| u32::try_from(number).ok())?,
            },
        })
    });
    Ok(spoken.collect())
}

fn sign_offs(document: &Document) -> Result<Vec<SignOffEntry>, DocumentError> {
    let choices = Fields { document, object: document.container("choices")? };
    // Two who chose differently without sight of each other have settled nothing.
    let chosen = if competing(choices.all("sign_off")).is_some() { None } else { choices.text("sign_off") };
    let mut sign_offs = Vec::new();
    for (key, fields) in entries(document, "sign_offs")? {
        if let (Ok(id), Some(seal)) = (key.parse(), fields.bytes("seal")) {
            let stands = chosen.as_ref() == Some(&key);
            let spoken = fields.bytes("spoken").and_then(|hash| hash.try_into().ok());
            sign_offs.push(SignOffEntry { id, seal, written: document.written(&fields.object), stands, spoken });
        }
    }
    if let [only] = sign_offs.as_mut_slice() {
        only.stands = true;
    }
    Ok(sign_offs)
}

/// Values that differ, as sides of a competition.
fn competing(values: Vec<(ScalarValue, Written)>) -> Option<Vec<Competitor>> {
    let sides: Vec<Competitor> =
        values.into_iter().map(|(value, written)| Competitor { value: spelled(&value), written }).collect();
    sides.iter().any(|side| Some(&side.value) != sides.first().map(|first| &first.value)).then_some(sides)
}

fn spelled(value: &ScalarValue) -> String {
    match value {
        ScalarValue::Str(text) => text.to_string(),
        ScalarValue::F64(number) => number.to_string(),
        ScalarValue::Int(number) => number.to_string(),
        ScalarValue::Uint(number) => number.to_string(),
        _ => String::new(),
    }
}

/// The map entries of a container, by key; none while the layer that makes it has not joined the record.
pub(crate) fn entries<'a>(
    document: &'a Document,
    name: &'static str,
) -> Result<Vec<(String, Fields<'a>)>, DocumentError> {
    if !document.has_container(name) {
        return Ok(Vec::new());
    }
    let container = document.container(name)?;
    let entries = document.inner.map_range(&container, ..).filter_map(|entry| match entry.value {
        ValueRef::Object(ObjType::Map) => {
            let fields = Fields { document, object: entry.id() };
            Some((entry.key.into_owned(), fields))
        }
        _ => None,
    });
    Ok(entries.collect())
}

/// The scalar fields of one map.
pub(crate) struct Fields<'a> {
    document: &'a Document,
    pub(crate) object: ObjId,
}

impl<'a> Fields<'a> {
    /// The values of a container.
    ///
    /// # Errors
    /// The record has none of this name.
    pub(crate) fn of(document: &'a Document, container: &'static str) -> Result<Self, DocumentError> {
        Ok(Self { document, object: document.container(container)? })
    }

    /// The keys, in order.
    pub(crate) fn keys(&self) -> Vec<String> {
        self.document.inner.keys(&self.object).collect()
    }

    fn scalar(&self, key: &str) -> Option<ScalarValue> {
        match self.document.inner.get(&self.object, key) {
            Ok(Some((Value::Scalar(value), _))) => Some(value.into_owned()),
            _ => None,
        }
    }

    /// Every value that nobody has overwritten, the one that `get` shows last; the same order on every device.
    pub(crate) fn all(&self, key: &str) -> Vec<(ScalarValue, Written)> {
        let values = self.document.inner.get_all(&self.object, key).unwrap_or_default();
        let scalars = values.into_iter().filter_map(|(value, operation)| match value {
            Value::Scalar(value) => Some((value.into_owned(), self.document.written(&operation))),
            Value::Object(_) => None,
        });
        scalars.collect()
    }

    pub(crate) fn text(&self, key: &str) -> Option<String> {
        match self.scalar(key)? {
            ScalarValue::Str(text) => Some(text.to_string()),
            _ => None,
        }
    }

    pub(crate) fn bytes(&self, key: &str) -> Option<Vec<u8>> {
        match self.scalar(key)? {
            ScalarValue::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    pub(crate) fn flag(&self, key: &str) -> bool {
        self.scalar(key) == Some(ScalarValue::Boolean(true))
    }

    pub(crate) fn integer(&self, key: &str) -> Option<i64> {
        match self.scalar(key)? {
            ScalarValue::Int(number) => Some(number),
            ScalarValue::Timestamp(number) => Some(number),
            _ => None,
        }
    }

    pub(crate) fn unsigned(&self, key: &str) -> Option<u64> {
        match self.scalar(key)? {
            ScalarValue::Uint(number) => Some(number),
            ScalarValue::Int(number) => u64::try_from(number).ok(),
            _ => None,
        }
    }

    /// A finite number that is not below nought.
    pub(crate) fn number(&self, key: &str) -> Option<f64> {
        match self.scalar(key)? {
            ScalarValue::F64(number) => Some(number).filter(|number| number.is_finite() && *number >= 0.0),
            _ => None,
        }
    }
}
