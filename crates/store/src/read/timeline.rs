//! What happened in records, entry by entry, as rows: no view of a home loads a document for them.

use documents::{Document, form, job};
use domain::{
    asb::AsbRecord,
    author::Written,
    feedback::FeedbackRecord,
    id::{DeviceId, DocumentId},
    job::{EventKind, Job},
    time::Timestamp,
};
use rusqlite::{Transaction, params};

use crate::{error::StoreError, sql, store::Store};

/// What sort of thing happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HappeningKind {
    /// A visit was arranged.
    Arranged,
    /// Somebody came, and did not get in; its name is that of the event's kind.
    NoAccess,
    /// The visit or job was closed; its name is that of the event's kind.
    Closed,
    /// A form was begun, or filled in: then `more` says so. Its name is the form's.
    Form,
    /// Another job was booked; its entry is the job's record, its name the job's reference.
    FollowOn,
    /// Something became of what a customer said; its name is that of the step's kind.
    Step,
    /// Something was written into the diary of a report; `more` says how it affected them.
    Diary,
    /// Something is to be done about a report; its name is the day, if there is one, `more` who does it.
    Action,
    /// It was done: its entry is the action's.
    ActionDone,
    /// A report was closed or opened again; its name is that of the turn.
    Turn,
}

impl HappeningKind {
    const ALL: [Self; 10] = [
        Self::Arranged,
        Self::NoAccess,
        Self::Closed,
        Self::Form,
        Self::FollowOn,
        Self::Step,
        Self::Diary,
        Self::Action,
        Self::ActionDone,
        Self::Turn,
    ];

    /// Its stable name, as stored.
    const fn name(self) -> &'static str {
        match self {
            Self::Arranged => "arranged",
            Self::NoAccess => "no_access",
            Self::Closed => "closed",
            Self::Form => "form",
            Self::FollowOn => "follow_on",
            Self::Step => "step",
            Self::Diary => "diary",
            Self::Action => "action",
            Self::ActionDone => "action_done",
            Self::Turn => "turn",
        }
    }
}

/// One thing that happened in a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    /// The record.
    pub document: DocumentId,
    /// What sort.
    pub kind: HappeningKind,
    /// Its id within the record, or the record's own.
    pub entry: [u8; 16],
    /// When, by the best clock known.
    pub at: Timestamp,
    /// Whose device wrote it.
    pub device: Option<DeviceId>,
    /// As [`HappeningKind`] says.
    pub name: String,
    /// In the words of whoever wrote it; may be empty.
    pub words: String,
    /// Who answers for it, what was offered, "finished"; may be empty.
    pub more: String,
}

impl Happening {
    /// What a form says in `more` once somebody has said that it is filled in.
    pub const FINISHED: &'static str = "finished";
}

impl Store {
    /// What happened in these records, oldest first in each.
    ///
    /// # Errors
    /// The database fails.
    pub fn happenings(&self, documents: &[DocumentId]) -> Result<Vec<Happening>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT document, kind, entry, at, device, name, words, more FROM happening
                 WHERE document = ?1 ORDER BY at, kind, entry",
            )?;
            let mut all = Vec::new();
            for document in documents {
                let rows = statement.query_map([document.as_bytes()], |row| {
                    let kind: String = row.get(1)?;
                    let known = HappeningKind::ALL.into_iter().find(|known| known.name() == kind);
                    Ok(Happening {
                        document: sql::id(row, 0, DocumentId::from_bytes)?,
                        // Only names of this version are stored.
                        kind: known.unwrap_or(HappeningKind::Step),
                        entry: row.get(2)?,
                        at: Timestamp::from_milliseconds(row.get(3)?),
                        device: row.get::<_, Option<[u8; 16]>>(4)?.map(DeviceId::from_bytes),
                        name: row.get(5)?,
                        words: row.get(6)?,
                        more: row.get(7)?,
                    })
                })?;
                for row in rows {
                    all.push(row?);
                }
            }
            Ok(all)
        })
    }
}

/// An entry on its way into a row.
struct Entry<'a> {
    kind: HappeningKind,
    entry: &'a [u8; 16],
    at: Timestamp,
    device: Option<DeviceId>,
    name: &'a str,
    words: &'a str,
    more: &'a str,
}

