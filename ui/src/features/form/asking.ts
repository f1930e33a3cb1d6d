// Which question comes next, and the words that pages of a form need.
import type { FormPage, FormQuestion } from '../../api/generated';
import type { Route } from '../../shared/route';

type Where = Pick<FormPage, 'sections' | 'questions'>;

/** True for a part and for whatever it holds. */
function within(page: Where, part: string, section: string): boolean {
  for (let at: string | null = section; at !== null; ) {
    if (at === part) return true;
    at = page.sections.find(({ id }) => id === at)?.within ?? null;
  }
  return false;
}

/** The first question that nobody has said anything to: of the whole form, or of one part and after one question. */
export function nextOpen(page: Where, part?: string, after?: string): FormQuestion | undefined {
  const from = after === undefined ? 0 : page.questions.findIndex(({ field }) => field === after) + 1;
  const asked = page.questions.slice(from).filter(({ section }) => part === undefined || within(page, part, section));
  return asked.find((question) => question.answer === null && question.page !== after);
}

/** True while a question is open without which the form is not filled in: of the whole form, or of one part. */
export function lacks(page: Where, part?: string): boolean {
  const asked = page.questions.filter(({ section }) => part === undefined || within(page, part, section));
  return asked.some(({ required, answer }) => required && answer === null);
}

export function questionRoute(page: Pick<FormPage, 'record' | 'id'>, question: FormQuestion): Route {
  return { screen: 'form-question', record: page.record, form: page.id, field: question.page };
}

export function partRoute(page: Pick<FormPage, 'record' | 'id'>, part: string): Route {
  return { screen: 'form-part', record: page.record, form: page.id, part };
}

/** Where a part is entered: at its first question while nothing in it is answered, afterwards at all of it. */
export function entrance(page: FormPage, part: string): Route {
  const inside = page.questions.filter(({ section }) => within(page, part, section));
  const first = inside.every(({ answer }) => answer === null) ? inside[0] : undefined;
  return first ? questionRoute(page, first) : partRoute(page, part);
}

/** Where somebody goes from a question that is answered: to the next that is open, or to the part it is in. */
export function afterQuestion(page: FormPage, question: FormQuestion): Route {
  const next = nextOpen(page, question.section, question.field);
  return next ? questionRoute(page, next) : partRoute(page, question.section);
}

/** What was said so far, in words. */
export function answerWords(question: FormQuestion): string {
  if (question.answer === null) return 'Not answered yet';
  return question.answer.stillRight ? `${question.answer.words} (still right)` : question.answer.words;
}

/** True where one tap says everything: the choices are buttons. */
export function isOneTap(question: FormQuestion): boolean {
  return question.kind === 'yes_no' || (question.kind === 'choose_one' && question.choices.length <= 20);
}

/** The choices of a question; of one that wants yes or no, these. */
export function choicesOf(question: FormQuestion): readonly { name: string; words: string }[] {
  if (question.kind !== 'yes_no') return question.choices;
  return [
    { name: 'yes', words: 'Yes' },
    { name: 'no', words: 'No' },
  ];
}

/** "2026-11-26" from three fields as they are typed; until all three are, nothing is put in that was not typed. */
export function dayFrom(day: string, month: string, year: string): string {
  const [d, m, y] = [day.trim(), month.trim(), year.trim()];
  if (d === '' && m === '' && y === '') return '';
  if (d === '' || m === '' || y === '') return `${y}-${m}-${d}`;
  return `${y.padStart(4, '0')}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`;
}

/** The three fields of a day. */
export function dayParts(text: string): [string, string, string] {
  const [year = '', month = '', day = ''] = text.split('-');
  const plain = (part: string) => part.replace(/^0+(?=.)/, '');
  return text === '' ? ['', '', ''] : [plain(day), plain(month), plain(year)];
}
