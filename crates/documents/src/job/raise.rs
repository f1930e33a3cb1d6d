//! Raising: a work order becomes the record's first change, the landlord's own or one booked at a door.

use automerge::{ObjId, ObjType, ReadDoc, transaction::Transactable};
use domain::{
    author::Clocks,
    id::{DocumentId, ItemId},
    job::{BookedFor, BookingTerms, EarlierWork, Priority, WorkOrder},
    place::Coordinates,
    visit::VisitTerms,
};
use sha2::{Digest, Sha256};

use super::{EditError, check_quantity, put_item, read};
use crate::{change::Change, document::Document};

/// What a record says of itself besides its order.
#[derive(Debug, Clone, Copy)]
pub(super) enum Terms<'a> {
    /// The landlord's system ordered it.
    Ordered,
    /// Somebody booked it at a door.
    Booked(&'a BookingTerms),
    /// An officer arranged it.
    Visit(&'a VisitTerms),
}

pub(super) fn raise(
    document: &mut Document,
    order: &WorkOrder,
    terms: Terms<'_>,
    clocks: &Clocks,
) -> Result<Vec<Change>, EditError> {
    if read::is_raised(document) {
        return Err(EditError::AlreadyRaised(document.id()));
    }
    for item in order.elements.iter().flat_map(|element| &element.items) {
        check_quantity(item.quantity)?;
    }
    let id = document.id();
    let container = document.container("order")?;
    let elements = document.container("elements")?;
    let items = document.container("items")?;
    let contacts = document.container("contacts")?;
    let planning = document.container("planning")?;
    document.transact(clocks.device, |transaction| {
        for (key, value) in texts(order) {
            if !value.is_empty() {
                transaction.put(&container, key, value)?;
            }
        }
        for (key, time) in [("raised", order.raised), ("required_completion", order.priority.required_completion)] {
            if let Some(time) = time {
                transaction.put(&container, key, time.milliseconds())?;
            }
        }
        match terms {
            Terms::Ordered => {}
            Terms::Booked(terms) => put_terms(transaction, &container, terms)?,
            Terms::Visit(terms) => put_visit(transaction, &container, terms)?,
        }
        if let Some((north, east)) = order.position.map(Coordinates::steps) {
            transaction.put(&container, "north", north)?;
            transaction.put(&container, "east", east)?;
        }
        for (index, element) in order.elements.iter().enumerate() {
            let entry = transaction.put_object(&elements, key(index), ObjType::Map)?;
            transaction.put(&entry, "reference", element.reference.as_str())?;
            transaction.put(&entry, "trade_code", element.trade.0.as_str())?;
            transaction.put(&entry, "trade", element.trade.1.as_str())?;
            for (number, item) in element.items.iter().enumerate() {
                put_item(transaction, &items, ordered_item(id, index, number), item, &element.reference, true)?;
            }
        }
        for (index, contact) in order.contacts.iter().enumerate() {
            let entry = transaction.put_object(&contacts, key(index), ObjType::Map)?;
            transaction.put(&entry, "name", contact.name.as_str())?;
            transaction.put(&entry, "numbers", contact.numbers.join("\n"))?;
        }
        if let Some(window) = &order.appointment {
            transaction.put(&planning, "appointment", window.to_scalar())?;
        }
        Ok(())
    })
}

/// How a job was booked, beside its order; [`read`] reads the same keys.
fn put_terms(
    transaction: &mut impl Transactable,
    order: &ObjId,
    terms: &BookingTerms,
) -> Result<(), automerge::AutomergeError> {
    transaction.put(order, "booked", true)?;
    if let Some(follows) = terms.follows {
        transaction.put(order, "follows", follows.to_string())?;
    }
    for (key, number) in [("booked_minutes", terms.minutes.unwrap_or_default()), ("operatives", terms.operatives)] {
        if number > 0 {
            transaction.put(order, key, u64::from(number))?;
        }
    }
    let photos: Vec<String> = terms.photos.iter().map(ToString::to_string).collect();
    let purpose = if terms.purpose == BookedFor::FollowOn { "" } else { terms.purpose.name() };
    let texts = [
        ("booked_for", purpose.to_owned()),
        ("booked_photos", photos.join("\n")),
        ("further_trades", terms.trades.clone()),
        ("materials_needed", terms.materials.clone()),
        ("preferred", terms.preferred.join("\n")),
    ];
    for (key, text) in texts {
        if !text.is_empty() {
            transaction.put(order, key, text)?;
        }
    }
    Ok(())
}

/// What a visit is for, beside its order; [`read`] reads the same keys.
fn put_visit(
    transaction: &mut impl Transactable,
    order: &ObjId,
    terms: &VisitTerms,
) -> Result<(), automerge::AutomergeError> {
    transaction.put(order, "visit", terms.kind.name())?;
    if let Some(tenancy) = terms.tenancy {
        transaction.put(order, "tenancy", tenancy.to_string())?;
    }
    if !terms.wishes.is_empty() {
        let wishes: Vec<&str> = terms.wishes.iter().map(|wish| wish.name()).collect();
        transaction.put(order, "wishes", wishes.join("\n"))?;
    }
    Ok(())
}

/// Names one more alert that follows the job to the door; none twice.
pub(super) fn warn(document: &mut Document, alert: DocumentId, clocks: &Clocks) -> Result<Vec<Change>, EditError> {
    let mut alerts = read::read(document)?.order.alerts;
    if alerts.contains(&alert) {
        return Ok(Vec::new());
    }
    alerts.push(alert);
    let container = document.container("order")?;
    let alerts: Vec<String> = alerts.iter().map(ToString::to_string).collect();
    document.transact(clocks.device, |transaction| Ok(transaction.put(&container, "alerts", alerts.join("\n"))?))
}

/// Says what ended at the home before.
pub(super) fn tell_earlier(
    document: &mut Document,
    earlier: &[EarlierWork],
    clocks: &Clocks,
) -> Result<Vec<Change>, EditError> {
    if read::read(document)?.earlier == earlier {
        return Ok(Vec::new());
    }
    let container = document.container("order")?;
    let text = EarlierWork::to_text(earlier);
    document.transact(clocks.device, |transaction| Ok(transaction.put(&container, "earlier", text)?))
}

/// Sets all that a priority says, so that none of it is left of the one before.
pub(super) fn prioritise(
    document: &mut Document,
    priority: &Priority,
    clocks: &Clocks,
) -> Result<Vec<Change>, EditError> {
    if read::read(document)?.order.priority == *priority {
        return Ok(Vec::new());
    }
    let container = document.container("order")?;
    document.transact(clocks.device, |transaction| {
        transaction.put(&container, "priority_code", priority.code.as_str())?;
        transaction.put(&container, "priority", priority.description.as_str())?;
        match priority.required_completion {
            Some(time) => transaction.put(&container, "required_completion", time.milliseconds())?,
            None => transaction.put(&container, "required_completion", ())?,
        }
        Ok(())
    })
}

/// Keys that no correction touches: by them a job is known.
const STAYS: [&str; 2] = ["source", "reference"];

/// Sets what differs of an order, but for its name, the parts of the work and the appointment.
pub(super) fn correct(document: &mut Document, order: &WorkOrder, clocks: &Clocks) -> Result<Vec<Change>, EditError> {
    let held = read::read(document)?.order;
    let container = document.container("order")?;
    let contacts = document.container("contacts")?;
    let changed: Vec<(&str, String)> = texts(order)
        .into_iter()
        .zip(texts(&held))
        .filter(|((key, now), (_, before))| !STAYS.contains(key) && now != before)
        .map(|(now, _)| now)
        .collect();
    let times = [
        ("raised", held.raised, order.raised),
        ("required_completion", held.priority.required_completion, order.priority.required_completion),
    ];
    let same_times = times.iter().all(|(_, before, now)| before == now);
    let (same_place, same_contacts) = (held.position == order.position, held.contacts == order.contacts);
    if changed.is_empty() && same_times && same_place && same_contacts {
        return Ok(Vec::new());
    }
    let keys: Vec<String> = document.inner.keys(&contacts).collect();
    let mut entries = Vec::with_capacity(keys.len());
    for key in keys {
        let entry = super::entry(document, &contacts, &key);
        entries.push((key, entry));
    }
    document.transact(clocks.device, |transaction| {
        for (key, value) in changed {
            transaction.put(&container, key, value)?;
        }
        for (key, _, now) in times.into_iter().filter(|(_, before, now)| before != now) {
            match now {
                Some(time) => transaction.put(&container, key, time.milliseconds())?,
                None => transaction.put(&container, key, ())?,
            }
        }
        if !same_place {
            match order.position.map(Coordinates::steps) {
                Some((north, east)) => {
                    transaction.put(&container, "north", north)?;
                    transaction.put(&container, "east", east)?;
                }
                None => {
                    transaction.put(&container, "north", ())?;
                    transaction.put(&container, "east", ())?;
                }
            }
        }
        if !same_contacts {
            put_contacts(transaction, &contacts, &entries, order)?;
        }
        Ok(())
    })
}

/// Writes over the contacts that are there, adds those that are more, and takes off those that are too many.
fn put_contacts(
    transaction: &mut impl Transactable,
    contacts: &ObjId,
    entries: &[(String, Option<ObjId>)],
    order: &WorkOrder,
) -> Result<(), automerge::AutomergeError> {
    for (index, contact) in order.contacts.iter().enumerate() {
        let key = key(index);
        let held = entries.iter().find(|(held, _)| *held == key).and_then(|(_, entry)| entry.clone());
        let entry = match held {
            Some(entry) => entry,
            None => transaction.put_object(contacts, key, ObjType::Map)?,
        };
        transaction.put(&entry, "name", contact.name.as_str())?;
        transaction.put(&entry, "numbers", contact.numbers.join("\n"))?;
    }
    for (held, _) in entries.iter().filter(|(held, _)| !(0..order.contacts.len()).any(|index| key(index) == *held)) {
        transaction.delete(contacts, held.as_str())?;
    }
    Ok(())
}

/// Texts of the order by key; [`read`] reads the same keys.
fn texts(order: &WorkOrder) -> [(&'static str, String); 22] {
    let (keysafe_location, keysafe_code) = order
        .access
        .keysafe
        .as_ref()
        .map_or_else(Default::default, |keysafe| (keysafe.location.clone(), keysafe.code.clone()));
    let alerts: Vec<String> = order.alerts.iter().map(ToString::to_string).collect();
    [
        ("source", order.source.clone()),
        ("reference", order.reference.clone()),
        ("description", order.description.clone()),
        ("location_of_repair", order.location_of_repair.clone()),
        ("priority_code", order.priority.code.clone()),
        ("priority", order.priority.description.clone()),
        ("trade_code", order.trade.0.clone()),
        ("trade", order.trade.1.clone()),
        ("work_class", order.work_class.clone()),
        ("access", order.access.description.clone()),
        ("keysafe_location", keysafe_location),
        ("keysafe_code", keysafe_code),
        ("parking", order.access.parking.clone()),
        ("entry_code", order.access.entry_code.clone()),
        ("stopcock", order.access.stopcock.clone()),
        ("isolation", order.access.isolation.clone()),
        ("days_to_avoid", order.access.days_to_avoid.clone()),
        ("property_reference", order.property.reference.clone()),
        ("uprn", order.property.uprn.clone()),
        ("address", order.property.address_lines.join("\n")),
        ("postcode", order.property.postcode.clone()),
        ("alerts", alerts.join("\n")),
    ]
}

/// Keys that sort as they were given.
fn key(index: usize) -> String {
    format!("{index:04}")
}

/// The same item of the same order has the same id wherever it is imported.
fn ordered_item(job: DocumentId, element: usize, number: usize) -> ItemId {
    let mut hash = Sha256::new();
    hash.update(b"doorstep ordered item 1");
    hash.update(job.as_bytes());
    hash.update((element as u64).to_be_bytes());
    hash.update((number as u64).to_be_bytes());
    let digest: [u8; 32] = hash.finalize().into();
    let mut bytes = [0; 16];
    for (byte, from) in bytes.iter_mut().zip(digest) {
        *byte = from;
    }
    ItemId::from_bytes(bytes)
}
