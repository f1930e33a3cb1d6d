//! What happened at a home and what is to come, entry by entry, in words.

use chrono::NaiveDate;
use domain::{
    asb::AsbTurn,
    feedback::{FeedbackKind, StepKind},
    job::EventKind,
    time::{Timestamp, spoken_day},
};
use store::{AsbRow, FeedbackRow, Happening, HappeningKind, JobRow};

use super::{asb, event, officer, row::cut, status};
use crate::{
    api::{Failure, HomeEntry, HomeEntryKind, PageLink, Tone},
    queries::officer::timeline::Household,
    unlocked::Unlocked,
};

/// What stands over entries that lie ahead.
const TO_COME: &str = "To come";

/// An entry with the moment that it is put in order by.
struct Placed {
    at: Timestamp,
    entry: HomeEntry,
}

/// Every entry, the newest first.
pub(crate) fn entries(unlocked: &Unlocked, household: &Household) -> Result<Vec<HomeEntry>, Failure> {
    let now = unlocked.now();
    let mut placed = Vec::new();
    for row in &household.work {
        placed.push(work(household, row, now));
        let within = household.happened(row.document).iter();
        placed.extend(within.filter_map(|one| in_work(household, one, now)));
    }
    for row in &household.feedback {
        placed.push(said(row, now));
        placed.extend(household.happened(row.document).iter().filter_map(|one| step(household, row, one, now)));
    }
    for row in &household.reports {
        placed.push(reported(row, now));
        placed.extend(household.happened(row.document).iter().filter_map(|one| in_report(household, row, one, now)));
    }
    placed.sort_by(|one, other| {
        let order = |placed: &Placed| (placed.at, placed.entry.key.clone());
        order(other).cmp(&order(one))
    });
    Ok(placed.into_iter().map(|placed| placed.entry).collect())
}

/// A job or a visit: where its appointment lies ahead, there; otherwise on the day it was closed, or raised.
fn work(household: &Household, row: &JobRow, now: Timestamp) -> Placed {
    let today = now.london_date();
    let is_visit = household.visits.contains(&row.document);
    let within = household.happened(row.document);
    let closed = within.iter().find(|one| one.kind == HappeningKind::Closed);
    let arranged = within.iter().find(|one| one.kind == HappeningKind::Arranged);
    let appointed = row.appointment.as_ref().filter(|_| !row.status.is_closed());
    let raised = row.raised.or_else(|| arranged.map(|one| one.at)).unwrap_or(now);
    let (at, when) = match (closed, appointed) {
        (Some(closed), _) => (closed.at, closed.at.spoken(now)),
        (None, Some(window)) => {
            let at = Timestamp::in_london(window.date.and_time(window.earliest));
            (at, format!("{}, {}", spoken_day(window.date, today, true), window.window()))
        }
        (None, None) => (raised, format!("Raised {}", raised.spoken(now))),
    };
    let shown = status::shown(row.status);
    let who = closed.or(arranged);
    let ahead = at.london_date() > today;
    let description = cut(&row.description);
    Placed {
        at,
        entry: HomeEntry {
            key: row.document.to_string(),
            kind: if is_visit { HomeEntryKind::Visit } else { HomeEntryKind::Repair },
            month: month(at, ahead),
            title: if is_visit { format!("Visit: {description}") } else { format!("Repair: {description}") },
            words: row.status_reason.clone(),
            when,
            by: who.map(|one| name(household, one)).unwrap_or_default(),
            state: shown.words,
            tone: shown.tone,
            opens: Some(PageLink::Job { record: row.document.to_string() }),
        },
    }
}

/// What happened within a job or a visit, besides how it ended.
fn in_work(household: &Household, one: &Happening, now: Timestamp) -> Option<Placed> {
    let record = one.document.to_string();
    let (kind, title, words, state, tone, opens) = match one.kind {
        HappeningKind::NoAccess => {
            let kind = EventKind::from_name(&one.name).unwrap_or(EventKind::NoAccess);
            let offered = if one.more.is_empty() { String::new() } else { format!(". Offered: {}", one.more) };
            let words = format!("{}{offered}", one.words);
            let title = event::words(kind).to_owned();
            (HomeEntryKind::NoAccess, title, words, String::new(), Tone::Warning, PageLink::Job { record })
        }
        HappeningKind::Form => {
            let title = household.forms.get(&one.name).cloned().unwrap_or_else(|| "Form".to_owned());
            let (state, tone) = match one.more.as_str() {
                Happening::FINISHED => ("Filled in", Tone::Good),
                _ => ("Begun", Tone::Quiet),
            };
            let form = domain::id::FilledFormId::from_bytes(one.entry).to_string();
            let opens = PageLink::Form { record, form };
            (HomeEntryKind::Form, title, String::new(), state.to_owned(), tone, opens)
        }
        // Where the job itself is held, it speaks for itself.
        HappeningKind::FollowOn => {
            let booked = domain::id::DocumentId::from_bytes(one.entry);
            if household.work.iter().any(|row| row.document == booked) {
                return None;
            }
            let title = format!("Repair: {}", cut(&one.words));
            let words = format!("Booked as {}. The planner has it.", one.name);
            (HomeEntryKind::Repair, title, words, "Booked".to_owned(), Tone::Quiet, PageLink::Job { record })
        }
        HappeningKind::Arranged
        | HappeningKind::Closed
        | HappeningKind::Step
        | HappeningKind::Diary
        | HappeningKind::Action
        | HappeningKind::ActionDone
        | HappeningKind::Turn => return None,
    };
    Some(placed(
        household,
        one,
        now,
        HomeEntry {
            key: String::new(),
            kind,
            month: String::new(),
            title,
            words,
            when: String::new(),
            by: String::new(),
            state,
            tone,
            opens: Some(opens),
        },
    ))
}

