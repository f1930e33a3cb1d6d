import { describe, expect, it } from 'vitest';
import type { HomeEntry } from '../src/api/generated';
import { AT_ONCE, chosen, months } from '../src/features/officer/months';

function entry(key: string, month: string, kind: HomeEntry['kind']): HomeEntry {
  return { key, month, kind, title: key, words: '', when: '', by: '', state: '', tone: 'quiet', opens: null };
}

describe('a timeline by months', () => {
  const all = [entry('a', 'To come', 'visit'), entry('b', 'November 2026', 'said'), entry('c', 'November 2026', 'repair')];

  it('puts each entry under its month, in the order in which they come', () => {
    const shown = months(all, [], AT_ONCE);
    expect(shown.map((month) => [month.title, month.entries.length])).toEqual([
      ['To come', 1],
      ['November 2026', 2],
    ]);
  });

  it('shows the kinds that are chosen alone, and leaves no empty month', () => {
    expect(months(all, ['said'], AT_ONCE).map((month) => month.title)).toEqual(['November 2026']);
    expect(chosen(all, ['form'])).toEqual([]);
  });

  it('shows no more than a thumb scrolls through', () => {
    const many = Array.from({ length: 500 }, (_, at) => entry(`e${at}`, `Month ${Math.floor(at / 20)}`, 'repair'));
    const shown = months(many, [], AT_ONCE).flatMap((month) => month.entries);
    expect(shown).toEqual(many.slice(0, AT_ONCE));
  });
});
