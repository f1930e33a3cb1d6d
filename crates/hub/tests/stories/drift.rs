//! What a hub believes of a handheld when something was lost, and what it does not.

use axum::http::StatusCode;
use domain::{
    job::{EventKind, JobEdit},
    scope::Scope,
};
use ed25519_dalek::SigningKey;
use hub::db::sqlite::{feed, this};
use protocol::{
    chain::{Batch, Entry, Link, NO_ENTRY},
    enrolment::{EnrolResponse, FormerSelf, ReadmissionRequest, SuccessionRequest, fingerprint},
    message::{QuarantineReason, Receipt, Unsettled, Verdict},
    reconcile::{Ask, Offered, ReconcileRequest, ReconcileResponse, Told},
    wire,
};

use crate::house::{Handheld, House, TEAM};

fn story() -> (House, Handheld, Handheld, domain::id::DocumentId) {
    let house = House::new();
    let job = house.raise("10000012");
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    let mut dev = house.handheld("Dev Patel", "Van 7");
    ada.exchange(&house);
    dev.exchange(&house);
    (house, ada, dev, job)
}

fn reconcile(handheld: &mut Handheld, house: &House, ask: Ask) -> Told {
    let request = ReconcileRequest { epoch: handheld.epoch, scope: Scope::team_repairs(TEAM), ask };
    let answer = handheld.post(house, "/v1/reconcile", wire::encode(&request).unwrap());
    assert_eq!(answer.status, StatusCode::OK, "{}", String::from_utf8_lossy(&answer.body));
    wire::decode::<ReconcileResponse>(&answer.body).unwrap().told
}

#[test]
fn nobody_can_make_the_hub_begin_anew_without_its_own_word() {
    let (house, mut ada, mut dev, _) = story();
    ada.exchange(&house);
    dev.exchange(&house);
    let epoch = ada.epoch;
    let own = ada.receipt.unwrap();
    let devs = dev.receipt.unwrap();
    for forged in [
        Receipt { position: own.position + 100, ..own },
        Receipt { chain: own.chain + 7, ..own },
        Receipt { position: u64::MAX, chain: u64::MAX, opening: [0; 8], mark: [0; 16] },
        // Another device's, word for word.
        devs,
    ] {
        ada.receipt = Some(forged);
        assert_eq!(ada.ask(&house, vec![]).epoch, epoch, "{forged:?}");
    }
    assert!(house.hub.lives().unwrap().is_empty());
}

#[test]
fn the_hubs_own_word_about_more_than_it_has_begins_a_new_life_above_every_position() {
    let (mut house, mut ada, _, job) = story();
    let copy = house.folder.path().join("copy");
    house.hub.back_up(&copy, &mut |_| {}).unwrap();
    ada.note(&house, job, "After the copy.");
    ada.exchange(&house);
    ada.exchange(&house);
    let (seen, epoch) = (ada.position_seen, ada.epoch);
    // By hand, and without a word to anybody.
    house.config.data = copy;
    house.restart();
    let answer = ada.ask(&house, vec![]);
    assert_ne!(answer.epoch, epoch);
    assert!(answer.position > seen && answer.receipt.chain < 2, "{answer:?}");
    assert!(answer.pages.is_empty() && answer.gone.is_empty(), "cursors into another log mean nothing");
    let lives = house.hub.lives().unwrap();
    assert_eq!((lives.len(), lives[0].epoch), (1, answer.epoch));
    // Shown once more, by a handheld that has not heard yet, it begins no other.
    assert_eq!(ada.ask(&house, vec![]).epoch, answer.epoch);
    assert_eq!(house.hub.lives().unwrap().len(), 1);
}

