// What is agreed at a door before another job is booked, and the words that each kind of booking has.
import { describe, expect, it } from 'vitest';
import { agreedFrom, lacking, NOTHING_AGREED, wordsFor } from '../src/features/more-work/booking';

describe('a booking', () => {
  it('says what it cannot be booked without, and a return also what was made safe', () => {
    expect(lacking('follow_on', NOTHING_AGREED)).toEqual([{ id: 'what', words: 'Say what is to be done' }]);
    expect(lacking('return', { ...NOTHING_AGREED, description: 'Renew the valve', madeSafe: ' ' })).toEqual([
      { id: 'made', words: 'Say what you made safe' },
    ]);
    expect(lacking('survey', NOTHING_AGREED)).toEqual([{ id: 'what', words: 'Say what the surveyor is to look at' }]);
    expect(lacking('survey', { ...NOTHING_AGREED, description: 'Crack' })).toEqual([]);
  });

  it('is a repair on an officer’s visit, which has no trade of its own', () => {
    expect(wordsFor('follow_on', true)).toMatchObject({
      title: 'Order a repair',
      noTrade: 'No trade named',
      submit: 'Order this repair',
    });
    expect(wordsFor('follow_on', false)).toMatchObject({ title: 'Book a follow-on job', noTrade: 'The trade of this job' });
  });

  it('takes up what was kept before it had photos, and begins anew with what is no booking', () => {
    expect(agreedFrom('{"description":"Replaster","preferred":["Mon 30 Nov, 08:00 to 12:30 (AM)"]}')).toEqual({
      ...NOTHING_AGREED,
      description: 'Replaster',
      preferred: ['Mon 30 Nov, 08:00 to 12:30 (AM)'],
    });
    expect(agreedFrom('{')).toEqual(NOTHING_AGREED);
  });
});
