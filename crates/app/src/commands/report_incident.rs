//! Something happened to whoever holds the phone.

use documents::{Document, incident};
use domain::{
    id::{DocumentId, RecordKind},
    incident::{Incident, IncidentKind, LONGEST_ACCOUNT, LONGEST_PLACE},
};

use crate::{
    api::{self, Failure, IncidentSaved},
    error::failure,
    queries::alert_form::{door, one_line},
    unlocked::Unlocked,
};

pub(crate) fn run(
    unlocked: &Unlocked,
    record: Option<&str>,
    kind: api::IncidentKind,
    words: &str,
    place: &str,
    hurt: bool,
) -> Result<IncidentSaved, Failure> {
    let place = match record {
        Some(record) => one_line(&door(unlocked, record.parse()?)?),
        None => place.trim().to_owned(),
    };
    let words = words.trim().to_owned();
    if words.chars().count() > LONGEST_ACCOUNT || place.chars().count() > LONGEST_PLACE {
        return Err(failure("too_long", "It is longer than a record takes", "Shorten it"));
    }
    let kind = match kind {
        api::IncidentKind::Abuse => IncidentKind::Abuse,
        api::IncidentKind::Threat => IncidentKind::Threat,
        api::IncidentKind::Assault => IncidentKind::Assault,
        api::IncidentKind::NearMiss => IncidentKind::NearMiss,
    };
    let (clocks, pen) = (unlocked.store.clocks()?, unlocked.store.pen()?);
    let id = DocumentId::from_bytes(unlocked.new_id()?.0);
    let mut document = Document::create(id, RecordKind::Incident, pen)?;
    let incident = Incident { kind, words, place, hurt };
    let changes = incident::write(&mut document, &incident, &clocks)?;
    unlocked.store.report((&document, &changes), None, &incident.place)?;
    let control_number = unlocked.store.landlord()?.map(|landlord| landlord.control_number).unwrap_or_default();
    Ok(IncidentSaved { control_number })
}
