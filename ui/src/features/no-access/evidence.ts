// What is gathered at a door that nobody opens, and how it is kept while somebody is still gathering it.
import type { ContactMade, ContactMethod } from '../../api/generated';

export interface Evidence {
  happened: string;
  card: string | null;
  noCardBecause: string;
  contacts: ContactMade[];
  offered: string;
}

export const HAPPENED = [
  'Nobody answered',
  'I was not let in',
  'It was not safe to go in',
  'Wrong address or wrong time',
] as const;

export const METHODS: readonly { method: ContactMethod; words: string }[] = [
  { method: 'knocked', words: 'I knocked' },
  { method: 'telephoned', words: 'I rang' },
  { method: 'texted', words: 'I sent a text' },
  { method: 'asked_nearby', words: 'I asked nearby' },
  { method: 'office', words: 'Office tried' },
];

export function nothingYet(): Evidence {
  return { happened: HAPPENED[0], card: null, noCardBecause: '', contacts: [], offered: '' };
}

/** Reads what was kept; anything else begins anew. */
export function evidenceFrom(kept: string): Evidence {
  if (kept === '') return nothingYet();
  try {
    return { ...nothingYet(), ...(JSON.parse(kept) as Partial<Evidence>) };
  } catch {
    return nothingYet();
  }
}

export function methodWords(method: ContactMethod): string {
  return METHODS.find((one) => one.method === method)?.words ?? method;
}

/** What a person may still want to do before they leave. */
export function stillToDo(evidence: Evidence): string[] {
  const ways = new Set(evidence.contacts.map((contact) => contact.method)).size;
  const todo: string[] = [];
  if (evidence.card === null && evidence.noCardBecause.trim() === '') todo.push('a photo of the card you left');
  if (ways < 2) todo.push(ways === 0 ? 'two ways of trying to reach them' : 'one more way of trying to reach them');
  if (evidence.offered === '') todo.push('another appointment');
  return todo;
}
