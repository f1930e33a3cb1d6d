//! The demo's jobs: five a day, picked by the day from a round of fifteen.

use chrono::{Days, NaiveDate, NaiveTime};
use domain::{
    address::SiteProperty,
    alert::{Alert, AlertSubject},
    id::{DocumentId, RecordKind},
    job::{AccessInformation, AppointmentWindow, Contact, Keysafe, NewItem, Priority, WorkElement, WorkOrder},
    place::Coordinates,
};

use super::{london, rates};
use crate::plan::Raising;

const SOURCE: &str = "calder-vale";

/// Jobs of one day.
const PER_DAY: usize = 5;

struct Told {
    wrong: &'static str,
    place: &'static str,
    address: &'static str,
    postcode: &'static str,
    /// Degrees north and east, on a moor where nobody lives.
    at: (f64, f64),
    customer: &'static str,
    number: &'static str,
    priority: u8,
    /// A word of the code that was ordered, and how many.
    ordered: (&'static str, f64),
    access: &'static str,
    keysafe: Option<(&'static str, &'static str)>,
    /// HACT alert types with what to do.
    alerts: &'static [(AlertSubject, &'static str, &'static str)],
}

use AlertSubject::{Location, Person};

const ROUND: [Told; 15] = [
    Told {
        wrong: "Kitchen mixer tap drips day and night and will not turn off fully",
        place: "Kitchen",
        address: "14 Fulling Mill Lane, Calderthwaite",
        postcode: "ZZ1 4QA",
        at: (53.7421, -2.0132),
        customer: "Maureen Pickles",
        number: "07700 900112",
        priority: 4,
        ordered: ("Renew kitchen mixer tap, standard", 1.0),
        access: "Ring the bell twice: hard of hearing",
        keysafe: None,
        alerts: &[(Person, "20-10", "Uses a hearing aid. Face her when you speak; she may not hear a knock.")],
    },
    Told {
        wrong: "Bath waste blocked, water stands for an hour after each bath",
        place: "Bathroom, first floor",
        address: "3 Weavers Rise, Calderthwaite",
        postcode: "ZZ1 4QB",
        at: (53.7433, -2.0101),
        customer: "Imran Sheikh",
        number: "07700 900145",
        priority: 3,
        ordered: ("Clear blockage from or clean bath trap, standard", 1.0),
        access: "In all day",
        keysafe: None,
        alerts: &[],
    },
    Told {
        wrong: "No hot water from the cylinder since last night; baby in the home",
        place: "Airing cupboard",
        address: "Flat 9, Tenter House, Dyers Street, Calderthwaite",
        postcode: "ZZ1 2RD",
        at: (53.7398, -2.0175),
        customer: "Kasia Nowak",
        number: "07700 900163",
        priority: 2,
        ordered: ("Renew immersion heater, standard", 1.0),
        access: "Lift is out of order: fourth floor by the stairs",
        keysafe: None,
        alerts: &[(Location, "1", "Asbestos textured coating on the ceilings. Do not drill or scrape.")],
    },
    Told {
        wrong: "WC cistern does not fill",
        place: "Downstairs WC",
        address: "27 Carding Close, Ramsgreave",
        postcode: "ZZ3 8LT",
        at: (53.7612, -1.9871),
        customer: "Doris Ackroyd",
        number: "07700 900178",
        priority: 2,
        ordered: ("Renew float valve, standard", 1.0),
        access: "Walks slowly: wait at the door",
        keysafe: Some(("Left of the front door, behind the downpipe", "4471")),
        alerts: &[(Person, "20-40", "Walks with a frame. Give her time to reach the door.")],
    },
    Told {
        wrong: "Radiator in the back bedroom leaks at the valve, bucket under it",
        place: "Back bedroom",
        address: "8 Shuttle Fold, Ramsgreave",
        postcode: "ZZ3 8NB",
        at: (53.7655, -1.9822),
        customer: "Terry Holroyd",
        number: "07700 900191",
        priority: 3,
        ordered: ("Renew radiator valve, standard", 1.0),
        access: "Dog will be in the yard",
        keysafe: None,
        alerts: &[(Location, "1", "Large dog. Ask for it to be shut away before you go in.")],
    },
    Told {
        wrong: "Shower runs cold after two minutes",
        place: "Bathroom",
        address: "51 Loomgate, Calderthwaite",
        postcode: "ZZ1 6HE",
        at: (53.7409, -2.0049),
        customer: "Grace Adeyemi",
        number: "07700 900204",
        priority: 4,
        ordered: ("Renew shower valve, standard", 1.0),
        access: "After school run, from 09:30",
        keysafe: None,
        alerts: &[],
    },
    Told {
        wrong: "Overflow pipe runs down the outside wall and the path ices over",
        place: "Outside, rear",
        address: "2 Bobbin Court, Ramsgreave",
        postcode: "ZZ3 9QW",
        at: (53.759, -1.9908),
        customer: "Wilf Sutcliffe",
        number: "07700 900217",
        priority: 3,
        ordered: ("Renew float valve, small", 1.0),
        access: "Through the side gate, left unlocked",
        keysafe: None,
        alerts: &[],
    },
    Told {
        wrong: "Burst pipe under the sink, water turned off at the stop tap",
        place: "Kitchen",
        address: "Flat 2, Old Dyeworks, Mill Street, Calderthwaite",
        postcode: "ZZ1 1BX",
        at: (53.7377, -2.0161),
        customer: "Aisha Rahman",
        number: "07700 900230",
        priority: 1,
        ordered: ("Repair copper pipe, standard", 2.0),
        access: "Main door code is with the caretaker on 020 7946 0133",
        keysafe: None,
        alerts: &[(Person, "40", "Speaks Urdu and some English. Her daughter interprets after 15:30.")],
    },
    Told {
        wrong: "Outside tap split by frost",
        place: "Rear garden",
        address: "19 Spindle Grove, Ramsgreave",
        postcode: "ZZ3 8DA",
        at: (53.7702, -1.9779),
        customer: "Bernard Whitworth",
        number: "07700 900243",
        priority: 5,
        ordered: ("Renew outside tap, standard", 1.0),
        access: "In after 12:00",
        keysafe: None,
        alerts: &[],
    },
    Told {
        wrong: "Basin has come away from the wall",
        place: "Bathroom",
        address: "33 Heddle Avenue, Calderthwaite",
        postcode: "ZZ1 5TN",
        at: (53.7446, -2.021),
        customer: "Siobhan Keane",
        number: "07700 900256",
        priority: 3,
        ordered: ("Take off and refix basin waste, standard", 1.0),
        access: "",
        keysafe: None,
        alerts: &[(Person, "10", "Visit in pairs. Ring the office before you knock.")],
    },
    Told {
        wrong: "Washing machine valve weeps on to the socket below",
        place: "Kitchen",
        address: "6 Napier Terrace, Ramsgreave",
        postcode: "ZZ3 7PL",
        at: (53.7368, -2.0093),
        customer: "Yusuf Demir",
        number: "07700 900269",
        priority: 2,
        ordered: ("Make safe washing machine valve, standard", 1.0),
        access: "Works nights: not before 11:00",
        keysafe: None,
        alerts: &[],
    },
    Told {
        wrong: "Stop tap seized, cannot turn the water off",
        place: "Under the stairs",
        address: "40 Fulling Mill Lane, Calderthwaite",
        postcode: "ZZ1 4QA",
        at: (53.7625, -1.994),
        customer: "Ruby Entwistle",
        number: "07700 900272",
        priority: 4,
        ordered: ("Ease and adjust stop tap, standard", 1.0),
        access: "",
        keysafe: Some(("Inside the meter box", "9035")),
        alerts: &[],
    },
    Told {
        wrong: "Communal laundry: sink waste blocked",
        place: "Laundry, ground floor",
        address: "Tenter House, Dyers Street, Calderthwaite",
        postcode: "ZZ1 2RD",
        at: (53.7484, -2.0066),
        customer: "",
        number: "",
        priority: 3,
        ordered: ("Clear blockage from or clean basin waste, in a communal area", 2.0),
        access: "Key fob from the caretaker's office",
        keysafe: None,
        alerts: &[(Location, "1", "Asbestos textured coating on the ceilings. Do not drill or scrape.")],
    },
    Told {
        wrong: "Cold water tank hums and the ceiling below is damp",
        place: "Loft",
        address: "12 Selvedge Road, Ramsgreave",
        postcode: "ZZ3 9AF",
        at: (53.7571, -1.9833),
        customer: "Norman Greenhalgh",
        number: "07700 900285",
        priority: 3,
        ordered: ("Inspect and report on cold water tank, standard", 1.0),
        access: "Loft ladder needed",
        keysafe: None,
        alerts: &[],
    },
    Told {
        wrong: "WC pan cracked at the base",
        place: "Bathroom",
        address: "5 Wool Exchange Mews, Calderthwaite",
        postcode: "ZZ1 1EP",
        at: (53.7355, -2.023),
        customer: "Chloe Barraclough",
        number: "07700 900298",
        priority: 2,
        ordered: ("Renew WC pan, standard", 1.0),
        access: "Pram in the hall: knock and wait",
        keysafe: None,
        alerts: &[],
    },
];

/// Windows of a day, in order.
const WINDOWS: [(&str, u32, u32); PER_DAY] =
    [("First call", 8, 10), ("AM", 9, 12), ("School run", 9, 14), ("PM", 12, 16), ("Last call", 15, 18)];

/// HACT's work priorities, as this landlord words them: words, and days to complete.
const fn priority(code: u8) -> (&'static str, u64) {
    match code {
        1 => ("Immediate", 0),
        2 => ("Emergency", 1),
        3 => ("Urgent", 5),
        4 => ("Routine", 21),
        _ => ("Planned", 60),
    }
}

/// The jobs of `days` days from `today`: a day always has the same.
pub(super) fn jobs(today: NaiveDate, days: u64) -> Vec<Raising> {
    let codes: Vec<_> = rates::schedule().filter(|code| code.trade == "Plumbing").collect();
    let mut jobs = Vec::new();
    for day in (0..days).filter_map(|later| today.checked_add_days(Days::new(later))) {
        let from = usize::try_from(chrono::Datelike::num_days_from_ce(&day)).unwrap_or(0).wrapping_mul(PER_DAY);
        let told = ROUND.iter().cycle().skip(from % ROUND.len());
        for ((number, window), told) in (1..).zip(WINDOWS).zip(told) {
            let reference = format!("CV{}-{number:02}", day.format("%y%m%d"));
            jobs.push(job(told, day, reference, window, &codes));
        }
    }
    jobs
}

fn job(
    told: &Told,
    day: NaiveDate,
    reference: String,
    (name, from, until): (&str, u32, u32),
    codes: &[domain::reference::RateScheduleCode],
) -> Raising {
    let alerts: Vec<Alert> = told
        .alerts
        .iter()
        .enumerate()
        .map(|(number, (subject, type_code, comments))| Alert {
            id: DocumentId::derived(SOURCE, RecordKind::Alert, &format!("{reference}/{}/{number}", subject.name())),
            subject: *subject,
            type_code: (*type_code).to_owned(),
            comments: (*comments).to_owned(),
            confirmation: domain::alert::Confirmation::default(),
            review: None,
            raised: None,
        })
        .collect();
    let (wanted, quantity) = told.ordered;
    let items = codes
        .iter()
        .filter(|code| code.description == wanted)
        .map(|code| NewItem {
            code: code.code.clone(),
            description: code.description.clone(),
            unit: code.unit.clone(),
            quantity,
            m3nhf: false,
        })
        .collect();
    let trade = ("PL".to_owned(), "Plumbing".to_owned());
    let (words, within) = priority(told.priority);
    let raised = day.checked_sub_days(Days::new(2)).and_then(|day| london(day, 10));
    let clock = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default();
    let order = WorkOrder {
        source: SOURCE.into(),
        description: told.wrong.into(),
        location_of_repair: told.place.into(),
        raised,
        priority: Priority {
            code: told.priority.to_string(),
            description: words.into(),
            required_completion: day.checked_add_days(Days::new(within)).and_then(|day| london(day, 18)),
        },
        trade: trade.clone(),
        work_class: if told.customer.is_empty() { "30" } else { "0" }.into(),
        elements: vec![WorkElement { reference: format!("{reference}/1"), trade, items }],
        appointment: Some(AppointmentWindow {
            date: day,
            name: name.into(),
            earliest: clock(from),
            latest: clock(until),
        }),
        access: AccessInformation {
            description: told.access.into(),
            keysafe: told.keysafe.map(|(location, code)| Keysafe { location: location.into(), code: code.into() }),
            ..AccessInformation::default()
        },
        property: SiteProperty {
            reference: told.postcode.replace(' ', ""),
            uprn: String::new(),
            address_lines: told.address.split(", ").map(str::to_owned).collect(),
            postcode: told.postcode.into(),
        },
        position: Coordinates::from_degrees(told.at.0, told.at.1),
        contacts: Some(Contact { name: told.customer.into(), numbers: vec![told.number.into()] })
            .filter(|contact| !contact.name.is_empty())
            .into_iter()
            .collect(),
        alerts: alerts.iter().map(|alert| alert.id).collect(),
        reference,
    };
    Raising { order, alerts, closed: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_days_hold_fifteen_jobs_each_with_what_was_ordered_for_it() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let made = jobs(today, 3);
        assert_eq!(made.len(), 15);
        for raising in &made {
            let order = &raising.order;
            assert_eq!(order.elements[0].items.len(), 1, "{}", order.description);
            assert!(order.contacts.iter().flat_map(|who| &who.numbers).all(|number| number.starts_with("07700 900")));
        }
        let mut said: Vec<_> = made.iter().map(|raising| &raising.order.description).collect();
        said.sort_unstable();
        said.dedup();
        assert_eq!(said.len(), 15, "every job of the round comes up");
        assert_eq!(jobs(today, 1), made[..5], "a day always has the same");
    }
}
