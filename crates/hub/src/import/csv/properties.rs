//! Properties: the landlord's references and addresses beside the columns of OS Open UPRN.

use domain::{
    address::SiteProperty,
    reference::{Position, Property},
};

use super::{
    Fault,
    columns::{Column, needed, optional},
    row::Row,
};

pub(super) const COLUMNS: &[Column] = &[
    needed("reference", &["property_reference", "prop_ref", "property_ref"]),
    optional("uprn", &[]),
    optional("x_coordinate", &["easting"]),
    optional("y_coordinate", &["northing"]),
    optional("latitude", &["lat"]),
    optional("longitude", &["lon", "long", "lng"]),
    needed("address_line_1", &["address", "address_1"]),
    optional("address_line_2", &["address_2"]),
    optional("address_line_3", &["address_3"]),
    optional("address_line_4", &["address_4"]),
    optional("town", &["city", "post_town"]),
    optional("postcode", &["post_code", "postal_code"]),
];

/// Columns of an address, from the door outward.
pub(super) const ADDRESS: [&str; 5] = ["address_line_1", "address_line_2", "address_line_3", "address_line_4", "town"];

/// OS Open UPRN's columns with what they may hold: Great Britain and its waters.
const BOUNDS: [(&str, f64, f64); 4] = [
    ("x_coordinate", 0.0, 700_000.0),
    ("y_coordinate", 0.0, 1_300_000.0),
    ("latitude", 49.0, 61.5),
    ("longitude", -9.0, 2.5),
];

pub(super) fn read(row: &Row) -> Result<Property, Fault> {
    row.need("address_line_1")?;
    let site = SiteProperty {
        reference: row.need("reference")?,
        uprn: row.uprn("uprn")?,
        address_lines: address(row)?,
        postcode: row.postcode("postcode")?,
    };
    Ok(Property { site, position: position(row)? })
}

/// Address lines that say something.
pub(super) fn address(row: &Row) -> Result<Vec<String>, Fault> {
    let lines = ADDRESS.into_iter().map(|column| row.line(column)).collect::<Result<Vec<_>, _>>()?;
    Ok(lines.into_iter().filter(|line| !line.is_empty()).collect())
}

/// All four numbers, or none: half a position leads people to the wrong door.
fn position(row: &Row) -> Result<Option<Position>, Fault> {
    let mut found = Vec::new();
    let mut missing = None;
    for (column, least, most) in BOUNDS {
        match row.number(column)? {
            Some(number) if (least..=most).contains(&number) => found.push(number),
            Some(number) => {
                return Err(row.fault(
                    column,
                    format!("{number} is not in Great Britain ({least} to {most})"),
                    "look whether two of the four coordinates are the wrong way round",
                ));
            }
            None => missing = Some(column),
        }
    }
    match (found.as_slice(), missing) {
        ([easting, northing, latitude, longitude], _) => {
            Ok(Some(Position { easting: *easting, northing: *northing, latitude: *latitude, longitude: *longitude }))
        }
        ([], _) => Ok(None),
        (_, missing) => Err(row.fault(
            missing.unwrap_or("x_coordinate"),
            "it is empty while other coordinates are given",
            "give all four of X_COORDINATE, Y_COORDINATE, LATITUDE and LONGITUDE, or none",
        )),
    }
}
