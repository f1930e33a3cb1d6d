//! Sign-offs, from the customer's page to a file that anyone can check.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "clippy allows them in tests, not in what tests share"
)]

mod common;

use common::{Handheld, hub_ada_and_dev, job_id, new_item, pen};
use documents::{
    certificate::{Certificate, CertificateError},
    seal::{
        Finding, Page, Part, Seal, SealBody, SealError, SealFile, SealFileError, SealReport, Sight, Subject, examine,
    },
};
use domain::{
    access::RecordPart,
    author::{Clocks, DeviceEntry},
    id::{DeviceId, DocumentId, PersonId},
    job::{EventKind, JobEdit, NewPhoto, NewRecording, PhotoStage},
    locale::Locale,
    sign_off::{
        Answer, AnswerError, CopyRequest, Dispute, Place, Review, SignOffOutcome, Signer, StrokePoint, Translation,
    },
    time::Timestamp,
};
use ed25519_dalek::{Signer as _, SigningKey};
use sha2::{Digest, Sha256};

const LANDLORD: &str = "Calder Vale Homes";

fn hub_key() -> SigningKey {
    SigningKey::from_bytes(&[100; 32])
}

fn adas_key() -> SigningKey {
    SigningKey::from_bytes(&[111; 32])
}

fn entry(number: u8, device_name: &str, person_name: &str) -> DeviceEntry {
    DeviceEntry {
        device: pen(number).device,
        device_name: device_name.into(),
        person: PersonId::from_bytes([number; 16]),
        person_name: person_name.into(),
    }
}

fn names() -> Vec<DeviceEntry> {
    vec![
        entry(10, "Hub", LANDLORD),
        entry(11, "Van 12", "Ada Byrne"),
        entry(12, "Van 7", "Dev Rao"),
        entry(13, "Van 8", "Bea Ashworth"),
    ]
}

fn adas_certificate() -> Certificate {
    let issued = Timestamp::from_milliseconds(common::NINE_O_CLOCK - 3_600_000);
    Certificate::issue(&hub_key(), &names()[1], &adas_key().verifying_key(), LANDLORD, issued)
}

fn photo(number: u8) -> JobEdit {
    JobEdit::AddPhoto(NewPhoto {
        hash: [number; 32],
        size: 180_000,
        preview_hash: [number + 1; 32],
        preview_size: 9_000,
        media_type: "image/jpeg".into(),
        caption: "Under the sink".into(),
        stage: PhotoStage::After,
        made_from: None,
    })
}

fn record(kind: EventKind) -> JobEdit {
    JobEdit::Record { kind, reason: String::new() }
}

fn jill_signs() -> Answer {
    let stroke =
        |from: u8| (0..4).map(move |t: u8| StrokePoint { x: f32::from(from + t * 20), y: 40.5, t: u32::from(t) * 16 });
    Answer {
        name: " Jill Marsh ".into(),
        score: Some(5),
        strokes: vec![stroke(10).collect(), stroke(15).collect()],
        ..Answer::without_customer(SignOffOutcome::Signed)
    }
}

/// Ada has fixed the tap and photographed it; nobody has signed yet.
fn tap_fixed() -> (Handheld, Handheld, Handheld) {
    let (hub, mut ada, dev) = hub_ada_and_dev();
    ada.edit(record(EventKind::Started));
    ada.edit(JobEdit::AddItem(new_item("TAP02", 2.5)));
    ada.edit(photo(40));
    ada.type_note("Washer perished");
    ada.edit(record(EventKind::Completed));
    (hub, ada, dev)
}

fn body(ada: &Handheld, locale: Locale) -> SealBody {
    let clocks = Clocks { device: Timestamp::from_milliseconds(ada.now + 60_000), hub_offset: Some(250) };
    let place = Place { latitude_e7: 534_839_590, longitude_e7: -22_446_440, accuracy_metres: 12 };
    let page = Page::draw(&ada.document, LANDLORD, locale).unwrap();
    page.answered(jill_signs(), ada.device(), clocks, Some(place)).unwrap()
}

/// Jill signs on Ada's handheld, and the sign-off goes into the record.
fn jill_signs_on(ada: &mut Handheld, locale: Locale) -> Seal {
    let seal = Seal::sign(body(ada, locale), &adas_key(), adas_certificate()).unwrap();
    ada.edit(JobEdit::SignOff { seal: seal.to_bytes() });
    seal
}

