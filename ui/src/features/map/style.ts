// How the streets are drawn: few colours, from the same tokens as everything else, for both common vocabularies of tiles
// (Protomaps' and OpenMapTiles'). A layer that an archive has not draws nothing.
import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl';

const COLOURS = ['earth', 'green', 'water', 'building', 'road', 'road-edge', 'main-road', 'text', 'halo'] as const;

export type Colours = Record<(typeof COLOURS)[number], string>;

/** The tokens as they stand now, in the light or in the dark, as colours that a canvas understands. */
export function coloursOf(element: HTMLElement): Colours {
  const probe = document.createElement('span');
  probe.hidden = true;
  element.append(probe);
  const found = COLOURS.map((name) => {
    probe.style.color = `var(--ds-map-${name})`;
    return [name, getComputedStyle(probe).color] as const;
  });
  probe.remove();
  return Object.fromEntries(found) as Colours;
}

const SOURCE = 'area';
// Protomaps says "kind", its older archives "pmap:kind", OpenMapTiles "class".
const kind: ExpressionSpecification = ['coalesce', ['get', 'kind'], ['get', 'pmap:kind'], ['get', 'class'], ''];
const name: ExpressionSpecification = ['coalesce', ['get', 'name:en'], ['get', 'name'], ''];

const GREEN = ['park', 'wood', 'forest', 'grass', 'grassland', 'garden', 'cemetery', 'golf_course', 'pitch', 'scrub', 'nature_reserve', 'farmland', 'recreation_ground', 'village_green', 'allotments'];
const MAIN = ['highway', 'major_road', 'motorway', 'trunk', 'primary', 'secondary'];
const MINOR = ['medium_road', 'minor_road', 'tertiary', 'minor', 'service', 'other', 'residential'];
const PATH = ['path', 'track', 'pedestrian'];

const among = (kinds: readonly string[]): ExpressionSpecification => ['match', kind, [...kinds], true, false];
const isPolygon: ExpressionSpecification = ['==', ['geometry-type'], 'Polygon'];
const isLine: ExpressionSpecification = ['==', ['geometry-type'], 'LineString'];

type Stops = readonly [zoom: number, pixels: number][];

/** Pixels at each zoom, and so many more for an edge on either side. */
const wide = (stops: Stops, more = 0): ExpressionSpecification => [
  'interpolate',
  ['exponential', 1.6],
  ['zoom'],
  ...stops.flatMap(([zoom, pixels]) => [zoom, pixels + more]),
];
const MAIN_WIDTH: Stops = [[9, 1.2], [13, 4], [16, 14], [19, 44]];
const MINOR_WIDTH: Stops = [[11, 0.6], [13, 2], [16, 10], [19, 34]];
const PATH_WIDTH: Stops = [[13, 0.8], [17, 3]];
const WATER_WIDTH: Stops = [[11, 0.6], [16, 4]];
const EDGE = 2;

/** The style for an archive under this address. `text` is how large letters are, 1 for as usual. */
export function styleOf(colours: Colours, url: string, text: number): StyleSpecification {
  const fill = (id: string, layer: string, colour: string, filter: ExpressionSpecification = isPolygon): LayerSpecification => ({
    id,
    type: 'fill',
    source: SOURCE,
    'source-layer': layer,
    filter,
    paint: { 'fill-color': colour },
  });
  const road = (
    id: string,
    layer: string,
    kinds: readonly string[],
    colour: string,
    width: ExpressionSpecification,
  ): LayerSpecification => ({
    id,
    type: 'line',
    source: SOURCE,
    'source-layer': layer,
    filter: ['all', isLine, among(kinds)],
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: { 'line-color': colour, 'line-width': width },
  });
  const halo = { 'text-color': colours.text, 'text-halo-color': colours.halo, 'text-halo-width': 1.6 };
  const street = (layer: string): LayerSpecification => ({
    id: `names-${layer}`,
    type: 'symbol',
    source: SOURCE,
    'source-layer': layer,
    minzoom: 12,
    filter: isLine,
    layout: { 'symbol-placement': 'line', 'text-field': name, 'text-font': ['sans-serif'], 'text-size': 13 * text },
    paint: halo,
  });
  const place = (layer: string): LayerSpecification => ({
    id: `names-${layer}`,
    type: 'symbol',
    source: SOURCE,
    'source-layer': layer,
    filter: ['!', among(['country', 'region', 'state', 'continent'])],
    layout: { 'text-field': name, 'text-font': ['sans-serif'], 'text-size': 16 * text, 'text-max-width': 8 },
    paint: halo,
  });
  const roads = (layer: string): LayerSpecification[] => [
    {
      ...road(`${layer}-paths`, layer, PATH, colours['road-edge'], wide(PATH_WIDTH)),
      minzoom: 13,
    },
    road(`${layer}-minor-edge`, layer, MINOR, colours['road-edge'], wide(MINOR_WIDTH, EDGE)),
    road(`${layer}-main-edge`, layer, MAIN, colours['road-edge'], wide(MAIN_WIDTH, EDGE)),
    road(`${layer}-minor`, layer, MINOR, colours.road, wide(MINOR_WIDTH)),
    road(`${layer}-main`, layer, MAIN, colours['main-road'], wide(MAIN_WIDTH)),
  ];
  return {
    version: 8,
    sources: { [SOURCE]: { type: 'vector', url } },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': colours.earth } },
      fill('earth', 'earth', colours.earth),
      fill('landcover', 'landcover', colours.green, ['all', isPolygon, among(GREEN)]),
      fill('landuse', 'landuse', colours.green, ['all', isPolygon, among(GREEN)]),
      fill('park', 'park', colours.green),
      fill('water', 'water', colours.water),
      road('streams', 'water', ['stream', 'river', 'canal'], colours.water, wide(WATER_WIDTH)),
      road('waterway', 'waterway', ['stream', 'river', 'canal', 'drain', 'ditch'], colours.water, wide(WATER_WIDTH)),
      fill('buildings', 'buildings', colours.building),
      fill('building', 'building', colours.building),
      ...roads('roads'),
      ...roads('transportation'),
      street('roads'),
      street('transportation_name'),
      place('places'),
      place('place'),
    ],
  };
}
