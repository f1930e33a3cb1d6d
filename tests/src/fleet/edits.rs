//! What people do on their handhelds: plausible and implausible, each with what must be found of it for ever.

use documents::{
    Document, job,
    seal::{Page, Seal},
};
use domain::{
    id::{DocumentId, EventId, ItemId, PhotoId, SignOffId},
    job::{EventKind, Job, JobEdit, NewId, NewItem, NewPhoto, PhotoStage},
    locale::Locale,
    sign_off::{Answer, SignOffOutcome, StrokePoint},
};
use store::{Edit, StoreError};

use super::{
    dice::Dice,
    phone::{Phone, Promise, is_allowed},
};

/// What an edit leaves in a record.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    /// These words in the note.
    Words(String),
    /// An item.
    Item(ItemId),
    /// An event.
    Event(EventId),
    /// A photo, and its bytes.
    Photo(PhotoId, [u8; 32]),
    /// A sign-off.
    SignOff(SignOffId),
    /// The name of a job that was booked from it.
    FollowOn(DocumentId),
    /// A value that another may replace.
    Value,
}

impl Mark {
    /// The SHA-256 of the photo that it is.
    pub const fn picture(&self) -> Option<&[u8; 32]> {
        match self {
            Self::Photo(_, hash) => Some(hash),
            _ => None,
        }
    }

    /// True when a job shows it.
    pub fn is_in(&self, job: &Job) -> bool {
        match self {
            // Two first words of an empty note, written apart, stand side by side without a space.
            Self::Words(words) => job.note.text.contains(words),
            Self::Item(id) => job.items.iter().any(|item| item.id == *id),
            Self::Event(id) => job.events.iter().any(|event| event.id == *id),
            Self::Photo(id, _) => job.photos.iter().any(|photo| photo.id == *id),
            Self::SignOff(id) => job.sign_offs.iter().any(|entry| entry.id == *id),
            Self::FollowOn(id) => job.follow_ons.iter().any(|booked| booked.job == *id),
            Self::Value => true,
        }
    }
}

/// One edit by the person who carries a handheld, or none when nothing can be edited or the handheld says why not.
pub fn edit(phone: &mut Phone, step: usize, dice: &mut Dice) {
    let jobs = phone.jobs();
    if jobs.is_empty() {
        return;
    }
    let job = *dice.pick(&jobs);
    if dice.percent(12) {
        return slow_edit(phone, job, step, dice);
    }
    let mut made = Vec::new();
    let saved = {
        let (phone, made) = (&*phone, &mut made);
        phone.store().edit(job, |document| {
            let mut edit = Edit::default();
            for _ in 0..1 + dice.below(2) {
                let (changes, mark) = one(phone, document, step, dice, &mut edit)?;
                made.extend(own(document, &changes).map(|change| (change.hash, mark.clone())));
                edit.changes.extend(changes);
            }
            Ok::<_, Refused>(edit)
        })
    };
    match saved {
        Ok(document) => {
            if dice.percent(30) {
                let text = job::read(&document).unwrap().note.text;
                phone.notes.insert(job, (heads(&document), text));
            }
            phone.promises.extend(made.into_iter().map(|(hash, mark)| promise(job, hash, mark)));
        }
        Err(Refused::Person) => {}
        Err(Refused::Store(error)) => assert!(is_allowed(&error), "{} could not save: {error}", phone.name),
    }
}

/// Somebody pastes more than a record takes, which the handheld must refuse; or nearly as much, which it must keep.
pub fn too_much(phone: &mut Phone, step: usize, dice: &mut Dice) {
    let jobs = phone.jobs();
    if jobs.is_empty() {
        return;
    }
    let job = *dice.pick(&jobs);
    let length = match dice.below(4) {
        0 => job::MAX_NOTE - dice.below(400),
        1 | 2 => 1_000 + dice.below(4_000),
        _ => job::MAX_NOTE + dice.below(100_000),
    };
    let word = format!("w{step}x{}", dice.below(1_000_000));
    let id = NewId(dice.sixteen());
    let (mut made, mut fits) = (Vec::new(), true);
    let saved = phone.store().edit(job, |document| {
        let clocks = phone.store().clocks()?;
        let now = job::read(document).map_err(|_| Refused::Person)?.note.text;
        let text = format!("{now} {} {word}", "tap ".repeat(length / 4));
        fits = text.chars().count() <= job::MAX_NOTE;
        let changes = job::edit(document, &JobEdit::EditNote { base: heads(document), text }, &clocks, id)?;
        made.extend(changes.iter().map(|change| promise(job, change.hash, Mark::Words(word.clone()))));
        Ok::<_, Refused>(Edit::from(changes))
    });
    match saved {
        Ok(_) => {
            assert!(fits, "{} saved a note of more than {} characters", phone.name, job::MAX_NOTE);
            phone.promises.extend(made);
        }
        Err(Refused::Person) => assert!(!fits, "{} refused a note that is not too long", phone.name),
        Err(Refused::Store(error)) => assert!(is_allowed(&error), "{} could not save: {error}", phone.name),
    }
}

