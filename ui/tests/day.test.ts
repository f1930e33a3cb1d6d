// The day's drawing and the way to the map app.
import { describe, expect, test } from 'vitest';
import { schematic } from '../src/features/day/schematic';
import { mapAppAddress } from '../src/shared/map-app';

const at = (latitude: number, longitude: number) => ({ latitude, longitude });

describe('the schematic map', () => {
  test('has north at the top, keeps to its margins and numbers the jobs in order', () => {
    const { marks, line } = schematic([at(53.7, -2), at(53.8, -2), at(53.75, -1.9)], 360, 360, 30);
    expect(marks.map((mark) => mark.numbers)).toEqual([[1], [2], [3]]);
    const [south, north, east] = marks;
    expect(north!.y).toBeLessThan(south!.y);
    expect(east!.x).toBeGreaterThan(south!.x);
    for (const mark of marks) {
      for (const side of [mark.x, mark.y]) {
        expect(side).toBeGreaterThanOrEqual(29.9);
        expect(side).toBeLessThanOrEqual(330.1);
      }
    }
    expect(line.split(' ')).toHaveLength(3);
  });

  test('a mile is as long either way', () => {
    const mile = 1 / 69.09;
    const { marks, mile: length } = schematic([at(0, 0), at(mile, 0), at(0, mile)], 300, 300, 20);
    expect(marks[0]!.y - marks[1]!.y).toBeCloseTo(length, 5);
    expect(marks[2]!.x - marks[0]!.x).toBeCloseTo(length, 5);
  });

  test('neighbours share a mark, and a home without a place keeps its number for the list', () => {
    const { marks } = schematic([at(53.7, -2), null, at(53.7, -2), at(53.9, -2)], 360, 360, 30);
    expect(marks.map((mark) => mark.numbers)).toEqual([[1, 3], [4]]);
  });

  test('a day in one place, or in none, is drawn too', () => {
    expect(schematic([at(53.7, -2)], 360, 360, 30).marks).toEqual([{ x: 180, y: 180, numbers: [1] }]);
    expect(schematic([null], 360, 360, 30)).toEqual({ marks: [], line: '', mile: 0 });
  });
});

test('the map app is given the place where it is known, and otherwise the address', () => {
  const place = at(53.72, -2);
  expect(mapAppAddress(place, '1 Sheddings Bank', 'Android')).toBe('geo:53.72,-2?q=53.72,-2(1%20Sheddings%20Bank)');
  expect(mapAppAddress(null, '1 Sheddings Bank', 'Android')).toBe('geo:0,0?q=1%20Sheddings%20Bank');
  expect(mapAppAddress(place, '1 Sheddings Bank', 'iPhone')).toBe('maps:?daddr=53.72,-2');
  expect(mapAppAddress(null, '1 Sheddings Bank', 'iPhone')).toBe('maps:?daddr=1%20Sheddings%20Bank');
});
