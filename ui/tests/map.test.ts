// The street map's parts: the archive through the core, which jobs share a mark, and how the streets are drawn.
import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec';
import { PMTiles } from 'pmtiles';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { AskFailed } from '../src/api/failure';
import { called, liesIn, shared, type Numbered } from '../src/features/map/marks';
import { AreaSource } from '../src/features/map/source';
import { styleOf, type Colours } from '../src/features/map/style';
import { bytesOf } from '../src/shared/base64';

const ask = vi.hoisted(() => vi.fn());
vi.mock('../src/api/transport', () => ({ ask }));

const files = import.meta.glob<string>('../../tests/golden/sheddings.pmtiles', { query: '?inline', import: 'default', eager: true });
const archive = bytesOf(Object.values(files)[0]?.split(',')[1] ?? '');
const area = { id: 'ab'.repeat(32), size: archive.length };

interface Asked {
  name: string;
  args: { area: string; from: number; length: number };
}

/** A core that holds these bytes, and gives so many at once at most. */
function holding(bytes: Uint8Array, most = 1 << 20) {
  ask.mockImplementation(({ name, args }: Asked) => {
    expect([name, args.area]).toEqual(['map_bytes', area.id]);
    const piece = bytes.subarray(args.from, args.from + Math.min(args.length, most));
    return Promise.resolve({ base64: btoa(String.fromCharCode(...piece)) });
  });
}

beforeEach(() => {
  ask.mockReset();
});

describe('the archive', () => {
  test('reads as the archive that it is, tiles and all, in a few small stretches', async () => {
    holding(archive);
    const map = new PMTiles(new AreaSource(area));
    const header = await map.getHeader();
    expect(header).toMatchObject({ specVersion: 3, tileType: 1, minZoom: 9, maxZoom: 13, minLon: -2.06, maxLat: 53.8 });
    const tile = await map.getZxy(13, 4050, 2641);
    expect(new TextDecoder('latin1').decode(tile?.data)).toContain('Sheddings Bank');
    expect(await map.getZxy(13, 0, 0)).toBeUndefined();
    expect(ask.mock.calls.length).toBeLessThanOrEqual(4);
  });

  test('a stretch ends where the archive ends, and comes whole where the core gives it in pieces', async () => {
    holding(archive, 1000);
    const source = new AreaSource(area);
    const bytes = async (from: number, length: number) => new Uint8Array((await source.getBytes(from, length)).data);
    expect(await bytes(100, 2500)).toEqual(archive.subarray(100, 2600));
    expect(ask).toHaveBeenCalledTimes(3);
    expect(await bytes(area.size - 10, 500)).toEqual(archive.subarray(-10));
    expect(await bytes(area.size + 10, 500)).toHaveLength(0);
    holding(archive.subarray(0, 50));
    expect(await bytes(40, 500), 'a core that has less than it said').toEqual(archive.subarray(40, 50));
  });

  test('a failure of the core comes through in its own words', async () => {
    ask.mockRejectedValue(new AskFailed({ code: 'map_damaged', message: 'Damaged.', remedy: 'Wait.' }));
    await expect(new AreaSource(area).getBytes(0, 9)).rejects.toThrow('Damaged.');
  });

  test('nothing is asked for once a tile is wanted no more', async () => {
    holding(archive);
    const gone = AbortSignal.abort();
    await expect(new AreaSource(area).getBytes(0, 9, gone)).rejects.toThrow();
    expect(ask).not.toHaveBeenCalled();
  });
});

describe('marks', () => {
  const job = (number: number, longitude: number, address = `${number} Weir Street`): Numbered => ({
    number,
    address,
    place: { latitude: 53.72, longitude },
  });

  test('jobs whose marks would cover one another share one, and part when somebody looks closer', () => {
    const jobs = [job(1, -2), job(2, -1.9), job(3, -1.999)];
    const at = (scale: number) => shared(jobs, ({ longitude }) => ({ x: longitude * scale, y: 0 }));
    expect(at(1_000).map(called)).toEqual(['Jobs 1, 3: 1 Weir Street; 3 Weir Street', 'Job 2: 2 Weir Street']);
    expect(at(100_000).map((group) => group.length)).toEqual([1, 1, 1]);
    expect(called([job(1, -2, 'Flat 1'), job(4, -2, 'Flat 1')])).toBe('Jobs 1, 4: Flat 1');
  });

  test('a job lies on the map or outside it', () => {
    const town = { west: -2.06, south: 53.68, east: -1.9, north: 53.8 };
    expect(liesIn(town, { latitude: 53.72, longitude: -2 })).toBe(true);
    expect(liesIn(town, { latitude: 51.55, longitude: -0.05 })).toBe(false);
  });
});

test('the style is one that the map understands, and asks nobody for letters or pictures', () => {
  const names = ['earth', 'green', 'water', 'building', 'road', 'road-edge', 'main-road', 'text', 'halo'];
  const style = styleOf(Object.fromEntries(names.map((name) => [name, 'rgb(1, 2, 3)'])) as Colours, 'pmtiles://ab', 1);
  expect(validateStyleMin(style).map(({ message }) => message)).toEqual([]);
  expect([style.glyphs, style.sprite]).toEqual([undefined, undefined]);
  expect(JSON.stringify(style)).not.toContain('http');
});
