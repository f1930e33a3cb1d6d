//! Forms on a handheld without a signal.

use domain::{
    form::{FormMissing, FormRef},
    reference::{FormVersion, ReferenceRow},
};
use protocol::message::ReferencePage;
use store::Store;

use crate::common::Phone;

const GAS: &str = include_str!("../../../../forms/unsafe-gas-situation.json");

fn id(version: u64) -> FormRef {
    FormRef { form: "unsafe-gas-situation".into(), version }
}

fn send(store: &Store, versions: &[(u64, &str)]) {
    let row = |(version, json): &(u64, &str)| {
        let title = format!("An unsafe gas situation, {version}");
        ReferenceRow::Form(FormVersion { id: id(*version), title, json: (*json).to_owned() })
    };
    let rows = versions.iter().map(row).collect();
    store.apply_reference(&ReferencePage { rows, position: versions.len() as u64 }).unwrap();
}

#[test]
fn the_newest_version_is_offered_and_old_ones_stay_for_what_was_recorded_in_them() {
    let (_phone, store) = Phone::enrolled();
    let second = GAS.replace("\"version\": 1", "\"version\": 2");
    send(&store, &[(1, GAS), (2, &second)]);
    let offered = store.forms().unwrap();
    assert_eq!(offered.len(), 1);
    assert_eq!(offered[0].id, id(2));
    assert_eq!(store.form(&id(1)).unwrap().unwrap().id, id(1));
    assert_eq!(store.form(&id(2)).unwrap().unwrap().id, id(2));
}

#[test]
fn a_form_or_version_that_is_not_here_is_said_plainly() {
    let (_phone, store) = Phone::enrolled();
    assert_eq!(store.form(&id(1)).unwrap(), Err(FormMissing::Form("unsafe-gas-situation".into())));
    send(&store, &[(1, GAS)]);
    let missing = store.form(&id(3)).unwrap().unwrap_err();
    assert_eq!(missing.code(), "form_version_missing");
    assert!(
        missing.to_string().contains("does not have version 3 of the form \"unsafe-gas-situation\", only 1"),
        "{missing}"
    );
}

#[test]
fn a_form_of_a_later_app_is_kept_until_this_one_can_ask_it() {
    let (_phone, store) = Phone::enrolled();
    let later = GAS.replace("\"kind\": \"photo\"", "\"kind\": \"hologram\"");
    send(&store, &[(1, &later)]);
    assert_eq!(store.form(&id(1)).unwrap(), Err(FormMissing::Unreadable(id(1))));
    assert_eq!(store.forms().unwrap().len(), 1, "it is listed all the same");
}
