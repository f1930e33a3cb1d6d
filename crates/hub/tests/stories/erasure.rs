//! Erasing at the hub: what goes with a job, what stays, and what comes late.

use documents::gate;
use domain::{
    alert::{Alert, AlertSubject, Confirmation},
    id::DocumentId,
    job::{EventKind, JobEdit, NewItem},
};
use hub::{db::sqlite::quarantine, erase::Leaving, plan::Raising};
use protocol::{
    chain::Link,
    message::{News, QuarantineReason, Unsettled, Verdict},
    wire,
};

use crate::house::{House, TEAM, job_id, order};

fn alert(number: u8) -> Alert {
    Alert {
        id: DocumentId::from_bytes([number; 16]),
        subject: AlertSubject::Person,
        type_code: "20-10".into(),
        comments: format!("quagga {number}: go in pairs"),
        confirmation: Confirmation::default(),
        review: None,
        raised: None,
    }
}

fn raise(house: &House, reference: &str, alerts: Vec<Alert>) -> DocumentId {
    let mut order = order(reference);
    order.alerts = alerts.iter().map(|alert| alert.id).collect();
    house.hub.raise(&Raising { order, alerts, closed: None }, TEAM).unwrap();
    job_id(reference)
}

fn bytes(house: &House) -> Vec<u8> {
    ["hub.db", "hub.db-wal"]
        .iter()
        .flat_map(|file| std::fs::read(house.config.data.join(file)).unwrap_or_default())
        .collect()
}

fn has(house: &House, word: &str) -> bool {
    bytes(house).windows(word.len()).any(|at| at == word.as_bytes())
}

#[test]
fn alerts_that_followed_the_job_alone_go_with_it_and_shared_ones_stay() {
    let house = House::new();
    let job = raise(&house, "10000012", vec![alert(41), alert(42)]);
    raise(&house, "10000013", vec![alert(42)]);
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    ada.exchange(&house);
    assert_eq!(ada.documents.len(), 4);
    assert!(has(&house, "quagga 41"));
    house.hub.erase("10000012", None, "retention", Leaving::Nothing).unwrap();
    assert!(!has(&house, "quagga 41"));
    assert!(has(&house, "quagga 42"), "another job still needs it");
    let answer = ada.ask(&house, vec![]);
    let erased: Vec<DocumentId> = answer
        .pages
        .iter()
        .flat_map(|page| &page.entries)
        .filter(|entry| entry.news == News::Erased)
        .map(|entry| entry.document)
        .collect();
    assert_eq!(erased.len(), 2);
    assert!(erased.contains(&job) && erased.contains(&DocumentId::from_bytes([41; 16])));
    ada.exchange(&house);
    assert_eq!(house.hub.recount().unwrap(), 0, "every sum still holds");
}

