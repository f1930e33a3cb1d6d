// The road to the core: which way it takes, what it carries, and how a failure comes back.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { AskFailed, failureOf } from '../src/api/failure';
import type { Tag } from '../src/api/generated';
import { ask, askWith, onChanges, takeToken } from '../src/api/transport';

const invoke = vi.hoisted(() => vi.fn());
const listen = vi.hoisted(() => vi.fn());
vi.mock('@tauri-apps/api/core', () => ({ invoke }));
vi.mock('@tauri-apps/api/event', () => ({ listen }));

const PIN_WRONG = { code: 'pin_wrong', message: 'That PIN is not right.', remedy: 'Try again.' };

class Storage {
  readonly kept = new Map<string, string>();
  getItem = (key: string) => this.kept.get(key) ?? null;
  setItem = (key: string, value: string) => void this.kept.set(key, value);
}

function standInBrowser(hash: string) {
  const replaceState = vi.fn();
  const sessionStorage = new Storage();
  vi.stubGlobal('window', { location: { hash }, history: { replaceState }, sessionStorage });
  return { replaceState, sessionStorage };
}

function answers(status: number, body: string) {
  const fetch = vi.fn().mockResolvedValue(new Response(body, { status }));
  vi.stubGlobal('fetch', fetch);
  return fetch;
}

async function failing(asking: Promise<unknown>) {
  const caught: unknown = await asking.catch((error: unknown) => error);
  expect(caught).toBeInstanceOf(AskFailed);
  return (caught as AskFailed).failure;
}