fn failing(report: &SealReport) -> Vec<Part> {
    report.parts().into_iter().filter(|(_, finding)| finding.fails()).map(|(part, _)| part).collect()
}

#[test]
fn a_sign_off_in_any_language_holds_and_covers_all_that_was_done() {
    for locale in Locale::ALL {
        let (_, mut ada, _) = tap_fixed();
        let seal = jill_signs_on(&mut ada, locale);
        let report = examine(&seal, &ada.document);
        assert!(report.passes());
        assert!(report.parts().iter().all(|(_, finding)| **finding == Finding::Holds), "{report:?}");
        assert_eq!(report.not_covered, []);
        assert_eq!(seal.body().answer.name, "Jill Marsh");
        assert_eq!(seal.body().signed.language, "en", "what nobody has reviewed is an aid");
        assert_eq!(seal.body().language(), locale.code());
        assert_eq!(seal.body().beside.is_some(), locale != Locale::English);
        assert_eq!(Seal::from_bytes(&seal.to_bytes()), Ok(seal));
    }
}

#[test]
fn what_a_customer_says_aloud_is_sealed_with_what_they_sign_and_named_beside_it() {
    let (_, mut ada, _) = tap_fixed();
    let spoken = NewRecording { hash: [7; 32], size: 42_000, media_type: "audio/webm".into(), milliseconds: 12_400 };
    let page = Page::draw(&ada.document, LANDLORD, Locale::English).unwrap();
    let answer = Answer { spoken: Some(spoken.clone()), ..jill_signs() };
    let clocks = Clocks { device: Timestamp::from_milliseconds(ada.now), hub_offset: None };
    let body = page.answered(answer, ada.device(), clocks, None).unwrap();
    let seal = Seal::sign(body, &adas_key(), adas_certificate()).unwrap();
    ada.edit(JobEdit::SignOff { seal: seal.to_bytes() });
    let held = &documents::job::read(&ada.document).unwrap().sign_offs[0];
    assert_eq!(held.spoken, Some(spoken.hash));
    let read = Seal::from_bytes(&held.seal).unwrap();
    assert_eq!(read.body().answer.spoken.as_ref(), Some(&spoken));
    assert!(examine(&read, &ada.document).passes());
    let mut other = held.seal.clone();
    let at = other.windows(32).position(|bytes| bytes == spoken.hash).unwrap();
    other[at] ^= 1;
    assert_eq!(Seal::from_bytes(&other).unwrap().verify(), Err(SealError::Signature), "another sound");
    // Nobody says anything where nobody was.
    let nobody = Answer { spoken: Some(spoken), ..Answer::without_customer(SignOffOutcome::Void) };
    assert_eq!(nobody.check(9), Err(AnswerError::NoCustomer));
}

#[test]
fn what_others_did_shows_as_not_covered_with_who_when_and_whether_they_saw_it() {
    let (_, mut ada, mut dev) = tap_fixed();
    // Dev, who has no signal, adds a code and his own words, and takes the ordered tap off.
    dev.now += 500;
    dev.edit(JobEdit::AddItem(new_item("DES5R006", 2.0)));
    dev.type_note("Call first");
    let ordered = dev.job().items.iter().find(|item| item.ordered).unwrap().id;
    dev.edit(JobEdit::ChangeQuantity { item: ordered, quantity: 0.0 });
    let seal = jill_signs_on(&mut ada, Locale::Welsh);
    ada.hear(&dev);
    dev.hear(&ada);
    dev.edit(photo(60));
    dev.edit(JobEdit::Record { kind: EventKind::Reopened, reason: String::new() });
    ada.hear(&dev);

    for record in [&ada.document, &dev.document] {
        let report = examine(&seal, record);
        assert!(report.passes(), "{report:?}");
        let told: Vec<_> = report.not_covered.iter().map(|edit| (edit.words.as_str(), edit.sight, edit.part)).collect();
        assert_eq!(
            told,
            [
                ("added DES5R006, 2 each", Sight::Unseen, Some(RecordPart::JobItems)),
                ("edited the note", Sight::Unseen, Some(RecordPart::JobNote)),
                ("took off TAP01", Sight::Unseen, Some(RecordPart::JobItems)),
                ("added a photo: Under the sink", Sight::After, Some(RecordPart::JobPhotos)),
                ("recorded that the job was reopened", Sight::After, Some(RecordPart::JobEvents)),
            ]
        );
        assert!(report.not_covered.iter().all(|edit| edit.written.device == Some(dev.device())));
        assert!(matches!(report.not_covered[0].subject, Subject::Item(_)));
        let first = common::NINE_O_CLOCK + 1_500;
        assert_eq!(report.not_covered[0].written.at, Timestamp::from_milliseconds(first));
    }
}

