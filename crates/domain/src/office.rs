//! The landlord's offices, to which residents come: who lives far from all of them is reached and counted apart.

use crate::place::Coordinates;

/// An office.
#[derive(Debug, Clone, PartialEq)]
pub struct Office {
    /// "Weir Road office".
    pub name: String,
    /// Where it is.
    pub at: Coordinates,
}

impl Office {
    /// Reads offices from one line: "Weir Road office 53.8008 -1.5491; Town Hall 53.7997 -1.5492". None for an empty one.
    ///
    /// # Errors
    /// Which part does not say a name, a latitude and a longitude.
    pub fn all(text: &str) -> Result<Vec<Self>, String> {
        let parts = text.split(';').map(str::trim).filter(|part| !part.is_empty());
        parts.map(|part| Self::one(part).ok_or_else(|| part.to_owned())).collect()
    }

    fn one(part: &str) -> Option<Self> {
        let mut words: Vec<&str> = part.split([' ', ',']).filter(|word| !word.is_empty()).collect();
        let east = words.pop()?.parse().ok()?;
        let north = words.pop()?.parse().ok()?;
        let name = words.join(" ");
        (!name.is_empty()).then_some(Self { name, at: Coordinates::from_degrees(north, east)? })
    }

    /// Miles to the nearest of these offices, as the crow flies; none where there are none.
    #[must_use]
    pub fn nearest(offices: &[Self], home: Coordinates) -> Option<f64> {
        offices.iter().map(|office| office.at.miles_to(home)).min_by(f64::total_cmp)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offices_are_read_from_one_line_and_what_is_none_is_named() {
        let offices = Office::all("Weir Road office 53.8008 -1.5491; Town Hall, 53.9, -1.5").unwrap();
        assert_eq!(
            offices.iter().map(|office| office.name.as_str()).collect::<Vec<_>>(),
            ["Weir Road office", "Town Hall"]
        );
        let home = Coordinates::from_degrees(53.8109, -1.5491).unwrap();
        let miles = Office::nearest(&offices, home).unwrap();
        assert!((0.69..0.71).contains(&miles), "{miles}");
        assert_eq!(Office::all("").unwrap(), []);
        assert_eq!(Office::nearest(&[], home), None);
        for wrong in ["53.8 -1.5", "Weir Road", "Weir Road 99 0", "Weir Road 53.8 north"] {
            assert_eq!(Office::all(&format!("Town Hall 53.9 -1.5; {wrong}")).unwrap_err(), wrong);
        }
    }
}
