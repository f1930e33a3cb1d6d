//! A form as a paper that the customer is given or sent.

use base64::{Engine, engine::general_purpose::STANDARD};
use domain::form::Field;
use paper::{Paper, Part};

use super::form::Open;
use crate::{
    api::{Failure, FormAnswerState, FormEntry, FormPage, FormPaper, FormQuestion, FormSection},
    error,
    unlocked::Unlocked,
};

pub(crate) fn run(unlocked: &Unlocked, record: &str, form: &str) -> Result<FormPaper, Failure> {
    let open = Open::of(unlocked, record, form)?;
    let form = open.form()?;
    let mut page = open.page(unlocked)?;
    // What is for staff goes out of the house no more than it is shown in it.
    page.questions.retain(|question| {
        let field = question.field.parse::<Field>().ok();
        let item = field.and_then(|field| form.item(&field.name));
        item.is_none_or(|item| !form.is_for_staff(item))
    });
    let mut subtitles = vec![unlocked.landlord()?];
    subtitles.extend(open.record.home.iter().cloned());
    subtitles.push(open.record.caption.clone());
    if let Some(finished) = open.filled.finished.filter(|finished| finished.covers_all) {
        // A day that can be read next year.
        let (by, at) = (open.people.name(&finished.written), finished.written.at);
        subtitles.push(format!("Filled in by {by}, {} {}", at.london_date().format("%-d %B %Y"), at.london_clock()));
    }
    let paper = Paper {
        title: page.title.clone(),
        subtitles: subtitles.into_iter().filter(|line| !line.is_empty()).collect(),
        parts: parts(&page),
        foot: format!("{} · {}", open.record.caption, open.filled.form),
    };
    let pdf = paper::pdf(&paper).map_err(|error| error::internal(&error))?;
    let day = unlocked.now().london_date();
    Ok(FormPaper { filename: format!("{}-{day}.pdf", open.filled.form.form), base64: STANDARD.encode(pdf) })
}

fn parts(page: &FormPage) -> Vec<Part> {
    let mut parts = Vec::new();
    if !page.finished {
        parts.push(Part::Warning("A draft: nobody has said yet that this is filled in.".to_owned()));
    }
    parts.extend(page.warnings.iter().cloned().map(Part::Warning));
    for section in page.sections.iter().filter(|section| section.within.is_none()) {
        // A run of questions is called after its first, which stands right below.
        let named = section.entries.iter().any(|entry| matches!(entry, FormEntry::Repeat { .. }))
            || !section.id.starts_with("part-");
        if named {
            parts.push(Part::Heading(section.title.clone()));
        } else if parts.iter().any(|part| matches!(part, Part::Heading(_))) {
            parts.push(Part::Heading("Also".to_owned()));
        }
        entries(page, section, &mut parts);
    }
    if !page.due.is_empty() {
        parts.push(Part::Heading("What falls due".to_owned()));
        parts.extend(page.due.iter().map(|due| Part::Field { label: due.words.clone(), value: due.on.clone() }));
    }
    parts
}

fn entries(page: &FormPage, section: &FormSection, parts: &mut Vec<Part>) {
    for entry in &section.entries {
        match entry {
            FormEntry::Question { field } => {
                parts.extend(page.questions.iter().find(|question| question.field == *field).and_then(answered));
            }
            FormEntry::Heading { words } => parts.push(Part::Heading(words.clone())),
            FormEntry::Figure { words, value } => {
                parts.push(Part::Field { label: words.clone(), value: value.clone() });
            }
            FormEntry::Repeat { instances, .. } => {
                for inside in page.sections.iter().filter(|section| instances.contains(&section.id)) {
                    parts.push(Part::Heading(inside.title.clone()));
                    entries(page, inside, parts);
                }
            }
        }
    }
}

/// What nobody said anything to is not on the paper.
fn answered(question: &FormQuestion) -> Option<Part> {
    let answer = question.answer.as_ref()?;
    let label = question.words.clone();
    if answer.state == FormAnswerState::Given && !answer.strokes.is_empty() {
        let stroke = |stroke: &Vec<crate::api::StrokePoint>| stroke.iter().map(|point| (point.x, point.y)).collect();
        return Some(Part::Signature { label, strokes: answer.strokes.iter().map(stroke).collect() });
    }
    Some(Part::Field { label, value: answer.words.clone() })
}
