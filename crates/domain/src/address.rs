//! Where a home is.

use serde::{Deserialize, Serialize};

/// HACT's site property unit, as far as a person needs it to stand at the right door.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SiteProperty {
    /// The landlord's own reference: "00012345".
    pub reference: String,
    /// Unique property reference number, up to 12 digits; empty when unknown.
    pub uprn: String,
    /// Address lines from the door outward, without the postcode.
    pub address_lines: Vec<String>,
    /// "E9 6PT"; empty when unknown.
    pub postcode: String,
}

impl SiteProperty {
    /// The address in one line, without the postcode.
    #[must_use]
    pub fn one_line(&self) -> String {
        self.address_lines.join(", ")
    }
}
