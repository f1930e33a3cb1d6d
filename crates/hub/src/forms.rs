//! Forms that were filled in at doors: which there are, what falls due because of them, and each as it is read or printed.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use documents::{form, job};
use domain::{
    author::Written,
    form::{About, FilledForm, Filling, Form, FormDue, FormRef, FormTold, Held, Reader, Told},
    id::{FilledFormId, RecordKind},
    job::Job,
    reference::{Collection, ReferenceRow},
    standards::{Moment, Standards},
    time::Timestamp,
    working_time::WorkingCalendar,
};
use paper::{Paper, Part};
use rusqlite::Transaction;

use crate::{
    db::{
        DbError,
        sqlite::{
            filled_form::{self, FilledFormRow},
            landlord, log, people,
        },
    },
    feedback::standards,
    hub::{Hub, HubError, Inner},
};

/// Tenths of a CSS pixel, in which signatures are kept.
const FINER: f32 = 10.0;

/// Days before its last in which what falls due is said to be due soon.
const SOON: i64 = 28;

/// How something that falls due stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DueStanding {
    /// Its last day is over.
    Overdue,
    /// Its last day is within four weeks.
    Soon,
    /// Later.
    Later,
    /// It was done, or a later form of the kind stands in its place.
    Done,
}

/// Something that falls due because of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueIn {
    /// "Next gas safety check".
    pub words: String,
    /// The last day that is in time.
    pub on: NaiveDate,
    /// How it stands.
    pub standing: DueStanding,
}

/// A form that was begun at a door.
#[derive(Debug, Clone, PartialEq)]
pub struct FormIn {
    /// By which people speak of it: "F-7QK3M2ZP".
    pub reference: String,
    /// Which form, in which version.
    pub form: FormRef,
    /// What it is called; its name where this hub does not have the version.
    pub title: String,
    /// The job's or the visit's reference.
    pub record: String,
    /// Job or visit.
    pub kind: RecordKind,
    /// The home.
    pub address: String,
    /// Who began it.
    pub by: String,
    /// When.
    pub begun_at: Timestamp,
    /// Who said that it is filled in and when; none when nobody did, or answers were changed since.
    pub finished: Option<(String, Timestamp)>,
    /// What falls due because of it.
    pub due: Vec<DueIn>,
    /// On which day it was given to the customer, and how; none when nobody said.
    pub given: Option<(NaiveDate, String)>,
}

/// A form with its answers.
#[derive(Debug, Clone, PartialEq)]
pub struct FormShown {
    /// Which.
    pub heading: FormIn,
    /// What it says, for this reader.
    pub told: FormTold,
    /// Questions to which two answers compete, with all of them.
    pub competing: Vec<(String, Vec<String>)>,
}

/// One form with all that is made of it.
struct Open {
    row: FilledFormRow,
    job: Job,
    filled: FilledForm,
    form: Option<Form>,
}

impl Hub {
    /// Forms of this name, or of every name, the newest first. Opens the records that have one, and no other.
    ///
    /// # Errors
    /// The database failed.
    pub fn forms(&self, name: Option<&str>) -> Result<Vec<FormIn>, HubError> {
        let inner = &self.inner;
        Ok(inner.db.read(|transaction| {
            let (standards, calendar) = standards(transaction)?;
            let definitions = definitions(transaction)?;
            let mut later = BTreeSet::new();
            let mut forms = Vec::new();
            for row in filled_form::all(transaction)?.into_iter().filter(|row| name.is_none_or(|name| row.form == name))
            {
                let Some(open) = inner.open_form(transaction, row, &definitions)? else { continue };
                let replaced = open.is_finished() && !later.insert((open.filled.form.form.clone(), open.home()));
                forms.push(inner.form_in(transaction, &open, replaced, &standards, &calendar)?);
            }
            Ok::<_, DbError>(forms)
        })?)
    }

    /// One form with its answers, as this reader may see it.
    ///
    /// # Errors
    /// There is none of this reference, this hub does not have its version, or the database failed.
    pub fn form(&self, reference: &str, reader: Reader) -> Result<FormShown, HubError> {
        let inner = &self.inner;
        inner.db.read(|transaction| {
            let (standards, calendar) = standards(transaction)?;
            let row = referred(transaction, reference)?;
            let lost = || HubError::Asked(format!("the record of {reference} does not read; see: doorstep-hub health"));
            let open = inner.open_form(transaction, row, &definitions(transaction)?)?.ok_or_else(lost)?;
            let heading = inner.form_in(transaction, &open, false, &standards, &calendar)?;
            let Some(form) = &open.form else {
                return Err(HubError::Asked(format!(
                    "this hub does not have {}; import it: doorstep-hub import",
                    open.filled.form
                )));
            };
            let landlord = landlord::landlord(transaction)?.map(|landlord| landlord.name).unwrap_or_default();
            let about = open.about(landlord, heading.finished.as_ref().map(|(by, _)| by.clone()));
            let (told, competing) = open.with(form, |filling| {
                let due: Vec<_> = filling.due(&standards, &calendar).iter().map(FormDue::told).collect();
                let told = FormTold::of(&open.filled, form, filling, &about, &due, reader);
                (told, inner.competing(transaction, &open.filled, form, filling, reader))
            });
            Ok(FormShown { heading, told, competing: competing? })
        })
    }

