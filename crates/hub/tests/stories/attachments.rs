//! Ada's photo reaches Dev, and nobody else.

use axum::{
    body::Body,
    http::{Request, StatusCode, request::Builder},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use domain::job::{JobEdit, MadeFrom, NewPhoto, PhotoStage};
use hub::attachments::{Shelf, hex};
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

/// Begins an upload, as any tus client does; the proof is the handheld's.
fn begin(handheld: &mut Handheld, house: &House, hash: &[u8; 32], length: u64) -> Answer {
    let request = handheld
        .proven("POST", "/v1/uploads", b"")
        .header("tus-resumable", "1.0.0")
        .header("upload-length", length)
        .header("upload-metadata", format!("filename dGFw,sha256 {}", STANDARD.encode(hex(hash))));
    house.send(request.body(Body::empty()).unwrap())
}

/// A request to an upload's address: no proof, no word of Doorstep.
fn tus(method: &str, address: &str) -> Builder {
    Request::builder().method(method).uri(address).header("tus-resumable", "1.0.0")
}

fn address(begun: &Answer) -> String {
    assert_eq!(begun.status, StatusCode::CREATED, "{}", String::from_utf8_lossy(&begun.body));
    begun.headers["location"].to_str().unwrap().to_owned()
}

fn head(house: &House, address: &str) -> Answer {
    house.send(tus("HEAD", address).body(Body::empty()).unwrap())
}

fn append(house: &House, address: &str, at: usize, bytes: &[u8]) -> Answer {
    append_with(house, address, at, bytes, None)
}

fn append_with(house: &House, address: &str, at: usize, bytes: &[u8], checksum: Option<&str>) -> Answer {
    let mut request = tus("PATCH", address)
        .header("content-type", "application/offset+octet-stream")
        .header("upload-offset", at)
        .header("content-length", bytes.len());
    if let Some(checksum) = checksum {
        request = request.header("upload-checksum", checksum);
    }
    house.send(request.body(Body::from(bytes.to_vec())).unwrap())
}

fn send_whole(handheld: &mut Handheld, house: &House, bytes: &[u8], hash: &[u8; 32]) -> Answer {
    let address = address(&begin(handheld, house, hash, bytes.len() as u64));
    append(house, &address, 0, bytes)
}

fn offset(answer: &Answer) -> &str {
    answer.headers["upload-offset"].to_str().unwrap()
}

#[test]
fn a_photo_sent_in_two_parts_is_seen_by_the_colleague_who_has_the_job() {
    let mut house = House::new();
    let job = house.raise("10000012");
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    let mut dev = house.handheld("Dev Patel", "Van 7");
    ada.exchange(&house);
    let (bytes, hash) = photo();
    let upload = address(&begin(&mut ada, &house, &hash, 10_000));
    assert_eq!(offset(&head(&house, &upload)), "0");
    assert_eq!(append(&house, &upload, 0, &bytes[..6_000]).status, StatusCode::NO_CONTENT);
    house.restart();
    assert_eq!(offset(&head(&house, &upload)), "6000");
    assert_eq!(offset(&begin(&mut ada, &house, &hash, 10_000)), "6000", "a lost address costs nothing");
    let astray = append(&house, &upload, 5_000, &bytes[5_000..]);
    assert_eq!((astray.status, offset(&astray)), (StatusCode::CONFLICT, "6000"));
    let whole = append(&house, &upload, 6_000, &bytes[6_000..]);
    assert_eq!((whole.status, offset(&whole)), (StatusCode::NO_CONTENT, "10000"));
    let whole = head(&house, &upload);
    assert_eq!((offset(&whole), whole.headers["upload-length"].to_str().unwrap()), ("10000", "10000"));
    assert_eq!(whole.headers["cache-control"], "no-store");
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
        made_from: None,
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
    assert_eq!(send_whole(&mut ada, &house, &bytes, &hash).status, StatusCode::NO_CONTENT);
    let mut other = house.handheld("Priya Shah", "Van 3");
    assert_eq!(ask(&mut other, &house, "GET", &hash).status, StatusCode::FORBIDDEN);
    assert_eq!(ask(&mut ada, &house, "GET", &hash).body, bytes, "her own phone may have it back");
}

#[test]
fn bytes_that_are_not_what_they_are_called_are_not_kept() {
    let house = House::new();
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    let answer = send_whole(&mut ada, &house, b"another photo", &[5; 32]);
    assert_eq!(answer.status.as_u16(), 460);
    insta::assert_json_snapshot!("attachment_damaged", answer.refusal());
    assert_eq!(offset(&begin(&mut ada, &house, &[5; 32], 13)), "0");
    let request = ada.proven("GET", "/v1/attachments/../../hub.key", b"");
    assert_eq!(house.send(request.body(Body::empty()).unwrap()).status, StatusCode::NOT_FOUND);
}

#[test]
fn a_file_that_no_job_came_to_show_is_gone_after_a_month() {
    let house = House::new();
    let (bytes, hash) = photo();
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    send_whole(&mut ada, &house, &bytes, &hash);
    house.wait_ms(29 * 24 * 3_600_000);
    house.hub.tidy();
    assert_eq!(ask(&mut ada, &house, "GET", &hash).status, StatusCode::OK);
    house.wait_ms(2 * 24 * 3_600_000);
    house.hub.tidy();
    assert_eq!(offset(&begin(&mut ada, &house, &hash, 10_000)), "0");
}

#[test]
fn a_foreign_client_learns_what_this_hub_speaks() {
    let house = House::new();
    let said = house.send(Request::builder().method("OPTIONS").uri("/v1/uploads").body(Body::empty()).unwrap());
    assert_eq!(said.status, StatusCode::NO_CONTENT);
    for (name, value) in [
        ("tus-version", "1.0.0"),
        ("tus-extension", "creation,checksum,expiration"),
        ("tus-max-size", "41943040"),
        ("tus-checksum-algorithm", "sha1,sha256"),
    ] {
        assert_eq!(said.headers[name], value, "{name}");
    }
    let older = Request::builder().method("HEAD").uri("/v1/uploads/x").header("tus-resumable", "0.2.2");
    let refused = house.send(older.body(Body::empty()).unwrap());
    assert_eq!(refused.status, StatusCode::PRECONDITION_FAILED);
    assert_eq!(refused.headers["tus-version"], "1.0.0");
}

#[test]
fn what_is_announced_to_be_too_large_is_refused_before_any_of_it_is_read() {
    let house = House::new();
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    let (bytes, hash) = photo();
    assert_eq!(begin(&mut ada, &house, &hash, (40 << 20) + 1).status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(begin(&mut ada, &house, &hash, 0).status, StatusCode::BAD_REQUEST);
    // More than was announced: by its length, and where no length is said, by its bytes.
    let upload = address(&begin(&mut ada, &house, &hash, 100));
    assert_eq!(append(&house, &upload, 0, &bytes).status, StatusCode::PAYLOAD_TOO_LARGE);
    let unread =
        Body::from_stream(futures_util::stream::once(async { Err::<Vec<u8>, _>(std::io::Error::other("read")) }));
    let request = tus("PATCH", &upload).header("content-type", "application/offset+octet-stream");
    let request = request.header("upload-offset", 0).header("content-length", 5_000_000);
    assert_eq!(house.send(request.body(unread).unwrap()).status, StatusCode::PAYLOAD_TOO_LARGE);
    let streamed = (0..3).map(|_| Ok::<_, std::io::Error>(vec![7; 60]));
    let streamed = Body::from_stream(futures_util::stream::iter(streamed));
    let request = tus("PATCH", &upload).header("content-type", "application/offset+octet-stream");
    let answer = house.send(request.header("upload-offset", 0).body(streamed).unwrap());
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[test]
fn a_part_whose_checksum_does_not_hold_is_not_kept() {
    let house = House::new();
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    let (bytes, hash) = photo();
    let upload = address(&begin(&mut ada, &house, &hash, 10_000));
    let sum = format!("sha256 {}", STANDARD.encode(Sha256::digest(&bytes[..4_000])));
    let damaged = append_with(&house, &upload, 0, &bytes[1..4_001], Some(&sum));
    assert_eq!(damaged.status.as_u16(), 460);
    assert_eq!(offset(&head(&house, &upload)), "0");
    assert_eq!(append_with(&house, &upload, 0, &bytes[..4_000], Some(&sum)).status, StatusCode::NO_CONTENT);
    let sha1 = "sha1 qUqP5cyxm6YcTAhz05Hph5gvu9M=";
    assert_eq!(append_with(&house, &upload, 4_000, b"test", Some(sha1)).status, StatusCode::NO_CONTENT);
    assert_eq!(append_with(&house, &upload, 4_004, b"x", Some("crc32 AAAA")).status, StatusCode::BAD_REQUEST);
}

#[test]
fn what_arrived_before_a_cut_is_kept_to_the_byte() {
    let house = House::new();
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    let (bytes, hash) = photo();
    let upload = address(&begin(&mut ada, &house, &hash, 10_000));
    let cut = vec![Ok(bytes[..1_234].to_vec()), Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset))];
    let request = tus("PATCH", &upload).header("content-type", "application/offset+octet-stream");
    let request = request.header("upload-offset", 0).header("content-length", 10_000);
    house.send(request.body(Body::from_stream(futures_util::stream::iter(cut))).unwrap());
    assert_eq!(offset(&head(&house, &upload)), "1234");
    assert_eq!(append(&house, &upload, 1_234, &bytes[1_234..]).status, StatusCode::NO_CONTENT);
    assert_eq!(ask(&mut ada, &house, "GET", &hash).body, bytes);
}

#[test]
fn an_address_is_good_for_a_day_and_not_for_a_handheld_withdrawn_a_month_ago_nor_a_stranger() {
    let house = House::new();
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    let (bytes, hash) = photo();
    let upload = address(&begin(&mut ada, &house, &hash, 10_000));
    append(&house, &upload, 0, &bytes[..50]);
    house.wait_ms(25 * 3_600_000);
    assert_eq!(head(&house, &upload).status, StatusCode::GONE);
    let begun = begin(&mut ada, &house, &hash, 10_000);
    assert_eq!(offset(&begun), "50");
    let upload = address(&begun);
    assert!(upload.len() > 100, "nobody guesses it");
    assert_eq!(head(&house, &format!("{upload}A")).status, StatusCode::NOT_FOUND);
    let month_ago = house.now().plus_milliseconds(-30 * 24 * 3_600_000);
    let device = ada.device;
    house.hub.database().write(|transaction| hub::db::sqlite::people::revoke(transaction, device, month_ago)).unwrap();
    assert_eq!(append(&house, &upload, 50, &bytes[50..]).status, StatusCode::FORBIDDEN);
}

#[test]
fn a_photo_that_was_redacted_is_gone_and_is_taken_from_nobody_again() {
    let house = House::new();
    let job = house.raise("10000012");
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    ada.exchange(&house);
    let (bytes, hash) = photo();
    let taken = NewPhoto {
        hash,
        size: 10_000,
        preview_hash: [3; 32],
        preview_size: 9,
        media_type: "image/jpeg".into(),
        caption: String::new(),
        stage: PhotoStage::After,
        made_from: None,
    };
    ada.edit(&house, job, &JobEdit::AddPhoto(taken.clone()));
    ada.exchange(&house);
    let photo = house.job(job).photos[0].id;
    let upload = address(&begin(&mut ada, &house, &hash, 10_000));
    append(&house, &upload, 0, &bytes[..6_000]);
    // While the rest is on its way a colleague who has it blacks out a face.
    let redacted =
        NewPhoto { hash: [8; 32], preview_hash: [9; 32], made_from: Some(MadeFrom::Redaction(photo)), ..taken };
    ada.edit(&house, job, &JobEdit::AddPhoto(redacted));
    ada.exchange(&house);
    assert_eq!(offset(&head(&house, &upload)), "10000", "there is nothing left to send");
    assert_eq!(offset(&append(&house, &upload, 10_000, &[])), "10000");
    assert_eq!(offset(&begin(&mut ada, &house, &hash, 10_000)), "10000");
    assert_eq!(ask(&mut ada, &house, "GET", &hash).status, StatusCode::FORBIDDEN);
    let left: Vec<_> = std::fs::read_dir(house.folder.path().join("hub/attachments/parts")).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn an_upload_that_was_whole_when_the_hub_was_stopped_is_finished_when_it_is_asked_about() {
    let house = House::new();
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    let (bytes, hash) = photo();
    let shelf = Shelf::open(&house.config.data.join("attachments")).unwrap();
    let stopped_with = |bytes: &[u8]| shelf.go_on(&hash, ada.device).unwrap().add(bytes).unwrap();
    stopped_with(&vec![7; bytes.len()]);
    let damaged = begin(&mut ada.clone(), &house, &hash, bytes.len() as u64);
    assert_eq!(damaged.headers["upload-offset"], "0", "what is not that file is sent again");
    ada.counter += 1;
    stopped_with(&bytes);
    let whole = begin(&mut ada, &house, &hash, bytes.len() as u64);
    assert_eq!(whole.headers["upload-offset"], bytes.len().to_string().as_str());
    assert_eq!(std::fs::read(shelf.path(&hash)).unwrap(), bytes);
}

#[test]
fn a_withdrawn_phones_photos_are_taken_for_a_month_and_stay_while_its_edits_wait_for_a_person() {
    let house = House::new();
    let job = house.raise("10000012");
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    ada.exchange(&house);
    let (bytes, hash) = photo();
    let first: [u8; 32] = Sha256::digest(&bytes[..5_000]).into();
    ada.note(&house, job, "As left, with a picture.");
    house.hub.revoke("Van 12").unwrap();
    let body = protocol::wire::encode(&ada.request(vec![ada.batch().unwrap()])).unwrap();
    assert_eq!(ada.post(&house, "/v1/exchange", body).status, StatusCode::FORBIDDEN);
    assert_eq!(send_whole(&mut ada, &house, &bytes[..5_000], &first).status, StatusCode::NO_CONTENT);
    assert_eq!(ask(&mut ada, &house, "GET", &first).status, StatusCode::FORBIDDEN, "it reads nothing, its own neither");
    house.wait_ms(40 * 24 * 3_600_000);
    house.hub.tidy();
    assert!(house.folder.path().join("hub/attachments").join(&hex(&first)[..2]).join(hex(&first)).exists());
    assert_eq!(begin(&mut ada, &house, &hash, 10_000).status, StatusCode::FORBIDDEN, "whoever found it by now");
}
