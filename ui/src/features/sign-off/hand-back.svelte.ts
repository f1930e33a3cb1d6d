// The moment between the customer's page and the staff's: the phone says thank you, is locked, and waits for a PIN.
import type { SignOffPage } from '../../api/generated';
import { session } from '../../api/live.svelte';
import { ask } from '../../api/transport';
import { Attempt } from '../../shared/attempt.svelte';
import { replace } from '../../shared/navigation.svelte';
import type { Route } from '../../shared/route';

/** The words on the screen until staff have the phone again. */
export interface Thanks {
  words: string;
  language: string;
  rightToLeft: boolean;
}

class HandBack {
  thanks = $state.raw<Thanks | null>(null);
  readonly locking = new Attempt();
  /** The language that each job's customer read last: a page closed without a signature names it. */
  readonly languages = new Map<string, string>();

  /** Ends the customer's turn. Where staff go once they have unlocked is set before anything is shown. */
  async begin(page: SignOffPage, then: Route): Promise<void> {
    this.thanks = {
      words: page.labels.thanks,
      language: page.language.code,
      rightToLeft: page.language.rightToLeft,
    };
    replace(then);
    await this.lock();
  }

  /** Ends the turn of somebody who answered questions about themself. */
  async thank(words: string, then: Route): Promise<void> {
    this.thanks = { words, language: 'en', rightToLeft: false };
    replace(then);
    await this.lock();
  }

  async lock(): Promise<boolean> {
    return this.locking.run(async () => session.put(await ask<'lock'>({ name: 'lock' })));
  }

  /** Staff have the phone and want to unlock it. */
  async end(): Promise<void> {
    if (session.answer?.state === 'unlocked' && !(await this.lock())) return;
    this.thanks = null;
  }
}

export const handBack = new HandBack();