/// What a customer said.
fn said(row: &FeedbackRow, now: Timestamp) -> Placed {
    let shown = officer::feedback_row(row, now);
    Placed {
        at: row.received,
        entry: HomeEntry {
            key: shown.id.clone(),
            kind: HomeEntryKind::Said,
            month: month(row.received, false),
            title: format!("{} from {}", shown.kind, shown.customer),
            words: format!("“{}”", cut(&row.words)),
            when: shown.received,
            by: String::new(),
            state: shown.standing,
            tone: match (row.kind, row.open) {
                (FeedbackKind::Complaint, true) => Tone::Warning,
                (FeedbackKind::Complaint, false) => Tone::Good,
                (FeedbackKind::Compliment | FeedbackKind::Comment, _) => Tone::Quiet,
            },
            opens: Some(PageLink::Feedback { record: shown.id }),
        },
    }
}

/// What became of it.
fn step(household: &Household, row: &FeedbackRow, one: &Happening, now: Timestamp) -> Option<Placed> {
    let kind = StepKind::from_name(&one.name)?;
    let placed = placed(
        household,
        one,
        now,
        HomeEntry {
            key: String::new(),
            kind: HomeEntryKind::Said,
            month: String::new(),
            title: format!("{} from {}: {}", row.kind.words(), row.customer, kind.words().to_lowercase()),
            words: cut(&one.words),
            when: String::new(),
            by: String::new(),
            state: String::new(),
            tone: Tone::Quiet,
            opens: Some(PageLink::Feedback { record: row.document.to_string() }),
        },
    );
    // Whoever answers for it is named, whoever typed it in.
    let by = if one.more.is_empty() { placed.entry.by.clone() } else { one.more.clone() };
    Some(Placed { entry: HomeEntry { by, ..placed.entry }, ..placed })
}

/// What a customer reports of others.
fn reported(row: &AsbRow, now: Timestamp) -> Placed {
    let shown = asb::row(row, now);
    Placed {
        at: row.received,
        entry: HomeEntry {
            key: shown.id.clone(),
            kind: HomeEntryKind::Asb,
            month: month(row.received, false),
            title: format!("{} reported by {}", shown.kind, shown.customer),
            words: format!("“{}”", cut(&row.words)),
            when: shown.received,
            by: String::new(),
            state: shown.standing,
            tone: if row.at_once {
                Tone::Bad
            } else if row.open || row.unseen > 0 {
                Tone::Warning
            } else {
                Tone::Quiet
            },
            opens: Some(PageLink::Asb { record: shown.id }),
        },
    }
}

/// What followed a report: the diary, and when it was closed. What is to be done stands among the promises.
fn in_report(household: &Household, row: &AsbRow, one: &Happening, now: Timestamp) -> Option<Placed> {
    let title = match one.kind {
        HappeningKind::Diary => format!("Diary of {}: {}", row.customer, row.kind.words().to_lowercase()),
        HappeningKind::Turn => {
            format!("Report of {}: {}", row.customer, AsbTurn::from_name(&one.name)?.words().to_lowercase())
        }
        HappeningKind::ActionDone => format!("Done about the report of {}", row.customer),
        _ => return None,
    };
    let words = match (one.kind, one.words.as_str()) {
        (HappeningKind::Diary, "") => "Spoken".to_owned(),
        (_, words) => cut(words),
    };
    Some(placed(
        household,
        one,
        now,
        HomeEntry {
            key: String::new(),
            kind: HomeEntryKind::Asb,
            month: String::new(),
            title,
            words,
            when: String::new(),
            by: String::new(),
            state: String::new(),
            tone: Tone::Quiet,
            opens: Some(PageLink::Asb { record: row.document.to_string() }),
        },
    ))
}

/// An entry where and when it happened.
fn placed(household: &Household, one: &Happening, now: Timestamp, entry: HomeEntry) -> Placed {
    let id = domain::id::DocumentId::from_bytes(one.entry);
    Placed {
        at: one.at,
        entry: HomeEntry {
            key: format!("{}/{id}/{:?}", one.document, one.kind),
            month: month(one.at, false),
            when: one.at.spoken(now),
            by: name(household, one),
            ..entry
        },
    }
}

/// "Noor Aziz"; empty where nobody can tell.
pub(crate) fn name(household: &Household, one: &Happening) -> String {
    let written = domain::author::Written { device: one.device, at: one.at };
    if one.device.is_some() { household.people.name(&written) } else { String::new() }
}

fn month(at: Timestamp, ahead: bool) -> String {
    if ahead { TO_COME.to_owned() } else { of_month(at.london_date()) }
}

fn of_month(day: NaiveDate) -> String {
    day.format("%B %Y").to_string()
}
