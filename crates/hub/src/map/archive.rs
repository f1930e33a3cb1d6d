//! What a PMTiles archive (version 3) says of itself, checked before any handheld fetches it.
//!
//! Only what a person can put right is looked at: that it is whole, that it holds vector tiles in a compression that
//! handhelds read, where it reaches, and that it has layers which the screens draw. Nothing that it says is believed before
//! it is held against the file's length.

use std::io::{self, Read, Seek, SeekFrom};

use domain::map_area::{Bounds, MAX_ATTRIBUTION, MAX_SIZE};
use flate2::read::GzDecoder;
use serde::Deserialize;
use thiserror::Error;

use super::directory;

/// The layers that the screens draw something of, as Protomaps and OpenMapTiles name them.
const DRAWN: [&str; 12] = [
    "earth",
    "landuse",
    "landcover",
    "water",
    "waterway",
    "roads",
    "transportation",
    "transportation_name",
    "buildings",
    "building",
    "places",
    "place",
];

/// Bytes of the header.
const HEADER: usize = 127;

/// The specification has header and root directory within the first 16 KiB.
const FIRST: u64 = 16_384;

/// Bytes of metadata, unpacked, at most: it is a page of names.
const MAX_METADATA: u64 = 4 << 20;

/// Why an archive is not taken in.
#[derive(Debug, Error)]
pub enum MapFault {
    /// Another kind of file.
    #[error(
        "this is not a PMTiles archive; make one with a tool that writes PMTiles 3, or cut one with: pmtiles extract"
    )]
    NotPmtiles,
    /// Another version.
    #[error("this is PMTiles version {0}, and handhelds read version 3; convert it with: pmtiles convert")]
    Version(u8),
    /// The file is shorter than its header says.
    #[error("this archive is cut short: it should have {expected} bytes and has {found}; copy or make it again")]
    CutShort {
        /// Bytes, by its header.
        expected: u64,
        /// Bytes that are there.
        found: u64,
    },
    /// Too large for a phone.
    #[error(
        "this archive has {} MB, and every handheld would fetch it: {} MB is the most; cut a smaller area, or leave out the \
         closest zoom with: pmtiles extract --maxzoom=14",
        .0.div_ceil(1_000_000),
        MAX_SIZE / 1_000_000
    )]
    TooLarge(u64),
    /// Pictures instead of vectors.
    #[error(
        "this archive holds {0}, and handhelds draw vector tiles (MVT) alone, which stay readable in the dark; choose a \
         vector basemap"
    )]
    NotVector(&'static str),
    /// A compression that handhelds do not read.
    #[error("the {what} of this archive are packed with {how}, and handhelds read gzip alone; make it again with gzip")]
    Compression {
        /// "tiles", "directories".
        what: &'static str,
        /// "brotli".
        how: &'static str,
    },
    /// No such place.
    #[error("this archive does not say where on the globe it reaches; make it again with its bounds")]
    Bounds,
    /// No such zooms.
    #[error("this archive says that it has zooms {0} to {1}, which cannot be; make it again")]
    Zooms(u8, u8),
    /// Its parts do not fit together.
    #[error("this archive is damaged: {0}; copy or make it again")]
    Damaged(&'static str),
    /// Nothing of it would be drawn.
    #[error(
        "this archive has none of the layers that handhelds draw (it has {0}); choose a Protomaps or OpenMapTiles basemap"
    )]
    Layers(String),
    /// Nobody to thank.
    #[error("this archive does not say whose data it is; say so with --attribution \"© OpenStreetMap contributors\"")]
    NoAttribution,
    /// Too much to show.
    #[error("the attribution has more than {MAX_ATTRIBUTION} characters; give a shorter one with --attribution")]
    LongAttribution,
    /// The file cannot be read.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// What an archive says of itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Archive {
    /// Where it reaches.
    pub bounds: Bounds,
    /// The farthest zoom.
    pub min_zoom: u8,
    /// The closest.
    pub max_zoom: u8,
    /// Whose data it is, without markup; empty when it does not say.
    pub attribution: String,
}

#[derive(Deserialize)]
struct Metadata {
    #[serde(default)]
    attribution: Option<String>,
    #[serde(default)]
    vector_layers: Vec<Layer>,
}

#[derive(Deserialize)]
struct Layer {
    id: String,
}

/// How parts of an archive are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Packed {
    Plainly,
    Gzip,
}

impl Packed {
    fn read(byte: u8, what: &'static str) -> Result<Self, MapFault> {
        match byte {
            1 => Ok(Self::Plainly),
            2 => Ok(Self::Gzip),
            3 => Err(MapFault::Compression { what, how: "brotli" }),
            4 => Err(MapFault::Compression { what, how: "zstd" }),
            _ => Err(MapFault::Compression { what, how: "something unknown" }),
        }
    }

    fn open(self, bytes: &[u8], most: u64) -> Result<Vec<u8>, MapFault> {
        let mut opened = Vec::new();
        let read = match self {
            Self::Plainly => bytes.take(most).read_to_end(&mut opened),
            Self::Gzip => GzDecoder::new(bytes).take(most).read_to_end(&mut opened),
        };
        read.map_err(|_| MapFault::Damaged("a part of it does not unpack"))?;
        if opened.len() as u64 == most { Err(MapFault::Damaged("a part of it has no end")) } else { Ok(opened) }
    }
}

