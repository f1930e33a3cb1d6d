//! Setting: what stands where on which page. Measures are points, 72 to an inch, from the upper left corner.

use skrifa::{
    FontRef, MetadataProvider,
    charmap::Charmap,
    instance::{LocationRef, Size},
    metrics::GlyphMetrics,
};

use crate::{Paper, PaperError, Part, lines::broken};

/// A4.
pub(crate) const WIDTH: f32 = 595.276;
pub(crate) const HEIGHT: f32 = 841.89;
pub(crate) const MARGIN: f32 = 56.0;

/// The foot of a page has its own room.
const BOTTOM: f32 = HEIGHT - 64.0;
const INNER: f32 = WIDTH - 2.0 * MARGIN;

/// A question's column, and where its answer begins.
const LABEL: f32 = 190.0;
const VALUE: f32 = 204.0;

/// The room that a signature gets.
pub(crate) const SIGNATURE: (f32, f32) = (180.0, 70.0);

const PLAIN: &[u8] = include_bytes!("../fonts/DejaVuSans.ttf");
const BOLD: &[u8] = include_bytes!("../fonts/DejaVuSans-Bold.ttf");

/// One style of letters and how wide each is.
pub(crate) struct Face {
    pub(crate) bytes: &'static [u8],
    charmap: Charmap<'static>,
    /// At a size of one point.
    metrics: GlyphMetrics<'static>,
}

impl Face {
    fn new(bytes: &'static [u8]) -> Result<Self, PaperError> {
        let font = FontRef::new(bytes).map_err(|_| PaperError::Font)?;
        let metrics = font.glyph_metrics(Size::new(1.0), LocationRef::default());
        Ok(Self { bytes, charmap: font.charmap(), metrics })
    }

    pub(crate) fn has(&self, letter: char) -> bool {
        self.charmap.map(letter).is_some()
    }

    /// How wide a line is in this size, without what pairs of letters save.
    pub(crate) fn width(&self, text: &str, size: f32) -> f32 {
        let of = |letter| self.charmap.map(letter).and_then(|glyph| self.metrics.advance_width(glyph)).unwrap_or(0.6);
        text.chars().map(of).sum::<f32>() * size
    }
}

/// Both styles.
pub(crate) struct Letters {
    pub(crate) plain: Face,
    pub(crate) bold: Face,
}

impl Letters {
    pub(crate) fn new() -> Result<Self, PaperError> {
        Ok(Self { plain: Face::new(PLAIN)?, bold: Face::new(BOLD)? })
    }
}

/// One line of letters, by its base line.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line {
    pub(crate) x: f32,
    pub(crate) y: f32,
    pub(crate) size: f32,
    pub(crate) bold: bool,
    pub(crate) text: String,
}

/// What a part has on one page.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Piece {
    /// The part's number; none for the title.
    pub(crate) part: Option<usize>,
    pub(crate) lines: Vec<Line>,
    /// A frame around a warning: its upper and lower edge.
    pub(crate) frame: Option<(f32, f32)>,
    /// Where a signature's room begins.
    pub(crate) signature: Option<(f32, f32)>,
    /// A thin line below a question.
    pub(crate) rule: Option<f32>,
}

pub(crate) type Page = Vec<Piece>;

/// Sets a paper on as many pages as it takes.
pub(crate) fn pages(paper: &Paper, letters: &Letters) -> Vec<Page> {
    let mut setting = Setting { letters, pages: vec![Page::new()], y: MARGIN };
    setting.title(paper);
    for (number, part) in paper.parts.iter().enumerate() {
        setting.part(number, part, paper.parts.get(number + 1));
    }
    setting.pages
}

struct Setting<'a> {
    letters: &'a Letters,
    pages: Vec<Page>,
    y: f32,
}

