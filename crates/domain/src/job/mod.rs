//! A job: HACT's work order, and everything people did about it.

mod at_work;
mod attempt;
mod booking;
mod come_again;
mod doubt;
mod earlier;
mod event;
mod going_again;
mod hazard;
mod item;
mod never_closed;
pub mod offer;
mod photo;
mod recording;
mod status;
mod undecided;
mod work;
mod work_order;

pub use at_work::AtWork;
pub use attempt::{Attempt, ContactAttempt, ContactMethod, Lacking, METHODS_WANTED, NO_ADULT, NewAttempt};
pub use booking::{Booking, BookingTerms, FollowOn, OWN_SOURCE, reference_of};
pub use come_again::{BookedFor, ComeAgain, MADE_SAFE, NOT_SAFE};
pub use doubt::Doubt;
pub use earlier::EarlierWork;
pub use event::{EventKind, JobEvent, UNDO_MS};
pub use going_again::GoingAgain;
pub use hazard::{
    HazardNoticed, HazardStep, HazardStepKind, Investigation, NewHazard, NewHazardStep, hazard_reference,
};
pub use item::{CompetingField, Competition, Competitor, Item, Note, Photo, PhotoStage, SignOffEntry};
pub use never_closed::NeverClosed;
pub use photo::{MadeFrom, redacted};
pub use recording::{NewRecording, Recording};
pub use status::{EventFlag, FlagReason, JobStatus, StatusFold, fold};
pub use undecided::Undecided;
pub use work::{
    AUTHORITY_PENCE, Decision, Labour, MOST_MINUTES, Material, MaterialSource, NewLabour, NewMaterial, NewVariation,
    Variation,
};
pub use work_order::{AccessInformation, AppointmentWindow, Contact, Keysafe, Priority, Trade, WorkElement, WorkOrder};

use serde::{Deserialize, Serialize};

use crate::{
    id::{AsbEntryId, DeviceId, DocumentId, EventId, ItemId, PhotoId, RecordingId, SignOffId, StepId},
    place::Fix,
    time::Timestamp,
    visit::{Arranging, VisitTerms},
};

/// A job as one reading of its record gives it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Job {
    /// Its record.
    pub id: DocumentId,
    /// What the landlord ordered.
    pub order: WorkOrder,
    /// The event log, in causal order.
    pub events: Vec<JobEvent>,
    /// Rate schedule items, ordered and added, by id.
    pub items: Vec<Item>,
    /// The one note.
    pub note: Note,
    /// Photos, by id.
    pub photos: Vec<Photo>,
    /// Voice notes, by id.
    pub recordings: Vec<Recording>,
    /// Sign-offs, by id; more than one compete until one is chosen.
    pub sign_offs: Vec<SignOffEntry>,
    /// Visits at which nobody let them in, by id.
    pub attempts: Vec<Attempt>,
    /// Hazards that were noticed, by id.
    pub hazards: Vec<HazardNoticed>,
    /// Time that people worked, by id.
    pub labour: Vec<Labour>,
    /// Materials used and to be ordered, by id.
    pub materials: Vec<Material>,
    /// Work beyond the order, by id.
    pub variations: Vec<Variation>,
    /// How it was booked, for a job that was booked at a door.
    pub booked: Option<BookingTerms>,
    /// What it is for, when it is an officer's visit.
    pub visit: Option<VisitTerms>,
    /// Jobs that were booked from this one, by id.
    pub follow_ons: Vec<FollowOn>,
    /// What ended at this home before it was raised, the latest first.
    pub earlier: Vec<EarlierWork>,
    /// Edits of single values that compete.
    pub competitions: Vec<Competition>,
}

impl Job {
    /// The status that the event log amounts to, and what is odd about it.
    #[must_use]
    pub fn status(&self) -> StatusFold {
        fold(&self.events)
    }

    /// True when somebody has to look at it: outcomes or values compete, more than one sign-off waits for a choice, something
    /// came after it was closed, or its completion was taken back under a sign-off.
    #[must_use]
    pub fn needs_decision(&self) -> bool {
        !self.undecided().is_empty()
    }

    /// True when one phone took back how the job ended while it was signed off, or closed without a signature, on another:
    /// the work stands open under a sign-off until it is completed or reopened.
    #[must_use]
    pub fn was_taken_back_under_sign_off(&self) -> bool {
        let fold = self.status();
        let event = |id: &EventId| self.events.iter().find(|event| event.id == *id);
        let is_outcome = |id: &EventId| event(id).is_some_and(|event| event.kind.is_outcome());
        let Some(at) = fold.order.iter().rposition(|id| fold.undone.contains(id) && is_outcome(id)) else {
            return false;
        };
        // What was reopened before says nothing of this.
        let since = fold.order.iter().skip(at).filter(|id| !fold.undone.contains(id));
        let reopened = since.filter_map(event).any(|event| event.kind == EventKind::Reopened);
        !self.sign_offs.is_empty() && !fold.status.is_closed() && !reopened
    }

