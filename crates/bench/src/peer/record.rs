//! Their records as our jobs, and back.
//!
//! A job has no free fields, so each of theirs is carried by the field of a job that comes nearest in kind. What their
//! devices never change is words and times of the landlord's order: scalars, as theirs are. What their devices change:
//!
//! | theirs | ours |
//! | --- | --- |
//! | `status_log`, as created | a work element for each entry |
//! | `status_log`, appended | an event each; the whole entry is its reason |
//! | `status` | the code of the last event; as created until there is one |
//! | `meter_reading` | the quantity of an item, in tens: a quantity ends at 9,999 |
//! | `own_…` | the quantity of an item of that name |
//! | `notes`, as created | the order's description |
//! | `notes`, appended | the note, which is text that merges |
//!
//! One of their edits (two fields and an entry) is two Automerge changes in one commit: an event, and a quantity.

use documents::{ChangeHash, Document, job};
use domain::{
    id::{DocumentId, RecordKind},
    job::{Contact, EventKind, Item, Job, JobEdit, Keysafe, NewItem, Priority, WorkElement, WorkOrder},
    time::Timestamp,
};
use serde_json::{Map, Value, json};

use super::{list, text};
use crate::Failed;

/// The name of the system that their records come from.
const SOURCE: &str = "peers";

const METER: &str = "meter_reading";

/// Tenths of a reading in a unit of quantity.
const HUNDREDTHS: f64 = 100.0;

/// The job of a record.
pub fn document(id: &str) -> DocumentId {
    DocumentId::derived(SOURCE, RecordKind::Job, id)
}

/// The work order that carries a new record.
pub fn order(record: &Value) -> Result<WorkOrder, Failed> {
    let word = |key: &str| text(record, key).to_owned();
    let plain = |key: &str| record.get(key).map(Value::to_string).unwrap_or_default();
    let mut elements = list(record, "status_log").iter().map(|entry| WorkElement {
        reference: format!("{} {}", text(entry, "at"), text(entry, "by")),
        trade: (text(entry, "code").to_owned(), text(entry, "text").to_owned()),
        items: Vec::new(),
    });
    let reading = record.get(METER).and_then(Value::as_f64).unwrap_or_default();
    let first = WorkElement {
        reference: String::new(),
        trade: (word("status"), plain("actual_start")),
        items: vec![NewItem { quantity: reading / 10.0, ..item(METER) }],
    };
    Ok(WorkOrder {
        source: SOURCE.into(),
        reference: word("id"),
        description: word("notes"),
        location_of_repair: format!("{} {}", plain("lat"), plain("lon")),
        raised: Timestamp::parse(text(record, "scheduled_start")),
        priority: Priority {
            code: plain("priority"),
            description: plain("labour_minutes"),
            required_completion: Timestamp::parse(text(record, "scheduled_end")),
        },
        trade: (word("team"), plain("parts_cost")),
        work_class: word("kind"),
        elements: std::iter::once(first).chain(&mut elements).collect(),
        appointment: None,
        access: domain::job::AccessInformation {
            description: word("assigned_to"),
            keysafe: Some(Keysafe { location: word("asset_serial"), code: word("asset_model") }),
            ..domain::job::AccessInformation::default()
        },
        property: domain::address::SiteProperty {
            reference: word("job_no"),
            uprn: String::new(),
            address_lines: vec![word("site_address"), word("site_city")],
            postcode: word("site_postcode"),
        },
        position: None,
        contacts: vec![Contact {
            name: word("customer_name"),
            numbers: vec![word("customer_phone"), word("customer_email")],
        }],
        alerts: Vec::new(),
    })
}

