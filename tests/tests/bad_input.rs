//! What goes wrong at a door or in an office: each ends in words that say what to do, and nothing is lost.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a story that cannot be told has failed")]

use std::{fs, io::Write, sync::Arc};

use app::api::{DoorHelp, Failure, JobPage, Request, Sending, Session, SessionState};
use hub::import::{Format, Options, Report};
use protocol::enrolment::Invitation;
use store::MAX_TRIES;
use tests::{
    Handheld, PIN, Town,
    dice::{TrueTime, Watch},
};

/// A sentence that says what happened, and one that says what to do.
fn in_words(failure: &Failure) {
    for text in [&failure.message, &failure.remedy] {
        assert!(
            text.len() > 12 && text.ends_with('.') && !text.contains("Error"),
            "not words for a plumber: {failure:?}"
        );
    }
}

async fn town_with_a_job() -> Town {
    let town = Town::new().await;
    import(&town, "order.json", include_str!("../fixtures/work-order.json"));
    town
}

fn import(town: &Town, name: &str, text: &str) -> Report {
    import_as(town, Format::HackneyWorkOrders, name, text)
}

fn import_as(town: &Town, format: Format, name: &str, text: &str) -> Report {
    let file = town.path().join(name);
    fs::write(&file, text).unwrap();
    town.hub().import(format, &file, &Options { team: "PLUMBING-NORTH".into(), ..Options::default() }).unwrap()
}

