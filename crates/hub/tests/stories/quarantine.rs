//! What is kept out of the log is kept with its bytes, and stops nothing else.

use std::io::Write as _;

use axum::http::StatusCode;
use documents::{
    Actor,
    seal::{Page, Seal},
};
use domain::{
    author::Clocks,
    job::{EventKind, JobEdit, NewItem, NewPhoto, PhotoStage},
    locale::Locale,
    scope::Scope,
    sign_off::{Answer, SignOffOutcome},
};
use flate2::{Compression, write::DeflateEncoder};
use insta::assert_json_snapshot;
use protocol::{
    chain::{Batch, Entry, Link},
    message::{
        QuarantineReason::{self, *},
        Verdict,
    },
    wire,
};
use sha2::{Digest, Sha256};

use crate::house::{Handheld, House, TEAM, typed};

fn reasons(house: &House) -> Vec<QuarantineReason> {
    house.set_aside().iter().map(|aside| aside.reason).collect()
}

/// Ada with one job, and Dev beside her.
fn story() -> (House, Handheld, Handheld, domain::id::DocumentId) {
    let house = House::new();
    let job = house.raise("10000012");
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    let mut dev = house.handheld("Dev Patel", "Van 7");
    ada.exchange(&house);
    dev.exchange(&house);
    (house, ada, dev, job)
}

#[test]
fn bytes_that_are_no_change_stop_nothing_but_themselves() {
    let (house, mut ada, _, job) = story();
    let rubbish = b"a torn page".to_vec();
    ada.wrote(job, rubbish.clone());
    ada.note(&house, job, "Washer perished.");
    assert_eq!(ada.exchange(&house), [Verdict::Quarantined(Malformed), Verdict::Accepted]);
    assert_eq!(house.set_aside()[0].bytes, rubbish);
    assert_eq!(house.job(job).note.text, "Washer perished.");
}

#[test]
fn whoever_decides_reads_what_it_would_say() {
    let (house, mut ada, _, job) = story();
    ada.edit(&house, job, &JobEdit::Appoint(domain::job::AppointmentWindow::from_scalar("2026-11-24|08:00|13:00|AM")));
    assert_eq!(ada.exchange(&house), [Verdict::Quarantined(NotAllowed)]);
    let aside = &house.set_aside()[0];
    let told = house.hub.would_say(aside).unwrap();
    assert!(told.contains(&"order.appointment.date: 2026-11-24".to_owned()), "{told:?}");
    assert!(told.iter().all(|line| line.starts_with("order.appointment.")), "{told:?}");
    let said = |what: &[&str]| {
        let said = std::process::Command::new(env!("CARGO_BIN_EXE_doorstep-hub"))
            .arg("quarantine")
            .args(what)
            .arg("--data")
            .arg(&house.config.data)
            .output()
            .unwrap();
        String::from_utf8(said.stdout).unwrap()
    };
    assert!(said(&["list"]).contains("Ada Byrne (Van 12)\tjob 10000012\t"), "{}", said(&["list"]));
    let shown = said(&["show", "1"]);
    assert!(shown.contains("not_allowed: its writer's role may not write this"), "{shown}");
    assert!(shown.contains("would say: order.appointment.date: 2026-11-24"), "{shown}");
}

