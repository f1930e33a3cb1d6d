//! Another job is booked at this home before anybody leaves it.

use documents::{Document, job};
use domain::{
    id::{DocumentId, RecordKind},
    job::{Booking, BookingTerms, JobEdit, OWN_SOURCE, Priority, WorkElement, WorkOrder, reference_of},
};

use crate::{
    api::{Failure, JobPage},
    error::failure,
    queries,
    unlocked::Unlocked,
};

/// What was agreed at the door.
pub(crate) struct Agreed {
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
    let (_, job) = unlocked.job(from)?;
    let (clocks, pen) = (unlocked.store.clocks()?, unlocked.store.pen()?);
    let id = DocumentId::from_bytes(unlocked.new_id()?.0);
    let now = unlocked.now();
    // A visit is no trade's.
    let usual = if job.visit.is_some() { Default::default() } else { job.order.trade.clone() };
    let trade = if agreed.trade.trim().is_empty() { usual } else { (String::new(), agreed.trade) };
    let priority = if agreed.emergency {
        let required_completion = Some(now.plus_milliseconds(EMERGENCY_MS));
        Priority { code: MOST_URGENT.to_owned(), description: "Emergency".to_owned(), required_completion }
    } else {
        Priority { description: "Follow-on, to be planned".to_owned(), ..Priority::default() }
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
        follows: Some(from),
        minutes: agreed.minutes.filter(|minutes| *minutes > 0),
        operatives: u32::from(agreed.operatives),
        trades: agreed.further_trades.trim().to_owned(),
        materials: agreed.materials.trim().to_owned(),
        preferred: agreed.preferred,
    };
    let mut document = Document::create(id, RecordKind::Job, pen)?;
    let booking = JobEdit::Book(Box::new(Booking { order, terms }));
    let changes = job::edit(&mut document, &booking, &clocks, unlocked.new_id()?)?;
    unlocked.store.commit(&document, &changes)?;
    let new_id = unlocked.new_id()?;
    unlocked.store.edit::<Failure>(from, |document| {
        let edit = JobEdit::FollowOn { job: id, description };
        Ok(job::edit(document, &edit, &clocks, new_id)?.into())
    })?;
    queries::job::page(unlocked, from)
}
