//! A landlord brings its own forms.

use std::{fs, path::Path};

use hub::import::{Format, Options, Report};

use crate::house::House;

/// Imports a file as what it says it is.
fn import(house: &House, path: &Path) -> Report {
    house.hub.import(Format::of(path).unwrap(), path, &Options::default()).unwrap()
}

#[test]
fn a_version_that_is_out_stays_as_it_is() {
    let house = House::new();
    let json = include_str!("../../../../forms/hazard-noticed.json");
    let path = house.folder.path().join("hazard.json");
    fs::write(&path, json).unwrap();
    assert_eq!(import(&house, &path).added, 1);
    fs::write(&path, json.replace("Say what you see.", "Say only what you see.")).unwrap();
    let report = import(&house, &path);
    assert_eq!((report.changed, report.left_out), (0, 1));
    assert!(report.faults[0].contains("version 1 of \"hazard-noticed\" was imported before"), "{:?}", report.faults);
    assert!(report.faults[0].contains("such as 2"), "{:?}", report.faults);
}
