// The real window over a handheld that was enrolled before.
import assert from 'node:assert/strict';
import test from 'node:test';
import { By, Key, until } from 'selenium-webdriver';
import { PIN, startEnrolled, startHub } from '../harness/doorstep.mjs';
import { openWindow, picture } from '../harness/window.mjs';

const PATIENCE_MS = 20_000;

async function heading(window, words) {
  await window.wait(until.elementLocated(By.xpath(`//h1[contains(normalize-space(.), "${words}")]`)), PATIENCE_MS);
}

test('Dev opens his phone in the van: a wrong PIN is counted, the right one shows the day and its jobs', async (t) => {
  const hub = await startHub(t);
  const handheld = await startEnrolled(t, hub, 'Dev Patel', 'Van 7');
  await handheld.stop();

  const window = await openWindow(t, handheld.data);
  await heading(window, 'Unlock Doorstep');
  assert.equal((await window.getTitle()).includes('Doorstep'), true);
  await picture(window, 'window-unlock');

  const pin = () => window.findElement(By.id('pin'));
  await (await pin()).sendKeys('111111', Key.ENTER);
  await window.wait(until.elementLocated(By.css('[role=alert]')), PATIENCE_MS);

  await (await pin()).sendKeys(PIN, Key.ENTER);
  await heading(window, 'Today');
  await window.wait(until.elementLocated(By.id('to-do')), PATIENCE_MS, 'the jobs arrive by themselves');
  await picture(window, 'window-today');
});

test('the window lets its page reach nothing but the app', async (t) => {
  const hub = await startHub(t);
  const handheld = await startEnrolled(t, hub, 'Dev Patel', 'Van 7');
  await handheld.stop();
  const window = await openWindow(t, handheld.data);
  await heading(window, 'Unlock Doorstep');

  const tried = (script) => window.executeAsyncScript(`const done = arguments[0]; ${script}`);
  // The hub is up and would answer: it is the page's policy that stops this.
  const fetched = await tried(`fetch('${hub.address}/').then(() => done('reached'), () => done('stopped'))`);
  assert.equal(fetched, 'stopped');
  const command = await tried(`
    window.__TAURI_INTERNALS__.invoke('plugin:window|close', {}).then(() => done('allowed'), () => done('refused'))`);
  assert.equal(command, 'refused');
  const place = await tried(`
    navigator.geolocation.getCurrentPosition(() => done('told'), () => done('refused'))`);
  assert.equal(place, 'refused');
});
