// Why work was left unfinished: the usual reasons to tap, and words for the rest.

import type { ReasonKind } from '../../shared/route';

interface ReasonForm {
  title: string;
  question: string;
  choices: readonly string[];
  submit: string;
  /** What else helps to know. */
  hint: string;
}

export const SOMETHING_ELSE = 'Something else';

export const REASONS: Readonly<Record<ReasonKind, ReasonForm>> = {
  incomplete: {
    title: 'Cannot finish the work',
    question: 'Why can it not be finished today?',
    choices: [
      'Parts or materials are needed',
      'Another trade is needed',
      'More time is needed',
      'It is not safe to carry on',
      SOMETHING_ELSE,
    ],
    submit: 'Record as not finished',
    hint: 'Parts wanted, who is needed next',
  },
  paused: {
    title: 'Pause work',
    question: 'Why does the work rest?',
    choices: ['Waiting for parts', 'Break', 'Called to something more urgent', SOMETHING_ELSE],
    submit: 'Pause work',
    hint: 'When you will be back',
  },
  handed_back: {
    title: 'I cannot take this job',
    question: 'Why can you not take it?',
    choices: ['No time for it today', 'I do not have the skills or the licence', 'I do not have the tools or parts', 'I should not go to this address', SOMETHING_ELSE],
    submit: 'Hand it back to the planner',
    hint: 'What whoever goes should know',
  },
};

/** The reason as it is recorded: "Another trade is needed. Plasterer". */
export function reasonText(choice: string, detail: string): string {
  const words = detail.trim();
  if (choice === SOMETHING_ELSE) return words;
  return words ? `${choice}. ${words}` : choice;
}

/** Which field lacks what, if any does. */
export function reasonFault(choice: string, detail: string): { field: 'choice' | 'detail'; words: string } | undefined {
  if (choice === '') return { field: 'choice', words: 'Choose what happened' };
  if (choice === SOMETHING_ELSE && detail.trim() === '') return { field: 'detail', words: 'Say what happened' };
  return undefined;
}
