//! Hazards that were noticed at doors: what is due on each and by when, and what the landlord's people found and did.

use documents::job;
use domain::{
    hazard::HazardFound,
    job::{HazardNoticed, HazardStepKind, JobEdit, NewHazardStep, hazard_reference},
    standards::{Clock, Measure, Moment, RuleName, Standards},
    time::Timestamp,
    working_time::WorkingCalendar,
};
use rusqlite::Transaction;

use crate::{
    db::{
        DbError,
        sqlite::{
            chain,
            hazard::{self, HazardRow},
            log, noted, people,
        },
    },
    feedback::standards,
    hub::{Hub, HubError},
};

/// A hazard, and how its clocks stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HazardReport {
    /// By which people speak of it: "H-7QK3M2ZP".
    pub reference: String,
    /// The job or the visit.
    pub job: String,
    /// The home.
    pub address: String,
    /// What was seen, and where.
    pub seen: String,
    /// Who lives with it; may be empty.
    pub who: String,
    /// True while somebody may be harmed at any moment, as far as anybody has said.
    pub danger_now: bool,
    /// Who noticed it: "Ada Byrne (Van 12)".
    pub by: String,
    /// When the landlord became aware of it.
    pub aware: Timestamp,
    /// What the investigation found; none until it has ended.
    pub found: Option<HazardFound>,
    /// What is due next, in words; none when nothing is, or no pack says by when.
    pub next: Option<String>,
    /// Each promise in words, with the day, and how it stands.
    pub promises: Vec<String>,
    /// True when something is past its end and not done.
    pub overdue: bool,
    /// True once nothing is left to do.
    pub over: bool,
}

/// A hazard with all that was recorded about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HazardShown {
    /// How it stands.
    pub report: HazardReport,
    /// What was noticed, and every step.
    pub noticed: HazardNoticed,
}

impl Hub {
    /// Hazards, those that are overdue first, then by what is due next; with `open`, only those that are not over.
    ///
    /// # Errors
    /// The database failed.
    pub fn hazards(&self, open: bool) -> Result<Vec<HazardReport>, HubError> {
        let now = self.inner.clock.now();
        Ok(self.inner.db.read(|transaction| {
            let (standards, calendar) = standards(transaction)?;
            let mut told = Vec::new();
            for row in hazard::all(transaction)? {
                if open && row.course.is_over() {
                    continue;
                }
                let next = row.course.next(&standards, &calendar).map(|clock| clock.promise.due.until);
                // Without a pack there is no day; the one that is known longest has waited longest.
                let order = (row.course.is_over(), next.is_none(), next.unwrap_or(row.course.aware));
                told.push((order, report(transaction, &row, &standards, &calendar, now)?));
            }
            told.sort_by_key(|(order, report)| (!report.overdue, *order));
            Ok::<_, DbError>(told.into_iter().map(|(_, report)| report).collect())
        })?)
    }

    /// One hazard with all that was recorded about it.
    ///
    /// # Errors
    /// There is none of this reference, or the database failed.
    pub fn hazard(&self, reference: &str) -> Result<HazardShown, HubError> {
        let now = self.inner.clock.now();
        self.inner.db.read(|transaction| {
            let row = referred(transaction, reference)?;
            let (standards, calendar) = standards(transaction)?;
            let document = log::load(transaction, row.document, row.kind, self.inner.pen)?;
            let held = job::read(&document)?.hazards.into_iter().find(|held| held.id == row.hazard);
            let noticed = held.ok_or(DbError::Damaged { what: "hazard" })?;
            Ok(HazardShown { report: report(transaction, &row, &standards, &calendar, now)?, noticed })
        })
    }

