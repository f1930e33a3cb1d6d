//! Mapbox vector tiles, written from shapes on the globe: each is cut to the tile and laid on its grid.

use std::f64::consts::PI;

use super::archive::varint;

/// Steps along a tile's side.
const EXTENT: f64 = 4096.0;

/// How far shapes reach over the edge, so that no seam shows.
const OVER: f64 = 64.0;

/// Something to draw; points are longitude and latitude.
#[derive(Debug, Clone)]
pub struct Shape {
    /// "roads".
    pub layer: &'static str,
    /// The least zoom that it is drawn at.
    pub from_zoom: u8,
    /// What it is.
    pub form: Form,
    /// "kind" and "name".
    pub tags: Vec<(&'static str, &'static str)>,
}

/// Forms that a shape has. Polygons are convex.
#[derive(Debug, Clone)]
pub enum Form {
    /// A point.
    Point([f64; 2]),
    /// A line.
    Line(Vec<[f64; 2]>),
    /// A convex polygon.
    Polygon(Vec<[f64; 2]>),
}

/// What of a shape lies on a tile.
struct Feature<'a> {
    shape: &'a Shape,
    kind: u64,
    geometry: Vec<u8>,
}

/// A tile's bytes; none when nothing lies in it.
pub fn tile(shapes: &[Shape], zoom: u8, column: u32, row: u32) -> Option<Vec<u8>> {
    let side = f64::from(1_u32 << zoom);
    let onto = |[longitude, latitude]: [f64; 2]| {
        let north = latitude.to_radians();
        let (x, y) = ((longitude + 180.0) / 360.0, (1.0 - (north.tan() + 1.0 / north.cos()).ln() / PI) / 2.0);
        [(x * side - f64::from(column)) * EXTENT, (y * side - f64::from(row)) * EXTENT]
    };
    let mut layers: Vec<(&str, Vec<Feature>)> = Vec::new();
    for shape in shapes.iter().filter(|shape| shape.from_zoom <= zoom) {
        let (kind, geometry) = match &shape.form {
            Form::Point(at) => (1, point(onto(*at))),
            Form::Line(points) => (2, line(&points.iter().copied().map(onto).collect::<Vec<_>>())),
            Form::Polygon(points) => (3, polygon(points.iter().copied().map(onto).collect())),
        };
        if geometry.is_empty() {
            continue;
        }
        let feature = Feature { shape, kind, geometry };
        match layers.iter_mut().find(|(name, _)| *name == shape.layer) {
            Some((_, features)) => features.push(feature),
            None => layers.push((shape.layer, vec![feature])),
        }
    }
    let mut tile = Vec::new();
    for (name, features) in &layers {
        field(&mut tile, 3, &layer(name, features));
    }
    (!tile.is_empty()).then_some(tile)
}

fn layer(name: &str, features: &[Feature]) -> Vec<u8> {
    let (mut keys, mut values): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    let mut layer = Vec::new();
    plain(&mut layer, 15, 2);
    field(&mut layer, 1, name.as_bytes());
    for Feature { shape, kind, geometry } in features {
        let mut tags = Vec::new();
        for (key, value) in &shape.tags {
            varint(&mut tags, place(&mut keys, key));
            varint(&mut tags, place(&mut values, value));
        }
        let mut feature = Vec::new();
        field(&mut feature, 2, &tags);
        plain(&mut feature, 3, *kind);
        field(&mut feature, 4, geometry);
        field(&mut layer, 2, &feature);
    }
    for key in keys {
        field(&mut layer, 3, key.as_bytes());
    }
    for value in values {
        let mut text = Vec::new();
        field(&mut text, 1, value.as_bytes());
        field(&mut layer, 4, &text);
    }
    plain(&mut layer, 5, 4096);
    layer
}

fn place<'a>(known: &mut Vec<&'a str>, text: &'a str) -> u64 {
    let at = known.iter().position(|held| *held == text).unwrap_or_else(|| {
        known.push(text);
        known.len() - 1
    });
    at as u64
}

