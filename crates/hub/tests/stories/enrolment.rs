//! Ada joins, and others try to.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use ed25519_dalek::SigningKey;
use insta::assert_json_snapshot;
use protocol::{
    VERSION_HEADER,
    enrolment::{EnrolResponse, Invitation},
    wire,
};

use crate::house::House;

fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

#[test]
fn a_code_enrols_one_handheld_once_and_says_so_to_the_next() {
    let house = House::new();
    let invitation = house.invite("Ada Byrne", "Van 12");
    let first = house.enrol_with(&invitation, &key(1));
    let enrolled: EnrolResponse = wire::decode(&first.body).unwrap();
    assert_eq!(enrolled.landlord, "Calder Vale Homes");
    assert_eq!(enrolled.certificate.person_name, "Ada Byrne");
    // Ada's phone lost the answer and asks again: it is the same device.
    let again: EnrolResponse = wire::decode(&house.enrol_with(&invitation, &key(1)).body).unwrap();
    assert_eq!(again.certificate.device, enrolled.certificate.device);
    let other = house.enrol_with(&invitation, &key(2));
    assert_eq!(other.status, StatusCode::CONFLICT);
    assert_json_snapshot!("token_used", other.refusal());
}

#[test]
fn a_code_that_is_sixteen_minutes_old_or_somebody_elses_is_refused_in_words() {
    let house = House::new();
    let invitation = house.invite("Ada Byrne", "Van 12");
    house.wait_ms(16 * 60_000);
    let late = house.enrol_with(&invitation, &key(1));
    assert_eq!(late.status, StatusCode::GONE);
    assert_json_snapshot!("token_expired", late.refusal());
    let stranger = house.enrol_with(&Invitation { token: [9; 16], ..invitation.clone() }, &key(1));
    assert_eq!(stranger.status, StatusCode::NOT_FOUND);
    assert_json_snapshot!("token_unknown", stranger.refusal());
    // Signed for another hub: whoever passed the request on learns nothing.
    let misled = house.enrol_with(&Invitation { key_fingerprint: [0; 32], ..invitation }, &key(1));
    assert_eq!(misled.status, StatusCode::UNAUTHORIZED);
    assert_json_snapshot!("wrong_hub", misled.refusal());
}

#[test]
fn an_app_of_another_version_is_told_to_update() {
    let house = House::new();
    for version in [None, Some("2"), Some("one")] {
        let mut request = Request::post("/v1/exchange");
        if let Some(version) = version {
            request = request.header(VERSION_HEADER, version);
        }
        let answer = house.send(request.body(Body::empty()).unwrap());
        assert_eq!(answer.status, StatusCode::UPGRADE_REQUIRED);
        assert_eq!(answer.headers[VERSION_HEADER], "1");
        if version == Some("2") {
            assert_json_snapshot!("version_mismatch", answer.refusal());
        }
    }
}

#[test]
fn an_invitation_wants_names_and_an_address_that_make_sense() {
    let house = House::new();
    let refused =
        |person: &str, device: &str, hub: &str| house.hub.invite(person, device, hub, None).unwrap_err().to_string();
    let address = "https://hub.example.org";
    assert_eq!(refused("  ", "Van 12", address), "--person should be a name of 1 to 80 letters");
    assert_eq!(refused("Ada", "Van\n12", address), "--device should be a name of 1 to 80 letters");
    assert!(refused("Ada", "Van 12", "hub.example.org").contains("give one such as https://hub.example.org"));
    assert!(refused("The landlord's system", "Van 12", address).contains("is the hub itself"));
}

#[test]
fn two_invitations_for_one_name_enrol_one_handheld() {
    let house = House::new();
    let (first, second) = (house.invite("Ada Byrne", "Van 12"), house.invite("Ada Byrne", "Van 12"));
    assert_eq!(house.enrol_with(&first, &key(1)).status, StatusCode::OK);
    let refused = house.enrol_with(&second, &key(2));
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert_eq!(refused.refusal().message, "Another handheld has joined as \"Van 12\" meanwhile.");
}

/// What the command line says to an invitation: whether it worked, and its words.
fn invited(house: &House, person: &str, device: &str, more: &[&str]) -> (bool, String) {
    let said = std::process::Command::new(env!("CARGO_BIN_EXE_doorstep-hub"))
        .args(["invite", "--hub", "https://hub.example.org", "--person", person, "--device", device, "--data"])
        .arg(&house.config.data)
        .args(more)
        .output()
        .unwrap();
    (said.status.success(), String::from_utf8(said.stderr).unwrap())
}

#[test]
fn a_misspelt_name_is_asked_about_and_adds_nobody() {
    let house = House::new();
    let (went, said) = invited(&house, "Ada Byrne", "Van 12", &[]);
    assert!(went && said.contains("Ada Byrne is new here, and was added: repairs operative"), "{said}");
    let (went, said) = invited(&house, "Ada Bryne", "Van 13", &[]);
    assert!(!went && said.contains("nobody is called \"Ada Bryne\", and \"Ada Byrne\" is"), "{said}");
    let (went, said) = invited(&house, "Ada Bryne", "Van 13", &["--new"]);
    assert!(went && said.contains("Ada Bryne is new here"), "{said}");
    let (went, said) = invited(&house, "Ada Byrne", "Van 14", &[]);
    assert!(went && !said.contains("new here"), "{said}");
}

#[cfg(unix)]
#[test]
fn one_hub_answers_for_a_folder_and_no_backup_takes_its_place_meanwhile() {
    use std::{
        io::{BufRead, BufReader},
        process::{Command, Stdio},
    };
    let house = House::new();
    let backup = house.folder.path().join("backup");
    house.hub.back_up(&backup, &mut |_| {}).unwrap();
    let hub = || Command::new(env!("CARGO_BIN_EXE_doorstep-hub"));
    let mut serving = hub()
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(&house.config.data)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(serving.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.contains("listening"), "{line}");
    let refused = |command: &mut Command| {
        let said = command.output().unwrap();
        let words = String::from_utf8(said.stderr).unwrap();
        assert!(!said.status.success() && words.contains("a hub is running on"), "{words}");
    };
    refused(hub().args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(&house.config.data));
    refused(hub().args(["restore", "--data"]).arg(&house.config.data).arg(&backup));
    // However it ends, the folder is free again.
    serving.kill().unwrap();
    serving.wait().unwrap();
    assert!(hub().args(["restore", "--data"]).arg(&house.config.data).arg(&backup).status().unwrap().success());
}

#[test]
fn a_hub_whose_key_was_swapped_does_not_start() {
    let house = House::new();
    let path = house.folder.path().join("hub/hub.key");
    std::fs::write(&path, [1; 32]).unwrap();
    let refused = hub::Hub::open(house.config.clone()).unwrap_err().to_string();
    assert!(refused.contains("put both back from the same backup"), "{refused}");
}

#[cfg(unix)]
#[test]
fn nobody_else_on_the_machine_may_look_into_a_hubs_folder() {
    use std::os::unix::fs::PermissionsExt;
    let house = House::new();
    let folder = std::fs::metadata(house.folder.path().join("hub")).unwrap();
    assert_eq!(folder.permissions().mode() & 0o777, 0o700);
}
