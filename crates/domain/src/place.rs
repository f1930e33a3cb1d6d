//! Where something is: points on the globe, how far apart they are, and where a handheld says it was.

use std::f64::consts::PI;

use serde::{Deserialize, Serialize};

/// Degrees are kept in steps of 0.00001: about a metre, which is finer than any phone knows.
const STEPS: f64 = 100_000.0;

/// Mean radius of the earth (IUGG), in miles.
const EARTH_MILES: f64 = 3_958.761;

/// A point on the globe, in degrees to five decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Coordinates {
    north: i32,
    east: i32,
}

impl Coordinates {
    /// From degrees north and east (ETRS89 or WGS 84, which lie half a metre apart); none beyond the poles or the date
    /// line, and none for what is no number.
    #[must_use]
    pub fn from_degrees(latitude: f64, longitude: f64) -> Option<Self> {
        if !(-90.0..=90.0).contains(&latitude) || !(-180.0..=180.0).contains(&longitude) {
            return None;
        }
        #[allow(clippy::cast_possible_truncation, reason = "at most 18,000,000 steps")]
        let steps = |degrees: f64| (degrees * STEPS).round() as i32;
        Some(Self { north: steps(latitude), east: steps(longitude) })
    }

    /// From steps of 0.00001 degrees north and east, as they are stored.
    #[must_use]
    pub fn from_steps(north: i64, east: i64) -> Option<Self> {
        let (north, east) = (i32::try_from(north).ok()?, i32::try_from(east).ok()?);
        Self::from_degrees(f64::from(north) / STEPS, f64::from(east) / STEPS)
    }

    /// Steps of 0.00001 degrees north and east.
    #[must_use]
    pub const fn steps(self) -> (i32, i32) {
        (self.north, self.east)
    }

    /// Degrees north.
    #[must_use]
    pub fn latitude(self) -> f64 {
        f64::from(self.north) / STEPS
    }

    /// Degrees east.
    #[must_use]
    pub fn longitude(self) -> f64 {
        f64::from(self.east) / STEPS
    }

    /// Miles to `other` as the crow flies: the haversine of a sphere, which errs by half a hundredth at most.
    #[must_use]
    pub fn miles_to(self, other: Self) -> f64 {
        let radians = |degrees: f64| degrees * PI / 180.0;
        let (from, to) = (radians(self.latitude()), radians(other.latitude()));
        let north = ((to - from) / 2.0).sin();
        let east = (radians(other.longitude() - self.longitude()) / 2.0).sin();
        let chord = (from.cos() * to.cos()).mul_add(east * east, north * north);
        2.0 * EARTH_MILES * chord.sqrt().min(1.0).asin()
    }
}

/// Where a handheld says that it is. Taken when a person taps, and at no other time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Fix {
    /// Where.
    pub at: Coordinates,
    /// It is right within so many metres, as the handheld believes.
    pub accuracy: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(latitude: f64, longitude: f64) -> Coordinates {
        Coordinates::from_degrees(latitude, longitude).unwrap()
    }

    #[test]
    fn a_point_keeps_five_decimals_and_reads_back_from_its_steps() {
        let point = at(53.742_318_7, -1.998_765_4);
        assert_eq!(point.steps(), (5_374_232, -199_877));
        assert_eq!(Coordinates::from_steps(5_374_232, -199_877), Some(point));
        for (latitude, longitude) in [(90.1, 0.0), (0.0, -180.1), (f64::NAN, 0.0), (0.0, f64::INFINITY)] {
            assert_eq!(Coordinates::from_degrees(latitude, longitude), None);
        }
        assert_eq!(Coordinates::from_steps(i64::MAX, 0), None);
    }

    #[test]
    fn from_leeds_to_manchester_is_thirty_six_miles_and_back_again() {
        let (leeds, manchester) = (at(53.796, -1.548), at(53.477, -2.231));
        let miles = leeds.miles_to(manchester);
        assert!((35.0..37.0).contains(&miles), "{miles}");
        assert!((manchester.miles_to(leeds) - miles).abs() < 1e-9);
        assert!(leeds.miles_to(leeds) < 1e-9);
        assert!((at(0.0, 180.0).miles_to(at(0.0, 0.0)) - PI * EARTH_MILES).abs() < 1e-6);
    }
}
