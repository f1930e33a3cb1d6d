//! `form`: what was filled in at doors, read, printed, given to customers and handed to other systems.

use std::{
    io,
    path::{Path, PathBuf},
};

use chrono::NaiveDate;
use clap::{Args, Subcommand, ValueEnum};
use domain::form::{Reader, Told};
use serde_json::{Value, json};

use super::{existing, say, told};
use crate::{
    forms::{DueStanding, FormIn, FormShown},
    hub::{Hub, HubError},
};

/// See forms that were filled in at doors.
#[derive(Debug, Subcommand)]
pub enum Form {
    /// List them, the newest first, with what falls due.
    List {
        /// The hub's folder.
        #[arg(long)]
        data: PathBuf,
        /// Only forms of this name: gas-safety-record.
        #[arg(long)]
        form: Option<String>,
        /// Only those because of which something is overdue or falls due within four weeks, the first to fall due first.
        #[arg(long)]
        due: bool,
        /// Only those that nobody has said are filled in.
        #[arg(long, conflicts_with = "due")]
        unfinished: bool,
    },
    /// Print one with every answer, also those that are for staff.
    Show(OneForm),
    /// Write one as a PDF for the customer, without what is for staff.
    Pdf {
        /// Which.
        #[command(flatten)]
        form: OneForm,
        /// The file.
        #[arg(long)]
        out: PathBuf,
        /// With what is for staff: for the landlord's own files, never for the customer.
        #[arg(long)]
        with_staff_answers: bool,
    },
    /// Say that the customer was given one.
    Given {
        /// Which.
        #[command(flatten)]
        form: OneForm,
        /// On which day: 2026-11-27.
        #[arg(long)]
        on: NaiveDate,
        /// How: "by post", "by e-mail".
        #[arg(long)]
        how: String,
    },
    /// Print the answers for another system: as CSV a row for each, as JSON an object for each form.
    Export {
        /// The hub's folder.
        #[arg(long)]
        data: PathBuf,
        /// Only forms of this name.
        #[arg(long)]
        form: Option<String>,
        /// How.
        #[arg(long, default_value = "csv")]
        format: ExportFormat,
        /// Also those that nobody has said are filled in.
        #[arg(long)]
        unfinished: bool,
    },
}

/// How forms are handed to another system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// A table with one row for each answer.
    Csv,
    /// A list with one object for each form.
    Json,
}

/// One form of one hub.
#[derive(Debug, Args)]
pub struct OneForm {
    /// The hub's folder.
    #[arg(long)]
    data: PathBuf,
    /// Which, as `form list` names it: "F-7QK3M2ZP".
    #[arg(long)]
    reference: String,
}

pub(super) fn run(command: Form) -> Result<(), HubError> {
    match command {
        Form::List { data, form, due, unfinished } => list(&existing(data)?, form.as_deref(), due, unfinished),
        Form::Show(OneForm { data, reference }) => show(&existing(data)?.form(&reference, Reader::Staff)?),
        Form::Pdf { form: OneForm { data, reference }, out, with_staff_answers } => {
            let reader = if with_staff_answers { Reader::Staff } else { Reader::Customer };
            write(&out, &existing(data)?.form_pdf(&reference, reader)?)
        }
        Form::Given { form: OneForm { data, reference }, on, how } => {
            existing(data)?.give_form(&reference, on, &how)?;
            say(format_args!("{reference} was given on {}.", on.format("%d/%m/%Y")))
        }
        Form::Export { data, form, format, unfinished } => {
            export(&existing(data)?, form.as_deref(), format, unfinished)
        }
    }
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), HubError> {
    std::fs::write(path, bytes).map_err(|source| HubError::Io { path: path.to_owned(), source })?;
    say(path.display())
}

fn list(hub: &Hub, form: Option<&str>, due: bool, unfinished: bool) -> Result<(), HubError> {
    let mut forms = hub.forms(form)?;
    let presses = |standing| matches!(standing, DueStanding::Overdue | DueStanding::Soon);
    if due {
        let first = |form: &FormIn| form.due.iter().filter(|due| presses(due.standing)).map(|due| due.on).min();
        forms.retain(|form| form.finished.is_some() && first(form).is_some());
        forms.sort_by_key(first);
    }
    forms.retain(|form| !unfinished || form.finished.is_none());
    if forms.is_empty() {
        return say(match (due, unfinished) {
            (true, _) => "Nothing is overdue, and nothing falls due within four weeks.",
            (_, true) => "Every form that was begun is filled in.",
            _ => "Nobody has filled in a form.",
        });
    }
    forms.iter().try_for_each(heading)
}

fn heading(form: &FormIn) -> Result<(), HubError> {
    let FormIn { reference, title, record, kind, address, by, begun_at, .. } = form;
    let day = |at: domain::time::Timestamp| at.london_date().format("%d/%m/%Y");
    let state = match &form.finished {
        Some((who, at)) => format!("filled in by {who} on {}", day(*at)),
        None => format!("NOT FINISHED, begun by {by} on {}", day(*begun_at)),
    };
    let address = if address.is_empty() { String::new() } else { format!(", {address}") };
    say(format_args!("{reference}: {title}, {} {record}{address}: {state}", kind.name()))?;
    for due in form.due.iter().filter(|_| form.finished.is_some()) {
        let on = due.on.format("%d/%m/%Y");
        match due.standing {
            DueStanding::Overdue => say(format_args!("  {}: OVERDUE since {on}", due.words))?,
            DueStanding::Soon => say(format_args!("  {}: SOON, by {on}", due.words))?,
            DueStanding::Later => say(format_args!("  {}: by {on}", due.words))?,
            DueStanding::Done => {}
        }
    }
    match &form.given {
        Some((on, how)) => say(format_args!("  given to the customer on {} {how}", on.format("%d/%m/%Y"))),
        None => Ok(()),
    }
}

