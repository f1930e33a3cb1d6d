//! Records that begin on a handheld: jobs booked at a door, and worries about somebody.

use documents::{Change, Document, concern, job};
use domain::{
    concern::{Concern, ConcernAbout},
    id::{DocumentId, RecordKind},
    job::{Booking, BookingTerms, JobEdit, NewId, OWN_SOURCE, reference_of},
};
use store::StoreError;

use super::{
    dice::Dice,
    edits::{Mark, promise},
    landlord::order,
    phone::{Phone, is_allowed},
};

/// Somebody books a job at a door, and has it at once.
pub fn book(phone: &mut Phone, dice: &mut Dice) {
    let id = DocumentId::from_bytes(dice.sixteen());
    let mut order = order(&reference_of(id), dice.below(3));
    order.source = OWN_SOURCE.into();
    let follows = phone.jobs().first().copied();
    let terms = BookingTerms { follows, minutes: Some(90), ..BookingTerms::default() };
    let edit = JobEdit::Book(Box::new(Booking { order, terms }));
    let new_id = NewId(dice.sixteen());
    make(phone, id, RecordKind::Job, |document, phone| {
        let clocks = phone.store().clocks().unwrap();
        job::edit(document, &edit, &clocks, new_id).unwrap()
    });
}

/// Somebody is worried about somebody, and their handheld forgets it once the landlord has it.
pub fn worry(phone: &mut Phone, step: usize, dice: &mut Dice) {
    let id = DocumentId::from_bytes(dice.sixteen());
    let words = format!("worry{step}x{}", dice.below(1_000_000));
    let about = *dice.pick(&ConcernAbout::ALL);
    let worry = Concern { about, words, address: "16 Pinder House".into(), in_danger: dice.percent(10) };
    make(phone, id, RecordKind::Concern, |document, phone| {
        concern::write(document, &worry, &phone.store().clocks().unwrap()).unwrap()
    });
}

fn make(phone: &mut Phone, id: DocumentId, kind: RecordKind, write: impl FnOnce(&mut Document, &Phone) -> Vec<Change>) {
    let mut document = Document::create(id, kind, phone.store().pen().unwrap()).unwrap();
    let changes = write(&mut document, phone);
    let saved: Result<(), StoreError> = match kind {
        RecordKind::Concern => phone.store().hand_over(&document, &changes),
        _ => phone.store().commit(&document, &changes),
    };
    match saved {
        Ok(()) => {
            let made = changes.iter().filter(|change| !document.is_fixed(&change.hash));
            let made: Vec<_> = made.map(|change| promise(id, change.hash, Mark::Value)).collect();
            phone.promises.extend(made);
        }
        Err(error) => assert!(is_allowed(&error), "{} could not save: {error}", phone.name),
    }
}
