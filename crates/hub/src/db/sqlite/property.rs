//! The landlord's homes, by their reference and by UPRN, and the people to ring there.

use domain::{
    address::SiteProperty,
    definition::brief,
    job::Contact,
    place::Coordinates,
    reference::{Collection, Property, ReferenceRow},
};
use rusqlite::{OptionalExtension, Transaction, params};

use super::{DbError, landlord};

/// Stores a property under the next version of the reference data; gives false when it stood so already.
///
/// # Errors
/// The database cannot be written.
pub fn put(transaction: &Transaction, property: &Property) -> Result<bool, DbError> {
    let site = &property.site;
    let before = row(transaction, &site.reference)?;
    if before.as_ref() == Some(property) {
        return Ok(false);
    }
    landlord::put_row(transaction, &ReferenceRow::Property(property.clone()))?;
    let (uprn, uprn_before) = (plain(&site.uprn), before.as_ref().map_or("", |before| plain(&before.site.uprn)));
    if uprn != uprn_before {
        transaction
            .prepare_cached("DELETE FROM property_by_uprn WHERE uprn = ?1 AND reference = ?2")?
            .execute([uprn_before, &site.reference])?;
        if !uprn.is_empty() {
            transaction
                .prepare_cached("INSERT INTO property_by_uprn (uprn, reference) VALUES (?1, ?2)")?
                .execute([uprn, &site.reference])?;
        }
    }
    Ok(true)
}

/// Stores a property with the people to ring there. Its position stays as it was known.
///
/// # Errors
/// The database cannot be written.
pub fn put_with_contacts(
    transaction: &Transaction,
    site: &SiteProperty,
    contacts: &[Contact],
) -> Result<bool, DbError> {
    let position = row(transaction, &site.reference)?.and_then(|known| known.position);
    let moved = put(transaction, &Property { site: site.clone(), position })?;
    let json = |what: Result<String, serde_json::Error>| what.map_err(|_| DbError::Damaged { what: "property" });
    let lines = json(serde_json::to_string(&site.address_lines))?;
    let contacts = json(serde_json::to_string(contacts))?;
    let sql = "INSERT INTO property (reference, uprn, address_lines, postcode, contacts) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT DO UPDATE SET uprn = ?2, address_lines = ?3, postcode = ?4, contacts = ?5
        WHERE uprn <> ?2 OR address_lines <> ?3 OR postcode <> ?4 OR contacts <> ?5";
    let row = params![site.reference, site.uprn, lines, site.postcode, contacts];
    Ok(transaction.execute(sql, row)? > 0 || moved)
}

