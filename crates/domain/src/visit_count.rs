//! Officers' visits, counted: how many were arranged, made and kept; how often nobody was in; and how many were cancelled,
//! with or without the notice that the landlord promises.

use chrono::NaiveDate;

use crate::{
    job::{AppointmentWindow, EventKind, Job, JobEvent, JobStatus},
    standards::{RuleName, Standards},
    time::Timestamp,
    working_time::{Limit, Unit, WorkingCalendar},
};

/// What a customer is owed where no pack of the landlord's says more: a day.
const NOTICE: Limit = Limit { count: 1, unit: Unit::Day };

/// How many visits came to what. One visit may count in several: who came when nobody was in has made it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct VisitCount {
    /// A window was agreed with the customer.
    pub arranged: u32,
    /// Somebody of the landlord's was at the door.
    pub made: u32,
    /// Of those arranged: somebody was there on that day, and not after the window.
    pub kept: u32,
    /// Nobody was in, or nobody who might let them in.
    pub not_in: u32,
    /// The landlord cancelled it.
    pub cancelled: u32,
    /// Of those: with less notice than is promised.
    pub cancelled_late: u32,
}

impl VisitCount {
    /// Counts one more.
    pub fn count(&mut self, visit: &Job, standards: &Standards, calendar: &WorkingCalendar) {
        let add = |number: &mut u32, counts: bool| *number = number.saturating_add(u32::from(counts));
        let (agreed, came) = (visit.order.appointment.as_ref(), came(visit));
        add(&mut self.arranged, agreed.is_some());
        add(&mut self.made, came.is_some());
        add(&mut self.kept, agreed.zip(came).is_some_and(|(agreed, came)| is_within(agreed, came)));
        add(&mut self.not_in, visit.standing().iter().any(|event| is_not_in(event.kind)));
        add(&mut self.cancelled, visit.status().status == JobStatus::Cancelled);
        add(&mut self.cancelled_late, cancelled_late(visit, standards, calendar));
    }

    /// True when there was nothing to count.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The day on which a visit counts, in London: that of its window, and without one the day when somebody came.
#[must_use]
pub fn counts_on(visit: &Job) -> Option<NaiveDate> {
    visit.order.appointment.as_ref().map(|agreed| agreed.date).or_else(|| came(visit).map(Timestamp::london_date))
}

/// True when an agreed visit was cancelled with less notice than the landlord promises, or than a day where it promises
/// nothing.
#[must_use]
pub fn cancelled_late(visit: &Job, standards: &Standards, calendar: &WorkingCalendar) -> bool {
    let Some(agreed) = &visit.order.appointment else { return false };
    if visit.status().status != JobStatus::Cancelled {
        return false;
    }
    let begins = Timestamp::in_london(agreed.date.and_time(agreed.earliest));
    let promised = standards.promise(RuleName::VisitCancelled, "", begins, calendar);
    let last = promised.map_or_else(|| calendar.notice(NOTICE, begins), |promised| promised.due);
    let standing = visit.standing();
    let cancelled = standing.iter().rev().find(|event| event.kind == EventKind::Cancelled);
    cancelled.is_some_and(|event| last.is_missed_at(event.best_time()))
}

/// When somebody of the landlord's was at the door first.
fn came(visit: &Job) -> Option<Timestamp> {
    let at_the_door = |event: &&&JobEvent| {
        is_not_in(event.kind) || matches!(event.kind, EventKind::Arrived | EventKind::Started | EventKind::Completed)
    };
    visit.standing().iter().filter(at_the_door).map(|event| event.best_time()).min()
}

const fn is_not_in(kind: EventKind) -> bool {
    matches!(kind, EventKind::NoAccess | EventKind::Unanswered | EventKind::NoAdultPresent)
}

/// Who comes early waits; who comes late has not kept it.
fn is_within(agreed: &AppointmentWindow, came: Timestamp) -> bool {
    let latest = Timestamp::in_london(agreed.date.and_time(agreed.latest));
    came.london_date() == agreed.date && came <= latest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        address::SiteProperty,
        author::Written,
        id::{DocumentId, EventId},
        job::{AccessInformation, Note, Priority, WorkOrder},
        standards::Pack,
    };

    const ROSSENDALE: &str = include_str!("../../../packs/rossendale-2005.json");