    /// Why it may not be closed because nobody was in: the order, or a hazard that was noticed since, which is one whatever
    /// its words.
    #[must_use]
    pub fn never_closed(&self) -> Option<NeverClosed> {
        let noticed = || {
            let mut said = self.hazards.iter().filter_map(|held| NeverClosed::in_words(&held.hazard.seen));
            said.next().or_else(|| (!self.hazards.is_empty()).then_some(NeverClosed::Safety))
        };
        NeverClosed::of(&self.order).or_else(noticed)
    }

    /// Events in causal order, without those that were taken back and the taking back itself.
    #[must_use]
    pub fn standing(&self) -> Vec<&JobEvent> {
        let StatusFold { order, undone, .. } = self.status();
        let stands = |event: &&JobEvent| !undone.contains(&event.id) && !matches!(event.kind, EventKind::Undone(_));
        order.iter().filter_map(|id| self.events.iter().find(|event| event.id == *id)).filter(stands).collect()
    }

    /// What this device recorded last, if it may still be taken back at `now`: nobody did anything since, it is not
    /// signed off, and less than [`UNDO_MS`] have gone by on the device's own clock.
    #[must_use]
    pub fn undoable(&self, device: DeviceId, now: Timestamp) -> Option<&JobEvent> {
        self.just_recorded(device, now).filter(|last| last.kind.can_be_undone())
    }

    /// What this device recorded last, less than [`UNDO_MS`] ago and not under a signature, if nobody did anything since.
    #[must_use]
    pub fn just_recorded(&self, device: DeviceId, now: Timestamp) -> Option<&JobEvent> {
        let last = self.standing().into_iter().rfind(|event| !matches!(event.kind, EventKind::Located(_)))?;
        let age = now.milliseconds().saturating_sub(last.written.at.milliseconds());
        let signed = self.sign_offs.iter().any(|sign_off| sign_off.written.at >= last.written.at);
        (last.written.device == Some(device) && !signed && (0..UNDO_MS).contains(&age)).then_some(last)
    }

    /// What people at the door have asked or told the planner and nobody has acted on: late, handed back, a swap. Oldest
    /// first.
    #[must_use]
    pub fn asked(&self) -> Vec<&JobEvent> {
        let mut open: Vec<&JobEvent> = Vec::new();
        for event in self.standing() {
            match event.kind {
                EventKind::RunningLate(_) => {
                    open.retain(|asked| !matches!(asked.kind, EventKind::RunningLate(_)));
                    open.push(event);
                }
                EventKind::HandedBack | EventKind::SwapAsked(_) => open.push(event),
                EventKind::Accepted => open.retain(|asked| asked.kind != EventKind::HandedBack),
                EventKind::Travelling | EventKind::Paused => {}
                remark if remark.is_remark() => {}
                _ => open.clear(),
            }
        }
        open
    }

    /// True while the landlord has withdrawn it, whatever was recorded at the door.
    #[must_use]
    pub fn is_withdrawn(&self) -> bool {
        let decides = |event: &&JobEvent| {
            use EventKind::{Cancelled, Dispatched, Planned, Reopened};
            matches!(event.kind, Cancelled | Dispatched | Planned | Reopened)
        };
        self.standing().into_iter().rfind(decides).is_some_and(|event| event.kind == EventKind::Cancelled)
    }

    /// When somebody who is running late expects to be there; none once they are, or when nobody said.
    #[must_use]
    pub fn expected(&self) -> Option<Timestamp> {
        self.standing().into_iter().fold(None, |estimate, event| match event.kind {
            EventKind::RunningLate(new) => Some(new),
            EventKind::Accepted | EventKind::Travelling => estimate,
            remark if remark.is_remark() => estimate,
            _ => None,
        })
    }

    /// Dangers that still are, and about which nobody has said yet that they rang: whoever looks at the job, or at a list with it, is told.
    #[must_use]
    pub fn to_be_rung_about(&self) -> Vec<&HazardNoticed> {
        let standing = self.standing();
        let rung = |hazard: &HazardNoticed| standing.iter().any(|event| event.kind == EventKind::Rung(hazard.id));
        self.hazards.iter().filter(|held| held.course().is_danger_now() && !rung(held)).collect()
    }

    /// Where the handheld was when `event` was recorded, if its own device kept that.
    #[must_use]
    pub fn fix_of(&self, event: &JobEvent) -> Option<Fix> {
        let located = |other: &&JobEvent| {
            other.kind == EventKind::Located(event.id) && other.written.device == event.written.device
        };
        self.events.iter().find(located).and_then(|located| located.fix)
    }
}

