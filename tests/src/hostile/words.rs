//! Texts (codes that are scanned or typed, headers, what screens ask) and bodies of messages.

use app::api;
use documents::certificate::Certificate;
use domain::{
    id::{DeviceId, DocumentId},
    job::AppointmentWindow,
    reference::ReferenceRow,
    time::Timestamp,
};
use protocol::{
    chain::{Batch, Entry, Link, NO_ENTRY},
    enrolment::{EnrolRequest, EnrolResponse, Invitation},
    fill::{FillFrame, FillRequest},
    message::{Cursor, ExchangeRequest, ExchangeResponse, News},
    proof::Proof,
    refusal::Refusal,
    wire,
};
use serde::{Serialize, de::DeserializeOwned};
use store::Pin;

use super::samples;

/// Any text where a text is read.
pub fn run(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(invitation) = text.parse::<Invitation>() {
        assert_eq!(invitation.to_string().parse(), Ok(invitation), "an invitation reads back");
    }
    if let Some(proof) = Proof::from_header(text) {
        assert_eq!(Proof::from_header(&proof.to_header()), Some(proof));
    }
    let _pin_or_reason = text.parse::<Pin>().map(|pin| pin.may_be_chosen());
    let _window = AppointmentWindow::from_scalar(text);
    let _time = Timestamp::parse(text);
    let _ids = (text.parse::<DocumentId>(), text.parse::<DeviceId>());
    let _asked = serde_json::from_str::<api::Request>(text);
    let _refused = serde_json::from_str::<Refusal>(text);
}

pub fn seeds() -> Vec<Vec<u8>> {
    let invitation =
        Invitation { hub: "https://hub.example.org".into(), key_fingerprint: [3; 32], token: [4; 16] }.to_string();
    let proof = Proof::sign(samples::ada().0.device, 5, "POST", "/v1/exchange", b"body", &samples::ada().1);
    let asked =
        r#"{"name":"edit_note","args":{"job":"01ARZ3NDEKTSV4RRFFQ69G5FAV","version":"","text":"Washer renewed"}}"#;
    let texts = [
        invitation,
        proof.to_header(),
        "246810".into(),
        "2026-11-23|08:00|13:00|AM".into(),
        "2026-11-27T17:00:00+01:00".into(),
        samples::raised().id().to_string(),
        asked.into(),
    ];
    texts.map(String::into_bytes).to_vec()
}

/// A body as it is sent, or a message that is compressed here; as each kind of message in turn.
pub fn wire(bytes: &[u8]) {
    let Some((how, bytes)) = bytes.split_first() else { return };
    let body = if how & 0x80 == 0 { zstd::bulk::compress(bytes, 1).unwrap() } else { bytes.to_vec() };
    match how % 8 {
        0 => {
            if let Some(request) = read::<ExchangeRequest>(&body) {
                for batch in &request.batches {
                    let _holds_or_not = batch.verify(&samples::ada().1.verifying_key());
                }
            }
        }
        1 => {
            if let Some(response) = read::<ExchangeResponse>(&body) {
                let hub = samples::hub_key().verifying_key();
                let entries = response.pages.iter().flat_map(|page| &page.entries);
                for entry in entries {
                    if let News::Entered(signed) = &entry.news {
                        let _holds_or_not = signed.is_signed_by(&hub);
                    }
                }
            }
        }
        2 => {
            if let Some(request) = read::<EnrolRequest>(&body) {
                let _key = request.verified_key(&[3; 32]);
            }
        }
        3 => drop(read::<EnrolResponse>(&body).map(|welcome| welcome.certificate.verify().is_ok())),
        4 => drop(read::<FillRequest>(&body)),
        5 => drop(read::<FillFrame>(&body)),
        6 => drop(read::<Certificate>(&body)),
        _ => drop(read::<ReferenceRow>(&body)),
    }
}

/// Reads a message, which then has to survive being sent on.
fn read<T: Serialize + DeserializeOwned>(body: &[u8]) -> Option<T> {
    let message: T = wire::decode(body).ok()?;
    assert!(wire::decode::<T>(&wire::encode(&message).unwrap()).is_ok(), "what was read does not read again");
    Some(message)
}

pub fn wire_seeds() -> Vec<Vec<u8>> {
    let request = exchange_request();
    let enrol = EnrolRequest::sign(
        &Invitation { hub: String::new(), key_fingerprint: [3; 32], token: [4; 16] },
        &samples::ada().1,
    );
    let welcome =
        EnrolResponse { certificate: samples::certificate(), epoch: [5; 16], landlord: "Calder Vale Homes".into() };
    let fill = FillRequest { scope: domain::scope::Scope::team_repairs("PLUMBING-NORTH"), resume: None };
    let row = ReferenceRow::Device(samples::certificate().holder());
    vec![
        plain(0, &request),
        [&[0x80], wire::encode(&request).unwrap().as_slice()].concat(),
        plain(1, &super::handheld::response()),
        plain(2, &enrol),
        plain(3, &welcome),
        plain(4, &fill),
        plain(5, &FillFrame::Start { epoch: [5; 16], head: 9, records: 3 }),
        plain(6, &samples::certificate()),
        plain(7, &row),
    ]
}

fn plain<T: Serialize>(how: u8, message: &T) -> Vec<u8> {
    let sent = wire::encode(message).unwrap();
    [&[how], wire::inflate(&sent, wire::MAX_BODY).unwrap().as_slice()].concat()
}

/// A push and a pull, as Ada's handheld makes them.
fn exchange_request() -> ExchangeRequest {
    let (document, changes) = samples::worked_on();
    let (pen, key) = samples::ada();
    let written = changes.iter().map(|change| Link::ChangeWritten {
        document: document.id(),
        kind: document.kind(),
        bytes: change.bytes.clone(),
    });
    let links = std::iter::once(Link::ActorOpened(pen.actor)).chain(written);
    let entries = links.map(|link| Entry { position_seen: 3, link }).collect();
    ExchangeRequest {
        epoch: Some([5; 16]),
        device_time: samples::MORNING,
        batches: vec![Batch::sign(pen.device, 1, NO_ENTRY, entries, &key)],
        cursors: vec![Cursor {
            scope: domain::scope::Scope::team_repairs("PLUMBING-NORTH"),
            position: 3,
            digest: None,
        }],
        reference: 4,
        spell_out: false,
        receipt: None,
        unsettled: Vec::new(),
    }
}