#[test]
fn each_kind_of_edit_is_told_in_words() {
    let (mut hub, mut ada, _) = tap_fixed();
    let seal = jill_signs_on(&mut ada, Locale::English);
    let words = |record: &Handheld| -> Vec<String> {
        examine(&seal, &record.document).not_covered.into_iter().map(|edit| edit.words).collect()
    };
    let added = ada.job().items.iter().find(|item| !item.ordered).unwrap().id;
    ada.edit(JobEdit::ChangeQuantity { item: added, quantity: 4.0 });
    ada.edit(JobEdit::Record { kind: EventKind::Reopened, reason: String::new() });
    ada.edit(JobEdit::Record { kind: EventKind::Incomplete, reason: "No\u{1b}part".into() });
    assert_eq!(
        words(&ada),
        [
            "changed TAP02 from 2.5 to 4 each",
            "recorded that the job was reopened",
            "recorded that work stopped unfinished: Nopart"
        ]
    );
    let window = domain::job::AppointmentWindow::from_scalar("2026-11-27|08:00|12:00|AM").unwrap();
    hub.edit(JobEdit::Appoint(Some(window)));
    hub.edit(JobEdit::Appoint(None));
    let (mut later, _, _) = tap_fixed();
    later.hear(&ada);
    later.hear(&hub);
    let told = words(&later);
    assert!(told.contains(&"moved the appointment to 27/11/2026 AM 08:00 to 12:00".to_owned()), "{told:?}");
    assert!(told.contains(&"took the appointment off".to_owned()), "{told:?}");
}

#[test]
fn a_second_sign_off_is_not_covered_by_the_first_nor_the_first_by_it() {
    let (_, mut ada, mut dev) = tap_fixed();
    dev.hear(&ada);
    let first = jill_signs_on(&mut ada, Locale::English);
    let key = SigningKey::from_bytes(&[112; 32]);
    let certificate = Certificate::issue(&hub_key(), &names()[2], &key.verifying_key(), LANDLORD, Timestamp::default());
    let void = Page::draw(&dev.document, LANDLORD, Locale::English)
        .unwrap()
        .answered(
            Answer::without_customer(SignOffOutcome::Void),
            dev.device(),
            Clocks { device: Timestamp::from_milliseconds(dev.now), hub_offset: None },
            None,
        )
        .unwrap();
    let second = Seal::sign(void, &key, certificate).unwrap();
    dev.edit(JobEdit::SignOff { seal: second.to_bytes() });
    ada.hear(&dev);
    let chosen = ada.job().sign_offs.iter().find(|entry| entry.seal == first.to_bytes()).unwrap().id;
    ada.edit(JobEdit::ChooseSignOff(chosen));

    let words = |seal: &Seal| -> Vec<(String, Sight)> {
        let report = examine(seal, &ada.document);
        assert!(report.passes());
        report.not_covered.into_iter().map(|edit| (edit.words, edit.sight)).collect()
    };
    let expected = [("took another sign-off", Sight::Unseen), ("chose which sign-off stands", Sight::After)];
    let expected = expected.map(|(words, sight)| (words.to_owned(), sight));
    assert_eq!(words(&first), expected);
    assert_eq!(words(&second), expected);
}