/// Those that somebody wrote: a later version's containers are nobody's.
fn own<'a>(document: &Document, changes: &'a [documents::Change]) -> impl Iterator<Item = &'a documents::Change> {
    changes.iter().filter(|change| !document.is_fixed(&change.hash))
}

/// What must be found for ever of a change that was said to be saved.
pub fn promise(document: DocumentId, hash: documents::ChangeHash, mark: Mark) -> Promise {
    Promise {
        document,
        hash,
        mark,
        thrown_away: false,
        answer_underway: false,
        picture_thrown_away: false,
        before_the_copy: false,
        after_leaving: false,
        lost_its_ground: false,
    }
}

/// A person who opened a job some while ago saves what they did to it as it was then.
fn slow_edit(phone: &mut Phone, job: DocumentId, step: usize, dice: &mut Dice) {
    let Some(mut document) = phone.open_page.take() else {
        phone.open_page = phone.store().load(job).ok();
        return;
    };
    let mut edit = Edit::default();
    let Ok((changes, mark)) = one(phone, &mut document, step, dice, &mut edit) else { return };
    let after_leaving = !phone.jobs().contains(&document.id());
    match phone.store().commit_with_attachments(&document, &changes, &edit.attachments) {
        Ok(()) => {
            let promise = |hash| Promise { after_leaving, ..promise(document.id(), hash, mark.clone()) };
            phone.promises.extend(own(&document, &changes).map(|change| promise(change.hash)));
        }
        Err(error) => assert!(is_allowed(&error), "{} could not save: {error}", phone.name),
    }
}

