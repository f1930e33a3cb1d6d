//! One job, from a landlord's system to a signed-off repair, on two handhelds with no signal.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a story that cannot be told has failed")]

use std::path::{Path, PathBuf};

use app::api::{EventKind, JobPage, PhotoImage, PhotoSize, PhotoState, Request};
use base64::{Engine, engine::general_purpose::STANDARD};
use documents::seal::SealFile;
use hub::import::{Format, Options};
use tests::{Handheld, Town, jpeg, schemas, shared};

/// Which of the two comes back first.
#[derive(Clone, Copy)]
enum First {
    Ada,
    Dev,
}

/// A landlord's files.
struct Landlord {
    work_order: PathBuf,
    codes: PathBuf,
    reference: &'static str,
    /// What Ada and Dev type to find their codes.
    typed: [&'static str; 2],
}

fn own() -> Landlord {
    let fixture = |name: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name);
    Landlord {
        work_order: fixture("work-order.json"),
        codes: fixture("sor-codes.json"),
        reference: "20000417",
        typed: ["handset", "urgent"],
    }
}

fn hackney() -> Option<Landlord> {
    Some(Landlord {
        work_order: shared("real/hackney/work-order.json")?,
        codes: shared("real/hackney/sor-codes.json")?,
        reference: "10000012",
        typed: ["inspect", "urgent"],
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_of_ours_is_worked_on_by_two_and_ada_comes_back_first() {
    story(own(), First::Ada).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_of_ours_is_worked_on_by_two_and_dev_comes_back_first() {
    story(own(), First::Dev).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_of_hackneys_is_worked_on_by_two_and_ada_comes_back_first() {
    if let Some(landlord) = hackney() {
        story(landlord, First::Ada).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_of_hackneys_is_worked_on_by_two_and_dev_comes_back_first() {
    if let Some(landlord) = hackney() {
        story(landlord, First::Dev).await;
    }
}

async fn story(landlord: Landlord, first: First) {
    let reference = landlord.reference;
    let mut town = Town::new().await;
    import(&town, &landlord);
    let ada = town.handheld("Ada Byrne", "Van 12").await;
    let dev = town.handheld("Dev Patel", "Van 7").await;

    // Both take it, and both know that the other did.
    ada.record(reference, EventKind::Accepted).await;
    ada.type_note(reference, "Buzzer dead on arrival.").await;
    ada.in_step().await;
    dev.in_step().await;
    dev.until(request(&dev, reference).await, |job: &JobPage| job.note.text == "Buzzer dead on arrival.").await;

    // The cable is pulled. Each goes on alone.
    town.stop_hub().await;
    ada.record(reference, EventKind::Started).await;
    let adas = ada.add_code(reference, landlord.typed[0], 1.0).await;
    ada.type_note(reference, "Buzzer dead on arrival. Handset renewed and tested.").await;
    ada.record(reference, EventKind::Completed).await;
    let signed = ada.customer_signs(reference, "Jill Marsh", "en").await;
    assert!(signed.sign_off.as_ref().unwrap().verified);
    assert_eq!(signed.sign_off.as_ref().unwrap().not_covered, Vec::<String>::new());

    dev.type_note(reference, "Panel in lobby checked. Buzzer dead on arrival.").await;
    let photo = dev.take_photo(reference, &jpeg(1600, 1200, 7)).await;
    let devs = dev.add_code(reference, landlord.typed[1], 2.0).await;
    assert_ne!(adas.code, devs.code);

    // Saved where they are, and said so; a restart of the phone changes nothing.
    let ada = ada.restart().await;
    assert!(ada.outbox().await.len() >= 5, "{:?}", ada.outbox().await);
    assert!(dev.outbox().await.len() >= 3);

    // Signal returns to one, the hub restarts, signal returns to the other.
    town.start_hub().await;
    let (one, other) = match first {
        First::Ada => (&ada, &dev),
        First::Dev => (&dev, &ada),
    };
    one.in_step().await;
    town.restart_hub().await;
    other.in_step().await;
    one.in_step().await;
    let hash = photo.hash.clone();
    let has_all = |job: &JobPage| {
        job.items.iter().any(|item| item.code == devs.code)
            && job.items.iter().any(|item| item.code == adas.code)
            && job.sign_off.is_some()
            && job.photos.iter().any(|photo| photo.hash == hash && photo.state == PhotoState::Sent)
    };
    let at_ada = ada.until(request(&ada, reference).await, has_all).await;
    let at_dev = dev.until(request(&dev, reference).await, has_all).await;

    // All three hold the same record.
    assert_eq!(said(&at_ada), said(&at_dev));
    let document = record_at_hub(&town, reference);
    for handheld in [&at_ada, &at_dev] {
        assert_eq!(handheld.note.version, version(&document));
    }

    // Both notes' words survive.
    for words in ["Panel in lobby checked.", "Buzzer dead on arrival.", "Handset renewed and tested."] {
        assert!(at_ada.note.text.contains(words), "{words:?} is lost from {:?}", at_ada.note.text);
    }

    // Dev's code, words and photo show as not covered; Ada's are covered.
    let sign_off = at_dev.sign_off.as_ref().unwrap();
    assert!(sign_off.verified, "{sign_off:?}");
    let not_covered = |code: &str| at_dev.items.iter().find(|item| item.code == code).unwrap().not_covered;
    assert!(not_covered(&devs.code));
    assert!(!not_covered(&adas.code));
    assert!(at_dev.note.not_covered && at_dev.photos[0].not_covered);
    assert!(sign_off.not_covered.iter().all(|line| line.contains("Dev Patel")), "{:?}", sign_off.not_covered);
    assert!(sign_off.not_covered.len() >= 3);

    // The photo is on the other handheld, and is a picture.
    let image: PhotoImage = ada.get(Request::Photo { hash, size: PhotoSize::Full }).await;
    let bytes = STANDARD.decode(image.base64.unwrap()).unwrap();
    assert_eq!(image::guess_format(&bytes).unwrap(), image::ImageFormat::Jpeg);

    // The seal verifies away from all of them.
    let file = SealFile::from_bytes(&town.hub().sealed(reference, None).unwrap()).unwrap();
    let report = file.examine();
    assert!(report.passes(), "{report:?}");
    assert!(report.not_covered.len() >= 3);

    // It goes back to the landlord as standard messages that validate.
    let messages = town.hub().export(reference, None, schemas().as_deref()).unwrap();
    let complete = &messages.iter().find(|message| message.kind == "WorkOrderComplete").unwrap().body;
    let told = complete.to_string();
    assert!(told.contains(&adas.code) && told.contains(&devs.code), "{told}");
    assert_eq!(complete["WorkOrderReference"]["ID"], reference);
    let evidence = messages.iter().any(|message| message.body.to_string().contains(&photo.hash));
    assert!(evidence, "the photo is not among the evidence");
}

fn import(town: &Town, landlord: &Landlord) {
    let options = Options { team: "PLUMBING-NORTH".into(), ..Options::default() };
    for (format, file) in [(Format::HackneySor, &landlord.codes), (Format::HackneyWorkOrders, &landlord.work_order)] {
        let report = town.hub().import(format, file, &options).unwrap();
        assert!(report.faults.is_empty() && report.added > 0, "{report:?}");
        let again = town.hub().import(format, file, &options).unwrap();
        assert_eq!((again.added, again.changed), (0, 0), "importing twice changed something: {again:?}");
    }
}

async fn request(handheld: &Handheld, reference: &str) -> Request {
    Request::Job { job: handheld.job(reference).await.row.id }
}

/// What the page says, without what differs by right: whose phone it is on, and who is called what by when.
fn said(page: &JobPage) -> serde_json::Value {
    let mut said = serde_json::to_value(page).unwrap();
    said["row"]["waiting"] = 0.into();
    // The person here comes first in the list of colleagues.
    said["work"]["people"] = 0.into();
    // What their own steps say of their time, and the sign-off's file, which whoever did the work does not have.
    said["work"]["suggested"] = serde_json::Value::Null;
    said["signOff"]["hasFile"] = serde_json::Value::Null;
    said
}

fn record_at_hub(town: &Town, reference: &str) -> documents::Document {
    town.hub().record(reference, None).unwrap()
}

fn version(document: &documents::Document) -> String {
    document.heads().iter().map(ToString::to_string).collect()
}