/// One thing that a person, or the landlord's system, does to a job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum JobEdit {
    /// The landlord's system raises it: only on a record that holds nothing yet.
    Raise(Box<WorkOrder>),
    /// Somebody at a door books it: only on a record that holds nothing yet.
    Book(Box<Booking>),
    /// An officer arranges a visit: only on a record that holds nothing yet.
    Arrange(Box<Arranging>),
    /// The job that was booked from this one.
    FollowOn {
        /// Its record.
        job: DocumentId,
        /// What is to be done there, in a line.
        description: String,
    },
    /// The landlord's system moves the appointment.
    Appoint(Option<AppointmentWindow>),
    /// The landlord's system sends an alert after a job that is out.
    Warn(DocumentId),
    /// The landlord's system says what ended at this home before, in place of what it said; nothing is said of none.
    TellEarlier(Vec<EarlierWork>),
    /// The landlord's system makes it more or less urgent.
    Prioritise(Priority),
    /// The landlord's system puts right what it ordered: everything but its own name, the reference, the parts of the work
    /// and the appointment, which are not looked at.
    Correct(Box<WorkOrder>),
    /// Something happened. Which events it follows is read from the record.
    Record {
        /// What.
        kind: EventKind,
        /// Why, where the kind wants a reason; otherwise empty.
        reason: String,
    },
    /// Nobody let them in, or only children were in: an event, and its evidence under the same id.
    NoAccess {
        /// Whether the job stays open for another visit.
        stays_open: bool,
        /// The evidence.
        attempt: Box<NewAttempt>,
    },
    /// A material was used, or is to be ordered.
    AddMaterial(NewMaterial),
    /// Somebody worked.
    AddLabour(NewLabour),
    /// A material, or somebody's time, is taken off again.
    WithdrawWork(ItemId),
    /// There is more to do than was ordered.
    AddVariation(NewVariation),
    /// The landlord decides on work beyond the order.
    Decide {
        /// Which.
        variation: ItemId,
        /// What they say.
        decision: Decision,
    },
    /// Somebody noticed a hazard.
    NoticeHazard(Box<NewHazard>),
    /// The landlord's people did something about one.
    StepOnHazard(Box<NewHazardStep>),
    /// Where the handheld was when one of its events was recorded; kept once for each.
    Locate {
        /// Which event.
        event: EventId,
        /// Where.
        fix: Fix,
    },
    /// The note as somebody left it, having started from the text at `base` (heads of the record they were shown).
    EditNote {
        /// Heads of the record whose note they were shown.
        base: Vec<[u8; 32]>,
        /// The whole text as they left it.
        text: String,
    },
    /// An item is added at the door.
    AddItem(NewItem),
    /// An item's quantity changes; nought takes it off.
    ChangeQuantity {
        /// Which item.
        item: ItemId,
        /// In the item's unit, from nought to 9,999.
        quantity: f64,
    },
    /// A photo is taken, or made from another.
    AddPhoto(NewPhoto),
    /// Somebody speaks a note.
    AddRecording(NewRecording),
    /// What a photo shows is said, or said again.
    CaptionPhoto {
        /// Which photo.
        photo: PhotoId,
        /// In a few words; empty to say nothing.
        caption: String,
    },
    /// The work is signed off, or closed without a signature for a reason.
    SignOff {
        /// The sealed page: `documents::seal::Seal` as bytes.
        seal: Vec<u8>,
    },
    /// One of two sign-offs stands; both stay.
    ChooseSignOff(SignOffId),
}

/// An item to add.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewItem {
    /// The schedule-of-rates code.
    pub code: String,
    /// Its description at this time: a schedule may change under it.
    pub description: String,
    /// Its unit in words.
    pub unit: String,
    /// In that unit, more than nought, at most 9,999.
    pub quantity: f64,
    /// See [`crate::reference::RateScheduleCode::m3nhf`].
    pub m3nhf: bool,
}

/// A photo to add: its bytes travel apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPhoto {
    /// SHA-256 of the full picture as stored.
    pub hash: [u8; 32],
    /// Its length in bytes.
    pub size: u64,
    /// SHA-256 of the preview as stored.
    pub preview_hash: [u8; 32],
    /// The preview's length in bytes.
    pub preview_size: u64,
    /// "image/jpeg".
    pub media_type: String,
    /// What it shows; may be empty.
    pub caption: String,
    /// When in the work.
    pub stage: PhotoStage,
    /// The photo that it was made from; none for one that a camera took.
    pub made_from: Option<MadeFrom>,
}

/// Identity of whatever an edit may create: one random number serves any of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewId(pub [u8; 16]);

impl From<NewId> for ItemId {
    fn from(id: NewId) -> Self {
        Self::from_bytes(id.0)
    }
}

impl From<NewId> for PhotoId {
    fn from(id: NewId) -> Self {
        Self::from_bytes(id.0)
    }
}

impl From<NewId> for RecordingId {
    fn from(id: NewId) -> Self {
        Self::from_bytes(id.0)
    }
}

impl From<NewId> for AsbEntryId {
    fn from(id: NewId) -> Self {
        Self::from_bytes(id.0)
    }
}

impl From<NewId> for StepId {
    fn from(id: NewId) -> Self {
        Self::from_bytes(id.0)
    }
}

impl From<NewId> for SignOffId {
    fn from(id: NewId) -> Self {
        Self::from_bytes(id.0)
    }
}

impl From<NewId> for crate::id::EventId {
    fn from(id: NewId) -> Self {
        Self::from_bytes(id.0)
    }
}