/// Reads what an archive of `length` bytes says of itself.
///
/// # Errors
/// It is none that handhelds could use, or cannot be read.
pub fn read(file: &mut (impl Read + Seek), length: u64) -> Result<Archive, MapFault> {
    let header = header(file, length)?;
    if length > MAX_SIZE {
        return Err(MapFault::TooLarge(length));
    }
    let field = |at: usize| header.get(at..at.saturating_add(8)).and_then(|bytes| bytes.try_into().ok());
    let number = |at: usize| field(at).map_or(0, u64::from_le_bytes);
    let byte = |at: usize| header.get(at).copied().unwrap_or_default();
    let sections = [8, 24, 40, 56].map(|at| (number(at), number(at + 8)));
    for (from, bytes) in sections {
        let end = from.checked_add(bytes).ok_or(MapFault::Damaged("its header has a length that cannot be"))?;
        if end > length {
            return Err(MapFault::CutShort { expected: end, found: length });
        }
    }
    let [root, metadata, leaves, tiles] = sections;
    match byte(99) {
        1 => {}
        2 => return Err(MapFault::NotVector("PNG pictures")),
        3 => return Err(MapFault::NotVector("JPEG pictures")),
        4 => return Err(MapFault::NotVector("WebP pictures")),
        5 => return Err(MapFault::NotVector("AVIF pictures")),
        _ => return Err(MapFault::NotVector("tiles of a kind that is not known")),
    }
    let inner = Packed::read(byte(97), "directories")?;
    Packed::read(byte(98), "tiles")?;
    let (min_zoom, max_zoom) = (byte(100), byte(101));
    if min_zoom > max_zoom || max_zoom > 22 {
        return Err(MapFault::Zooms(min_zoom, max_zoom));
    }
    let degrees = |at: usize| {
        let bytes = header.get(at..at.saturating_add(4)).and_then(|bytes| bytes.try_into().ok());
        f64::from(bytes.map_or(0, i32::from_le_bytes)) / 10_000_000.0
    };
    let bounds = Bounds { west: degrees(102), south: degrees(106), east: degrees(110), north: degrees(114) };
    if !bounds.hold() {
        return Err(MapFault::Bounds);
    }
    if root.0.saturating_add(root.1) > FIRST {
        return Err(MapFault::Damaged("its root directory lies too far in"));
    }
    let directory = inner.open(&section(file, root)?, MAX_METADATA)?;
    directory::check(&directory, leaves.1, tiles.1).map_err(MapFault::Damaged)?;
    if metadata.1 > MAX_METADATA {
        return Err(MapFault::Damaged("its metadata is too long"));
    }
    let said: Metadata = serde_json::from_slice(&inner.open(&section(file, metadata)?, MAX_METADATA)?)
        .map_err(|_| MapFault::Damaged("its metadata is not JSON"))?;
    if !said.vector_layers.iter().any(|layer| DRAWN.contains(&layer.id.as_str())) {
        let ids: Vec<_> = said.vector_layers.iter().take(8).map(|layer| layer.id.as_str()).collect();
        return Err(MapFault::Layers(if ids.is_empty() { "no list of any".to_owned() } else { ids.join(", ") }));
    }
    Ok(Archive { bounds, min_zoom, max_zoom, attribution: plain(&said.attribution.unwrap_or_default()) })
}

fn header(file: &mut (impl Read + Seek), length: u64) -> Result<Vec<u8>, MapFault> {
    file.seek(SeekFrom::Start(0))?;
    let mut header = Vec::with_capacity(HEADER);
    file.take(HEADER as u64).read_to_end(&mut header)?;
    let Some((magic, [version, ..])) = header.split_at_checked(7) else { return Err(MapFault::NotPmtiles) };
    if magic != b"PMTiles" {
        return Err(MapFault::NotPmtiles);
    }
    if *version != 3 {
        return Err(MapFault::Version(*version));
    }
    if header.len() < HEADER {
        return Err(MapFault::CutShort { expected: HEADER as u64, found: length });
    }
    Ok(header)
}

fn section(file: &mut (impl Read + Seek), (from, bytes): (u64, u64)) -> Result<Vec<u8>, MapFault> {
    file.seek(SeekFrom::Start(from))?;
    let mut section = Vec::new();
    file.take(bytes).read_to_end(&mut section)?;
    Ok(section)
}

/// An attribution as words: archives carry links, and a handheld at a door opens none.
pub fn plain(markup: &str) -> String {
    let mut words = String::new();
    let mut inside = false;
    for letter in markup.chars() {
        match letter {
            '<' => inside = true,
            '>' if inside => inside = false,
            _ if inside => {}
            letter if letter.is_control() => words.push(' '),
            letter => words.push(letter),
        }
    }
    let entities =
        [("&copy;", "©"), ("&#169;", "©"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", " "), ("&amp;", "&")];
    let words = entities.into_iter().fold(words, |words, (entity, letter)| words.replace(entity, letter));
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attribution_is_shown_as_words() {
        let markup = r#"<a href="https://www.openstreetmap.org/copyright" target="_blank">&copy; OpenStreetMap</a>
            contributors &amp; others"#;
        assert_eq!(plain(markup), "© OpenStreetMap contributors & others");
        assert_eq!(plain("2 < 3"), "2");
        assert_eq!(plain(""), "");
    }
}
