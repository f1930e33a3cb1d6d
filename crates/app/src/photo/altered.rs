//! Pictures made from a picture that is kept: parts of it blacked out, or arrows and circles drawn on it.
//!
//! Places are given as shares of the picture's width and height, from nought to one, so that the screen need not know
//! how large it is.

use image::{ImageFormat, Rgb, RgbImage};

use super::{PhotoError, Prepared, prepared};

/// A rectangle to black out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Patch {
    /// Its left edge, as a share of the width.
    pub left: f32,
    /// Its upper edge, as a share of the height.
    pub top: f32,
    /// As a share of the width.
    pub width: f32,
    /// As a share of the height.
    pub height: f32,
}

/// Something to draw.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mark {
    /// What.
    pub shape: Shape,
    /// Where the finger began, as shares of width and height.
    pub from: (f32, f32),
    /// Where it ended.
    pub to: (f32, f32),
}

/// What can be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// From where the finger began to what it points at.
    Arrow,
    /// An ellipse in the rectangle between the two points.
    Circle,
}

/// A picture that is kept, with parts of it blacked out: nothing of what was there is left.
///
/// # Errors
/// It is damaged, or the patches cover nothing of it.
pub fn redact(kept: &[u8], patches: &[Patch]) -> Result<Prepared, PhotoError> {
    let mut picture = open(kept)?;
    let mut covered = false;
    for patch in patches {
        let across = span(patch.left, patch.width, picture.width());
        let down = span(patch.top, patch.height, picture.height());
        covered |= !across.is_empty() && !down.is_empty();
        for y in down {
            for x in across.clone() {
                picture.put_pixel(x, y, Rgb([0, 0, 0]));
            }
        }
    }
    if covered { prepared(picture) } else { Err(PhotoError::NothingCovered) }
}

/// A picture that is kept, with marks drawn on it in red on white, which stand out on every ground.
///
/// # Errors
/// It is damaged, or the marks are too small to be seen.
pub fn mark(kept: &[u8], marks: &[Mark]) -> Result<Prepared, PhotoError> {
    let mut picture = open(kept)?;
    let (width, height) = (side(picture.width()), side(picture.height()));
    let pen = (width.max(height) / 120.0).max(2.0);
    let at = |(x, y): (f32, f32)| (x.clamp(0.0, 1.0) * width, y.clamp(0.0, 1.0) * height);
    let drawn: Vec<Mark> = marks
        .iter()
        .map(|mark| Mark { from: at(mark.from), to: at(mark.to), ..*mark })
        .filter(|mark| length(between(mark.from, mark.to)) > pen * 2.0)
        .collect();
    if drawn.is_empty() {
        return Err(PhotoError::NothingDrawn);
    }
    for (thickness, ink) in [(pen * 1.8, Rgb([255, 255, 255])), (pen, Rgb([212, 0, 0]))] {
        for mark in &drawn {
            match mark.shape {
                Shape::Arrow => arrow(&mut picture, mark, pen, thickness, ink),
                Shape::Circle => circle(&mut picture, mark, thickness, ink),
            }
        }
    }
    prepared(picture)
}

fn open(kept: &[u8]) -> Result<RgbImage, PhotoError> {
    let read = image::load_from_memory_with_format(kept, ImageFormat::Jpeg);
    read.map(|picture| picture.to_rgb8()).map_err(|error| super::unreadable(&error))
}

/// The pixels between two edges; none of those that are outside the picture.
fn span(from: f32, share: f32, side_length: u32) -> std::ops::Range<u32> {
    if !(from.is_finite() && share.is_finite()) {
        return 0..0;
    }
    let edge = |share: f32| pixel(share.clamp(0.0, 1.0) * side(side_length));
    // Outward: a pixel that is covered in part is covered.
    edge(from)..edge((from + share).clamp(0.0, 1.0)).saturating_add(1).min(side_length).max(edge(from))
}

fn arrow(picture: &mut RgbImage, mark: &Mark, pen: f32, thickness: f32, ink: Rgb<u8>) {
    let (dx, dy) = between(mark.from, mark.to);
    let whole = length((dx, dy));
    let head = (whole * 0.35).min(pen * 7.0);
    let (ux, uy) = (dx / whole, dy / whole);
    line(picture, mark.from, mark.to, thickness, ink);
    for turn in [2.6_f32, -2.6] {
        let (sin, cos) = turn.sin_cos();
        let barb = (ux * cos - uy * sin, ux * sin + uy * cos);
        line(picture, mark.to, (mark.to.0 + barb.0 * head, mark.to.1 + barb.1 * head), thickness, ink);
    }
}

/// Every pixel that is within half a thickness of the line.
fn line(picture: &mut RgbImage, from: (f32, f32), to: (f32, f32), thickness: f32, ink: Rgb<u8>) {
    let (dx, dy) = between(from, to);
    let square = dx.mul_add(dx, dy * dy).max(f32::EPSILON);
    fill(picture, from, to, thickness, ink, |x, y| {
        let along = ((x - from.0).mul_add(dx, (y - from.1) * dy) / square).clamp(0.0, 1.0);
        length((x - along.mul_add(dx, from.0), y - along.mul_add(dy, from.1))) <= thickness / 2.0
    });
}