    /// A form as the paper that a customer is given, or with what is for staff: as a PDF.
    ///
    /// # Errors
    /// As [`Self::form`]; or the paper cannot be made.
    pub fn form_pdf(&self, reference: &str, reader: Reader) -> Result<Vec<u8>, HubError> {
        let told = self.form(reference, reader)?.told;
        let paper = Paper {
            title: told.title,
            subtitles: told.subtitles,
            parts: told.told.into_iter().map(part).collect(),
            foot: told.foot,
        };
        paper::pdf(&paper).map_err(|error| HubError::Asked(error.to_string()))
    }

    /// Says on which day the customer was given a form, and how.
    ///
    /// # Errors
    /// There is none of this reference, nobody has said that it is filled in, the day has not come yet, or the database
    /// failed.
    pub fn give_form(&self, reference: &str, day: NaiveDate, how: &str) -> Result<(), HubError> {
        if day > self.today() {
            return Err(HubError::Asked("that day has not come yet".into()));
        }
        if self.form(reference, Reader::Customer)?.heading.finished.is_none() {
            return Err(HubError::Asked(format!(
                "nobody has said that {reference} is filled in as it stands; it is no record to give yet"
            )));
        }
        self.inner.db.write(|transaction| {
            let row = referred(transaction, reference)?;
            Ok(filled_form::give(transaction, &row, day, how.trim())?)
        })
    }
}

impl Inner {
    /// A form with its record; none where the log has lost something of it, which is said elsewhere.
    fn open_form(
        &self,
        transaction: &Transaction,
        row: FilledFormRow,
        definitions: &BTreeMap<String, String>,
    ) -> Result<Option<Open>, DbError> {
        let document = match log::load(transaction, row.document, row.kind, self.pen) {
            Ok(document) => document,
            Err(DbError::Document(_)) => return Ok(None),
            Err(error) => return Err(error),
        };
        let (Ok(job), Ok(filled)) = (job::read(&document), form::filled(&document)) else { return Ok(None) };
        let Some(filled) = filled.into_iter().find(|filled| filled.id == row.filled) else { return Ok(None) };
        let form = definitions.get(&filled.form.to_string()).and_then(|json| Form::read(json).ok());
        Ok(Some(Open { row, job, filled, form }))
    }

    fn form_in(
        &self,
        transaction: &Transaction,
        open: &Open,
        replaced: bool,
        standards: &Standards,
        calendar: &WorkingCalendar,
    ) -> Result<FormIn, DbError> {
        let today = self.clock.now().london_date();
        let due = open.form.as_ref().map(|form| {
            open.with(form, |filling| {
                let due = filling.due(standards, calendar).into_iter();
                due.map(|due| DueIn {
                    words: due.told().0,
                    on: due.due.last_day,
                    standing: open.standing(&due, replaced, today),
                })
                .collect()
            })
        });
        let finished = open.filled.finished.filter(|finished| finished.covers_all);
        Ok(FormIn {
            reference: form_reference(open.row.filled),
            form: open.filled.form.clone(),
            title: open.form.as_ref().map_or_else(
                || open.filled.form.form.replace('-', " "),
                |form| form.title.in_language("en").to_owned(),
            ),
            record: open.row.reference.clone(),
            kind: open.row.kind,
            address: open.job.order.property.one_line(),
            by: name(transaction, &open.filled.begun)?,
            begun_at: open.filled.begun.at,
            finished: match finished {
                Some(finished) => Some((name(transaction, &finished.written)?, finished.written.at)),
                None => None,
            },
            due: due.unwrap_or_default(),
            given: open.row.given.clone(),
        })
    }

