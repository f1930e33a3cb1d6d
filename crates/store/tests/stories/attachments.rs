//! Photos: kept, sent, fetched, damaged.

use documents::job;
use domain::{
    id::DocumentId,
    job::{JobEdit, NewPhoto, PhotoStage},
    time::Timestamp,
};
use store::{AttachmentState, Edit, KEPT_FOR_NOTES, Kept, NEARLY_FULL, Room, Settings, Store, StoreError};

use crate::common::{Hub, Phone, clocks, dev, new_id, page};

fn photo_of(photo: &Kept, preview: &Kept) -> JobEdit {
    JobEdit::AddPhoto(NewPhoto {
        hash: photo.hash,
        size: photo.size,
        preview_hash: preview.hash,
        preview_size: preview.size,
        media_type: photo.media_type.clone(),
        caption: "The tap".into(),
        stage: PhotoStage::Before,
        made_from: None,
    })
}

pub fn add_photo(store: &Store, job: DocumentId, photo: &Kept, preview: &Kept) {
    let edit = photo_of(photo, preview);
    store
        .edit(job, |document| {
            let changes = job::edit(document, &edit, &clocks(), new_id()).unwrap();
            Ok::<_, StoreError>(Edit { changes, attachments: vec![photo.clone(), preview.clone()], codes: vec![] })
        })
        .unwrap();
}

fn picture(seed: u8, length: usize) -> Vec<u8> {
    (0..length).map(|n| seed.wrapping_add(u8::try_from(n % 256).unwrap())).collect()
}

/// The file of a picture.
fn file_of(phone: &Phone, size: usize) -> std::path::PathBuf {
    let files = std::fs::read_dir(phone.handheld.place.attachments()).unwrap();
    let mut fitting = files
        .map(|entry| entry.unwrap().path())
        .filter(|path| usize::try_from(std::fs::metadata(path).unwrap().len()).unwrap() > size);
    let found = fitting.next().unwrap();
    assert_eq!(fitting.next(), None);
    found
}

#[test]
fn a_photo_taken_offline_waits_is_sent_smallest_first_and_reads_back() {
    let (phone, store, jobs) = Phone::with_jobs(1);
    let (photo, preview) = (picture(1, 200_000), picture(2, 4_000));
    let kept = store.keep(&photo, "image/jpeg").unwrap();
    let small = store.keep(&preview, "image/jpeg").unwrap();
    assert_eq!(store.next_upload().unwrap(), None, "nothing is sent before it is saved with a record");
    add_photo(&store, jobs[0], &kept, &small);
    assert_eq!(store.counts().unwrap().attachments_waiting, 2);
    store.close().unwrap();

    let store = phone.open().unwrap();
    assert_eq!(store.attachment(&kept.hash).unwrap(), photo);
    assert_eq!(store.next_upload().unwrap().unwrap().hash, small.hash);
    store.uploaded(&small.hash).unwrap();
    let upload = store.next_upload().unwrap().unwrap();
    assert_eq!(
        (upload.hash, upload.size, upload.offset, upload.media_type.as_str()),
        (kept.hash, 200_000, 0, "image/jpeg")
    );
    store.upload_progress(&kept.hash, 65_536).unwrap();
    assert_eq!(store.next_upload().unwrap().unwrap().offset, 65_536);
    store.uploaded(&kept.hash).unwrap();
    assert_eq!(store.next_upload().unwrap(), None);
    assert_eq!(store.attachment_state(&kept.hash).unwrap(), Some(AttachmentState::Sent));
    assert_eq!(store.attachment(&kept.hash).unwrap(), photo, "it stays on the phone");
}

