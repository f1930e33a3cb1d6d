//! Pictures as a phone's camera would hand them over.

use std::io::Cursor;

use image::{ImageFormat, Rgb, RgbImage};

/// A JPEG of this size that is not one flat colour; `tint` makes it different from others.
pub fn jpeg(width: u32, height: u32, tint: u8) -> Vec<u8> {
    let picture = RgbImage::from_fn(width, height, |x, y| {
        Rgb([(x % 256) as u8, (y % 256) as u8, tint.wrapping_add(((x / 16 + y / 16) % 64) as u8)])
    });
    let mut bytes = Vec::new();
    picture.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Jpeg).unwrap();
    bytes
}
