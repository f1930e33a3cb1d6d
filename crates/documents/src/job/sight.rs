//! Who had seen what of a job when they wrote: what its record knows, and no clock does.

use automerge::ReadDoc;
use domain::id::EventId;

use super::{Fields, entry};
use crate::document::Document;

/// True when the appointment that stands was made without sight of an event, and the event recorded without sight of the
/// appointment; false when the record has no such event, or no appointment.
#[must_use]
pub fn crossed_with_appointment(document: &Document, event: EventId) -> bool {
    let crossed = || {
        let planning = Fields::of(document, "planning").ok()?;
        let (_, appointed) = document.inner.get(&planning.object, "appointment").ok()??;
        let recorded = entry(document, &document.container("events").ok()?, &event.to_string())?;
        let appointed = document.inner.hash_for_opid(&appointed)?;
        let recorded = document.inner.hash_for_opid(&recorded)?;
        let unseen_by = |one, other| document.inner.get_changes(&[one]).iter().any(|change| change.hash() == other);
        Some(unseen_by(appointed, recorded) && unseen_by(recorded, appointed))
    };
    crossed().unwrap_or(false)
}
