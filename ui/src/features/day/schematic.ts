// Where to draw a day's homes: north is up, a mile is as long either way, and everything fits.
import type { MapPoint } from '../../api/generated';

export interface Drawn {
  x: number;
  y: number;
  /** Which of the day's jobs are here, from 1; homes that would be drawn over one another share a mark. */
  numbers: number[];
}

export interface Schematic {
  marks: Drawn[];
  /** Marks in the order to drive, as the points of one line. */
  line: string;
  /** How long a mile is, in the units drawn; nought when all homes are in one place. */
  mile: number;
}

const MILES_PER_DEGREE = 69.09;
/** Marks nearer than this would cover one another. */
const APART = 34;

/** Lays `places` out in a box. Places that are not known are left out, and keep their numbers. */
export function schematic(places: readonly (MapPoint | null)[], width: number, height: number, margin: number): Schematic {
  const known = places.flatMap((place, at) => (place ? [{ place, number: at + 1 }] : []));
  if (known.length === 0) return { marks: [], line: '', mile: 0 };
  const middle = (values: number[]) => (Math.min(...values) + Math.max(...values)) / 2;
  const north = middle(known.map(({ place }) => place.latitude));
  const east = middle(known.map(({ place }) => place.longitude));
  const shrink = Math.cos((north * Math.PI) / 180);
  const miles = known.map(({ place, number }) => ({
    number,
    x: (place.longitude - east) * MILES_PER_DEGREE * shrink,
    y: (north - place.latitude) * MILES_PER_DEGREE,
  }));
  const across = Math.max(...miles.map(({ x }) => Math.abs(x))) * 2;
  const down = Math.max(...miles.map(({ y }) => Math.abs(y))) * 2;
  const fits = (room: number, needed: number) => (needed > 0 ? room / needed : Infinity);
  const scale = Math.min(fits(width - 2 * margin, across), fits(height - 2 * margin, down));
  const mile = Number.isFinite(scale) ? scale : 0;
  const at = miles.map(({ number, x, y }) => ({ number, x: width / 2 + x * mile, y: height / 2 + y * mile }));

  const marks: Drawn[] = [];
  for (const { number, x, y } of at) {
    const near = marks.find((mark) => Math.hypot(mark.x - x, mark.y - y) < APART);
    if (near) near.numbers.push(number);
    else marks.push({ x, y, numbers: [number] });
  }
  return { marks, line: at.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' '), mile };
}
