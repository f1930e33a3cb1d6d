//! What was done goes back to the landlord as HACT messages.

use documents::{
    certificate::Certificate,
    seal::{Page, Seal, SealFile},
};
use domain::{
    author::Clocks,
    job::{EventKind, JobEdit, NewItem, NewPhoto, PhotoStage},
    locale::Locale,
    sign_off::{Answer, SignOffOutcome, StrokePoint},
};
use hub::{
    export::Message,
    import::{Format, Options},
};
use insta::assert_json_snapshot;

use crate::house::{Handheld, House, TEAM, beside, fixture, standard_raise_repair};

fn worked(house: &House) -> (Handheld, domain::id::DocumentId, String) {
    worked_from(house, &fixture("raise-repair.json"))
}

fn worked_from(house: &House, message: &std::path::Path) -> (Handheld, domain::id::DocumentId, String) {
    let options = Options { team: TEAM.into(), reference: Some("RR-1".into()), ..Options::default() };
    house.hub.import(Format::HactRaiseRepair, message, &options).unwrap();
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    ada.exchange(house);
    let job = domain::id::DocumentId::derived("hact", domain::id::RecordKind::Job, "RR-1");
    ada.record(house, job, EventKind::Started);
    ada.note(house, job, "Washer perished; seat recut.");
    ada.edit(
        house,
        job,
        &JobEdit::AddItem(NewItem {
            code: "CVH-204".into(),
            description: "Recut tap seat".into(),
            unit: "each".into(),
            quantity: 2.0,
            m3nhf: false,
        }),
    );
    ada.edit(
        house,
        job,
        &JobEdit::AddPhoto(NewPhoto {
            hash: [0xAB; 32],
            size: 81_000,
            preview_hash: [0xCD; 32],
            preview_size: 4_000,
            media_type: "image/jpeg".into(),
            caption: "New washer".into(),
            stage: PhotoStage::After,
            made_from: None,
        }),
    );
    let clocks = Clocks { device: house.now(), hub_offset: Some(0) };
    let answer = Answer {
        name: "Maureen Pickles".into(),
        score: Some(5),

        strokes: vec![vec![StrokePoint { x: 1.0, y: 1.0, t: 0 }, StrokePoint { x: 90.0, y: 40.0, t: 200 }]],
        ..Answer::without_customer(SignOffOutcome::Signed)
    };
    let page = Page::draw(&ada.documents[&job], "Calder Vale Homes", Locale::English).unwrap();
    let body = page.answered(answer, ada.device, clocks, None).unwrap();
    let certificate: Certificate = ada.certificate.clone();
    let seal = Seal::sign(body, &ada.key, certificate).unwrap();
    ada.edit(house, job, &JobEdit::SignOff { seal: seal.to_bytes() });
    ada.record(house, job, EventKind::Completed);
    ada.exchange(house);
    (ada, job, "RR-1".into())
}

/// Ids are random: their places are held by words.
fn snapshot(messages: &[Message]) -> serde_json::Value {
    let mut told = serde_json::json!(messages.iter().map(|message| (&message.file, &message.body)).collect::<Vec<_>>());
    fn still(value: &mut serde_json::Value) {
        match value {
            serde_json::Value::Array(list) => list.iter_mut().for_each(still),
            serde_json::Value::Object(fields) => fields.values_mut().for_each(still),
            serde_json::Value::String(text) => {
                let id = text.split('.').next().unwrap_or_default();
                if id.len() == 26 && id.parse::<domain::id::EventId>().is_ok() {
                    *text = text.replace(id, "ID");
                }
            }
            _ => {}
        }
    }
    still(&mut told);
    told
}

#[test]
fn a_signed_off_job_goes_out_as_updates_and_a_completion() {
    let house = House::new();
    let (_, _, reference) = worked(&house);
    let messages = house.hub.export(&reference, None, None).unwrap();
    assert_json_snapshot!("export", snapshot(&messages));
}

#[test]
fn every_message_fits_hacts_schemas() {
    let Some(schemas) = beside("hact") else { return };
    let house = House::new();
    let (_, _, reference) = worked(&house);
    let messages = house.hub.export(&reference, None, Some(&schemas)).unwrap();
    let kinds: Vec<_> = messages.iter().map(|message| message.kind).collect();
    assert_eq!(kinds, ["JobStatusUpdate", "JobStatusUpdate", "JobStatusUpdate", "WorkOrderComplete"]);
    // The code in the fixture is invented, and looks standard: the schema's list knows better.
    let text = messages[3].body.to_string();
    assert!(text.contains("\"CustomCode\":\"Responsive-999999\"") && !text.contains("M3NHFSORCode"), "{text}");
    let out = house.folder.path().join("out");
    let paths = hub::export::write(&messages, &out).unwrap();
    assert!(paths[3].ends_with("RR-1-complete.json") && paths[3].exists());
}

#[test]
fn a_code_of_the_standard_schedule_goes_out_as_one() {
    let Some(schemas) = beside("hact") else { return };
    let house = House::new();
    let (_, _, reference) = worked_from(&house, &standard_raise_repair(&house, &schemas));
    let messages = house.hub.export(&reference, None, Some(&schemas)).unwrap();
    assert!(messages[3].body.to_string().contains("M3NHFSORCode"), "{}", messages[3].body);
}

#[test]
fn the_sign_off_goes_out_as_a_file_that_stands_by_itself() {
    let house = House::new();
    let (ada, job, reference) = worked(&house);
    let file = SealFile::from_bytes(&house.hub.sealed(&reference, None).unwrap()).unwrap();
    let document = file.document().unwrap();
    assert_eq!(document.heads(), ada.documents[&job].heads());
    let report = documents::seal::examine(file.seal(), &document);
    assert!(report.passes(), "{report:?}");
    house.raise("10000013");
    let unsigned = house.hub.sealed("10000013", None).unwrap_err().to_string();
    assert_eq!(unsigned, "job \"10000013\" has no sign-off yet that can be read");
}