#[test]
fn a_photo_of_dev_comes_when_the_hub_has_it() {
    let (phone, store, jobs) = Phone::with_jobs(1);
    let held = store.load(jobs[0]).unwrap();
    let (photo, preview) = (picture(1, 200_000), picture(2, 4_000));
    let as_kept = |bytes: &[u8]| {
        let elsewhere = Phone::enrolled();
        elsewhere.1.keep(bytes, "image/jpeg").unwrap()
    };
    let (kept, small) = (as_kept(&photo), as_kept(&preview));
    let mut devs = held.fork(dev());
    let changes = job::edit(&mut devs, &photo_of(&kept, &small), &clocks(), new_id()).unwrap();
    store.ingest(&page(vec![Hub::new().changed(&devs, &changes)], 101)).unwrap();

    let far = Timestamp::from_milliseconds(0);
    assert_eq!(store.attachment_state(&kept.hash).unwrap(), Some(AttachmentState::Coming));
    assert!(matches!(store.attachment(&kept.hash), Err(StoreError::NoSuchAttachment { .. })));
    let wanted = store.next_download(far).unwrap().unwrap();
    assert_eq!((wanted.hash, wanted.size), (small.hash, 4_000));
    assert!(matches!(store.fetched(&small.hash, b"another"), Err(StoreError::NotThatAttachment { .. })));
    store.fetched(&small.hash, &preview).unwrap();
    assert_eq!(store.attachment(&small.hash).unwrap(), preview);
    assert_eq!(store.next_download(far).unwrap().unwrap().hash, kept.hash);
    store.not_at_the_hub(&kept.hash).unwrap();
    assert_eq!(store.attachment_state(&kept.hash).unwrap(), Some(AttachmentState::Elsewhere));
    assert_eq!(store.next_download(far).unwrap(), None);
    // A clock that had run ahead is set back: what it asked "in the future" is asked again now.
    phone.clock.pass(-3_600_000);
    assert_eq!(store.next_download(far).unwrap().unwrap().hash, kept.hash);
    phone.clock.pass(3_660_000);
    let later = phone.handheld.surroundings.clock.now();
    assert_eq!(store.next_download(later).unwrap().unwrap().hash, kept.hash);
    store.fetched(&kept.hash, &photo).unwrap();
    assert_eq!(store.attachment_state(&kept.hash).unwrap(), Some(AttachmentState::Present));
}

#[test]
fn a_damaged_picture_is_named_and_fetched_again_only_if_the_hub_has_it() {
    let (phone, store, jobs) = Phone::with_jobs(1);
    let photo = picture(1, 200_000);
    let kept = store.keep(&photo, "image/jpeg").unwrap();
    let small = store.keep(&picture(2, 4_000), "image/jpeg").unwrap();
    add_photo(&store, jobs[0], &kept, &small);
    let path = file_of(&phone, 100_000);
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[100_000] ^= 1;
    std::fs::write(&path, &bytes).unwrap();
    let error = store.attachment(&kept.hash).unwrap_err();
    assert!(matches!(error, StoreError::Damaged { .. }));
    assert!(error.to_string().contains(&path.display().to_string()), "{error}");
    assert!(!store.fetch_again(&kept.hash).unwrap(), "nobody else has it");
    store.uploaded(&kept.hash).unwrap();
    assert!(store.fetch_again(&kept.hash).unwrap());
    assert_eq!(std::fs::read(&path).unwrap(), bytes, "the damaged file stays until then");
    store.fetched(&kept.hash, &photo).unwrap();
    assert_eq!(store.attachment(&kept.hash).unwrap(), photo);
}

#[test]
fn when_a_job_leaves_its_pictures_go_once_they_are_sent() {
    let (phone, store, jobs) = Phone::with_jobs(2);
    let kept = store.keep(&picture(1, 200_000), "image/jpeg").unwrap();
    let small = store.keep(&picture(2, 4_000), "image/jpeg").unwrap();
    let only_here = store.keep(&picture(3, 5_000), "image/jpeg").unwrap();
    add_photo(&store, jobs[0], &kept, &small);
    add_photo(&store, jobs[1], &only_here, &small);
    store.uploaded(&small.hash).unwrap();
    let device = store.pen().unwrap().device;
    let accepted = |n| protocol::message::EntryVerdict { device, n, verdict: protocol::message::Verdict::Accepted };
    store.ingest(&page(vec![Hub::new().left(jobs[0])], 101)).unwrap();
    store.verdicts(&[accepted(1), accepted(2)]).unwrap();
    assert!(store.load(jobs[0]).is_err());
    assert!(store.attachment(&kept.hash).is_ok(), "the hub does not have it yet");
    store.uploaded(&kept.hash).unwrap();
    assert!(matches!(store.attachment(&kept.hash), Err(StoreError::NoSuchAttachment { .. })));
    assert_eq!(store.attachment_state(&kept.hash).unwrap(), None);
    assert!(store.attachment(&small.hash).is_ok(), "the other job names it, too");
    let files = std::fs::read_dir(phone.handheld.place.attachments()).unwrap().count();
    assert_eq!(files, 2);
}

