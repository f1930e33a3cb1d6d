// A search as it is typed.
import { expect, test } from 'vitest';
import { Search } from '../src/shared/search.svelte';

const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('letters typed in one go are one question, and an older answer comes too late', async () => {
  const waiting = new Map<string, (rows: string[]) => void>();
  const search = new Search((text) => new Promise<string[]>((resolve) => waiting.set(text, resolve)));
  void search.now('t');
  void search.now('ta');
  waiting.get('ta')?.(['tap']);
  await later(0);
  waiting.get('t')?.(['toilet']);
  await later(0);
  expect(search.found).toEqual({ text: 'ta', answer: ['tap'] });
  const cancel = search.soon('tap');
  cancel();
  await later(100);
  expect(waiting.has('tap')).toBe(false);
});

test('a search that failed says so, and what was found stays', async () => {
  let down = false;
  const search = new Search(async (text) => (down ? Promise.reject(new Error('no')) : [text]));
  await search.now('tap');
  down = true;
  await search.now('taps');
  expect(search.failure).not.toBeNull();
  expect(search.found?.text).toBe('tap');
  search.forget();
  expect(search.found).toBeNull();
  expect(search.failure).toBeNull();
});
