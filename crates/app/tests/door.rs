//! At the door of a handheld: joining, the PIN, locking, and everything that can stand in the way.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "clippy allows them in tests, not in what tests share"
)]

mod common;

use std::{fs, time::Duration};

use common::{Landlord, Line, PIN, Phone};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn ada_joins_chooses_a_pin_locks_and_opens_again_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let landlord = Landlord::new();
    let phone = Phone::enrolled(folder.path(), &landlord).await;
    let session = phone.ask("session", Value::Null).await.unwrap();
    assert_eq!(session["landlord"], "Calder Vale Homes");
    assert_eq!((&session["person"], &session["device"]), (&json!("Ada Byrne"), &json!("Van 12")));
    assert_eq!(phone.ask("lock", Value::Null).await.unwrap()["state"], "locked");
    assert_eq!(phone.refused("today", Value::Null).await, "locked");
    assert_eq!(phone.ask("unlock", json!({ "pin": PIN })).await.unwrap()["state"], "unlocked");
    phone.app.close().await;
    drop(phone);

    let phone = Phone::open(folder.path(), &landlord);
    assert_eq!(phone.state().await, "locked");
    assert_eq!(phone.refused("sending", Value::Null).await, "locked");
    assert_eq!(phone.ask("unlock", json!({ "pin": PIN })).await.unwrap()["state"], "unlocked");
    assert_eq!(phone.ask("today", Value::Null).await.unwrap()["day"], "Sunday 22 November");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_phone_answers_nothing_but_how_to_join() {
    let folder = tempfile::tempdir().unwrap();
    let phone = Phone::open(folder.path(), &Landlord::new());
    assert_eq!(phone.state().await, "not_enrolled");
    for name in ["today", "sending", "outbox", "send_now"] {
        assert_eq!(phone.refused(name, Value::Null).await, "locked");
    }
    assert_eq!(phone.refused("unlock", json!({ "pin": PIN })).await, "not_enrolled");
    assert_eq!(phone.refused("choose_pin", json!({ "pin": PIN })).await, "not_enrolled");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_does_not_work_says_why_and_another_works_afterwards() {
    let folder = tempfile::tempdir().unwrap();
    let landlord = Landlord::new();
    let phone = Phone::open(folder.path(), &landlord);
    let invitation = landlord.invitation();
    let enrol = |text: &str| json!({ "invitation": text });
    assert_eq!(phone.refused("enrol", enrol("https://example.org/hello")).await, "invitation_unknown");
    assert_eq!(phone.refused("enrol", enrol(&invitation[..invitation.len() - 3])).await, "invitation_damaged");
    let plain = invitation.replace("https://hub.example.org", "http://hub.example.org");
    let over_http = Phone {
        app: app::App::open(app::AppConfig::new(folder.path().join("http"))).unwrap(),
        ..Phone::open(folder.path(), &landlord)
    };
    assert_eq!(over_http.refused("enrol", enrol(&plain)).await, "hub_address");
    for (line, code) in [
        (Line::Cut, "unreachable"),
        (Line::SignInPage, "not_the_hub"),
        (Line::Refuses(410, "token_expired"), "token_expired"),
        (Line::Refuses(409, "token_used"), "token_used"),
        (Line::Refuses(426, "version_mismatch"), "version_mismatch"),
    ] {
        landlord.set_line(line);
        assert_eq!(phone.refused("enrol", enrol(&invitation)).await, code);
        assert_eq!(phone.state().await, "not_enrolled");
    }
    landlord.set_line(Line::Welcomes);
    assert_eq!(phone.ask("enrol", enrol(&invitation)).await.unwrap()["state"], "needs_pin");
    assert_eq!(phone.refused("enrol", enrol(&invitation)).await, "already_enrolled");
}

#[tokio::test(flavor = "multi_thread")]
async fn pins_that_everybody_chooses_are_refused_and_a_pin_is_chosen_once() {
    let folder = tempfile::tempdir().unwrap();
    let landlord = Landlord::new();
    let phone = Phone::open(folder.path(), &landlord);
    landlord.set_line(Line::Welcomes);
    phone.ask("enrol", json!({ "invitation": landlord.invitation() })).await.unwrap();
    for pin in ["123456", "000000", "12345", "abcdef", ""] {
        assert_eq!(phone.refused("choose_pin", json!({ "pin": pin })).await, "pin_refused", "{pin}");
    }
    assert_eq!(phone.ask("choose_pin", json!({ "pin": PIN })).await.unwrap()["state"], "unlocked");
    assert_eq!(phone.refused("choose_pin", json!({ "pin": "771204" })).await, "pin_chosen");
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_pins_are_counted_then_waited_for_and_the_tenth_destroys_the_keys() {
    let folder = tempfile::tempdir().unwrap();
    let landlord = Landlord::new();
    Phone::enrolled(folder.path(), &landlord).await.app.close().await;
    let phone = Phone::open(folder.path(), &landlord);
    let wrong = json!({ "pin": "771204" });
    for left in (5..10).rev() {
        assert_eq!(phone.refused("unlock", wrong.clone()).await, "pin_wrong");
        let session = phone.ask("session", Value::Null).await.unwrap();
        let shown = if left <= 5 { json!(left) } else { Value::Null };
        assert_eq!(session["triesLeft"], shown);
    }
    // What cannot be a PIN costs no try.
    assert_eq!(phone.refused("unlock", json!({ "pin": "12" })).await, "pin_form");
    for _ in 0..4 {
        assert_eq!(phone.refused("unlock", wrong.clone()).await, "pin_wait");
        assert!(phone.ask("session", Value::Null).await.unwrap()["waitSeconds"].as_u64().unwrap() > 0);
        phone.clock.turn(Duration::from_secs(20 * 60));
        assert_eq!(phone.refused("unlock", wrong.clone()).await, "pin_wrong");
    }
    phone.clock.turn(Duration::from_secs(20 * 60));
    assert_eq!(phone.refused("unlock", wrong.clone()).await, "keys_destroyed");
    let session = phone.ask("session", Value::Null).await.unwrap();
    assert_eq!((&session["state"], &session["trouble"]["code"]), (&json!("damaged"), &json!("keys_destroyed")));
    assert_eq!(phone.refused("unlock", json!({ "pin": PIN })).await, "keys_destroyed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_database_is_named_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let landlord = Landlord::new();
    Phone::enrolled(folder.path(), &landlord).await.app.close().await;
    let database = folder.path().join("doorstep.db");
    let mut bytes = fs::read(&database).unwrap();
    bytes[100..3_000].fill(0x5a);
    fs::write(&database, &bytes).unwrap();

    let phone = Phone::open(folder.path(), &landlord);
    assert_eq!(phone.state().await, "locked");
    assert_eq!(phone.refused("unlock", json!({ "pin": PIN })).await, "database_damaged");
    let session = phone.ask("session", Value::Null).await.unwrap();
    assert_eq!(session["state"], "damaged");
    assert!(session["trouble"]["message"].as_str().unwrap().contains("Nothing was deleted"));
    assert_eq!(phone.refused("today", Value::Null).await, "database_damaged");
    assert_eq!(fs::read(&database).unwrap(), bytes);
}

#[tokio::test(flavor = "multi_thread")]
async fn sending_says_in_words_what_stands_in_the_way() {
    let folder = tempfile::tempdir().unwrap();
    let landlord = Landlord::new();
    let phone = Phone::enrolled(folder.path(), &landlord).await;
    let sending = phone.until("sending", |sending| sending["words"] == "No signal. All sent").await;
    assert_eq!(sending["trouble"], Value::Null, "no signal is no trouble");
    for (line, code) in [
        (Line::SignInPage, "not_the_hub"),
        (Line::Refuses(426, "version_mismatch"), "version_mismatch"),
        (Line::Refuses(401, "unauthorised"), "unauthorised"),
    ] {
        landlord.set_line(line);
        phone.ask("send_now", Value::Null).await.unwrap();
        let sending = phone.until("sending", |sending| sending["trouble"]["code"] == code).await;
        assert_eq!(sending["words"], "No contact with the landlord");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_handheld_shows_it_at_the_door_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let landlord = Landlord::new();
    let phone = Phone::enrolled(folder.path(), &landlord).await;
    landlord.set_line(Line::Refuses(403, "revoked"));
    phone.ask("send_now", Value::Null).await.unwrap();
    let session = phone.until("session", |session| session["state"] == "revoked").await;
    // In the hub's words, until what waits is handed over; then in its own.
    let handed_over =
        "What was waiting on it has been set aside at the hub for a person to look at. Ask your supervisor.";
    let remedy = session["trouble"]["remedy"].as_str().unwrap();
    assert!(remedy == "Ring us." || remedy == handed_over, "{remedy}");
    assert_eq!(phone.refused("today", Value::Null).await, "revoked");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_tells_its_screens_what_changed() {
    let folder = tempfile::tempdir().unwrap();
    let landlord = Landlord::new();
    let phone = Phone::enrolled(folder.path(), &landlord).await;
    let mut changes = phone.app.changes();
    phone.ask("lock", Value::Null).await.unwrap();
    loop {
        let tags = tokio::time::timeout(Duration::from_secs(5), changes.recv()).await.expect("in time").unwrap();
        if tags.contains(&app::api::Tag::Session) {
            break;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_and_pages_that_are_not_here_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let phone = Phone::enrolled(folder.path(), &Landlord::new()).await;
    let job = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
    for (name, args, code) in [
        ("job", json!({ "job": "ten" }), "job_unknown"),
        ("job", json!({ "job": job }), "job_unknown"),
        ("record_event", json!({ "job": job, "kind": "started", "reason": null }), "job_unknown"),
        ("edit_note", json!({ "job": job, "version": "", "text": "x" }), "note_version"),
        ("add_item", json!({ "job": job, "code": "PLP5R082", "quantity": 1.0 }), "code_unknown"),
        ("add_item", json!({ "job": job, "code": "PLP5R082", "quantity": -1.0 }), "quantity"),
        ("change_quantity", json!({ "job": job, "item": "x", "quantity": 1.0 }), "unknown_id"),
        ("sign_off_page", json!({ "job": job, "language": "tlh" }), "language_unknown"),
        ("seal_file", json!({ "job": job }), "job_unknown"),
        ("photo", json!({ "hash": "zz", "size": "full" }), "photo_unknown"),
        ("add_photo", json!({ "job": job, "stage": "after", "caption": "" }), "photo_missing"),
    ] {
        assert_eq!(phone.refused(name, args).await, code, "{name}");
    }
    assert_eq!(phone.ask("search_jobs", json!({ "text": "x" })).await.unwrap(), json!([]));
}
