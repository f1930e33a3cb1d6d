// The customer's page in the customer's language.
import assert from 'node:assert/strict';
import test from 'node:test';
import { look, openBrowser } from '../harness/chromium.mjs';
import { startEnrolled, startHub } from '../harness/doorstep.mjs';
import { holding } from '../harness/person.mjs';

const PAGES = [
  {
    ...{ code: 'cy', own: 'Cymraeg', direction: 'ltr', job: '2 Bobbin Court', who: 'Wil Sutcliffe' },
    ...{ name: 'Eich enw', confirm: "Rwy'n cytuno ac yn llofnodi" },
  },
  {
    ...{ code: 'ur', own: 'اردو', direction: 'rtl', job: 'Old Dyeworks', who: 'عائشہ رحمان' },
    ...{ name: 'آپ کا نام', confirm: 'میں متفق ہوں اور دستخط کرتا/کرتی ہوں' },
  },
];

test('two customers read what was done and sign in Welsh and in Urdu, with English beside it', async (t) => {
  const hub = await startHub(t);
  const ada = await holding(t, await openBrowser(t), await startEnrolled(t, hub, 'Ada Byrne', 'Van 12'));
  const { page } = ada;
  await page.getByRole('heading', { name: 'To do' }).waitFor();
  for (const { code, own, direction, name, confirm, job, who } of PAGES) {
    await ada.opens(job);
    await ada.press('Start work');
    await ada.press('Work is complete');
    await ada.press('Sign off with the customer');
    await page.getByLabel('Language').selectOption({ label: own });
    await page.getByLabel(name).fill(who);
    const main = page.getByRole('main');
    assert.equal(await main.getAttribute('dir'), direction);
    assert.equal(await main.getAttribute('lang'), code);
    assert.equal(await page.evaluate(() => document.documentElement.lang), code);
    await main.getByText('Landlord:').waitFor();
    // A signature covers what was read: letters that no font here has would be boxes.
    if (code === 'ur') await page.waitForFunction(() => document.fonts.check('1em "Noto Naskh Arabic Variable"', 'ہے'));
    await page.getByRole('radio', { name: /^4/ }).check();
    await ada.draws();
    await look(page, `sign-off-${code}`);
    await ada.press(confirm);
    await page.getByRole('button', { name: 'Staff: enter your PIN' }).waitFor();
    assert.equal(await main.getAttribute('dir'), direction);
    await look(page, `thanks-${code}`);
    await ada.press('Staff: enter your PIN');
    await ada.unlocks();
    await ada.reads(`Signed by ${who}`);
    // What the customer thought of the work is not for whoever did it.
    assert.equal(await page.getByText(/out of 5/).count(), 0);
  }
});
