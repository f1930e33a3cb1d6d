//! HACT's messages that raise work (UK housing data standards, repairs module): RaiseRepair, with which a landlord asks
//! for a repair, and ScheduleRepair, with which it hands a work order to whoever does it.
//!
//! The two say the same of the work and differ in who speaks and in how they tell the place. RaiseRepair carries no
//! reference of its own, so one is derived from its content unless the caller gives one: the same message raises the
//! same job.

mod items;
mod party;
mod place;

use domain::{
    alert::{Alert, AlertSubject},
    id::{DocumentId, RecordKind},
    job::{AccessInformation, Priority, WorkOrder},
};
use jsonschema::Validator;
use sha2::{Digest, Sha256};

use super::{Fault, Report, at::At};
use crate::{attachments::hex, export::brief, plan::Raising};

/// The name of the system in records' identities.
pub(crate) const SOURCE: &str = "hact";

/// A message that raises work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Message {
    RaiseRepair,
    ScheduleRepair,
}

impl Message {
    /// Its name in HACT's standard, which is that of its schema.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::RaiseRepair => "RaiseRepair",
            Self::ScheduleRepair => "ScheduleRepair",
        }
    }

    /// Members that HACT's standard gives to the other of the two alone.
    const fn of_the_other(self) -> (&'static [&'static str], &'static str) {
        match self {
            Self::RaiseRepair => {
                (&["Reference", "Site", "DateRaised", "InstructedBy", "AssignedToPrimary"], "hact-schedule-repair")
            }
            Self::ScheduleRepair => (&["SitePropertyUnit"], "hact-raise-repair"),
        }
    }
}

/// A message of the other kind would become another job: the two take their references from different places.
pub(super) fn is_this(message: Message, at: &At) -> Result<(), Fault> {
    let (theirs, format) = message.of_the_other();
    let Some(member) = theirs.iter().find(|member| at.get(member).is_some()) else { return Ok(()) };
    Err(at.fault(
        format!("it has {member}, which HACT's {} has not", message.name()),
        format!("import it with --format {format}"),
    ))
}

/// Holds a message against HACT's JSON Schema.
pub(super) fn check(message: Message, schema: &Validator, at: &At) -> Result<(), Fault> {
    let Some(error) = schema.iter_errors(at.value()).next() else { return Ok(()) };
    let place = error.instance_path().to_string();
    Err(Fault {
        path: format!("${}", place.replace('/', ".")),
        what: brief(&error.to_string()),
        remedy: format!("send the message as HACT's {} schema describes it", message.name()),
    })
}

/// A work order as a message tells of it.
pub(super) struct Told {
    /// The order and its alerts.
    pub raising: Raising,
    /// The address and postcode of the building, for a home without an address of its own.
    building: (Vec<String>, String),
}

impl Told {
    /// The work order, at the building when nobody knows the address of the home.
    pub(super) fn raising(mut self) -> Raising {
        let property = &mut self.raising.order.property;
        if property.address_lines.is_empty() {
            (property.address_lines, property.postcode) = self.building;
        }
        self.raising
    }
}

/// Reads a work order and its alerts.
pub(super) fn read(message: Message, at: &At, reference: Option<&str>, report: &mut Report) -> Result<Told, Fault> {
    let reference = match (reference, message) {
        (Some(reference), _) => reference.to_owned(),
        (None, Message::ScheduleRepair) => own_reference(at)?,
        (None, Message::RaiseRepair) => {
            let digest = Sha256::digest(at.value().to_string());
            format!("RR-{}", hex(&digest).to_uppercase().chars().take(10).collect::<String>())
        }
    };
    let alerts = alerts(at, &reference)?;
    let units = match message {
        Message::RaiseRepair => place::units(at)?,
        Message::ScheduleRepair => place::units_of_site(at)?,
    };
    if units.len() > 1 {
        let others = units.len() - 1;
        report.note(format!("job {reference}: its first address is used; {others} more were left out"));
    }
    let place = units.first();
    let access = at.get("AccessInformation");
    let keysafe = match (&access, place) {
        (Some(access), _) if access.get("Keysafe").is_some() => access.get("Keysafe"),
        (_, Some(place)) => place.unit.get("Keysafe"),
        _ => None,
    };
    let elements = at.list("WorkElement")?.iter().map(items::element).collect::<Result<Vec<_>, _>>()?;
    let reported = at.time_of("DateReported")?;
    let order = WorkOrder {
        source: SOURCE.into(),
        reference,
        description: at.need_text("DescriptionOfWork")?,
        location_of_repair: at.text_of("LocationOfRepair")?,
        raised: reported.or(at.time_of("DateRaised")?),
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
            keysafe: keysafe.map(|at| place::keysafe(&at)).transpose()?,
            parking: at.text_of("ParkingArrangements")?,
            ..AccessInformation::default()
        },
        property: place.map(place::property).transpose()?.unwrap_or_default(),
        position: None,
        contacts: at
            .get("Customer")
            .map(|customer| party::contact(&customer))
            .transpose()?
            .flatten()
            .into_iter()
            .collect(),
        alerts: alerts.iter().map(|alert| alert.id).collect(),
    };
    let building = place.map(place::building).transpose()?.unwrap_or_default();
    Ok(Told { raising: Raising { order, alerts, closed: None }, building })
}

/// The first reference of a ScheduleRepair; the others are those of other parties.
fn own_reference(at: &At) -> Result<String, Fault> {
    let references = at.need("Reference")?;
    match references.items()?.first() {
        Some(first) => first.need_text("ID"),
        None => Err(references.fault("the list is empty", "give the work order's reference")),
    }
}

fn alerts(at: &At, reference: &str) -> Result<Vec<Alert>, Fault> {
    let mut alerts = Vec::new();
    for (key, subject) in [("PersonAlert", AlertSubject::Person), ("LocationAlert", AlertSubject::Location)] {
        for (number, alert) in at.list(key)?.iter().enumerate() {
            let name = format!("{reference}/{}/{number}", subject.name());
            alerts.push(Alert {
                id: DocumentId::derived(SOURCE, RecordKind::Alert, &name),
                subject,
                type_code: alert.need_text("Type")?,
                comments: alert.text_of("Comments")?,
                confirmation: domain::alert::Confirmation::default(),
                review: None,
                raised: None,
            });
        }
    }
    Ok(alerts)
}

fn priority(at: &At) -> Result<Priority, Fault> {
    let code = at.need_text("PriorityCode")?;
    let stated = at.text_of("PriorityDescription")?;
    Ok(Priority {
        description: if stated.is_empty() { format!("Priority {code}") } else { stated },
        code,
        required_completion: Some(at.need("RequiredCompletionDateTime")?.time()?),
    })
}