#[test]
fn each_part_fails_under_its_own_name() {
    let (hub, mut ada, dev) = tap_fixed();
    let good = jill_signs_on(&mut ada, Locale::Polish);
    let sealed = |alter: fn(&mut SealBody)| {
        let mut body = good.body().clone();
        alter(&mut body);
        Seal::sign(body, &adas_key(), adas_certificate()).unwrap()
    };
    let parts = |seal: &Seal| failing(&examine(seal, &ada.document));

    // A device's own key can seal anything: the record tells.
    assert_eq!(parts(&sealed(|body| body.signed.lines[0].text.push('!'))), [Part::Text]);
    assert_eq!(parts(&sealed(|body| body.signed.declaration.clear())), [Part::Text]);
    assert_eq!(parts(&sealed(|body| body.beside.as_mut().unwrap().lines[0].text.push('!'))), [Part::Text]);
    assert_eq!(parts(&sealed(|body| body.beside = Some(body.signed.clone()))), [Part::Text]);
    assert_eq!(parts(&sealed(|body| body.signed = body.beside.take().unwrap())), [Part::Text]);
    assert_eq!(parts(&sealed(|body| std::mem::swap(&mut body.signed, body.beside.as_mut().unwrap()))), [Part::Text]);
    assert_eq!(parts(&sealed(|body| body.landlord = "Other Homes".into())), [Part::Text]);
    assert_eq!(parts(&sealed(|body| body.attachments.clear())), [Part::Photos]);
    assert_eq!(parts(&sealed(|body| body.answer.strokes.clear())), [Part::Answer]);
    assert_eq!(parts(&sealed(|body| body.heads.clear())), [Part::Record]);
    assert_eq!(parts(&sealed(|body| body.document = domain::id::DocumentId::from_bytes([9; 16]))), [Part::Record]);
    // A version that the record does not hold, and a record without the version.
    assert_eq!(parts(&sealed(|body| body.heads = vec![documents::ChangeHash::from_bytes([9; 32])])), [Part::Record]);
    assert_eq!(failing(&examine(&good, &dev.document)), [Part::Record]);
    // An earlier version that reads otherwise.
    let mut earlier = good.body().clone();
    earlier.heads = hub.document.heads();
    let earlier = Seal::sign(earlier, &adas_key(), adas_certificate()).unwrap();
    assert_eq!(parts(&earlier), [Part::Text, Part::Photos]);
}

#[test]
fn a_page_of_a_later_version_is_said_not_to_be_compared() {
    let (_, mut ada, _) = tap_fixed();
    let mut body = jill_signs_on(&mut ada, Locale::English).body().clone();
    body.signed.template_version = 9;
    let report = examine(&Seal::sign(body, &adas_key(), adas_certificate()).unwrap(), &ada.document);
    assert!(report.passes());
    let Finding::NotChecked(why) = report.text_matches else { panic!("{:?}", report.text_matches) };
    assert!(why.starts_with("the page was made by a later version of Doorstep (job-sign-off 9"), "{why}");
}

#[test]
fn a_device_seals_with_its_own_certified_key_or_not_at_all() {
    let (_, ada, dev) = tap_fixed();
    let body = body(&ada, Locale::English);
    let stranger = SigningKey::from_bytes(&[1; 32]);
    assert_eq!(Seal::sign(body.clone(), &stranger, adas_certificate()), Err(SealError::WrongKey));
    let devs = SealBody { device: dev.device(), ..body };
    assert_eq!(Seal::sign(devs, &adas_key(), adas_certificate()), Err(SealError::WrongKey));
}

#[test]
fn a_certificate_that_a_stranger_issued_is_not_the_landlords() {
    let (_, mut ada, _) = tap_fixed();
    let seal = jill_signs_on(&mut ada, Locale::English);
    let landlords = Sha256::digest(hub_key().verifying_key().as_bytes()).into();
    assert!(seal.certificate().is_issued_by(&landlords));

    let stranger = SigningKey::from_bytes(&[77; 32]);
    let own = Certificate::issue(&stranger, &names()[1], &adas_key().verifying_key(), LANDLORD, Timestamp::default());
    let forged = Seal::sign(seal.body().clone(), &adas_key(), own).unwrap();
    assert!(examine(&forged, &ada.document).passes());
    assert!(!forged.certificate().is_issued_by(&landlords));
}

#[test]
fn the_page_digest_is_the_same_until_anything_changes() {
    let (_, mut ada, _) = tap_fixed();
    let digest = |ada: &Handheld, locale| Page::draw(&ada.document, LANDLORD, locale).unwrap().digest();
    let shown = digest(&ada, Locale::Urdu);
    assert_eq!(shown, digest(&ada, Locale::Urdu));
    assert_ne!(shown, digest(&ada, Locale::English));
    let earlier = ada.document.heads();
    ada.type_note("Washer perished. Called back.");
    assert_ne!(shown, digest(&ada, Locale::Urdu));
    let again = Page::draw(&ada.document.at(&earlier).unwrap(), LANDLORD, Locale::Urdu).unwrap();
    assert_eq!(again.digest(), shown);
}

