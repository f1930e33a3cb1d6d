// What the van holds: seen, searched and counted again, without a signal.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { look, openBrowser } from '../harness/chromium.mjs';
import { startEnrolled, startHub } from '../harness/doorstep.mjs';
import { holding } from '../harness/person.mjs';
import { folder } from '../harness/programs.mjs';

test('Ada sees what runs low in her van and where today’s pipe went, and counts one where the list had nine', async (t) => {
  const hub = await startHub(t);
  const handheld = await startEnrolled(t, hub, 'Ada Byrne', 'Van 12');
  const counted = join(await folder(t), 'van-stock.csv');
  await writeFile(
    counted,
    `van,operatives,item,description,unit,quantity,counted,minimum
Van 12,Ada Byrne,CU15,15 mm copper pipe,m,10,2026-01-12 07:10,3
Van 12,Ada Byrne,CU22,22 mm copper pipe,m,2,2026-01-12 07:10,3
Van 12,Ada Byrne,TRAP32,32 mm bottle trap,,0,2026-01-12 07:10,1
Van 12,Ada Byrne,WASH12,Half-inch tap washer,,38,2026-01-12 07:10,
Van 12,Ada Byrne,PTFE,PTFE tape,,9,2026-01-12 07:10,2
`,
  );
  await hub.tell('import', '--format', 'csv-van-stock', counted);
  const ada = await holding(t, await openBrowser(t), handheld);
  const { page } = ada;
  await page.getByRole('link', { name: 'My van: Van 12, 2 things want filling up' }).waitFor();
  await hub.stop();

  await ada.opens('2 Bobbin Court');
  await ada.follow('Add materials');
  await page.getByLabel('What is it?').fill('pipe 15');
  await page.getByRole('button', { name: /^15 mm copper pipe/ }).click();
  await page.getByLabel('How much?').fill('2.5');
  await ada.press('Save this material');
  await ada.reads('2.5 m 15 mm copper pipe, from the van');

  await page.getByRole('banner').getByRole('link', { name: 'Doorstep' }).click();
  await ada.follow('My van: Van 12, 2 things want filling up');
  await ada.sees('My van');
  const low = page.getByRole('region', { name: 'Wants filling up (2)' });
  await low.getByRole('link', { name: '22 mm copper pipe 2 m left' }).waitFor();
  await low.getByRole('link', { name: '32 mm bottle trap None left' }).waitFor();
  const taken = page.getByRole('region', { name: 'Taken today' });
  await taken.getByText('2.5 m 15 mm copper pipe').waitFor();
  await taken.getByText(/^Ada Byrne, today /).waitFor();
  await taken.getByRole('link', { name: /2 Bobbin Court/ }).waitFor();
  await look(page, 'my-van');

  await page.getByLabel('Search the van').fill('ptfe');
  await page.getByText('1 thing found').waitFor();
  await page.getByRole('link', { name: /^PTFE tape/ }).click();
  await ada.sees('PTFE tape');
  await ada.press('Save this count');
  await page.getByRole('alert').getByText('Enter a quantity').waitFor();
  await page.getByLabel('How much did you count?').fill('10000');
  await ada.press('Save this count');
  await page.getByRole('alert').getByText('Quantity must be 9,999 or less').waitFor();
  await page.getByLabel('How much did you count?').fill('0');
  await page.getByRole('button', { name: 'One more' }).click();
  assert.equal(await page.getByLabel('How much did you count?').inputValue(), '1');
  await page.evaluate(() => window.scrollTo(0, 0));
  await look(page, 'my-van-count');
  await ada.press('Save this count');
  await ada.sees('My van');
  const everything = page.getByRole('region', { name: 'Found' });
  await everything.getByRole('link', { name: /^PTFE tape 1 left Counted by Ada Byrne, today / }).waitFor();
  await page.getByLabel('Search the van').fill('');
  await page.getByRole('region', { name: 'Wants filling up (3)' }).getByText('PTFE tape').waitFor();

  await page.reload();
  await page.getByRole('region', { name: 'Wants filling up (3)' }).getByText('PTFE tape').waitFor();
  await hub.restart();
  await ada.sendsNow();
  await ada.sendingSays('All sent');
  const told = await hub.tell('van-stock');
  assert.match(told, /^Van 12,Ada Byrne,PTFE,PTFE tape,,\S+,1,1,2,yes,Ada Byrne$/m);
  assert.match(told, /^Van 12,Ada Byrne,CU15,15 mm copper pipe,m,2026-01-12T07:10:00\S*,10,7.5,3,,$/m);
});
