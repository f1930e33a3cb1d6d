//! Tenancies: one to a row, with its home, up to two people on the agreement, and how the rent stands.

use domain::{
    address::SiteProperty,
    tenancy::{Tenancy, Tenant},
};
use rusqlite::Transaction;

use super::{
    Fault,
    columns::{Column, needed, optional},
    properties,
    row::Row,
    table::Outcome,
};
use crate::{
    db::sqlite::property,
    hub::{Hub, HubError},
};

pub(super) const COLUMNS: &[Column] = &[
    needed("reference", &["tenancy_reference", "tenancy_ref", "tenancy"]),
    needed("patch", &["patch_code", "housing_patch"]),
    optional("property_reference", &["prop_ref", "property_ref"]),
    optional("uprn", &[]),
    needed("address_line_1", &["address", "address_1"]),
    optional("address_line_2", &["address_2"]),
    optional("address_line_3", &["address_3"]),
    optional("address_line_4", &["address_4"]),
    optional("town", &["city", "post_town"]),
    optional("postcode", &["post_code", "postal_code"]),
    optional("bedrooms", &[]),
    needed("tenant", &["tenant_name", "lead_tenant"]),
    optional("telephone", &["phone"]),
    optional("email", &["e_mail"]),
    optional("preferred_contact", &["contact_preference"]),
    optional("language", &[]),
    optional("formats", &["preferred_formats"]),
    optional("next_of_kin", &[]),
    optional("safe_contact", &["contact_instruction"]),
    optional("joint_tenant", &["second_tenant"]),
    optional("joint_telephone", &[]),
    optional("joint_email", &[]),
    optional("joint_safe_contact", &[]),
    optional("started", &["tenancy_start", "start_date"]),
    optional("arrears", &["rent_arrears", "balance"]),
    optional("last_check", &["last_tenancy_check"]),
];

/// Pounds that anybody owes, at most: more is a column of pence.
const MOST_POUNDS: f64 = 100_000.0;

/// A tenancy and the patch that it is in.
pub(super) struct Let {
    pub tenancy: Tenancy,
    patch: String,
}

pub(super) fn read(row: &Row) -> Result<Let, Fault> {
    let formats = row.line("formats")?;
    let lead = Tenant {
        name: row.need("tenant")?,
        telephone: row.line("telephone")?,
        email: row.line("email")?,
        preferred_contact: row.line("preferred_contact")?.to_lowercase().replace([' ', '-'], "_"),
        language: row.line("language")?,
        formats: formats
            .split(';')
            .map(|format| format.trim().to_lowercase().replace([' ', '-'], "_"))
            .filter(|format| !format.is_empty())
            .collect(),
        next_of_kin: row.line("next_of_kin")?,
        safe_contact: row.line("safe_contact")?,
    };
    let joint = Tenant {
        name: row.line("joint_tenant")?,
        telephone: row.line("joint_telephone")?,
        email: row.line("joint_email")?,
        safe_contact: row.line("joint_safe_contact")?,
        ..Tenant::default()
    };
    row.need("address_line_1")?;
    let tenancy = Tenancy {
        reference: row.need("reference")?,
        property: SiteProperty {
            reference: row.line("property_reference")?,
            uprn: row.uprn("uprn")?,
            address_lines: properties::address(row)?,
            postcode: row.postcode("postcode")?,
        },
        // That of its property, once it is stored.
        position: None,
        bedrooms: row.count("bedrooms")?,
        tenants: std::iter::once(lead).chain((!joint.name.is_empty()).then_some(joint)).collect(),
        started: row.day("started")?,
        arrears_pence: pence(row)?,
        last_check: row.day("last_check")?,
    };
    Ok(Let { tenancy, patch: row.need("patch")? })
}

/// Pounds with pence after the point; below nought for an account in credit.
fn pence(row: &Row) -> Result<Option<i64>, Fault> {
    let Some(pounds) = row.number("arrears")? else { return Ok(None) };
    if pounds.abs() > MOST_POUNDS {
        let what = format!("{pounds} pounds is more than anybody owes");
        return Err(row.fault("arrears", what, "give pounds, with a point before the pence: 412.37"));
    }
    #[expect(clippy::cast_possible_truncation, reason = "within bounds, as was just seen")]
    let pence = (pounds * 100.0).round() as i64;
    Ok(Some(pence))
}

pub(super) fn store(hub: &Hub, transaction: &Transaction, held: &Let) -> Result<Outcome, HubError> {
    let position = property::position(transaction, &held.tenancy.property)?;
    let tenancy = Tenancy { position, ..held.tenancy.clone() };
    Ok(Outcome::Stored(hub.inner.put_tenancy(transaction, &tenancy, &held.patch)?))
}
