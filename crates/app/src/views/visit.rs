//! The visit in words: taken back, late, earlier jobs at the home, and what to mind that no alert says.

use chrono::NaiveDate;
use domain::{
    alert::{Alert, AlertSubject},
    job::{EarlierWork, EventKind, Job, JobEvent, JobStatus, UNDO_MS},
    time::{Timestamp, spoken_day},
};
use store::JobRow;

use super::{event, status};
use crate::{
    api::{EarlierJob, Failure, LateChoice, Reminder, Tone, Undo},
    unlocked::Unlocked,
};

/// How late somebody can say that they are, in minutes from now.
const LATE: [u32; 5] = [15, 30, 45, 60, 90];

/// Times are named to five minutes: nobody can keep to a finer one.
const FIVE_MINUTES: i64 = 5 * 60_000;

/// Earlier jobs that are shown.
const EARLIER: u32 = 6;

/// Within a year the same trade at the same home may be the same fault.
const REPEAT_DAYS: i64 = 365;

/// "10:30": a time that somebody expects to keep to.
pub(crate) fn about(at: Timestamp) -> String {
    let rounded = (at.milliseconds() + FIVE_MINUTES - 1).div_euclid(FIVE_MINUTES) * FIVE_MINUTES;
    Timestamp::from_milliseconds(rounded).london_clock()
}

/// What can be taken back.
pub(crate) fn undo(unlocked: &Unlocked, job: &Job) -> Result<Option<Undo>, Failure> {
    let (device, now) = (unlocked.store.pen()?.device, unlocked.now());
    Ok(job.undoable(device, now).map(|last| {
        let left = UNDO_MS - (now.milliseconds() - last.written.at.milliseconds());
        Undo {
            event: last.id.to_string(),
            words: event::words(last.kind).to_owned(),
            seconds: u32::try_from(left.div_euclid(1_000)).unwrap_or_default(),
        }
    }))
}

/// The step with which this phone's position is wanted.
pub(crate) fn locate(unlocked: &Unlocked, job: &Job) -> Result<Option<String>, Failure> {
    if !unlocked.store.settings()?.positions_kept {
        return Ok(None);
    }
    let last = job.just_recorded(unlocked.store.pen()?.device, unlocked.now());
    Ok(last.filter(|last| job.fix_of(last).is_none()).map(|last| last.id.to_string()))
}

/// The times that somebody can name who is not there yet.
pub(crate) fn late(status: JobStatus, now: Timestamp) -> Vec<LateChoice> {
    if !is_before_the_door(status) {
        return Vec::new();
    }
    let choice = |minutes: u32| LateChoice {
        minutes,
        words: match minutes {
            60 => "In 1 hour".to_owned(),
            90 => "In 1 hour 30 minutes".to_owned(),
            minutes => format!("In {minutes} minutes"),
        },
        at: format!("About {}", about(now.plus_milliseconds(i64::from(minutes) * 60_000))),
    };
    LATE.map(choice).into()
}

/// True until somebody stands at the door.
pub(crate) const fn is_before_the_door(status: JobStatus) -> bool {
    matches!(
        status,
        JobStatus::Planned | JobStatus::Dispatched | JobStatus::Accepted | JobStatus::Travelling | JobStatus::Reopened
    )
}

/// Other jobs at this home, and whether this may be one of them again: those on this phone, and what other teams did before
/// this was raised.
pub(crate) fn earlier(unlocked: &Unlocked, row: &JobRow, told: &[EarlierWork]) -> Result<Vec<EarlierJob>, Failure> {
    let today = unlocked.now().london_date();
    let repeats = |ended: Option<NaiveDate>, trade: &str| {
        let recent = ended.is_some_and(|day| (today - day).num_days() <= REPEAT_DAYS);
        recent && !trade.is_empty() && trade == row.trade
    };
    let held = unlocked.store.jobs_at_home_of(row, EARLIER)?;
    let mut earlier: Vec<(Option<NaiveDate>, EarlierJob)> = Vec::with_capacity(held.len() + told.len());
    for job in &held {
        let day = job.finished_on.or_else(|| job.appointment.as_ref().map(|window| window.date));
        let shown = EarlierJob {
            id: Some(job.document.to_string()),
            reference: job.reference.clone(),
            description: super::row::cut(&job.description),
            trade: job.trade.clone(),
            when: day.map(|day| spoken_day(day, today, true)).unwrap_or_default(),
            status: status::shown(job.status),
            reason: job.status_reason.clone(),
            repeat: repeats(job.finished_on, &job.trade),
        };
        earlier.push((job.finished_on, shown));
    }
    let elsewhere = told.iter().filter(|told| held.iter().all(|job| job.reference != told.reference));
    for told in elsewhere {
        let Some(outcome) = JobStatus::from_name(&told.outcome) else { continue };
        let shown = EarlierJob {
            id: None,
            reference: told.reference.clone(),
            description: told.work.clone(),
            trade: told.trade.clone(),
            when: spoken_day(told.ended, today, true),
            status: status::shown(outcome),
            reason: String::new(),
            repeat: repeats(Some(told.ended), &told.trade),
        };
        earlier.push((Some(told.ended), shown));
    }
    // What is open stands first, in the order of the list.
    earlier.sort_by_key(|(ended, _)| (ended.is_some(), std::cmp::Reverse(*ended)));
    Ok(earlier.into_iter().map(|(_, shown)| shown).collect())
}

