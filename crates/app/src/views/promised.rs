//! What a household was promised, by when and by whom, and what was done about what they said.

use chrono::NaiveDate;
use domain::{
    feedback::{self, StepKind},
    household::Standing,
    job::JobStatus,
    standards::{Clock, Standards},
    time::{Timestamp, spoken_day},
    working_time::WorkingCalendar,
};
use store::{AsbRow, FeedbackRow, Happening, HappeningKind, JobRow};

use super::{row::cut, timeline};
use crate::{
    api::{Failure, PageLink, Promised, Tone, YouSaid},
    queries::officer::timeline::Household,
    unlocked::Unlocked,
};

/// A promise with the day that it is put in order by.
type Dated = (Option<NaiveDate>, Promised);

/// Every promise: those to be kept first, by their day, those without one last; then those kept, the newest first.
pub(crate) fn all(unlocked: &Unlocked, household: &Household) -> Result<Vec<Promised>, Failure> {
    let (now, landlord) = (unlocked.now(), unlocked.landlord()?);
    let (standards, calendar) = (unlocked.store.standards()?.standards, unlocked.store.working_calendar()?);
    let mut all: Vec<Dated> = Vec::new();
    for row in &household.work {
        all.extend(of_work(household, row, now));
        all.extend(household.happened(row.document).iter().filter_map(|one| of_booking(household, one)));
    }
    for row in &household.reports {
        all.extend(of_report(household, row, now));
    }
    for row in &household.feedback {
        all.extend(of_complaint(household, row, &standards, &calendar, now, &landlord));
    }
    all.sort_by(|(one_day, one), (other_day, other)| {
        let open = other.open.cmp(&one.open);
        let by_day = if one.open {
            (one_day.is_none(), one_day).cmp(&(other_day.is_none(), other_day))
        } else {
            other_day.cmp(one_day)
        };
        open.then(by_day).then_with(|| one.what.cmp(&other.what))
    });
    Ok(all.into_iter().map(|(_, promised)| promised).collect())
}

/// An appointment, or the day by which a repair is to be done; none where neither was ever named.
fn of_work(household: &Household, row: &JobRow, now: Timestamp) -> Option<Dated> {
    let today = now.london_date();
    let is_visit = household.visits.contains(&row.document);
    let appointed = row.appointment.as_ref().map(|window| window.date);
    let required = row.required_completion.map(Timestamp::london_date);
    let booked = household
        .happened
        .values()
        .flatten()
        .find(|one| one.kind == HappeningKind::FollowOn && one.entry == *row.document.as_bytes());
    let by = appointed.or(required);
    if by.is_none() && booked.is_none() {
        return None;
    }
    let standing = Standing::of(by, row.finished_on, today);
    let (words, tone) = match row.status {
        JobStatus::Cancelled => ("Cancelled", Tone::Quiet),
        // Somebody came as promised.
        JobStatus::NoAccess => ("We came, and nobody let us in", Tone::Quiet),
        JobStatus::Incomplete => ("Begun, and not finished", Tone::Warning),
        _ => said_of(standing),
    };
    let within = household.happened(row.document);
    let who = within
        .iter()
        .rfind(|one| one.kind == HappeningKind::Closed)
        .or_else(|| within.iter().find(|one| one.kind == HappeningKind::Arranged))
        .or(booked);
    let description = cut(&row.description);
    Some((
        by,
        Promised {
            what: if is_visit { format!("We visit: {description}") } else { format!("We repair: {description}") },
            by: match (appointed, by) {
                (Some(day), _) => spoken_day(day, today, true),
                (None, Some(day)) => format!("By {}", spoken_day(day, today, false)),
                (None, None) => "No day agreed yet".to_owned(),
            },
            who: who.map(|one| timeline::name(household, one)).unwrap_or_default(),
            standing: words.to_owned(),
            tone,
            open: standing.is_open(),
            opens: Some(PageLink::Job { record: row.document.to_string() }),
        },
    ))
}

/// A repair that was booked here and is with the planner, so that this phone does not hold it.
fn of_booking(household: &Household, one: &Happening) -> Option<Dated> {
    let booked = domain::id::DocumentId::from_bytes(one.entry);
    if one.kind != HappeningKind::FollowOn || household.work.iter().any(|row| row.document == booked) {
        return None;
    }
    Some((
        None,
        Promised {
            what: format!("We repair: {}", cut(&one.words)),
            by: "The planner agrees the day".to_owned(),
            who: timeline::name(household, one),
            standing: format!("Booked as {}", one.name),
            tone: Tone::Quiet,
            open: true,
            opens: Some(PageLink::Job { record: one.document.to_string() }),
        },
    ))
}

