//! What happened to staff, for those who read it.

use domain::job::reference_of;

use crate::{
    api::{Failure, IncidentShown},
    unlocked::Unlocked,
};

pub(crate) fn run(unlocked: &Unlocked) -> Result<Vec<IncidentShown>, Failure> {
    let people = unlocked.people()?;
    let shown = unlocked.store.incidents()?.into_iter().map(|row| IncidentShown {
        id: row.document.to_string(),
        reference: reference_of(row.document),
        what: row.incident.kind.words().to_owned(),
        hurt: row.incident.hurt,
        place: row.incident.place,
        words: row.incident.words,
        by: people.by(&row.written),
    });
    Ok(shown.collect())
}
