//! PMTiles 3, written from tiles: header, root directory, metadata and tiles, in this order.

use std::io::Write;

use flate2::{Compression, write::GzEncoder};

/// What an archive is made of.
#[derive(Debug, Clone)]
pub struct Archive {
    /// Zoom, column, row and bytes of each tile.
    pub tiles: Vec<(u8, u32, u32, Vec<u8>)>,
    /// JSON.
    pub metadata: String,
    /// West, south, east, north, in degrees.
    pub bounds: [f64; 4],
}

/// A number in the header, for whoever spoils one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Section {
    /// Where its first byte stands.
    pub at: usize,
}

impl Section {
    /// The archive's version.
    pub const VERSION: Self = Self { at: 7 };
    /// Bytes of the tiles.
    pub const TILES_LENGTH: Self = Self { at: 64 };
    /// How directories and metadata are packed.
    pub const INNER_PACKING: Self = Self { at: 97 };
    /// How tiles are packed.
    pub const TILE_PACKING: Self = Self { at: 98 };
    /// What tiles are.
    pub const TILE_TYPE: Self = Self { at: 99 };
    /// The farthest zoom.
    pub const MIN_ZOOM: Self = Self { at: 100 };
    /// The greatest longitude.
    pub const EAST: Self = Self { at: 110 };
}

impl Archive {
    /// The archive's bytes.
    pub fn write(&self) -> Vec<u8> {
        let mut tiles: Vec<(u64, Vec<u8>)> =
            self.tiles.iter().map(|(zoom, column, row, tile)| (number(*zoom, *column, *row), packed(tile))).collect();
        tiles.sort();
        let (mut steps, mut runs, mut lengths, mut offsets) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let (mut last, mut data) = (0, Vec::new());
        for (id, tile) in &tiles {
            varint(&mut steps, id - last);
            varint(&mut runs, 1);
            varint(&mut lengths, tile.len() as u64);
            varint(&mut offsets, if data.is_empty() { 1 } else { 0 });
            data.extend_from_slice(tile);
            last = *id;
        }
        let mut directory = Vec::new();
        varint(&mut directory, tiles.len() as u64);
        directory.extend([steps, runs, lengths, offsets].concat());
        let (directory, metadata) = (packed(&directory), packed(self.metadata.as_bytes()));
        let root = 127_u64;
        let after_root = root + directory.len() as u64;
        let after_metadata = after_root + metadata.len() as u64;
        let mut header = b"PMTiles\x03".to_vec();
        for number in [
            root,
            directory.len() as u64,
            after_root,
            metadata.len() as u64,
            after_metadata,
            0,
            after_metadata,
            data.len() as u64,
            tiles.len() as u64,
            tiles.len() as u64,
            tiles.len() as u64,
        ] {
            header.extend(number.to_le_bytes());
        }
        let zooms = || self.tiles.iter().map(|(zoom, ..)| *zoom);
        // In order; gzip within and without; vector tiles.
        header.extend([1, 2, 2, 1, zooms().min().unwrap_or_default(), zooms().max().unwrap_or_default()]);
        let [west, south, east, north] = self.bounds;
        for degrees in [west, south, east, north] {
            header.extend(e7(degrees).to_le_bytes());
        }
        header.push(zooms().max().unwrap_or_default());
        for degrees in [f64::midpoint(west, east), f64::midpoint(south, north)] {
            header.extend(e7(degrees).to_le_bytes());
        }
        [header, directory, metadata, data].concat()
    }
}

#[allow(clippy::cast_possible_truncation, reason = "degrees")]
fn e7(degrees: f64) -> i32 {
    (degrees * 10_000_000.0).round() as i32
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

pub(super) fn varint(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(u8::try_from(number & 0x7f).unwrap() | 0x80);
        number >>= 7;
    }
    out.push(u8::try_from(number).unwrap());
}

/// A tile's place along the Hilbert curve of its zoom, after all tiles of lesser zooms.
fn number(zoom: u8, column: u32, row: u32) -> u64 {
    let before = ((1_u64 << (2 * zoom)) - 1) / 3;
    let (mut x, mut y) = (u64::from(column), u64::from(row));
    let (mut along, mut side) = (0, (1_u64 << zoom) >> 1);
    while side > 0 {
        let (right, down) = (u64::from(x & side > 0), u64::from(y & side > 0));
        along += side * side * ((3 * right) ^ down);
        if down == 0 {
            if right == 1 {
                (x, y) = (side.wrapping_sub(1).wrapping_sub(x), side.wrapping_sub(1).wrapping_sub(y));
            }
            (x, y) = (y, x);
        }
        side >>= 1;
    }
    before + along
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_are_numbered_as_the_specification_lists_them() {
        for (zoom, column, row, id) in
            [(0, 0, 0, 0), (1, 0, 0, 1), (1, 0, 1, 2), (1, 1, 1, 3), (1, 1, 0, 4), (2, 0, 0, 5)]
        {
            assert_eq!(number(zoom, column, row), id, "{zoom}/{column}/{row}");
        }
        assert_eq!(number(12, 3423, 1763), 19_078_479);
    }
}