/// The property with this reference, and the people to ring there.
///
/// # Errors
/// The database cannot be read.
pub fn known(transaction: &Transaction, reference: &str) -> Result<Option<(SiteProperty, Vec<Contact>)>, DbError> {
    let sql = "SELECT uprn, address_lines, postcode, contacts FROM property WHERE reference = ?1";
    let found: Option<(String, String, String, String)> = transaction
        .prepare_cached(sql)?
        .query_row([reference], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .optional()?;
    let damaged = |_| DbError::Damaged { what: "property" };
    let versioned = row(transaction, reference)?.map(|property| property.site);
    let Some((uprn, lines, postcode, contacts)) = found else {
        return Ok(versioned.map(|site| (site, Vec::new())));
    };
    let contacts = serde_json::from_str(&contacts).map_err(damaged)?;
    let site = match versioned {
        Some(site) => site,
        // Imported before properties were reference rows.
        None => {
            let address_lines = serde_json::from_str(&lines).map_err(damaged)?;
            SiteProperty { reference: reference.to_owned(), uprn, address_lines, postcode }
        }
    };
    Ok(Some((site, contacts)))
}

/// Fills in what a work order leaves out about its home, from what is known under its reference or else its UPRN; gives
/// the people to ring there. What the order states itself stands.
///
/// # Errors
/// The database cannot be read.
pub fn complete(transaction: &Transaction, site: &mut SiteProperty) -> Result<Vec<Contact>, DbError> {
    let mut held = None;
    if !site.reference.is_empty() {
        held = known(transaction, &site.reference)?;
    }
    if held.is_none()
        && !site.uprn.is_empty()
        && let Some(reference) = with_uprn(transaction, &site.uprn)?
    {
        held = known(transaction, &reference)?;
    }
    let Some((held, contacts)) = held else { return Ok(Vec::new()) };
    if !site.uprn.is_empty() && !held.uprn.is_empty() && plain(&site.uprn) != plain(&held.uprn) {
        // One reference, two homes: neither is the other's, and nobody here can tell which is meant.
        return Ok(Vec::new());
    }
    for (stated, held) in [(&mut site.reference, held.reference), (&mut site.uprn, held.uprn)] {
        if stated.is_empty() {
            *stated = held;
        }
    }
    // An address and its postcode go together.
    if site.address_lines.is_empty() && (site.postcode.is_empty() || site.postcode == held.postcode) {
        site.address_lines = held.address_lines;
        site.postcode = held.postcode;
    } else if site.postcode.is_empty() && site.address_lines == held.address_lines {
        site.postcode = held.postcode;
    }
    Ok(contacts)
}

/// Why nothing could be filled in of a home, in words: which column names it, what is wrong, and what to do.
///
/// # Errors
/// The database cannot be read.
pub fn why_unknown(
    transaction: &Transaction,
    site: &SiteProperty,
) -> Result<(&'static str, String, &'static str), DbError> {
    const IMPORT: &str = "import the landlord's properties first, or give the address in the row";
    if !site.reference.is_empty() {
        return Ok(match known(transaction, &site.reference)? {
            None => ("property_reference", format!("no property \"{}\" is known here", brief(&site.reference)), IMPORT),
            Some((held, _)) => {
                let (stated, held) = (brief(&site.uprn), brief(&held.uprn));
                let what = format!("the property has the UPRN {held} here, and the row says {stated}");
                ("uprn", what, "put the wrong one of the two right, or give the address in the row")
            }
        });
    }
    let homes: i64 = transaction
        .prepare_cached("SELECT count(*) FROM property_by_uprn WHERE uprn = ?1")?
        .query_row([plain(&site.uprn)], |row| row.get(0))?;
    let uprn = brief(&site.uprn);
    Ok(if homes > 1 {
        let what = format!("{homes} properties have the UPRN {uprn} here, so nobody can tell which is meant");
        ("uprn", what, "give property_reference in the row")
    } else {
        ("uprn", format!("no property with the UPRN {uprn} is known here"), IMPORT)
    })
}

/// Where a home is, by its reference or else its UPRN; none when nobody has said.
///
/// # Errors
/// The database cannot be read.
pub fn position(transaction: &Transaction, site: &SiteProperty) -> Result<Option<Coordinates>, DbError> {
    let mut held = row(transaction, &site.reference)?;
    if held.is_none()
        && !site.uprn.is_empty()
        && let Some(reference) = with_uprn(transaction, &site.uprn)?
    {
        held = row(transaction, &reference)?;
    }
    let position = held.and_then(|property| property.position);
    Ok(position.and_then(|at| Coordinates::from_degrees(at.latitude, at.longitude)))
}

/// The reference of the one property with this UPRN; none when there is no such, or more than one.
fn with_uprn(transaction: &Transaction, uprn: &str) -> Result<Option<String>, DbError> {
    let mut found: Vec<String> = transaction
        .prepare_cached("SELECT reference FROM property_by_uprn WHERE uprn = ?1 LIMIT 2")?
        .query_map([plain(uprn)], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(if found.len() == 1 { found.pop() } else { None })
}

fn row(transaction: &Transaction, reference: &str) -> Result<Option<Property>, DbError> {
    Ok(match landlord::row(transaction, Collection::Properties, reference)? {
        Some(ReferenceRow::Property(property)) => Some(property),
        _ => None,
    })
}

/// A UPRN as a number is written: some systems fill it up to twelve digits.
fn plain(uprn: &str) -> &str {
    uprn.trim_start_matches('0')
}