/// What is to be done about what somebody reports.
fn of_report(household: &Household, row: &AsbRow, now: Timestamp) -> Vec<Dated> {
    let today = now.london_date();
    let within = household.happened(row.document);
    let actions = within.iter().filter(|one| one.kind == HappeningKind::Action).map(|one| {
        let by: Option<NaiveDate> = one.name.parse().ok();
        let done = within.iter().find(|done| done.kind == HappeningKind::ActionDone && done.entry == one.entry);
        let standing = Standing::of(by, done.map(|done| done.at.london_date()), today);
        let (words, tone) = said_of(standing);
        let what = cut(&one.words);
        let by_words =
            by.map_or_else(|| "No day agreed".to_owned(), |day| format!("By {}", spoken_day(day, today, false)));
        (
            by,
            Promised {
                what,
                by: by_words,
                who: one.more.clone(),
                standing: words.to_owned(),
                tone,
                open: standing.is_open(),
                opens: Some(PageLink::Asb { record: row.document.to_string() }),
            },
        )
    });
    actions.collect()
}

/// What the landlord promises to whoever complains. Where no pack is held any more, what they were told stands.
fn of_complaint(
    household: &Household,
    row: &FeedbackRow,
    standards: &Standards,
    calendar: &WorkingCalendar,
    now: Timestamp,
    landlord: &str,
) -> Vec<Dated> {
    let today = now.london_date();
    let steps = household.happened(row.document).iter();
    let steps = steps.filter_map(|one| Some((StepKind::from_name(&one.name)?, one.at)));
    let happened = feedback::happened(row.received, steps);
    let who = if row.responsible.is_empty() { landlord } else { &row.responsible };
    let promised = |what: &str, day: NaiveDate, by: String, (words, tone): (&str, Tone), open| {
        (
            Some(day),
            Promised {
                what: what.to_owned(),
                by,
                who: who.to_owned(),
                standing: words.to_owned(),
                tone,
                open,
                opens: Some(PageLink::Feedback { record: row.document.to_string() }),
            },
        )
    };
    let of_clock = |clock: &Clock<'_>| {
        let rule = clock.promise.rule;
        // What the customer was told binds, whatever follows from an earlier acknowledgement.
        let told = row.told.iter().find(|told| told.rule == rule.name.name()).map(|told| told.by);
        let day = told.unwrap_or(clock.promise.due.last_day);
        let standing = match (clock.stopped, clock.is_missed(now)) {
            _ if day != clock.promise.due.last_day => {
                Standing::of(Some(day), clock.stopped.map(Timestamp::london_date), today)
            }
            (Some(_), false) => Standing::Kept,
            (Some(_), true) => Standing::Late,
            (None, true) => Standing::Overdue,
            (None, false) => Standing::Due,
        };
        let at_the_latest = if clock.projected { "At the latest by" } else { "By" };
        let by = format!("{at_the_latest} {}", spoken_day(day, today, false));
        promised(&rule.words, day, by, said_of(standing), standing.is_open())
    };
    let clocks = feedback::clocks(row.kind, &happened, standards, calendar);
    if clocks.is_empty() {
        let told = row.told.iter().map(|told| {
            let standing = if row.open { Standing::of(Some(told.by), None, today) } else { Standing::Kept };
            let by = format!("By {}", spoken_day(told.by, today, false));
            promised(&told.words, told.by, by, said_of(standing), row.open)
        });
        return told.collect();
    }
    clocks.iter().map(of_clock).collect()
}

/// How a promise stands, in a word or two.
pub(crate) const fn said_of(standing: Standing) -> (&'static str, Tone) {
    match standing {
        Standing::Due => ("To do", Tone::Quiet),
        Standing::Overdue => ("Overdue", Tone::Bad),
        Standing::Kept => ("Done", Tone::Good),
        Standing::Late => ("Done late", Tone::Warning),
    }
}

/// "You said, we did": the newest first, with what was answered or changed because of it.
pub(crate) fn said(unlocked: &Unlocked, household: &Household) -> Vec<YouSaid> {
    let now = unlocked.now();
    let did = |row: &FeedbackRow| {
        let done = household.happened(row.document).iter().filter_map(|one| {
            let kind = StepKind::from_name(&one.name)?;
            let by = if one.more.is_empty() { timeline::name(household, one) } else { one.more.clone() };
            let by = if by.is_empty() { String::new() } else { format!(" by {by}") };
            let words = if one.words.is_empty() { String::new() } else { format!(": {}", cut(&one.words)) };
            let is_deed = !matches!(kind, StepKind::Escalated);
            is_deed.then(|| format!("{}{by}, {}{words}", kind.words(), one.at.spoken(now)))
        });
        done.collect::<Vec<String>>()
    };
    household
        .feedback
        .iter()
        .map(|row| YouSaid {
            customer: row.customer.clone(),
            said: cut(&row.words),
            when: row.received.spoken(now),
            did: did(row),
            opens: PageLink::Feedback { record: row.document.to_string() },
        })
        .collect()
}
