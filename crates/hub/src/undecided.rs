//! What of jobs and visits waits for somebody to decide it, or to look at it, in words for the office.

use std::collections::BTreeMap;

use documents::job;
use domain::{
    author::Written,
    id::DocumentId,
    job::{CompetingField, Competition, EventKind, FlagReason, Job, Undecided},
    time::Timestamp,
};
use rusqlite::Transaction;

use crate::{
    db::{
        DbError,
        sqlite::{log, matter, people},
    },
    hub::{Hub, HubError},
    plan::work_referred,
};

/// Letters of what somebody wrote, at most.
const SHOWN: usize = 200;

/// One thing that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The reference of the job or the visit.
    pub reference: String,
    /// Its stable code: `competing_outcomes`.
    pub code: String,
    /// Whose work it is about: "Ada Byrne (Van 12), Dev Patel (Van 7)"; empty when the record does not say.
    pub people: String,
    /// What it is and what to do, in words.
    pub words: String,
    /// When the hub learnt of it.
    pub noticed_at: Timestamp,
}

impl Hub {
    /// Everything that waits for somebody and that nobody has seen to, the oldest first. Opens the records that it names, and
    /// no other.
    ///
    /// # Errors
    /// The database failed.
    pub fn undecided(&self) -> Result<Vec<Waiting>, HubError> {
        let pen = self.inner.pen;
        Ok(self.inner.db.read(|transaction| {
            let mut opened: BTreeMap<DocumentId, Option<Job>> = BTreeMap::new();
            let mut waiting = Vec::new();
            for found in matter::all(transaction)?.into_iter().filter(|found| matter::is_undecided(&found.code)) {
                let job = opened.entry(found.document).or_insert_with(|| {
                    log::load(transaction, found.document, found.kind, pen)
                        .ok()
                        .and_then(|whole| job::read(&whole).ok())
                });
                let said = job.as_ref().and_then(|job| {
                    let same =
                        |one: &&Undecided| one.code() == found.code && matter::subject(job, **one) == found.subject;
                    Some((job, *job.undecided().iter().find(same)?))
                });
                let told = match said {
                    Some((job, undecided)) => Teller { transaction, job }.tell(undecided)?,
                    // The log has lost something of it; that is said elsewhere.
                    None => (String::new(), "waits for somebody to look at it".to_owned()),
                };
                waiting.push(Waiting {
                    reference: found.reference,
                    code: found.code,
                    people: told.0,
                    words: told.1,
                    noticed_at: found.noticed_at,
                });
            }
            Ok::<_, DbError>(waiting)
        })?)
    }

    /// Somebody has seen to all that waits of a job or a visit: it is listed no more, until something new comes to it. Gives
    /// how much that was.
    ///
    /// # Errors
    /// There is no such job, no reason was given, or the database failed.
    pub fn dismiss(&self, reference: &str, source: Option<&str>, why: &str) -> Result<usize, HubError> {
        let why = why.trim();
        if why.is_empty() {
            return Err(HubError::Asked("say why: --why \"claimed once, by Ada\"".into()));
        }
        let inner = &self.inner;
        inner.db.write(|transaction| {
            let record = work_referred(transaction, reference, source)?;
            Ok(matter::dismiss(transaction, record.document, why, inner.clock.now())?)
        })
    }
}

/// Who tells of one job.
struct Teller<'a> {
    transaction: &'a Transaction<'a>,
    job: &'a Job,
}

