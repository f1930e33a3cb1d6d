//! The shapes that the London Borough of Hackney's repairs service exchanges.
//!
//! Source of the shapes: test fixtures of LBHackney-IT/repairs-hub-frontend and LBHackney-IT/repairs-api-dotnet.

use domain::{
    address::SiteProperty,
    job::{AccessInformation, AppointmentWindow, Contact, EventKind, Priority, WorkOrder},
    reference::RateScheduleCode,
};
use rusqlite::Transaction;

use super::{Fault, Wrong, at::At};
use crate::{
    db::sqlite::{landlord, property},
    plan::Raising,
};

/// The name of the system in records' identities.
const SOURCE: &str = "hackney";

const DAY_MS: i64 = 24 * 3_600_000;

/// A work order, with what is known of its property, priority and trade looked up.
pub(super) fn work_order(transaction: &Transaction, at: &At) -> Result<Raising, Wrong> {
    let raised = at.time_of("dateRaised")?;
    let property_reference = at.text_of("propertyReference")?;
    let (property, mut contacts) = match property::known(transaction, &property_reference)? {
        Some(known) => known,
        None => (stated_property(at, property_reference)?, Vec::new()),
    };
    let caller = Contact {
        name: at.text_of("callerName")?,
        numbers: Some(at.text_of("callerNumber")?).filter(|number| !number.is_empty()).into_iter().collect(),
    };
    if !caller.name.is_empty() && !contacts.contains(&caller) {
        contacts.insert(0, caller);
    }
    let order = WorkOrder {
        source: SOURCE.into(),
        reference: at.need_text("reference")?,
        description: at.need_text("description")?,
        location_of_repair: String::new(),
        raised,
        priority: priority(transaction, at)?,
        trade: trade(transaction, at)?,
        work_class: String::new(),
        elements: Vec::new(),
        appointment: at.get("appointment").map(|at| appointment(&at)).transpose()?,
        access: AccessInformation { description: at.text_of("plannerComment")?, ..AccessInformation::default() },
        position: property::position(transaction, &property)?,
        property,
        contacts,
        alerts: Vec::new(),
    };
    Ok(Raising { order, alerts: Vec::new(), closed: closed(at)? })
}

/// The address as the work order itself states it: parts are set apart by two spaces.
fn stated_property(at: &At, reference: String) -> Result<SiteProperty, Fault> {
    let address = at.need_text("property")?;
    let parts = address.split("  ").map(str::trim).filter(|part| !part.is_empty());
    let address_lines = parts.map(str::to_owned).collect();
    Ok(SiteProperty { reference, uprn: String::new(), address_lines, postcode: at.text_of("propertyPostCode")? })
}

fn priority(transaction: &Transaction, at: &At) -> Result<Priority, Wrong> {
    let description = at.text_of("priority")?;
    let known = landlord::priority(transaction, &description)?;
    let stated = at.text_of("priorityCode")?;
    let code = match (&known, stated.is_empty()) {
        (_, false) => stated,
        (Some((code, _)), true) => code.clone(),
        // "2 [E] EMERGENCY" begins with the landlord's own number.
        (None, true) => description.chars().take_while(char::is_ascii_digit).collect(),
    };
    let from_days = || {
        let (_, days) = known.as_ref()?;
        Some(at.time_of("dateRaised").ok()??.plus_milliseconds(i64::from(*days).saturating_mul(DAY_MS)))
    };
    let required_completion = at.time_of("target")?.or_else(from_days);
    Ok(Priority { code, description, required_completion })
}

/// The name without the code that some systems put after it: "Plumbing - PL".
fn trade(transaction: &Transaction, at: &At) -> Result<(String, String), Wrong> {
    let code = at.text_of("tradeCode")?;
    let stated = at.text_of("tradeDescription")?;
    let stated = stated.strip_suffix(&format!(" - {code}")).unwrap_or(&stated).to_owned();
    let name = landlord::trade(transaction, &code)?.unwrap_or(stated);
    Ok((code, name))
}

fn appointment(at: &At) -> Result<AppointmentWindow, Fault> {
    let (earliest, latest) = (at.need("start")?.time_of_day()?, at.need("end")?);
    let until = latest.time_of_day()?;
    if until < earliest {
        return Err(latest.fault("the appointment ends before it starts", "give the later time as the end"));
    }
    Ok(AppointmentWindow { date: at.need("date")?.day()?, name: at.text_of("description")?, earliest, latest: until })
}

/// How that system has closed the work, if it has.
fn closed(at: &At) -> Result<Option<(EventKind, String)>, Fault> {
    let status = at.text_of("status")?;
    let kind = match status.to_ascii_lowercase().as_str() {
        "completed" | "work completed" => EventKind::Completed,
        "cancelled" | "work cancelled" => EventKind::Cancelled,
        "no access" => EventKind::NoAccess,
        _ => return Ok(None),
    };
    Ok(Some((kind, format!("\"{status}\" in the landlord's system when it was imported"))))
}

/// A property and the people to ring there.
pub(super) fn property(at: &At) -> Result<(SiteProperty, Vec<Contact>), Fault> {
    let property = at.need("property")?;
    let address = property.need("address")?;
    let lines = [address.text_of("addressLine")?, address.text_of("streetSuffix")?];
    let mut address_lines: Vec<String> = lines.into_iter().filter(|line| !line.is_empty()).collect();
    if address_lines.is_empty() {
        address_lines.push(address.need_text("shortAddress")?);
    }
    let mut contacts = Vec::new();
    for contact in at.list("contactDetails")? {
        let mut numbers = Vec::new();
        for number in contact.list("phoneNumbers")? {
            numbers.push(number.need_text("value")?);
        }
        contacts.push(Contact { name: contact.need_text("fullName")?, numbers });
    }
    let property = SiteProperty {
        reference: property.need_text("propertyReference")?,
        uprn: property.text_of("uprn")?,
        address_lines,
        postcode: address.text_of("postalCode")?,
    };
    Ok((property, contacts))
}

/// A code of the schedule of rates. This shape names no unit, trade or minutes; prices stay with the landlord.
pub(super) fn rate_schedule_code(at: &At) -> Result<RateScheduleCode, Fault> {
    Ok(RateScheduleCode {
        code: at.need_text("code")?,
        description: at.need_text("shortDescription")?,
        unit: "each".into(),
        trade: String::new(),
        standard_minutes: at.get("standardMinuteValue").map(|minutes| minutes.count()).transpose()?,
        m3nhf: false,
    })
}
