// Answers on screen: an older one never overwrites a newer one.
import { expect, test, vi } from 'vitest';
import { Live } from '../src/api/live.svelte';

vi.mock('../src/api/transport', () => ({ ask: vi.fn(), onChanges: () => () => {} }));

function slow() {
  const waiting: ((answer: string) => void)[] = [];
  const fetch = vi.fn(() => new Promise<string>((resolve) => waiting.push(resolve)));
  return { fetch, answer: (at: number, words: string) => waiting[at]?.(words) };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

test('the last answer stays while the next is asked for', async () => {
  const core = slow();
  const live = new Live(core.fetch, []);
  void live.refresh();
  core.answer(0, 'first');
  await settled();
  void live.refresh();
  expect(live.answer).toBe('first');
});

test('many changes during one question are one more question', async () => {
  const core = slow();
  const live = new Live(core.fetch, []);
  for (let n = 0; n < 5; n += 1) void live.refresh();
  expect(core.fetch).toHaveBeenCalledTimes(1);
  core.answer(0, 'first');
  await settled();
  expect(core.fetch).toHaveBeenCalledTimes(2);
  core.answer(1, 'second');
  await settled();
  expect(live.answer).toBe('second');
  expect(core.fetch).toHaveBeenCalledTimes(2);
});

test('an answer asked for before an edit does not undo it on screen', async () => {
  const core = slow();
  const live = new Live(core.fetch, []);
  void live.refresh();
  live.put('with the edit');
  core.answer(0, 'without it');
  await settled();
  expect(live.answer).toBe('with the edit');
  core.answer(1, 'with the edit and more');
  await settled();
  expect(live.answer).toBe('with the edit and more');
});

test('a failure is told and the last answer stays', async () => {
  const fetch = vi.fn<() => Promise<string>>().mockResolvedValueOnce('first');
  const failure = { code: 'locked', message: 'Locked.', remedy: 'Unlock.' };
  fetch.mockRejectedValueOnce(failure);
  const live = new Live(fetch, []);
  await live.refresh();
  await live.refresh();
  expect(live.answer).toBe('first');
  expect(live.failure).toEqual(failure);
});
