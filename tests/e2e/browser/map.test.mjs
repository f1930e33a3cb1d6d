// The landlord's map of the streets: on the phone before the signal goes, by thumb and by keyboard, and away again in words.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import test from 'node:test';
import { glance, look, openBrowser, openScreen } from '../harness/chromium.mjs';
import { startEnrolled, startHub } from '../harness/doorstep.mjs';
import { Person } from '../harness/person.mjs';
import { folder } from '../harness/programs.mjs';

const SHEDDINGS = resolve(import.meta.dirname, '../../golden/sheddings.pmtiles');
/** A day by its distance from today: "2026-11-27". */
const day = (ahead) =>
  new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' }).format(Date.now() + ahead * 24 * 3_600_000);

/** Jobs in Sheddings today, and one in three days that is far from it. */
async function landlordImports(t, hub) {
  const files = await folder(t);
  const properties = join(files, 'properties.csv');
  await writeFile(
    properties,
    `reference,uprn,address_line_1,postcode,easting,northing,latitude,longitude
P1,100099000001,1 Sheddings Bank,ZZ1 4QA,400000,425000,53.71600,-2.00000
P2,100099000002,9 Tenter Croft,ZZ3 8LT,404000,430000,53.76800,-1.94000
P3,100099000003,3 Sheddings Bank,ZZ1 4QA,400000,425100,53.71610,-2.00100
P4,100099000004,16 Harbour Row,ZZ7 1AA,535000,185000,51.54000,-0.05000
`,
  );
  const jobs = join(files, 'jobs.csv');
  const head =
    'reference,description,trade,priority_code,priority,property_reference,contact_name,contact_number,appointment_date,appointment_from,appointment_to,appointment_name';
  const row = (reference, what, home, from, to, ahead = 0) =>
    `${reference},${what},Plumbing,4,4 [R] ROUTINE,${home},Nell Ogden,07700 900401,${day(ahead)},${from},${to},AM`;
  const rows = [
    row('50000001', 'Bath tap drips day and night', 'P1', '00:05', '00:10'),
    row('50000002', 'Boiler does not light', 'P2', '00:15', '00:20'),
    row('50000003', 'Bath tap drips again', 'P3', '00:25', '00:30'),
    row('50000004', 'Gutter hangs down', 'P4', '09:00', '12:00', 3),
  ];
  await writeFile(jobs, [head, ...rows, ''].join('\n'));
  for (const [format, file] of [['csv-properties', properties], ['csv-jobs', jobs]]) {
    await hub.tell('import', '--team', 'PLUMBING-NORTH', '--format', format, file);
  }
}

/** Waits until the phone has the landlord's map, or has none any more. */
async function hasMap(handheld, has) {
  await handheld.ask('send_now');
  for (const began = Date.now(); Date.now() - began < 30_000; ) {
    const { area } = await handheld.ask('map');
    if ((area !== null) === has) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  assert.fail(`the phone ${has ? 'never had' : 'still has'} the landlord's map`);
}

/** The streets are on the glass, and no longer only promised. */
async function drawn(page) {
  await page.locator('canvas').waitFor();
  await page.getByText('Opening the street map').waitFor({ state: 'detached', timeout: 30_000 });
}

test('Ada sees her day on the landlord’s map with no signal, by thumb and by keyboard', async (t) => {
  const hub = await startHub(t);
  await landlordImports(t, hub);
  const said = await hub.tell('map', '--file', SHEDDINGS);
  assert.match(said, /© The Sheddings Survey, an invented town\nTaken in\./);
  const handheld = await startEnrolled(t, hub, 'Ada Byrne', 'Van 12');
  await hasMap(handheld, true);
  await hub.stop();

  const browser = await openBrowser(t);
  const page = await openScreen(t, browser, 'about:blank');
  // As the window has it: a page that can change what all objects have in common could change what is saved.
  await page.addInitScript(() => Object.freeze(Object.prototype));
  const foreign = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(new URL(handheld.address).origin)) foreign.push(request.url());
  });
  await page.goto(handheld.address);
  const ada = new Person(page);
  await ada.sees('Today');
  const fetched = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
  assert.ok(!fetched.some((name) => /engine|maplibre/.test(name)), 'the map is fetched before anybody looks at one');
  await ada.follow('Map');
  await ada.sees('Map');
  await drawn(page);
  await ada.reads('Map: © The Sheddings Survey, an invented town');
  await look(page, 'street-map');
  await glance(page, 'street-map-glance');

  // Two homes in one street share a mark until she looks closer; a mark leads to the job in the list.
  const marks = page.locator('.ds-mark');
  assert.deepEqual((await marks.allTextContents()).slice(0, 2), ['1, 3', '2']);
  for (const mark of await marks.all()) {
    const { width, height } = await mark.boundingBox();
    assert.ok(width >= 48 && height >= 48, `a mark is ${width} by ${height}`);
  }
  await page.getByRole('button', { name: 'Job 2: 9 Tenter Croft' }).click();
  const inList = page.getByRole('list').getByRole('link', { name: '9 Tenter Croft', exact: true });
  assert.ok(await inList.evaluate((link) => link === document.activeElement), 'the list has the focus');
  await page.getByRole('button', { name: 'Jobs 1, 3: 1 Sheddings Bank; 3 Sheddings Bank' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await ada.sees('1 Sheddings Bank');
  await page.goBack();
  await drawn(page);
  await ada.press('Farther');
  await ada.press('All jobs');
  await page.getByRole('button', { name: /^Jobs 1, 3: / }).waitFor();
  // By keyboard the map moves under the marks.
  const canvas = page.locator('canvas');
  const onMap = async () => (await marks.first().boundingBox()).y - (await canvas.boundingBox()).y;
  await canvas.focus();
  const before = await onMap();
  await page.keyboard.press('ArrowDown');
  await page.waitForTimeout(1_000);
  const after = await onMap();
  assert.ok(after < before - 20, `the mark stood at ${before} and stands at ${after}`);
  assert.deepEqual(foreign, [], 'nothing is fetched from anywhere else');
});

test('without a map, without graphics, or with jobs elsewhere, the drawing without streets stands and says why', async (t) => {
  const hub = await startHub(t);
  await hub.tell('map', '--file', SHEDDINGS);
  await landlordImports(t, hub);
  const handheld = await startEnrolled(t, hub, 'Dev Patel', 'Van 7');
  await hasMap(handheld, true);
  const browser = await openBrowser(t);
  const page = await openScreen(t, browser, handheld.address);
  const dev = new Person(page);
  await dev.sees('Today');
  await page.evaluate((date) => (location.hash = `#/map/${date}`), day(3));
  await dev.reads('These jobs lie outside the landlord’s street map.');
  assert.equal(await page.getByRole('img').count(), 1);
  await look(page, 'street-map-elsewhere');

  await page.addInitScript(() => {
    HTMLCanvasElement.prototype.getContext = () => null;
  });
  await page.reload();
  await dev.reads('16 Harbour Row');
  await page.evaluate(() => (location.hash = '#/map'));
  await dev.reads('This phone cannot draw the street map.');
  assert.equal(await page.getByRole('img').count(), 1);

  await hub.tell('map', '--remove');
  await hasMap(handheld, false);
  await dev.reads('Your landlord has supplied no street map.');
});

test('a file that is no map is refused in words', async (t) => {
  const hub = await startHub(t);
  const file = join(await folder(t), 'area.pmtiles');
  await writeFile(file, 'reference,description\n');
  await assert.rejects(hub.tell('map', '--file', file), /this is not a PMTiles archive; make one with/);
  assert.match(await hub.tell('map'), /There is no map/);
});
