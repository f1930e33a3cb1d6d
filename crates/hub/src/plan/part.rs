//! Parts of a work order that a landlord's system may say anew, each known again by a digest.

use domain::job::WorkOrder;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::Raising;

/// Bytes of a part's digest.
const LENGTH: usize = 8;

/// A part of a work order. Their order is stored: add at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// What is wrong.
    Description,
    /// Where in the home.
    Location,
    /// How soon, and by when.
    Priority,
    /// The trade.
    Trade,
    /// The work class.
    WorkClass,
    /// How to get in.
    Access,
    /// Which home, and where it is.
    Property,
    /// Who to ring.
    Contacts,
    /// What to know before knocking.
    Alerts,
    /// When the customer expects somebody.
    Appointment,
    /// Parts of the work and their items.
    Elements,
}

impl Part {
    /// Every part.
    pub const ALL: [Self; 11] = [
        Self::Description,
        Self::Location,
        Self::Priority,
        Self::Trade,
        Self::WorkClass,
        Self::Access,
        Self::Property,
        Self::Contacts,
        Self::Alerts,
        Self::Appointment,
        Self::Elements,
    ];

    /// In words: "its description".
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Description => "description",
            Self::Location => "location of the repair",
            Self::Priority => "priority",
            Self::Trade => "trade",
            Self::WorkClass => "work class",
            Self::Access => "access information",
            Self::Property => "address",
            Self::Contacts => "contacts",
            Self::Alerts => "alerts",
            Self::Appointment => "appointment",
            Self::Elements => "work items",
        }
    }

    /// Puts this part of `said` into an order that stands; parts with edits of their own are left.
    pub(super) fn put(self, order: &mut WorkOrder, said: &WorkOrder) {
        match self {
            Self::Description => order.description.clone_from(&said.description),
            Self::Location => order.location_of_repair.clone_from(&said.location_of_repair),
            Self::Priority => order.priority = said.priority.clone(),
            Self::Trade => order.trade = said.trade.clone(),
            Self::WorkClass => order.work_class.clone_from(&said.work_class),
            Self::Access => order.access = said.access.clone(),
            Self::Property => {
                order.property = said.property.clone();
                order.position = said.position;
            }
            Self::Contacts => order.contacts.clone_from(&said.contacts),
            Self::Alerts => order.alerts.clone_from(&said.alerts),
            Self::Appointment | Self::Elements => {}
        }
    }

    fn digest(self, raising: &Raising) -> [u8; LENGTH] {
        let order = &raising.order;
        match self {
            Self::Description => digest(&order.description),
            Self::Location => digest(&order.location_of_repair),
            Self::Priority => digest(&order.priority),
            Self::Trade => digest(&order.trade),
            Self::WorkClass => digest(&order.work_class),
            Self::Access => digest(&order.access),
            Self::Property => digest(&(&order.property, order.position)),
            Self::Contacts => digest(&order.contacts),
            Self::Alerts => digest(&(&order.alerts, &raising.alerts)),
            Self::Appointment => digest(&order.appointment),
            // Of items what was ordered: the words of codes are the schedule's, which may be imported later.
            Self::Elements => digest(
                &order
                    .elements
                    .iter()
                    .map(|element| {
                        let items = element.items.iter().map(|item| (&item.code, item.quantity));
                        (&element.reference, &element.trade, items.collect::<Vec<_>>())
                    })
                    .collect::<Vec<_>>(),
            ),
        }
    }

    /// The digests of all that is said, as they are stored.
    pub(super) fn digests(raising: &Raising) -> Vec<u8> {
        Self::ALL.iter().flat_map(|part| part.digest(raising)).collect()
    }

    /// The place of this part's among digests.
    pub(super) fn place(self, digests: &mut [u8]) -> Option<&mut [u8]> {
        let at = Self::ALL.iter().position(|part| *part == self)?;
        digests.chunks_exact_mut(LENGTH).nth(at)
    }

    /// This part's among stored digests; none of a part that was not kept then.
    pub(super) fn among(self, digests: &[u8]) -> Option<&[u8]> {
        let at = Self::ALL.iter().position(|part| *part == self)?;
        digests.chunks_exact(LENGTH).nth(at)
    }
}

fn digest(value: &impl Serialize) -> [u8; LENGTH] {
    let whole: [u8; 32] = Sha256::digest(postcard::to_stdvec(value).unwrap_or_default()).into();
    whole.first_chunk().copied().unwrap_or_default()
}
