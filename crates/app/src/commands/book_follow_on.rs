//! Another job is booked at this home before anybody leaves it.

use documents::{Document, job};
use domain::{
    id::{DocumentId, PhotoId, RecordKind},
    job::{
        BookedFor, Booking, BookingTerms, EventKind, Job, JobEdit, MADE_SAFE, OWN_SOURCE, Priority, WorkElement,
        WorkOrder, reference_of,
    },
};

use crate::{
    api::{BookingPurpose, Failure, JobPage},
    error::failure,
    queries,
    unlocked::Unlocked,
};

/// What was agreed at the door.
pub(crate) struct Agreed {
    pub(crate) purpose: BookingPurpose,
    pub(crate) made_safe: String,
    pub(crate) photos: Vec<String>,
    pub(crate) description: String,
    pub(crate) trade: String,
    pub(crate) further_trades: String,
    pub(crate) emergency: bool,
    pub(crate) operatives: u8,
    pub(crate) minutes: Option<u32>,
    pub(crate) materials: String,
    pub(crate) preferred: Vec<String>,
}

/// An emergency is made safe within a day.
const EMERGENCY_MS: i64 = 24 * 3_600_000;

/// The trade of whoever is asked to look, in words: no schedule of rates has a code for it.
const SURVEYOR: &str = "Surveyor";

/// HACT's most urgent `WorkPriorityCode`.
const MOST_URGENT: &str = "1";

/// The new job is saved first: should the phone die between the two, it says itself what it follows.
pub(crate) fn run(unlocked: &Unlocked, from: &str, agreed: Agreed) -> Result<JobPage, Failure> {
    let from: DocumentId = from.parse()?;
    let description = agreed.description.trim().to_owned();
    if description.is_empty() {
        return Err(failure("booking_empty", "The new job does not say what is to be done", "Write it in a few words"));
    }
    if !(1..=9).contains(&agreed.operatives) {
        return Err(failure("booking_people", "A job wants between 1 and 9 people", "Choose how many"));
    }
    let made_safe = agreed.made_safe.trim().to_owned();
    let (_, job) = unlocked.job(from)?;
    let comes_back = agreed.purpose == BookingPurpose::Return;
    if comes_back && made_safe.is_empty() {
        return Err(failure(
            "made_safe_empty",
            "It does not say what was made safe",
            "Write what you did in a few words",
        ));
    }
    if comes_back && job.status().status.is_closed() {
        let remedy = "Book a follow-on job instead, or reopen this one first";
        return Err(failure("visit_closed", "This visit has ended already", remedy));
    }
    let photos = photos(unlocked, &job, &agreed.photos)?;
    let (clocks, pen) = (unlocked.store.clocks()?, unlocked.store.pen()?);
    let id = DocumentId::from_bytes(unlocked.new_id()?.0);
    let now = unlocked.now();
    // A visit is no trade's.
    let usual = if job.visit.is_some() { Default::default() } else { job.order.trade.clone() };
    let trade = match agreed.purpose {
        BookingPurpose::Survey => (String::new(), SURVEYOR.to_owned()),
        _ if agreed.trade.trim().is_empty() => usual,
        _ => (String::new(), agreed.trade.trim().to_owned()),
    };
    let priority = if agreed.emergency {
        let required_completion = Some(now.plus_milliseconds(EMERGENCY_MS));
        Priority { code: MOST_URGENT.to_owned(), description: "Emergency".to_owned(), required_completion }
    } else {
        let description = match agreed.purpose {
            BookingPurpose::FollowOn => "Follow-on, to be planned",
            BookingPurpose::Return => "Return, to be planned",
            BookingPurpose::Survey => "Survey, to be planned",
        };
        Priority { description: description.to_owned(), ..Priority::default() }
    };
    let order = WorkOrder {
        source: OWN_SOURCE.to_owned(),
        reference: reference_of(id),
        description: description.clone(),
        location_of_repair: job.order.location_of_repair.clone(),
        raised: Some(now),
        priority,
        elements: vec![WorkElement { reference: "1".to_owned(), trade: trade.clone(), items: Vec::new() }],
        trade,
        appointment: None,
        // Its home, whom to ring and what to know before knocking are this job's.
        ..job.order
    };
    let terms = BookingTerms {
        purpose: match agreed.purpose {
            BookingPurpose::FollowOn => BookedFor::FollowOn,
            BookingPurpose::Return => BookedFor::Return,
            BookingPurpose::Survey => BookedFor::Survey,
        },
        photos,
        follows: Some(from),
        minutes: agreed.minutes.filter(|minutes| *minutes > 0),
        operatives: u32::from(agreed.operatives),
        trades: agreed.further_trades.trim().to_owned(),
        materials: agreed.materials.trim().to_owned(),
        preferred: agreed.preferred,
    };
    let booking = Booking { order, terms };
    let in_a_line = booking.in_a_line().chars().take(job::MAX_SHORT_TEXT).collect();
    let mut document = Document::create(id, RecordKind::Job, pen)?;
    let changes = job::edit(&mut document, &JobEdit::Book(Box::new(booking)), &clocks, unlocked.new_id()?)?;
    unlocked.store.commit(&document, &changes)?;
    let (follow_on_id, event_id) = (unlocked.new_id()?, unlocked.new_id()?);
    unlocked.store.edit::<Failure>(from, |document| {
        let edit = JobEdit::FollowOn { job: id, description: in_a_line };
        let mut changes = job::edit(document, &edit, &clocks, follow_on_id)?;
        if comes_back {
            let reason = format!("{MADE_SAFE}. {made_safe}").chars().take(job::MAX_SHORT_TEXT).collect();
            let ends = JobEdit::Record { kind: EventKind::Incomplete, reason };
            changes.extend(job::edit(document, &ends, &clocks, event_id)?);
        }
        Ok(changes.into())
    })?;
    queries::job::page(unlocked, from)
}

/// Photos of the job that the booking names: none that this phone does not know, for nobody could find it there.
fn photos(unlocked: &Unlocked, job: &Job, named: &[String]) -> Result<Vec<PhotoId>, Failure> {
    let taken = unlocked.store.taken_photos(job.id)?;
    let mut photos = Vec::with_capacity(named.len());
    for name in named {
        let id: PhotoId = name.parse()?;
        let here = job.photos.iter().any(|held| held.id == id) || taken.iter().any(|taken| taken.photo == id);
        if !here {
            return Err(failure("photo_gone", "A photo that this names is not on the job any more", "Leave it out"));
        }
        photos.push(id);
    }
    Ok(photos)
}
