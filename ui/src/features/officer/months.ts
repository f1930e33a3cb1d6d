// A timeline is shown by months, and no more of it than a thumb scrolls through: the rest comes when it is asked for.
import type { HomeEntry } from '../../api/generated';

/** Entries that are shown at first, and added each time. */
export const AT_ONCE = 40;

export interface Month {
  title: string;
  entries: HomeEntry[];
}

/** The first entries of these kinds, under the months they stand in. */
export function months(entries: readonly HomeEntry[], kinds: readonly string[], shown: number): Month[] {
  const wanted = chosen(entries, kinds).slice(0, shown);
  const found: Month[] = [];
  for (const entry of wanted) {
    const last = found.at(-1);
    if (last?.title === entry.month) last.entries.push(entry);
    else found.push({ title: entry.month, entries: [entry] });
  }
  return found;
}

/** Those of these kinds; all of them where none is chosen. */
export function chosen(entries: readonly HomeEntry[], kinds: readonly string[]): HomeEntry[] {
  return kinds.length === 0 ? [...entries] : entries.filter((entry) => kinds.includes(entry.kind));
}