fn circle(picture: &mut RgbImage, mark: &Mark, thickness: f32, ink: Rgb<u8>) {
    let centre = (f32::midpoint(mark.from.0, mark.to.0), f32::midpoint(mark.from.1, mark.to.1));
    let (dx, dy) = between(mark.from, mark.to);
    let (across, down) = ((dx.abs() / 2.0).max(1.0), (dy.abs() / 2.0).max(1.0));
    let half = thickness / 2.0;
    let within = |x: f32, y: f32, grown: f32| {
        let (a, b) = ((across + grown).max(1.0), (down + grown).max(1.0));
        length(((x - centre.0) / a, (y - centre.1) / b)) <= 1.0
    };
    fill(picture, mark.from, mark.to, thickness, ink, |x, y| within(x, y, half) && !within(x, y, -half));
}

fn fill(
    picture: &mut RgbImage,
    from: (f32, f32),
    to: (f32, f32),
    thickness: f32,
    ink: Rgb<u8>,
    covers: impl Fn(f32, f32) -> bool,
) {
    let least = (pixel(from.0.min(to.0) - thickness), pixel(from.1.min(to.1) - thickness));
    let most = (pixel(from.0.max(to.0) + thickness), pixel(from.1.max(to.1) + thickness));
    for y in least.1..=most.1.min(picture.height().saturating_sub(1)) {
        for x in least.0..=most.0.min(picture.width().saturating_sub(1)) {
            if covers(side(x), side(y)) {
                picture.put_pixel(x, y, ink);
            }
        }
    }
}

fn between(from: (f32, f32), to: (f32, f32)) -> (f32, f32) {
    (to.0 - from.0, to.1 - from.1)
}

fn length((x, y): (f32, f32)) -> f32 {
    x.hypot(y)
}

/// A side as a number to reckon with: none is beyond what 24 bits hold.
#[allow(clippy::cast_precision_loss, reason = "a kept picture has 2,048 pixels a side at most")]
const fn side(pixels: u32) -> f32 {
    pixels as f32
}

/// The pixel that holds a place; what is before the first is the first.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
fn pixel(place: f32) -> u32 {
    place.clamp(0.0, 100_000.0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::photo::prepare;

    /// A wall in one colour, with a face in its upper left quarter.
    fn kept() -> Vec<u8> {
        let picture =
            RgbImage::from_fn(
                800,
                600,
                |x, y| {
                    if x < 400 && y < 300 { Rgb([230, 180, 140]) } else { Rgb([120, 150, 120]) }
                },
            );
        prepared(picture).unwrap().full
    }

    fn read(bytes: &[u8]) -> RgbImage {
        open(bytes).unwrap()
    }

    #[test]
    fn what_is_covered_is_black_in_the_picture_and_in_its_preview_and_the_rest_stays() {
        let face = Patch { left: 0.1, top: 0.1, width: 0.3, height: 0.3 };
        let redacted = redact(&kept(), &[face]).unwrap();
        for (bytes, [x, y, off]) in [(&redacted.full, [200, 150, 500]), (&redacted.preview, [80, 60, 250])] {
            let picture = read(bytes);
            assert!(picture.get_pixel(x, y).0.iter().all(|part| *part < 12), "{:?}", picture.get_pixel(x, y));
            assert!(picture.get_pixel(off, y).0[0] > 90);
        }
    }

    #[test]
    fn a_patch_that_covers_nothing_is_said_and_one_over_the_edge_covers_to_the_edge() {
        for nothing in [
            vec![],
            vec![Patch { left: f32::NAN, top: 0.0, width: 1.0, height: 1.0 }],
            vec![Patch { left: 1.0, top: 0.0, width: 0.5, height: 0.5 }],
        ] {
            assert_eq!(redact(&kept(), &nothing).unwrap_err().code(), "photo_nothing_covered");
        }
        let over = Patch { left: 0.5, top: -1.0, width: 9.0, height: 9.0 };
        let picture = read(&redact(&kept(), &[over]).unwrap().full);
        assert!(picture.get_pixel(799, 599).0[0] < 12 && picture.get_pixel(799, 2).0[0] < 12);
        assert!(picture.get_pixel(380, 300).0[0] > 90);
    }

    #[test]
    fn an_arrow_points_and_a_circle_goes_round_without_covering_what_they_show() {
        let arrow = Mark { shape: Shape::Arrow, from: (0.2, 0.2), to: (0.8, 0.8) };
        let circle = Mark { shape: Shape::Circle, from: (0.1, 0.6), to: (0.3, 0.9) };
        let picture = read(&mark(&kept(), &[arrow, circle]).unwrap().full);
        let red = |x, y| {
            let [red, green, blue] = picture.get_pixel(x, y).0;
            red > 150 && green < 90 && blue < 90
        };
        assert!(red(400, 300), "the shaft: {:?}", picture.get_pixel(400, 300));
        assert!(red(81, 450), "the ring: {:?}", picture.get_pixel(81, 450));
        assert!(!red(160, 450), "inside the ring");
        assert!(!red(640, 200));
        let dot = Mark { shape: Shape::Arrow, from: (0.2, 0.2), to: (0.2, 0.2) };
        assert_eq!(mark(&kept(), &[dot]).unwrap_err().code(), "photo_nothing_drawn");
    }

    #[test]
    fn what_is_no_picture_of_ours_is_said_to_be_damaged() {
        assert!(prepare(b"no picture").is_err());
        assert_eq!(redact(b"no picture", &[]).unwrap_err().code(), "photo_damaged");
    }
}