#[test]
fn a_file_that_no_record_came_to_name_is_swept_away_a_day_later() {
    let (phone, store) = Phone::enrolled();
    let kept = store.keep(&picture(1, 1_000), "image/jpeg").unwrap();
    drop(store);
    // The files' own times are the system's, so the story's clock is set by it.
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let now = i64::try_from(since.as_millis()).unwrap();
    phone.clock.pass(now - phone.handheld.surroundings.clock.now().milliseconds());
    assert!(phone.open().unwrap().attachment(&kept.hash).is_ok());
    phone.clock.pass(25 * 60 * 60_000);
    assert!(phone.open().unwrap().attachment(&kept.hash).is_err());
}

#[test]
fn only_what_the_hub_has_is_put_away_and_it_comes_back_when_somebody_looks() {
    let (phone, store, jobs) = Phone::with_jobs(2);
    let (old, new) = (picture(1, 900_000), picture(5, 800_000));
    let keep = |bytes: &[u8]| store.keep(bytes, "image/jpeg").unwrap();
    let (old_kept, old_small) = (keep(&old), keep(&picture(2, 4_000)));
    add_photo(&store, jobs[0], &old_kept, &old_small);
    phone.clock.pass(60_000);
    let (new_kept, new_small) = (keep(&new), keep(&picture(3, 4_000)));
    add_photo(&store, jobs[1], &new_kept, &new_small);
    store.choose_settings(Settings { photos_kept_mb: 0, ..store.settings().unwrap() }).unwrap();
    assert_eq!(store.put_pictures_away().unwrap(), 0, "nothing is at the hub yet");
    for sent in [&old_small, &new_small, &old_kept] {
        store.uploaded(&sent.hash).unwrap();
    }
    store.choose_settings(Settings { photos_kept_mb: 1, ..store.settings().unwrap() }).unwrap();
    assert_eq!(store.put_pictures_away().unwrap(), 0, "there is room for one");
    store.uploaded(&new_kept.hash).unwrap();
    assert_eq!(store.put_pictures_away().unwrap(), 1, "and not for two: the older goes");
    assert!(matches!(store.attachment(&old_kept.hash), Err(StoreError::NoSuchAttachment { .. })));
    assert_eq!(store.attachment_state(&old_kept.hash).unwrap(), Some(AttachmentState::PutAway));
    assert_eq!(store.attachment(&new_kept.hash).unwrap(), new);
    assert_eq!(store.attachment(&old_small.hash).unwrap(), picture(2, 4_000), "previews stay");
    let far = Timestamp::from_milliseconds(0);
    assert_eq!(store.next_download(far).unwrap(), None, "it is not fetched at once again");
    store.close().unwrap();
    let store = phone.open().unwrap();
    assert!(store.ask_back(&old_kept.hash).unwrap());
    assert_eq!(store.attachment_state(&old_kept.hash).unwrap(), Some(AttachmentState::Coming));
    assert!(!store.ask_back(&new_kept.hash).unwrap(), "that one is here");
    assert_eq!(store.next_download(far).unwrap().unwrap().hash, old_kept.hash);
    store.fetched(&old_kept.hash, &old).unwrap();
    assert_eq!(store.attachment(&old_kept.hash).unwrap(), old);
}

#[test]
fn photos_are_refused_while_there_is_still_room_for_notes() {
    let (_phone, store, _) = Phone::with_jobs(1);
    store.pretend_free(NEARLY_FULL - 1);
    assert_eq!(store.room(), Room::NearlyFull { free_mb: 499 });
    store.keep(&picture(1, 5_000), "image/jpeg").unwrap();
    store.pretend_free(KEPT_FOR_NOTES - 1);
    let refused = store.keep(&picture(2, 5_000), "image/jpeg").unwrap_err();
    assert!(matches!(refused, StoreError::NoRoomForPhotos { free_mb: 99 }), "{refused}");
    assert!(!store.settings().unwrap().photos_on_wifi_only, "the database still answers");
    let chosen = Settings { photos_on_wifi_only: true, photos_kept_mb: 20, ..store.settings().unwrap() };
    store.choose_settings(chosen).unwrap();
    assert_eq!(store.settings().unwrap(), chosen);
}
