// Time, materials, and work beyond the order, recorded at the door.
import test from 'node:test';
import { look, openBrowser } from '../harness/chromium.mjs';
import { startEnrolled, startHub } from '../harness/doorstep.mjs';
import { holding } from '../harness/person.mjs';

test('Ada records her time, two metres of pipe and a rising main that the office has to decide on', async (t) => {
  const hub = await startHub(t);
  const ada = await holding(t, await openBrowser(t), await startEnrolled(t, hub, 'Ada Byrne', 'Van 12'));
  const { page } = ada;
  await page.getByRole('heading', { name: 'To do' }).waitFor();
  await ada.opens('2 Bobbin Court');

  await ada.follow('Add time');
  await ada.sees('Add time');
  await ada.press('Save this time');
  await page.getByRole('alert').getByText('Enter how long in hours and minutes').waitFor();
  await page.getByLabel('Hours on the job').fill('1');
  await page.getByLabel('Minutes on the job').fill('30');
  await page.evaluate(() => window.scrollTo(0, 0));
  await look(page, 'time');
  await ada.press('Save this time');
  await ada.reads('Ada Byrne, 1 hour 30 minutes');

  await ada.follow('Add materials');
  await page.getByLabel('What is it?').fill('15 mm copper pipe');
  await page.getByLabel('How much?').fill('2');
  await page.getByLabel('Unit (optional)').fill('m');
  await ada.press('Save this material');
  await page.getByRole('alert').getByText('Choose where it comes from').waitFor();
  await page.getByLabel('The van').check();
  await page.evaluate(() => window.scrollTo(0, 0));
  await look(page, 'materials');
  await ada.press('Save this material');
  await ada.reads('2 m 15 mm copper pipe, from the van');

  await ada.follow('Add extra work');
  await page.getByLabel('What is it, and why?').fill('Lay a new rising main, the old one is lead');
  await page.getByLabel('Cost in pounds').fill('£1,200');
  await page.getByLabel('Yes, it can wait').check();
  await page.evaluate(() => window.scrollTo(0, 0));
  await look(page, 'extra-work');
  await ada.press('Save this extra work');
  await ada.reads(/The office has to decide/);
  await page.evaluate(() => window.scrollTo(0, 0));
  await look(page, 'job-work-done');

  await page.getByRole('button', { name: /^Take off 2 m/ }).click();
  await ada.reads(/Taken off/);
  await ada.sendsNow();
  await ada.sendingSays('All sent');
});