    fn competing(
        &self,
        transaction: &Transaction,
        filled: &FilledForm,
        form: &Form,
        filling: &Filling<'_>,
        reader: Reader,
    ) -> Result<Vec<(String, Vec<String>)>, DbError> {
        let mut competing = Vec::new();
        for ask in filling.questions() {
            let said = filled.replies.get(&ask.field).map(Vec::as_slice).unwrap_or_default();
            let hidden = reader == Reader::Customer && form.is_for_staff(ask.item);
            if hidden || !domain::form::compete(said) {
                continue;
            }
            let sides = said.iter().map(|said| {
                Ok(format!("{} ({})", filling.reply_words(&ask, &said.reply), name(transaction, &said.written)?))
            });
            competing.push((filling.words(&ask.field, "en"), sides.collect::<Result<_, DbError>>()?));
        }
        Ok(competing)
    }
}

impl Open {
    fn is_finished(&self) -> bool {
        self.filled.finished.is_some_and(|finished| finished.covers_all)
    }

    /// What tells homes apart.
    fn home(&self) -> String {
        let property = &self.job.order.property;
        let known = [property.reference.clone(), format!("{} {}", property.one_line(), property.postcode)];
        let known = known.into_iter().find(|text| !text.trim().is_empty());
        known.unwrap_or_else(|| self.row.document.to_string())
    }

    fn about(&self, landlord: String, finished_by: Option<String>) -> About {
        let property = &self.job.order.property;
        let first = property.address_lines.first().cloned().unwrap_or_default();
        let kind = if self.row.kind == RecordKind::Visit { "Visit" } else { "Job" };
        About {
            landlord,
            home: [property.address_lines.as_slice(), std::slice::from_ref(&property.postcode)].concat(),
            caption: format!("{kind} {} · {first}", self.job.order.reference),
            finished_by,
        }
    }

    /// Works with the form as it stood when somebody last answered, so that it reads the same for ever.
    fn with<T>(&self, form: &Form, work: impl FnOnce(&Filling<'_>) -> T) -> T {
        let (answers, held) = (self.filled.answers(form), Held::new());
        let said = self.filled.replies.values().flatten().map(|said| said.written.at);
        let last = said.max().unwrap_or(self.filled.begun.at);
        work(&Filling::new(form, &answers, &held, last))
    }

    fn standing(&self, due: &FormDue<'_>, replaced: bool, today: NaiveDate) -> DueStanding {
        let gives = due.rule.kept_by().contains(&Moment::RecordGiven);
        let left = due.due.last_day.signed_duration_since(today).num_days();
        match left {
            _ if gives && self.row.given.is_some() => DueStanding::Done,
            // What comes round again is asked of the newest alone.
            _ if replaced && !gives => DueStanding::Done,
            ..0 => DueStanding::Overdue,
            0..=SOON => DueStanding::Soon,
            _ => DueStanding::Later,
        }
    }
}

/// By which people speak of a form: "F-7QK3M2ZP".
fn form_reference(filled: FilledFormId) -> String {
    let id = filled.to_string();
    let tail: String = id.chars().skip(id.chars().count().saturating_sub(8)).collect();
    format!("F-{tail}")
}

fn referred(transaction: &Transaction, reference: &str) -> Result<FilledFormRow, HubError> {
    let mut found = filled_form::all(transaction)?;
    found.retain(|row| form_reference(row.filled) == reference || row.filled.to_string() == reference);
    match found.pop() {
        Some(row) if found.is_empty() => Ok(row),
        Some(row) => Err(HubError::Asked(format!(
            "more than one form is called {reference}; say its whole id, such as {}",
            row.filled
        ))),
        None => Err(HubError::Asked(format!("there is no form \"{reference}\" here; see: doorstep-hub form list"))),
    }
}

/// Every version of every form, by its name, as JSON.
fn definitions(transaction: &Transaction) -> Result<BTreeMap<String, String>, DbError> {
    let forms = landlord::rows_of(transaction, Collection::Forms)?.into_iter().filter_map(|row| match row {
        ReferenceRow::Form(version) => Some((version.id.to_string(), version.json)),
        _ => None,
    });
    Ok(forms.collect())
}

/// "Ada Byrne".
fn name(transaction: &Transaction, written: &Written) -> Result<String, DbError> {
    let device = written.device.map(|device| people::device(transaction, device)).transpose()?.flatten();
    Ok(device.map_or_else(|| "somebody".to_owned(), |device| device.entry.person_name))
}

fn part(told: Told) -> Part {
    #[allow(clippy::cast_precision_loss, reason = "tenths of a pixel on a screen are few")]
    let point = |(x, y): &(i32, i32)| (*x as f32 / FINER, *y as f32 / FINER);
    match told {
        Told::Heading(words) => Part::Heading(words),
        Told::Warning(words) => Part::Warning(words),
        Told::Answered { label, words, .. } => Part::Field { label, value: words },
        Told::Signed { label, strokes, .. } => Part::Signature {
            label,
            strokes: strokes.iter().map(|stroke| stroke.iter().map(point).collect()).collect(),
        },
    }
}