const JOB: &str = "20000417";

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_that_is_too_old_used_or_made_up_says_so_and_leaves_the_handheld_new() {
    let town = town_with_a_job().await;
    let ada = town.new_handheld("Van 12");
    let late = town.invitation("Ada Byrne", "Van 12");
    town.wait(16);
    let enrol = |invitation: &str| Request::Enrol { invitation: invitation.to_owned() };
    let refused = ada.refused(enrol(&late)).await;
    assert_eq!(refused.code, "token_expired");
    in_words(&refused);

    let good = town.invitation("Ada Byrne", "Van 12");
    ada.enrol(&good).await;
    let dev = town.new_handheld("Van 7");
    let refused = dev.refused(enrol(&good)).await;
    assert_eq!(refused.code, "token_used");
    in_words(&refused);

    let made_up = Invitation { token: [7; 16], ..good.parse().unwrap() };
    let refused = dev.refused(enrol(&made_up.to_string())).await;
    assert_eq!(refused.code, "token_unknown");
    in_words(&refused);

    for nonsense in ["", "https://example.org", "doorstep:enrol?hub=https://hub.example.org"] {
        in_words(&dev.refused(enrol(nonsense)).await);
    }
    assert_eq!(dev.get::<Session>(Request::Session).await.state, SessionState::NotEnrolled);
    dev.enrol(&town.invitation("Dev Patel", "Van 7")).await;
    dev.job(JOB).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_for_another_hub_is_not_believed() {
    let (town, other) = (town_with_a_job().await, Town::new().await);
    let theirs = other.invitation("Ada Byrne", "Van 12");
    // The code names their key and token, but leads to our address.
    let swapped = theirs.replace(&other.url(), &town.url());
    let refused = town.new_handheld("Van 12").refused(Request::Enrol { invitation: swapped }).await;
    in_words(&refused);
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_pins_are_counted_made_to_wait_and_lose_nothing() {
    let mut town = town_with_a_job().await;
    let ada = town.handheld("Ada Byrne", "Van 12").await;
    ada.job(JOB).await;
    town.stop_hub().await;
    ada.type_note(JOB, "Handset on order.").await;
    let folder = ada.close().await;
    let ada = Handheld::open(folder);
    for _ in 0..4 {
        let refused = ada.refused(Request::Unlock { pin: "135791".into() }).await;
        assert_eq!(refused.code, "pin_wrong");
        in_words(&refused);
    }
    let refused = ada.refused(Request::Job { job: "any".into() }).await;
    assert_eq!(refused.code, "locked");
    let session: Session = ada.get(Request::Unlock { pin: PIN.into() }).await;
    assert_eq!(session.state, SessionState::Unlocked);
    assert_eq!(ada.job(JOB).await.note.text, "Handset on order.");
    let restarted = ada.restart().await;
    for _ in 0..5 {
        ada_tries_wrongly(&restarted).await;
    }
    let session: Session = restarted.get(Request::Session).await;
    assert!(session.wait_seconds > 0 && session.tries_left.is_some(), "{session:?}");
    // Even the right PIN waits.
    in_words(&restarted.refused(Request::Unlock { pin: PIN.into() }).await);
}

async fn ada_tries_wrongly(handheld: &Handheld) {
    handheld.get::<Session>(Request::Lock).await;
    in_words(&handheld.refused(Request::Unlock { pin: "975310".into() }).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_database_is_said_so_and_not_a_byte_of_it_is_touched() {
    let town = town_with_a_job().await;
    let ada = town.handheld("Ada Byrne", "Van 12").await;
    ada.type_note(JOB, "Handset on order.").await;
    ada.in_step().await;
    let folder = ada.close().await;
    let database = walk(&folder).into_iter().find(|path| path.extension().is_some_and(|end| end == "db")).unwrap();
    let mut bytes = fs::read(&database).unwrap();
    for byte in &mut bytes[64..4096] {
        *byte ^= 0x5A;
    }
    fs::File::create(&database).unwrap().write_all(&bytes).unwrap();
    let ada = Handheld::open(folder);
    let outcome = ada.ask(Request::Unlock { pin: PIN.into() }).await;
    let session: Session = ada.get(Request::Session).await;
    assert_eq!(session.state, SessionState::Damaged, "{outcome:?}");
    in_words(&session.trouble.unwrap());
    assert_eq!(fs::read(&database).unwrap(), bytes);
    assert_eq!(session.help, Some(DoorHelp::Invitation));
    // A code that the hub refuses moves nothing.
    let made_up = Invitation { token: [7; 16], ..town.invitation("Ada Byrne", "Van 12b").parse().unwrap() };
    in_words(&ada.refused(Request::Enrol { invitation: made_up.to_string() }).await);
    assert_eq!(fs::read(&database).unwrap(), bytes);
    // The same phone joins again. What had been sent is there, and what could not be read is kept.
    ada.enrol(&town.invitation("Ada Byrne", "Van 12b")).await;
    assert_eq!(ada.job(JOB).await.note.text, "Handset on order.");
    let folder = ada.close().await;
    let aside = walk(&folder).into_iter().find(|path| path.file_name() == database.file_name() && *path != database);
    assert_eq!(fs::read(aside.unwrap()).unwrap(), bytes);
}

/// Ada, whose phone has a note that the hub has not, and ten wrong PINs behind it.
async fn locked_out(town: &mut Town) -> (Handheld, Handheld) {
    let dev = town.handheld("Dev Patel", "Van 7").await;
    let ada = town.handheld("Ada Byrne", "Van 12").await;
    ada.job(JOB).await;
    town.stop_hub().await;
    ada.type_note(JOB, "Handset on order.").await;
    let folder = ada.close().await;
    town.start_hub().await;
    let clock = Arc::new(TrueTime::new());
    for _ in 0..MAX_TRIES {
        let handheld = Handheld::open_by(Arc::new(Watch::new(clock.clone())), folder.clone());
        in_words(&handheld.refused(Request::Unlock { pin: "975310".into() }).await);
        clock.pass(20 * 60_000);
        handheld.close().await;
    }
    (Handheld::open(folder), dev)
}

#[tokio::test(flavor = "multi_thread")]
async fn after_ten_wrong_pins_the_office_unlocks_the_phone_and_nothing_on_it_is_lost() {
    let mut town = town_with_a_job().await;
    let (ada, dev) = locked_out(&mut town).await;
    let session: Session = ada.get(Request::Session).await;
    assert_eq!((session.state, session.help), (SessionState::Damaged, Some(DoorHelp::UnlockCode)));
    let trouble = session.trouble.unwrap();
    assert_eq!(trouble.code, "keys_destroyed");
    in_words(&trouble);

    let recover = |code: &str| Request::Recover { code: code.to_owned() };
    in_words(&ada.refused(recover(&town.invitation("Ada Byrne", "Van 13"))).await);
    let refused = ada.refused(recover(&town.unlock_code("Van 12").replace("token=", "token=A"))).await;
    in_words(&refused);
    let refused = ada.refused(recover(&town.unlock_code("Van 7"))).await;
    assert_eq!(refused.code, "unlock_of_another");
    in_words(&refused);

    assert_eq!(
        ada.get::<Session>(Request::Session).await.device.as_deref(),
        Some("Van 12"),
        "what the office asks for"
    );
    let code = town.unlock_code("Van 12");
    let session: Session = ada.get(recover(&code)).await;
    assert_eq!(session.state, SessionState::NeedsPin);
    assert_eq!(session.person.as_deref(), Some("Ada Byrne"));
    ada.get::<Session>(Request::ChoosePin { pin: "864209".into() }).await;
    assert_eq!(ada.job(JOB).await.note.text, "Handset on order.");
    ada.in_step().await;
    dev.until(Request::Job { job: dev.job(JOB).await.row.id }, |page: &JobPage| page.note.text == "Handset on order.")
        .await;
    // The code opened this phone and opens no other.
    let dev_again = Handheld::open(dev.close().await);
    let refused = dev_again.refused(recover(&code)).await;
    assert_eq!(refused.code, "token_used");
    in_words(&refused);
    let late = town.unlock_code("Van 7");
    town.wait(16);
    let refused = dev_again.refused(recover(&late)).await;
    assert_eq!(refused.code, "token_expired");
    in_words(&refused);
    let reopened = Handheld::open(ada.close().await);
    reopened.get::<Session>(Request::Unlock { pin: "864209".into() }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_is_locked_and_still_sending_is_unlocked_by_the_office_as_well() {
    let town = town_with_a_job().await;
    let ada = town.handheld("Ada Byrne", "Van 12").await;
    ada.type_note(JOB, "Handset on order.").await;
    ada.get::<Session>(Request::Lock).await;
    // She has forgotten her PIN, and tries none at all.
    assert_eq!(ada.get::<Session>(Request::Session).await.help, Some(DoorHelp::UnlockCode));
    let code = town.unlock_code("Van 12");
    assert_eq!(ada.get::<Session>(Request::Recover { code }).await.state, SessionState::NeedsPin);
    ada.get::<Session>(Request::ChoosePin { pin: "864209".into() }).await;
    assert_eq!(ada.job(JOB).await.note.text, "Handset on order.");
    ada.get::<Session>(Request::Lock).await;
    in_words(&ada.refused(Request::Unlock { pin: PIN.into() }).await);
    ada.get::<Session>(Request::Unlock { pin: "864209".into() }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_code_unlocks_a_phone_that_was_withdrawn_or_belongs_to_another_landlord() {
    let (mut town, other) = (town_with_a_job().await, town_with_a_job().await);
    let theirs = other.handheld("Ada Byrne", "Van 12").await;
    theirs.get::<Session>(Request::Lock).await;
    let (ada, _dev) = locked_out(&mut town).await;
    // Ada's own landlord cannot open what was sealed to another.
    let refused = theirs.refused(Request::Recover { code: town.unlock_code("Van 12") }).await;
    assert_eq!(refused.code, "seal_unknown");
    in_words(&refused);
    let code = town.unlock_code("Van 12");
    town.hub().revoke("Van 12").unwrap();
    let refused = ada.refused(Request::Recover { code }).await;
    assert_eq!(refused.code, "revoked");
    in_words(&refused);
    assert!(town.hub().unlock_code("Van 12", None).is_err());
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_of_another_version_is_named_as_the_trouble_and_work_goes_on() {
    let mut town = town_with_a_job().await;
    let ada = town.handheld("Ada Byrne", "Van 12").await;
    ada.job(JOB).await;
    town.stop_hub().await;
    town.start_hub_of_another_version().await;
    ada.type_note(JOB, "Handset on order.").await;
    ada.get::<Sending>(Request::SendNow).await;
    let sending = ada.until(Request::Sending, |sending: &Sending| sending.trouble.is_some()).await;
    let trouble = sending.trouble.unwrap();
    assert_eq!(trouble.code, "version_mismatch");
    in_words(&trouble);
    assert_eq!(sending.waiting, 1);
    let dev = town.new_handheld("Van 7");
    let refused = dev.refused(Request::Enrol { invitation: town.invitation("Dev Patel", "Van 7") }).await;
    assert_eq!(refused.code, "version_mismatch");
    // The hub is updated; what waited goes.
    town.restart_hub().await;
    ada.in_step().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_malformed_file_names_the_place_and_its_good_records_still_land() {
    let town = Town::new().await;
    let good: serde_json::Value = serde_json::from_str(include_str!("../fixtures/work-order.json")).unwrap();
    let mut no_reference = good.clone();
    no_reference.as_object_mut().unwrap().remove("reference");
    let mut no_date = good.clone();
    no_date["reference"] = 20_000_418.into();
    no_date["target"] = "the day after tomorrow".into();
    let list = serde_json::to_string(&[no_reference, no_date, good]).unwrap();
    let report = import(&town, "orders.json", &list);
    assert_eq!((report.added, report.faults.len()), (1, 2), "{report:?}");
    assert!(report.faults[0].contains("$[0]") && report.faults[0].contains("reference"), "{:?}", report.faults);
    assert!(report.faults[1].contains("$[1].target"), "{:?}", report.faults);
    let ada = town.handheld("Ada Byrne", "Van 12").await;
    ada.get::<JobPage>(Request::Job { job: ada.job(JOB).await.row.id }).await;
    assert_eq!(ada.jobs().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hact_message_that_is_cut_or_lacks_its_priority_is_refused_in_words() {
    let town = Town::new().await;
    let cut = import_as(&town, Format::HactRaiseRepair, "cut.json", "{\"DescriptionOfWork\": \"Tap dr");
    assert_eq!((cut.added, cut.faults.len()), (0, 1), "{cut:?}");
    let lacking = r#"{"DescriptionOfWork": "Tap drips", "WorkClass": {"WorkClassCode": "0"}}"#;
    let lacking = import_as(&town, Format::HactRaiseRepair, "lacking.json", lacking);
    assert_eq!((lacking.added, lacking.faults.len()), (0, 1), "{lacking:?}");
    assert!(lacking.faults[0].contains("Priority"), "{:?}", lacking.faults);
}
