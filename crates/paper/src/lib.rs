//! Paper: a plain page that a customer is given, as a PDF. The only crate that names krilla.
//!
//! A [`Paper`] is words in order: headings, questions with their answers, warnings, a signature. It is set on A4 in one
//! column, with as many pages as it takes, and tagged so that a screen reader reads it in the same order. Everything that
//! it needs is in the app; nothing is fetched.
//!
//! The letters are DejaVu Sans: Latin with every accent of English, Welsh, French, Polish and Slovak, and Arabic, Farsi
//! and Urdu. It has no Chinese; [`can_write`] says so beforehand.

mod lines;
mod pdf;
mod set;

use thiserror::Error;

/// What is to be on paper.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Paper {
    /// What it is: "Gas safety record".
    pub title: String,
    /// Said below it, a line each: for which home, by which landlord.
    pub subtitles: Vec<String>,
    /// What is on it, in order.
    pub parts: Vec<Part>,
    /// Said at the foot of every page, before the number: a reference that tells two papers apart.
    pub foot: String,
}

/// Something on paper.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// A heading over what follows.
    Heading(String),
    /// A question and its answer.
    Field {
        /// "Gas tightness test".
        label: String,
        /// "Pass".
        value: String,
    },
    /// Words by themselves.
    Words(String),
    /// Words in a frame, which nobody may miss.
    Warning(String),
    /// A signature.
    Signature {
        /// Whose.
        label: String,
        /// Strokes as they were drawn; their size does not matter.
        strokes: Vec<Vec<(f32, f32)>>,
    },
}

/// Why there is no paper.
#[derive(Debug, Error)]
pub enum PaperError {
    /// Only a build whose fonts are damaged has such.
    #[error("the letters that came with the app do not read")]
    Font,
    /// The PDF could not be written.
    #[error("the PDF could not be made: {0}")]
    Pdf(String),
}

/// Sets a paper and writes it as a PDF.
///
/// # Errors
/// The fonts of this build are damaged, or the PDF could not be written.
pub fn pdf(paper: &Paper) -> Result<Vec<u8>, PaperError> {
    let letters = set::Letters::new()?;
    pdf::write(paper, &letters, &set::pages(paper, &letters))
}

/// True when there is a letter for everything in `text`.
///
/// # Errors
/// The fonts of this build are damaged.
pub fn can_write(text: &str) -> Result<bool, PaperError> {
    let letters = set::Letters::new()?;
    Ok(text.chars().filter(|letter| !letter.is_control()).all(|letter| letters.plain.has(letter)))
}