fn show(FormShown { heading: form, told, competing }: &FormShown) -> Result<(), HubError> {
    heading(form)?;
    for line in &told.told {
        match line {
            Told::Heading(words) => say(format_args!("\n{words}"))?,
            Told::Warning(words) => say(format_args!("! {words}"))?,
            Told::Answered { label, words, for_staff, .. } => {
                let staff = if *for_staff { " [for staff]" } else { "" };
                say(format_args!("  {label}{staff}: {words}"))?;
            }
            Told::Signed { label, .. } => say(format_args!("  {label}: signed"))?,
        }
    }
    competing.iter().try_for_each(|(question, sides)| {
        say(format_args!(
            "! Two answers compete to \"{question}\": {}; have one chosen on a handheld",
            sides.join(" and ")
        ))
    })
}

fn export(hub: &Hub, name: Option<&str>, format: ExportFormat, unfinished: bool) -> Result<(), HubError> {
    let mut shown = Vec::new();
    for form in hub.forms(name)?.into_iter().filter(|form| unfinished || form.finished.is_some()) {
        match hub.form(&form.reference, Reader::Staff) {
            // What falls due is worked out with what other forms of the home say.
            Ok(one) => shown.push(FormShown { heading: form, ..one }),
            Err(HubError::Asked(why)) => super::warn(format_args!("{}: {why}", form.reference))?,
            Err(error) => return Err(error),
        }
    }
    match format {
        ExportFormat::Json => {
            let all: Vec<Value> = shown.iter().map(object).collect();
            say(serde_json::to_string_pretty(&all).unwrap_or_default())
        }
        ExportFormat::Csv => table(&shown),
    }
}

/// Question by question: field, words, answer, and whether it is for staff.
fn answers(shown: &FormShown) -> impl Iterator<Item = (String, &str, &str, bool)> {
    shown.told.told.iter().filter_map(|line| match line {
        Told::Answered { field, label, words, for_staff } => {
            Some((field.as_ref()?.to_string(), label.as_str(), words.as_str(), *for_staff))
        }
        Told::Signed { field, label, .. } => Some((field.to_string(), label.as_str(), "Signed", false)),
        Told::Heading(_) | Told::Warning(_) => None,
    })
}

fn object(shown: &FormShown) -> Value {
    let form = &shown.heading;
    let answers = answers(shown).map(|(field, question, answer, for_staff)| {
        json!({ "field": field, "question": question, "answer": answer, "forStaff": for_staff })
    });
    let due = form.due.iter().filter(|due| due.standing != DueStanding::Done);
    json!({
        "reference": form.reference,
        "form": form.form.form,
        "version": form.form.version,
        "title": form.title,
        form.kind.name(): form.record,
        "address": form.address,
        "begunBy": form.by,
        "begunAt": form.begun_at.rfc3339(),
        "finishedBy": form.finished.as_ref().map(|(by, _)| by),
        "finishedAt": form.finished.as_ref().map(|(_, at)| at.rfc3339()),
        "givenOn": form.given.as_ref().map(|(day, _)| day.to_string()),
        "due": due.map(|due| json!({ "what": due.words, "on": due.on.to_string() })).collect::<Vec<_>>(),
        "answers": answers.collect::<Vec<_>>(),
        "competing": shown.competing.iter().map(|(question, _)| question).collect::<Vec<_>>(),
    })
}

fn table(shown: &[FormShown]) -> Result<(), HubError> {
    let mut rows = csv::Writer::from_writer(io::stdout().lock());
    let mut write = |row: &[String]| told(rows.write_record(row).map_err(io::Error::other));
    let header = [
        "reference",
        "form",
        "version",
        "kind",
        "record",
        "address",
        "begun_by",
        "begun_at",
        "finished_by",
        "finished_at",
        "field",
        "question",
        "answer",
        "for_staff",
    ];
    write(&header.map(str::to_owned))?;
    for one in shown {
        let form = &one.heading;
        for (field, question, answer, for_staff) in answers(one) {
            write(&[
                form.reference.clone(),
                form.form.form.clone(),
                form.form.version.to_string(),
                form.kind.name().to_owned(),
                form.record.clone(),
                form.address.clone(),
                form.by.clone(),
                form.begun_at.rfc3339(),
                form.finished.as_ref().map(|(by, _)| by.clone()).unwrap_or_default(),
                form.finished.as_ref().map(|(_, at)| at.rfc3339()).unwrap_or_default(),
                field,
                question.to_owned(),
                answer.to_owned(),
                if for_staff { "yes".to_owned() } else { String::new() },
            ])?;
        }
    }
    told(rows.flush())
}
