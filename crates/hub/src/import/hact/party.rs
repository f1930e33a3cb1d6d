//! Who to ring: HACT's party, a person or an organisation.

use domain::job::Contact;

use super::{At, Fault};

/// Digits of a telephone number, at least.
const DIGITS: usize = 6;

/// A party with the numbers to ring; none when it names nobody and gives no number.
pub(super) fn contact(at: &At) -> Result<Option<Contact>, Fault> {
    let mut contact = Contact { name: String::new(), numbers: Vec::new() };
    if let Some(person) = at.get("Person") {
        contact.name = person.get("Name").map(|name| full_name(&name)).transpose()?.unwrap_or_default();
        add_numbers(&person, &mut contact.numbers)?;
    }
    if let Some(organization) = at.get("Organization") {
        if contact.name.is_empty() {
            contact.name = organization.text_of("Name")?;
        }
        for person in organization.list("Contact")? {
            add_numbers(&person, &mut contact.numbers)?;
        }
    }
    Ok((!contact.name.is_empty() || !contact.numbers.is_empty()).then_some(contact))
}

fn full_name(at: &At) -> Result<String, Fault> {
    let full = at.text_of("Full")?;
    if !full.is_empty() {
        return Ok(full);
    }
    let parts = ["Title", "Given", "Middle", "FamilyPrefix", "Family"].map(|part| at.text_of(part));
    let parts = parts.into_iter().collect::<Result<Vec<_>, _>>()?;
    Ok(parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "))
}

/// The values that can be rung. The schema lists the channels' codes without their meanings, so a telephone number is
/// known by how it looks.
fn add_numbers(at: &At, numbers: &mut Vec<String>) -> Result<(), Fault> {
    for communication in at.list("Communication")? {
        let value = communication.text_of("Value")?;
        let missing = communication.get("NotAvailable").is_some_and(|flag| flag.value().as_bool() == Some(true));
        let looks_so = value.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '+' | '(' | ')' | '-'))
            && value.chars().filter(char::is_ascii_digit).count() >= DIGITS;
        if looks_so && !missing && !numbers.contains(&value) {
            numbers.push(value);
        }
    }
    Ok(())
}