#[test]
fn a_sign_off_that_was_set_aside_is_read_in_words() {
    let (house, mut ada, _, job) = story();
    ada.record(&house, job, EventKind::Completed);
    ada.exchange(&house);
    // The page is open when the job is given to somebody else, and is answered after Ada's phone has learnt of it.
    let open = ada.documents[&job].clone();
    house.hub.assign("10000012", None, &hub::plan::Assignee::Person("Dev Patel".into())).unwrap();
    ada.exchange(&house);
    assert!(!ada.documents.contains_key(&job));
    ada.documents.insert(job, open);
    let page = Page::draw(&ada.documents[&job], "Calder Vale Homes", Locale::English).unwrap();
    let clocks = Clocks { device: house.now(), hub_offset: Some(0) };
    let answer = Answer {
        name: "Maureen Pickles".into(),
        reason: "The tap still drips".into(),
        score: Some(2),
        ..Answer::without_customer(SignOffOutcome::Unwilling)
    };
    let body = page.answered(answer, ada.device, clocks, None).unwrap();
    let seal = Seal::sign(body, &ada.key, ada.certificate.clone()).unwrap();
    ada.note(&house, job, "Come again with a new seat.");
    ada.edit(&house, job, &JobEdit::SignOff { seal: seal.to_bytes() });
    let aside = Verdict::Quarantined(NotInScope);
    assert_eq!(ada.exchange(&house), [aside.clone(), aside]);
    let told = house.hub.would_say(&house.set_aside()[1]).unwrap();
    for line in [
        "sign-off: Not signed: the customer did not want to sign",
        "sign-off: name given: Maureen Pickles",
        "sign-off: reason given: The tap still drips",
        "sign-off: score: 2 out of 5",
        "sign-off: when: Mon 23 Nov 2026 08:00",
    ] {
        assert!(told.contains(&line.to_owned()), "{line}: {told:#?}");
    }
    assert!(told.iter().any(|line| line.starts_with("sign-off: of this text, in English: ")), "{told:#?}");
    assert!(told.iter().any(|line| line.contains("Kitchen tap drips")), "{told:#?}");
    assert!(told.len() < 40 && told.iter().all(|line| line.starts_with("sign-off: ")), "{told:#?}");
    let (_, shown) = typed(&house, &["quarantine", "show", "2"]);
    assert!(shown.lines().count() < 60 && !shown.contains("seal"), "{shown}");
    assert!(shown.contains(" bytes; as they came: doorstep-hub quarantine export 2 --out FILE"), "{shown}");
}

