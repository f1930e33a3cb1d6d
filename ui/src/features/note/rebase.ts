// Carrying a person's typing over to a text that somebody else changed meanwhile.

/** One stretch of a text replaced by another: what two versions differ in, taken as a whole. */
interface Change {
  start: number;
  end: number;
  put: string;
}

function changeBetween(before: string, after: string): Change {
  const shortest = Math.min(before.length, after.length);
  let start = 0;
  while (start < shortest && before[start] === after[start]) start += 1;
  let tail = 0;
  while (tail < shortest - start && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  return { start, end: before.length - tail, put: after.slice(start, after.length - tail) };
}

/**
 * `theirs` with what the person changed between `before` and `mine`. Where both touched the same stretch, their words
 * stay and the person's follow them: a word too many can be deleted, a lost one cannot be typed again.
 */
export function rebase(before: string, mine: string, theirs: string): string {
  if (mine === before) return theirs;
  if (theirs === before) return mine;
  const my = changeBetween(before, mine);
  const their = changeBetween(before, theirs);
  if (my.end <= their.start) return theirs.slice(0, my.start) + my.put + theirs.slice(my.end);
  if (my.start >= their.end) {
    const shift = theirs.length - before.length;
    return theirs.slice(0, my.start + shift) + my.put + theirs.slice(my.end + shift);
  }
  const after = their.start + their.put.length;
  return theirs.slice(0, after) + my.put + theirs.slice(after);
}

/** Where the caret belongs after `before` became `after` around it. */
export function caretAfter(caret: number, before: string, after: string): number {
  const change = changeBetween(before, after);
  if (caret <= change.start) return caret;
  if (caret >= change.end) return caret + after.length - before.length;
  return change.start + change.put.length;
}
