//! Jobs: one work order to a row.

use domain::{
    address::SiteProperty,
    alert::{Alert, AlertSubject, Confirmation},
    id::{DocumentId, RecordKind},
    job::{AccessInformation, AppointmentWindow, Contact, Keysafe, NewItem, Priority, WorkElement, WorkOrder},
};

use super::{
    Fault, Options,
    columns::{Column, needed, optional},
    properties,
    row::Row,
    table::Outcome,
};
use crate::{
    db::sqlite::property,
    hub::{Hub, HubError},
    import::known,
    plan::{Raised, Raising},
};

pub(super) const COLUMNS: &[Column] = &[
    needed("reference", &["work_order", "work_order_reference", "job_reference", "job_number"]),
    needed("description", &["description_of_work", "work_description"]),
    optional("location_of_repair", &["location"]),
    optional("raised", &["date_raised", "date_reported"]),
    optional("priority_code", &[]),
    optional("priority", &["priority_description"]),
    optional("required_by", &["target", "required_completion", "target_date"]),
    optional("trade_code", &[]),
    optional("trade", &["trade_description"]),
    optional("work_class", &["work_class_code"]),
    optional("items", &["rate_schedule_items", "sor_codes"]),
    optional("property_reference", &["prop_ref", "property_ref"]),
    optional("uprn", &[]),
    optional("address_line_1", &["address", "address_1"]),
    optional("address_line_2", &["address_2"]),
    optional("address_line_3", &["address_3"]),
    optional("address_line_4", &["address_4"]),
    optional("town", &["city", "post_town"]),
    optional("postcode", &["post_code", "postal_code"]),
    optional("contact_name", &["tenant", "customer"]),
    optional("contact_number", &["telephone", "phone"]),
    optional("appointment_date", &[]),
    optional("appointment_from", &["appointment_start"]),
    optional("appointment_to", &["appointment_end"]),
    optional("appointment_name", &["appointment_slot"]),
    optional("access", &["access_information"]),
    optional("keysafe_location", &["key_safe_location"]),
    optional("keysafe_code", &["key_safe_code"]),
    optional("parking", &["parking_arrangements"]),
    optional("entry_code", &["door_code", "entry_phone_code"]),
    optional("stopcock", &["stop_tap", "stopcock_location"]),
    optional("isolation_points", &["isolation", "isolators"]),
    optional("days_to_avoid", &["avoid_days"]),
    optional("alert_type", &["person_alert_type"]),
    optional("alert_instruction", &["person_alert"]),
    optional("alert_confirmed", &[]),
    optional("alert_review", &[]),
    optional("language", &["preferred_language", "spoken_language"]),
    optional("team", &["team_code"]),
];

/// The system of jobs whose import names none.
const SOURCE: &str = "csv";

/// A work order and the team that it goes to.
pub(super) struct Job {
    pub raising: Raising,
    team: String,
}

pub(super) fn read(row: &Row, options: &Options) -> Result<Job, Fault> {
    let trade = (row.line("trade_code")?, row.line("trade")?);
    let items = items(row)?;
    let elements = if items.is_empty() {
        Vec::new()
    } else {
        vec![WorkElement { reference: "1".into(), trade: trade.clone(), items }]
    };
    let property = SiteProperty {
        reference: row.line("property_reference")?,
        uprn: row.uprn("uprn")?,
        address_lines: properties::address(row)?,
        postcode: row.postcode("postcode")?,
    };
    if property == SiteProperty::default() {
        return Err(row.fault(
            "property_reference",
            "the row does not say where the work is",
            "give property_reference, uprn or an address",
        ));
    }
    let (name, number) = (row.line("contact_name")?, row.line("contact_number")?);
    let numbers: Vec<String> = Some(number).filter(|number| !number.is_empty()).into_iter().collect();
    let (location, code) = (row.line("keysafe_location")?, row.line("keysafe_code")?);
    let has_keysafe = !(location.is_empty() && code.is_empty());
    let source = options.source.clone().unwrap_or_else(|| SOURCE.into());
    let reference = row.need("reference")?;
    let alerts: Vec<Alert> =
        [alert(row, &source, &reference)?, language(row, &source, &reference)?].into_iter().flatten().collect();
    let order = WorkOrder {
        source,
        reference,
        description: row.need_text("description")?,
        location_of_repair: row.line("location_of_repair")?,
        raised: row.time("raised", "00:00")?,
        priority: Priority {
            code: row.line("priority_code")?,
            description: row.line("priority")?,
            // "By Friday" is by the end of it.
            required_completion: row.time("required_by", "23:59")?,
        },
        trade,
        work_class: row.line("work_class")?,
        elements,
        appointment: appointment(row)?,
        access: AccessInformation {
            description: row.text("access")?,
            keysafe: has_keysafe.then_some(Keysafe { location, code }),
            parking: row.line("parking")?,
            entry_code: row.line("entry_code")?,
            stopcock: row.line("stopcock")?,
            isolation: row.line("isolation_points")?,
            days_to_avoid: row.line("days_to_avoid")?,
        },
        property,
        position: None,
        contacts: if name.is_empty() && numbers.is_empty() { Vec::new() } else { vec![Contact { name, numbers }] },
        alerts: alerts.iter().map(|alert| alert.id).collect(),
    };
    let team = Some(row.line("team")?).filter(|team| !team.is_empty()).unwrap_or_else(|| options.team.clone());
    Ok(Job { raising: Raising { order, alerts, closed: None }, team })
}

