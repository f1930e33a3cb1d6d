// What comes of a visit: evidence of one that came to nothing, more work, a danger, a worry.
import assert from 'node:assert/strict';
import test from 'node:test';
import { look, openBrowser } from '../harness/chromium.mjs';
import { startEnrolled, startHub } from '../harness/doorstep.mjs';
import { holding } from '../harness/person.mjs';

test('Dev finds nobody in, with a photo of the card, in eight taps', async (t) => {
  const hub = await startHub(t);
  const dev = await holding(t, await openBrowser(t), await startEnrolled(t, hub, 'Dev Patel', 'Van 7'));
  const { page } = dev;
  await page.getByRole('heading', { name: 'To do' }).waitFor();
  let taps = 0;
  const tap = async (what) => {
    taps += 1;
    await what.click();
  };

  await page.getByLabel('Search all jobs on this phone').fill('33 Heddle Avenue');
  await tap(page.getByRole('article').getByRole('link').filter({ hasText: '33 Heddle Avenue' }).first());
  await dev.sees(/33 Heddle Avenue/);
  await tap(page.getByRole('link', { name: 'Something else happened' }));
  await tap(page.getByRole('dialog').getByRole('button', { name: 'No access', exact: true }));
  await dev.sees('No access');
  taps += 1;
  await page.getByLabel('Photograph the card where you left it').setInputFiles(await dev.picture('#5a7d4f'));
  await dev.reads('Photo of the card saved on this phone');
  await tap(page.getByRole('button', { name: 'I knocked' }));
  await tap(page.getByRole('button', { name: 'I rang' }));
  // The phone dies a moment later.
  await page.waitForTimeout(500);
  await page.reload();
  await dev.reads('Photo of the card saved on this phone');
  await tap(page.getByRole('radio', { name: /morning/ }).first());
  await dev.reads('The evidence is complete.');
  await tap(page.getByRole('button', { name: 'Record no access' }));
  await dev.sees(/33 Heddle Avenue/);
  await page.getByRole('region', { name: 'Visits without access' }).getByText('Photo of the card left').waitFor();
  await look(page, 'job-no-access-evidence');
  assert.ok(taps <= 8, `${taps} taps`);
});

test('Ada books the plasterer, reports mould, and tells of a worry that nobody else reads', async (t) => {
  const hub = await startHub(t);
  const ada = await holding(t, await openBrowser(t), await startEnrolled(t, hub, 'Ada Byrne', 'Van 12'));
  const { page } = ada;
  await page.getByRole('heading', { name: 'To do' }).waitFor();

  await ada.opens('2 Bobbin Court');
  await ada.follow('Book a follow-on job');
  await ada.sees('Book a follow-on job');
  await ada.press('Book this job');
  await page.getByRole('alert').getByText('Say what is to be done').waitFor();
  await page.getByLabel('What is to be done?').fill('Replaster behind the sink');
  await page.getByLabel('Trade').fill('Plastering');
  await page.getByLabel('Half a day').check();
  await page.getByRole('checkbox', { name: /morning/ }).first().check();
  // Not half under the bar at the top.
  await page.evaluate(() => window.scrollTo(0, 0));
  await look(page, 'follow-on');
  await ada.press('Book this job');
  await ada.sees(/2 Bobbin Court/);
  await page.getByRole('region', { name: 'More work' }).getByRole('link', { name: 'Replaster behind the sink' }).click();
  await ada.reads('Booked at the door, for the office to plan.');
  await ada.reads(/Suits the customer/);
  await look(page, 'job-booked');

  await ada.follow('The job that it follows');
  await ada.follow('Damp, mould or a danger here');
  await ada.sees('Damp, mould or a danger');
  await page.getByLabel('What did you see, and where?').fill('Black mould on the bedroom wall, wet to touch');
  // The phone dies a moment later.
  await page.waitForTimeout(500);
  await page.reload();
  const seen = page.getByLabel('What did you see, and where?');
  await page.waitForFunction((field) => field.value !== '', await seen.elementHandle());
  assert.equal(await seen.inputValue(), 'Black mould on the bedroom wall, wet to touch');
  await page.getByLabel('Yes').check();
  await look(page, 'hazard');
  await ada.press('Record what I saw');
  await ada.reads('Danger: ring control now');
  await ada.reads(/^Ring 020/);
  // The law's dates need no signal.
  await ada.reads('An emergency hazard is investigated and made safe');
  await ada.reads(/^By tomorrow \d\d:\d\d$/);
  await look(page, 'job-hazard');

  // What somebody could be hurt by stays open when nobody is in.
  await ada.says('No access');
  await ada.reads('This job stays open');
  await look(page, 'no-access-stays-open');
  await ada.press('Record this visit');
  await ada.sees(/2 Bobbin Court/);
  await page.getByText('Not started', { exact: true }).waitFor();

  await ada.follow('I’m worried about someone');
  await look(page, 'worried');
  await ada.press('A child');
  await ada.reads('Saved on this phone.');
  await look(page, 'worried-saved');
  await ada.press('Back to the job');
  await ada.sendsNow();
  await ada.sendingSays('All sent');
});
