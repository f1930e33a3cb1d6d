// A follow-on as it is being agreed, kept while somebody is still asking.
export interface Agreed {
  description: string;
  trade: string;
  furtherTrades: string;
  emergency: boolean;
  operatives: number;
  minutes: number | null;
  materials: string;
  preferred: string[];
}

export const NOTHING_AGREED: Agreed = {
  description: '',
  trade: '',
  furtherTrades: '',
  emergency: false,
  operatives: 1,
  minutes: null,
  materials: '',
  preferred: [],
};

export const LENGTHS: readonly { minutes: number; words: string }[] = [
  { minutes: 30, words: 'Half an hour' },
  { minutes: 60, words: 'An hour' },
  { minutes: 120, words: 'Two hours' },
  { minutes: 240, words: 'Half a day' },
  { minutes: 480, words: 'A day' },
];

/** Reads what was kept; anything else begins anew. */
export function agreedFrom(kept: string): Agreed {
  if (kept === '') return NOTHING_AGREED;
  try {
    return { ...NOTHING_AGREED, ...(JSON.parse(kept) as Partial<Agreed>) };
  } catch {
    return NOTHING_AGREED;
  }
}