/// "Last visit: No access, yesterday. Nobody answered".
pub(crate) fn last_visit(job: &Job, earlier: &[EarlierJob], now: Timestamp) -> String {
    let told = |what: &str, when: &str, reason: &str| {
        let reason = if reason.is_empty() { String::new() } else { format!(". {reason}") };
        format!("{what}, {when}{reason}")
    };
    // Whoever withdrew the job was at no door.
    let of_a_visit = |event: &&JobEvent| event.kind.is_outcome() && event.kind != EventKind::Cancelled;
    let own = job.standing().into_iter().rfind(of_a_visit);
    if let Some(own) = own {
        return told(event::words(own.kind), &own.best_time().spoken(now), &own.reason);
    }
    let elsewhere = earlier.iter().find(|other| !other.when.is_empty() && other.status.code != "dispatched");
    elsewhere.map(|other| told(&other.status.words, &other.when, &other.reason)).unwrap_or_default()
}

/// What to take along or to mind.
pub(crate) fn reminders(job: &Job, alerts: &[Alert], earlier: &[EarlierJob], interpreter: &str) -> Vec<Reminder> {
    let mut reminders = Vec::new();
    let person =
        |code: &str| alerts.iter().any(|alert| alert.subject == AlertSubject::Person && alert.type_code == code);
    let reminder = |code: &str, title: &str, words: &str, tone| Reminder {
        code: code.to_owned(),
        title: title.to_owned(),
        words: words.to_owned(),
        tone,
        number: String::new(),
    };
    if let Some(before) = earlier.iter().find(|before| before.repeat) {
        let what = if before.description.is_empty() { &before.trade } else { &before.description };
        let words = format!("{}: {what}. Look for why it came back", before.when);
        reminders.push(reminder("repeat", "This may be a repeat of an earlier repair", &words, Tone::Warning));
    }
    if !interpreter.is_empty() && alerts.iter().any(Alert::wants_interpreter) {
        let words = "Before you begin, if you do not speak the customer’s language";
        let ring = reminder("interpreter", "Ring an interpreter", words, Tone::Quiet);
        reminders.push(Reminder { number: interpreter.to_owned(), ..ring });
    }
    if !job.order.access.days_to_avoid.is_empty() {
        reminders.push(reminder("days_to_avoid", "Days to avoid", &job.order.access.days_to_avoid, Tone::Warning));
    }
    match (job.order.is_gas(), person("20-10")) {
        (_, true) => reminders.push(reminder(
            "hearing_loop",
            "Take the portable hearing loop",
            "Somebody here is hard of hearing",
            Tone::Warning,
        )),
        (true, false) => reminders.push(reminder(
            "hearing_loop",
            "Have the portable hearing loop with you",
            "For the safety talk on gas jobs",
            Tone::Quiet,
        )),
        (false, false) => {}
    }
    reminders
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_estimate_is_named_to_the_next_five_minutes() {
        let at = |text: &str| about(Timestamp::parse(text).unwrap());
        assert_eq!(at("2026-11-22T10:26:01Z"), "10:30");
        assert_eq!(at("2026-11-22T10:30:00Z"), "10:30");
    }

    #[test]
    fn nobody_is_late_who_is_there() {
        let now = Timestamp::parse("2026-11-22T10:00:00Z").unwrap();
        assert_eq!(
            late(JobStatus::Travelling, now).first().map(|choice| choice.at.clone()),
            Some("About 10:15".into())
        );
        for status in [JobStatus::Arrived, JobStatus::Started, JobStatus::Completed, JobStatus::HandedBack] {
            assert!(late(status, now).is_empty(), "{status:?}");
        }
    }
}