/// The one alert about a person that a row can carry: HACT's type, the instruction, and whether it was confirmed.
fn alert(row: &Row, source: &str, reference: &str) -> Result<Option<Alert>, Fault> {
    let (type_code, comments) = (row.line("alert_type")?, row.text("alert_instruction")?);
    let confirmed = row.line("alert_confirmed")?;
    let confirmation = match confirmed.to_lowercase().as_str() {
        "" => Confirmation::Unstated,
        "no" => Confirmation::Reported,
        _ => row.day("alert_confirmed")?.map_or(Confirmation::Unstated, Confirmation::On),
    };
    let review = row.day("alert_review")?;
    if type_code.is_empty() {
        if comments.is_empty() && confirmed.is_empty() && review.is_none() {
            return Ok(None);
        }
        return Err(row.fault(
            "alert_type",
            "there is an alert without a type",
            "give HACT's code, such as 10 or 20-10",
        ));
    }
    let subject = AlertSubject::Person;
    let id = DocumentId::derived(source, RecordKind::Alert, &format!("{reference}/{}/0", subject.name()));
    Ok(Some(Alert { id, subject, type_code, comments, confirmation, review, raised: None }))
}

/// Somebody who speaks another language than English: HACT's alert 40, with the language in words.
fn language(row: &Row, source: &str, reference: &str) -> Result<Option<Alert>, Fault> {
    let language = row.line("language")?;
    if language.is_empty() || language.eq_ignore_ascii_case("english") {
        return Ok(None);
    }
    let subject = AlertSubject::Person;
    let id = DocumentId::derived(source, RecordKind::Alert, &format!("{reference}/{}/language", subject.name()));
    let (type_code, comments) = ("40".to_owned(), format!("Speaks {language}"));
    Ok(Some(Alert {
        id,
        subject,
        type_code,
        comments,
        confirmation: Confirmation::Unstated,
        review: None,
        raised: None,
    }))
}

/// "2 x CVH-101; CVH-102": codes, each with how many of it; one when it does not say.
fn items(row: &Row) -> Result<Vec<NewItem>, Fault> {
    let stated = row.line("items")?;
    let mut items = Vec::new();
    for part in stated.split(';').map(str::trim).filter(|part| !part.is_empty()) {
        let (quantity, code) = match part.split_once(" x ") {
            Some((number, code)) => (number.trim().parse::<f64>().ok(), code.trim()),
            None => (Some(1.0), part),
        };
        let Some(quantity) = quantity.filter(|number| *number > 0.0 && *number <= 9_999.0) else {
            let what = format!("\"{}\" has no quantity that can be", super::brief(part));
            return Err(row.fault("items", what, "write codes and quantities as: 2 x CVH-101; CVH-102"));
        };
        let (code, description) = (code.to_owned(), code.to_owned());
        items.push(NewItem { code, description, unit: "each".into(), quantity, m3nhf: false });
    }
    Ok(items)
}

fn appointment(row: &Row) -> Result<Option<AppointmentWindow>, Fault> {
    let Some(date) = row.day("appointment_date")? else { return Ok(None) };
    let window = row.time_of_day("appointment_from")?.zip(row.time_of_day("appointment_to")?);
    let Some((earliest, latest)) = window else {
        return Err(row.fault(
            "appointment_date",
            "the appointment has a day but not both times",
            "give appointment_from and appointment_to",
        ));
    };
    if latest < earliest {
        let remedy = "give the later time as the end";
        return Err(row.fault("appointment_to", "the appointment ends before it starts", remedy));
    }
    Ok(Some(AppointmentWindow { date, name: row.line("appointment_name")?, earliest, latest }))
}

/// Raises the job, with what is known of its home and its codes.
pub(super) fn store(hub: &Hub, place: &str, job: &Job) -> Result<Outcome, HubError> {
    let mut raising = job.raising.clone();
    let order = &mut raising.order;
    hub.inner.db.read(|transaction| known::complete(transaction, order))?;
    if order.property.address_lines.is_empty() {
        let site = &order.property;
        let (column, what, remedy) = hub.inner.db.read(|transaction| property::why_unknown(transaction, site))?;
        return Ok(Outcome::Wrong(Fault { path: format!("{place}, column {column}"), what, remedy: remedy.into() }));
    }
    match hub.raise(&raising, &job.team) {
        Ok(Raised::NotTaken(not_taken)) => {
            Ok(Outcome::Wrong(Fault { path: place.to_owned(), what: not_taken.words(), remedy: not_taken.remedy }))
        }
        Ok(raised) => Ok(Outcome::Raised(raised)),
        // What the row says is the trouble, not the hub: the next row may well be right.
        Err(error @ (HubError::Asked(_) | HubError::Edit(_))) => {
            Ok(Outcome::Wrong(Fault { path: place.to_owned(), what: error.to_string(), remedy: "mend the row".into() }))
        }
        Err(error) => Err(error),
    }
}
