//! People and their handhelds, for the stories in this folder.
#![allow(dead_code, reason = "each story uses some of them")]
#![allow(clippy::unwrap_used, reason = "a story that cannot be told has failed")]

use documents::{Actor, Change, Document, Pen, job};
use domain::{
    author::Clocks,
    id::{DeviceId, DocumentId, RecordKind},
    job::{Contact, Job, JobEdit, NewId, NewItem, Priority, WorkElement, WorkOrder},
    time::Timestamp,
};

/// A morning in November.
pub const NINE_O_CLOCK: i64 = 1_795_338_000_000;

/// One person's handheld with one job on it.
pub struct Handheld {
    pub document: Document,
    number: u8,
    made: u64,
    pub now: i64,
}

impl Handheld {
    /// A handheld whose device and actor derive from `number`, which no other may have.
    pub fn new(number: u8) -> Self {
        let document = Document::create(job_id(), RecordKind::Job, pen(number)).unwrap();
        Self { document, number, made: 0, now: NINE_O_CLOCK }
    }

    pub fn device(&self) -> DeviceId {
        pen(self.number).device
    }

    /// Makes one edit a second after the last.
    pub fn edit(&mut self, edit: JobEdit) -> Vec<Change> {
        self.try_edit(edit).unwrap()
    }

    pub fn try_edit(&mut self, edit: JobEdit) -> Result<Vec<Change>, job::EditError> {
        self.made += 1;
        self.now += 1_000;
        let mut id = [self.number; 16];
        id[8..].copy_from_slice(&self.made.to_be_bytes());
        let clocks = Clocks { device: Timestamp::from_milliseconds(self.now), hub_offset: Some(250) };
        job::edit(&mut self.document, &edit, &clocks, NewId(id))
    }

    /// Types over the note, from the text as it stands here now.
    pub fn type_note(&mut self, text: &str) -> Vec<Change> {
        let base = self.version();
        self.edit(JobEdit::EditNote { base, text: text.to_owned() })
    }

    pub fn version(&self) -> Vec<[u8; 32]> {
        self.document.heads().iter().map(|hash| *hash.as_bytes()).collect()
    }

    /// Takes in whatever the other has and this one lacks.
    pub fn hear(&mut self, other: &Self) {
        self.document.apply(&other.document.changes()).unwrap();
    }

    pub fn job(&self) -> Job {
        job::read(&self.document).unwrap()
    }
}

pub fn job_id() -> DocumentId {
    DocumentId::derived("calder-vale", RecordKind::Job, "10000012")
}

pub fn pen(number: u8) -> Pen {
    Pen { actor: Actor::from_bytes([number; 16]), device: DeviceId::from_bytes([number ^ 0x80; 16]) }
}

/// The hub, which raised the job; and two handhelds that have it.
pub fn hub_ada_and_dev() -> (Handheld, Handheld, Handheld) {
    let mut hub = Handheld::new(10);
    hub.edit(JobEdit::Raise(Box::new(leaking_tap())));
    let (mut ada, mut dev) = (Handheld::new(11), Handheld::new(12));
    ada.hear(&hub);
    dev.hear(&hub);
    (hub, ada, dev)
}

/// A work order with one ordered item.
pub fn leaking_tap() -> WorkOrder {
    WorkOrder {
        source: "calder-vale".into(),
        reference: "10000012".into(),
        description: "Kitchen tap drips and will not turn off".into(),
        location_of_repair: "Kitchen".into(),
        raised: Some(Timestamp::from_milliseconds(NINE_O_CLOCK - 86_400_000)),
        priority: Priority {
            code: "4".into(),
            description: "5 [N] NORMAL".into(),
            required_completion: Some(Timestamp::from_milliseconds(NINE_O_CLOCK + 86_400_000)),
        },
        trade: ("PL".into(), "Plumbing".into()),
        work_class: "0".into(),
        elements: vec![WorkElement {
            reference: "1".into(),
            trade: ("PL".into(), "Plumbing".into()),
            items: vec![new_item("TAP01", 1.0)],
        }],
        appointment: None,
        access: Default::default(),
        property: domain::address::SiteProperty {
            reference: "00012345".into(),
            uprn: "100021065786".into(),
            address_lines: vec!["16 Pinder House".into(), "Weir Street".into()],
            postcode: "CV9 6PT".into(),
        },
        position: None,
        contacts: vec![Contact { name: "Jill Marsh".into(), numbers: vec!["07700 900999".into()] }],
        alerts: Vec::new(),
    }
}

pub fn new_item(code: &str, quantity: f64) -> NewItem {
    NewItem {
        code: code.into(),
        description: format!("Work of kind {code}"),
        unit: "each".into(),
        quantity,
        m3nhf: false,
    }
}