enum Refused {
    /// What the person wanted makes no sense on this job.
    Person,
    /// The handheld could not save.
    Store(StoreError),
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<job::EditError> for Refused {
    fn from(_: job::EditError) -> Self {
        Self::Person
    }
}

fn one(
    phone: &Phone,
    document: &mut Document,
    step: usize,
    dice: &mut Dice,
    edit: &mut Edit,
) -> Result<(Vec<documents::Change>, Mark), Refused> {
    let clocks = phone.store().clocks()?;
    let id = NewId(dice.sixteen());
    let read = job::read(document).map_err(|_| Refused::Person)?;
    let (wanted, mark) = match dice.below(23) {
        0..6 => note(phone, document, &read, step, dice),
        6..9 => (item(dice), Mark::Item(id.into())),
        9..11 => match read.items.as_slice() {
            [] => return Err(Refused::Person),
            items => {
                let quantity = f64::from(u8::try_from(dice.below(12)).unwrap());
                (JobEdit::ChangeQuantity { item: dice.pick(items).id, quantity }, Mark::Value)
            }
        },
        11..15 => (event(&read, dice), Mark::Event(id.into())),
        15..18 => {
            let (photo, kept) = photo(phone, dice)?;
            let mark = Mark::Photo(id.into(), photo.hash);
            edit.attachments.extend(kept);
            (JobEdit::AddPhoto(photo), mark)
        }
        21 | 22 => {
            let job = DocumentId::from_bytes(dice.sixteen());
            (JobEdit::FollowOn { job, description: "Replaster".into() }, Mark::FollowOn(job))
        }
        18 => match read.sign_offs.as_slice() {
            [] => return Err(Refused::Person),
            sign_offs => (JobEdit::ChooseSignOff(dice.pick(sign_offs).id), Mark::Value),
        },
        _ => (sign_off(phone, document, clocks, dice), Mark::SignOff(id.into())),
    };
    Ok((job::edit(document, &wanted, &clocks, id)?, mark))
}

/// A new word at the beginning or the end, of the text as it stands or as it was opened some while ago.
fn note(phone: &Phone, document: &Document, read: &Job, step: usize, dice: &mut Dice) -> (JobEdit, Mark) {
    let now = (heads(document), read.note.text.clone());
    let then = phone.notes.get(&document.id()).filter(|(base, _)| {
        let base: Vec<_> = base.iter().copied().map(documents::ChangeHash::from_bytes).collect();
        document.missing(&base).is_empty()
    });
    let (base, text) = if dice.percent(40) { then.cloned().unwrap_or(now) } else { now };
    let word = format!("w{step}x{}", dice.below(1_000_000));
    let text = match (text.is_empty(), dice.percent(60)) {
        (true, _) => word.clone(),
        (_, true) => format!("{text} {word}"),
        _ => format!("{word} {text}"),
    };
    (JobEdit::EditNote { base, text }, Mark::Words(word))
}

fn item(dice: &mut Dice) -> JobEdit {
    let code = format!("PLP5R{:03}", dice.below(40));
    JobEdit::AddItem(NewItem {
        description: format!("Renew part {code}"),
        code,
        unit: "each".into(),
        quantity: f64::from(u8::try_from(1 + dice.below(4)).unwrap()),
        m3nhf: dice.percent(10),
    })
}

fn event(read: &Job, dice: &mut Dice) -> JobEdit {
    use EventKind as Kind;
    let outcomes: Vec<_> = read.events.iter().filter(|event| event.kind.is_outcome()).collect();
    let kind = match dice.below(12) {
        0 if outcomes.len() > 1 => Kind::Settled(dice.pick(&outcomes).id),
        0..3 => Kind::Accepted,
        3 => Kind::Travelling,
        4 => Kind::Arrived,
        5 | 6 => Kind::Started,
        7 => Kind::Paused,
        8 => Kind::NoAccess,
        9 => Kind::Incomplete,
        10 => Kind::Reopened,
        _ => Kind::Completed,
    };
    let reason = if kind.wants_reason() { "Nobody answered the bell".into() } else { String::new() };
    JobEdit::Record { kind, reason }
}

fn photo(phone: &Phone, dice: &mut Dice) -> Result<(NewPhoto, [store::Kept; 2]), StoreError> {
    let mut picture = |bytes: usize| -> Vec<u8> {
        let begins = [0xff, 0xd8, 0xff, 0xe0];
        begins.into_iter().chain((0..bytes).map(|_| dice.roll().to_be_bytes()[0])).collect()
    };
    let (full, preview) = (picture(900), picture(60));
    let kept = [phone.store().keep(&full, "image/jpeg")?, phone.store().keep(&preview, "image/jpeg")?];
    let photo = NewPhoto {
        hash: kept[0].hash,
        size: kept[0].size,
        preview_hash: kept[1].hash,
        preview_size: kept[1].size,
        media_type: "image/jpeg".into(),
        caption: "As left".into(),
        stage: PhotoStage::After,
        made_from: None,
    };
    Ok((photo, kept))
}

/// The customer reads what the job says now, and signs or does not.
fn sign_off(phone: &Phone, document: &Document, clocks: domain::author::Clocks, dice: &mut Dice) -> JobEdit {
    let page = Page::draw(document, "Calder Vale Homes", *dice.pick(&Locale::ALL)).unwrap();
    let signed = dice.percent(70);
    let stroke = (0..12_u8).map(|at| StrokePoint { x: f32::from(at) * 9.0, y: 40.0, t: u32::from(at) * 16 }).collect();
    let answer = Answer {
        name: if signed { "Jill Marsh".into() } else { String::new() },
        score: signed.then_some(5),
        reason: if signed { String::new() } else { "Arm in plaster".into() },
        strokes: if signed { vec![stroke] } else { Vec::new() },
        ..Answer::without_customer(if signed { SignOffOutcome::Signed } else { SignOffOutcome::Unable })
    };
    let enrolment = phone.store().enrolment().unwrap().unwrap();
    let body = page.answered(answer, enrolment.device, clocks, None).unwrap();
    let seal = Seal::sign(body, &enrolment.signing_key, enrolment.certificate.clone()).unwrap();
    JobEdit::SignOff { seal: seal.to_bytes() }
}

fn heads(document: &Document) -> Vec<[u8; 32]> {
    document.heads().iter().map(|head| *head.as_bytes()).collect()
}
