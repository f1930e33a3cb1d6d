// Debian's Chromium at the size of a handheld.
import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { chromium } from 'playwright-core';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const SCREENSHOTS = resolve(import.meta.dirname, '../screenshots');
const PATIENCE_MS = 20_000;
const HANDHELD = { width: 390, height: 844 };
const QUIET = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
  ...['--disable-background-networking', '--disable-component-update'],
  // A microphone that beeps, and nobody to ask whether it may.
  ...['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', '--autoplay-policy=no-user-gesture-required'],
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
    viewport: HANDHELD,
    hasTouch: true,
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    reducedMotion: 'reduce',
    ...options,
  });
  context.setDefaultTimeout(PATIENCE_MS);
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

/** How else a screen is met: in a dark stairwell, on the narrowest phone, by somebody who needs large letters. */
const OTHERWISE = {
  dark: (page, on) => page.emulateMedia({ colorScheme: on ? 'dark' : 'light' }),
  narrow: (page, on) => page.setViewportSize(on ? { width: 320, height: 640 } : HANDHELD),
  // Read from the other side, in the dark and on the narrowest phone at once.
  turned: async (page, on) => {
    await page.evaluate((direction) => (document.documentElement.dir = direction), on ? 'rtl' : '');
    await page.emulateMedia({ colorScheme: on ? 'dark' : 'light' });
    await page.setViewportSize(on ? { width: 320, height: 640 } : HANDHELD);
  },
  large: (page, on) => page.evaluate((size) => (document.documentElement.style.fontSize = size), on ? '200%' : ''),
};

/**
 * Looks at the screen as it stands, by day and otherwise: axe finds nothing, nothing hangs over the edge, and a picture
 * of each is kept.
 */
export async function look(page, name) {
  await checked(page, name);
  for (const [how, turn] of Object.entries(OTHERWISE)) {
    await turn(page, true);
    await checked(page, `${name}-${how}`);
    await turn(page, false);
  }
}

async function checked(page, name) {
  await accessible(page, name);
  const over = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const hangs = (element) => {
      const { left, right } = element.getBoundingClientRect();
      return right > clientWidth || left < 0;
    };
    return [...document.body.querySelectorAll('*')].filter(hangs).map((element) => element.outerHTML.slice(0, 120));
  });
  assert.deepEqual(over, [], `${name} is wider than its screen`);
  await picture(page, name);
}

/** Fails with the rule and the element when axe finds something on the page as it is now. */
export async function accessible(page, name) {
  // The page's own policy forbids foreign scripts; the debugger's evaluation is not bound by it.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(await readFile(AXE, 'utf8'));
  const { violations } = await page.evaluate(() => {
    const more = { 'target-size': { enabled: true } };
    return window.axe.run(document, { rules: more, resultTypes: ['violations'] });
  });
  const found = violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html}`));
  assert.deepEqual(found, [], `axe on ${name}`);
}

/** Keeps a picture of the whole page in tests/e2e/screenshots, which is not committed. */
export async function picture(page, name) {
  await mkdir(SCREENSHOTS, { recursive: true });
  const before = page.viewportSize();
  await page.mouse.move(0, 0);
  // As tall as the page: what sticks to the screen's edges then stands where it belongs.
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width: before.width, height: Math.max(before.height, height) });
  await page.screenshot({ path: resolve(SCREENSHOTS, `${name}.png`), animations: 'disabled' });
  await page.setViewportSize(before);
}

/** The same as the handheld shows it at first, without scrolling. */
export async function glance(page, name) {
  await mkdir(SCREENSHOTS, { recursive: true });
  await page.mouse.move(0, 0);
  await page.evaluate(() => window.scrollTo(0, 0));
  await page.screenshot({ path: resolve(SCREENSHOTS, `${name}.png`), animations: 'disabled' });
}
