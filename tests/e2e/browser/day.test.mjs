// The day: in the van, on the way, late, one tap too many, what the office changed, and home again.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { accessible, glance, look, openBrowser, openScreen, picture } from '../harness/chromium.mjs';
import { folder } from '../harness/programs.mjs';
import { startEnrolled, startHub } from '../harness/doorstep.mjs';
import { Person, holding } from '../harness/person.mjs';

const today = () => new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' }).format(new Date());

/** Three homes with their places, and a job at each: what only the landlord's own files can say. */
async function landlordImports(t, hub) {
  const files = await folder(t);
  const properties = join(files, 'properties.csv');
  await writeFile(
    properties,
    `reference,uprn,address_line_1,postcode,easting,northing,latitude,longitude
P1,100099000001,1 Sheddings Bank,ZZ1 4QA,400000,425000,53.72000,-2.00000
P2,100099000002,9 Tenter Croft,ZZ3 8LT,404000,430000,53.77000,-1.94000
P3,100099000003,3 Sheddings Bank,ZZ1 4QA,400000,425100,53.72100,-2.00000
`,
  );
  const jobs = join(files, 'jobs.csv');
  await writeFile(
    jobs,
    `reference,description,trade,priority_code,priority,property_reference,contact_name,contact_number,appointment_date,appointment_from,appointment_to,appointment_name,entry_code,stopcock,isolation_points,parking,days_to_avoid,alert_type,alert_instruction,alert_confirmed,alert_review
50000001,Bath tap drips day and night,Plumbing,4,4 [R] ROUTINE,P1,Nell Ogden,07700 900401,${today()},00:05,00:10,AM,C1478Z,Under the stairs,Gas: meter box by the door,In the yard behind,Not on Fridays,10,Visit in pairs,2026-08-01,
50000002,Boiler does not light,Gas,2,2 [U] URGENT,P2,Omar Haddad,07700 900402,${today()},00:15,00:20,School run,,,,,,10,Owes and shouts,no,
50000003,Bath tap drips again,Plumbing,4,4 [R] ROUTINE,P3,Bea Lund,07700 900403,${today()},00:25,00:30,All day,,,,,,,,,
`,
  );
  for (const [format, file] of [['csv-properties', properties], ['csv-jobs', jobs]]) {
    await hub.tell('import', '--team', 'PLUMBING-NORTH', '--format', format, file);
  }
}

