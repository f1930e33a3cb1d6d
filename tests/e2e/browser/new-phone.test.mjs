// A new phone joins a landlord, in a browser over the bridge.
import assert from 'node:assert/strict';
import test from 'node:test';
import { glance, look, openBrowser } from '../harness/chromium.mjs';
import { PIN, startHandheld, startHub } from '../harness/doorstep.mjs';
import { holding } from '../harness/person.mjs';

test('Ada joins her landlord with an invitation, chooses a PIN and sees her day', async (t) => {
  const hub = await startHub(t);
  const browser = await openBrowser(t);
  const ada = await holding(t, browser, await startHandheld(t));
  const { page } = ada;
  const invitation = await hub.invite('Ada Byrne', 'Van 12');

  await ada.sees('Set up this phone');
  await look(page, 'enrol');
  await page.getByLabel('Invitation').fill('hello');
  await ada.press('Join');
  await page.getByRole('alert').getByText('The invitation must begin with doorstep:enrol').waitFor();
  await look(page, 'enrol-error');

  await page.getByLabel('Invitation').fill(invitation);
  await ada.press('Join');
  await ada.sees('Choose a PIN');
  await page.getByLabel('New PIN').fill('1234');
  await ada.press('Continue');
  await page.getByRole('alert').getByText('PIN must be 6 to 12 digits').waitFor();
  await look(page, 'choose-pin');
  await page.getByLabel('New PIN').fill(PIN);
  await ada.press('Continue');
  await page.getByLabel('Enter the PIN again').fill('135790');
  await ada.press('Save PIN');
  await page.getByRole('alert').getByText('The two PINs must be the same').waitFor();
  await look(page, 'choose-pin-again');
  await page.getByLabel('Enter the PIN again').fill(PIN);
  await ada.press('Save PIN');

  await ada.sees('Today');
  await page.getByRole('heading', { name: 'To do' }).waitFor();
  await ada.sendingSays('All sent');
  await look(page, 'today');
  await glance(page, 'today-glance');
  await page.getByLabel('Search all jobs on this phone').fill('mill lane');
  await ada.reads('2 jobs found');
  await look(page, 'today-search');

  await ada.opens('27 Carding Close');
  await ada.reads('Walks with a frame.');
  assert.equal(await page.getByText('4471').count(), 0, 'the key safe code is hidden until it is asked for');
  await glance(page, 'job-glance');
  await ada.press('Show key safe code');
  await page.getByLabel('Key safe code').getByText('4471').waitFor();
  await look(page, 'job');
  await ada.follow('Add a code');
  await ada.reads('Codes that you use will be listed here');
  await page.getByLabel('Search codes').fill('flo');
  await ada.reads(/codes found/);
  await look(page, 'codes');
  await page.getByRole('main').getByRole('listitem').first().getByRole('button').first().click();
  await ada.sees('Add this code');
  await page.getByLabel('Quantity').fill('many');
  await ada.press('Add to the job');
  await page.getByRole('alert').waitFor();
  await look(page, 'codes-quantity');

  // The invitation was for one handheld: another that finds it is told so, and stays new.
  const found = await holding(t, browser, await startHandheld(t));
  await found.page.getByLabel('Invitation').fill(invitation);
  await found.press('Join');
  await found.page.getByRole('alert').getByText('This code has been used: each code enrols one handheld.').waitFor();
  await found.reads('Ask your landlord for a new code.');
  await look(found.page, 'enrol-used');
  await found.page.reload();
  await found.sees('Set up this phone');
});

test('a page without the token is told nothing', async (t) => {
  const handheld = await startHandheld(t);
  const { origin } = new URL(handheld.address);
  for (const headers of [{}, { 'X-Doorstep-Token': 'guessed' }]) {
    const answer = await fetch(`${origin}/ask`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify({ name: 'session' }),
    });
    assert.ok([401, 403].includes(answer.status), `answered ${answer.status}`);
  }
});
