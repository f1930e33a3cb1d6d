//! Invented work: the same orders and edits each time, in words of the trade.

use chrono::{Days, NaiveDate, NaiveTime};
use domain::{
    address::SiteProperty,
    job::{
        AccessInformation, AppointmentWindow, Contact, EventKind, Job, JobEdit, NewItem, Priority, WorkElement,
        WorkOrder,
    },
    time::Timestamp,
};

use crate::Failed;

const WORDS: [&str; 96] = [
    "boiler",
    "pressure",
    "low",
    "valve",
    "checked",
    "radiator",
    "bled",
    "kitchen",
    "tap",
    "dripping",
    "washer",
    "replaced",
    "isolated",
    "supply",
    "bath",
    "waste",
    "blocked",
    "cleared",
    "trap",
    "leak",
    "under",
    "sink",
    "traced",
    "joint",
    "remade",
    "tested",
    "sound",
    "gutter",
    "overflowing",
    "rear",
    "elevation",
    "ladder",
    "needed",
    "second",
    "person",
    "booked",
    "mould",
    "bedroom",
    "wall",
    "washed",
    "treated",
    "extractor",
    "fan",
    "noisy",
    "bearing",
    "worn",
    "new",
    "unit",
    "fitted",
    "socket",
    "loose",
    "secured",
    "circuit",
    "tripping",
    "found",
    "faulty",
    "kettle",
    "tenant",
    "advised",
    "door",
    "sticking",
    "planed",
    "hinge",
    "lock",
    "cylinder",
    "changed",
    "keys",
    "handed",
    "over",
    "window",
    "draughty",
    "seal",
    "renewed",
    "fence",
    "panel",
    "blown",
    "down",
    "post",
    "rotten",
    "concreted",
    "tile",
    "slipped",
    "roof",
    "refixed",
    "flashing",
    "damp",
    "ceiling",
    "stain",
    "painted",
    "floor",
    "board",
    "screwed",
    "carpet",
    "lifted",
    "relaid",
    "swept",
];
const PEOPLE: [&str; 12] = [
    "Ada Byrne",
    "Samir Khan",
    "Grace Odu",
    "Tom Pryce",
    "Nia Walters",
    "Piotr Zielak",
    "Mei Lin",
    "Joan Firth",
    "Kofi Mensah",
    "Ruth Adler",
    "Dev Patel",
    "Ellen Shaw",
];
const STREETS: [&str; 10] = [
    "Mill Lane",
    "Chapel Row",
    "Weavers Court",
    "Station Road",
    "Dyehouse Street",
    "Canal Walk",
    "Hebble View",
    "Park Terrace",
    "Bridge End",
    "Spring Gardens",
];
const TRADES: [(&str, &str); 4] = [("PL", "Plumbing"), ("EL", "Electrical"), ("CP", "Carpentry"), ("RF", "Roofing")];

/// Numbers that look random and are the same each time (splitmix64).
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// A sequence of its own for each seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number below `limit`, which is not nought.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % limit.max(1) as u64).unwrap_or(0)
    }

    fn pick<T: Copy + Default>(&mut self, from: &[T]) -> T {
        from.get(self.below(from.len())).copied().unwrap_or_default()
    }

    /// So many words.
    pub fn words(&mut self, count: usize) -> String {
        (0..count).map(|_| self.pick(&WORDS)).collect::<Vec<_>>().join(" ")
    }
}

/// The reference of the work order with this number.
#[must_use]
pub fn reference(number: usize) -> String {
    format!("{}", 10_000_000 + number)
}

/// The work order with this number.
///
/// # Errors
/// Never in practice: its dates exist.
pub fn order(number: usize) -> Result<WorkOrder, Failed> {
    let mut dice = Dice::new(number as u64);
    let trade = dice.pick(&TRADES);
    let trade = (trade.0.to_owned(), trade.1.to_owned());
    let first = NaiveDate::from_ymd_opt(2026, 11, 16).ok_or("no such day")?;
    let time = |hour| NaiveTime::from_hms_opt(hour, 0, 0).ok_or("no such time");
    let raised = Timestamp::from_milliseconds(1_793_500_000_000 + number as i64 * 60_000);
    let property = number % 5_000;
    Ok(WorkOrder {
        source: "bench".into(),
        reference: reference(number),
        description: dice.words(18),
        location_of_repair: dice.words(2),
        raised: Some(raised),
        priority: Priority {
            code: format!("{}", 1 + dice.below(5)),
            description: "5 [N] NORMAL".into(),
            required_completion: Some(raised.plus_milliseconds(21 * 86_400_000)),
        },
        trade: trade.clone(),
        work_class: "0".into(),
        elements: vec![WorkElement {
            reference: "1".into(),
            trade,
            items: vec![NewItem {
                code: format!("PLP5R{:03}", dice.below(1_000)),
                description: dice.words(6),
                unit: "each".into(),
                quantity: 1.0,
                m3nhf: false,
            }],
        }],
        appointment: Some(AppointmentWindow {
            date: first.checked_add_days(Days::new(dice.below(20) as u64)).ok_or("no such day")?,
            name: "AM".into(),
            earliest: time(8)?,
            latest: time(13)?,
        }),
        access: AccessInformation { description: dice.words(5), ..AccessInformation::default() },
        property: SiteProperty {
            reference: format!("{property:08}"),
            uprn: format!("{}", 100_000_000_000_usize + property),
            address_lines: vec![format!("{} {}", 1 + dice.below(240), dice.pick(&STREETS)), "Calder Vale".into()],
            postcode: format!("CV{} {}AB", 1 + dice.below(20), 1 + dice.below(9)),
        },
        position: None,
        contacts: vec![Contact {
            name: dice.pick(&PEOPLE).into(),
            numbers: vec![format!("07700 900{:03}", dice.below(1_000))],
        }],
        alerts: Vec::new(),
    })
}

/// The `step`th thing that somebody does to a job at the door: what happened, how much, the note, a further item.
#[must_use]
pub fn edit(job: &Job, version: Vec<[u8; 32]>, step: usize, dice: &mut Dice) -> JobEdit {
    let happened = |kind, reason| JobEdit::Record { kind, reason };
    match (step % 5, job.items.first()) {
        (0, _) => happened(EventKind::Started, String::new()),
        (1, Some(item)) => {
            let quantity = f64::from(u32::try_from(2 + dice.below(40)).unwrap_or(2));
            JobEdit::ChangeQuantity { item: item.id, quantity: if item.quantity == quantity { 1.0 } else { quantity } }
        }
        (3, _) => JobEdit::EditNote { base: version, text: format!("{}{}. ", job.note.text, dice.words(9)) },
        (4, _) => JobEdit::AddItem(NewItem {
            code: format!("PLP5R{:03}", dice.below(1_000)),
            description: dice.words(6),
            unit: "each".into(),
            quantity: 1.0,
            m3nhf: false,
        }),
        _ => happened(EventKind::Paused, dice.words(5)),
    }
}

/// Schedule-of-rates codes in the shape that a landlord's system exports.
#[must_use]
pub fn codes(count: usize) -> serde_json::Value {
    let mut dice = Dice::new(21_712);
    (0..count)
        .map(|number| {
            let letters: String = (0..3_usize)
                .map(|place| {
                    char::from(
                        b'A' + u8::try_from(number / 26_usize.pow(u32::try_from(place).unwrap_or(0)) % 26).unwrap_or(0),
                    )
                })
                .collect();
            serde_json::json!({
                "code": format!("{letters}{number:05}"),
                "shortDescription": dice.words(9),
                "standardMinuteValue": 5 + dice.below(200),
            })
        })
        .collect()
}