#[test]
fn work_of_others_is_believed_only_where_the_hub_has_lost_something() {
    let (house, mut ada, mut dev, job) = story();
    let before = ada.documents[&job].clone();
    let written = dev.record(&house, job, EventKind::Started);
    // Ada's phone says that Dev wrote this; he did, and has not sent it. Nobody can tell.
    let offer = |changes: &[documents::Change]| {
        let changes = changes.iter().map(|change| change.bytes.clone()).collect();
        Ask::Offer(vec![Offered { document: job, kind: domain::id::RecordKind::Job, changes }])
    };
    let Told::Taken(taken) = reconcile(&mut ada, &house, offer(&written)) else { panic!() };
    assert_eq!(taken[0].verdict, Verdict::Quarantined(QuarantineReason::Unsigned));
    assert_eq!(house.set_aside()[0].bytes, written[0].bytes);
    assert_eq!(house.job(job).events.len(), 1, "nothing of it is in the record");
    // His own phone is none the worse for it.
    assert_eq!(dev.exchange(&house), [Verdict::Accepted]);
    assert!(house.set_aside().is_empty(), "what was set aside came by its own way");
    // The disk loses it. Now it is believed, as far as the gate lets it, and flagged.
    let lose = |transaction: &rusqlite::Transaction| {
        Ok::<_, hub::db::DbError>(
            transaction.execute("DELETE FROM change WHERE hash = ?1", [written[0].hash.as_bytes()])?,
        )
    };
    assert_eq!(house.hub.database().write(lose).unwrap(), 1);
    assert_eq!(house.hub.recount().unwrap(), 1);
    let mut forger = before.fork(ada.pen);
    let appointed = documents::job::edit(
        &mut forger,
        &JobEdit::Appoint(None),
        &domain::author::Clocks { device: house.now(), hub_offset: None },
        domain::job::NewId([9; 16]),
    );
    for forged in appointed.into_iter().flatten() {
        let Told::Taken(taken) = reconcile(&mut ada, &house, offer(&[forged])) else { panic!() };
        assert!(matches!(taken[0].verdict, Verdict::Quarantined(_)), "{taken:?}");
    }
    let Told::Taken(taken) = reconcile(&mut ada, &house, offer(&written)) else { panic!() };
    assert_eq!(taken[0].verdict, Verdict::Accepted);
    let flagged = house.hub.flagged().unwrap();
    assert_eq!((flagged[0].flag.as_str(), flagged[0].person.as_str()), ("recovered", "Dev Patel"));
    assert_eq!(house.hub.recount().unwrap(), 0);
    let Told::Taken(taken) = reconcile(&mut ada, &house, offer(&written)) else { panic!() };
    assert_eq!(taken[0].verdict, Verdict::Duplicate);
}

#[test]
fn a_scope_that_differs_though_nothing_is_new_is_told_in_the_same_round_trip() {
    let (house, mut ada, _, _) = story();
    ada.exchange(&house);
    let scope = Scope::team_repairs(TEAM);
    let sum = house.hub.database().read(|transaction| feed::digest(transaction, &scope)).unwrap();
    ada.digests.insert(scope.clone(), sum);
    assert!(ada.ask(&house, vec![]).pages.is_empty());
    ada.digests.insert(scope.clone(), [7; 16]);
    let answer = ada.ask(&house, vec![]);
    let [page] = answer.pages.as_slice() else { panic!("{answer:?}") };
    assert_eq!((&page.scope, page.digest, page.entries.len()), (&scope, Some(sum), 0));
}

#[test]
fn a_hub_that_was_put_back_notices_though_its_log_has_come_further_since() {
    let (mut house, mut ada, _, _) = story();
    let copy = house.folder.path().join("copy");
    house.hub.back_up(&copy, &mut |_| {}).unwrap();
    house.raise("10000013");
    ada.exchange(&house);
    let (epoch, shown) = (ada.epoch, ada.receipt.unwrap().position);
    // A process that is stopped and begun again has lost nothing.
    house.restart();
    assert_eq!(ada.ask(&house, vec![]).epoch, epoch);
    house.config.data = copy;
    house.restart();
    for reference in 14..30 {
        house.raise(&format!("100000{reference}"));
    }
    let head = house.hub.database().read(this::head).unwrap();
    assert!(head > shown, "there is as much as she has seen, and it is something else");
    assert_ne!(ada.ask(&house, vec![]).epoch, epoch);
    assert!(matches!(house.hub.lives().unwrap().as_slice(), [life] if life.kept < shown));
}

