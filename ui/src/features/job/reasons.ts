// Why work was left unfinished: the usual reasons to tap, and words for the rest.

export type ReasonKind = 'incomplete';

interface ReasonForm {
  title: string;
  question: string;
  choices: readonly string[];
  submit: string;
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