#[test]
fn an_incomplete_answer_is_not_sealed() {
    let (_, ada, _) = tap_fixed();
    let page = Page::draw(&ada.document, LANDLORD, Locale::English).unwrap();
    let nameless = Answer { name: "\u{202E} ".into(), ..jill_signs() };
    let clocks = Clocks { device: Timestamp::default(), hub_offset: None };
    assert_eq!(page.answered(nameless, ada.device(), clocks, None), Err(AnswerError::NameMissing));
}

#[test]
fn the_longest_signature_fits_a_seal_and_the_gate() {
    let (_, mut ada, mut dev) = tap_fixed();
    let mut body = body(&ada, Locale::Urdu);
    body.answer.strokes =
        vec![(0..20_000_u16).map(|t| StrokePoint { x: f32::from(t), y: 0.1, t: 268_435_456 + u32::from(t) }).collect()];
    assert_eq!(body.answer.check(9), Ok(()));
    let seal = Seal::sign(body, &adas_key(), adas_certificate()).unwrap();
    dev.hear(&ada);
    let change = ada.edit(JobEdit::SignOff { seal: seal.to_bytes() }).remove(0);
    let signer = documents::gate::Signer { device: ada.device(), role: Some(domain::access::Role::RepairsOperative) };
    let admission = documents::gate::admit(&dev.document, &change.bytes, &signer, &documents::gate::Limits::DEFAULT);
    assert!(matches!(admission, documents::gate::Admission::Accepted(..)), "{admission:?}");
}

fn file() -> (SealFile, Handheld) {
    let (_, mut ada, mut dev) = tap_fixed();
    dev.edit(JobEdit::AddItem(new_item("DES5R006", 2.0)));
    let seal = jill_signs_on(&mut ada, Locale::Urdu);
    ada.hear(&dev);
    (SealFile::gather(seal, &ada.document, &names()), ada)
}

#[test]
fn a_file_carries_the_seal_the_whole_record_and_the_names_it_needs() {
    let (file, ada) = file();
    let read = SealFile::from_bytes(&file.to_bytes().unwrap()).unwrap();
    assert_eq!(read, file);
    let document = read.document().unwrap();
    assert_eq!((document.id(), document.heads()), (job_id(), ada.document.heads()));
    assert_eq!(examine(read.seal(), &document), examine(file.seal(), &ada.document));
    let name = |number: u8| read.holder(pen(number).device).map(|holder| holder.person_name);
    assert_eq!(name(11).as_deref(), Some("Ada Byrne"));
    assert_eq!(name(12).as_deref(), Some("Dev Rao"));
    assert_eq!(name(13), None, "Bea wrote nothing in it");
}

/// A file whose checksum holds again, as whoever alters one on purpose would leave it.
#[test]
fn a_file_of_a_job_that_a_later_layer_joined_checks_as_any_other() {
    let (_, mut ada, _) = tap_fixed();
    ada.edit(JobEdit::FollowOn { job: DocumentId::from_bytes([9; 16]), description: "Replaster".into() });
    let seal = jill_signs_on(&mut ada, Locale::English);
    let file = SealFile::gather(seal, &ada.document, &names());
    let report = SealFile::from_bytes(&file.to_bytes().unwrap()).unwrap().examine();
    assert!(report.passes(), "{report:?}");
}

fn with_its_checksum(mut file: Vec<u8>) -> Vec<u8> {
    let framed = file.len() - 16;
    let digest = Sha256::digest(&file[..framed]);
    file[framed..].copy_from_slice(&digest[..16]);
    file
}

/// What is wrong with a file, in one word; none when all holds.
fn fault(bytes: &[u8]) -> Option<String> {
    let file = match SealFile::from_bytes(bytes) {
        Ok(file) => file,
        Err(error) => return Some(format!("{error:?}")),
    };
    // The signature first: it is quick.
    match file.seal().verify() {
        Ok(()) => failing(&file.examine()).first().map(|part| part.name().to_owned()),
        Err(SealError::Certificate(
            CertificateError::DeviceKey | CertificateError::HubKey | CertificateError::Signature,
        )) => Some("Certificate".to_owned()),
        Err(_) => Some("Signature".to_owned()),
    }
}