/// Ada's phone hands over to another key.
fn succession(house: &House, from: &mut Handheld, key: &SigningKey) -> Result<EnrolResponse, StatusCode> {
    let hub = fingerprint(&from.hub_key);
    let request = SuccessionRequest::sign(from.device, &from.key, key, &hub);
    let answer = from.post(house, "/v1/succeed", wire::encode(&request).unwrap());
    if answer.status == StatusCode::OK { Ok(wire::decode(&answer.body).unwrap()) } else { Err(answer.status) }
}

#[test]
fn a_successor_may_do_what_its_person_may_and_takes_nothing_from_the_phone_that_it_was() {
    let (house, mut ada, dev, job) = story();
    ada.note(&house, job, "Mine.");
    ada.exchange(&house);
    let key = SigningKey::from_bytes(&[42; 32]);
    let welcome = succession(&house, &mut ada, &key).unwrap();
    assert_eq!(welcome.certificate.device_name, "Van 12 (2)");
    assert_eq!(
        succession(&house, &mut ada, &key).unwrap().certificate.device,
        welcome.certificate.device,
        "asked again"
    );
    // It may write on as the phone that it was: an app may have been open when the copy was made. Nobody else may.
    let device = welcome.certificate.device;
    let from = ada.device;
    let inherit = Entry { position_seen: 1 << 40, link: Link::ActorInherited { actor: ada.pen.actor, from } };
    let own = Batch::sign(device, 1, NO_ENTRY, vec![inherit.clone()], &key);
    let strangers = Batch::sign(dev.device, dev.tail.0 + 1, dev.tail.1, vec![inherit], &dev.key);
    let verdicts = ada.ask(&house, vec![own, strangers]).verdicts;
    assert_eq!(
        [&verdicts[0].verdict, &verdicts[1].verdict],
        [&Verdict::Accepted, &Verdict::Quarantined(QuarantineReason::ActorNotOfDevice)]
    );
    // And the phone that it was goes on as before.
    ada.note(&house, job, "Still mine.");
    assert_eq!(ada.exchange(&house), [Verdict::Accepted]);
    // Nor can there be copies without end.
    let more: Vec<_> =
        (50..60_u8).map(|seed| succession(&house, &mut ada, &SigningKey::from_bytes(&[seed; 32]))).collect();
    assert_eq!(more.iter().filter(|welcome| welcome.is_ok()).count(), 7, "eight with the first");
    // A successor's successor is withdrawn with the first of the line.
    house.hub.revoke("Van 12").unwrap();
    assert_eq!(succession(&house, &mut ada, &SigningKey::from_bytes(&[70; 32])).unwrap_err(), StatusCode::FORBIDDEN);
    let revoked = |transaction: &rusqlite::Transaction| {
        Ok::<_, hub::db::DbError>(transaction.query_row(
            "SELECT count(*) FROM device WHERE revoked_at IS NOT NULL",
            [],
            |row| row.get::<_, i64>(0),
        )?)
    };
    assert_eq!(house.hub.database().read(revoked).unwrap(), 9);
}

