// A booking as it is being agreed, kept while somebody is still asking.
import type { BookingPurpose } from '../../api/generated';
import type { FieldError } from '../../shared/fields';

export interface Agreed {
  madeSafe: string;
  description: string;
  trade: string;
  furtherTrades: string;
  emergency: boolean;
  operatives: number;
  minutes: number | null;
  materials: string;
  preferred: string[];
  photos: string[];
}

export const NOTHING_AGREED: Agreed = {
  madeSafe: '',
  description: '',
  trade: '',
  furtherTrades: '',
  emergency: false,
  operatives: 1,
  minutes: null,
  materials: '',
  preferred: [],
  photos: [],
};

export const LENGTHS: readonly { minutes: number; words: string }[] = [
  { minutes: 30, words: 'Half an hour' },
  { minutes: 60, words: 'An hour' },
  { minutes: 120, words: 'Two hours' },
  { minutes: 240, words: 'Half a day' },
  { minutes: 480, words: 'A day' },
];

interface BookingWords {
  title: string;
  /** What it does, where its name does not say so. */
  about: string;
  /** The question of what is to be done. */
  what: string;
  noTrade: string;
  /** What a photo shows that is taken for it. */
  photo: string;
  submit: string;
}

/** A visit is no trade's, and what comes of it is a repair. */
export function wordsFor(purpose: BookingPurpose, visit: boolean): BookingWords {
  const noTrade = visit ? 'No trade named' : 'The trade of this job';
  switch (purpose) {
    case 'return':
      return {
        title: 'Made safe, come back',
        about: 'This ends today’s visit as made safe. The office gets the return to plan.',
        what: 'What is still to be done?',
        noTrade,
        photo: 'Made safe',
        submit: 'End this visit, and book the return',
      };
    case 'survey':
      return {
        title: 'Refer to a surveyor',
        about: '',
        what: 'What is the surveyor to look at, and why?',
        noTrade,
        photo: 'For the surveyor',
        submit: 'Refer to a surveyor',
      };
    case 'follow_on':
      return {
        title: visit ? 'Order a repair' : 'Book a follow-on job',
        about: '',
        what: visit ? 'What is to be repaired?' : 'What is to be done?',
        noTrade,
        photo: visit ? 'For the repair' : 'For the follow-on job',
        submit: visit ? 'Order this repair' : 'Book this job',
      };
  }
}

/** What it cannot be booked without. */
export function lacking(purpose: BookingPurpose, agreed: Agreed): FieldError[] {
  const made = purpose === 'return' && agreed.madeSafe.trim() === '';
  const what = agreed.description.trim() === '';
  const ask = purpose === 'survey' ? 'Say what the surveyor is to look at' : 'Say what is to be done';
  return [
    ...(made ? [{ id: 'made', words: 'Say what you made safe' }] : []),
    ...(what ? [{ id: 'what', words: ask }] : []),
  ];
}

/** Reads what was kept; anything else begins anew. */
export function agreedFrom(kept: string): Agreed {
  if (kept === '') return NOTHING_AGREED;
  try {
    return { ...NOTHING_AGREED, ...(JSON.parse(kept) as Partial<Agreed>) };
  } catch {
    return NOTHING_AGREED;
  }
}
