//! Tenancies as documents: the landlord's system writes them, and officers' handhelds read.

use automerge::{AutomergeError, ObjType, ReadDoc, transaction::Transactable};
use domain::{
    address::SiteProperty,
    place::Coordinates,
    tenancy::{Tenancy, Tenant},
    time::Timestamp,
};

use crate::{
    change::Change,
    document::{Document, DocumentError},
    job::{Fields, entries},
};

/// Writes a tenancy as the landlord's system says it; gives no change when it stands so already.
///
/// # Errors
/// The record is not a tenancy's.
pub fn write(document: &mut Document, tenancy: &Tenancy, now: Timestamp) -> Result<Vec<Change>, DocumentError> {
    let held = read(document).unwrap_or_default();
    if held == *tenancy {
        return Ok(Vec::new());
    }
    let id = document.id();
    let container = document.container("tenancy")?;
    let tenants = document.container("tenants")?;
    let gone: Vec<String> = (tenancy.tenants.len()..held.tenants.len()).map(key).collect();
    document
        .transact::<AutomergeError>(now, |transaction| {
            for ((name, before), (_, value)) in texts(&held).into_iter().zip(texts(tenancy)) {
                if before != value {
                    transaction.put(&container, name, value)?;
                }
            }
            let bedrooms = |tenancy: &Tenancy| tenancy.bedrooms.map(i64::from);
            let place = |tenancy: &Tenancy, side: usize| {
                let steps = tenancy.position.map(Coordinates::steps).map(<[i32; 2]>::from);
                steps.and_then(|steps| steps.get(side).copied()).map(i64::from)
            };
            let numbers = [
                ("bedrooms", bedrooms(&held), bedrooms(tenancy)),
                ("arrears_pence", held.arrears_pence, tenancy.arrears_pence),
                ("north", place(&held, 0), place(tenancy, 0)),
                ("east", place(&held, 1), place(tenancy, 1)),
            ];
            for (name, before, value) in numbers {
                match value {
                    _ if before == value => {}
                    Some(value) => transaction.put(&container, name, value)?,
                    None => transaction.delete(&container, name)?,
                }
            }
            for (number, tenant) in tenancy.tenants.iter().enumerate() {
                let (key, before) = (key(number), held.tenants.get(number).cloned().unwrap_or_default());
                let entry = match transaction.get(&tenants, key.as_str())? {
                    Some((_, entry)) => entry,
                    None => transaction.put_object(&tenants, key, ObjType::Map)?,
                };
                for ((name, before), (_, value)) in said(&before).into_iter().zip(said(tenant)) {
                    if before != value {
                        transaction.put(&entry, name, value)?;
                    }
                }
            }
            for key in gone {
                transaction.delete(&tenants, key.as_str())?;
            }
            Ok(())
        })
        .map_err(|source| DocumentError::automerge(id, source))
}

/// Reads a tenancy.
///
/// # Errors
/// The record is not a tenancy's, or holds none yet.
pub fn read(document: &Document) -> Result<Tenancy, DocumentError> {
    let fields = Fields::of(document, "tenancy")?;
    let text = |key: &str| fields.text(key).unwrap_or_default();
    let reference = text("reference");
    if reference.is_empty() {
        return Err(DocumentError::Incomplete { document: document.id(), what: "tenancy" });
    }
    let tenants = entries(document, "tenants")?.into_iter().map(|(_, entry)| {
        let text = |key: &str| entry.text(key).unwrap_or_default();
        Tenant {
            name: text("name"),
            telephone: text("telephone"),
            email: text("email"),
            preferred_contact: text("preferred_contact"),
            language: text("language"),
            formats: text("formats").lines().map(str::to_owned).collect(),
            next_of_kin: text("next_of_kin"),
            safe_contact: text("safe_contact"),
        }
    });
    Ok(Tenancy {
        reference,
        property: SiteProperty {
            reference: text("property_reference"),
            uprn: text("uprn"),
            address_lines: text("address").lines().map(str::to_owned).collect(),
            postcode: text("postcode"),
        },
        position: fields
            .integer("north")
            .zip(fields.integer("east"))
            .and_then(|(north, east)| Coordinates::from_steps(north, east)),
        bedrooms: fields.integer("bedrooms").and_then(|number| u32::try_from(number).ok()),
        tenants: tenants.collect(),
        started: text("started").parse().ok(),
        arrears_pence: fields.integer("arrears_pence"),
        last_check: text("last_check").parse().ok(),
    })
}

fn texts(tenancy: &Tenancy) -> [(&'static str, String); 7] {
    let property = &tenancy.property;
    [
        ("reference", tenancy.reference.clone()),
        ("property_reference", property.reference.clone()),
        ("uprn", property.uprn.clone()),
        ("address", property.address_lines.join("\n")),
        ("postcode", property.postcode.clone()),
        ("started", tenancy.started.map(|day| day.to_string()).unwrap_or_default()),
        ("last_check", tenancy.last_check.map(|day| day.to_string()).unwrap_or_default()),
    ]
}

fn said(tenant: &Tenant) -> [(&'static str, String); 8] {
    [
        ("name", tenant.name.clone()),
        ("telephone", tenant.telephone.clone()),
        ("email", tenant.email.clone()),
        ("preferred_contact", tenant.preferred_contact.clone()),
        ("language", tenant.language.clone()),
        ("formats", tenant.formats.join("\n")),
        ("next_of_kin", tenant.next_of_kin.clone()),
        ("safe_contact", tenant.safe_contact.clone()),
    ]
}

/// Keys that sort as the tenants are named on the agreement.
fn key(number: usize) -> String {
    format!("{number:04}")
}
