//! Photos from the camera to the landlord: saved at once, made ready afterwards, and destroyed where somebody says so.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a story that cannot be told has failed"
)]

use std::{fs, path::Path, time::Duration};

use app::api::{
    EventKind, JobPage, Photo, PhotoImage, PhotoMadeFrom, PhotoMark, PhotoMarkShape, PhotoPatch, PhotoSize, PhotoStage,
    RecordingSound, Request, Sending, SignOffAnswer, SignOffPage,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use hub::import::{Format, Options};
use tests::{Handheld, Link, Signal, Town, jpeg, signed_by};
use tokio::time::Instant;

const JOB: &str = "20000417";
const TEAM: &str = "PLUMBING-NORTH";
const FACE: PhotoPatch = PhotoPatch { left: 0.2, top: 0.2, width: 0.3, height: 0.4 };

async fn town_with_a_job() -> Town {
    let town = Town::new().await;
    let file = town.path().join("order.json");
    fs::write(&file, include_str!("../fixtures/work-order.json")).unwrap();
    town.hub().import(Format::HackneyWorkOrders, &file, &Options { team: TEAM.into(), ..Options::default() }).unwrap();
    town
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

fn take(job: &str, caption: &str) -> Request {
    Request::AddPhoto { job: job.to_owned(), stage: PhotoStage::During, caption: caption.to_owned() }
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(width, height).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// The most memory that this process has had at once, in MB, since it was last asked.
#[cfg(target_os = "linux")]
fn peak_memory_mb() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let kilobytes: u64 = peak.trim().trim_end_matches("kB").trim().parse().unwrap();
    fs::write("/proc/self/clear_refs", "5").unwrap();
    kilobytes / 1_024
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn thirty_photos_of_twelve_megapixels_in_a_row_are_each_saved_at_once_and_arrive_over_a_signal_that_is_cut() {
    const PHOTOS: usize = 30;
    let town = town_with_a_job().await;
    let link = Link::to(&town.url(), 20_261_126).await;
    let ada = town.new_handheld("Van 12");
    ada.enrol(&town.hub().invite("Ada Byrne", "Van 12", &link.url(), Some(TEAM)).unwrap().to_string()).await;
    let job = ada.job(JOB).await.row.id;
    let rolls: Vec<_> = (0..3_u8).map(|tint| town.path().join(format!("roll-{tint}.jpg"))).collect();
    for (tint, file) in (0..).zip(&rolls) {
        fs::write(file, jpeg(4_000, 3_000, tint * 80)).unwrap();
    }
    link.set(Signal::None);
    peak_memory_mb();

    let (mut waits, began) = (Vec::new(), Instant::now());
    for number in 0..PHOTOS {
        let mut bytes = fs::read(&rolls[number % rolls.len()]).unwrap();
        // No two photos are the same; a camera writes more behind a picture as well.
        bytes.push(u8::try_from(number).unwrap());
        let pressed = Instant::now();
        let page = ada.ask_with(take(&job, &format!("Number {number}")), bytes).await.unwrap();
        waits.push(pressed.elapsed());
        let page: JobPage = serde_json::from_value(page).unwrap();
        assert_eq!(page.taken.len() + page.photos.len(), number + 1, "every photo is on the screen at once");
    }
    let saved = began.elapsed();
    waits.sort();
    let (middle, slowest) = (waits[PHOTOS / 2], waits[PHOTOS - 1]);

    let page = loop {
        let page: JobPage = ada.get(Request::Job { job: job.clone() }).await;
        if page.photos.len() == PHOTOS {
            break page;
        }
        assert!(began.elapsed() < Duration::from_secs(300), "{} are still not ready", page.taken.len());
        tokio::time::sleep(Duration::from_millis(250)).await;
    };
    let ready = began.elapsed();
    assert!(page.taken.is_empty() && page.photos.iter().all(|photo| photo.caption.starts_with("Number")));
    let peak = peak_memory_mb();
    println!(
        "{PHOTOS} photos: each in {middle:?}, slowest {slowest:?}, all saved in {saved:?}, all ready in {ready:?}, at most {peak} MB"
    );
    // A machine that does other things beside may hold one of them up: the others it may not.
    let late = waits.iter().filter(|wait| **wait >= Duration::from_secs(1)).count();
    assert!(late <= PHOTOS / 10, "{late} of {PHOTOS} took more than a second: {waits:?}");
    assert!(peak < 200, "{peak} MB with the hub in the same process");
    // The camera's own thirty are removed after what was made of them is recorded; what was made is three pictures and
    // their previews.
    let gone_by = Instant::now() + Duration::from_secs(60);
    while files(&town.path().join("Van 12/attachments")).len() != 2 * rolls.len() {
        assert!(Instant::now() < gone_by, "the camera's own files are gone");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    link.set(Signal::Cut { within: 100_000, times: 25 });
    while link.cuts() < 25 {
        ada.get::<Sending>(Request::SendNow).await;
        tokio::time::sleep(Duration::from_millis(40)).await;
        assert!(began.elapsed() < Duration::from_secs(600), "only {} cuts", link.cuts());
    }
    link.set(Signal::Good);
    ada.in_step().await;
    let shelf = files(&town.hub_folder().join("attachments"));
    // Three rolls, and what a camera writes behind a picture is not part of it.
    assert_eq!(shelf.len(), 2 * rolls.len(), "each picture and its preview, once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_is_switched_off_while_photos_are_made_ready_makes_them_ready_afterwards() {
    let town = town_with_a_job().await;
    let ada = town.handheld("Ada Byrne", "Van 12").await;
    let job = ada.job(JOB).await.row.id;
    for tint in 0..6_u8 {
        ada.ask_with(take(&job, "Switched off"), jpeg(1_600, 1_200, tint * 30)).await.unwrap();
    }
    let ada = ada.restart().await;
    let page = ada.until(Request::Job { job }, |page: &JobPage| page.photos.len() == 6).await;
    assert!(page.taken.is_empty());
    ada.in_step().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_turns_out_to_be_no_picture_stays_with_words_until_somebody_lets_it_go() {
    let town = town_with_a_job().await;
    let ada = town.handheld("Ada Byrne", "Van 12").await;
    let job = ada.job(JOB).await.row.id;
    let whole = jpeg(600, 400, 1);
    for (bytes, code) in [
        (whole[..whole.len() / 2].to_vec(), "photo_damaged"),
        (b"GIF89a a kitten".to_vec(), "photo_format"),
        (Vec::new(), "photo_format"),
    ] {
        assert_eq!(ada.ask_with(take(&job, ""), bytes).await.unwrap_err().code, code);
    }
    // Whole by its frame, and rotten inside: a PNG says by a checksum whether its pixels are what they were.
    let mut rotten = png(64, 48);
    let pixels = rotten.windows(4).position(|chunk| chunk == b"IDAT").unwrap();
    rotten[pixels + 12] ^= 0x55;
    ada.ask_with(take(&job, "The boiler"), rotten).await.unwrap();
    ada.ask_with(take(&job, "The flue"), whole).await.unwrap();
    let seen = |page: &JobPage| page.photos.len() == 1 && page.taken.iter().all(|taken| taken.failure.is_some());
    let page = ada.until(Request::Job { job: job.clone() }, seen).await;
    let [unfit] = page.taken.as_slice() else { panic!("{:?}", page.taken) };
    assert_eq!(
        (unfit.caption.as_str(), unfit.failure.as_ref().unwrap().code.as_str()),
        ("The boiler", "photo_damaged")
    );
    let page: JobPage = ada.get(Request::DropPhoto { job, photo: unfit.id.clone() }).await;
    assert!(page.taken.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caption_is_put_right_afterwards_and_two_at_once_compete() {
    let mut town = town_with_a_job().await;
    let ada = town.handheld("Ada Byrne", "Van 12").await;
    let dev = town.handheld("Dev Patel", "Van 7").await;
    let photo = ada.take_photo(JOB, &jpeg(600, 400, 1)).await;
    ada.in_step().await;
    let job = ada.job(JOB).await.row.id;
    dev.until(Request::Job { job: job.clone() }, |page: &JobPage| page.photos.len() == 1).await;
    town.stop_hub().await;
    let say = |caption: &str| Request::CaptionPhoto {
        job: job.clone(),
        photo: photo.id.clone(),
        caption: caption.to_owned(),
    };
    ada.get::<JobPage>(say("Flue, kitchen")).await;
    dev.get::<JobPage>(say("Flue, utility room")).await;
    town.start_hub().await;
    ada.in_step().await;
    dev.in_step().await;
    let competes = |page: &JobPage| page.competitions.iter().any(|held| held.label == "What a photo shows");
    let page = ada.until(Request::Job { job: job.clone() }, competes).await;
    let competition = &page.competitions[0];
    let side = competition.sides.iter().find(|side| side.by == "Dev Patel").unwrap();
    let settle = Request::Settle { job, field: competition.field.clone(), side: side.key.clone() };
    let page: JobPage = ada.get(settle).await;
    assert_eq!(page.photos[0].caption, "Flue, utility room");
    assert!(page.competitions.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voice_note_is_kept_sent_and_heard_on_a_colleagues_phone_and_no_other_file_is_one() {
    let town = town_with_a_job().await;
    let ada = town.handheld("Ada Byrne", "Van 12").await;
    let dev = town.handheld("Dev Patel", "Van 7").await;
    let job = ada.job(JOB).await.row.id;
    dev.job(JOB).await;
    let speak = || Request::AddRecording { job: job.clone(), milliseconds: 41_200 };
    assert_eq!(ada.ask_with(speak(), b"MZ a program".to_vec()).await.unwrap_err().code, "recording_format");
    assert_eq!(ada.ask_with(speak(), Vec::new()).await.unwrap_err().code, "recording_format");
    let sound: Vec<u8> = [0x1A, 0x45, 0xDF, 0xA3].into_iter().chain((0..=250).cycle().take(60_000)).collect();
    ada.ask_with(speak(), sound.clone()).await.unwrap();
    ada.in_step().await;
    let page = dev.until(Request::Job { job: job.clone() }, |page: &JobPage| page.recordings.len() == 1).await;
    let held = &page.recordings[0];
    assert_eq!((held.length.as_str(), held.by.starts_with("Ada Byrne, ")), ("0:42", true));
    let listen = Request::Recording { hash: held.hash.clone() };
    let heard = dev.until(listen, |sound: &RecordingSound| sound.base64.is_some()).await;
    assert_eq!((heard.media_type.as_str(), STANDARD.decode(heard.base64.unwrap()).unwrap()), ("audio/webm", sound));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_customer_says_aloud_reaches_the_landlord_with_their_signature_and_no_workers_screen() {
    let town = town_with_a_job().await;
    let ada = town.handheld("Ada Byrne", "Van 12").await;
    let dev = town.handheld("Dev Patel", "Van 7").await;
    ada.record(JOB, EventKind::Started).await;
    ada.record(JOB, EventKind::Completed).await;
    let job = ada.job(JOB).await.row.id;
    let page: SignOffPage = ada.get(Request::SignOffPage { job: job.clone(), language: "en".into() }).await;
    let signs = |spoken_milliseconds| Request::SignOff {
        job: job.clone(),
        digest: page.digest.clone(),
        language: "en".into(),
        answer: SignOffAnswer { spoken_milliseconds, ..signed_by("Jill Marsh") },
    };
    let refused = ada.ask_with(signs(Some(9_000)), b"no sound".to_vec()).await.unwrap_err();
    assert_eq!(refused.code, "recording_format");
    assert!(ada.job(JOB).await.sign_off.is_none(), "nothing was signed");
    let sound: Vec<u8> = [0x1A, 0x45, 0xDF, 0xA3].into_iter().chain((0..=250).cycle().take(30_000)).collect();
    ada.ask_with(signs(Some(9_000)), sound.clone()).await.unwrap();
    ada.in_step().await;
    let file = documents::seal::SealFile::from_bytes(&town.hub().sealed(JOB, None).unwrap()).unwrap();
    let spoken = file.seal().body().answer.spoken.clone().unwrap();
    assert_eq!((spoken.milliseconds, spoken.size), (9_000, sound.len() as u64));
    let name: String = spoken.hash.iter().map(|byte| format!("{byte:02x}")).collect();
    let kept = town.hub_folder().join("attachments").join(&name[..2]).join(&name);
    assert_eq!(std::fs::read(kept).unwrap(), sound);
    dev.in_step().await;
    for phone in [&ada, &dev] {
        let page = phone.job(JOB).await;
        assert!(page.recordings.is_empty() && page.sign_off.is_some());
    }
    assert!(!ada.job(JOB).await.sign_off.unwrap().has_file && dev.job(JOB).await.sign_off.unwrap().has_file);
    assert_eq!(ada.refused(Request::SealFile { job }).await.code, "sign_off_kept_from_you");
}

/// The picture's bytes on this handheld, if it has them.
async fn picture(handheld: &Handheld, photo: &Photo, size: PhotoSize) -> Option<String> {
    handheld.get::<PhotoImage>(Request::Photo { hash: photo.hash.clone(), size }).await.base64
}

#[tokio::test(flavor = "multi_thread")]
async fn a_face_that_is_blacked_out_is_gone_from_both_phones_and_the_hub_and_the_seal_still_holds() {
    let town = town_with_a_job().await;
    let ada = town.handheld("Ada Byrne", "Van 12").await;
    let dev = town.handheld("Dev Patel", "Van 7").await;
    ada.record(JOB, EventKind::Started).await;
    let photo = ada.take_photo(JOB, &jpeg(900, 700, 1)).await;
    let job = ada.job(JOB).await.row.id;
    let arrow = PhotoMark { shape: PhotoMarkShape::Arrow, points: [0.1, 0.1, 0.6, 0.6] };
    let page: JobPage =
        ada.get(Request::MarkPhoto { job: job.clone(), photo: photo.id.clone(), marks: vec![arrow] }).await;
    let marked = page.photos.iter().find(|held| held.made_from == Some(PhotoMadeFrom::Marks)).unwrap().clone();
    ada.customer_signs(JOB, "Jill Marsh", "en").await;
    ada.in_step().await;
    let here = |page: &JobPage| page.photos.len() == 2;
    dev.until(Request::Job { job: job.clone() }, here).await;
    for held in [&photo, &marked] {
        for size in [PhotoSize::Preview, PhotoSize::Full] {
            let ask = Request::Photo { hash: held.hash.clone(), size };
            dev.until(ask, |image: &PhotoImage| image.base64.is_some()).await;
        }
    }
    let shelf = town.hub_folder().join("attachments");
    assert_eq!(files(&shelf).len(), 4);

    // Dev sees Jill's face in what Ada drew on, and blacks it out; the picture underneath shows it as well.
    let redact = Request::RedactPhoto { job: job.clone(), photo: marked.id.clone(), patches: vec![FACE] };
    let page: JobPage = dev.get(redact).await;
    let redacted = page.photos.iter().find(|held| held.made_from == Some(PhotoMadeFrom::Redaction)).unwrap().clone();
    for held in [&photo, &marked] {
        assert_eq!(picture(&dev, held, PhotoSize::Full).await, None, "gone at once");
    }
    dev.in_step().await;
    let gone = |page: &JobPage| page.photos.iter().filter(|held| !held.redacted.is_empty()).count() == 2;
    let page = ada.until(Request::Job { job: job.clone() }, gone).await;
    assert!(page.photos.iter().any(|held| held.redacted.starts_with("Redacted by Dev Patel, ")), "{:?}", page.photos);
    for held in [&photo, &marked] {
        for size in [PhotoSize::Preview, PhotoSize::Full] {
            assert_eq!(picture(&ada, held, size).await, None);
        }
    }
    ada.until(Request::Photo { hash: redacted.hash.clone(), size: PhotoSize::Full }, |image: &PhotoImage| {
        image.base64.is_some()
    })
    .await;
    for folder in [shelf, town.path().join("Van 12/attachments"), town.path().join("Van 7/attachments")] {
        assert_eq!(files(&folder).len(), 2, "the redacted picture and its preview alone, in {}", folder.display());
    }
    let sign_off = ada.job(JOB).await.sign_off.unwrap();
    assert!(sign_off.verified, "{sign_off:?}");
    assert_eq!(sign_off.status.words, "Photo redacted after signing");
    assert_eq!(sign_off.not_covered.len(), 1);
    assert!(sign_off.not_covered[0].starts_with("Dev Patel redacted a photo"), "{:?}", sign_off.not_covered);
    assert!(!ada.job(JOB).await.can_sign_off, "nobody has to sign again for it");
    // Nor does a phone that comes later get any of it.
    let eve = town.handheld("Eve Okoro", "Van 9").await;
    eve.until(Request::Photo { hash: redacted.hash, size: PhotoSize::Full }, |image: &PhotoImage| {
        image.base64.is_some()
    })
    .await;
    assert_eq!(picture(&eve, &photo, PhotoSize::Full).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_that_is_redacted_before_it_was_sent_never_leaves_the_phone() {
    let mut town = town_with_a_job().await;
    let ada = town.handheld("Ada Byrne", "Van 12").await;
    ada.job(JOB).await;
    town.stop_hub().await;
    let photo = ada.take_photo(JOB, &jpeg(900, 700, 1)).await;
    let job = ada.job(JOB).await.row.id;
    let nothing = Request::RedactPhoto { job: job.clone(), photo: photo.id.clone(), patches: Vec::new() };
    assert_eq!(ada.refused(nothing).await.code, "photo_nothing_covered");
    ada.get::<JobPage>(Request::RedactPhoto { job: job.clone(), photo: photo.id.clone(), patches: vec![FACE] }).await;
    let again = Request::RedactPhoto { job, photo: photo.id.clone(), patches: vec![FACE] };
    assert_eq!(ada.refused(again).await.code, "photo_redacted");
    let ada = ada.restart().await;
    assert_eq!(files(&town.path().join("Van 12/attachments")).len(), 2);
    town.start_hub().await;
    ada.in_step().await;
    let shelf = files(&town.hub_folder().join("attachments"));
    assert_eq!(shelf.len(), 2);
    assert!(shelf.iter().all(|file| !file.ends_with(&photo.hash)), "{shelf:?}");
}