#[test]
fn a_photo_that_was_set_aside_is_said_with_the_size_of_its_bytes() {
    let (house, mut ada, _, job) = story();
    house.hub.revoke("Van 12").unwrap();
    ada.edit(
        &house,
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
    let body = wire::encode(&ada.request(vec![ada.batch().unwrap()])).unwrap();
    ada.post(&house, "/v1/exchange", body);
    let told = house.hub.would_say(&house.set_aside()[0]).unwrap();
    assert!(told.iter().any(|line| line.ends_with(".photo.hash: 32 bytes")), "{told:#?}");
    assert!(told.iter().any(|line| line.ends_with(".photo.caption: New washer")), "{told:#?}");
    assert!(told.len() < 15, "{told:#?}");
}

#[test]
fn what_stands_on_a_change_in_quarantine_joins_it_and_the_next_job_does_not() {
    let (house, mut ada, _, job) = story();
    let other = house.raise("10000013");
    ada.exchange(&house);
    // Only the landlord's system may move an appointment.
    let moved = domain::job::AppointmentWindow::from_scalar("2026-11-24|08:00|13:00|AM");
    let changes = ada.edit(&house, job, &JobEdit::Appoint(moved));
    ada.note(&house, job, "Came early.");
    ada.note(&house, other, "All well here.");
    let verdicts = ada.exchange(&house);
    let expected = [Verdict::Quarantined(NotAllowed), Verdict::Quarantined(DependsOnQuarantined), Verdict::Accepted];
    assert_eq!(verdicts, expected);
    let aside = house.set_aside();
    assert_eq!(aside[0].bytes, changes[0].bytes);
    assert_eq!(aside[0].hash, Some(changes[0].hash));
    assert_eq!(house.job(other).note.text, "All well here.");
    assert_eq!(house.job(job).note.text, "");
    // Sent again, it gets the same answer: the handheld must not take it for accepted.
    assert_eq!(house.set_aside().len(), 2);
}

#[test]
fn a_change_under_another_devices_actor_or_under_none_is_kept_out() {
    let (house, mut ada, mut dev, job) = story();
    let written = dev.record(&house, job, EventKind::Started);
    // Ada's phone claims Dev's change, before his has arrived.
    ada.wrote(job, written[0].bytes.clone());
    assert_eq!(ada.exchange(&house), [Verdict::Quarantined(ActorNotOfDevice)]);
    // Dev's own is none the worse for it, nor is what he writes next.
    dev.note(&house, job, "Started.");
    assert_eq!(dev.exchange(&house), [Verdict::Accepted, Verdict::Accepted]);
    // An actor that was never opened in the chain.
    dev.pen.actor = Actor::from_bytes([7; 16]);
    let unopened = dev.documents[&job].fork(dev.pen);
    dev.documents.insert(job, unopened);
    dev.note(&house, job, "Under a name that nobody knows.");
    assert_eq!(dev.exchange(&house), [Verdict::Quarantined(ActorNotOfDevice)]);
    // Nor can an actor be taken from whoever opened it first.
    ada.pending
        .push(Entry { position_seen: ada.position_seen, link: Link::ActorOpened(written_by(&written[0].bytes)) });
    assert_eq!(ada.exchange(&house), [Verdict::Quarantined(ActorNotOfDevice)]);
}

fn written_by(bytes: &[u8]) -> Actor {
    documents::gate::measure(bytes, &documents::gate::Limits::DEFAULT).unwrap().actor
}

#[test]
fn a_change_waits_for_what_it_depends_on_and_goes_in_when_that_comes() {
    let (house, mut ada, mut dev, job) = story();
    ada.note(&house, job, "Washer perished.");
    let carried = ada.batch().unwrap();
    // Dev's phone got Ada's change from hers, without the hub, and his answer to it goes first.
    let Link::ChangeWritten { bytes, .. } = &carried.entries[0].link else { panic!() };
    let envelope = documents::gate::measure(bytes, &documents::gate::Limits::DEFAULT).unwrap();
    let change = documents::Change { hash: envelope.hash, bytes: bytes.clone() };
    dev.documents.get_mut(&job).unwrap().apply(&[change]).unwrap();
    dev.note(&house, job, "Washer perished. Have one in the van.");
    assert_eq!(dev.exchange(&house), [Verdict::Held]);
    assert_eq!(house.job(job).note.text, "");
    // He carries hers as well: it is judged as hers, and both are in.
    let answer = dev.ask(&house, vec![carried]);
    assert_eq!((answer.verdicts[0].device, answer.verdicts[0].verdict.clone()), (ada.device, Verdict::Accepted));
    assert_eq!(house.job(job).note.text, "Washer perished. Have one in the van.");
    // Ada's own phone comes later with the same.
    assert_eq!(ada.exchange(&house), [Verdict::Duplicate]);
    assert!(house.set_aside().is_empty());
}

#[test]
fn a_change_that_waited_too_long_goes_to_quarantine_with_its_bytes() {
    let (house, mut ada, mut dev, job) = story();
    ada.note(&house, job, "Never arrives.");
    let Link::ChangeWritten { bytes, .. } = &ada.pending[0].link else { panic!() };
    let envelope = documents::gate::measure(bytes, &documents::gate::Limits::DEFAULT).unwrap();
    let change = documents::Change { hash: envelope.hash, bytes: bytes.clone() };
    dev.documents.get_mut(&job).unwrap().apply(&[change]).unwrap();
    dev.note(&house, job, "Never arrives. An answer to it.");
    let sent = dev.batch().unwrap();
    assert_eq!(dev.exchange(&house), [Verdict::Held]);
    house.wait_ms(15 * 24 * 3_600_000);
    house.hub.tidy();
    assert_eq!(reasons(&house), [DependencyNeverCame]);
    assert_eq!(dev.ask(&house, vec![sent]).verdicts[0].verdict, Verdict::Quarantined(DependencyNeverCame));
}

#[test]
fn a_restored_phone_forks_its_chain_and_both_branches_are_kept() {
    let (house, mut ada, _, job) = story();
    let mut restored = ada.clone();
    ada.note(&house, job, "On the phone in her hand.");
    assert_eq!(ada.exchange(&house), [Verdict::Accepted]);
    restored.counter = 1_000;
    restored.open();
    let written = restored.record(&house, job, EventKind::Started);
    let forked = Verdict::Quarantined(ChainForked);
    assert_eq!(restored.exchange(&house), [forked.clone(), forked]);
    assert_eq!(house.set_aside()[1].bytes, written[0].bytes);
    ada.counter = 2_000;
    ada.note(&house, job, "And goes on.");
    assert_eq!(ada.exchange(&house), [Verdict::Accepted], "the branch that the hub has goes on");
}

#[test]
fn entries_after_a_gap_are_asked_for_again_and_nothing_of_them_is_stored() {
    let (house, mut ada, _, job) = story();
    ada.note(&house, job, "One.");
    ada.note(&house, job, "One. Two.");
    let whole = ada.batch().unwrap();
    let digests = whole.digests();
    let second = Batch::sign(ada.device, digests[1].0, digests[0].1, whole.entries[1..].to_vec(), &ada.key);
    assert_eq!(ada.ask(&house, vec![second]).verdicts[0].verdict, Verdict::Retry);
    assert_eq!(house.job(job).note.text, "");
    assert_eq!(ada.exchange(&house), [Verdict::Accepted, Verdict::Accepted]);
}

#[test]
fn a_batch_that_was_altered_on_its_way_is_set_aside_and_the_true_one_still_passes() {
    let (house, mut ada, _, job) = story();
    ada.note(&house, job, "Washer perished.");
    let mut altered = ada.batch().unwrap();
    if let Link::ChangeWritten { bytes, .. } = &mut altered.entries[0].link {
        *bytes.last_mut().unwrap() ^= 1;
    }
    assert_eq!(ada.ask(&house, vec![altered]).verdicts[0].verdict, Verdict::Quarantined(Unsigned));
    assert_eq!(ada.exchange(&house), [Verdict::Accepted]);
    assert_eq!(reasons(&house), [Unsigned]);
}

#[test]
fn work_on_a_job_of_another_team_is_kept_out_and_work_under_what_was_known_counts() {
    let (house, mut ada, mut dev, job) = story();
    house.hub.invite("Ada Byrne", "Spare", "https://hub.example.org", Some("GAS-SOUTH")).unwrap();
    // Dev has started when the planner gives the job to Ada's other team; his phone does not know yet.
    dev.record(&house, job, EventKind::Started);
    let to = hub::plan::Assignee::Team("GAS-SOUTH".into());
    assert!(house.hub.assign("10000012", None, &to).unwrap());
    assert_eq!(dev.exchange(&house), [Verdict::Accepted], "what was done is done");
    assert!(!dev.documents.contains_key(&job), "and now it is gone from his phone");
    ada.exchange(&house);
    assert!(ada.job(job).events.iter().any(|event| event.kind == EventKind::Started));
    // Had his phone known, it would have been no work of his.
    dev.documents.insert(job, ada.documents[&job].fork(dev.pen));
    dev.note(&house, job, "Not mine any more.");
    assert_eq!(dev.exchange(&house), [Verdict::Quarantined(NotInScope)]);
    // Nor is a record that nobody raised.
    let nowhere = crate::house::job_id("99999999");
    dev.wrote(nowhere, house.set_aside()[0].bytes.clone());
    assert_eq!(dev.exchange(&house), [Verdict::Quarantined(NotInScope)]);
    assert!(ada.cursors.contains_key(&Scope::team_repairs(TEAM)));
}

#[test]
fn a_withdrawn_phone_leaves_its_work_in_quarantine_and_reads_nothing_more() {
    let (house, mut ada, _, job) = story();
    house.hub.revoke("Van 12").unwrap();
    let written = ada.edit(
        &house,
        job,
        &JobEdit::AddItem(NewItem {
            code: "PL00001".into(),
            description: "Renew basin tap, standard".into(),
            unit: "each".into(),
            quantity: 1.0,
            m3nhf: false,
        }),
    );
    let body = wire::encode(&ada.request(vec![ada.batch().unwrap()])).unwrap();
    let answer = ada.post(&house, "/v1/exchange", body);
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let refusal = answer.refusal();
    assert!(refusal.chain.is_some(), "the phone cannot tell which of two lives the hub holds");
    assert_json_snapshot!("revoked", protocol::refusal::Refusal { chain: None, ..refusal });
    let aside = house.set_aside();
    assert_eq!((aside[0].reason, &aside[0].bytes), (Revoked, &written[0].bytes));
    let fill = wire::encode(&protocol::fill::FillRequest { scope: Scope::team_repairs(TEAM), resume: None }).unwrap();
    assert_eq!(ada.post(&house, "/v1/fill", fill).status, StatusCode::FORBIDDEN);
}

#[test]
fn a_full_disk_stores_nothing_says_so_and_takes_it_all_once_there_is_room() {
    let mut house = House::new();
    let job = house.raise("10000012");
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    ada.exchange(&house);
    let pages = std::fs::metadata(house.folder.path().join("hub/hub.db")).unwrap().len() / 4096 + 4;
    house.config.settings.page_limit = Some(u32::try_from(pages).unwrap());
    house.restart();
    for n in 0..6_u64 {
        let words: String = (0..500_u64).map(|word| format!("{} ", (word + 7) * (n + 3) * 7_919 % 1_000_003)).collect();
        ada.note(&house, job, &words);
    }
    let body = wire::encode(&ada.request(vec![ada.batch().unwrap()])).unwrap();
    let answer = ada.post(&house, "/v1/exchange", body);
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_json_snapshot!("full_disk", answer.refusal());
    assert_eq!(house.job(job).note.text, "", "all or nothing");
    house.config.settings.page_limit = None;
    house.restart();
    assert!(ada.exchange(&house).iter().all(|verdict| *verdict == Verdict::Accepted));
    assert_eq!(house.job(job), ada.job(job));
}

/// Writes an honest change's numbers over and seals it anew, as somebody with the phone's key and a debugger would:
/// its checksum holds. A change of one dependency has its sequence at byte 50 of its contents, its first operation's
/// number behind it.
fn resealed(honest: &[u8], alter: impl Fn(&mut Vec<u8>)) -> Vec<u8> {
    const HEAD: usize = 9;
    let length_bytes = honest[HEAD..].iter().position(|byte| byte & 0x80 == 0).unwrap() + 1;
    let mut contents = honest[HEAD + length_bytes..].to_vec();
    assert_eq!(contents[0], 1, "an honest change of one dependency");
    alter(&mut contents);
    chunk(1, &contents, &contents)
}

/// A chunk of this type whose checksum is right for `plain`.
fn chunk(kind: u8, contents: &[u8], plain: &[u8]) -> Vec<u8> {
    let length = |length: usize| {
        let mut rest = length;
        let mut bytes = Vec::new();
        while rest >= 0x80 {
            bytes.push(u8::try_from(rest & 0x7f).unwrap() | 0x80);
            rest >>= 7;
        }
        bytes.push(u8::try_from(rest).unwrap());
        bytes
    };
    let hash = Sha256::new().chain_update([1]).chain_update(length(plain.len())).chain_update(plain).finalize();
    [&[0x85, 0x6f, 0x4a, 0x83], &hash[..4], &[kind], &length(contents.len()), contents].concat()
}

#[test]
fn every_kind_of_hostile_change_ends_in_quarantine_with_its_very_bytes() {
    let (house, mut ada, _, job) = story();
    ada.note(&house, job, "Washer");
    ada.note(&house, job, "Washer perished.");
    // Her second: only the first of an actor names its author.
    let Link::ChangeWritten { bytes: honest, .. } = ada.pending[1].link.clone() else { panic!() };
    assert_eq!(ada.exchange(&house), [Verdict::Accepted, Verdict::Accepted]);
    // From here on, somebody else writes on Ada's phone.
    let mut flipped = honest.clone();
    flipped[honest.len() / 2] ^= 0x10;
    let mut bomb = DeflateEncoder::new(Vec::new(), Compression::best());
    bomb.write_all(&vec![0; 64 << 20]).unwrap();
    let bomb = chunk(2, &bomb.finish().unwrap(), b"");
    assert!(bomb.len() < 100_000);
    let hostile = [
        ("truncated", honest[..honest.len() - 7].to_vec(), Malformed),
        ("bit-flipped", flipped, Malformed),
        ("a bomb", bomb, Malformed),
        ("a sequence gap", resealed(&honest, |contents| contents[50] += 5), SequenceGap),
        (
            "a sequence used before",
            resealed(&honest, |contents| {
                let words = contents.windows(8).position(|letters| letters == b"perished").unwrap();
                contents[words..words + 8].copy_from_slice(b"replaced");
            }),
            SequenceGap,
        ),
        (
            "operation numbers used before",
            resealed(&honest, |contents| {
                contents[50] += 1;
                contents[51] -= 1;
            }),
            DoesNotApply,
        ),
        ("an actor that nobody opened", resealed(&honest, |contents| contents[34] ^= 0xff), ActorNotOfDevice),
    ];
    for (_, bytes, _) in &hostile {
        ada.wrote(job, bytes.clone());
    }
    let verdicts = ada.exchange(&house);
    let aside = house.set_aside();
    assert_eq!(aside.len(), hostile.len());
    for (((what, bytes, reason), verdict), aside) in hostile.iter().zip(&verdicts).zip(&aside) {
        assert_eq!(verdict, &Verdict::Quarantined(*reason), "{what}");
        assert_eq!((&aside.bytes, aside.reason), (bytes, *reason), "{what}");
    }
    assert_eq!(house.job(job).note.text, "Washer perished.");
}