beforeEach(() => {
  invoke.mockReset();
  listen.mockReset();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('in a browser, through the bridge', () => {
  test('the token leaves the address and goes with every request', async () => {
    const { replaceState, sessionStorage } = standInBrowser('#token=a%2Fb');
    const fetch = answers(200, '{"state":"locked"}');
    takeToken();
    expect(replaceState).toHaveBeenCalledWith(null, '', '#/');
    expect(sessionStorage.kept.get('doorstep-token')).toBe('a/b');

    await expect(ask<'session'>({ name: 'session' })).resolves.toEqual({ state: 'locked' });
    expect(fetch).toHaveBeenCalledExactlyOnceWith('/ask', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Doorstep-Token': 'a/b' },
      body: '{"name":"session"}',
    });
  });

  test('an address without a token is left as it is', () => {
    const { replaceState, sessionStorage } = standInBrowser('#/job/01J');
    takeToken();
    expect(replaceState).not.toHaveBeenCalled();
    expect(sessionStorage.kept.size).toBe(0);
  });

  test('arguments travel beside the name', async () => {
    standInBrowser('');
    const fetch = answers(200, '{}');
    await ask<'add_item'>({ name: 'add_item', args: { job: '01J', code: 'PLP5R082', quantity: 1.5 } });
    const sent: unknown = JSON.parse((fetch.mock.calls[0]?.[1] as { body: string }).body);
    expect(sent).toEqual({ name: 'add_item', args: { job: '01J', code: 'PLP5R082', quantity: 1.5 } });
  });

  test('bytes go beside a request, not within its text', async () => {
    standInBrowser('');
    const fetch = answers(200, '{}');
    const args = { job: '01J', stage: 'after' as const, caption: 'Żar' };
    await askWith<'add_photo'>({ name: 'add_photo', args }, new Blob([new Uint8Array([0xff, 0xd8, 7])]));
    const [path, sent] = fetch.mock.calls[0] as [string, { body: Blob; headers: Record<string, string> }];
    expect(path).toBe('/ask-with');
    expect(sent.headers['Content-Type']).toBe('application/octet-stream');
    const body = new Uint8Array(await sent.body.arrayBuffer());
    const length = new DataView(body.buffer).getUint32(0);
    expect(JSON.parse(new TextDecoder().decode(body.slice(4, 4 + length)))).toEqual({ name: 'add_photo', args });
    expect([...body.slice(4 + length)]).toEqual([0xff, 0xd8, 7]);
  });

  test('a refusal comes back with its own words', async () => {
    standInBrowser('');
    answers(422, JSON.stringify(PIN_WRONG));
    expect(await failing(ask<'unlock'>({ name: 'unlock', args: { pin: '000000' } }))).toEqual(PIN_WRONG);
  });

  test('no answer, and an answer that is no JSON, say so in words with a remedy', async () => {
    standInBrowser('');
    vi.stubGlobal('fetch', vi.fn().mockRejectedValue(new TypeError('network')));
    const unreachable = await failing(ask<'today'>({ name: 'today' }));
    expect(unreachable.code).toBe('no_answer');
    expect(unreachable.remedy).not.toBe('');

    answers(502, '<html>');
    expect((await failing(ask<'today'>({ name: 'today' }))).code).toBe('no_answer');
  });

  test('a refusal of an unknown shape still gets words', async () => {
    standInBrowser('');
    answers(500, '{"oops":1}');
    expect((await failing(ask<'today'>({ name: 'today' }))).code).toBe('unexpected');
  });

  test('changes are heard, a new connection asks for everything, and a closed one is made again', () => {
    vi.useFakeTimers();
    const { sessionStorage } = standInBrowser('');
    sessionStorage.setItem('doorstep-token', 'a/b');
    const made: StandInEvents[] = [];
    class StandInEvents {
      static readonly CLOSED = 2;
      readyState = 1;
      onopen?: () => void;
      onmessage?: (message: { data: string }) => void;
      onerror?: () => void;
      close = vi.fn();
      constructor(readonly address: string) {
        made.push(this);
      }
    }
    vi.stubGlobal('EventSource', StandInEvents);

    const heard: (Tag[] | null)[] = [];
    const stop = onChanges((tags) => heard.push(tags));
    expect(made[0]?.address).toBe('/changes?token=a%2Fb');
    made[0]?.onopen?.();
    made[0]?.onmessage?.({ data: '[{"tag":"job","of":"01J"},{"tag":"jobs"}]' });
    expect(heard).toEqual([null, [{ tag: 'job', of: '01J' }, { tag: 'jobs' }]]);

    // The browser tries again by itself unless it has closed the source.
    made[0]?.onerror?.();
    vi.advanceTimersByTime(10_000);
    expect(made).toHaveLength(1);
    if (made[0]) made[0].readyState = StandInEvents.CLOSED;
    made[0]?.onerror?.();
    vi.advanceTimersByTime(10_000);
    expect(made).toHaveLength(2);

    stop();
    expect(made[1]?.close).toHaveBeenCalled();
  });
});

describe('in the app’s window, through Tauri', () => {
  function standInTauri() {
    const fetch = vi.fn();
    vi.stubGlobal('fetch', fetch);
    vi.stubGlobal('window', { __TAURI_INTERNALS__: {}, location: { hash: '#token=x' } });
    return fetch;
  }

  test('requests go by IPC and never by the network', async () => {
    const fetch = standInTauri();
    invoke.mockResolvedValue({ state: 'unlocked' });
    takeToken();
    await expect(ask<'session'>({ name: 'session' })).resolves.toEqual({ state: 'unlocked' });
    expect(invoke).toHaveBeenCalledExactlyOnceWith('ask', { request: { name: 'session' } });
    expect(fetch).not.toHaveBeenCalled();
  });

  test('a refusal comes back with its own words', async () => {
    standInTauri();
    invoke.mockRejectedValue(PIN_WRONG);
    expect(await failing(ask<'unlock'>({ name: 'unlock', args: { pin: '000000' } }))).toEqual(PIN_WRONG);
  });

  test('changes are heard, and what came before the listener stood is asked for', async () => {
    standInTauri();
    let tell: (event: { payload: Tag[] }) => void = () => {};
    const stopListening = vi.fn();
    listen.mockImplementation((_name: string, heard: typeof tell) => {
      tell = heard;
      return Promise.resolve(stopListening);
    });
    const heard: (Tag[] | null)[] = [];
    const stop = onChanges((tags) => heard.push(tags));
    expect(listen.mock.calls[0]?.[0]).toBe('changed');
    tell({ payload: [{ tag: 'sending' }] });
    await Promise.resolve();
    expect(heard).toEqual([[{ tag: 'sending' }], null]);
    stop();
    await Promise.resolve();
    await Promise.resolve();
    expect(stopListening).toHaveBeenCalled();
  });
});

test('whatever is thrown gets words', () => {
  expect(failureOf(PIN_WRONG)).toEqual(PIN_WRONG);
  expect(failureOf(JSON.stringify(PIN_WRONG))).toEqual(PIN_WRONG);
  expect(failureOf(new AskFailed(PIN_WRONG))).toEqual(PIN_WRONG);
  for (const odd of [undefined, null, 'not json', 7, { code: 1 }, new Error('x')]) {
    expect(failureOf(odd).code).toBe('unexpected');
  }
});