#[test]
fn a_hub_that_was_put_back_to_before_a_phone_went_on_as_another_learns_it_from_that_phone() {
    let (mut house, mut ada, _, job) = story();
    ada.note(&house, job, "Mine.");
    ada.exchange(&house);
    let copy = house.folder.path().join("copy");
    house.hub.back_up(&copy, &mut |_| {}).unwrap();
    let key = SigningKey::from_bytes(&[42; 32]);
    let certificate = succession(&house, &mut ada, &key).unwrap().certificate;
    house.config.data = copy;
    house.restart();
    house.hub.begin_after_restore().unwrap();
    let hubs = fingerprint(&ada.hub_key);
    let hand_over = SuccessionRequest::sign(ada.device, &ada.key, &key, &hubs);
    let line = |hand_over| vec![FormerSelf { certificate: ada.certificate.clone(), hand_over }];
    let readmit = |line: Vec<FormerSelf>| {
        let request = ReadmissionRequest::sign(certificate.clone(), line, &key);
        let body = wire::encode(&request).unwrap();
        let request = axum::http::Request::post("/v1/readmit").header(protocol::VERSION_HEADER, protocol::VERSION);
        house.send(request.body(axum::body::Body::from(body)).unwrap()).status
    };
    let stolen = SuccessionRequest::sign(ada.device, &key, &key, &hubs);
    assert_eq!(readmit(line(stolen)), StatusCode::UNAUTHORIZED, "the phone that it was did not sign");
    assert_eq!(readmit(line(hand_over)), StatusCode::OK);
    // It may write on as the phone that it was, and is withdrawn with it.
    let from = ada.device;
    let inherit = Entry { position_seen: 1 << 50, link: Link::ActorInherited { actor: ada.pen.actor, from } };
    let own = Batch::sign(certificate.device, 1, NO_ENTRY, vec![inherit], &key);
    assert_eq!(ada.ask(&house, vec![own]).verdicts[0].verdict, Verdict::Accepted);
    house.hub.revoke("Van 12").unwrap();
    let refused = ada.post(&house, "/v1/exchange", wire::encode(&ada.request(vec![])).unwrap());
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(readmit(Vec::new()), StatusCode::OK, "it is known, as a withdrawn one");
}

#[test]
fn of_two_copies_that_were_put_back_one_after_the_other_the_older_is_what_the_log_is_sure_of() {
    let (mut house, mut ada, mut dev, job) = story();
    ada.exchange(&house);
    let copy = house.folder.path().join("copy");
    house.hub.back_up(&copy, &mut |_| {}).unwrap();
    let kept = house.hub.database().read(this::head).unwrap();
    // Put back, and nobody says so; Dev speaks with it, and then a copy of that is put back as well.
    let put_back = |house: &mut House, from: &std::path::Path, name: &str| {
        let to = house.folder.path().join(name);
        std::fs::create_dir_all(&to).unwrap();
        for entry in ["hub.db", "hub.key"] {
            std::fs::copy(from.join(entry), to.join(entry)).unwrap();
        }
        std::fs::create_dir_all(to.join("attachments")).unwrap();
        house.config.data = to;
        house.restart();
    };
    // Ada hears of a life that is lost: only she can tell of it.
    put_back(&mut house, &copy, "first");
    house.hub.begin_after_restore().unwrap();
    let answer = ada.ask(&house, vec![]);
    (ada.epoch, ada.receipt) = (answer.epoch, Some(answer.receipt));
    house.wait_ms(60_000);
    put_back(&mut house, &copy, "second");
    for reference in 14..30 {
        house.raise(&format!("100000{reference}"));
    }
    dev.exchange(&house);
    let later = house.folder.path().join("later");
    house.hub.back_up(&later, &mut |_| {}).unwrap();
    dev.note(&house, job, "Mine.");
    dev.exchange(&house);
    put_back(&mut house, &later, "third");
    dev.ask(&house, vec![]);
    let first = house.hub.lives().unwrap();
    let [life] = first.as_slice() else { panic!("{first:?}") };
    assert!(life.kept > kept, "Dev knows of the later copy alone");
    ada.ask(&house, vec![]);
    let now = house.hub.lives().unwrap();
    assert!(now.last().unwrap().kept < life.kept, "{now:?}");
}

