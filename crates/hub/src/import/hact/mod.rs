//! HACT's RaiseRepair message (UK housing data standards, repairs module).
//!
//! The message carries no reference of its own, so one is derived from its content unless the caller gives one: the
//! same message raises the same job.

use domain::{
    address::SiteProperty,
    alert::{Alert, AlertSubject},
    id::{DocumentId, RecordKind},
    job::{AccessInformation, Keysafe, NewItem, Priority, WorkElement, WorkOrder},
    reference::{Collection, ReferenceRow},
};
use jsonschema::Validator;
use rusqlite::Transaction;
use sha2::{Digest, Sha256};

use super::{Fault, Report, at::At};
use crate::{
    attachments::hex,
    db::{DbError, sqlite::landlord},
    export::{brief, unit_words},
    plan::Raising,
};

/// The name of the system in records' identities.
pub(crate) const SOURCE: &str = "hact";

/// Holds a message against HACT's JSON Schema.
pub(super) fn check(schema: &Validator, at: &At) -> Result<(), Fault> {
    let Some(error) = schema.iter_errors(at.value()).next() else { return Ok(()) };
    let place = error.instance_path().to_string();
    Err(Fault {
        path: format!("${}", place.replace('/', ".")),
        what: brief(&error.to_string()),
        remedy: "send the message as HACT's RaiseRepair schema describes it".into(),
    })
}

/// A work order and its alerts.
pub(super) fn raise_repair(at: &At, reference: Option<&str>, report: &mut Report) -> Result<Raising, Fault> {
    let reference = match reference {
        Some(reference) => reference.to_owned(),
        None => {
            let digest = Sha256::digest(at.value().to_string());
            format!("RR-{}", hex(&digest).to_uppercase().chars().take(10).collect::<String>())
        }
    };
    let mut alerts = Vec::new();
    for (key, subject) in [("PersonAlert", AlertSubject::Person), ("LocationAlert", AlertSubject::Location)] {
        for (number, alert) in at.list(key)?.iter().enumerate() {
            let name = format!("{reference}/{}/{number}", subject.name());
            alerts.push(Alert {
                id: DocumentId::derived(SOURCE, RecordKind::Alert, &name),
                subject,
                type_code: alert.need_text("Type")?,
                comments: alert.text_of("Comments")?,
            });
        }
    }
    let units = at.list("SitePropertyUnit")?;
    if units.len() > 1 {
        let others = units.len() - 1;
        report.notes.push(format!("job {reference}: its first address is used; {others} more were left out"));
    }
    let unit = units.first();
    let access = at.get("AccessInformation");
    let keysafe = match (&access, unit) {
        (Some(access), _) if access.get("Keysafe").is_some() => access.get("Keysafe"),
        (_, Some(unit)) => unit.get("Keysafe"),
        _ => None,
    };
    let elements = at.list("WorkElement")?.iter().map(element).collect::<Result<Vec<_>, _>>()?;
    let order = WorkOrder {
        source: SOURCE.into(),
        reference,
        description: at.need_text("DescriptionOfWork")?,
        location_of_repair: at.text_of("LocationOfRepair")?,
        raised: at.time_of("DateReported")?,
        priority: priority(&at.need("Priority")?)?,
        trade: elements
            .iter()
            .map(|element| element.trade.clone())
            .find(|trade| !trade.0.is_empty())
            .unwrap_or_default(),
        work_class: at.need("WorkClass")?.need_text("WorkClassCode")?,
        elements,
        appointment: None,
        access: AccessInformation {
            description: access.map(|access| access.text_of("Description")).transpose()?.unwrap_or_default(),
            keysafe: keysafe.map(|at| read_keysafe(&at)).transpose()?,
            parking: at.text_of("ParkingArrangements")?,
        },
        property: unit.map(property).transpose()?.unwrap_or_default(),
        contacts: Vec::new(),
        alerts: alerts.iter().map(|alert| alert.id).collect(),
    };
    Ok(Raising { order, alerts, closed: None })
}

