//! Signals come and go, and are not always what they seem: what is recorded goes, the most urgent first, once and whole.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a story that cannot be told has failed")]

use std::{fs, path::Path, time::Duration};

use app::api::{EventKind, JobPage, PhotoImage, PhotoSize, Request, Sending};
use hub::import::{Format, Options};
use tests::{Handheld, Link, Signal, Town, jpeg};
use tokio::time::{Instant, sleep};

const JOB: &str = "20000417";
const TEAM: &str = "PLUMBING-NORTH";

async fn town_with_a_job() -> Town {
    let town = Town::new().await;
    let file = town.path().join("order.json");
    fs::write(&file, include_str!("../fixtures/work-order.json")).unwrap();
    town.hub().import(Format::HackneyWorkOrders, &file, &Options { team: TEAM.into(), ..Options::default() }).unwrap();
    town
}

/// A handheld that reaches the hub over a link of its own.
async fn on_a_link(town: &Town, link: &Link, person: &str, device: &str) -> Handheld {
    let handheld = town.new_handheld(device);
    handheld.enrol(&town.hub().invite(person, device, &link.url(), Some(TEAM)).unwrap().to_string()).await;
    handheld.in_step().await;
    handheld.job(JOB).await;
    handheld
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_on_adas_phone_is_on_devs_within_two_seconds() {
    let town = town_with_a_job().await;
    let ada = town.handheld("Ada Byrne", "Van 12").await;
    let dev = town.handheld("Dev Patel", "Van 7").await;
    let job = dev.job(JOB).await.row.id;
    // Both listen by now; the clock alone would take up to ten seconds, so five times in a row is no luck.
    sleep(Duration::from_secs(1)).await;
    for round in 0..5 {
        let text = format!("Isolated at the stopcock, visit {round}.");
        ada.type_note(JOB, &text).await;
        let typed = Instant::now();
        dev.until(Request::Job { job: job.clone() }, |page: &JobPage| page.note.text == text).await;
        assert!(typed.elapsed() < Duration::from_secs(2), "round {round} took {:?}", typed.elapsed());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_beside_the_running_hub_is_told_of_as_well() {
    let town = Town::new().await;
    let ada = town.handheld("Ada Byrne", "Van 12").await;
    sleep(Duration::from_secs(1)).await;
    let file = town.path().join("order.json");
    fs::write(&file, include_str!("../fixtures/work-order.json")).unwrap();
    // Another process has the same folder open.
    let office = hub::Hub::open(hub::Config::new(town.hub_folder())).unwrap();
    office.import(Format::HackneyWorkOrders, &file, &Options { team: TEAM.into(), ..Options::default() }).unwrap();
    let imported = Instant::now();
    ada.job(JOB).await;
    assert!(imported.elapsed() < Duration::from_secs(2), "{:?}", imported.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_sent_over_a_link_that_is_cut_a_hundred_times_arrives_once_and_whole() {
    let mut town = town_with_a_job().await;
    let link = Link::to(&town.url(), 20_261_122).await;
    let mut ada = on_a_link(&town, &link, "Ada Byrne", "Van 12").await;
    link.set(Signal::None);
    let photo = ada.take_photo(JOB, &jpeg(2_048, 1_536, 3)).await;
    link.set(Signal::Cut { within: 6_000, times: 100 });
    let began = Instant::now();
    let mut restarted = false;
    // Ada presses "Send now" again and again, as people do in a stairwell.
    while link.cuts() < 100 {
        ada.get::<Sending>(Request::SendNow).await;
        sleep(Duration::from_millis(40)).await;
        assert!(began.elapsed() < Duration::from_secs(120), "only {} cuts in two minutes", link.cuts());
        if link.cuts() >= 50 && !restarted {
            // Her phone is switched off and on, and the hub as well.
            ada = ada.restart().await;
            town.restart_hub().await;
            restarted = true;
        }
    }
    assert!(ada.get::<Sending>(Request::Sending).await.photos_waiting > 0, "it was still on its way after all cuts");
    ada.in_step().await;
    let shelf = town.hub_folder().join("attachments");
    assert_eq!(files(&shelf.join("parts")), Vec::<std::path::PathBuf>::new());
    assert_eq!(files(&shelf).len(), 2, "the picture and its preview, once each");
    let dev = town.handheld("Dev Patel", "Van 7").await;
    let ask = |size| Request::Photo { hash: photo.hash.clone(), size };
    for size in [PhotoSize::Preview, PhotoSize::Full] {
        let here: PhotoImage = ada.get(ask(size)).await;
        let there = dev.until(ask(size), |image: &PhotoImage| image.base64.is_some()).await;
        assert_eq!(here.base64, there.base64);
    }
    println!("{} cuts, {} bytes carried, {:?}", link.cuts(), link.carried(), began.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_few_seconds_of_signal_the_edits_and_the_signature_go_before_the_photos() {
    let town = town_with_a_job().await;
    let link = Link::to(&town.url(), 1).await;
    let ada = on_a_link(&town, &link, "Ada Byrne", "Van 12").await;
    link.set(Signal::None);
    ada.record(JOB, EventKind::Accepted).await;
    ada.record(JOB, EventKind::Arrived).await;
    ada.record(JOB, EventKind::Started).await;
    for edit in 0..25 {
        ada.type_note(JOB, &format!("Replaced the cartridge and tested it {edit} times.")).await;
    }
    for tint in 0..5 {
        ada.take_photo(JOB, &jpeg(1_600, 1_200, tint * 40)).await;
    }
    ada.record(JOB, EventKind::Completed).await;
    ada.customer_signs(JOB, "Mrs Okafor", "en").await;
    let before: Sending = ada.get(Request::Sending).await;
    assert!(before.waiting > 30 && before.photos_waiting == 5, "{before:?}");
    // Forty seconds at the far end of a mast, told in eight: about 80 kilobytes in all.
    let carried = link.carried();
    link.set(Signal::Slow(10_000));
    ada.get::<Sending>(Request::SendNow).await;
    sleep(Duration::from_secs(8)).await;
    link.set(Signal::None);
    let passed = link.carried() - carried;
    let after: Sending = ada.get(Request::Sending).await;
    assert_eq!(after.waiting, 0, "every edit and the signature went: {after:?}; {passed} bytes passed");
    assert!(after.photos_waiting > 0, "the photos did not all fit: {after:?}; {passed} bytes passed");
    assert!(passed < 110_000, "{passed} bytes");
    // At the hub the job is done and signed, whatever becomes of the photos.
    let dev = town.handheld("Dev Patel", "Van 7").await;
    let page = dev.job(JOB).await;
    assert!(page.sign_off.is_some() && page.note.text.contains("24 times"), "{:?}", page.row);
    link.set(Signal::Good);
    ada.in_step().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn photos_wait_for_wi_fi_where_ada_chose_so_and_her_notes_do_not() {
    let town = town_with_a_job().await;
    let ada = town.handheld("Ada Byrne", "Van 12").await;
    ada.job(JOB).await;
    let chosen: Sending = ada.get(Request::ChoosePhotos { on_wifi_only: true, kept_mb: 500 }).await;
    assert!(chosen.photos_on_wifi_only && !chosen.photos_wait_for_wifi);
    assert_eq!(ada.refused(Request::ChoosePhotos { on_wifi_only: true, kept_mb: 1 }).await.code, "photos_kept");
    ada.set_connection(true);
    ada.type_note(JOB, "Handset on order.").await;
    for tint in [9, 90] {
        ada.take_photo(JOB, &jpeg(640, 480, tint)).await;
    }
    let waits = |sending: &Sending| sending.waiting == 0 && sending.photos_wait_for_wifi;
    let sending = ada.until(Request::Sending, waits).await;
    assert_eq!((sending.words.as_str(), sending.photos_waiting), ("2 photos wait for Wi-Fi", 2));
    // The choice outlives the app.
    let ada = ada.restart().await;
    ada.set_connection(true);
    assert!(ada.get::<Sending>(Request::Sending).await.photos_on_wifi_only);
    ada.set_connection(false);
    ada.in_step().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cafes_sign_in_page_is_named_and_nothing_is_taken_for_sent() {
    let town = town_with_a_job().await;
    let link = Link::to(&town.url(), 1).await;
    let ada = on_a_link(&town, &link, "Ada Byrne", "Van 12").await;
    for (page, note) in [
        (
            "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 29\r\nconnection: close\r\n\r\n\
             <html>Welcome to Caffe</html>",
            "Handset on order.",
        ),
        (
            "HTTP/1.1 302 Found\r\nlocation: http://10.0.0.1/sign-in\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
            "Handset on order, Thursday.",
        ),
    ] {
        link.set(Signal::Portal(page));
        ada.type_note(JOB, note).await;
        ada.take_photo(JOB, &jpeg(64, 48, u8::try_from(note.len()).unwrap())).await;
        ada.get::<Sending>(Request::SendNow).await;
        let sending = ada.until(Request::Sending, |sending: &Sending| sending.trouble.is_some()).await;
        let trouble = sending.trouble.unwrap();
        assert_eq!(trouble.code, "not_the_hub");
        assert!(trouble.remedy.contains("sign-in page") && trouble.remedy.contains("mobile data"), "{trouble:?}");
        assert!(sending.waiting > 0 && sending.photos_waiting > 0, "nothing is taken for sent: {}", sending.words);
        assert!(sending.words.starts_with("Not sending."), "{}", sending.words);
        link.set(Signal::Good);
        ada.in_step().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ada_taps_send_now_and_is_told_at_once_that_it_tries() {
    let town = town_with_a_job().await;
    let link = Link::to(&town.url(), 2).await;
    let ada = on_a_link(&town, &link, "Ada Byrne", "Van 12").await;
    ada.in_step().await;
    link.set(Signal::Slow(100));
    assert!(ada.get::<Sending>(Request::SendNow).await.trying);
    link.set(Signal::Good);
    ada.until(Request::Sending, |sending: &Sending| !sending.trying).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_from_before_pokes_is_asked_by_the_clock() {
    let mut town = town_with_a_job().await;
    let ada = town.handheld("Ada Byrne", "Van 12").await;
    let dev = town.handheld("Dev Patel", "Van 7").await;
    let job = dev.job(JOB).await.row.id;
    town.stop_hub().await;
    town.start_hub_without("/v1/pokes").await;
    ada.get::<Sending>(Request::SendNow).await;
    dev.in_step().await;
    ada.type_note(JOB, "Stopcock under the sink.").await;
    let sending = ada.in_step().await;
    assert!(sending.trouble.is_none());
    dev.until(Request::Job { job }, |page: &JobPage| page.note.text == "Stopcock under the sink.").await;
}
