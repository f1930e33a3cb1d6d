// Small turns of phrase that several screens need.

/** "1 alert", "2 alerts". */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString('en-GB')} ${n === 1 ? one : many}`;
}

/** A quantity without needless noughts: 2, 1.5, 0.25. */
export function quantity(n: number): string {
  return n.toLocaleString('en-GB', { maximumFractionDigits: 3 });
}

/** "10:42", by this phone's clock. */
export function clock(at: number): string {
  return new Date(at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
}

/** Seconds as a person says them: "25 seconds", "2 minutes", "1 hour 5 minutes". */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  if (whole < 60) return count(whole, 'second');
  const minutes = Math.ceil(whole / 60);
  if (minutes < 60) return count(minutes, 'minute');
  const rest = minutes % 60;
  const hours = count(Math.floor(minutes / 60), 'hour');
  return rest === 0 ? hours : `${hours} ${count(rest, 'minute')}`;
}

export type QuantityRead = { ok: true; value: number } | { ok: false; words: string };

/** Reads a typed quantity: more than nought, at most 9,999, with a point or a comma. */
export function readQuantity(text: string): QuantityRead {
  const read = readCount(text);
  return read.ok && read.value === 0 ? { ok: false, words: 'Quantity must be more than 0' } : read;
}

/** The same of what was counted, which may be nothing. */
export function readCount(text: string): QuantityRead {
  const trimmed = text.trim();
  if (trimmed === '') return { ok: false, words: 'Enter a quantity' };
  const tidy = /^\d{1,3}(,\d{3})+(\.\d+)?$/.test(trimmed) ? trimmed.replaceAll(',', '') : trimmed.replace(',', '.');
  if (!/^\d*\.?\d+$|^\d+\.$/.test(tidy)) return { ok: false, words: 'Quantity must be a number, like 2 or 1.5' };
  const value = Number(tidy);
  if (value > 9_999) return { ok: false, words: 'Quantity must be 9,999 or less' };
  return { ok: true, value };
}

/** One step up or down the whole numbers, from the fewest to 9,999. A fraction below the fewest can only go up. */
export function step(value: number, by: 1 | -1, fewest: 0 | 1 = 1): number {
  if (by === 1) return Math.min(9_999, Math.floor(value) + 1);
  return value <= fewest ? value : Math.max(fewest, Math.ceil(value) - 1);
}

/** The number to dial: what a `tel:` link takes. */
export function dialled(number: string): string {
  return number.replace(/[^\d+*#]/g, '');
}