#[test]
fn no_byte_of_a_file_can_be_altered_unseen_but_the_names_which_are_only_said() {
    let (file, _) = file();
    let bytes = file.to_bytes().unwrap();
    assert_eq!(fault(&bytes), None);
    let seal_ends = 4 + 1 + 4 + file.seal().to_bytes().len();
    let names = u32::from_be_bytes(bytes[seal_ends..seal_ends + 4].try_into().unwrap()) as usize;
    let said = seal_ends + 4..seal_ends + 4 + names;
    for at in 0..bytes.len() {
        let mut altered = bytes.clone();
        // The lowest bit of one byte, the highest of the next.
        altered[at] ^= if at % 2 == 0 { 0x01 } else { 0x80 };
        assert!(SealFile::from_bytes(&altered).is_err(), "byte {at}, by accident");
        let fault = fault(&with_its_checksum(altered));
        // The checksum itself is made to hold again.
        let harmless = said.contains(&at) || at >= bytes.len() - 16;
        assert!(fault.is_some() || harmless, "byte {at} of {}, on purpose", bytes.len());
    }
}

#[test]
fn cut_lengthened_and_foreign_files_are_refused() {
    let (file, _) = file();
    let bytes = file.to_bytes().unwrap();
    for end in 0..bytes.len() {
        assert!(SealFile::from_bytes(&bytes[..end]).is_err());
        if end >= 21 {
            assert!(SealFile::from_bytes(&with_its_checksum(bytes[..end].to_vec())).is_err(), "cut at {end}");
        }
    }
    let longer = with_its_checksum([bytes.as_slice(), &[0]].concat());
    assert_eq!(SealFile::from_bytes(&longer), Err(SealFileError::Damaged));
    assert_eq!(SealFile::from_bytes(b"PK\x03\x04"), Err(SealFileError::NotASignOff));
    assert_eq!(SealFile::from_bytes(&vec![0; documents::seal::MAX_FILE + 1]), Err(SealFileError::TooLarge));
}

#[test]
fn counts_and_lengths_beyond_any_file_are_refused_before_they_are_believed() {
    let (file, _) = file();
    let bytes = file.to_bytes().unwrap();
    let seal_length = 5;
    let names_length = 9 + file.seal().to_bytes().len();
    let names = u32::from_be_bytes(bytes[names_length..names_length + 4].try_into().unwrap()) as usize;
    let changes = names_length + 4 + names;
    for at in [seal_length, names_length, changes, changes + 4] {
        let mut altered = bytes.clone();
        altered[at..at + 4].copy_from_slice(&[0xFF; 4]);
        assert_eq!(SealFile::from_bytes(&with_its_checksum(altered)), Err(SealFileError::TooLarge), "at {at}");
    }
}

#[test]
fn a_record_with_a_change_left_out_or_put_in_twice_is_refused() {
    let (file, ada) = file();
    let gathered = |changes: Vec<documents::Change>| {
        let kept = documents::Document::assemble(job_id(), domain::id::RecordKind::Job, pen(99), None, &changes);
        SealFile::gather(file.seal().clone(), &kept.unwrap(), &names())
    };
    // Without the last change of what was signed, the version that was signed is not there.
    let before: Vec<_> = ada.document.changes().into_iter().take(3).collect();
    let fewer = gathered(before).document().unwrap();
    assert_eq!(failing(&examine(file.seal(), &fewer)), [Part::Record]);

    let bytes = file.to_bytes().unwrap();
    let first = ada.document.changes()[0].bytes.clone();
    let framed = [&u32::try_from(first.len()).unwrap().to_be_bytes(), first.as_slice()].concat();
    let start = bytes.windows(framed.len()).position(|window| window == framed).unwrap();
    let count = start - 4;
    let mut twice = bytes.clone();
    twice.splice(start..start, framed.clone());
    twice[count + 3] += 1;
    let twice = SealFile::from_bytes(&with_its_checksum(twice)).unwrap();
    assert_eq!(failing(&twice.examine()), [Part::Record]);
    let error = twice.document().unwrap_err();
    assert!(error.to_string().contains("change 2 does not stand (it is there twice)"), "{error}");
    let mut without = bytes;
    without.drain(start..start + framed.len());
    without[count + 3] -= 1;
    let error = SealFile::from_bytes(&with_its_checksum(without)).unwrap().document().unwrap_err();
    assert!(error.to_string().contains("change 1 does not stand (a change that it stands on is missing)"), "{error}");
}

