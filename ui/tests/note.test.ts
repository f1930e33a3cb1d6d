// The note while two people write in it: Ada types here, Sam on another handheld.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { JobPage } from '../src/api/generated';
import { NoteDraft } from '../src/features/note/note-draft.svelte';
import { arrived, begin, failed, isDirty, saved, startSave, typed } from '../src/features/note/note-state';
import { caretAfter, rebase } from '../src/features/note/rebase';

const ask = vi.hoisted(() => vi.fn());
vi.mock('../src/api/transport', () => ({ ask, onChanges: () => () => {} }));

const first = { text: 'Trap is cracked.', version: 'v1' };

describe('the state', () => {
  test('Sam’s words are shown while Ada is not typing', () => {
    const state = arrived(begin(first), { text: 'Trap is cracked. Sam.', version: 'v2' });
    expect(state.text).toBe('Trap is cracked. Sam.');
    expect(state.base.version).toBe('v2');
  });

  test('Sam’s words never overwrite what Ada is typing, and her save names the version that she started from', () => {
    let state = typed(begin(first), 'Trap is cracked. Renewed.');
    state = arrived(state, { text: 'Sam was here.', version: 'v2' });
    expect(state.text).toBe('Trap is cracked. Renewed.');
    expect(startSave(state)).toMatchObject({ version: 'v1', text: 'Trap is cracked. Renewed.' });
  });

  test('after a save Ada sees everybody’s words', () => {
    const started = startSave(typed(begin(first), 'Trap is cracked. Renewed.'));
    const state = saved(started!.state, { text: 'Trap is cracked. Renewed. Sam.', version: 'v3' });
    expect(state.text).toBe('Trap is cracked. Renewed. Sam.');
    expect(isDirty(state)).toBe(false);
  });

  test('what Ada typed during the save is carried over to the merged text and saved next', () => {
    const started = startSave(typed(begin(first), 'Trap is cracked. Ren'));
    let state = typed(started!.state, 'Trap is cracked. Renewed.');
    state = saved(state, { text: 'Sam: mind the step.\nTrap is cracked. Ren', version: 'v3' });
    expect(state.text).toBe('Sam: mind the step.\nTrap is cracked. Renewed.');
    expect(startSave(state)).toMatchObject({ version: 'v3', text: 'Sam: mind the step.\nTrap is cracked. Renewed.' });
  });

  test('a change that arrives during a save waits for its answer', () => {
    const started = startSave(typed(begin(first), 'Mine'));
    expect(arrived(started!.state, { text: 'Theirs', version: 'v2' })).toBe(started!.state);
  });

  test('one save at a time, and none without a change', () => {
    expect(startSave(begin(first))).toBeNull();
    const started = startSave(typed(begin(first), 'Mine'));
    expect(startSave(typed(started!.state, 'Mine too'))).toBeNull();
  });

  test('a failed save loses nothing and can be tried again from the same version', () => {
    const started = startSave(typed(begin(first), 'Mine'));
    const state = failed(typed(started!.state, 'Mine and more'));
    expect(startSave(state)).toMatchObject({ version: 'v1', text: 'Mine and more' });
  });

  test('a text emptied on purpose is a change like any other', () => {
    expect(startSave(typed(begin(first), ''))).toMatchObject({ version: 'v1', text: '' });
  });
});

describe('carrying typing over', () => {
  test.each([
    ['before theirs', 'a c', 'a b c', 'a c d', 'a b c d'],
    ['after theirs', 'a c', 'a c d', 'a b c', 'a b c d'],
    ['both at one place', 'a', 'a mine', 'a theirs', 'a mine theirs'],
    ['mine only', 'a', 'a b', 'a', 'a b'],
    ['theirs only', 'a', 'a', 'a b', 'a b'],
    ['a deletion elsewhere', 'one two three', 'two three', 'one two three four', 'two three four'],
  ])('%s', (_name, before, mine, theirs, merged) => {
    expect(rebase(before, mine, theirs)).toBe(merged);
  });

  test('where both rewrote the same stretch no word of either is lost', () => {
    const merged = rebase('the trap is old', 'the trap is broken', 'the pipe and bend is old');
    for (const word of ['pipe', 'bend', 'broken']) expect(merged).toContain(word);
    const clash = rebase('colour: red', 'colour: green', 'colour: blue');
    for (const letters of ['green'.slice(0, 3), 'blue']) expect(clash).toContain(letters);
  });

  test('the caret stays between the same letters', () => {
    expect(caretAfter(3, 'abc', 'abc!')).toBe(3);
    expect(caretAfter(3, 'abc', 'xx abc')).toBe(6);
    expect(caretAfter(1, 'abc', 'abXc')).toBe(1);
    expect(caretAfter(2, 'abcd', 'aZZd')).toBe(3);
  });
});

describe('saving by itself', () => {
  const page = (text: string, version: string) => ({ note: { text, version } }) as JobPage;
  let draft: NoteDraft;

  beforeEach(() => {
    vi.useFakeTimers();
    ask.mockReset();
    ask.mockImplementation(({ args }: { args: { text: string } }) => Promise.resolve(page(args.text, `after ${args.text}`)));
    draft = new NoteDraft('01J');
    draft.arrived({ ...first, lastEdited: '', notCovered: false });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('a pause of a second and a half saves once', async () => {
    draft.type('Mi');
    await vi.advanceTimersByTimeAsync(1_400);
    draft.type('Mine');
    await vi.advanceTimersByTimeAsync(1_400);
    expect(ask).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(200);
    expect(ask).toHaveBeenCalledExactlyOnceWith({ name: 'edit_note', args: { job: '01J', version: 'v1', text: 'Mine' } });
    expect(draft.dirty).toBe(false);
    expect(draft.savedOnce).toBe(true);
  });

  test('somebody who never pauses is saved all the same', async () => {
    for (let second = 0; second < 12; second += 1) {
      draft.type(`word ${second}`);
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(ask).toHaveBeenCalled();
  });

  test('leaving the field saves at once, and twice at once is one save', async () => {
    draft.type('Mine');
    const both = await Promise.all([draft.save(), draft.save()]);
    expect(both).toEqual([true, true]);
    expect(ask).toHaveBeenCalledTimes(1);
  });

  test('saving waits for words typed while it was under way', async () => {
    let answer: (page: JobPage) => void = () => {};
    ask.mockImplementationOnce(() => new Promise<JobPage>((resolve) => (answer = resolve)));
    draft.type('One');
    const saving = draft.save();
    draft.type('One two');
    answer(page('One', 'v2'));
    expect(await saving).toBe(true);
    expect(ask).toHaveBeenLastCalledWith({ name: 'edit_note', args: { job: '01J', version: 'v2', text: 'One two' } });
    expect(draft.dirty).toBe(false);
  });

  test('a failure keeps the words and says why; the next save sends them', async () => {
    ask.mockRejectedValueOnce({ code: 'disk_full', message: 'The phone is full.', remedy: 'Free some space.' });
    draft.type('Mine');
    expect(await draft.save()).toBe(false);
    expect(draft.text).toBe('Mine');
    expect(draft.failure?.code).toBe('disk_full');
    expect(await draft.save()).toBe(true);
    expect(draft.failure).toBeNull();
  });
});