    /// Records what was found or done about a hazard, at the time that it happened: whoever holds the job reads it there.
    ///
    /// # Errors
    /// There is none of this reference, the step makes no sense for it, or the database failed; nothing changed.
    pub fn step_on_hazard(
        &self,
        reference: &str,
        at: Option<Timestamp>,
        by: &str,
        what: impl FnOnce(&HazardNoticed) -> Result<HazardStepKind, HubError>,
    ) -> Result<(), HubError> {
        let inner = &self.inner;
        let now = inner.clock.now();
        let (at, by) = (at.unwrap_or(now), by.trim().to_owned());
        inner.db.write(|transaction| {
            let row = referred(transaction, reference)?;
            let mut document = log::load(transaction, row.document, row.kind, inner.pen)?;
            let held = job::read(&document)?.hazards.into_iter().find(|held| held.id == row.hazard);
            let held = held.ok_or(DbError::Damaged { what: "hazard" })?;
            let kind = what(&held)?;
            if by.is_empty() {
                return Err(HubError::Asked("say who did it: --by \"Priya Shah\"".into()));
            }
            if at > now {
                return Err(HubError::Asked("--at has not come yet: say when it happened".into()));
            }
            if at < row.course.aware {
                return Err(HubError::Asked(format!(
                    "--at is before anybody noticed the hazard, at {}; say when it happened",
                    spoken(row.course.aware)
                )));
            }
            is_sensible(transaction, &held, &kind, &by, at)?;
            chain::open_actor(transaction, inner.pen.actor, inner.pen.device)?;
            let step = NewHazardStep { hazard: row.hazard, at, by: by.clone(), kind };
            inner.edit(transaction, &mut document, &JobEdit::StepOnHazard(Box::new(step)))?;
            Ok(noted::note(transaction, &document, &job::read(&document)?, now)?)
        })
    }

    /// Names somebody who is competent to investigate hazards and to approve what customers are told; or takes that back.
    ///
    /// # Errors
    /// No name, or the database failed.
    pub fn name_investigator(&self, name: &str, named: bool) -> Result<(), HubError> {
        let (name, now) = (name.trim(), self.inner.clock.now());
        if name.is_empty() {
            return Err(HubError::Asked("say who: --name \"Priya Shah\"".into()));
        }
        Ok(self.inner.db.write(|transaction| hazard::name_investigator(transaction, name, named, now))?)
    }

    /// What the written summary has to say, as the packs in force list it.
    ///
    /// # Errors
    /// The database failed.
    pub fn summary_says(&self) -> Result<Vec<String>, HubError> {
        let today = self.today();
        Ok(self.inner.db.read(|transaction| {
            let (standards, _) = standards(transaction)?;
            let lists = standards.rules(RuleName::Listed, "hazard_summary", today);
            let names = lists.filter_map(|(_, rule)| match &rule.measure {
                Measure::List(list) => Some(list.names.clone()),
                _ => None,
            });
            Ok::<_, DbError>(names.flatten().collect())
        })?)
    }

    /// Who is competent to investigate hazards, by name.
    ///
    /// # Errors
    /// The database failed.
    pub fn investigators(&self) -> Result<Vec<String>, HubError> {
        Ok(self.inner.db.read(hazard::investigators)?)
    }
}

/// What a step wants before it: a competent investigator, or another step.
fn is_sensible(
    transaction: &Transaction,
    held: &HazardNoticed,
    kind: &HazardStepKind,
    by: &str,
    at: Timestamp,
) -> Result<(), HubError> {
    let investigated = held.course().happened.get(&Moment::Investigated).copied();
    let competent = hazard::investigators(transaction)?.iter().any(|known| known == by);
    let asked = |words: &str| Err(HubError::Asked(words.to_owned()));
    match kind {
        HazardStepKind::Investigated(_) | HazardStepKind::SummaryApproved(_) if !competent => {
            Err(HubError::Asked(format!(
                "{by} is not named as a competent investigator; if they are one: doorstep-hub hazard investigator --name \
                 \"{by}\""
            )))
        }
        HazardStepKind::SummaryWritten(_) if investigated.is_none() => {
            asked("the investigation has not ended; record it first: doorstep-hub hazard investigated")
        }
        HazardStepKind::SummaryGiven(summary, _) if held.approved_by(*summary).is_none() => asked(
            "no competent investigator has approved the summary; it is not given before: doorstep-hub hazard approve",
        ),
        HazardStepKind::SummaryGiven(..) if investigated.is_some_and(|investigated| at < investigated) => {
            asked("--at is before the investigation ended; say when the customer was given the summary")
        }
        HazardStepKind::FurtherWorkBegun(_) | HazardStepKind::FurtherWorkStarted(_)
            if held.investigation().is_none_or(|found| found.further_work.is_empty()) =>
        {
            asked("the investigation names no further work; record it again with --further-work if there is some")
        }
        _ => Ok(()),
    }
}

