// The landlord's map in the real window, whose page has a stricter policy, another scheme and prototypes that do not change.
import test from 'node:test';
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { By, Key, until } from 'selenium-webdriver';
import { PIN, startEnrolled, startHub } from '../harness/doorstep.mjs';
import { openWindow, picture } from '../harness/window.mjs';

const PATIENCE_MS = 20_000;
const SHEDDINGS = resolve(import.meta.dirname, '../../golden/sheddings.pmtiles');

test('Ada sees the streets of her day in the window, with the hub gone', async (t) => {
  const hub = await startHub(t);
  await hub.tell('map', '--file', SHEDDINGS);
  const handheld = await startEnrolled(t, hub, 'Ada Byrne', 'Van 12');
  const began = Date.now();
  for (let map = { area: null }; map.area === null; map = await handheld.ask('map')) {
    assert.ok(Date.now() - began < PATIENCE_MS, 'the phone never had the map');
    await handheld.ask('send_now');
    await new Promise((done) => setTimeout(done, 200));
  }
  await handheld.stop();
  await hub.stop();

  const window = await openWindow(t, handheld.data);
  const finds = (path) => window.wait(until.elementLocated(By.xpath(path)), PATIENCE_MS, `waits for ${path}`);
  await (await finds('//*[@id="pin"]')).sendKeys(PIN, Key.ENTER);
  await (await finds('//a[normalize-space(.)="Map"]')).click();
  const opening = await finds('//*[contains(., "Opening the street map")][@role="status"]');
  await window.wait(until.stalenessOf(opening), PATIENCE_MS, 'waits for the streets');
  await finds('//canvas[@aria-label="Street map. The list below says the same."]');
  await finds('//button[starts-with(@aria-label, "Jobs 1, ") or starts-with(@aria-label, "Job 1: ")]');
  await picture(window, 'window-map');
});