/// Makes the rows of a job or a visit again.
pub(super) fn store_work(transaction: &Transaction<'_>, document: &Document, job: &Job) -> Result<(), StoreError> {
    let id = job.id;
    begin(transaction, id)?;
    if let (Some(_), Some(Written { device, at })) = (&job.visit, job::raised_by(document)) {
        let (kind, entry) = (HappeningKind::Arranged, id.as_bytes());
        put(transaction, id, &Entry { kind, entry, at, device, name: "", words: "", more: "" })?;
    }
    let standing = job.standing();
    for event in standing.iter().filter(|event| is_no_access(event.kind)) {
        let evidence = job.attempts.iter().find(|attempt| attempt.id == event.id).map(|held| &held.attempt);
        let entry = Entry {
            kind: HappeningKind::NoAccess,
            entry: event.id.as_bytes(),
            at: event.best_time(),
            device: event.written.device,
            name: &event.kind.name(),
            words: evidence.map_or(event.reason.as_str(), |attempt| attempt.happened.as_str()),
            more: evidence.map(|attempt| attempt.offered.as_str()).unwrap_or_default(),
        };
        put(transaction, id, &entry)?;
    }
    let is_closed = job.status().status.is_closed();
    if let Some(closed) = standing.iter().rfind(|event| event.kind.is_outcome()).filter(|_| is_closed) {
        let entry = Entry {
            kind: HappeningKind::Closed,
            entry: closed.id.as_bytes(),
            at: closed.best_time(),
            device: closed.written.device,
            name: &closed.kind.name(),
            words: &closed.reason,
            more: "",
        };
        put(transaction, id, &entry)?;
    }
    for heading in form::headings(document)? {
        let last = heading.finished.unwrap_or(heading.begun);
        let entry = Entry {
            kind: HappeningKind::Form,
            entry: heading.id.as_bytes(),
            at: last.at,
            device: last.device,
            name: &heading.form.form,
            words: "",
            more: if heading.finished.is_some() { Happening::FINISHED } else { "" },
        };
        put(transaction, id, &entry)?;
    }
    for booked in &job.follow_ons {
        let entry = Entry {
            kind: HappeningKind::FollowOn,
            entry: booked.job.as_bytes(),
            at: booked.written.at,
            device: booked.written.device,
            name: &booked.reference,
            words: &booked.description,
            more: "",
        };
        put(transaction, id, &entry)?;
    }
    Ok(())
}

/// Makes the rows of what became of feedback again.
pub(super) fn store_feedback(transaction: &Transaction<'_>, record: &FeedbackRecord) -> Result<(), StoreError> {
    begin(transaction, record.id)?;
    for step in &record.steps {
        let entry = Entry {
            kind: HappeningKind::Step,
            entry: step.id.as_bytes(),
            at: step.at(),
            device: step.written.device,
            name: step.step.kind.name(),
            words: &step.step.words,
            more: &step.step.by,
        };
        put(transaction, record.id, &entry)?;
    }
    Ok(())
}

/// Makes the rows of a report again.
pub(super) fn store_asb(transaction: &Transaction<'_>, record: &AsbRecord) -> Result<(), StoreError> {
    begin(transaction, record.id)?;
    for held in &record.diary {
        let entry = Entry {
            kind: HappeningKind::Diary,
            entry: held.id.as_bytes(),
            at: held.entry.happened,
            device: held.written.device,
            name: "",
            words: &held.entry.words,
            more: &held.entry.affected,
        };
        put(transaction, record.id, &entry)?;
    }
    for held in &record.actions {
        let action = &held.entry.action;
        let by = action.by.map(|day| day.to_string()).unwrap_or_default();
        let (entry, device) = (held.id.as_bytes(), held.written.device);
        let kind = HappeningKind::Action;
        put(
            transaction,
            record.id,
            &Entry { kind, entry, at: held.at(), device, name: &by, words: &action.what, more: &action.who },
        )?;
        // Whoever did it first kept it.
        if let Some(done) = held.entry.done.iter().min_by_key(|done| done.written.at) {
            let (kind, device) = (HappeningKind::ActionDone, done.written.device);
            put(
                transaction,
                record.id,
                &Entry { kind, entry, at: done.written.at, device, name: "", words: &done.words, more: "" },
            )?;
        }
    }
    for held in &record.turns {
        let (turn, reason) = &held.entry;
        let (entry, device) = (held.id.as_bytes(), held.written.device);
        let kind = HappeningKind::Turn;
        put(
            transaction,
            record.id,
            &Entry { kind, entry, at: held.at(), device, name: turn.name(), words: reason, more: "" },
        )?;
    }
    Ok(())
}

const fn is_no_access(kind: EventKind) -> bool {
    matches!(kind, EventKind::NoAccess | EventKind::Unanswered | EventKind::NoAdultPresent)
}

fn begin(transaction: &Transaction<'_>, document: DocumentId) -> Result<(), StoreError> {
    transaction.prepare_cached("DELETE FROM happening WHERE document = ?1")?.execute([document.as_bytes()])?;
    Ok(())
}

fn put(transaction: &Transaction<'_>, document: DocumentId, entry: &Entry<'_>) -> Result<(), StoreError> {
    transaction
        .prepare_cached(
            "INSERT INTO happening (document, kind, entry, at, device, name, words, more)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING",
        )?
        .execute(params![
            document.as_bytes(),
            entry.kind.name(),
            entry.entry,
            entry.at.milliseconds(),
            entry.device.as_ref().map(DeviceId::as_bytes),
            entry.name,
            entry.words,
            entry.more
        ])?;
    Ok(())
}
