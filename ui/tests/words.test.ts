// Words, numbers and choices that the screens make from what the core tells them.
import { describe, expect, test } from 'vitest';
import { pinFault, triesWords } from '../src/features/session/pin';
import { actionWords, offered } from '../src/features/job/actions';
import { reasonFault, reasonText, SOMETHING_ELSE } from '../src/features/job/reasons';
import { photoFault, photoName } from '../src/features/photo/photo-words';
import { resized, strokesOf } from '../src/features/sign-off/strokes';
import { isSecondTap, type Press } from '../src/shared/double-tap';
import { address, readRoute, type Route } from '../src/shared/route';
import { count, dialled, duration, quantity, readCount, readQuantity, step } from '../src/shared/words';

test('counts and quantities read as a person says them', () => {
  expect([count(1, 'alert'), count(2, 'alert'), count(0, 'alert'), count(1_200, 'job')]).toEqual([
    '1 alert',
    '2 alerts',
    '0 alerts',
    '1,200 jobs',
  ]);
  expect([quantity(2), quantity(1.5), quantity(0.125), quantity(1_250)]).toEqual(['2', '1.5', '0.125', '1,250']);
});

test('a wait is told in the largest fitting words and never as less than it is', () => {
  expect([0, 1, 25, 59.2, 61, 3_600, 3_700].map(duration)).toEqual([
    '0 seconds',
    '1 second',
    '25 seconds',
    '1 minute',
    '2 minutes',
    '1 hour',
    '1 hour 2 minutes',
  ]);
});

test('quantities are read as people type them', () => {
  expect(readQuantity(' 2 ')).toEqual({ ok: true, value: 2 });
  expect(readQuantity('1,5')).toEqual({ ok: true, value: 1.5 });
  expect(readQuantity('.25')).toEqual({ ok: true, value: 0.25 });
  expect(readQuantity('1,250')).toEqual({ ok: true, value: 1_250 });
  for (const odd of ['', '0', '-1', 'two', '1e3', '10000', '1.2.3', 'NaN']) expect(readQuantity(odd).ok).toBe(false);
  expect(readCount('0')).toEqual({ ok: true, value: 0 });
  for (const odd of ['', '-1', 'none', '10000']) expect(readCount(odd).ok).toBe(false);
  expect([step(1, -1), step(1, -1, 0), step(0, -1, 0), step(0.5, -1, 0)]).toEqual([1, 0, 0, 0]);
});

test('the stepper goes by whole numbers and never below what can be recorded', () => {
  expect([step(1, 1), step(1.5, 1), step(1.5, -1), step(2, -1), step(1, -1), step(0.5, -1), step(9_999, 1)]).toEqual([
    2, 2, 1, 1, 1, 0.5, 9_999,
  ]);
});

test('a number is dialled without its spaces', () => {
  expect(dialled('07700 900123')).toBe('07700900123');
  expect(dialled('+44 (0)20 7946 0018')).toBe('+4402079460018');
});

test('a PIN is six to twelve digits', () => {
  expect(pinFault('246813')).toBeUndefined();
  for (const wrong of ['', '12345', '1234567890123', '12a456']) expect(pinFault(wrong)).toBeDefined();
  expect(triesWords(null)).toBeUndefined();
  expect(triesWords(1)).toMatch(/^1 try left/);
  expect(triesWords(0)).toMatch(/^No tries/);
});

describe('the main action', () => {
  const page = { signOff: null, canSignOff: false };

  test('is the next step of the visit', () => {
    expect(offered({ ...page, actions: ['started', 'no_access'] })).toEqual({
      main: { what: 'event', kind: 'started' },
      others: ['no_access'],
    });
  });

  test('is the sign-off once the work is done, and never "reopen"', () => {
    expect(offered({ ...page, actions: ['reopened'], canSignOff: true })).toEqual({
      main: { what: 'sign-off' },
      others: ['reopened'],
    });
    expect(offered({ ...page, actions: ['reopened'] }).main).toBeNull();
    expect(offered({ ...page, actions: [] })).toEqual({ main: null, others: [] });
  });

  test('carries on with paused work in those words', () => {
    expect(actionWords('started', 'paused')).toBe('Carry on with the work');
    expect(actionWords('started', 'arrived')).toBe('Start work');
  });
});

