//! Everybody whom a job could be given to.

use std::collections::BTreeMap;

use crate::{
    api::{Colleague, Failure},
    unlocked::Unlocked,
};

pub(crate) fn run(unlocked: &Unlocked) -> Result<Vec<Colleague>, Failure> {
    let own = unlocked.store.enrolment()?.map(|enrolment| enrolment.certificate.person);
    // The hub writes as a device of its own, which stands in the directory under the landlord's name.
    let landlord = unlocked.landlord()?;
    let others = unlocked.people()?.entries().into_iter();
    let others = others.filter(|entry| Some(entry.person) != own && entry.person_name != landlord);
    let by_name: BTreeMap<String, String> = others.map(|entry| (entry.person_name, entry.person.to_string())).collect();
    Ok(by_name.into_iter().map(|(name, person)| Colleague { person, name }).collect())
}
