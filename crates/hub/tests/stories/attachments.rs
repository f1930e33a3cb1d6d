//! Ada's photo reaches Dev, and nobody else.

use axum::{body::Body, http::StatusCode};
use domain::job::{JobEdit, NewPhoto, PhotoStage};
use hub::attachments::hex;
use sha2::{Digest, Sha256};

use crate::house::{Answer, Handheld, House};

fn photo() -> (Vec<u8>, [u8; 32]) {
    let bytes: Vec<u8> = [0xFF, 0xD8, 0xFF].into_iter().chain((0..9_997_u32).map(|n| (n % 251) as u8)).collect();
    let hash = Sha256::digest(&bytes).into();
    (bytes, hash)
}

fn path(hash: &[u8; 32]) -> String {
    format!("/v1/attachments/{}", hex(hash))
}

fn ask(handheld: &mut Handheld, house: &House, method: &str, hash: &[u8; 32]) -> Answer {
    house.send(handheld.proven(method, &path(hash), b"").body(Body::empty()).unwrap())
}

fn append(handheld: &mut Handheld, house: &House, hash: &[u8; 32], at: usize, bytes: &[u8]) -> Answer {
    let request = handheld.proven("PATCH", &path(hash), bytes);
    let request = request.header("upload-offset", at).header("upload-length", 10_000);
    house.send(request.body(Body::from(bytes.to_vec())).unwrap())
}

#[test]
fn a_photo_sent_in_two_parts_is_seen_by_the_colleague_who_has_the_job() {
    let mut house = House::new();
    let job = house.raise("10000012");
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    let mut dev = house.handheld("Dev Patel", "Van 7");
    ada.exchange(&house);
    let (bytes, hash) = photo();
    assert_eq!(ask(&mut ada, &house, "HEAD", &hash).headers["upload-offset"], "0");
    assert_eq!(append(&mut ada, &house, &hash, 0, &bytes[..6_000]).status, StatusCode::NO_CONTENT);
    house.restart();
    assert_eq!(ask(&mut ada, &house, "HEAD", &hash).headers["upload-offset"], "6000");
    let astray = append(&mut ada, &house, &hash, 5_000, &bytes[5_000..]);
    assert_eq!((astray.status, astray.headers["upload-offset"].to_str().unwrap()), (StatusCode::CONFLICT, "6000"));
    assert_eq!(append(&mut ada, &house, &hash, 6_000, &bytes[6_000..]).status, StatusCode::CREATED);
    let whole = ask(&mut ada, &house, "HEAD", &hash);
    assert_eq!(
        (&whole.headers["upload-offset"], &whole.headers["upload-length"]),
        (&"10000".parse().unwrap(), &"10000".parse().unwrap())
    );
    // Nobody shows it yet, so Dev may not have it; then Ada's change arrives.
    assert_eq!(ask(&mut dev, &house, "GET", &hash).status, StatusCode::FORBIDDEN);
    let taken = NewPhoto {
        hash,
        size: 10_000,
        preview_hash: [3; 32],
        preview_size: 9,
        media_type: "image/jpeg".into(),
        caption: String::new(),
        stage: PhotoStage::After,
    };
    ada.edit(&house, job, &JobEdit::AddPhoto(taken));
    ada.exchange(&house);
    let got = ask(&mut dev, &house, "GET", &hash);
    assert_eq!((got.status, &got.body), (StatusCode::OK, &bytes));
    assert_eq!(got.headers["content-type"], "image/jpeg");
    // The preview is shown but has not been sent.
    assert_eq!(ask(&mut dev, &house, "GET", &[3; 32]).status, StatusCode::NOT_FOUND);
}

#[test]
fn a_photo_of_another_teams_job_stays_with_that_team() {
    let house = House::new();
    let (bytes, hash) = photo();
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    let request = ada.proven("PUT", &path(&hash), &bytes);
    assert_eq!(house.send(request.body(Body::from(bytes.clone())).unwrap()).status, StatusCode::CREATED);
    let mut other = house.handheld("Priya Shah", "Van 3");
    assert_eq!(ask(&mut other, &house, "GET", &hash).status, StatusCode::FORBIDDEN);
    assert_eq!(ask(&mut ada, &house, "GET", &hash).body, bytes, "her own phone may have it back");
}

#[test]
fn bytes_that_are_not_what_they_are_called_are_not_kept() {
    let house = House::new();
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    let request = ada.proven("PUT", &path(&[5; 32]), b"another photo");
    let answer = house.send(request.body(Body::from("another photo")).unwrap());
    assert_eq!(answer.status, StatusCode::CONFLICT);
    insta::assert_json_snapshot!("attachment_damaged", answer.refusal());
    assert_eq!(ask(&mut ada, &house, "HEAD", &[5; 32]).headers["upload-offset"], "0");
    let request = ada.proven("GET", "/v1/attachments/../../hub.key", b"");
    assert_eq!(house.send(request.body(Body::empty()).unwrap()).status, StatusCode::NOT_FOUND);
}

#[test]
fn a_file_that_no_job_came_to_show_is_gone_after_a_month() {
    let house = House::new();
    let (bytes, hash) = photo();
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    let request = ada.proven("PUT", &path(&hash), &bytes);
    house.send(request.body(Body::from(bytes)).unwrap());
    house.wait_ms(29 * 24 * 3_600_000);
    house.hub.tidy();
    assert_eq!(ask(&mut ada, &house, "GET", &hash).status, StatusCode::OK);
    house.wait_ms(2 * 24 * 3_600_000);
    house.hub.tidy();
    assert_eq!(ask(&mut ada, &house, "HEAD", &hash).headers["upload-offset"], "0");
}
