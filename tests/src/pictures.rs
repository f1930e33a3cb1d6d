//! Pictures as a phone's camera would hand them over.

use std::io::Cursor;

use image::{ImageFormat, Rgb, RgbImage};

/// A JPEG of this size that is not one flat colour; `tint` makes it different from others.
pub fn jpeg(width: u32, height: u32, tint: u8) -> Vec<u8> {
    let picture = RgbImage::from_fn(width, height, |x, y| {
        let [across, down, patch] = [x % 256, y % 256, (x / 16 + y / 16) % 64].map(|part| u8::try_from(part).unwrap());
        Rgb([across, down, tint.wrapping_add(patch)])
    });
    let mut bytes = Vec::new();
    picture.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Jpeg).unwrap();
    bytes
}
