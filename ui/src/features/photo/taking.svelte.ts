// Photos on their way from the camera to the disk, one at a time and in the order they were taken. Each is shown at once
// from the camera's own file. They belong to the job, not to the screen: going elsewhere stops none of them.
import { failureOf, isSavedThoughGone } from '../../api/failure';
import type { Failure, JobPage, PhotoStage } from '../../api/generated';
import { jobPage } from '../../api/live.svelte';
import { askWith } from '../../api/transport';
import { photoFault } from './photo-words';

export class Taken {
  readonly file: File;
  readonly stage: PhotoStage;
  readonly caption: string;
  /** For `<img>`. */
  readonly address: string;
  /** Its name in the job, once it is saved. */
  id = $state<string | null>(null);
  failure = $state.raw<Failure | null>(null);

  constructor(file: File, stage: PhotoStage, caption: string) {
    this.file = file;
    this.stage = stage;
    this.caption = caption;
    this.address = URL.createObjectURL(file);
  }
}

class Taking {
  readonly #job: string;
  /** Photos that the job does not show yet. */
  list = $state.raw<Taken[]>([]);
  #saving = false;

  constructor(job: string) {
    this.#job = job;
  }

  /** True while one is not on the disk. */
  get saving(): boolean {
    return this.list.some((one) => one.id === null && one.failure === null);
  }

  take(files: readonly File[], stage: PhotoStage, caption: string): void {
    this.list = [...this.list, ...files.map((file) => new Taken(file, stage, caption))];
    void this.#saveAll();
  }

  retry(taken: Taken): void {
    taken.failure = null;
    void this.#saveAll();
  }

  drop(taken: Taken): void {
    URL.revokeObjectURL(taken.address);
    this.list = this.list.filter((one) => one !== taken);
  }

  /** Lets go of those that the job shows by itself. */
  settle(page: JobPage): void {
    for (const one of this.list) {
      if (one.id !== null && !page.taken.some((taken) => taken.id === one.id)) this.drop(one);
    }
  }

  async #saveAll(): Promise<void> {
    if (this.#saving) return;
    this.#saving = true;
    for (let next = this.#next(); next; next = this.#next()) await this.#save(next);
    this.#saving = false;
  }

  #next(): Taken | undefined {
    return this.list.find((one) => one.id === null && one.failure === null);
  }

  async #save(taken: Taken): Promise<void> {
    const fault = photoFault(taken.file);
    if (fault) {
      taken.failure = { code: 'photo_unreadable', ...fault };
      return;
    }
    try {
      const args = { job: this.#job, stage: taken.stage, caption: taken.caption };
      const page = await askWith<'add_photo'>({ name: 'add_photo', args }, taken.file);
      // Names rise with time, and nobody else takes photos on this phone.
      taken.id = page.taken.map((one) => one.id).sort().at(-1) ?? '';
      jobPage(this.#job).put(page);
    } catch (caught) {
      // It is on this phone all the same, and the page says what became of its job: trying again would keep it twice.
      if (isSavedThoughGone(caught)) this.drop(taken);
      else taken.failure = failureOf(caught);
    }
  }
}

const jobs = new Map<string, Taking>();

/** What is being taken for a job; the same object for the same id. */
export function taking(job: string): Taking {
  let found = jobs.get(job);
  if (!found) {
    found = new Taking(job);
    jobs.set(job, found);
  }
  return found;
}

/** Forgets what is saved, as when the screens lock. What is not saved yet goes on. */
export function forgetTaken(): void {
  for (const one of jobs.values()) for (const taken of one.list) if (taken.id !== null) one.drop(taken);
}
