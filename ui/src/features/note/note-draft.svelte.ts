// One job's note while it is edited: when it is saved, and what is said about it. It outlives the screen, so that
// words not yet saved are still there after going back or unlocking.
import { failureOf, isSavedThoughGone } from '../../api/failure';
import type { Failure, JobPage, Note } from '../../api/generated';
import { jobPage } from '../../api/live.svelte';
import { ask } from '../../api/transport';
import { arrived, begin, failed, isDirty, type NoteState, saved, startSave, typed } from './note-state';

const PAUSE_MS = 1_500;
/** However fast somebody types, no more than this is ever unsaved. */
const LONGEST_UNSAVED_MS = 10_000;

export class NoteDraft {
  readonly #job: string;
  #state = $state.raw<NoteState | null>(null);
  #pause: ReturnType<typeof setTimeout> | undefined;
  #unsavedSince: number | null = null;
  #saving: Promise<void> | null = null;
  #gone = $state(false);
  failure = $state.raw<Failure | null>(null);
  /** True once something typed here was saved. */
  savedOnce = $state(false);

  constructor(job: string) {
    this.#job = job;
  }

  get text(): string {
    return this.#state?.text ?? '';
  }

  /** True once the job has gone to somebody else: what was typed is saved, and nothing is added. */
  get gone(): boolean {
    return this.#gone;
  }

  get dirty(): boolean {
    return !this.#gone && this.#state !== null && isDirty(this.#state);
  }

  get saving(): boolean {
    return this.#state !== null && this.#state.sent !== null;
  }

  arrived(note: Note): void {
    this.#state = this.#state === null ? begin(note) : arrived(this.#state, note);
  }

  type(text: string): void {
    if (this.#state === null || this.#gone) return;
    this.#state = typed(this.#state, text);
    this.#unsavedSince ??= Date.now();
    clearTimeout(this.#pause);
    const left = this.#unsavedSince + LONGEST_UNSAVED_MS - Date.now();
    this.#pause = setTimeout(() => void this.#saveNow(), Math.max(0, Math.min(PAUSE_MS, left)));
  }

  /** Saves until nothing is unsaved. Answers false, with `failure` set, when it could not. */
  async save(): Promise<boolean> {
    clearTimeout(this.#pause);
    if (this.#saving) await this.#saving;
    while (this.dirty) {
      await this.#saveNow();
      if (this.failure) return false;
    }
    return true;
  }

  /** One save; the one under way where there is one. */
  #saveNow(): Promise<void> {
    this.#saving ??= this.#send().finally(() => (this.#saving = null));
    return this.#saving;
  }

  async #send(): Promise<void> {
    const start = this.#state && startSave(this.#state);
    if (!start) return;
    this.#state = start.state;
    this.#unsavedSince = null;
    try {
      const { version, text } = start;
      const page: JobPage = await ask<'edit_note'>({ name: 'edit_note', args: { job: this.#job, version, text } });
      this.#state = saved(this.#state, page.note);
      this.failure = null;
      this.savedOnce = true;
      jobPage(this.#job).put(page);
    } catch (caught) {
      this.failure = failureOf(caught);
      if (isSavedThoughGone(caught)) this.#gone = true;
      this.#state = failed(this.#state);
    }
  }
}

const drafts = new Map<string, NoteDraft>();

/** The note being written for this job; the same object for the same job. */
export function noteDraft(job: string): NoteDraft {
  let found = drafts.get(job);
  if (!found) {
    found = new NoteDraft(job);
    drafts.set(job, found);
  }
  return found;
}
