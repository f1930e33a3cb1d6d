//! Where the work is: the units of a message, their addresses and key safes.

use domain::{address::SiteProperty, job::Keysafe};

use super::{At, Fault};

/// A unit, and the property that it is in where the message tells of both.
pub(super) struct Place<'a> {
    pub unit: At<'a>,
    building: Option<At<'a>>,
}

/// The units of a RaiseRepair.
pub(super) fn units<'a>(at: &At<'a>) -> Result<Vec<Place<'a>>, Fault> {
    Ok(at.list("SitePropertyUnit")?.into_iter().map(|unit| Place { unit, building: None }).collect())
}

/// The units of a ScheduleRepair's site. A property without units of its own is one.
pub(super) fn units_of_site<'a>(at: &At<'a>) -> Result<Vec<Place<'a>>, Fault> {
    let mut places = Vec::new();
    for property in at.need("Site")?.list("Property")? {
        let units = property.list("Unit")?;
        if units.is_empty() {
            places.push(Place { unit: property, building: None });
        } else {
            places.extend(units.into_iter().map(|unit| Place { unit, building: Some(property.clone()) }));
        }
    }
    Ok(places)
}

pub(super) fn keysafe(at: &At) -> Result<Keysafe, Fault> {
    Ok(Keysafe { location: at.text_of("Location")?, code: at.text_of("Code")? })
}

pub(super) fn property(place: &Place) -> Result<SiteProperty, Fault> {
    let mut property = SiteProperty::default();
    for reference in place.unit.list("Reference")? {
        let id = reference.need_text("ID")?;
        let about = format!("{} {}", reference.text_of("Description")?, reference.text_of("AllocatedBy")?);
        if about.to_ascii_uppercase().contains("UPRN") {
            property.uprn = id;
        } else if property.reference.is_empty() {
            property.reference = id;
        }
    }
    if let Some(address) = place.unit.get("Address") {
        (property.address_lines, property.postcode) = address_and_postcode(&address)?;
    }
    Ok(property)
}

/// The address of the building that the unit is in: better than none, but no door of its own.
pub(super) fn building(place: &Place) -> Result<(Vec<String>, String), Fault> {
    let address = place.building.as_ref().and_then(|at| at.get("Address"));
    address.map_or_else(|| Ok(<(Vec<String>, String)>::default()), |address| address_and_postcode(&address))
}

fn address_and_postcode(address: &At) -> Result<(Vec<String>, String), Fault> {
    let lines = address.list("AddressLine")?.iter().map(At::text).collect::<Result<Vec<_>, _>>()?;
    let street = [address.text_of("BuildingNumber")?, address.text_of("StreetName")?];
    let parts = if lines.is_empty() {
        vec![
            address.text_of("Room")?,
            address.text_of("Floor")?,
            address.text_of("BuildingName")?,
            street.join(" ").trim().to_owned(),
            address.text_of("ComplexName")?,
            address.text_of("CityName")?,
        ]
    } else {
        [vec![address.text_of("BuildingName")?], lines, vec![address.text_of("CityName")?]].concat()
    };
    Ok((parts.into_iter().filter(|part| !part.is_empty()).collect(), address.text_of("PostalCode")?))
}