test('reasons keep both the choice and the words', () => {
  expect(reasonText('Nobody answered', ' Card left. ')).toBe('Nobody answered. Card left.');
  expect(reasonText(SOMETHING_ELSE, 'Lift is out')).toBe('Lift is out');
  expect(reasonFault('', '')?.field).toBe('choice');
  expect(reasonFault(SOMETHING_ELSE, ' ')?.field).toBe('detail');
  expect(reasonFault('Nobody answered', '')).toBeUndefined();
});

test('photos have names, and files that are no photos are refused in words', () => {
  expect(photoName({ stage: 'before', caption: 'Cracked bath' })).toBe('Before photo: Cracked bath');
  expect(photoFault({ type: 'image/jpeg', size: 5_000_000 })).toBeUndefined();
  expect(photoFault({ type: 'application/pdf', size: 10 })?.remedy).toBeTruthy();
  expect(photoFault({ type: 'image/png', size: 41_000_000 })?.message).toContain('40 MB');
});

test('strokes count their time from the first touch and keep their shape when the phone is turned', () => {
  const look = { penColor: '', dotSize: 0, minWidth: 0, maxWidth: 0, velocityFilterWeight: 0, compositeOperation: 'source-over' as const };
  const point = (x: number, y: number, time: number) => ({ x, y, time, pressure: 0.5 });
  const groups = [
    { ...look, points: [point(1.234_56, 2, 1_000), point(3, 4, 1_016.6)] },
    { ...look, points: [point(5, 6, 1_500)] },
  ];
  expect(strokesOf(groups)).toEqual([
    [
      { x: 1.23, y: 2, t: 0 },
      { x: 3, y: 4, t: 17 },
    ],
    [{ x: 5, y: 6, t: 500 }],
  ]);
  expect(strokesOf(resized(groups, 2))[1]).toEqual([{ x: 10, y: 12, t: 500 }]);
  expect(strokesOf([])).toEqual([]);
});

test('every screen has an address that leads back to it', () => {
  const routes: Route[] = [
    { screen: 'today' },
    { screen: 'day', date: '2026-11-27' },
    { screen: 'map', date: null },
    { screen: 'map', date: '2026-11-27' },
    { screen: 'day-end' },
    { screen: 'kept' },
    { screen: 'sending' },
    { screen: 'job', job: '01J/odd id', choosing: false },
    { screen: 'job', job: '01J', choosing: true },
    { screen: 'no-access', job: '01J' },
    { screen: 'hazard', job: '01J' },
    { screen: 'follow-on', job: '01J' },
    { screen: 'made-safe', job: '01J' },
    { screen: 'surveyor', job: '01J' },
    { screen: 'no-adult', job: '01J' },
    { screen: 'worried', job: '01J' },
    { screen: 'time', job: '01J' },
    { screen: 'materials', job: '01J' },
    { screen: 'extra-work', job: '01J' },
    { screen: 'reason', job: '01J', kind: 'incomplete' },
    { screen: 'reason', job: '01J', kind: 'paused' },
    { screen: 'reason', job: '01J', kind: 'handed_back' },
    { screen: 'late', job: '01J' },
    { screen: 'swap', job: '01J' },
    { screen: 'codes', job: '01J', code: null },
    { screen: 'codes', job: '01J', code: 'PLP5R082' },
    { screen: 'photo', job: '01J', hash: 'ab12' },
    { screen: 'sign-off', job: '01J' },
    { screen: 'unsigned', job: '01J' },
  ];
  for (const route of routes) expect(readRoute(address(route))).toEqual(route);
  for (const odd of ['', '#', '#/', '#/nowhere', '#/job', '#/job/', '#%E0%A4%A']) {
    expect(readRoute(odd)).toEqual({ screen: 'today' });
  }
});

test('the second half of a double tap is told from two taps', () => {
  const tap: Press = { at: 1_000, x: 100, y: 700, touch: true, count: 1 };
  expect(isSecondTap(undefined, tap)).toBe(false);
  expect(isSecondTap(tap, { ...tap, at: 1_180 })).toBe(true);
  expect(isSecondTap(tap, { ...tap, at: 1_500 })).toBe(false);
  expect(isSecondTap(tap, { ...tap, at: 1_180, y: 200 })).toBe(false);
  expect(isSecondTap(undefined, { ...tap, touch: false, count: 2 })).toBe(true);
});
