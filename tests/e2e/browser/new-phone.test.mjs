// A new phone joins a landlord, in a browser over the bridge.
import assert from 'node:assert/strict';
import test from 'node:test';
import { accessible, openBrowser, openScreen, picture } from '../harness/chromium.mjs';
import { PIN, startHandheld, startHub } from '../harness/doorstep.mjs';

test('Ada joins her landlord with an invitation, chooses a PIN and sees her day', async (t) => {
  const hub = await startHub(t);
  const handheld = await startHandheld(t);
  const browser = await openBrowser(t);
  const page = await openScreen(t, browser, handheld.address);
  const heading = (name) => page.getByRole('heading', { level: 1, name }).waitFor();

  await heading('Set up this phone');
  await accessible(page, 'enrol');
  await picture(page, 'enrol');

  await page.getByLabel('Invitation').fill('hello');
  await page.getByRole('button', { name: 'Join' }).click();
  await page.getByRole('alert').getByText('The invitation must begin with doorstep:enrol').waitFor();
  await accessible(page, 'enrol with an error');

  await page.getByLabel('Invitation').fill(await hub.invite('Ada Byrne', 'Van 12'));
  await page.getByRole('button', { name: 'Join' }).click();
  await heading('Choose a PIN');
  await accessible(page, 'choose a PIN');
  await picture(page, 'choose-pin');
  await page.getByLabel('New PIN').fill(PIN);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('Enter the PIN again').fill(PIN);
  await page.getByRole('button', { name: 'Save PIN' }).click();

  await heading('Today');
  await page.getByRole('heading', { name: 'To do' }).waitFor();
  await accessible(page, 'today');
  await picture(page, 'today');
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
