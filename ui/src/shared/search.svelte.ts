// A search as it is typed: the last results stay until the next are there, and an older answer never overwrites a newer one.
import { failureOf } from '../api/failure';
import type { Failure } from '../api/generated';

/** Between the last letter and the question, so that a word asks once. */
const PAUSE_MS = 60;

export class Search<A> {
  found = $state.raw<{ text: string; answer: A } | null>(null);
  failure = $state.raw<Failure | null>(null);
  readonly #ask: (text: string) => Promise<A>;
  #question = 0;
  /** Kept beside `found`, because what an effect reads wakes it: an answer must not be the next question. */
  #answered = false;

  constructor(ask: (text: string) => Promise<A>) {
    this.#ask = ask;
  }

  /** Asks for these letters: at once the first time, after a pause from then on. The function returned takes it back. */
  soon(text: string): () => void {
    const pause = setTimeout(() => void this.now(text), this.#answered ? PAUSE_MS : 0);
    return () => clearTimeout(pause);
  }

  async now(text: string): Promise<void> {
    const mine = ++this.#question;
    try {
      const answer = await this.#ask(text);
      if (mine !== this.#question) return;
      this.found = { text, answer };
      this.failure = null;
      this.#answered = true;
    } catch (caught) {
      if (mine === this.#question) this.failure = failureOf(caught);
    }
  }

  /** Forgets what was found, as when the letters are gone. */
  forget(): void {
    this.#question += 1;
    this.#answered = false;
    this.found = null;
    this.failure = null;
  }
}
