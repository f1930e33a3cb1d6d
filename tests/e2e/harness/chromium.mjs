// Debian's Chromium at the size of a handheld.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { chromium } from 'playwright-core';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const SCREENSHOTS = resolve(import.meta.dirname, '../screenshots');
const QUIET = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
  ...['--disable-background-networking', '--disable-component-update'],
];

/** A browser for one story. */
export async function openBrowser(t) {
  const executablePath = process.env.DOORSTEP_CHROMIUM ?? '/usr/bin/chromium';
  const browser = await chromium.launch({ executablePath, args: QUIET });
  t.after(() => browser.close());
  return browser;
}

/** A handheld's screen: a page in a context of its own. Errors in the page fail the story. */
export async function openScreen(t, browser, address, options = {}) {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  const errors = [];
  page.on('pageerror', (error) => errors.push(error));
  t.after(async () => {
    await context.close();
    assert.deepEqual(errors, [], 'the page threw errors');
  });
  await page.goto(address);
  return page;
}

/** Fails with the rule and the element when axe finds something on the page as it is now. */
export async function accessible(page, name) {
  await page.evaluate(() => 'axe' in window) || (await page.addScriptTag({ path: AXE }).catch(() => addPastPolicy(page)));
  const { violations } = await page.evaluate(() => window.axe.run(document));
  const found = violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html}`));
  assert.deepEqual(found, [], `axe on ${name}`);
}

/** The page's own policy forbids foreign scripts; the debugger's evaluation is not bound by it. */
async function addPastPolicy(page) {
  const { readFile } = await import('node:fs/promises');
  await page.evaluate(await readFile(AXE, 'utf8'));
}

/** Keeps a picture in tests/e2e/screenshots, which is not committed. */
export async function picture(page, name) {
  await mkdir(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: resolve(SCREENSHOTS, `${name}.png`), fullPage: true, animations: 'disabled' });
}