#[test]
fn a_seal_of_a_later_version_says_so() {
    let (_, ada, _) = tap_fixed();
    let later = SealBody { version: 6, ..body(&ada, Locale::English) };
    let sealed = Seal::sign(later, &adas_key(), adas_certificate()).unwrap().to_bytes();
    assert_eq!(Seal::from_bytes(&sealed), Err(SealError::NewerVersion(6)));
    let none = SealBody { version: 0, ..body(&ada, Locale::English) };
    let sealed = Seal::sign(none, &adas_key(), adas_certificate()).unwrap().to_bytes();
    assert_eq!(Seal::from_bytes(&sealed), Err(SealError::Damaged));
}

#[test]
fn a_signature_over_other_words_of_the_same_key_is_no_sign_off() {
    let (_, mut ada, _) = tap_fixed();
    let seal = jill_signs_on(&mut ada, Locale::English);
    let bytes = seal.to_bytes();
    let signature = bytes.windows(64).position(|window| {
        let signed = [b"doorstep sign-off 1".as_slice(), &bytes[2..2 + body_length(&bytes)]].concat();
        window == adas_key().sign(&signed).to_bytes()
    });
    let at = signature.expect("the signature is over the body's very bytes under its own name");
    let mut other = bytes.clone();
    let undressed = adas_key().sign(&bytes[2..2 + body_length(&bytes)]).to_bytes();
    other[at..at + 64].copy_from_slice(&undressed);
    assert_eq!(Seal::from_bytes(&other).unwrap().verify(), Err(SealError::Signature));
}

/// The body's length as the first two bytes of a seal have it, in postcard's variable form.
fn body_length(seal: &[u8]) -> usize {
    assert!(seal[0] >= 0x80 && seal[1] < 0x80);
    usize::from(seal[0] & 0x7F) | usize::from(seal[1]) << 7
}

