// One thing that a person asked for: under way once at a time, with the failure's words if it could not be done.
import { failureOf } from '../api/failure';
import type { Failure } from '../api/generated';

export class Attempt {
  busy = $state(false);
  failure = $state.raw<Failure | null>(null);

  /** Does it, unless it is being done already. Answers whether it was done. */
  async run(deed: () => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    // The same words twice in a row are said twice.
    this.failure = null;
    try {
      await deed();
      return true;
    } catch (caught) {
      this.failure = failureOf(caught);
      return false;
    } finally {
      this.busy = false;
    }
  }
}
