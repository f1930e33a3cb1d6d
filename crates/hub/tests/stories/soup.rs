//! Whatever bytes a file holds, an import ends in a report: it never panics, and no row is lost between the counts.

use std::sync::LazyLock;

use hub::import::{Format, Options};
use proptest::prelude::*;

use crate::house::{House, TEAM};

const JSON: [Format; 11] = [
    Format::HackneyWorkOrders,
    Format::HackneyProperty,
    Format::HackneySor,
    Format::HackneyTrades,
    Format::HackneyPriorities,
    Format::HactRaiseRepair,
    Format::HactScheduleRepair,
    Format::StandardsPack,
    Format::Form,
    Format::XlsForm,
    Format::BankHolidays,
];

/// Each table with columns' names that it knows.
const CSV: [(Format, &str); 4] = [
    (Format::CsvProperties, "reference,uprn,x_coordinate,y_coordinate,latitude,longitude,address,postcode\n"),
    (Format::CsvStaff, "name,role,team\n"),
    (Format::CsvJobs, "reference,description,raised,items,address,appointment_date,appointment_from,appointment_to\n"),
    (Format::CsvSor, "code,description,standard_minutes\n"),
];

/// One hub for all: making one costs more than importing into it.
static HOUSE: LazyLock<std::sync::Mutex<House>> = LazyLock::new(|| std::sync::Mutex::new(House::new()));

/// Bytes in which the marks that matter are frequent.
fn soup() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![
        3 => prop::sample::select(b",\"\r\n;x/: 0129-.".to_vec()),
        1 => any::<u8>(),
        2 => prop::sample::select(b"abAZ\xE9\x81\xC3\xA9\0".to_vec()),
    ];
    prop::collection::vec(byte, 0..400)
}

/// Anything that JSON can say, under names that the messages use.
fn value() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        "[ -~é]{0,12}".prop_map(Into::into),
        Just("2026-11-27T17:00:00Z".into()),
    ];
    let name = prop::sample::select(vec![
        "reference",
        "Reference",
        "ID",
        "description",
        "DescriptionOfWork",
        "Priority",
        "PriorityCode",
        "WorkClass",
        "RequiredCompletionDateTime",
        "WorkClassCode",
        "WorkElement",
        "RateScheduleItem",
        "CustomCode",
        "Quantity",
        "Amount",
        "Site",
        "Property",
        "Unit",
        "Address",
        "SitePropertyUnit",
        "Customer",
        "Person",
        "Name",
        "property",
        "address",
        "code",
        "shortDescription",
        "Trades",
        "key",
        "priorityCode",
        "daysToComplete",
        "appointment",
        "date",
        "start",
        "end",
        "PersonAlert",
        "Type",
    ]);
    leaf.prop_recursive(6, 64, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
            prop::collection::vec((name.clone(), inner), 0..8)
                .prop_map(|pairs| pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()),
        ]
    })
}

/// Imports the bytes; gives how many records were counted.
fn counted(format: Format, bytes: &[u8]) -> usize {
    let house = HOUSE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("soup");
    std::fs::write(&path, bytes).unwrap();
    let options = Options { team: TEAM.into(), ..Options::default() };
    let report = house.hub.import(format, &path, &options).unwrap();
    assert!(report.faults.iter().all(|fault| fault.contains("To put it right: ")), "{:?}", report.faults);
    assert_eq!(report.left_out > 0, !report.faults.is_empty());
    assert!(report.faults.iter().all(|fault| !fault.contains('\u{1b}')), "{:?}", report.faults);
    report.added + report.changed + report.unchanged + report.left_out
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn byte_soup_as_csv_ends_in_a_report_that_counts_every_row(soup in soup(), table in 0..CSV.len()) {
        let (format, names) = CSV[table];
        counted(format, &soup);
        let bytes = [names.as_bytes(), &soup].concat();
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes.as_slice());
        let rows = reader.byte_records().filter(|row| {
            row.as_ref().is_ok_and(|row| row.iter().any(|field| !field.trim_ascii().is_empty()))
        });
        let rows = rows.count();
        prop_assert_eq!(counted(format, &bytes), rows);
    }

    #[test]
    fn byte_soup_as_json_ends_in_a_report(soup in soup(), format in 0..JSON.len()) {
        counted(JSON[format], &soup);
    }

    #[test]
    fn any_json_ends_in_a_report(value in value(), format in 0..JSON.len()) {
        counted(JSON[format], &serde_json::to_vec(&value).unwrap());
    }
}
