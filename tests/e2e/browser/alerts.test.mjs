// An alert that somebody raises at a door: what the door says at once, and the second person who confirms it.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import test from 'node:test';
import { look, openBrowser } from '../harness/chromium.mjs';
import { PIN, startEnrolled, startHandheld, startHub } from '../harness/doorstep.mjs';
import { holding } from '../harness/person.mjs';

const ROOT = resolve(import.meta.dirname, '../../..');

async function imports(hub, format, text) {
  const file = join(hub.data, `${format}.csv`);
  await writeFile(file, text);
  await hub.tell('import', '--team', 'PLUMBING-NORTH', '--format', format, file);
}

/** A hub with a job at a home of a patch, Ada who does it, and Joan who decides on alerts. */
async function town(t) {
  const hub = await startHub(t);
  await hub.tell('import', '--format', 'csv-tenancies', resolve(ROOT, 'tests/fixtures/tenancies.csv'));
  const properties = 'reference,address_line_1,address_line_2,postcode\n00012345,8 Sluice Court,Weir Road,ZZ1 4QA\n';
  await imports(hub, 'csv-properties', properties);
  const jobs = 'reference,description,trade,property_reference\n41,Kitchen tap drips,Plumbing,00012345\n';
  await imports(hub, 'csv-jobs', jobs);
  const van = await startEnrolled(t, hub, 'Ada Byrne', 'Van 12');
  const tablet = await startHandheld(t);
  const words = ['--person', 'Joan Ellis', '--device', 'Tablet 9', '--hub', hub.address];
  const lines = await hub.tell('invite', ...words, '--role', 'housing-officer', '--patch', 'E9-NORTH');
  await tablet.ask('enrol', { invitation: lines.split('\n').find((line) => line.startsWith('doorstep:enrol?')) });
  await tablet.ask('choose_pin', { pin: PIN });
  return { hub, van, tablet };
}

test('Ada raises an alert without a signal, and Joan reads it and confirms it in other words', async (t) => {
  const { hub, van, tablet } = await town(t);
  await hub.within('alert', 'decider', '--person', 'Joan Ellis');
  const browser = await openBrowser(t);
  const ada = await holding(t, browser, van);
  await ada.opens('8 Sluice Court');
  await hub.stop();
  await ada.follow('Raise an alert about this home');
  await ada.sees('Raise an alert');
  await ada.press('Raise this alert');
  await ada.page.getByRole('alert').getByText('Write what happened').waitFor();
  await ada.page.getByRole('radio', { name: 'Somebody who lives here or comes here' }).check();
  await ada.page.getByLabel('Type of alert').selectOption({ label: 'Do not visit alone' });
  const story = 'He threw a kettle at me in the kitchen.';
  await ada.page.getByLabel('What happened?').fill(story);
  const today = new Date().toISOString().slice(0, 10);
  await ada.page.getByLabel('On which day?').fill(today);
  await ada.page.getByLabel('What should whoever comes do?').fill('Two people, by appointment');
  await ada.page.getByRole('group', { name: 'Was the person told?' }).getByRole('radio', { name: 'No' }).check();
  await ada.page.getByLabel('Why not?').fill('It would put his wife in danger');
  // The phone dies a moment later.
  await ada.page.waitForTimeout(500);
  await ada.page.reload();
  const field = ada.page.getByLabel('What happened?');
  await ada.page.waitForFunction((element) => element.value !== '', await field.elementHandle());
  assert.equal(await field.inputValue(), story);
  await ada.page.evaluate(() => window.scrollTo(0, 0));
  await look(ada.page, 'alert-raise');
  await ada.press('Raise this alert');
  await ada.reads('Saved on this phone.');
  await look(ada.page, 'alert-raised');
  await ada.press('Back');
  await ada.sees('8 Sluice Court, Weir Road');
  const shown = ada.page.getByRole('region', { name: 'Alerts' });
  await shown.getByText('Ring the office first').waitFor();
  assert.equal(await ada.page.getByText('Two people, by appointment').count(), 0, 'nobody has confirmed it');

  await hub.restart();
  await ada.sendsNow();
  await ada.sendingSays('All sent');
  const reports = ada.page.getByRole('region', { name: 'What you reported' });
  await reports.getByText('The landlord has it').waitFor();
  await look(ada.page, 'alert-sent');

  const joan = await holding(t, browser, tablet);
  await joan.follow('1 alert to decide');
  await joan.sees('Alerts to decide');
  await joan.page.getByText('Waits for a second person').waitFor();
  await joan.rests('alert_reports');
  await look(joan.page, 'alerts-to-decide');
  await joan.follow('8 Sluice Court, Weir Road, ZZ1 4QA');
  await joan.reads(story);
  await joan.press('Save this decision');
  await joan.page.getByRole('alert').getByText('Choose whether it stands').waitFor();
  await joan.page.getByRole('radio', { name: 'Yes, confirm it' }).check();
  await joan.page.getByLabel('What should whoever comes do?').fill('Ring from the van. Two people.');
  await joan.page.evaluate(() => window.scrollTo(0, 0));
  await look(joan.page, 'alert-decide');
  await joan.press('Save this decision');
  await joan.page.getByRole('region', { name: 'What was decided' }).getByText('Confirmed until').waitFor();
  await look(joan.page, 'alert-decided');
  await joan.sendsNow();
  await joan.sendingSays('All sent');

  await ada.sendsNow();
  await ada.opens('8 Sluice Court');
  await ada.reads('Ring from the van. Two people.');
  await ada.reads('Confirmed today');
  assert.equal(await ada.page.getByText('kettle').count(), 0);
  await look(ada.page, 'alert-at-the-door');
  const listed = await hub.within('alert', 'list');
  assert.match(listed, /confirmed until .*person 10 at 8 Sluice Court, Weir Road, ZZ1 4QA, raised by Ada Byrne/);
  const reference = listed.slice(0, listed.indexOf(':'));
  const own = hub.within('alert', 'decline', '--reference', reference, '--by', 'ada byrne', '--why', 'No');
  await assert.rejects(own, /somebody else has to decide/);
});