impl Teller<'_> {
    /// Whose work it is about, and what to do.
    fn tell(&self, undecided: Undecided) -> Result<(String, String), DbError> {
        let reference = &self.job.order.reference;
        Ok(match undecided {
            Undecided::Outcomes => {
                let competing = self.job.status().competing;
                let events: Vec<_> = self.job.events.iter().filter(|event| competing.contains(&event.id)).collect();
                let mut ended = Vec::new();
                for event in &events {
                    let reason =
                        if event.reason.is_empty() { String::new() } else { format!(", \"{}\"", event.reason) };
                    ended.push(format!("{} ({}{reason})", happened(event.kind), self.name(&event.written)?));
                }
                let people = self.devices(events.iter().map(|event| &event.written))?;
                let ended = ended.join(" and ");
                (people, format!("how the visit ended was told in more than one way: {ended}. {CHOOSE}"))
            }
            Undecided::Value(field) => {
                let competition = self.job.competitions.iter().find(|competition| competition.field == field);
                let Some(competition) = competition else { return Ok((String::new(), CHOOSE.to_owned())) };
                let people = self.devices(competition.sides.iter().map(|side| &side.written))?;
                let sides = self.sides(competition)?;
                let words = match field {
                    CompetingField::Appointment => format!(
                        "the appointment was moved in two ways at once: {sides}. Say which stands: doorstep-hub appoint \
                         --reference \"{reference}\" …"
                    ),
                    CompetingField::Quantity(item) => {
                        let item = self.job.items.iter().find(|held| held.id == item);
                        let code = item.map(|item| item.code.as_str()).unwrap_or_default();
                        format!("the quantity of {code} was set in more than one way: {sides}. {CHOOSE}")
                    }
                    CompetingField::Caption(_) => {
                        format!("what a photo shows was said in more than one way: {sides}. {CHOOSE}")
                    }
                    CompetingField::Note => {
                        format!(
                            "the note was written in two places at once, and says what nobody wrote: {sides}. {CHOOSE}"
                        )
                    }
                };
                (people, words)
            }
            Undecided::SignOffs => {
                let people = self.devices(self.job.sign_offs.iter().map(|entry| &entry.written))?;
                let count = self.job.sign_offs.len();
                (people, format!("it was signed off {count} times, and nobody has said which one stands. {CHOOSE}"))
            }
            Undecided::TakenBackUnderSignOff => {
                let people = self.devices(self.job.sign_offs.iter().map(|entry| &entry.written))?;
                let words = "it was signed off on one handheld while another took back that it was done; have somebody look \
                     whether it is done, and complete it again or go on";
                (people, words.to_owned())
            }
            Undecided::Odd(flag) => {
                let event = self.job.events.iter().find(|event| event.id == flag.event);
                let people = self.devices(event.iter().map(|event| &event.written))?;
                let what = event.map(|event| happened(event.kind)).unwrap_or_default();
                (people, odd(flag.reason, &what, reference))
            }
        })
    }

    fn sides(&self, competition: &Competition) -> Result<String, DbError> {
        let mut sides = Vec::new();
        for side in &competition.sides {
            let value = domain::definition::brief_to(&side.value, SHOWN);
            let value = match competition.field {
                CompetingField::Appointment => domain::job::AppointmentWindow::from_scalar(&side.value)
                    .map_or_else(|| "none".to_owned(), |window| format!("{} {}", window.date, window.window())),
                _ if value.is_empty() => "nothing".to_owned(),
                _ => format!("\"{value}\""),
            };
            sides.push(format!("{value} ({})", self.name(&side.written)?));
        }
        Ok(sides.join(" and "))
    }

    /// "Ada Byrne".
    fn name(&self, written: &Written) -> Result<String, DbError> {
        let device = written.device.map(|device| people::device(self.transaction, device)).transpose()?.flatten();
        Ok(device.map_or_else(|| "somebody".to_owned(), |device| device.entry.person_name))
    }

    /// "Ada Byrne (Van 12), Dev Patel (Van 7)": each once.
    fn devices<'w>(&self, written: impl Iterator<Item = &'w Written>) -> Result<String, DbError> {
        let mut named: Vec<String> = Vec::new();
        for device in written.filter_map(|written| written.device) {
            if let Some(device) = people::device(self.transaction, device)? {
                let name = format!("{} ({})", device.entry.person_name, device.entry.device_name);
                if !named.contains(&name) {
                    named.push(name);
                }
            }
        }
        Ok(named.join(", "))
    }
}

const CHOOSE: &str = "Have one chosen on a handheld that holds it";

fn happened(kind: EventKind) -> String {
    match kind {
        EventKind::NoAccess => "no access".to_owned(),
        EventKind::NoAdultPresent => "no adult was in".to_owned(),
        EventKind::Incomplete => "left unfinished".to_owned(),
        EventKind::Dispatched => "sent out".to_owned(),
        EventKind::Unanswered => "no access, to come again".to_owned(),
        EventKind::Settled(_) => "an outcome was chosen".to_owned(),
        EventKind::Undone(_) => "a step was taken back".to_owned(),
        other => other.name().split(':').next().unwrap_or_default().replace('_', " "),
    }
}

fn odd(reason: FlagReason, what: &str, reference: &str) -> String {
    match reason {
        FlagReason::CompletedTwice => {
            "completed by two people without sight of each other; check that the work is not claimed twice, and have one \
             completion chosen on a handheld that holds it"
                .to_owned()
        }
        FlagReason::AfterClosing => format!(
            "\"{what}\" was recorded after it was closed, probably without a signal; both are kept. If there is more to do: \
             doorstep-hub reopen --reference \"{reference}\" --why \"…\""
        ),
        FlagReason::ReopenedWhileOpen => "reopened although it was open".to_owned(),
        FlagReason::PausedBeforeStart => "paused before anybody had started it".to_owned(),
        FlagReason::Backwards => format!("\"{what}\" was recorded after work had begun, probably without a signal"),
        FlagReason::SettledUnknown => {
            "an outcome was chosen that is not here, or was taken back; check how it stands".to_owned()
        }
        FlagReason::UndoneUnknown => "somebody took back a step that was not theirs; the step stands".to_owned(),
    }
}
