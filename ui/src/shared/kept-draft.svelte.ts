// Words typed into a form and not yet saved, kept by the core at every keystroke: a phone that dies in the middle of a
// form loses the last one at most. They are sent nowhere.
import { ask } from '../api/transport';

const drafts = new Map<string, KeptDraft>();

export class KeptDraft {
  readonly key: string;
  #text = $state('');
  #writing = false;
  #written = '';

  constructor(key: string) {
    this.key = key;
  }

  get text(): string {
    return this.#text;
  }

  set text(text: string) {
    this.#text = text;
    void this.#write();
  }

  /** What the core kept from before; what somebody has typed meanwhile is newer. */
  found(text: string): void {
    if (this.#text === '' && !this.#writing) {
      this.#text = text;
      this.#written = text;
    }
  }

  /** One write at a time, and always the newest words. */
  async #write(): Promise<void> {
    if (this.#writing) return;
    this.#writing = true;
    try {
      while (this.#written !== this.#text) {
        const text = this.#text;
        await ask<'keep_draft'>({ name: 'keep_draft', args: { key: this.key, text } });
        this.#written = text;
      }
    } catch {
      // The words are still on the screen; the next keystroke tries again.
    } finally {
      this.#writing = false;
    }
  }
}

/** The draft of one form; the same object for the same key. */
export function keptDraft(key: string): KeptDraft {
  let found = drafts.get(key);
  if (!found) {
    found = new KeptDraft(key);
    drafts.set(key, found);
  }
  return found;
}

/** Takes up what was typed before the app was closed. */
export async function loadKeptDrafts(): Promise<void> {
  try {
    const kept = await ask<'drafts'>({ name: 'drafts' });
    for (const [key, text] of Object.entries(kept)) keptDraft(key).found(text);
  } catch {
    // Without them the forms begin empty.
  }
}

/** Forgets them on the screens, as when these lock: the core still has them. */
export function forgetKeptDrafts(): void {
  drafts.clear();
}
