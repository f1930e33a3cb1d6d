// The ways of closing a visit that nobody signs.
import type { SignOffOutcome } from '../../api/generated';

export type UnsignedOutcome = Exclude<SignOffOutcome, 'signed'>;

export const OUTCOMES: readonly { value: UnsignedOutcome; words: string; hint: string }[] = [
  { value: 'unable', words: 'The customer cannot sign', hint: 'For example an injury, or they cannot see the screen' },
  { value: 'unwilling', words: 'The customer does not want to sign', hint: 'In their own words where you can' },
  { value: 'customer_absent', words: 'The customer is out, as arranged', hint: 'They agreed that the work could be done' },
  { value: 'void', words: 'Nobody lives here', hint: 'An empty home' },
  { value: 'communal', words: 'A communal area', hint: 'Stairs, lifts, roofs, grounds' },
];

/** True when somebody was there and did not sign: the record says why. */
export function wantsReason(outcome: string): boolean {
  return outcome === 'unable' || outcome === 'unwilling';
}