#[test]
fn stored_forms_do_not_change() {
    let (file, _) = file();
    let hex = |bytes: &[u8]| {
        let lines = bytes.chunks(40).map(|line| line.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
        lines.collect::<Vec<_>>().join("\n")
    };
    insta::assert_debug_snapshot!("seal_body_2", file.seal().body());
    insta::assert_snapshot!("seal_2", hex(&file.seal().to_bytes()));
    insta::assert_snapshot!("seal_file_2", hex(&file.to_bytes().unwrap()));
}

#[test]
fn a_sign_off_of_the_first_version_still_holds() {
    let hex: String = include_str!("fixtures/seal-file-1.hex").split_whitespace().collect();
    let bytes: Vec<u8> =
        (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect();
    let file = SealFile::from_bytes(&bytes).unwrap();
    assert_eq!(file.to_bytes().unwrap(), bytes, "it is carried on as it is");
    let body = file.seal().body();
    assert_eq!((body.version, body.signed.language.as_str(), body.signed.template_version), (1, "ur", 1));
    assert_eq!((body.answer.name.as_str(), body.answer.score), ("Jill Marsh", Some(5)));
    let report = file.examine();
    assert!(report.parts().iter().all(|(_, finding)| **finding == Finding::Holds), "{report:?}");
    assert_eq!(report.not_covered.len(), 1);
    for at in 0..bytes.len() {
        let mut altered = bytes.clone();
        altered[at] ^= 0x10;
        assert!(SealFile::from_bytes(&altered).is_err(), "byte {at}");
    }
}

/// The landlord's own Welsh, reviewed by somebody who speaks it.
fn own_welsh(reviewed: bool) -> Translation {
    let fluent = domain::sign_off::words_to_correct(Locale::Welsh).replace("Rhif y dasg", "Cyfeirnod y gwaith");
    let review = Review { by: "Megan Pryce".into(), at: Timestamp::from_milliseconds(common::NINE_O_CLOCK) };
    Translation {
        language: "cy".into(),
        template_version: domain::sign_off::Template::LATEST.version(),
        fluent,
        review: reviewed.then_some(review),
    }
}

#[test]
fn words_that_the_landlord_had_reviewed_are_signed_and_others_are_an_aid() {
    let (_, ada, _) = tap_fixed();
    let clocks = Clocks { device: Timestamp::from_milliseconds(ada.now), hub_offset: None };
    let seal = |translation: &Translation, locale| {
        let page = Page::draw_in(&ada.document, LANDLORD, locale, Some(translation)).unwrap();
        let body = page.answered(jill_signs(), ada.device(), clocks, None).unwrap();
        Seal::sign(body, &adas_key(), adas_certificate()).unwrap()
    };
    let aid = seal(&own_welsh(false), Locale::Welsh);
    assert_eq!((aid.body().signed.language.as_str(), aid.body().language()), ("en", "cy"));
    assert!(format!("{:?}", aid.body().beside).contains("Cyfeirnod y gwaith"));
    let reviewed = seal(&own_welsh(true), Locale::Welsh);
    assert_eq!((reviewed.body().signed.language.as_str(), reviewed.body().language()), ("cy", "cy"));
    assert_eq!(reviewed.body().beside.as_ref().unwrap().language, "en");
    assert_eq!(reviewed.body().review.as_ref().unwrap().by, "Megan Pryce");
    for seal in [&aid, &reviewed] {
        let report = examine(seal, &ada.document);
        assert!(report.passes(), "{report:?}");
        let Finding::NotChecked(why) = report.text_matches else { panic!("{:?}", report.text_matches) };
        assert!(why.contains("the landlord's own words"), "{why}");
    }
    // What comes with Doorstep can be reviewed as it is, and is then compared in full.
    let as_it_is = Translation { fluent: String::new(), ..own_welsh(true) };
    let report = examine(&seal(&as_it_is, Locale::Welsh), &ada.document);
    assert_eq!(report.text_matches, Finding::Holds);
    // A review of Welsh says nothing about Polish.
    let other = seal(&own_welsh(true), Locale::Polish);
    assert_eq!((other.body().signed.language.as_str(), other.body().words), ("en", None));
    // Nobody signs what nobody reviewed: a seal that says so fails.
    let unreviewed = SealBody { review: None, ..reviewed.body().clone() };
    let unreviewed = Seal::sign(unreviewed, &adas_key(), adas_certificate()).unwrap();
    assert_eq!(failing(&examine(&unreviewed, &ada.document)), [Part::Text]);
}

#[test]
fn what_a_customer_disputes_and_asks_for_is_sealed_with_the_rest() {
    let (_, ada, _) = tap_fixed();
    let page = Page::draw(&ada.document, LANDLORD, Locale::English).unwrap();
    let lines = page.signed().lines.len();
    let clocks = Clocks { device: Timestamp::default(), hub_offset: None };
    let answer = Answer {
        signer: Signer::Representative { relationship: "Daughter\u{202E}".into() },
        disputes: vec![Dispute { line: 6, words: " Never happened\u{7} ".into() }],
        copy: Some(CopyRequest::Text(" 07700 900123 ".into())),
        first_time: Some(false),
        ..jill_signs()
    };
    let body = page.clone().answered(answer.clone(), ada.device(), clocks, None).unwrap();
    assert_eq!(body.answer.signer, Signer::Representative { relationship: "Daughter".into() });
    assert_eq!(body.answer.disputes, [Dispute { line: 6, words: "Never happened".into() }]);
    assert_eq!(body.answer.copy, Some(CopyRequest::Text("07700 900123".into())));
    let beyond =
        Answer { disputes: vec![Dispute { line: u16::try_from(lines).unwrap(), words: String::new() }], ..answer };
    assert_eq!(page.answered(beyond, ada.device(), clocks, None), Err(AnswerError::DisputedLine));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_bytes_make_a_reader_panic(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..400)) {
        let _ = Seal::from_bytes(&bytes);
        let mut file = [b"DSF1\x01".as_slice(), &bytes, &[0; 16]].concat();
        let _ = SealFile::from_bytes(&file);
        file = with_its_checksum(file);
        if let Ok(file) = SealFile::from_bytes(&file) {
            let _ = file.document();
        }
    }
}

#[test]
fn the_device_is_sealed_with_the_rest() {
    let (_, mut ada, _) = tap_fixed();
    let seal = jill_signs_on(&mut ada, Locale::English);
    assert_eq!(seal.body().device, ada.device());
    // A second certificate of the same hub for the same key, enrolled under another name: the body names the first.
    let twin = DeviceEntry { device: DeviceId::from_bytes([5; 16]), ..names()[1].clone() };
    let other = Certificate::issue(&hub_key(), &twin, &adas_key().verifying_key(), LANDLORD, Timestamp::default());
    assert_eq!(Seal::sign(seal.body().clone(), &adas_key(), other), Err(SealError::WrongKey));
}
