// Which question of a form comes next, and days in three fields.
import { describe, expect, test } from 'vitest';
import type { FormPage, FormQuestion, FormSection } from '../src/api/generated';
import { afterQuestion, dayFrom, dayParts, entrance, lacks, nextOpen } from '../src/features/form/asking';

function question(field: string, section: string, more: Partial<FormQuestion> = {}): FormQuestion {
  return { field, section, page: field, required: true, answer: null, ...more } as FormQuestion;
}

function section(id: string, within: string | null = null): FormSection {
  return { id, within } as FormSection;
}

const YES = { state: 'given', words: 'Yes', text: 'yes' } as FormQuestion['answer'];

/** A name, then two appliances of which the first is answered but for its serial number. */
const PAGE = {
  id: 'F1',
  record: 'R1',
  sections: [section('engineer'), section('appliances'), section('A/appliances', 'appliances'), section('B/appliances', 'appliances')],
  questions: [
    question('name', 'engineer'),
    question('A/what', 'A/appliances', { answer: YES }),
    question('A/serial', 'A/appliances', { required: false }),
    question('B/what', 'B/appliances'),
  ],
} as FormPage;

describe('the next question', () => {
  test('is the first that nobody has said anything to, of the form or of one part and what it holds', () => {
    expect(nextOpen(PAGE)?.field).toBe('name');
    expect(nextOpen(PAGE, 'appliances')?.field).toBe('A/serial');
    expect(nextOpen(PAGE, 'B/appliances')?.field).toBe('B/what');
    expect(nextOpen(PAGE, 'A/appliances', 'A/serial')).toBeUndefined();
  });

  test('after the last of a part is that part, to be looked over', () => {
    const [, first, serial] = PAGE.questions as [FormQuestion, FormQuestion, FormQuestion];
    expect(afterQuestion(PAGE, first)).toMatchObject({ screen: 'form-question', field: 'A/serial' });
    expect(afterQuestion(PAGE, serial)).toMatchObject({ screen: 'form-part', part: 'A/appliances' });
  });

  test('a part is entered at its first question while nothing in it is answered', () => {
    expect(entrance(PAGE, 'B/appliances')).toMatchObject({ field: 'B/what' });
    expect(entrance(PAGE, 'A/appliances')).toMatchObject({ part: 'A/appliances' });
  });

  test('what may stay open is not lacking', () => {
    expect(lacks(PAGE, 'A/appliances')).toBe(false);
    expect(lacks(PAGE, 'appliances')).toBe(true);
  });
});

test('a day is typed in three fields and comes back in them', () => {
  expect(dayFrom('7', '4', '2026')).toBe('2026-04-07');
  expect(dayParts('2026-04-07')).toEqual(['7', '4', '2026']);
  expect(dayFrom('', ' ', '')).toBe('');
  expect(dayParts('')).toEqual(['', '', '']);
  // While it is being typed nothing is put into the fields that was not typed.
  expect(dayParts(dayFrom('3', '', ''))).toEqual(['3', '', '']);
});