fn field(out: &mut Vec<u8>, number: u64, bytes: &[u8]) {
    varint(out, number << 3 | 2);
    varint(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

fn plain(out: &mut Vec<u8>, number: u64, value: u64) {
    varint(out, number << 3);
    varint(out, value);
}

/// Commands of one geometry, with the pen where the last left it.
#[derive(Default)]
struct Pen {
    out: Vec<u8>,
    at: [i64; 2],
}

impl Pen {
    fn command(&mut self, id: u64, count: usize) {
        varint(&mut self.out, id | (count as u64) << 3);
    }

    fn to(&mut self, [x, y]: [i64; 2]) {
        for (to, from) in [(x, self.at[0]), (y, self.at[1])] {
            let step = to - from;
            varint(&mut self.out, u64::try_from((step << 1) ^ (step >> 63)).unwrap());
        }
        self.at = [x, y];
    }
}

#[allow(clippy::cast_possible_truncation, reason = "within a tile")]
fn snapped([x, y]: [f64; 2]) -> [i64; 2] {
    [x.round() as i64, y.round() as i64]
}

fn within([x, y]: [f64; 2]) -> bool {
    (0.0..EXTENT).contains(&x) && (0.0..EXTENT).contains(&y)
}

fn point(at: [f64; 2]) -> Vec<u8> {
    let mut pen = Pen::default();
    if within(at) {
        pen.command(1, 1);
        pen.to(snapped(at));
    }
    pen.out
}

fn line(points: &[[f64; 2]]) -> Vec<u8> {
    let mut pen = Pen::default();
    let mut under_way: Vec<[i64; 2]> = Vec::new();
    let mut draw = |stretch: &mut Vec<[i64; 2]>| {
        stretch.dedup();
        if let [first, rest @ ..] = stretch.as_slice()
            && !rest.is_empty()
        {
            pen.command(1, 1);
            pen.to(*first);
            pen.command(2, rest.len());
            rest.iter().for_each(|to| pen.to(*to));
        }
        stretch.clear();
    };
    for pair in points.windows(2) {
        match cut(pair[0], pair[1]) {
            Some([from, to]) => {
                if under_way.last() != Some(&snapped(from)) {
                    draw(&mut under_way);
                    under_way.push(snapped(from));
                }
                under_way.push(snapped(to));
            }
            None => draw(&mut under_way),
        }
    }
    draw(&mut under_way);
    pen.out
}

/// The part of a straight line that lies on the tile.
fn cut(from: [f64; 2], to: [f64; 2]) -> Option<[[f64; 2]; 2]> {
    let (mut begin, mut end) = (0.0_f64, 1.0_f64);
    for axis in 0..2 {
        let step = to[axis] - from[axis];
        for (way, room) in [(-step, from[axis] + OVER), (step, EXTENT + OVER - from[axis])] {
            if way == 0.0 && room < 0.0 {
                return None;
            }
            if way < 0.0 {
                begin = begin.max(room / way);
            } else if way > 0.0 {
                end = end.min(room / way);
            }
        }
    }
    let along = |share: f64| [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])];
    (begin < end).then(|| [along(begin), along(end)])
}

fn polygon(mut points: Vec<[f64; 2]>) -> Vec<u8> {
    for (axis, limit, above) in
        [(0, -OVER, true), (0, EXTENT + OVER, false), (1, -OVER, true), (1, EXTENT + OVER, false)]
    {
        let inside = |at: &[f64; 2]| if above { at[axis] >= limit } else { at[axis] <= limit };
        let mut kept = Vec::new();
        for (number, to) in points.iter().enumerate() {
            let from = points[(number + points.len() - 1) % points.len()];
            if inside(&from) != inside(to) {
                let share = (limit - from[axis]) / (to[axis] - from[axis]);
                kept.push([from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])]);
            }
            if inside(to) {
                kept.push(*to);
            }
        }
        points = kept;
        if points.is_empty() {
            return Vec::new();
        }
    }
    let mut ring: Vec<[i64; 2]> = points.into_iter().map(snapped).collect();
    ring.dedup();
    if ring.first() == ring.last() {
        ring.pop();
    }
    let area: i64 =
        (0..ring.len()).map(|at| (ring[at], ring[(at + 1) % ring.len()])).map(|(a, b)| a[0] * b[1] - b[0] * a[1]).sum();
    if ring.len() < 3 || area == 0 {
        return Vec::new();
    }
    // Clockwise as the screen has it, which is what makes it an outer ring.
    if area < 0 {
        ring.reverse();
    }
    let mut pen = Pen::default();
    pen.command(1, 1);
    pen.to(ring[0]);
    pen.command(2, ring.len() - 1);
    ring[1..].iter().for_each(|to| pen.to(*to));
    pen.command(7, 1);
    pen.out
}
