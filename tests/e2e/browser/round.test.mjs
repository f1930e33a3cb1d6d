// Noor plans next month's checks without a signal, arranges one and finds it among what is arranged.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test from 'node:test';
import { look, openBrowser } from '../harness/chromium.mjs';
import { PIN, startHandheld, startHub } from '../harness/doorstep.mjs';
import { holding } from '../harness/person.mjs';

const ROOT = resolve(import.meta.dirname, '../../..');
const HOMES = 14;

/** Two streets four miles apart, whose homes fall due in turn. */
function tables() {
  const street = (home) => (home % 2 === 0 ? 'Weir Road' : 'Mill Lane');
  const properties = ['reference,uprn,x_coordinate,y_coordinate,latitude,longitude,address_line_1,postcode'];
  const tenancies = ['reference,patch,property_reference,address_line_1,postcode,tenant,arrears,last_check'];
  for (let home = 0; home < HOMES; home += 1) {
    const address = `${home + 1} ${street(home)}`;
    const north = home % 2 === 0 ? 53.8 : 53.86;
    properties.push(`P${home},,430000,433000,${north},${-1.55 + home / 10_000},${address},ZZ1 4QA`);
    const checked = home === 3 ? '' : new Date(Date.now() - (366 + home) * 86_400_000).toISOString().slice(0, 10);
    tenancies.push(`T${home},E9-NORTH,P${home},${address},ZZ1 4QA,Tenant ${home + 1},${home === 0 ? 120.5 : 0},${checked}`);
  }
  return { properties: `${properties.join('\n')}\n`, tenancies: `${tenancies.join('\n')}\n` };
}

test('Noor plans a month of checks without a signal, and what she arranges leaves the plan', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'doorstep-round-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const { properties, tenancies } = tables();
  await writeFile(join(folder, 'properties.csv'), properties);
  await writeFile(join(folder, 'tenancies.csv'), tenancies);
  const hub = await startHub(t);
  await hub.tell('import', '--format', 'csv-properties', join(folder, 'properties.csv'));
  await hub.tell('import', '--format', 'csv-tenancies', join(folder, 'tenancies.csv'));
  await hub.tell('import', resolve(ROOT, 'packs/cosmopolitan-2009.json'));
  await hub.tell('set', 'offices', 'Weir Road office 53.8 -1.55');
  const tablet = await startHandheld(t);
  const words = ['--person', 'Noor Aziz', '--device', 'Tablet 3', '--hub', hub.address];
  const lines = await hub.tell('invite', ...words, '--role', 'housing-officer', '--patch', 'E9-NORTH');
  await tablet.ask('enrol', { invitation: lines.split('\n').find((line) => line.startsWith('doorstep:enrol?')) });
  await tablet.ask('choose_pin', { pin: PIN });
  const noor = await holding(t, await openBrowser(t), tablet);
  const { page } = noor;
  await noor.follow(/homes of my patch/);
  await page.getByText(`${HOMES} homes on this phone`).waitFor();
  await page.getByRole('link', { name: 'Plan the month’s checks' }).waitFor();
  await hub.stop();

  await noor.follow('Plan the month’s checks');
  await noor.sees('The month’s checks');
  const months = await page.getByLabel('Month', { exact: true }).locator('option').allTextContents();
  await page.getByLabel('Month', { exact: true }).selectOption({ label: months[1] });
  await page.getByLabel('Homes a day').selectOption('5');
  await page.getByRole('status').getByText(/^14 checks fall due by .*: 3 days and about/).waitFor();
  await noor.rests('round');
  await look(page, 'officer-round');
  const first = page.getByRole('region').filter({ hasText: '5 homes, about' }).first();
  const streets = await first.getByRole('listitem').getByRole('link').allTextContents();
  assert.equal(new Set(streets.map((address) => address.replace(/^\d+ /, ''))).size, 1, `one street a day: ${streets}`);
  await page.getByText('7 of 14 homes are more than 3 miles from every office').waitFor();

  const home = streets[0];
  await first.getByRole('link', { name: home }).click();
  await noor.sees(home);
  await noor.follow('Begin or arrange a visit');
  await page.getByRole('radio', { name: 'Tenancy health check' }).check();
  await page.getByRole('radio', { name: 'At another time' }).check();
  await page.getByLabel('Day and time').selectOption({ index: 3 });
  await noor.press('Arrange this visit');
  await page.getByText(/^Visit /).first().waitFor();
  await page.evaluate(() => {
    window.location.hash = '#/round';
  });
  await page.getByRole('status').getByText(/^13 checks fall due by .*1 more is arranged\./).waitFor();
  const arranged = page.getByRole('region', { name: 'Arranged already' });
  await arranged.getByRole('link', { name: home }).waitFor();
  await arranged.getByText(/^Arranged for /).waitFor();
  assert.equal(await page.getByLabel('Homes a day').inputValue(), '5', 'what was chosen stands');
});
