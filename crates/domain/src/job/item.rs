//! Items, the note, photos, sign-offs, and values that compete.

use serde::{Deserialize, Serialize};

use crate::{
    author::Written,
    id::{ItemId, PhotoId, SignOffId},
};

/// A rate schedule item on a job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// Its id.
    pub id: ItemId,
    /// The landlord's reference of the work element it belongs to; empty when added at the door.
    pub element: String,
    /// The schedule-of-rates code.
    pub code: String,
    /// Its description when it was added.
    pub description: String,
    /// Its unit in words.
    pub unit: String,
    /// See [`crate::reference::RateScheduleCode::m3nhf`].
    pub m3nhf: bool,
    /// In that unit; nought when it was taken off.
    pub quantity: f64,
    /// True when the landlord ordered it.
    pub ordered: bool,
    /// Who added it.
    pub added: Written,
    /// Who set the quantity shown.
    pub quantity_written: Written,
}

impl Item {
    /// True when it was taken off again.
    #[must_use]
    pub fn is_withdrawn(&self) -> bool {
        self.quantity <= 0.0
    }
}

/// The job's note: one text, everybody's words.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Note {
    /// The text.
    pub text: String,
    /// Who wrote to it last, in causal order.
    pub last: Option<Written>,
}

/// A photo of the work. Its bytes travel apart, named by their hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Photo {
    /// Its id.
    pub id: PhotoId,
    /// What the record says of it.
    pub photo: super::NewPhoto,
    /// Who took it.
    pub written: Written,
}

/// When in the work a photo was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PhotoStage {
    /// As found.
    Before,
    /// Under way.
    During,
    /// As left.
    After,
}

impl PhotoStage {
    /// Its stable name, as stored in the record.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::During => "during",
            Self::After => "after",
        }
    }

    /// The stage with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Before, Self::During, Self::After].into_iter().find(|stage| stage.name() == name)
    }
}

/// A sign-off in the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignOffEntry {
    /// Its id.
    pub id: SignOffId,
    /// The sealed page, as bytes.
    pub seal: Vec<u8>,
    /// Who took it.
    pub written: Written,
    /// True when it is the one that stands: the only one, or the one that was chosen.
    pub stands: bool,
    /// SHA-256 of what the customer said in their own voice, as the seal has it too; none where they did not.
    pub spoken: Option<[u8; 32]>,
}

/// A value that two people set without seeing each other's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Competition {
    /// What competes.
    pub field: CompetingField,
    /// The values, at least two, in an order that is the same on every device.
    pub sides: Vec<Competitor>,
}

/// Values that may compete. Competing outcomes are found by [`super::fold`], competing sign-offs by their number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CompetingField {
    /// An item's quantity.
    Quantity(ItemId),
    /// The appointment.
    Appointment,
    /// What a photo shows.
    Caption(PhotoId),
    /// The note: each side as its writer left it. It holds the words of all of them together, which may say what nobody
    /// wrote.
    Note,
}

/// One of the values that compete.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Competitor {
    /// The value: a quantity, or [`super::AppointmentWindow::to_scalar`].
    pub value: String,
    /// Who set it.
    pub written: Written,
}
