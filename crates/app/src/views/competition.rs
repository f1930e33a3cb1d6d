//! Edits that compete, each with who made it, when and on which device; and what a choice between them does.
//!
//! A side's key says what would stand, never its place in a list: a merge between looking and choosing may add a side,
//! and must not turn one choice into another.

use documents::{ChangeHash, seal::Seal};
use domain::{
    author::Written,
    job::{CompetingField, Competitor, EventKind, Job, JobEdit, JobEvent},
};

use super::{event, people::People};
use crate::{
    api::{self, Competition, Failure, Side},
    error::failure,
};

const OUTCOME: &str = "outcome";
const SIGN_OFF: &str = "sign_off";
const QUANTITY: &str = "quantity:";
const CAPTION: &str = "caption:";
const NOTE: &str = "note";

/// Merged words can say what nobody wrote: "22 mm" and "28 mm" are one number to a merge of letters.
const NOTE_LABEL: &str = "The note, which was written in two places at once. Read it before you go by it";

/// One choice alone: the other is to reopen the job.
const AFTERWARDS_LABEL: &str = "Something else was recorded when this had ended. Did it end so?";

/// The outcome that a closed job shows, where something odd was recorded beside it that nobody has decided on.
fn closed_and_odd(job: &Job) -> Option<&JobEvent> {
    let fold = job.status();
    let odd = fold.waits_for_decision() && fold.competing.is_empty();
    odd.then(|| job.events.iter().find(|event| Some(event.id) == fold.by)).flatten()
}

/// Everything on a job that somebody at the door may settle.
pub(crate) fn shown(job: &Job, people: &People) -> Vec<Competition> {
    let mut competitions = Vec::new();
    let competing = job.status().competing;
    if !competing.is_empty() {
        let events = job.events.iter().filter(|event| competing.contains(&event.id));
        competitions.push(Competition {
            field: OUTCOME.to_owned(),
            label: "How the visit ended".to_owned(),
            sides: events.map(|event| outcome(event, people)).collect(),
        });
    }
    if let Some(stands) = closed_and_odd(job) {
        competitions.push(Competition {
            field: OUTCOME.to_owned(),
            label: AFTERWARDS_LABEL.to_owned(),
            sides: vec![outcome(stands, people)],
        });
    }
    for competition in &job.competitions {
        match competition.field {
            CompetingField::Quantity(item) => {
                let Some(item) = job.items.iter().find(|held| held.id == item) else { continue };
                competitions.push(Competition {
                    field: format!("{QUANTITY}{}", item.id),
                    label: format!("Quantity of {}", item.code),
                    sides: competition.sides.iter().map(|side| quantity(side, &item.unit, people)).collect(),
                });
            }
            CompetingField::Caption(photo) => competitions.push(Competition {
                field: format!("{CAPTION}{photo}"),
                label: "What a photo shows".to_owned(),
                sides: competition.sides.iter().map(|side| caption(side, people)).collect(),
            }),
            CompetingField::Note => {
                let together = Side {
                    key: job.note.text.clone(),
                    words: job.note.text.clone(),
                    by: "All of it together".to_owned(),
                    at: String::new(),
                    device: String::new(),
                };
                let written = competition.sides.iter().map(|one| {
                    let words = if one.value.is_empty() { "Nothing" } else { &one.value };
                    side(one.value.clone(), words.to_owned(), &one.written, people)
                });
                let mut sides = vec![together];
                // One who wrote nothing else leaves what is there already.
                sides.extend(written.filter(|side| side.key != job.note.text));
                competitions.push(Competition { field: NOTE.to_owned(), label: NOTE_LABEL.to_owned(), sides });
            }
            // Only the landlord may settle it: see [`flag`].
            CompetingField::Appointment => {}
        }
    }
    if job.sign_offs.len() > 1 && !job.sign_offs.iter().any(|entry| entry.stands) {
        competitions.push(Competition {
            field: SIGN_OFF.to_owned(),
            label: "Which sign-off stands".to_owned(),
            sides: job
                .sign_offs
                .iter()
                .map(|entry| side(entry.id.to_string(), sign_off(&entry.seal), &entry.written, people))
                .collect(),
        });
    }
    competitions
}

