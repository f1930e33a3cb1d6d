// Where the phone was when something was recorded. The tap is saved first and waits for nothing: the position follows
// when there is one, and is left out when the phone says no or finds none.
import { jobPage } from '../../api/live.svelte';
import { ask } from '../../api/transport';
import { whereAmI } from '../../shared/geolocation';

/** Keeps the position of the last thing recorded on a job, where the person chose so. */
export function locateLast(job: string): void {
  const event = jobPage(job).answer?.locate;
  if (event) void keep(job, event);
}

async function keep(job: string, event: string): Promise<void> {
  const found = await whereAmI();
  if (!found) return;
  try {
    jobPage(job).put(await ask<'keep_position'>({ name: 'keep_position', args: { job, event, ...found } }));
  } catch {
    // Locked meanwhile, or the job has left: the tap itself is saved.
  }
}