impl Setting<'_> {
    fn title(&mut self, paper: &Paper) {
        let mut piece = Piece::default();
        for line in broken(&paper.title, INNER, |text| self.letters.bold.width(text, 22.0)) {
            self.y += 24.0;
            piece.lines.push(Line { x: MARGIN, y: self.y, size: 22.0, bold: true, text: line });
        }
        self.y += 6.0;
        for subtitle in &paper.subtitles {
            for line in broken(subtitle, INNER, |text| self.letters.plain.width(text, 11.0)) {
                self.y += 15.0;
                piece.lines.push(Line { x: MARGIN, y: self.y, size: 11.0, bold: false, text: line });
            }
        }
        self.y += 12.0;
        self.put(piece);
    }

    fn part(&mut self, number: usize, part: &Part, next: Option<&Part>) {
        match part {
            Part::Heading(words) => {
                let lines = broken(words, INNER, |text| self.letters.bold.width(text, 14.0));
                // A heading never ends a page: what it is over comes with it.
                let over = next.map_or(0.0, |next| self.height(next).min(90.0));
                self.room(14.0 + 18.0 * count(&lines) + over);
                self.y += 14.0;
                self.lines(number, lines, MARGIN, 14.0, true, 18.0);
                self.y += 4.0;
            }
            Part::Words(words) => {
                let lines = broken(words, INNER, |text| self.letters.plain.width(text, 10.5));
                self.lines(number, lines, MARGIN, 10.5, false, 15.0);
                self.y += 6.0;
            }
            Part::Field { label, value } => self.field(number, label, value),
            Part::Warning(words) => {
                let lines = broken(words, INNER - 20.0, |text| self.letters.bold.width(text, 10.5));
                let height = 15.0 * count(&lines) + 16.0;
                self.room(height + 8.0);
                let top = self.y + 4.0;
                let mut piece = Piece { part: Some(number), frame: Some((top, top + height)), ..Piece::default() };
                for (at, text) in (1_u16..).zip(lines) {
                    let y = top + 5.0 + 15.0 * f32::from(at);
                    piece.lines.push(Line { x: MARGIN + 10.0, y, size: 10.5, bold: true, text });
                }
                self.y = top + height + 8.0;
                self.put(piece);
            }
            Part::Signature { label, .. } => {
                self.room(SIGNATURE.1 + 12.0);
                let mut piece =
                    Piece { part: Some(number), signature: Some((MARGIN + VALUE, self.y + 6.0)), ..Piece::default() };
                for (at, text) in (1_u16..).zip(self.label(label)) {
                    piece.lines.push(Line {
                        x: MARGIN,
                        y: self.y + 14.0 * f32::from(at),
                        size: 9.5,
                        bold: false,
                        text,
                    });
                }
                self.y += SIGNATURE.1 + 12.0;
                piece.rule = Some(self.y);
                self.put(piece);
            }
        }
    }

    fn label(&self, label: &str) -> Vec<String> {
        broken(label, LABEL, |text| self.letters.plain.width(text, 9.5))
    }

    fn value(&self, value: &str) -> Vec<String> {
        broken(value, INNER - VALUE, |text| self.letters.bold.width(text, 10.5))
    }

    /// A question beside its answer; an answer that is longer than a page goes on on the next.
    fn field(&mut self, number: usize, label: &str, value: &str) {
        let (label, value) = (self.label(label), self.value(value));
        self.room(14.0 * count(&label).max(count(&value).min(4.0)) + 8.0);
        let mut piece = Piece { part: Some(number), ..Piece::default() };
        let top = self.y;
        for (at, text) in (1_u16..).zip(&label) {
            let y = top + 14.0 * f32::from(at);
            piece.lines.push(Line { x: MARGIN, y, size: 9.5, bold: false, text: text.clone() });
        }
        for text in value {
            if self.y + 14.0 > BOTTOM {
                self.put(std::mem::replace(&mut piece, Piece { part: Some(number), ..Piece::default() }));
                self.turn();
            }
            self.y += 14.0;
            piece.lines.push(Line { x: MARGIN + VALUE, y: self.y, size: 10.5, bold: true, text });
        }
        if self.pages.last().is_none_or(|page| page.last().is_none_or(|last| last.part != Some(number))) {
            self.y = self.y.max(top + 14.0 * count(&label));
        }
        self.y += 6.0;
        piece.rule = Some(self.y);
        self.y += 2.0;
        self.put(piece);
    }

    fn lines(&mut self, number: usize, lines: Vec<String>, x: f32, size: f32, bold: bool, leading: f32) {
        let mut piece = Piece { part: Some(number), ..Piece::default() };
        for text in lines {
            if self.y + leading > BOTTOM {
                self.put(std::mem::replace(&mut piece, Piece { part: Some(number), ..Piece::default() }));
                self.turn();
            }
            self.y += leading;
            piece.lines.push(Line { x, y: self.y, size, bold, text });
        }
        self.put(piece);
    }

    /// How tall a part is, as far as a heading over it wants to know.
    fn height(&self, part: &Part) -> f32 {
        match part {
            Part::Field { label, value } => 14.0 * count(&self.label(label)).max(count(&self.value(value))) + 8.0,
            Part::Signature { .. } => SIGNATURE.1 + 12.0,
            _ => 40.0,
        }
    }

    /// Turns the page unless there is so much room on it.
    fn room(&mut self, height: f32) {
        if self.y + height > BOTTOM && self.y > MARGIN {
            self.turn();
        }
    }

    fn turn(&mut self) {
        self.pages.push(Page::new());
        self.y = MARGIN;
    }

    fn put(&mut self, piece: Piece) {
        if let Some(page) = self.pages.last_mut()
            && !(piece.lines.is_empty() && piece.signature.is_none())
        {
            page.push(piece);
        }
    }
}

#[allow(clippy::cast_precision_loss, reason = "a part has few lines")]
fn count(lines: &[String]) -> f32 {
    lines.len() as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(n: usize) -> Part {
        Part::Field { label: format!("Question {n}"), value: "Pass".to_owned() }
    }

    #[test]
    fn nothing_hangs_over_an_edge_and_nothing_is_left_out() {
        let letters = Letters::new().unwrap();
        let long = "A very long answer about an air brick that was blocked with plaster. ".repeat(120);
        let mut parts: Vec<Part> = (0..70).map(field).collect();
        parts.push(Part::Heading("Signature".to_owned()));
        parts.push(Part::Signature { label: "Engineer".to_owned(), strokes: Vec::new() });
        parts.push(Part::Field { label: "What is wrong with it?".to_owned(), value: long.clone() });
        parts.push(Part::Warning(long.get(..600).unwrap().to_owned()));
        let paper = Paper { title: "Gas safety record".to_owned(), parts, ..Paper::default() };
        let pages = pages(&paper, &letters);
        assert!(pages.len() > 3);
        for line in pages.iter().flatten().flat_map(|piece| &piece.lines) {
            let face = if line.bold { &letters.bold } else { &letters.plain };
            assert!(line.x + face.width(&line.text, line.size) <= WIDTH - MARGIN + 0.1, "{line:?}");
            assert!(line.y <= BOTTOM + 20.0, "{line:?}");
        }
        let told: String =
            pages.iter().flatten().flat_map(|piece| &piece.lines).map(|line| format!("{} ", line.text)).collect();
        assert_eq!(told.matches("Question").count(), 70);
        assert_eq!(told.matches("plaster").count(), 120 + long.get(..600).unwrap().matches("plaster").count());
        let heading = pages.iter().position(|page| page.iter().any(|piece| piece.part == Some(70))).unwrap();
        assert!(pages[heading].iter().any(|piece| piece.part == Some(71)), "a heading stands with what it is over");
    }
}