fn referred(transaction: &Transaction, reference: &str) -> Result<HazardRow, HubError> {
    let mut found: Vec<HazardRow> = hazard::all(transaction)?;
    found.retain(|row| hazard_reference(row.hazard) == reference || row.hazard.to_string() == reference);
    match found.pop() {
        Some(row) if found.is_empty() => Ok(row),
        Some(row) => Err(HubError::Asked(format!(
            "more than one hazard is called {reference}; say its whole id, such as {}",
            row.hazard
        ))),
        None => Err(HubError::Asked(format!("there is no hazard \"{reference}\" here; see: doorstep-hub hazard list"))),
    }
}

fn report(
    transaction: &Transaction,
    row: &HazardRow,
    standards: &Standards,
    calendar: &WorkingCalendar,
    now: Timestamp,
) -> Result<HazardReport, DbError> {
    let device = row.device.map(|device| people::device(transaction, device)).transpose()?.flatten();
    let by = device.map_or_else(
        || "somebody".to_owned(),
        |device| format!("{} ({})", device.entry.person_name, device.entry.device_name),
    );
    let clocks = row.course.clocks(standards, calendar);
    let next = row.course.next(standards, calendar);
    Ok(HazardReport {
        reference: hazard_reference(row.hazard),
        job: row.reference.clone(),
        address: row.address.clone(),
        seen: row.seen.clone(),
        who: row.who.clone(),
        danger_now: row.course.is_danger_now(),
        by,
        aware: row.course.aware,
        found: row.course.outcome.map(|outcome| outcome.found),
        next: next.map(|clock| due(&clock, now)),
        promises: clocks.iter().map(|clock| promise(clock, now)).collect(),
        overdue: clocks.iter().any(|clock| clock.stopped.is_none() && clock.is_missed(now)),
        over: row.course.is_over(),
    })
}

/// "OVERDUE since 26/11/2026 14:10: A significant hazard is investigated".
fn due(clock: &Clock<'_>, now: Timestamp) -> String {
    let words = &clock.promise.rule.words;
    if clock.is_missed(now) {
        let otherwise = clock.promise.rule.otherwise.as_str();
        let otherwise = if otherwise.is_empty() { String::new() } else { format!("; {otherwise}") };
        return format!("OVERDUE since {}: {words}{otherwise}", day(clock));
    }
    let about = if clock.projected { "at the latest by" } else { "by" };
    format!("{words} {about} {}", day(clock))
}

fn promise(clock: &Clock<'_>, now: Timestamp) -> String {
    let words = &clock.promise.rule.words;
    let standing = match (clock.stopped, clock.is_missed(now)) {
        (Some(at), false) => format!("done {}, due", spoken(at)),
        (Some(at), true) => format!("done LATE {}, due", spoken(at)),
        (None, true) => "OVERDUE, due".to_owned(),
        (None, false) if clock.projected => "at the latest".to_owned(),
        (None, false) => "due".to_owned(),
    };
    format!("{words}: {standing} {} ({})", day(clock), clock.promise.pack.id)
}

/// The day, and the time of day where that counts.
fn day(clock: &Clock<'_>) -> String {
    let due = clock.promise.due;
    let day = due.last_day.format("%d/%m/%Y");
    if due.exact { format!("{day} {}", due.until.london_clock()) } else { day.to_string() }
}

/// "26/11/2026 14:10".
pub(crate) fn spoken(at: Timestamp) -> String {
    format!("{} {}", at.london_date().format("%d/%m/%Y"), at.london_clock())
}
