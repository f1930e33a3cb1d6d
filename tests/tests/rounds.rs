//! A month's round: which homes of Noor's patch she checks on which day, without a signal; what is arranged or done leaves it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a story that cannot be told has failed")]

use std::{fmt::Write, fs, path::Path};

use app::api::{EventKind, JobPage, Request, Round, VisitKind};
use domain::setting::SettingName;
use hub::import::{Format, Options};
use tests::{Handheld, Town};

/// Homes of two streets four miles apart, taken in turn; each falls due on a day of its own.
const HOMES: usize = 12;

fn import(town: &Town, format: Format, file: &Path) {
    let report = town.hub().import(format, file, &Options::default()).unwrap();
    assert!(report.faults.is_empty(), "{report:?}");
}

async fn noor_with_a_patch(town: &Town, last_checks: &[String]) -> Handheld {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    import(town, Format::StandardsPack, &root.join("packs/cosmopolitan-2009.json"));
    let mut properties =
        "reference,uprn,x_coordinate,y_coordinate,latitude,longitude,address_line_1,postcode\n".to_owned();
    let mut tenancies =
        "reference,patch,property_reference,address_line_1,postcode,tenant,arrears,last_check\n".to_owned();
    for (home, checked) in last_checks.iter().enumerate() {
        let (street, north) = if home % 2 == 0 { ("Weir Road", 53.80) } else { ("Mill Lane", 53.86) };
        let east = -1.55 + f64::from(u32::try_from(home).unwrap()) / 10_000.0;
        let address = format!("{} {street}", home + 1);
        writeln!(properties, "P{home},,430000,433000,{north},{east},{address},E9 6PT").unwrap();
        let arrears = if home == 0 { "120.50" } else { "0" };
        writeln!(tenancies, "T{home},E9-NORTH,P{home},{address},E9 6PT,Tenant {home},{arrears},{checked}").unwrap();
    }
    for (format, name, text) in
        [(Format::CsvProperties, "properties.csv", properties), (Format::CsvTenancies, "homes.csv", tenancies)]
    {
        let file = town.path().join(name);
        fs::write(&file, text).unwrap();
        import(town, format, &file);
    }
    town.hub().set(SettingName::Offices, "Weir Road office 53.8 -1.55").unwrap();
    let noor = town.officer("Noor Aziz", "Tablet 3", "E9-NORTH").await;
    let all = u32::try_from(last_checks.len()).unwrap();
    noor.until(Request::Homes { text: String::new() }, |homes: &app::api::Homes| homes.held == all && homes.checks)
        .await;
    noor.in_step().await;
    noor
}

/// The day so many days from now, as a table has it.
fn days_from_now(days: i64) -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let now = domain::time::Timestamp::from_milliseconds(i64::try_from(now.as_millis()).unwrap());
    now.plus_milliseconds(days * 24 * 3_600_000).london_date().to_string()
}

/// The month after this one: all its working days are ahead.
async fn next_month(noor: &Handheld, a_day: u32) -> Round {
    let round: Round = noor.get(Request::Round { month: None, a_day: None }).await;
    noor.get(Request::Round { month: Some(round.months[1].value.clone()), a_day: Some(a_day) }).await
}

fn streets(round: &Round) -> Vec<Vec<&str>> {
    let street = |address: &'_ str| if address.ends_with("Weir Road") { "Weir Road" } else { "Mill Lane" };
    round.days.iter().map(|day| day.homes.iter().map(|home| street(&home.address)).collect()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn noor_plans_a_month_in_a_cellar_and_neighbours_share_a_day() {
    let mut town = Town::new().await;
    // All of them fall due at the end of next month or are overdue by a little.
    let checks: Vec<String> = (0..HOMES).map(|home| days_from_now(-366 - i64::try_from(home).unwrap())).collect();
    let noor = noor_with_a_patch(&town, &checks).await;
    town.stop_hub().await;

    let round = next_month(&noor, 6).await;
    assert!(round.words.starts_with("12 checks fall due by "), "{}", round.words);
    assert_eq!(streets(&round), [vec!["Mill Lane"; 6], vec!["Weir Road"; 6]], "{round:#?}");
    assert!(round.compared.starts_with("In the order in which they fall due it would be about "), "{}", round.compared);
    assert!(round.left.is_empty() && round.arranged.is_empty());
    let owing: Vec<&str> = round
        .days
        .iter()
        .flat_map(|day| &day.homes)
        .filter(|home| home.needs.iter().any(|need| need == "Rent is owed"))
        .map(|home| home.address.as_str())
        .collect();
    assert_eq!(owing, ["1 Weir Road"]);
    let far = round.far.as_ref().unwrap();
    assert_eq!(far.words, "6 of 12 homes are more than 3 miles from every office");
    assert_eq!(far.compared, "Checks that are overdue: 6 of 6 there, 6 of 6 nearer");
    assert!(far.homes.iter().all(|home| home.address.ends_with("Mill Lane")), "{far:?}");

    // One is arranged with the customer, one is done on the spot: both leave what is to be planned.
    let first = round.days[0].homes[0].clone();
    let page: app::api::HomePage = noor.get(Request::Home { home: first.id.clone() }).await;
    let slot = page.slots.last().unwrap().value.clone();
    let arrange = |home: String, slot: Option<String>| Request::ArrangeVisit {
        home,
        kind: VisitKind::TenancyCheck,
        slot,
        wishes: Vec::new(),
    };
    noor.get::<JobPage>(arrange(first.id.clone(), Some(slot))).await;
    let second = round.days[0].homes[1].clone();
    let visit: JobPage = noor.get(arrange(second.id.clone(), None)).await;
    for kind in [EventKind::Started, EventKind::Completed] {
        noor.get::<JobPage>(Request::RecordEvent { job: visit.row.id.clone(), kind, reason: None }).await;
    }
    let round = next_month(&noor, 6).await;
    assert!(
        round.words.starts_with("10 checks fall due by ") && round.words.ends_with("1 more is arranged."),
        "{}",
        round.words
    );
    assert_eq!(round.arranged.iter().map(|home| home.id.as_str()).collect::<Vec<_>>(), [first.id.as_str()]);
    assert!(round.arranged[0].check.starts_with("Arranged for "), "{:?}", round.arranged);
    let planned = round.days.iter().flat_map(|day| &day.homes);
    assert!(planned.clone().all(|home| home.id != first.id && home.id != second.id), "{round:#?}");

    let refused = noor.refused(Request::Round { month: Some("1066-10".to_owned()), a_day: None }).await;
    assert_eq!(refused.code, "round_month");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_month_has_no_room_for_is_said_and_the_most_pressing_come_first() {
    let town = Town::new().await;
    let checks: Vec<String> =
        (0..60_i64).map(|home| if home == 59 { String::new() } else { days_from_now(-380 - home) }).collect();
    let noor = noor_with_a_patch(&town, &checks).await;
    let round = next_month(&noor, 1).await;
    assert!(round.days.len() >= 18 && round.days.iter().all(|day| day.homes.len() == 1), "{}", round.days.len());
    assert_eq!(round.left.len() + round.days.len(), 60);
    assert!(round.words.contains(&format!("{} do not fit into the month.", round.left.len())), "{}", round.words);
    assert!(round.left.iter().any(|home| home.address == "1 Weir Road"), "what fell due last waits");
}
