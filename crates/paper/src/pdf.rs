//! Writing what was set as a PDF, in the order in which it is read aloud.

use std::num::NonZeroU16;

use krilla::{
    Document,
    color::rgb,
    geom::{PathBuilder, Point},
    metadata::Metadata,
    num::NormalizedF32,
    page::PageSettings,
    paint::{Fill, LineCap, LineJoin, Paint, Stroke},
    surface::Surface,
    tagging::{Artifact, ArtifactType, ContentTag, Identifier, Node, SpanTag, Tag, TagGroup, TagTree},
    text::{Font, TextDirection},
};

use crate::{
    Paper, PaperError, Part,
    set::{HEIGHT, Letters, Line, MARGIN, Page, Piece, SIGNATURE, WIDTH},
};

/// Red, green and blue.
type Colour = [u8; 3];

const BLACK: Colour = [20, 24, 26];
const GREY: Colour = [90, 98, 102];
const LIGHT: Colour = [205, 211, 214];

fn paint([red, green, blue]: Colour) -> Paint {
    rgb::Color::new(red, green, blue).into()
}

struct Ink {
    plain: Font,
    bold: Font,
}

pub(crate) fn write(paper: &Paper, letters: &Letters, pages: &[Page]) -> Result<Vec<u8>, PaperError> {
    let font = |bytes: &'static [u8]| Font::new(bytes.into(), 0).ok_or(PaperError::Font);
    let ink = Ink { plain: font(letters.plain.bytes)?, bold: font(letters.bold.bytes)? };
    let settings = PageSettings::from_wh(WIDTH, HEIGHT).ok_or_else(|| PaperError::Pdf("no page".to_owned()))?;
    let mut document = Document::new();
    // What a part has on several pages is one thing to a reader.
    let mut told: Vec<(Option<usize>, Vec<Identifier>)> = Vec::new();
    for (number, page) in (1_usize..).zip(pages) {
        let mut sheet = document.start_page_with(settings.clone());
        let mut surface = sheet.surface();
        for piece in page {
            let identifier = draw(&mut surface, &ink, paper, piece);
            match told.last_mut() {
                Some((part, identifiers)) if *part == piece.part => identifiers.push(identifier),
                _ => told.push((piece.part, vec![identifier])),
            }
        }
        surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Other)));
        let foot = format!("{} · page {number} of {}", paper.foot, pages.len());
        let foot = Line { x: MARGIN, y: HEIGHT - 36.0, size: 8.5, bold: false, text: foot };
        line(&mut surface, &ink, &foot, GREY);
        surface.end_tagged();
        surface.finish();
        sheet.finish();
    }
    document.set_tag_tree(tree(paper, told));
    document.set_metadata(
        Metadata::new().title(paper.title.clone()).language("en-GB".to_owned()).creator("Doorstep".to_owned()),
    );
    document.finish().map_err(|error| PaperError::Pdf(format!("{error:?}")))
}

fn tree(paper: &Paper, told: Vec<(Option<usize>, Vec<Identifier>)>) -> TagTree {
    let mut tree = TagTree::new().with_lang(Some("en-GB".to_owned()));
    for (part, identifiers) in told {
        let children: Vec<Node> = identifiers.into_iter().map(Node::Leaf).collect();
        let part = part.and_then(|part| paper.parts.get(part));
        let group = match part {
            None => TagGroup::with_children(Tag::Hn(NonZeroU16::MIN, None), children),
            Some(Part::Heading(_)) => {
                TagGroup::with_children(Tag::Hn(NonZeroU16::MIN.saturating_add(1), None), children)
            }
            Some(Part::Signature { label, .. }) => {
                TagGroup::with_children(Tag::Figure(Some(format!("{label}: signature"))), children)
            }
            Some(_) => TagGroup::with_children(Tag::P, children),
        };
        tree.push(group);
    }
    tree
}

fn draw(surface: &mut Surface<'_>, ink: &Ink, paper: &Paper, piece: &Piece) -> Identifier {
    let identifier = surface.start_tagged(ContentTag::Span(SpanTag::empty()));
    for one in &piece.lines {
        line(surface, ink, one, if one.bold { BLACK } else { GREY });
    }
    if let Some((top, bottom)) = piece.frame {
        let corners = [(MARGIN, top), (WIDTH - MARGIN, top), (WIDTH - MARGIN, bottom), (MARGIN, bottom), (MARGIN, top)];
        stroke(surface, &corners, BLACK, 1.5);
    }
    let part = piece.part.and_then(|part| paper.parts.get(part));
    if let (Some((x, y)), Some(Part::Signature { strokes, .. })) = (piece.signature, part) {
        for drawn in fitted(strokes, x, y) {
            stroke(surface, &drawn, BLACK, 1.2);
        }
    }
    surface.end_tagged();
    if let Some(y) = piece.rule {
        surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Other)));
        stroke(surface, &[(MARGIN, y), (WIDTH - MARGIN, y)], LIGHT, 0.5);
        surface.end_tagged();
    }
    identifier
}

fn line(surface: &mut Surface<'_>, ink: &Ink, line: &Line, colour: Colour) {
    surface.set_stroke(None);
    surface.set_fill(Some(Fill { paint: paint(colour), opacity: NormalizedF32::ONE, rule: Default::default() }));
    let font = if line.bold { ink.bold.clone() } else { ink.plain.clone() };
    surface.draw_text(Point::from_xy(line.x, line.y), font, line.size, &line.text, false, TextDirection::Auto);
}

fn stroke(surface: &mut Surface<'_>, points: &[(f32, f32)], colour: Colour, width: f32) {
    let mut path = PathBuilder::new();
    let Some(((x, y), rest)) = points.split_first() else { return };
    path.move_to(*x, *y);
    for (x, y) in rest {
        path.line_to(*x, *y);
    }
    let Some(path) = path.finish() else { return };
    surface.set_fill(None);
    surface.set_stroke(Some(Stroke {
        paint: paint(colour),
        width,
        line_cap: LineCap::Round,
        line_join: LineJoin::Round,
        ..Stroke::default()
    }));
    surface.draw_path(&path);
}

/// Strokes in a signature's room, as large as it lets them and in their own shape.
fn fitted(strokes: &[Vec<(f32, f32)>], x: f32, y: f32) -> Vec<Vec<(f32, f32)>> {
    let points = || strokes.iter().flatten();
    let reach = |along: fn(&(f32, f32)) -> f32| {
        points().map(along).fold((f32::MAX, f32::MIN), |(least, most), at| (least.min(at), most.max(at)))
    };
    let ((left, right), (top, bottom)) = (reach(|(x, _)| *x), reach(|(_, y)| *y));
    let scale = (SIGNATURE.0 / (right - left).max(1.0)).min((SIGNATURE.1 - 14.0) / (bottom - top).max(1.0)).min(1.0);
    let place = |(px, py): &(f32, f32)| (x + (px - left) * scale, y + (py - top) * scale);
    strokes.iter().map(|stroke| stroke.iter().map(place).collect()).collect()
}
