// What an operative reads before the door is opened, and what their landlord asks them to record.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { look, openBrowser } from '../harness/chromium.mjs';
import { startEnrolled, startHub } from '../harness/doorstep.mjs';
import { holding } from '../harness/person.mjs';
import { folder } from '../harness/programs.mjs';

/** Imports a table from text. */
async function imports(t, hub, format, text) {
  const file = join(await folder(t), `${format}.csv`);
  await writeFile(file, text);
  await hub.tell('import', '--format', format, '--team', 'PLUMBING-NORTH', file);
}

test('Ada reads where asbestos is, whom to ring for an interpreter, and that she was here before', async (t) => {
  const hub = await startHub(t);
  const handheld = await startEnrolled(t, hub, 'Ada Byrne', 'Van 12');
  await imports(t, hub, 'csv-properties', 'reference,address_line_1,postcode\nP1,1 Fulling Mill Lane,ZZ1 4QA\n');
  const raise = (reference, wrong, language) =>
    imports(
      t,
      hub,
      'csv-jobs',
      `reference,description,trade,location_of_repair,property_reference,language\n${reference},${wrong},Plumbing,Kitchen,P1,${language}\n`,
    );
  await raise('41', 'Kitchen tap drips', '');
  const ada = await holding(t, await openBrowser(t), handheld);
  const { page } = ada;
  await page.getByRole('heading', { name: 'To do' }).waitFor();
  await ada.opens('1 Fulling Mill Lane');
  await ada.press('Start work');
  await ada.press('Work is complete');
  await ada.sendsNow();
  await ada.sendingSays('All sent');

  await imports(
    t,
    hub,
    'csv-asbestos',
    `property_reference,room,material,state,instruction,surveyed
P1,Kitchen,Textured coating on the ceiling,Presumed,Do not drill or sand,04/03/2019
P1,Kitchen,Floor tiles,None found,,04/03/2019
P1,Hall cupboard,Insulating board,Confirmed,Do not open the riser,04/03/2019
`,
  );
  await raise('42', 'Kitchen tap drips again', 'Urdu');
  await page.getByRole('banner').getByRole('link', { name: 'Doorstep' }).click();
  await ada.sees('Today');
  await page.getByLabel('Search all jobs on this phone').fill('again');
  const found = page.getByRole('article').filter({ hasText: 'drips again' });
  await found.getByText('Asbestos in this home').waitFor();
  await found.getByRole('link').first().click();

  const register = page.getByRole('region', { name: 'Asbestos register' });
  await register.getByText('Presumed asbestos').waitFor();
  assert.equal(await register.getByText('Insulating board').isVisible(), false, 'other rooms wait behind a tap');
  await register.getByText('Other rooms of this home').click();
  await register.getByText('Insulating board').waitFor();
  await page.getByText('May need help with English').waitFor();
  await page.getByText('This may be a repeat of an earlier repair').waitFor();
  const ring = page.getByRole('link', { name: 'Call 020 7946 0188' });
  assert.equal(await ring.getAttribute('href'), 'tel:02079460188');
  await page.evaluate(() => window.scrollTo(0, 0));
  await look(page, 'before-the-door');
});

test('what the landlord has not switched on is not asked for', async (t) => {
  const hub = await startHub(t);
  const ada = await holding(t, await openBrowser(t), await startEnrolled(t, hub, 'Ada Byrne', 'Van 12'));
  const { page } = ada;
  await page.getByRole('heading', { name: 'To do' }).waitFor();
  await ada.opens('2 Bobbin Court');
  await ada.press('Start work');
  await ada.follow('Add time');
  await page.getByLabel('Minutes on the way (optional)').waitFor();
  await ada.reads(/^You started at \d\d:\d\d and are still at work\.$/);
  assert.equal(await page.getByLabel('Minutes on the job').inputValue(), '1', 'what her own steps say stands there');
  await page.getByLabel('Share of the job in percent (optional)').fill('60');
  await page.getByLabel('Minutes on the job').fill('40');
  await page.evaluate(() => window.scrollTo(0, 0));
  await look(page, 'time-all-asked');
  await ada.press('Save this time');
  await ada.reads('60% of the job is shared out, 40% is left');

  for (const name of ['pauses', 'shares', 'travel', 'overtime']) await hub.tell('set', name, 'off');
  await ada.sendsNow();
  await ada.sendingSays('All sent');
  await ada.opens('2 Bobbin Court');
  await ada.follow('Something else happened');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Cannot finish the work' }).waitFor();
  await dialog.getByRole('button', { name: 'Pause work' }).waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
  await ada.follow('Add time');
  await page.getByLabel('Minutes on the job').waitFor();
  for (const label of ['Minutes on the way (optional)', 'Share of the job in percent (optional)', 'Overtime'])
    assert.equal(await page.getByLabel(label).count(), 0, label);
  await page.evaluate(() => window.scrollTo(0, 0));
  await look(page, 'time-little-asked');
});

test('a customer is rung through the landlord’s switchboard, and no number is on the screen', async (t) => {
  const hub = await startHub(t);
  const ada = await holding(t, await openBrowser(t), await startEnrolled(t, hub, 'Ada Byrne', 'Van 12'));
  const { page } = ada;
  await page.getByRole('heading', { name: 'To do' }).waitFor();
  await ada.opens('2 Bobbin Court');
  const way = page.getByRole('region', { name: 'Getting there' });
  const plain = await way.getByRole('link', { name: /^Call 0/ }).first().getAttribute('href');
  await hub.tell('set', 'call-through', '020 7946 0190,,{reference}#');
  await ada.sendsNow();
  await ada.sendingSays('All sent');
  await ada.opens('2 Bobbin Court');
  const through = way.getByRole('link', { name: /^Call [A-Z]/ });
  await through.waitFor();
  assert.match(await through.getAttribute('href'), /^tel:02079460190,,\d+%23$/);
  assert.ok(!(await page.content()).includes(plain.slice(-6)), 'the number is nowhere on the page');
  await ada.reads('Neither of you sees the other’s number');
  await look(page, 'call-through');
});