#[test]
fn what_waited_or_was_set_aside_becomes_late_with_the_job_and_its_writer_hears() {
    let house = House::new();
    let job = raise(&house, "10000012", Vec::new());
    let (mut ada, mut dev) = (house.handheld("Ada Byrne", "Van 12"), house.handheld("Dev Patel", "Van 7"));
    ada.exchange(&house);
    dev.exchange(&house);
    ada.note(&house, job, "quagga first");
    ada.exchange(&house);
    let known = ada.documents[&job].changes().last().unwrap().bytes.clone();
    dev.exchange(&house);
    let elsewhere = domain::job::AppointmentWindow::from_scalar("2031-01-02|08:00|13:00|AM");
    ada.edit(&house, job, &JobEdit::Appoint(elsewhere));
    ada.note(&house, job, "quagga early");
    ada.exchange(&house);
    dev.note(&house, job, "quagga never sent");
    let Link::ChangeWritten { bytes, .. } = &dev.pending[0].link else { panic!() };
    let envelope = gate::measure(bytes, &gate::Limits::DEFAULT).unwrap();
    let devs = bytes.clone();
    let first = documents::Change { hash: envelope.hash, bytes: devs.clone() };
    let mut eve = house.handheld("Eve Mori", "Van 3");
    eve.exchange(&house);
    eve.documents.get_mut(&job).unwrap().apply(&[first]).unwrap();
    eve.note(&house, job, "quagga never sent, and an answer");
    assert_eq!(eve.exchange(&house), [Verdict::Held]);
    let successor = house.hub.erase("10000012", None, "the tenant asked", Leaving::Accounts).unwrap().unwrap();
    assert!(!has(&house, "quagga"), "not even in what was set aside");
    let kept = house.hub.database().read(quarantine::all).unwrap();
    assert!(kept.len() >= 2 && kept.iter().all(|(_, aside)| aside.delete_at.is_some()), "{kept:?}");
    // Eve's phone asks after what waited.
    let ask = |handheld: &mut crate::house::Handheld, n, held| {
        let mut request = handheld.request(vec![]);
        request.unsettled = vec![Unsettled { former: None, n, held }];
        let answer = handheld.post(&house, "/v1/exchange", wire::encode(&request).unwrap());
        wire::decode::<protocol::message::ExchangeResponse>(&answer.body).unwrap().verdicts
    };
    let superseded = Verdict::Quarantined(QuarantineReason::Superseded);
    assert_eq!(ask(&mut eve, 2, true)[0].verdict, superseded);
    assert_eq!(ask(&mut ada, 3, false)[0].verdict, superseded);
    // Dev's comes late, and comes as it would to a living record: it is answered, kept, and read by a person.
    assert_eq!(dev.exchange(&house), std::slice::from_ref(&superseded));
    let (number, late) = house.hub.database().read(quarantine::all).unwrap().pop().unwrap();
    assert_eq!(late.reason, QuarantineReason::Superseded);
    assert!(!has(&house, "quagga"));
    assert_eq!(house.hub.bytes_set_aside(number).unwrap(), devs);
    assert_eq!(house.job(successor).note.text, "");
    house.wait_ms(31 * 24 * 3_600_000);
    house.hub.tidy();
    assert!(house.hub.database().read(quarantine::all).unwrap().is_empty());
    // What the log once had is still known, whatever record it is said to be of.
    let other = raise(&house, "10000013", Vec::new());
    dev.exchange(&house);
    dev.wrote(other, known);
    assert_eq!(dev.exchange(&house), [superseded]);
}

#[test]
fn what_takes_its_place_says_what_was_done_when_and_how_it_ended() {
    let house = House::new();
    let job = raise(&house, "10000012", Vec::new());
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    ada.exchange(&house);
    for kind in [EventKind::Accepted, EventKind::Started] {
        ada.record(&house, job, kind);
    }
    let item = NewItem {
        code: "PLP5R082".into(),
        description: "Renew washer to tap".into(),
        unit: "each".into(),
        quantity: 3.0,
        m3nhf: false,
    };
    ada.edit(&house, job, &JobEdit::AddItem(item));
    ada.edit(&house, job, &JobEdit::Record { kind: EventKind::Incomplete, reason: "quagga was ill".into() });
    ada.exchange(&house);
    let before = house.job(job);
    house.wait_ms(3_600_000);
    let successor = house.hub.erase("10000012", None, "retention", Leaving::Accounts).unwrap().unwrap();
    let after = house.job(successor);
    assert_eq!(after.status().status, before.status().status);
    let when = |job: &domain::job::Job| -> Vec<_> {
        job.events.iter().map(|event| (event.id, event.kind, event.written.at)).collect()
    };
    assert_eq!(when(&after), when(&before), "each at its own time");
    assert!(after.events.iter().all(|event| event.reason.is_empty() || event.reason == "(erased)"));
    assert_eq!(
        after.items.iter().map(|item| (item.code.as_str(), item.quantity)).collect::<Vec<_>>(),
        [("PLP5R082", 3.0)]
    );
    assert_eq!(after.order.reference, "10000012");
    ada.exchange(&house);
    assert!(!ada.documents.contains_key(&successor), "what is over is not handed out again");
}
