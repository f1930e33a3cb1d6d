// Forms about the work as they are being filled in, kept while somebody is still counting.
export interface TimeForm {
  person: string;
  hours: string;
  minutes: string;
  travel: string;
  /** Percent of the job. */
  share: string;
  overtime: boolean;
}

export interface MaterialForm {
  material: string;
  quantity: string;
  unit: string;
  source: '' | 'van' | 'merchant' | 'to_order';
  /** What was chosen from a van's list: names the van, and the item on it; both empty for anything else. */
  van: string;
  item: string;
}

export interface ExtraForm {
  what: string;
  pounds: string;
  safe: '' | 'yes' | 'no';
}

export const NO_TIME: TimeForm = { person: '', hours: '', minutes: '', travel: '', share: '', overtime: false };
export const NO_MATERIAL: MaterialForm = { material: '', quantity: '1', unit: '', source: '', van: '', item: '' };
export const NO_EXTRA: ExtraForm = { what: '', pounds: '', safe: '' };

/** Reads what was kept; anything else begins anew. */
export function formFrom<F extends object>(kept: string, empty: F): F {
  if (kept === '') return empty;
  try {
    return { ...empty, ...(JSON.parse(kept) as Partial<F>) };
  } catch {
    return empty;
  }
}

/** A whole number as somebody types it; an empty field is nought, anything else is not a number. */
export function whole(text: string): number {
  const trimmed = text.trim();
  if (trimmed === '') return 0;
  return /^\d{1,4}$/.test(trimmed) ? Number(trimmed) : Number.NaN;
}

/** Pounds as somebody types them: "85", "85.50", "£1,200". */
export function pounds(text: string): number {
  const plain = text.replace(/[£,\s]/g, '');
  return /^\d+(\.\d{1,2})?$/.test(plain) ? Number(plain) : Number.NaN;
}