test('Ada goes through her day: two taps when late, one to take back, and nothing to press at its end', async (t) => {
  const hub = await startHub(t);
  await landlordImports(t, hub);
  const handheld = await startEnrolled(t, hub, 'Ada Byrne', 'Van 12');
  await startEnrolled(t, hub, 'Dev Patel', 'Van 7');
  const browser = await openBrowser(t);
  const page = await openScreen(t, browser, handheld.address, {
    geolocation: { latitude: 53.7201, longitude: -2.0, accuracy: 8 },
    permissions: ['geolocation'],
  });
  const ada = new Person(page);
  await ada.sees('Today');
  const next = page.getByRole('article').filter({ hasText: '1 Sheddings Bank' });
  await next.getByText('Do not visit alone').waitFor();
  await look(page, 'today');
  await glance(page, 'today-glance');

  await ada.press(/^From here/);
  await next.getByText('less than 0.1 miles from here').waitFor();
  const order = () => page.getByRole('article').getByRole('heading').allTextContents();
  const given = await order();
  assert.deepEqual(given.slice(0, 3), ['1 Sheddings Bank', '9 Tenter Croft', '3 Sheddings Bank']);
  await ada.press(/^Shortest drive/);
  await ada.reads(/By appointment it is about/);
  assert.equal((await order()).length, given.length, 'nobody is left out');
  await ada.press(/^By appointment/);
  await ada.follow('Map');
  await ada.sees('Map');
  assert.equal(await page.getByRole('img').count(), 1);
  await look(page, 'map');
  await ada.follow('Today');
  await ada.sees('Today');

  // Late: two taps from Today.
  const taps = { count: 0 };
  await page.exposeFunction('tapped', () => (taps.count += 1));
  await page.evaluate(() => addEventListener('click', () => window.tapped(), { capture: true }));
  await next.getByRole('link', { name: 'Running late' }).click();
  await ada.sees('Running late');
  await look(page, 'running-late');
  taps.count = 1;
  await ada.press(/^In 30 minutes/);
  await ada.sees('1 Sheddings Bank');
  await ada.reads(/^Running late, about/);
  assert.equal(taps.count, 2, 'running late takes two taps');

  // What matters before the door.
  await ada.reads('Visit in pairs');
  await ada.reads(/Confirmed \d+ months? ago/);
  await ada.press('Show door code');
  assert.equal(await page.getByLabel('Door code', { exact: true }).textContent(), 'C1478Z');
  const navigate = page.getByRole('main').getByRole('link', { name: 'Navigate' });
  assert.match(await navigate.getAttribute('href'), /^geo:53\.72,-2\?q=53\.72,-2\(1%20Sheddings/);
  await ada.press('I am on my way');
  await page.getByText('On the way', { exact: true }).first().waitFor();
  await look(page, 'job-on-the-way');
  await glance(page, 'job-on-the-way-glance');

  // One tap too many.
  await ada.press('Start work');
  await page.getByText('Started', { exact: true }).first().waitFor();
  await ada.press('Undo “Work started”');
  await page.getByText('On the way', { exact: true }).first().waitFor();
  await page.getByRole('region', { name: 'History' }).getByText('Taken back').waitFor();
  await look(page, 'job-taken-back');

  // The office moves it while there is no signal.
  await hub.stop();
  await ada.press('Start work');
  await page.getByText('Started', { exact: true }).first().waitFor();
  const named = ['--reference', '50000001', '--date', today(), '--from', '14:00', '--to', '16:00', '--name', 'PM'];
  await hub.tell('appoint', ...named);
  await hub.restart();
  await ada.sendsNow();
  await ada.opens('1 Sheddings Bank');
  await ada.reads('The office moved this to PM 14:00 to 16:00. It was AM 00:05 to 00:10.');
  await look(page, 'job-changed-by-office');
  await ada.press('I have read this');
  await page.getByText('Changed by the office').waitFor({ state: 'detached' });

  await ada.says('Pause work');
  await ada.sees('Pause work');
  await page.getByLabel('Waiting for parts').check();
  await ada.press('Pause work');
  await ada.sees('1 Sheddings Bank');
  await ada.reads('Waiting for parts');
  await ada.press('Carry on with the work');
  await ada.press('Work is complete');
  await page.getByText('Completed', { exact: true }).first().waitFor();

  // Not hers to do: an unconfirmed caution says nothing, and the planner hears of it.
  await ada.opens('9 Tenter Croft');
  await ada.reads('Ring the office first');
  assert.equal(await page.getByText('shouts').count(), 0, 'the allegation is on the screen');
  await ada.reads('Have the portable hearing loop with you');
  await look(page, 'job-ring-first');
  await ada.follow('Something else happened');
  await ada.follow('Swap with a colleague');
  await ada.sees('Swap with a colleague');
  await page.getByLabel('Dev Patel').check();
  await page.getByLabel('Why', { exact: true }).fill('My van is full');
  await look(page, 'swap');
  await ada.press('Ask the planner');
  await ada.sees('9 Tenter Croft');
  await ada.says('I cannot take this job');
  await page.getByLabel('I do not have the skills or the licence').check();
  await look(page, 'hand-back');
  await ada.press('Hand it back to the planner');
  await ada.sees('9 Tenter Croft');
  await page.getByText('Handed back', { exact: true }).first().waitFor();
  await ada.sendsNow();
  await ada.sendingSays('All sent');
  const flagged = await hub.tell('flagged');
  assert.match(flagged, /50000002\t.*asks for Dev Patel to take it: My van is full/);
  assert.match(flagged, /50000002\t.*cannot take it: I do not have the skills or the licence/);

  // Days to step through, the day's end, and what is kept.
  await page.getByRole('banner').getByRole('link', { name: 'Doorstep' }).click();
  await ada.sees('Today');
  await ada.press('Clear the search');
  await ada.follow(/^Tomorrow/);
  await ada.reads(/Booked/);
  await look(page, 'tomorrow');
  await ada.follow(/^Today \(/);
  await ada.sees('Today');
  await ada.follow(/^My day/);
  await ada.sees('My day');
  await ada.reads('Your landlord has everything.');
  await ada.reads('1 of 1');
  await look(page, 'my-day');
  await ada.follow('Today');
  await ada.sees('Today');
  await ada.follow('What is kept about me');
  await ada.sees('What is kept about me');
  await ada.reads('53.72010, -2.00000, right within 8 metres');
  await look(page, 'kept');
  await ada.press('Stop keeping positions');
  await ada.reads('Positions are not kept.');
});

test('a plain job from Today to signed takes eight taps besides typing and the signature', async (t) => {
  const hub = await startHub(t);
  const handheld = await startEnrolled(t, hub, 'Ada Byrne', 'Van 12');
  const ada = await holding(t, await openBrowser(t), handheld);
  const { page } = ada;
  await ada.sees('Today');
  let taps = 0;
  const tap = async (locator) => {
    taps += 1;
    await locator.click();
  };
  await tap(page.getByRole('article').getByRole('link').first());
  await tap(page.getByRole('button', { name: 'Start work' }));
  await tap(page.getByRole('button', { name: 'Work is complete' }));
  await tap(page.getByRole('button', { name: 'Sign off with the customer' }));
  await page.getByLabel('Your name').fill('Nell Ogden');
  await ada.draws();
  await tap(page.locator('form button[type=submit]'));
  await page.getByRole('button', { name: 'Staff: enter your PIN' }).waitFor();
  assert.ok(taps <= 8, `${taps} taps`);
  console.log(`a plain job: ${taps} taps`);
});

test('from right to left, the day’s screens stand the other way round and nothing hangs over', async (t) => {
  const hub = await startHub(t);
  await landlordImports(t, hub);
  const handheld = await startEnrolled(t, hub, 'Ada Byrne', 'Van 12');
  const ada = await holding(t, await openBrowser(t), handheld);
  const { page } = ada;
  for (const [place, title, name] of [['#/', 'Today', 'today'], ['#/map', 'Map', 'map'], ['#/day-end', 'My day', 'my-day']]) {
    await page.evaluate((hash) => {
      document.documentElement.dir = 'rtl';
      window.location.hash = hash;
    }, place);
    await ada.sees(title);
    await page.getByRole('main').getByText(/Sheddings|Still open/).first().waitFor();
    await accessible(page, `${name}-rtl`);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(over, 0, `${name} from right to left is wider than its screen`);
    await picture(page, `${name}-rtl`);
  }
});