#[test]
fn what_a_person_releases_counts_and_what_they_discard_is_told() {
    let (house, mut ada, mut dev, job) = story();
    let moved = domain::job::AppointmentWindow::from_scalar("2026-11-24|08:00|13:00|AM");
    ada.edit(&house, job, &JobEdit::Appoint(moved.clone()));
    ada.note(&house, job, "Came early.");
    ada.exchange(&house);
    let numbers = |house: &House| -> Vec<u64> {
        let all = house.hub.database().read(hub::db::sqlite::quarantine::all).unwrap();
        all.into_iter().map(|(number, _)| number).collect()
    };
    let [appointed, note] = numbers(&house)[..] else { panic!() };
    let early = house.hub.release(note).unwrap_err().to_string();
    assert!(early.contains("release that first"), "{early}");
    assert_eq!(house.hub.release(appointed).unwrap(), 2, "and what stood on it");
    let now = house.job(job);
    assert_eq!((now.order.appointment, now.note.text.as_str()), (moved, "Came early."));
    assert!(numbers(&house).is_empty());
    assert!(house.hub.release(appointed).unwrap_err().to_string().contains("settled before"));
    assert!(house.hub.flagged().unwrap().iter().all(|flagged| flagged.flag == "released"));
    // Ada's phone asks what became of it, and hears.
    let ask = |ada: &mut Handheld, house: &House, n| {
        let mut request = ada.request(vec![]);
        request.unsettled = vec![Unsettled { former: None, n, held: false }];
        let answer = ada.post(house, "/v1/exchange", wire::encode(&request).unwrap());
        wire::decode::<protocol::message::ExchangeResponse>(&answer.body).unwrap().verdicts
    };
    assert_eq!(ask(&mut ada, &house, 2)[0].verdict, Verdict::Accepted);
    dev.edit(&house, job, &JobEdit::Appoint(None));
    let sent = dev.exchange(&house);
    assert_eq!(sent.last(), Some(&Verdict::Quarantined(QuarantineReason::NotAllowed)));
    let [third] = numbers(&house)[..] else { panic!() };
    assert!(ask(&mut dev, &house, 2).is_empty(), "it still waits for somebody");
    assert!(house.hub.discard(third, " ").is_err(), "not without a reason");
    house.hub.discard(third, "The planner moves appointments.").unwrap();
    assert_eq!(ask(&mut dev, &house, 2)[0].verdict, Verdict::Quarantined(QuarantineReason::Discarded));
    assert!(numbers(&house).is_empty());
}

#[test]
fn a_change_that_waits_says_until_when_and_its_writer_hears_that_it_was_set_aside() {
    let (house, mut ada, mut dev, job) = story();
    ada.note(&house, job, "Never arrives.");
    let Link::ChangeWritten { bytes, .. } = &ada.pending[0].link else { panic!() };
    let envelope = documents::gate::measure(bytes, &documents::gate::Limits::DEFAULT).unwrap();
    let change = documents::Change { hash: envelope.hash, bytes: bytes.clone() };
    dev.documents.get_mut(&job).unwrap().apply(&[change]).unwrap();
    dev.note(&house, job, "Never arrives. An answer to it.");
    assert_eq!(dev.exchange(&house), [Verdict::Held]);
    let waiting = house.hub.database().read(hub::db::sqlite::held::all).unwrap();
    assert_eq!((waiting.len(), waiting[0].1), (1, house.now().plus_milliseconds(14 * 24 * 3_600_000)));
    let ask = |dev: &mut Handheld, house: &House| {
        let mut request = dev.request(vec![]);
        request.unsettled = vec![Unsettled { former: None, n: 2, held: true }];
        let answer = dev.post(house, "/v1/exchange", wire::encode(&request).unwrap());
        wire::decode::<protocol::message::ExchangeResponse>(&answer.body).unwrap().verdicts
    };
    house.wait_ms(14 * 24 * 3_600_000);
    house.hub.tidy();
    assert!(ask(&mut dev, &house).is_empty(), "to the very millisecond");
    house.wait_ms(1);
    house.hub.tidy();
    assert_eq!(ask(&mut dev, &house)[0].verdict, Verdict::Quarantined(QuarantineReason::DependencyNeverCame));
    assert!(house.hub.database().read(hub::db::sqlite::held::all).unwrap().is_empty());
}