    /// An agreed visit on Friday 27 November from nine to twelve, with what happened, each after the one before.
    fn visit(happened: &[(EventKind, &str)]) -> Job {
        let clock = |hour| chrono::NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
        let date = "2026-11-27".parse().unwrap();
        let agreed = AppointmentWindow { date, name: String::new(), earliest: clock(9), latest: clock(12) };
        let event = |(at, (kind, time)): (usize, &(EventKind, &str))| {
            let number = u8::try_from(at + 1).unwrap();
            JobEvent {
                id: EventId::from_bytes([number; 16]),
                kind: *kind,
                reason: String::new(),
                written: Written { device: None, at: Timestamp::parse(time).unwrap() },
                hub_offset: None,
                follows: if at == 0 { Vec::new() } else { vec![EventId::from_bytes([number - 1; 16])] },
                fix: None,
            }
        };
        Job {
            id: DocumentId::from_bytes([1; 16]),
            order: WorkOrder {
                source: String::new(),
                reference: "D-VISIT".into(),
                description: String::new(),
                location_of_repair: String::new(),
                raised: None,
                priority: Priority::default(),
                trade: (String::new(), String::new()),
                work_class: String::new(),
                elements: Vec::new(),
                appointment: Some(agreed),
                access: AccessInformation::default(),
                property: SiteProperty::default(),
                position: None,
                contacts: Vec::new(),
                alerts: Vec::new(),
            },
            events: happened.iter().enumerate().map(event).collect(),
            items: Vec::new(),
            note: Note { text: String::new(), last: None },
            photos: Vec::new(),
            recordings: Vec::new(),
            sign_offs: Vec::new(),
            attempts: Vec::new(),
            hazards: Vec::new(),
            labour: Vec::new(),
            materials: Vec::new(),
            variations: Vec::new(),
            booked: None,
            visit: None,
            follow_ons: Vec::new(),
            earlier: Vec::new(),
            competitions: Vec::new(),
        }
    }

    fn counted(visits: &[Job], standards: &Standards) -> VisitCount {
        let mut count = VisitCount::default();
        for visit in visits {
            count.count(visit, standards, &WorkingCalendar::default());
        }
        count
    }

    #[test]
    fn a_visit_is_kept_by_whoever_comes_on_the_day_and_not_after_the_window() {
        let begun = |at| counted(&[visit(&[(EventKind::Started, at)])], &Standards::default());
        let made = VisitCount { arranged: 1, made: 1, ..VisitCount::default() };
        assert_eq!(begun("2026-11-27T10:10:00Z"), VisitCount { kept: 1, ..made });
        assert_eq!(begun("2026-11-27T12:00:00Z"), VisitCount { kept: 1, ..made });
        assert_eq!(begun("2026-11-27T12:01:00Z"), made);
        assert_eq!(begun("2026-11-26T10:10:00Z"), made);
        let nobody = visit(&[(EventKind::NoAccess, "2026-11-27T09:30:00Z")]);
        assert_eq!(counted(&[nobody], &Standards::default()), VisitCount { kept: 1, not_in: 1, ..made });
        let undone = EventKind::Undone(EventId::from_bytes([1; 16]));
        let tap = visit(&[(EventKind::Started, "2026-11-27T10:10:00Z"), (undone, "2026-11-27T10:10:20Z")]);
        assert_eq!(counted(&[tap], &Standards::default()), VisitCount { arranged: 1, ..VisitCount::default() });
    }

    #[test]
    fn notice_ends_with_the_day_before_whether_or_not_a_pack_says_so() {
        let rossendale = Standards::new([Pack::read(ROSSENDALE).unwrap()]);
        for standards in [rossendale, Standards::default()] {
            let late = |at| {
                let cancelled = visit(&[(EventKind::Cancelled, at)]);
                let count = counted(&[cancelled], &standards);
                assert_eq!((count.arranged, count.made, count.cancelled), (1, 0, 1));
                count.cancelled_late
            };
            assert_eq!((late("2026-11-26T23:59:00Z"), late("2026-11-27T00:01:00Z")), (0, 1));
        }
        // Taken up again, it is cancelled no longer.
        let again =
            visit(&[(EventKind::Cancelled, "2026-11-27T08:00:00Z"), (EventKind::Reopened, "2026-11-27T08:05:00Z")]);
        assert_eq!(counted(&[again], &Standards::default()).cancelled_late, 0);
    }

    #[test]
    fn a_visit_counts_on_the_day_of_its_window_and_one_that_was_begun_at_once_on_its_own() {
        let mut begun = visit(&[(EventKind::Started, "2026-12-01T23:30:00Z")]);
        assert_eq!(counts_on(&begun), Some("2026-11-27".parse().unwrap()));
        begun.order.appointment = None;
        assert_eq!(counts_on(&begun), Some("2026-12-01".parse().unwrap()));
        begun.events.clear();
        assert_eq!(counts_on(&begun), None);
    }
}
