// A whole day: twelve jobs, nobody in at two, an emergency at noon, more work, a danger, hours without a signal, and a phone
// that dies twice. Nothing is lost, and the office sees what she did.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { glance, look, openBrowser } from '../harness/chromium.mjs';
import { startEnrolled, startHandheld, startHub } from '../harness/doorstep.mjs';
import { folder } from '../harness/programs.mjs';
import { holding } from '../harness/person.mjs';

const today = () => new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' }).format(new Date());

/** The landlord's own jobs beside the demo's five of each day. */
const ORDERED = [
  ['60000001', 'Landing light does not come on', 'Electrical', '1 Alder Yard', 'Nell Ogden'],
  ['60000002', 'Toilet runs all the time', 'Plumbing', '2 Alder Yard', 'Omar Haddad'],
  ['60000003', 'Plaster has come off behind the sink', 'Plumbing', '3 Alder Yard', 'Bea Lund'],
  ['60000004', 'Water pressure is low all over the flat', 'Plumbing', '4 Alder Yard', 'Ravi Menon'],
  ['60000005', 'Bathroom fan is noisy', 'Electrical', '5 Alder Yard', 'Jo Tallis'],
  ['60000006', 'Basin tap drips', 'Plumbing', '6 Alder Yard', 'Ewa Zielinska'],
];
const EMERGENCY = ['60000007', 'Water comes through the kitchen ceiling', 'Plumbing', '7 Alder Yard', 'Sam Oyelaran'];

async function order(t, hub, jobs, priority) {
  const file = join(await folder(t), 'jobs.csv');
  const rows = jobs.map(
    ([reference, wrong, trade, home, who], at) =>
      `${reference},${wrong},${trade},${priority},${home},ZZ9 1AA,${who},07700 9004${10 + at},${today()},00:0${at},23:5${at},All day`,
  );
  const columns =
    'reference,description,trade,priority_code,priority,address_line_1,postcode,contact_name,contact_number,' +
    'appointment_date,appointment_from,appointment_to,appointment_name';
  await writeFile(file, [columns, ...rows, ''].join('\n'));
  await hub.tell('import', '--team', 'PLUMBING-NORTH', '--format', 'csv-jobs', file);
}