/// The record that a job carries.
pub fn record(job: &Job) -> Value {
    let order = &job.order;
    let plain = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_default();
    let time = |time: Option<Timestamp>| time.map(Timestamp::rfc3339);
    let (lat, lon) = order.location_of_repair.split_once(' ').unwrap_or_default();
    let keysafe = order.access.keysafe.clone().unwrap_or(Keysafe { location: String::new(), code: String::new() });
    let contact = order.contacts.first();
    let number = |place: usize| contact.and_then(|contact| contact.numbers.get(place));
    let line = |place: usize| order.property.address_lines.get(place);
    let appended: Vec<Value> = job.events.iter().filter_map(|event| serde_json::from_str(&event.reason).ok()).collect();
    let (first, log) = order.elements.split_first().map_or((None, &[][..]), |(first, log)| (Some(first), log));
    let mut entries: Vec<Value> = log
        .iter()
        .map(|element| {
            let (at, by) = element.reference.split_once(' ').unwrap_or_default();
            json!({ "at": at, "by": by, "code": element.trade.0, "text": element.trade.1 })
        })
        .collect();
    let status = appended.last().map(|entry| text(entry, "code")).or(first.map(|first| first.trade.0.as_str()));
    let mut fields = json!({
        "id": order.reference, "team": order.trade.0, "kind": order.work_class, "job_no": order.property.reference,
        "customer_name": contact.map(|contact| &contact.name), "customer_phone": number(0), "customer_email": number(1),
        "site_address": line(0), "site_city": line(1), "site_postcode": order.property.postcode,
        "lat": plain(lat), "lon": plain(lon),
        "scheduled_start": time(order.raised), "scheduled_end": time(order.priority.required_completion),
        "actual_start": plain(first.map(|first| first.trade.1.as_str()).unwrap_or_default()),
        "status": status, "priority": plain(&order.priority.code), "assigned_to": order.access.description,
        "asset_serial": keysafe.location, "asset_model": keysafe.code,
        "labour_minutes": plain(&order.priority.description), "parts_cost": plain(&order.trade.1),
        "notes": format!("{}{}", order.description, job.note.text),
    });
    entries.extend(appended.iter().cloned());
    if let Some(fields) = fields.as_object_mut() {
        fields.insert("status_log".into(), entries.into());
        for item in &job.items {
            let value = if item.code == METER { (item.quantity * HUNDREDTHS).round() / 10.0 } else { item.quantity };
            fields.insert(item.code.clone(), value.into());
        }
    }
    fields
}

/// What one of their edits is of ours, on a record as it stands.
pub fn edits(document: &Document, job: &Job, edit: &Value) -> Vec<JobEdit> {
    let mut edits = Vec::new();
    if let Some(entry) = edit.get("append") {
        edits.push(JobEdit::Record { kind: kind(text(entry, "code")), reason: entry.to_string() });
    }
    let none = Map::new();
    let set = edit.get("set").and_then(Value::as_object).unwrap_or(&none);
    // The status is the entry's code in every edit that they make.
    for (name, value) in set.iter().filter(|(name, _)| *name != "status") {
        let scale = if name == METER { 0.1 } else { 1.0 };
        let quantity = ((value.as_f64().unwrap_or_default() * scale) * HUNDREDTHS).round() / HUNDREDTHS;
        edits.push(match named(job, name) {
            Some(known) => JobEdit::ChangeQuantity { item: known.id, quantity },
            None => JobEdit::AddItem(NewItem { quantity, ..item(name) }),
        });
    }
    let appended = text(edit, "notes_append");
    if !appended.is_empty() {
        let base = document.heads().iter().map(ChangeHash::as_bytes).copied().collect();
        edits.push(JobEdit::EditNote { base, text: format!("{}{appended}", job.note.text) });
    }
    edits
}

/// What a job says, and how many values of it lost a competition and can still be read.
pub fn read(document: &Document) -> Result<(Value, usize), Failed> {
    let job = job::read(document)?;
    let values: usize = job.competitions.iter().map(|competition| competition.sides.len().saturating_sub(1)).sum();
    let outcomes = job.status().tips.len().saturating_sub(1);
    Ok((record(&job), values + outcomes))
}

fn named<'a>(job: &'a Job, name: &str) -> Option<&'a Item> {
    job.items.iter().find(|item| item.code == name)
}

fn item(code: &str) -> NewItem {
    NewItem { code: code.to_owned(), description: String::new(), unit: String::new(), quantity: 0.0, m3nhf: false }
}

/// The event that comes nearest to one of their codes.
fn kind(code: &str) -> EventKind {
    match code {
        "travelling" => EventKind::Travelling,
        "on_site" => EventKind::Arrived,
        "done" | "signed_off" => EventKind::Completed,
        "assigned" => EventKind::Accepted,
        "new" => EventKind::Reopened,
        _ => EventKind::Paused,
    }
}
