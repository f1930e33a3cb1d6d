// Time, materials, and work beyond the order, recorded at the door.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { look, openBrowser } from '../harness/chromium.mjs';
import { startEnrolled, startHub } from '../harness/doorstep.mjs';
import { holding } from '../harness/person.mjs';
import { folder } from '../harness/programs.mjs';

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

test('Ada takes pipe out of the van without a signal, not more than there is, and puts a trap on order', async (t) => {
  const hub = await startHub(t);
  const handheld = await startEnrolled(t, hub, 'Ada Byrne', 'Van 12');
  const counted = join(await folder(t), 'van-stock.csv');
  await writeFile(
    counted,
    `van,operatives,item,description,unit,quantity,counted,minimum
Van 12,Ada Byrne,CU15,15 mm copper pipe,m,10,2026-01-12 07:10,3
Van 12,Ada Byrne,CU22,22 mm copper pipe,m,2,2026-01-12 07:10,3
Van 12,Ada Byrne,TRAP32,32 mm bottle trap,,0,2026-01-12 07:10,1
Van 12,Ada Byrne,TRAP40,40 mm bottle trap,,4,2026-01-12 07:10,1
Van 12,Ada Byrne,WASH12,Half-inch tap washer,,38,2026-01-12 07:10,
Van 12,Ada Byrne,OLIVE15,15 mm olive,,50,2026-01-12 07:10,
Van 12,Ada Byrne,PTFE,PTFE tape,,9,2026-01-12 07:10,
`,
  );
  await hub.tell('import', '--format', 'csv-van-stock', counted);
  const ada = await holding(t, await openBrowser(t), handheld);
  const { page } = ada;
  await page.getByRole('heading', { name: 'To do' }).waitFor();
  await ada.opens('2 Bobbin Court');
  await ada.follow('Add materials');
  await ada.sees('Add materials');
  const van = page.getByRole('region', { name: 'In Van 12' });
  await van.getByText('1 more thing: type a few letters').waitFor();
  await look(page, 'van-stock');
  await hub.stop();

  await page.getByLabel('What is it?').fill('pipe 15');
  await van.getByRole('button', { name: /^15 mm copper pipe/ }).click();
  await page.getByLabel('How much?').fill('12');
  await ada.press('Save this material');
  await page.getByText('The list of Van 12 has 10 m of 15 mm copper pipe, not 12 m.').waitFor();
  await page.evaluate(() => window.scrollTo(0, 0));
  await look(page, 'van-stock-short');
  await page.getByLabel('How much?').fill('2.5');
  await ada.press('Save this material');
  await ada.reads('2.5 m 15 mm copper pipe, from the van');

  await ada.follow('Add materials');
  await page.getByLabel('What is it?').fill('32');
  await van.getByRole('button', { name: '32 mm bottle trap None left' }).waitFor();
  await page.getByLabel('What is it?').fill('32 mm bottle trap, chrome');
  await page.getByLabel('It has to be ordered').check();
  await ada.press('Save this material');
  await page.getByRole('heading', { name: 'To be ordered' }).waitFor();
  await ada.follow('Add materials');
  await van.getByRole('button', { name: '15 mm copper pipe 7.5 m left' }).waitFor();
  await ada.follow('Job');

  await page.getByRole('button', { name: /^Take off 2.5 m/ }).click();
  await ada.reads(/Taken off/);
  await ada.follow('Add materials');
  await van.getByRole('button', { name: '15 mm copper pipe 10 m left' }).waitFor();
  await van.getByRole('button', { name: /^15 mm copper pipe/ }).click();
  await ada.press('Save this material');
  await page.evaluate(() => window.scrollTo(0, 0));
  await look(page, 'van-stock-job');
  await hub.restart();
  await ada.sendsNow();
  await ada.sendingSays('All sent');
  assert.match(await hub.tell('van-stock'), /^Van 12,Ada Byrne,CU15,15 mm copper pipe,m,2026-01-12T07:10:00\S*,10,9,3,,$/m);
});
