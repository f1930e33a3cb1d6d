//! The landlord's side: two jobs, an alert, and the ways in which a planner moves work.

use domain::{
    address::SiteProperty,
    alert::{Alert, AlertSubject},
    id::{DocumentId, RecordKind},
    job::{AccessInformation, Priority, WorkOrder},
};
use hub::plan::{Assignee, Group, Raising};
use tests::Town;

/// The job that moves.
pub const JOB: &str = "40000417";

/// A job that stays Ada's throughout.
pub const OTHER: &str = "40000418";

/// Ada's team, and the team of the job.
pub const NORTH: &str = "PLUMBING-NORTH";

/// Dev's team.
pub const SOUTH: &str = "PLUMBING-SOUTH";

/// Words that stand nowhere but in the job, its alert, and what Ada writes.
pub const MARKS: [&str; 3] = ["quillwort", "pelargonium", "marjoram"];

/// What stands in Ada's other job.
pub const OTHER_MARK: &str = "hornbeam";

/// How work moves from Ada to Dev, or away from both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    Assign,
    Reassign,
    Withdraw,
    Transfer,
    Revoke,
}

impl Move {
    pub const ALL: [Self; 5] = [Self::Assign, Self::Reassign, Self::Withdraw, Self::Transfer, Self::Revoke];

    pub const fn words(self) -> &'static str {
        match self {
            Self::Assign => "assign: the job of Ada's team becomes Dev's own",
            Self::Reassign => "reassign: Ada's own job goes to Dev's team",
            Self::Withdraw => "withdraw: the job is taken back, and nobody has it",
            Self::Transfer => "transfer: Ada moves to another team, and Dev joins the one she leaves",
            Self::Revoke => "revoke: Ada's handheld is withdrawn, and the job becomes Dev's own",
        }
    }

    /// Raises the jobs and hands them out as they lie before the move.
    pub fn prepare(self, town: &Town) {
        let hub = town.hub();
        for (reference, mark) in [(JOB, MARKS[0]), (OTHER, OTHER_MARK)] {
            hub.raise(&raising(reference, mark), NORTH).unwrap();
        }
    }

    /// Once people are known.
    pub fn hand_out(self, town: &Town) {
        town.hub().assign(OTHER, None, &ada()).unwrap();
        if self == Self::Reassign {
            town.hub().assign(JOB, None, &ada()).unwrap();
        }
    }

    /// The planner moves it.
    pub fn happen(self, town: &Town) {
        let hub = town.hub();
        let team = |code: &str| Group::Team(code.to_owned());
        match self {
            Self::Assign => assert!(hub.assign(JOB, None, &dev()).unwrap()),
            Self::Reassign => assert!(hub.assign(JOB, None, &Assignee::Team(SOUTH.to_owned())).unwrap()),
            Self::Withdraw => assert!(hub.take_back(JOB, None).unwrap()),
            Self::Transfer => {
                assert!(hub.join("Ada Byrne", &team("GAS-EAST"), Some(&team(NORTH))).unwrap());
                assert!(hub.join("Dev Patel", &team(NORTH), None).unwrap());
            }
            Self::Revoke => {
                hub.revoke("Van 12").unwrap();
                assert!(hub.assign(JOB, None, &dev()).unwrap());
            }
        }
    }

    pub fn dev_gains(self) -> bool {
        self != Self::Withdraw
    }
}

fn ada() -> Assignee {
    Assignee::Person("Ada Byrne".to_owned())
}

fn dev() -> Assignee {
    Assignee::Person("Dev Patel".to_owned())
}

fn raising(reference: &str, mark: &str) -> Raising {
    let moves = reference == JOB;
    let alert = Alert {
        id: DocumentId::derived("calder-vale", RecordKind::Alert, reference),
        subject: AlertSubject::Person,
        type_code: "20-10".to_owned(),
        comments: format!("Go in pairs; {} by the door", if moves { MARKS[1] } else { OTHER_MARK }),
        confirmation: domain::alert::Confirmation::default(),
        review: None,
        raised: None,
    };
    let order = WorkOrder {
        source: "calder-vale".to_owned(),
        reference: reference.to_owned(),
        description: format!("Basin tap drips on the {mark}"),
        location_of_repair: "Bathroom".to_owned(),
        raised: None,
        priority: Priority { code: "2".to_owned(), description: "2 [U] URGENT".to_owned(), required_completion: None },
        trade: ("PL".to_owned(), "Plumbing".to_owned()),
        work_class: "0".to_owned(),
        elements: Vec::new(),
        appointment: None,
        access: AccessInformation::default(),
        property: SiteProperty {
            reference: "00012345".to_owned(),
            uprn: String::new(),
            address_lines: vec!["16 Larkspur House".to_owned()],
            postcode: "E9 6PT".to_owned(),
        },
        position: None,
        contacts: Vec::new(),
        alerts: vec![alert.id],
    };
    Raising { order, alerts: vec![alert], closed: None }
}
