//! A form as a paper that the customer is given or sent.

use base64::{Engine, engine::general_purpose::STANDARD};
use domain::form::{About, FormTold, Reader, Told};
use paper::{Paper, Part};

use super::form::Open;
use crate::{
    api::{Failure, FormPaper},
    error,
    unlocked::Unlocked,
};

/// Tenths of a CSS pixel.
const FINER: f32 = 10.0;

pub(crate) fn run(unlocked: &Unlocked, record: &str, form: &str) -> Result<FormPaper, Failure> {
    let open = Open::of(unlocked, record, form)?;
    let (standards, calendar) = (unlocked.store.standards()?.standards, unlocked.store.working_calendar()?);
    let finished = open.filled.finished.filter(|finished| finished.covers_all);
    let about = About {
        landlord: unlocked.landlord()?,
        home: open.record.home.clone(),
        caption: open.record.caption.clone(),
        finished_by: finished.map(|finished| open.people.name(&finished.written)),
    };
    let told = open.shown(unlocked, &open.answers()?, |shown| {
        let due = shown.filling.due(&standards, &calendar);
        let due: Vec<_> = due.iter().map(domain::form::FormDue::told).collect();
        // What is for staff goes out of the house no more than it is shown in it.
        FormTold::of(shown.filled, shown.form, shown.filling, &about, &due, Reader::Customer)
    })?;
    let paper = Paper {
        title: told.title,
        subtitles: told.subtitles,
        parts: told.told.into_iter().map(part).collect(),
        foot: told.foot,
    };
    let pdf = paper::pdf(&paper).map_err(|error| error::internal(&error))?;
    let day = unlocked.now().london_date();
    Ok(FormPaper { filename: format!("{}-{day}.pdf", open.filled.form.form), base64: STANDARD.encode(pdf) })
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