/// What only the landlord may settle, as a flag: an appointment that was moved twice.
pub(crate) fn flag(job: &Job) -> Option<api::Flag> {
    let competition = job.competitions.iter().find(|held| held.field == CompetingField::Appointment)?;
    let windows: Vec<String> = competition
        .sides
        .iter()
        .map(|side| {
            domain::job::AppointmentWindow::from_scalar(&side.value).map_or_else(
                || "none".to_owned(),
                |window| format!("{} {}", window.date.format("%a %-d %b"), window.window()),
            )
        })
        .collect();
    Some(api::Flag {
        code: "appointment_competes".to_owned(),
        words: format!(
            "The appointment was moved twice at once: {}. Ring the office to ask which stands.",
            windows.join(" and ")
        ),
    })
}

/// The edit that settles `field` for the side with this key.
///
/// # Errors
/// Nothing competes there, or not with this side: somebody may have settled it meanwhile.
pub(crate) fn settle(
    job: &Job,
    heads: &[ChangeHash],
    people: &People,
    field: &str,
    key: &str,
) -> Result<JobEdit, Failure> {
    let gone = || {
        failure("side_unknown", "This was settled already, or is no longer one of the choices", "Look at the job again")
    };
    let held = shown(job, people)
        .into_iter()
        .find(|competition| competition.field == field)
        .is_some_and(|competition| competition.sides.iter().any(|side| side.key == key));
    if !held {
        return Err(gone());
    }
    if field == OUTCOME {
        let kind = EventKind::Settled(key.parse().map_err(|_| gone())?);
        return Ok(JobEdit::Record { kind, reason: String::new() });
    }
    if field == NOTE {
        let base = heads.iter().map(|head| *head.as_bytes()).collect();
        return Ok(JobEdit::EditNote { base, text: key.to_owned() });
    }
    if field == SIGN_OFF {
        return Ok(JobEdit::ChooseSignOff(key.parse().map_err(|_| gone())?));
    }
    if let Some(photo) = field.strip_prefix(CAPTION) {
        let photo = photo.parse().map_err(|_| gone())?;
        return Ok(JobEdit::CaptionPhoto { photo, caption: key.to_owned() });
    }
    let item = field.strip_prefix(QUANTITY).and_then(|item| item.parse().ok()).ok_or_else(gone)?;
    Ok(JobEdit::ChangeQuantity { item, quantity: key.parse().map_err(|_| gone())? })
}

fn outcome(event: &JobEvent, people: &People) -> Side {
    let words = event::words(event.kind);
    let words = if event.reason.is_empty() { words.to_owned() } else { format!("{words}: {}", event.reason) };
    side(event.id.to_string(), words, &event.written, people)
}

fn quantity(competitor: &Competitor, unit: &str, people: &People) -> Side {
    let taken_off = competitor.value.parse::<f64>().is_ok_and(|quantity| quantity <= 0.0);
    let words = if taken_off { "Taken off the job".to_owned() } else { format!("{} {unit}", competitor.value) };
    side(competitor.value.clone(), words, &competitor.written, people)
}

fn caption(competitor: &Competitor, people: &People) -> Side {
    let words = if competitor.value.is_empty() { "Nothing said" } else { &competitor.value };
    side(competitor.value.clone(), words.to_owned(), &competitor.written, people)
}

fn sign_off(seal: &[u8]) -> String {
    Seal::from_bytes(seal)
        .map_or_else(|_| "A sign-off that cannot be read".to_owned(), |seal| super::sign_off::words(&seal))
}

fn side(key: String, words: String, written: &Written, people: &People) -> Side {
    Side { key, words, by: people.name(written), at: people.time(written.at), device: people.device(written) }
}
