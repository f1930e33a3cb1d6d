// A request that could not be done, as something that can be thrown.
import type { Failure } from './generated';

/** Thrown by `ask`. Nothing was lost or half done. */
export class AskFailed extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.name = 'AskFailed';
    this.failure = failure;
  }
}

const UNEXPECTED: Failure = {
  code: 'unexpected',
  message: 'Doorstep could not do that.',
  remedy: 'Try again. What was saved before is safe on this phone.',
};

export const NO_ANSWER: Failure = {
  code: 'no_answer',
  message: 'Doorstep did not answer.',
  remedy: 'Close the app, open it again and try once more. What was saved before is safe on this phone.',
};

function isFailure(value: unknown): value is Failure {
  if (typeof value !== 'object' || value === null) return false;
  const { code, message, remedy } = value as Record<string, unknown>;
  return typeof code === 'string' && typeof message === 'string' && typeof remedy === 'string';
}

/** True when it was saved, in a job that the office has given to somebody else: a success for whoever did it. */
export function isSavedThoughGone(caught: unknown): boolean {
  return failureOf(caught).code === 'job_left';
}

/** Words for whatever was caught: the failure itself where there is one, otherwise general ones. */
export function failureOf(caught: unknown): Failure {
  if (caught instanceof AskFailed) return caught.failure;
  if (isFailure(caught)) return caught;
  if (typeof caught === 'string') {
    try {
      const parsed: unknown = JSON.parse(caught);
      if (isFailure(parsed)) return parsed;
    } catch {
      // Not JSON: the general words stand.
    }
  }
  return UNEXPECTED;
}
