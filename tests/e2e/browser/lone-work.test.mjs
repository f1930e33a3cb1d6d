// Working alone: nobody is watching until the hub says so, and the office sees who is overdue.
import assert from 'node:assert/strict';
import test from 'node:test';
import { look, openBrowser } from '../harness/chromium.mjs';
import { startEnrolled, startHub } from '../harness/doorstep.mjs';
import { holding } from '../harness/person.mjs';

test('Ada says where she goes without a signal, is watched once the hub has it, checks in and is done', async (t) => {
  const hub = await startHub(t);
  const van = await startEnrolled(t, hub, 'Ada Byrne', 'Van 12');
  const ada = await holding(t, await openBrowser(t), van);
  await ada.sees('Today');
  await hub.stop();
  await ada.follow('I am working alone');
  await ada.sees('Working alone');
  await ada.press('Start');
  await ada.page.getByRole('alert').getByText('Enter where you are going').waitFor();
  await look(ada.page, 'lone-work');
  await ada.page.getByLabel('Where are you going?').fill('Pump house, Weir Road');
  await ada.page.getByRole('radio', { name: '1 hour' }).check();
  await ada.press('Start');
  await ada.reads('Nobody is watching yet');
  await look(ada.page, 'lone-work-unwatched');
  await ada.page.reload();
  await ada.reads('Nobody is watching yet');
  await hub.restart();
  await ada.reads('Your landlord counts the time');
  await look(ada.page, 'lone-work-watched');
  assert.match(await hub.within('lone-worker', 'list'), /due in \d+ min, Ada Byrne \(Van 12\), going to Pump house/);
  await ada.press('I am well: check in');
  await ada.reads('Your landlord counts the time');
  await ada.page.getByRole('banner').getByRole('link', { name: 'Doorstep' }).click();
  await ada.sees('Today');
  await ada.reads('Working alone.');
  await look(ada.page, 'lone-work-today');
  await ada.follow('Check in, or finish');
  await ada.press('I am done, and well');
  await ada.page.getByRole('button', { name: 'Start' }).waitFor();
  for (let tries = 0; !/Nobody works alone/.test(await hub.within('lone-worker', 'list')); tries += 1) {
    assert.ok(tries < 50, 'the hub never heard of the end');
    await ada.page.waitForTimeout(200);
  }
});
