//! Photos as they are kept: upright, at most 2,048 pixels on the longer side, JPEG, and without metadata: where and
//! when a picture was taken, and by which phone, goes no further than the phone that took it.

mod altered;
mod whole;

pub use altered::{Mark, Patch, Shape, mark, redact};

use image::{
    DynamicImage, ImageDecoder, ImageError, RgbImage,
    codecs::jpeg::JpegEncoder,
    error::{LimitError, LimitErrorKind},
    imageops::FilterType,
};
use thiserror::Error;

/// Bytes of a photo as it comes from the camera, at most: 40 MB.
pub const MAX_BYTES: usize = 40_000_000;

/// Pixels of a photo as it comes from the camera, at most: 100 megapixels.
pub const MAX_PIXELS: u64 = 100_000_000;

/// The longer side of the picture that is kept, in pixels.
pub const FULL_SIDE: u32 = 2_048;

/// The longer side of its preview, in pixels.
pub const PREVIEW_SIDE: u32 = 320;

/// The media type of both.
pub const MEDIA_TYPE: &str = "image/jpeg";

const QUALITY: u8 = 80;

/// A photo ready to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    /// The picture.
    pub full: Vec<u8>,
    /// The same, small.
    pub preview: Vec<u8>,
}

/// Why a file cannot be taken as a photo.
#[derive(Debug, Error)]
pub enum PhotoError {
    /// More bytes than any camera makes.
    #[error("this photo is larger than 40 MB")]
    TooManyBytes,
    /// More pixels than a phone can hold in memory.
    #[error("this photo has more than 100 million pixels")]
    TooManyPixels,
    /// Apple's format.
    #[error("this photo is in the HEIC format, which Doorstep cannot read")]
    Heic,
    /// Some other file.
    #[error("this file is not a JPEG, PNG or WebP photo")]
    Unknown,
    /// A photo with bytes missing or wrong.
    #[error("this photo is damaged")]
    Damaged,
    /// Nothing was sent with the request.
    #[error("no photo came with this")]
    Missing,
    /// Blacking out nothing would destroy a picture for a copy of itself.
    #[error("nothing on the photo was covered, so it is as it was")]
    NothingCovered,
    /// Marks that nobody would see.
    #[error("nothing was drawn on the photo, so it is as it was")]
    NothingDrawn,
}

impl PhotoError {
    /// Stable.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooManyBytes | Self::TooManyPixels => "photo_too_large",
            Self::Heic => "photo_heic",
            Self::Unknown => "photo_format",
            Self::Damaged => "photo_damaged",
            Self::Missing => "photo_missing",
            Self::NothingCovered => "photo_nothing_covered",
            Self::NothingDrawn => "photo_nothing_drawn",
        }
    }

    /// One sentence: what to do now.
    #[must_use]
    pub const fn remedy(&self) -> &'static str {
        match self {
            Self::TooManyBytes | Self::TooManyPixels => "Take it again with the camera set to a smaller size.",
            Self::Heic => "In the phone's camera settings choose \"Most compatible\" (JPEG) and take it again.",
            Self::Unknown => "Take a photo with the camera, or choose a JPEG, PNG or WebP picture.",
            Self::Damaged => "Take it again, or choose another picture.",
            Self::Missing => "Take the photo again.",
            Self::NothingCovered => "Drag a box over what nobody should see.",
            Self::NothingDrawn => "Drag across the photo to draw.",
        }
    }

    /// The one with this code, as kept beside a photo of which no picture could be made.
    #[must_use]
    pub fn from_code(code: &str) -> Self {
        let kept = [Self::TooManyPixels, Self::Heic, Self::Unknown];
        kept.into_iter().find(|error| error.code() == code).unwrap_or(Self::Damaged)
    }
}

/// Looks at a camera's file without decoding it.
///
/// # Errors
/// It is too large, in another format, or cut short.
pub fn check(bytes: &[u8]) -> Result<(), PhotoError> {
    whole::decoder(bytes).map(drop)
}

/// Makes a camera's file fit to be kept.
///
/// # Errors
/// It is too large, in another format, or damaged.
pub fn prepare(bytes: &[u8]) -> Result<Prepared, PhotoError> {
    let mut decoder = whole::decoder(bytes)?;
    // A picture whose orientation cannot be read is kept as it lies.
    let orientation = decoder.orientation().ok();
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| unreadable(&error))?;
    // Scaled first: turning a small picture is cheaper than turning a large one.
    picture = within(picture, FULL_SIDE);
    if let Some(orientation) = orientation {
        picture.apply_orientation(orientation);
    }
    prepared(opaque(&picture))
}

/// A picture as it is to be kept, and its preview.
fn prepared(picture: RgbImage) -> Result<Prepared, PhotoError> {
    let picture = DynamicImage::ImageRgb8(picture);
    let full = jpeg(&picture)?;
    Ok(Prepared { full, preview: jpeg(&within(picture, PREVIEW_SIDE))? })
}

fn within(picture: DynamicImage, side: u32) -> DynamicImage {
    if picture.width().max(picture.height()) <= side {
        return picture;
    }
    // Averages of whole pixels are as good as any filter where several become one, and take no more memory than what
    // comes out; a filter works on four floats to a pixel.
    if picture.width().max(picture.height()) > side + side / 2 {
        return picture.thumbnail(side, side);
    }
    picture.resize(side, side, FilterType::CatmullRom)
}

/// On white where it was transparent: JPEG knows no transparency.
fn opaque(picture: &DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let mut white = DynamicImage::ImageRgba8(image::RgbaImage::from_pixel(
        picture.width(),
        picture.height(),
        image::Rgba([255, 255, 255, 255]),
    ));
    image::imageops::overlay(&mut white, picture, 0, 0);
    white.to_rgb8()
}