test('Ada’s day of twelve jobs, most of it in cellars', async (t) => {
  const hub = await startHub(t);
  await order(t, hub, ORDERED, '4,4 [R] ROUTINE');
  let handheld = await startEnrolled(t, hub, 'Ada Byrne', 'Van 12');
  const browser = await openBrowser(t);
  let ada = await holding(t, browser, handheld);
  let { page } = ada;

  /** The battery goes, and comes back. */
  const dies = async () => {
    await page.waitForTimeout(400);
    await page.context().close();
    await handheld.stop();
    handheld = await startHandheld(t, { data: handheld.data });
    ada = await holding(t, browser, handheld);
    page = ada.page;
    await ada.unlocks();
    await ada.sees('Today');
  };
  const photo = async (caption, colour) => {
    await ada.photographs(colour, caption);
  };
  const starts = async (home) => {
    await ada.opens(home);
    await ada.press('Start work');
    await page.getByText('Started', { exact: true }).first().waitFor();
  };
  const signed = async (name) => {
    await ada.press('Sign off with the customer');
    await page.getByLabel('Your name').fill(name);
    await ada.draws();
    await page.locator('form button[type=submit]').click();
    await ada.press('Staff: enter your PIN');
    await ada.unlocks();
  };
  const nobodyIn = async (home) => {
    await ada.opens(home);
    await ada.says('No access');
    await ada.sees('No access');
    await page.getByLabel('Photograph the card where you left it').setInputFiles(await ada.picture('#5a7d4f'));
    await ada.reads('Photo of the card saved on this phone');
    await ada.press('I knocked');
    await ada.press('I rang');
    await page.getByLabel('Which appointment did you offer next?').selectOption({ index: 1 });
    await ada.reads('The evidence is complete.');
    await ada.press('Record no access');
    await ada.sees(home);
  };

  await ada.sees('Today');
  await page.getByRole('article').nth(10).waitFor();
  const homes = await page.getByRole('article').getByRole('heading').allTextContents();
  assert.equal(homes.length, 11, homes.join('; '));
  const demo = homes.filter((home) => !home.includes('Alder Yard'));
  await look(page, 'whole-day-morning');

  // Two with a signal.
  await starts('6 Alder Yard');
  await photo('Tap before', '#7a8b99');
  const code = await ada.addsCode('renew basin tap', '1');
  await ada.press('Work is complete');
  await page.getByText('Completed', { exact: true }).first().waitFor();
  await photo('New tap', '#99867a');
  await signed('Ewa Zielinska');
  await nobodyIn('1 Alder Yard');
  await ada.sendsNow();
  await ada.sendingSays('All sent');

  // The signal is gone for the rest of the morning.
  await hub.stop();
  await starts('3 Alder Yard');
  await ada.follow('Book a follow-on job');
  await page.getByLabel('What is to be done?').fill('Replaster behind the sink');
  await page.getByLabel('Trade', { exact: true }).selectOption('Plastering');
  // The phone dies over it.
  await dies();
  await ada.opens('3 Alder Yard');
  await ada.follow('Book a follow-on job');
  await page.waitForFunction(() => [...document.querySelectorAll('textarea, input')].some((field) => field.value === 'Replaster behind the sink'));
  await ada.press('Book this job');
  await ada.sees('3 Alder Yard');
  await page.getByRole('region', { name: 'More work' }).getByRole('link', { name: 'Replaster behind the sink' }).waitFor();
  await ada.press('Work is complete');
  await ada.follow('Close without a signature');
  await page.getByLabel('Nobody lives here').check();
  await ada.press('Close without a signature');
  await ada.reads('Closed without a signature');

  await starts('4 Alder Yard');
  await ada.follow('Add extra work');
  await page.getByLabel('What is it, and why?').fill('Lay a new rising main, the old one is lead');
  await page.getByLabel('Cost in pounds').fill('1200');
  await page.getByLabel('Yes, it can wait').check();
  await ada.press('Save this extra work');
  await ada.reads(/The office has to decide/);
  await glance(page, 'whole-day-extra-work');
  await ada.press('Work is complete');
  await page.getByText('Completed', { exact: true }).first().waitFor();
  await photo('Stop tap', '#6b6b6b');

  await starts('5 Alder Yard');
  await ada.follow('Damp, mould or a danger here');
  await page.getByLabel('What did you see, and where?').fill('Black mould behind the bath, wet to touch');
  await page.getByLabel('No', { exact: true }).check();
  await ada.press('Record what I saw');
  await ada.sees('5 Alder Yard');
  await ada.reads(/Black mould behind the bath/);
  await ada.press('Work is complete');
  await signed('Jo Tallis');

  await nobodyIn('2 Alder Yard');

  // Three of the demo's, the last with the phone going off in the middle of the note.
  for (const [at, home] of demo.slice(0, 3).entries()) {
    await starts(home);
    await photo('Before', '#8d7a99');
    if (at === 2) {
      await ada.note.fill('Isolated at the stop tap, part fitted, tested for ten minutes.');
      await dies();
      await ada.opens(home);
      await page.waitForFunction(() => [...document.querySelectorAll('textarea')].some((field) => field.value.startsWith('Isolated at')));
    }
    await ada.press('Work is complete');
    await page.getByText('Completed', { exact: true }).first().waitFor();
    await photo('After', '#7a9981');
  }
  await page.getByRole('banner').getByText(/No answer from the landlord/).waitFor();
  await glance(page, 'whole-day-no-signal');

  // Noon: a signal, everything goes, and the office has an emergency.
  await hub.restart();
  await ada.sendsNow();
  await ada.sendingSays('All sent');
  await look(page, 'whole-day-all-sent');
  await order(t, hub, [EMERGENCY], '1,1 [E] EMERGENCY');
  await ada.sendsNow();
  await page.getByRole('banner').getByRole('link', { name: 'Doorstep' }).click();
  await ada.sees('Today');
  await page.getByRole('button', { name: 'Clear the search' }).click().catch(() => {});
  const urgent = page.getByRole('article').filter({ hasText: '7 Alder Yard' });
  await urgent.getByText('Urgent').first().waitFor();
  await look(page, 'whole-day-emergency');
  await starts('7 Alder Yard');
  await photo('Ceiling', '#997a7a');
  await ada.writes('Turned the water off at the stop tap and drained down. Ceiling is safe.');
  await ada.press('Work is complete');
  await signed('Sam Oyelaran');

  // The last two.
  for (const home of demo.slice(3)) {
    await starts(home);
    await ada.press('Work is complete');
    await page.getByText('Completed', { exact: true }).first().waitFor();
  }
  await ada.sendsNow();
  await ada.sendingSays('All sent');
  await page.getByRole('banner').getByRole('link', { name: 'Doorstep' }).click();
  await ada.sees('Today');
  await page.getByRole('button', { name: 'Clear the search' }).click().catch(() => {});
  await page.getByRole('heading', { name: 'Done today' }).waitFor();
  await look(page, 'whole-day-done');
  await ada.follow(/^My day/);
  await ada.sees('My day');
  await ada.reads('Your landlord has everything.');
  await look(page, 'whole-day-end');

  // The office has it all: on another phone everything reads the same.
  assert.match(await hub.tell('extra-work'), /60000004/);
  assert.match(await hub.tell('flagged'), /booked at a door/);
  const dev = await startEnrolled(t, hub, 'Dev Patel', 'Van 7');
  const rows = async () => {
    const { jobs, done } = await dev.ask('today');
    return [...jobs, ...done];
  };
  let held = [];
  for (let tries = 0; tries < 60 && held.filter((row) => row.address.includes('Alder Yard')).length < 7; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    held = await rows();
  }
  const pageOf = async (home) => dev.ask('job', { job: held.find((row) => row.address.startsWith(home)).id });
  const tap = await pageOf('6 Alder Yard');
  assert.deepEqual(tap.photos.map(({ caption }) => caption).sort(), ['New tap', 'Tap before']);
  assert.ok(tap.items.some((item) => item.code === code) && tap.signOff.verified);
  for (const home of ['1 Alder Yard', '2 Alder Yard']) {
    const visit = await pageOf(home);
    assert.equal(visit.row.status.code, 'no_access', home);
    assert.ok(visit.noAccess.attempts[0].complete ?? true, home);
  }
  assert.equal((await pageOf('3 Alder Yard')).followOns.length, 1);
  assert.equal((await pageOf('4 Alder Yard')).work.extraWork[0].cost, '£1200.00');
  assert.equal((await pageOf('5 Alder Yard')).hazards.length, 1);
  assert.match((await pageOf('7 Alder Yard')).note.text, /drained down/);
});
