// What is spoken into a record, from the microphone to the disk. It belongs to the record, not to the screen: whoever goes
// elsewhere ends the recording, and what was said so far is kept.
import { failureOf, isSavedThoughGone } from '../../api/failure';
import type { Failure } from '../../api/generated';
import { Recorder, type Spoken } from '../../shared/recorder.svelte';

export class SpokenInto {
  readonly recorder = new Recorder();
  /** What could not be saved: it is still here to be tried again. */
  unsaved = $state.raw<Spoken | null>(null);
  failure = $state.raw<Failure | null>(null);
  busy = $state(false);
  /** True once what was said last is on this phone. */
  saved = $state(false);
  readonly #keep: (spoken: Spoken) => Promise<void>;

  constructor(keep: (spoken: Spoken) => Promise<void>) {
    this.#keep = keep;
  }

  async record(): Promise<void> {
    this.saved = false;
    const spoken = await this.recorder.listen();
    if (spoken) await this.save(spoken);
  }

  async save(spoken: Spoken): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.unsaved = spoken;
    this.failure = null;
    try {
      await this.#keep(spoken);
      this.unsaved = null;
      this.saved = true;
    } catch (caught) {
      this.failure = failureOf(caught);
      // It is on this phone all the same: trying again would keep it twice.
      if (isSavedThoughGone(caught)) this.unsaved = null;
    } finally {
      this.busy = false;
    }
  }

  /** The screen goes: nobody sees any more that it runs. */
  leave(): void {
    this.recorder.leave();
    this.saved = false;
    if (!this.unsaved) this.failure = null;
  }
}

const places = new Map<string, SpokenInto>();

/** What is spoken into one place, which `place` names; the same object for the same name. */
export function spokenInto(place: string, keep: (spoken: Spoken) => Promise<void>): SpokenInto {
  let found = places.get(place);
  if (!found) {
    found = new SpokenInto(keep);
    places.set(place, found);
  }
  return found;
}
