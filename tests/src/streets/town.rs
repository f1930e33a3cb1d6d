//! Sheddings, a town that is nowhere: a river, a park, a hill of terraces and the roads between.

use std::f64::consts::PI;

use super::{
    Archive,
    vector::{Form, Shape, tile},
};

/// Who drew it.
pub const ATTRIBUTION: &str = "© The Sheddings Survey, an invented town";

/// West, south, east, north.
const BOUNDS: [f64; 4] = [-2.06, 53.68, -1.9, 53.8];

const ZOOMS: std::ops::RangeInclusive<u8> = 9..=13;

/// The town's archive.
pub fn town() -> Archive {
    let shapes = shapes();
    let mut tiles = Vec::new();
    for zoom in ZOOMS {
        let [first, last] = [corner(zoom, BOUNDS[0], BOUNDS[3]), corner(zoom, BOUNDS[2], BOUNDS[1])];
        for column in first[0]..=last[0] {
            for row in first[1]..=last[1] {
                tiles.extend(tile(&shapes, zoom, column, row).map(|bytes| (zoom, column, row, bytes)));
            }
        }
    }
    let layers = ["earth", "landuse", "water", "roads", "buildings", "places"]
        .map(|id| serde_json::json!({ "id": id, "fields": { "kind": "String", "name": "String" } }));
    let metadata = serde_json::json!({
        "name": "Sheddings",
        "attribution": format!("<a href=\"https://survey.example.org\">{}</a>", ATTRIBUTION.replace('©', "&copy;")),
        "vector_layers": layers,
    });
    Archive { tiles, metadata: metadata.to_string(), bounds: BOUNDS }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a tile's column and row")]
fn corner(zoom: u8, longitude: f64, latitude: f64) -> [u32; 2] {
    let (side, north) = (f64::from(1_u32 << zoom), latitude.to_radians());
    let y = (1.0 - (north.tan() + 1.0 / north.cos()).ln() / PI) / 2.0;
    [((longitude + 180.0) / 360.0 * side) as u32, (y * side) as u32]
}

fn shapes() -> Vec<Shape> {
    let [west, south, east, north] = BOUNDS;
    let shape = |layer, from_zoom, form, tags: &[(&'static str, &'static str)]| Shape {
        layer,
        from_zoom,
        form,
        tags: tags.to_vec(),
    };
    let block = |west: f64, south: f64, east: f64, north: f64| {
        Form::Polygon(vec![[west, south], [east, south], [east, north], [west, north]])
    };
    let mut shapes = vec![
        shape("earth", 0, block(west, south, east, north), &[("kind", "earth")]),
        shape("landuse", 10, block(-1.99, 53.724, -1.972, 53.738), &[("kind", "park"), ("name", "Tenter Park")]),
        shape("landuse", 9, block(-2.05, 53.755, -2.0, 53.79), &[("kind", "wood")]),
        shape("places", 9, Form::Point([-1.985, 53.742]), &[("kind", "locality"), ("name", "Sheddings")]),
        shape("places", 12, Form::Point([-1.936, 53.768]), &[("kind", "locality"), ("name", "Tenter Croft")]),
    ];
    // The river, from the moor in the north-west to the south-east.
    let river = [[-2.06, 53.765], [-2.02, 53.75], [-1.98, 53.748], [-1.95, 53.735], [-1.9, 53.712]];
    for reach in river.windows(2) {
        let ([x0, y0], [x1, y1]) = (reach[0], reach[1]);
        let bed = vec![[x0, y0], [x1, y1], [x1, y1 + 0.003], [x0, y0 + 0.003]];
        shapes.push(shape("water", 0, Form::Polygon(bed), &[("kind", "river"), ("name", "Ryd")]));
    }
    let road = |from_zoom, kind, name, points: &[[f64; 2]]| {
        shape("roads", from_zoom, Form::Line(points.to_vec()), &[("kind", kind), ("name", name)])
    };
    shapes.extend([
        road(0, "highway", "Moor Way", &[[-2.06, 53.7], [-2.03, 53.712], [-1.96, 53.71], [-1.9, 53.745]]),
        road(
            9,
            "major_road",
            "Ryd Road",
            &[[-2.0, 53.712], [-2.0, 53.745], [-1.965, 53.757], [-1.94, 53.77], [-1.92, 53.8]],
        ),
        road(10, "major_road", "Tenter Lane", &[[-2.0, 53.735], [-1.96, 53.735], [-1.93, 53.755]]),
    ]);
    const BANKS: [&str; 6] =
        ["Sheddings Bank", "Weir Street", "Fuller Street", "Loom Street", "Bobbin Street", "Dyer Street"];
    for (number, name) in (0_u8..).zip(BANKS) {
        let latitude = 53.7155 + 0.0028 * f64::from(number);
        shapes.push(road(11, "minor_road", name, &[[-2.015, latitude], [-1.9915, latitude]]));
        for house in 0_u8..9 {
            let west = -2.0142 + 0.0026 * f64::from(house);
            shapes.push(shape(
                "buildings",
                13,
                block(west, latitude + 0.0004, west + 0.0018, latitude + 0.001),
                &[("kind", "building")],
            ));
        }
    }
    for number in 0_u8..4 {
        let longitude = -1.947 + 0.004 * f64::from(number);
        shapes.push(road(12, "minor_road", "Tenter Croft", &[[longitude, 53.763], [longitude, 53.774]]));
    }
    shapes
}
