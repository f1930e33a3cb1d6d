// Photos that wait for Wi-Fi, chosen by a thumb.
import assert from 'node:assert/strict';
import test from 'node:test';
import { accessible, openBrowser } from '../harness/chromium.mjs';
import { startEnrolled, startHub } from '../harness/doorstep.mjs';
import { holding } from '../harness/person.mjs';

test('a switch on the sending page makes photos wait for Wi-Fi, and is remembered', async (t) => {
  const hub = await startHub(t);
  const browser = await openBrowser(t);
  const phone = await startEnrolled(t, hub, 'Ada Byrne', 'Van 12');
  const ada = await holding(t, browser, phone);
  await ada.page.goto(`${new URL(ada.page.url()).href.split('#')[0]}#/sending`);
  const choice = ada.page.getByRole('switch', { name: 'Send photos only on Wi-Fi' });
  assert.equal(await choice.isChecked(), false);
  await choice.press('Space');
  await accessible(ada.page, 'sending');
  await ada.page.waitForFunction(() => document.querySelector('#photos-on-wifi-only')?.checked === true);
  for (let tries = 0; !(await phone.ask('sending')).photosOnWifiOnly; tries += 1) {
    assert.ok(tries < 50, 'the choice never reached the core');
    await new Promise((later) => setTimeout(later, 100));
  }
});
