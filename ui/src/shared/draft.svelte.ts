// Words typed into a form and not yet saved. They live in memory beside the screens, so that going back, a failed
// request or the lock screen does not lose them; nothing is stored in the web view.
const drafts = new Map<string, Draft>();

export class Draft {
  text = $state('');
}

/** The draft for one field of one record; the same object for the same key. */
export function draft(key: string): Draft {
  let found = drafts.get(key);
  if (!found) {
    found = new Draft();
    drafts.set(key, found);
  }
  return found;
}

/** Forgets a draft whose words are saved. */
export function dropDraft(key: string): void {
  drafts.delete(key);
}
