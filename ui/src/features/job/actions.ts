// What can happen at the door, in the words of its button, and which button comes first.
import type { EventKind, JobPage } from '../../api/generated';
import type { ReasonKind } from '../../shared/route';
import { REASONS } from './reasons';

/** The words on each event's button. */
export function actionWords(kind: EventKind, statusCode: string, visit = false): string {
  if (visit && kind === 'started') return statusCode === 'paused' ? 'Carry on with the visit' : 'Begin the visit';
  if (visit && kind === 'completed') return 'The visit is done';
  if (visit && kind === 'incomplete') return 'Cannot finish the visit';
  switch (kind) {
    case 'accepted':
      return 'Accept this job';
    case 'travelling':
      return 'I am on my way';
    case 'arrived':
      return 'I have arrived';
    case 'started':
      return statusCode === 'paused' ? 'Carry on with the work' : 'Start work';
    case 'paused':
      return 'Pause work';
    case 'completed':
      return 'Work is complete';
    case 'no_access':
      return 'No access';
    case 'no_adult_present':
      return 'No adult present';
    case 'incomplete':
      return 'Cannot finish the work';
    case 'reopened':
      return 'Reopen this job';
    case 'handed_back':
      return 'I cannot take this job';
  }
}

/** One line under the words, where they need it. */
export function actionHint(kind: EventKind): string {
  switch (kind) {
    case 'no_access':
      return 'Nobody in, or you were not let in';
    case 'no_adult_present':
      return 'Only children in, or the adult has gone out. Do not go in';
    case 'incomplete':
      return 'Parts, another trade or another visit is needed';
    case 'paused':
      return 'Waiting for parts, a break: you will come back to it';
    case 'handed_back':
      return 'It goes back to the planner';
    case 'reopened':
      return 'The work goes on after it was closed';
    default:
      return '';
  }
}

/** Events that ask for a reason on a page of their own. */
export function wantsReason(kind: EventKind): kind is ReasonKind {
  return kind in REASONS;
}

/** Steps of an ordinary visit: only these are offered as the one main button. */
const FORWARD: readonly EventKind[] = ['accepted', 'travelling', 'arrived', 'started', 'completed'];

export type MainAction = { what: 'event'; kind: EventKind } | { what: 'sign-off' } | null;

/** The one thing most likely to come next, and everything else that can. */
export function offered(page: Pick<JobPage, 'actions' | 'canSignOff' | 'signOff'>): {
  main: MainAction;
  others: EventKind[];
} {
  const [first, ...rest] = page.actions;
  if (first !== undefined && FORWARD.includes(first)) return { main: { what: 'event', kind: first }, others: rest };
  const main: MainAction = page.canSignOff && page.signOff === null ? { what: 'sign-off' } : null;
  return { main, others: [...page.actions] };
}
