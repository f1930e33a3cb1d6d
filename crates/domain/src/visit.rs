//! A housing officer's visit. Its record is kept as a job's is; this is what it says besides the order.

use serde::{Deserialize, Serialize};

use crate::{id::DocumentId, job::WorkOrder};

/// A visit on its way into a record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Arranging {
    /// Where, when and whom to meet. Its source is [`crate::job::OWN_SOURCE`].
    pub order: WorkOrder,
    /// What it is for.
    pub terms: VisitTerms,
}

/// What a visit is for, and what was agreed about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitTerms {
    /// Why.
    pub kind: VisitKind,
    /// Whose home; none for a block, an estate or a neighbourhood.
    pub tenancy: Option<DocumentId>,
    /// What the customer asked for.
    pub wishes: Vec<VisitWish>,
}

/// Why an officer comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum VisitKind {
    /// A repair is to be seen before or after it.
    InspectRepair,
    /// Rent that is owed, where a letter does not help.
    RentArrears,
    /// The home is looked at without anybody having asked.
    HomeInspection,
    /// What the landlord holds is gone through with the tenant.
    VerifyDetails,
    /// The yearly check: who lives there, how they are, and what they think.
    TenancyCheck,
    /// The first weeks of a tenancy.
    NewTenancy,
    /// A block or an estate is walked with its residents.
    EstateInspection,
    /// A neighbourhood is looked at.
    NeighbourhoodAudit,
}

impl VisitKind {
    /// Every kind, in the order in which they are offered.
    pub const ALL: [Self; 8] = [
        Self::TenancyCheck,
        Self::InspectRepair,
        Self::RentArrears,
        Self::HomeInspection,
        Self::VerifyDetails,
        Self::NewTenancy,
        Self::EstateInspection,
        Self::NeighbourhoodAudit,
    ];

    /// Its stable name, as stored in the record.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::InspectRepair => "inspect_repair",
            Self::RentArrears => "rent_arrears",
            Self::HomeInspection => "home_inspection",
            Self::VerifyDetails => "verify_details",
            Self::TenancyCheck => "tenancy_check",
            Self::NewTenancy => "new_tenancy",
            Self::EstateInspection => "estate_inspection",
            Self::NeighbourhoodAudit => "neighbourhood_audit",
        }
    }

    /// The kind with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// What lists and the customer's page call it. It says nothing that a neighbour who reads over a shoulder should not
    /// know.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::InspectRepair => "Look at a repair",
            Self::RentArrears => "Talk about the rent account",
            Self::HomeInspection => "Home inspection",
            Self::VerifyDetails => "Go through details",
            Self::TenancyCheck => "Tenancy health check",
            Self::NewTenancy => "New tenancy visit",
            Self::EstateInspection => "Estate or block inspection",
            Self::NeighbourhoodAudit => "Neighbourhood audit",
        }
    }
}

/// What a customer may ask for when a visit is arranged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum VisitWish {
    /// An officer of their own sex.
    SameSexOfficer,
    /// Somebody who speaks their language.
    Interpreter,
    /// Somebody who signs.
    Signer,
    /// An advocate or a friend beside them.
    Advocate,
}

impl VisitWish {
    /// Every wish.
    pub const ALL: [Self; 4] = [Self::SameSexOfficer, Self::Interpreter, Self::Signer, Self::Advocate];

    /// Its stable name, as stored in the record.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SameSexOfficer => "same_sex_officer",
            Self::Interpreter => "interpreter",
            Self::Signer => "signer",
            Self::Advocate => "advocate",
        }
    }

    /// The wish with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|wish| wish.name() == name)
    }

    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::SameSexOfficer => "An officer of their own sex",
            Self::Interpreter => "An interpreter",
            Self::Signer => "Somebody who signs",
            Self::Advocate => "An advocate or a friend",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_and_wish_reads_back_from_its_name() {
        for kind in VisitKind::ALL {
            assert_eq!(VisitKind::from_name(kind.name()), Some(kind));
        }
        for wish in VisitWish::ALL {
            assert_eq!(VisitWish::from_name(wish.name()), Some(wish));
        }
        assert_eq!(VisitKind::from_name("tea"), None);
    }
}
