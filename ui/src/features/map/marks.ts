// Which of the day's jobs share a mark on the map, and which lie on it at all.
import type { MapPoint, StreetArea } from '../../api/generated';

export interface Numbered {
  /** From 1, as in the list under the map. */
  number: number;
  address: string;
  place: MapPoint;
}

export interface OnScreen {
  x: number;
  y: number;
}

/** Pixels between the middles of two marks, across or down, at least: each is a target for a thumb, and wider when shared. */
const APART = { across: 72, down: 52 };

/** True when a place lies on the map. */
export function liesIn(area: Pick<StreetArea, 'west' | 'south' | 'east' | 'north'>, place: MapPoint): boolean {
  const { latitude, longitude } = place;
  return longitude >= area.west && longitude <= area.east && latitude >= area.south && latitude <= area.north;
}

/** Jobs whose marks would cover one another share the first one's. */
export function shared(jobs: readonly Numbered[], where: (place: MapPoint) => OnScreen): Numbered[][] {
  const groups: { at: OnScreen; jobs: Numbered[] }[] = [];
  for (const job of jobs) {
    const at = where(job.place);
    const near = groups.find((group) => Math.abs(group.at.x - at.x) < APART.across && Math.abs(group.at.y - at.y) < APART.down);
    if (near) near.jobs.push(job);
    else groups.push({ at, jobs: [job] });
  }
  return groups.map((group) => group.jobs);
}

/** What a mark is called: "Job 2: 9 Tenter Croft", "Jobs 1, 3: 1 Sheddings Bank; 3 Sheddings Bank". */
export function called(jobs: readonly Numbered[]): string {
  const numbers = jobs.map(({ number }) => number).join(', ');
  const addresses = [...new Set(jobs.map(({ address }) => address))].join('; ');
  return `${jobs.length === 1 ? 'Job' : 'Jobs'} ${numbers}: ${addresses}`;
}