fn jpeg(picture: &DynamicImage) -> Result<Vec<u8>, PhotoError> {
    let mut bytes = Vec::new();
    picture.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, QUALITY)).map_err(|_| PhotoError::Damaged)?;
    Ok(bytes)
}

fn unreadable(error: &ImageError) -> PhotoError {
    match error {
        ImageError::Limits(limit) if is_size(limit) => PhotoError::TooManyPixels,
        _ => PhotoError::Damaged,
    }
}

fn is_size(limit: &LimitError) -> bool {
    matches!(limit.kind(), LimitErrorKind::DimensionError | LimitErrorKind::InsufficientMemory)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::{ImageFormat, Rgb, Rgba, RgbaImage};

    use super::*;

    fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    /// Red above, blue below.
    fn flag(width: u32, height: u32) -> DynamicImage {
        let picture =
            RgbImage::from_fn(width, height, |_, y| if y < height / 2 { Rgb([220, 0, 0]) } else { Rgb([0, 0, 220]) });
        DynamicImage::ImageRgb8(picture)
    }

    fn read(bytes: &[u8]) -> RgbImage {
        image::load_from_memory_with_format(bytes, ImageFormat::Jpeg).unwrap().to_rgb8()
    }

    /// A JPEG with an EXIF block that says it lies on its side, and where it was taken.
    fn with_exif(jpeg: &[u8], orientation: u8) -> Vec<u8> {
        let mut tiff = b"MM\x00\x2a\x00\x00\x00\x08\x00\x01".to_vec();
        tiff.extend([0x01, 0x12, 0x00, 0x03, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]);
        tiff.extend(b"51.5463N 0.0551W\xff\xd9");
        let body = [b"Exif\0\0".as_slice(), &tiff].concat();
        let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
        [&jpeg[..2], &[0xff, 0xe1], &length, &body, &jpeg[2..]].concat()
    }

    #[test]
    fn a_large_photo_is_scaled_and_its_preview_is_small() {
        let prepared = prepare(&encoded(&flag(4_000, 3_000), ImageFormat::Jpeg)).unwrap();
        assert_eq!(read(&prepared.full).dimensions(), (2_048, 1_536));
        assert_eq!(read(&prepared.preview).dimensions(), (320, 240));
        assert!(prepared.preview.len() < prepared.full.len());
    }

    #[test]
    fn a_small_photo_is_not_blown_up() {
        let prepared = prepare(&encoded(&flag(200, 100), ImageFormat::Png)).unwrap();
        assert_eq!(read(&prepared.full).dimensions(), (200, 100));
    }

    #[test]
    fn a_photo_held_sideways_stands_upright_and_says_no_longer_where_it_was_taken() {
        let sideways = with_exif(&encoded(&flag(60, 40), ImageFormat::Jpeg), 6);
        let prepared = prepare(&sideways).unwrap();
        let upright = read(&prepared.full);
        assert_eq!(upright.dimensions(), (40, 60));
        assert!(upright.get_pixel(35, 30).0[0] > 150, "what was above is now at the right");
        assert!(upright.get_pixel(4, 30).0[2] > 150, "what was below is now at the left");
        for kept in [&prepared.full, &prepared.preview] {
            assert!(!kept.windows(7).any(|bytes| bytes == b"51.5463"));
            assert!(!kept.windows(4).any(|bytes| bytes == b"Exif"));
        }
    }

    #[test]
    fn what_is_transparent_becomes_white() {
        let clear = DynamicImage::ImageRgba8(RgbaImage::from_pixel(10, 10, Rgba([0, 0, 0, 0])));
        let prepared = prepare(&encoded(&clear, ImageFormat::Png)).unwrap();
        assert!(read(&prepared.full).get_pixel(5, 5).0.iter().all(|part| *part > 250));
    }

    #[test]
    fn what_is_no_photo_is_refused_in_words() {
        let heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec();
        let whole = encoded(&flag(400, 300), ImageFormat::Png);
        // Its thumbnail ends as a picture does, and is whole.
        let photo = with_exif(&encoded(&flag(400, 300), ImageFormat::Jpeg), 1);
        for (bytes, code) in [
            (heic, "photo_heic"),
            (b"%PDF-1.7 a quote".to_vec(), "photo_format"),
            (Vec::new(), "photo_format"),
            (whole[..whole.len() / 2].to_vec(), "photo_damaged"),
            (photo[..photo.len() - 2].to_vec(), "photo_damaged"),
            (photo[..photo.len() / 2].to_vec(), "photo_damaged"),
            (vec![0; MAX_BYTES + 1], "photo_too_large"),
        ] {
            assert_eq!(check(&bytes).unwrap_err().code(), code, "at once");
            assert_eq!(prepare(&bytes).unwrap_err().code(), code);
        }
    }

    #[test]
    fn a_tiny_file_that_claims_a_hundred_thousand_pixels_a_side_is_refused_unread() {
        let mut png = encoded(&flag(8, 8), ImageFormat::Png);
        png[16..20].copy_from_slice(&100_000_u32.to_be_bytes());
        png[20..24].copy_from_slice(&100_000_u32.to_be_bytes());
        // The header's checksum covers the size: without a right one it would fail for another reason.
        let checksum = crc32(&png[12..29]);
        png[29..33].copy_from_slice(&checksum.to_be_bytes());
        assert_eq!(prepare(&png).unwrap_err().code(), "photo_too_large");
    }

    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0_u32, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
        })
    }
}