/// Gives codes that came without words those of the landlord's schedule of rates, where it has been imported.
pub(super) fn describe(transaction: &Transaction, order: &mut WorkOrder) -> Result<(), DbError> {
    let items = order.elements.iter_mut().flat_map(|element| &mut element.items);
    for item in items.filter(|item| item.description == item.code) {
        // "Responsive-393303" in the message is "393303" in many a landlord's own table.
        let short = item.code.rsplit('-').next().unwrap_or_default().to_owned();
        for code in [item.code.clone(), short] {
            let row = landlord::row(transaction, Collection::ScheduleOfRates, &code)?;
            if let Some(ReferenceRow::ScheduleOfRates(known)) = row {
                item.description = known.description;
                break;
            }
        }
    }
    Ok(())
}

fn priority(at: &At) -> Result<Priority, Fault> {
    let code = at.need_text("PriorityCode")?;
    Ok(Priority {
        description: format!("Priority {code}"),
        code,
        required_completion: Some(at.need("RequiredCompletionDateTime")?.time()?),
    })
}

fn read_keysafe(at: &At) -> Result<Keysafe, Fault> {
    Ok(Keysafe { location: at.text_of("Location")?, code: at.text_of("Code")? })
}

fn element(at: &At) -> Result<WorkElement, Fault> {
    let reference = at.get("Reference").map(|at| at.need_text("ID")).transpose()?.unwrap_or_default();
    let trade = match at.list("Trade")?.first() {
        Some(trade) => {
            let code = trade.need_text("Code")?;
            let custom = trade.text_of("CustomName")?;
            (code, custom)
        }
        None => <(String, String)>::default(),
    };
    let items = at.need("RateScheduleItem")?.items()?.iter().map(item).collect::<Result<_, _>>()?;
    Ok(WorkElement { reference, trade, items })
}

fn item(at: &At) -> Result<NewItem, Fault> {
    let standard = at.text_of("M3NHFSORCode")?;
    let custom = at.text_of("CustomCode")?;
    let (code, m3nhf) = match (standard.is_empty(), custom.is_empty()) {
        (false, _) => (standard, true),
        (true, false) => (custom, false),
        (true, true) => {
            return Err(at.fault("the item has no code", "give M3NHFSORCode, or CustomCode with CustomName"));
        }
    };
    let name = at.text_of("CustomName")?;
    let quantity = at.get("Quantity");
    let amount = match &quantity {
        Some(quantity) => match quantity.list("Amount")?.first() {
            Some(amount) => {
                let number = amount.number()?;
                if number <= 0.0 || number > 9_999.0 {
                    return Err(amount.fault(format!("{number} is no quantity"), "give more than 0, at most 9999"));
                }
                number
            }
            None => 1.0,
        },
        None => 1.0,
    };
    let unit = quantity.map(|quantity| quantity.text_of("UnitOfMeasurementCode")).transpose()?.unwrap_or_default();
    let description = if name.is_empty() { code.clone() } else { name };
    Ok(NewItem { code, description, unit: unit_words(&unit), quantity: amount, m3nhf })
}

fn property(at: &At) -> Result<SiteProperty, Fault> {
    let mut property = SiteProperty::default();
    for reference in at.list("Reference")? {
        let id = reference.need_text("ID")?;
        let about = format!("{} {}", reference.text_of("Description")?, reference.text_of("AllocatedBy")?);
        if about.to_ascii_uppercase().contains("UPRN") {
            property.uprn = id;
        } else if property.reference.is_empty() {
            property.reference = id;
        }
    }
    let Some(address) = at.get("Address") else { return Ok(property) };
    let lines = address.list("AddressLine")?.iter().map(At::text).collect::<Result<Vec<_>, _>>()?;
    let street = [address.text_of("BuildingNumber")?, address.text_of("StreetName")?];
    let parts = if lines.is_empty() {
        vec![
            address.text_of("Room")?,
            address.text_of("Floor")?,
            address.text_of("BuildingName")?,
            street.join(" ").trim().to_owned(),
            address.text_of("ComplexName")?,
            address.text_of("CityName")?,
        ]
    } else {
        [vec![address.text_of("BuildingName")?], lines, vec![address.text_of("CityName")?]].concat()
    };
    property.address_lines = parts.into_iter().filter(|part| !part.is_empty()).collect();
    property.postcode = address.text_of("PostalCode")?;
    Ok(property)
}
