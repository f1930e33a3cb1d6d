// The street map itself. This file and what it imports is a piece of its own, fetched when a map is first shown; nothing
// else may import it otherwise than so.
import { Map as StreetMap, Marker, addProtocol, removeProtocol, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import { PMTiles, Protocol } from 'pmtiles';
import type { StreetArea } from '../../api/generated';
import { called, shared, type Numbered } from './marks';
import { AreaSource } from './source';
import { coloursOf, styleOf } from './style';

/** How long it may take until the streets are seen. */
const PATIENCE_MS = 15_000;

/** Zooms beyond those that the archive has tiles for: lines stay sharp. */
const CLOSER = 4;

/** Pixels round the jobs: half a mark and some. */
const MARGIN = 52;

export interface Shown {
  /** Closer or farther by a step. */
  zoom(step: 1 | -1): void;
  /** All jobs again. */
  whole(): void;
  /** The colours or the letters may be others now. */
  restyle(): void;
  remove(): void;
}

interface Wishes {
  element: HTMLElement;
  area: StreetArea;
  /** The jobs that lie on it; at least one. */
  jobs: readonly Numbered[];
  calm: boolean;
  /** The streets are seen. */
  ready: () => void;
  /** Somebody pressed a mark. */
  pressed: (jobs: readonly Numbered[]) => void;
  /** It cannot be shown, or not any more. */
  failed: (error: unknown) => void;
}

/** Letters as large as the page has them. */
const letters = () => parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;

/** Shows the map in an element. */
export function show({ element, area, jobs, calm, ready, pressed, failed }: Wishes): Shown {
  setWorkerUrl(new URL(workerUrl, document.baseURI).href);
  const protocol = new Protocol();
  const archive = new PMTiles(new AreaSource(area));
  protocol.add(archive);
  addProtocol('pmtiles', protocol.tile);

  const style = () => styleOf(coloursOf(element), `pmtiles://${area.id}`, letters());
  const longitudes = jobs.map(({ place }) => place.longitude);
  const latitudes = jobs.map(({ place }) => place.latitude);
  const all: [number, number, number, number] = [
    Math.min(...longitudes),
    Math.min(...latitudes),
    Math.max(...longitudes),
    Math.max(...latitudes),
  ];
  const fit = { padding: MARGIN, maxZoom: Math.min(area.maxZoom + 2, 16) };
  const map = new StreetMap({
    container: element,
    style: style(),
    bounds: all,
    fitBoundsOptions: fit,
    maxBounds: [area.west, area.south, area.east, area.north],
    maxZoom: area.maxZoom + CLOSER,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: calm ? 0 : 200,
    locale: { 'Map.Title': 'Street map. The list below says the same.' },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();

  let over = false;
  const fail = (error: unknown) => {
    if (over) return;
    over = true;
    failed(error);
  };
  const late = setTimeout(() => fail(new Error('the map did not load in time')), PATIENCE_MS);
  map.on('error', ({ error }) => fail(error));
  map.on('webglcontextlost', () => fail(new Error('the graphics were lost')));
  map.once('load', () => {
    clearTimeout(late);
    if (!over) ready();
  });

  let markers: Marker[] = [];
  let drawn = '';
  const mark = () => {
    const groups = shared(jobs, ({ longitude, latitude }) => map.project([longitude, latitude]));
    const now = groups.map(called).join('\n');
    if (now === drawn) return;
    drawn = now;
    markers.forEach((marker) => marker.remove());
    markers = groups.map((group) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = group.some(({ number }) => number === 1) ? 'ds-mark ds-mark--next' : 'ds-mark';
      button.textContent = group.map(({ number }) => number).join(', ');
      button.setAttribute('aria-label', called(group));
      button.addEventListener('click', () => pressed(group));
      const { longitude, latitude } = group[0]!.place;
      return new Marker({ element: button }).setLngLat([longitude, latitude]).addTo(map);
    });
  };
  mark();
  map.on('zoomend', mark);

  // Until somebody moves the map, it shows all jobs however the phone is turned.
  let moved = false;
  map.on('movestart', (event) => (moved ||= event.originalEvent !== undefined));
  map.on('resize', () => {
    if (!moved) map.fitBounds(all, { ...fit, animate: false });
  });

  const motion = { animate: !calm };
  return {
    zoom: (step) => {
      moved = true;
      if (step > 0) map.zoomIn(motion);
      else map.zoomOut(motion);
    },
    whole: () => {
      moved = false;
      map.fitBounds(all, { ...fit, ...motion });
    },
    restyle: () => {
      map.setStyle(style());
    },
    remove: () => {
      over = true;
      clearTimeout(late);
      map.remove();
      removeProtocol('pmtiles');
    },
  };
}
