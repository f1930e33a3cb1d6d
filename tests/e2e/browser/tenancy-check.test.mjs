// A tenancy health check from the sofa to the signature under its summary: without a signal, through a battery that dies at
// every page, and with the keyboard alone.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import test from 'node:test';
import { accessible, look, openBrowser, picture } from '../harness/chromium.mjs';
import { startEnrolled, startHandheld, startHub } from '../harness/doorstep.mjs';
import { holding } from '../harness/person.mjs';
import { folder, printed } from '../harness/programs.mjs';

const ROOT = resolve(import.meta.dirname, '../../..');
const HOME = '8 Sluice Court, Weir Road';

/** A hub with homes, standards and questions. */
async function landlord(t) {
  const hub = await startHub(t);
  await hub.tell('import', '--format', 'csv-tenancies', resolve(ROOT, 'tests/fixtures/tenancies.csv'));
  const files = ['packs/england-2026.json', 'packs/cosmopolitan-2009.json', 'forms/diversity-profile.json', 'forms/tenancy-check.json'];
  await hub.tell('import', ...files.map((file) => resolve(ROOT, file)));
  return hub;
}

const officer = (t, hub, person, device) =>
  startEnrolled(t, hub, person, device, '--role', 'housing-officer', '--patch', 'E9-NORTH');

/** Asks the core until the answer is as wanted. */
async function until(handheld, name, args, wanted) {
  for (let tries = 0; tries < 240; tries += 1) {
    const answer = await handheld.ask(name, args).catch((error) => error);
    if (!(answer instanceof Error) && wanted(answer)) return answer;
    await new Promise((done) => setTimeout(done, 250));
  }
  assert.fail(`${name} never answered as wanted`);
}

/** A check that an officer has begun at Samira's, by the core alone. */
async function checkBegun(tablet) {
  const { homes } = await until(tablet, 'homes', { text: 'haddad' }, ({ homes }) => homes.length > 0);
  const visit = await tablet.ask('arrange_visit', { home: homes[0].id, kind: 'tenancy_check', slot: null, wishes: [] });
  await tablet.ask('record_event', { job: visit.row.id, kind: 'started', reason: null });
  const { id: form } = await tablet.ask('begin_form', { record: visit.row.id, form: 'tenancy-check' });
  return { home: homes[0].id, record: visit.row.id, reference: visit.row.reference, form };
}

/** The ways in which a page of a form is answered. */
const taps = (choice) => (who) => who.press(choice);
const still = (who) => who.press('Yes, still right');
const leaves = (who) => who.press('Leave it for now');
const declines = (who) => who.press('Would rather not say');
const types = (text) => async (who) => {
  await who.page.getByRole('main').getByRole('textbox').fill(text);
  await who.press('Save and go on');
};
const ticks = (...choices) => async (who) => {
  for (const choice of choices) await who.page.getByLabel(choice, { exact: true }).check();
  await who.press('Save and go on');
};

/** Answers page after page, each by its heading, until one comes that is not among these. */
async function fills(who, answers) {
  const open = new Map(Object.entries(answers));
  const heading = who.page.getByRole('heading', { level: 1 });
  await who.sees(Object.keys(answers)[0]);
  while (open.size > 0) {
    const question = await heading.textContent();
    const answer = open.get(question);
    assert.ok(answer, `"${question}" is asked before ${[...open.keys()].join(', ')}`);
    open.delete(question);
    await answer(who);
    await who.page.waitForFunction((before) => document.querySelector('h1')?.textContent !== before, question);
  }
}

test('a whole check in a cellar: Samira signs what she said and what follows, and Omar’s other answer is kept beside it', async (t) => {
  const hub = await landlord(t);
  const [noors, omars] = [await officer(t, hub, 'Noor Aziz', 'Tablet 3'), await officer(t, hub, 'Omar Reid', 'Tablet 4')];
  const noor = await holding(t, await openBrowser(t), noors);
  const { page } = noor;
  await noor.follow(/homes of my patch/);
  await noor.follow(HOME);
  await noor.follow('Begin or arrange a visit');
  await page.getByRole('radio', { name: 'Tenancy health check' }).check();
  await page.getByRole('radio', { name: 'Now: I am there' }).check();
  await noor.press('Begin this visit');
  await noor.sees(HOME);
  await noor.follow('Fill in a form');
  await noor.press('Tenancy health check');
  await noor.sees('Tenancy health check');
  const [, record, form] = new URL(page.url()).hash.match(/form\/([^/]+)\/([^/]+)/);
  await noor.sendingSays('All sent');
  // Omar has the same check, and no signal either.
  await until(omars, 'form', { record, form }, () => true);
  await hub.stop();
  await noor.follow('Back');
  await noor.press('Begin the visit');
  await look(page, 'check-visit');
  await noor.follow('Tenancy health check');
  await noor.sees('Tenancy health check');

  // Who she is: nothing that is held is shown before two documents were seen.
  await noor.press('Begin');
  await fills(noor, { 'Who are you speaking with?': types('Samira Haddad') });
  await noor.sees('Who you are speaking with');
  await noor.press('Add the first: Documents seen');
  await fills(noor, { 'Which document?': taps('Passport'), 'Does it have a photo of this person?': taps('Yes') });
  await noor.press('Done with this');
  await noor.press('Add another: Documents seen');
  await fills(noor, {
    'Which document?': taps('Letter about benefits'),
    'Does it have a photo of this person?': taps('No'),
  });
  await noor.press('Done with this');
  await page.getByText('Identity seen').waitFor();
  await look(page, 'check-identity');
  await noor.press('Back to the form');

  await noor.follow(/^Who lives here/);
  await fills(noor, {
    'How many bedrooms are there?': still,
    'How many weeks of the last year was nobody here?': leaves,
    'Is there a sign that somebody else lives here, or that nobody does?': taps('Yes'),
    'What did you see?': types('A second cot in the hall'),
  });
  await noor.press('Add the first: People who live here');
  await fills(noor, {
    Name: types('Samira Haddad'),
    'Under 18?': taps('No'),
    'Date of birth': declines,
    'How are they related to the tenant?': taps('The tenant'),
    'Do they come to live here since we last asked?': taps('No'),
  });
  await noor.press('Done with this');
  await noor.press('Add another: People who live here');
  await fills(noor, {
    Name: types('Yusuf Haddad'),
    'Under 18?': taps('Yes'),
    Age: taps('5 to 10'),
    'How are they related to the tenant?': taps('Son or daughter'),
    'Do they come to live here since we last asked?': leaves,
  });
  await noor.press('Done with this');
  await look(page, 'check-household');
  await noor.press('Back to the form');

  await noor.follow(/^How to reach them/);
  await noor.sees('Telephone number');
  await look(page, 'check-still-right');
  await fills(noor, {
    'Telephone number': still,
    'E-mail address': declines,
    'Is it safe to ring, write and leave messages?': taps('No'),
    'How may we reach you safely?': types('Through her sister Leila'),
    'Which way do you prefer?': still,
    'Which language do you prefer?': still,
    'Which formats do you need?': still,
    'Should an interpreter or signer come with us?': taps('Yes'),
    'Whom should we ring in an emergency?': still,
    'Their telephone number': types('07700 900321'),
    'Do they know that you gave us their name?': taps('Yes'),
  });
  await noor.press('Back to the form');

  await noor.follow(/^What they need/);
  await fills(noor, {
    'Does anything make it hard to get about or to use the home?': ticks('Stairs', 'Bath or shower'),
    'What would help?': types('A rail by the bath'),
    'Is there anything that we should know when we come, or when something breaks down?': declines,
  });
  await noor.press('Back to the form');

  // Room by room, with a picture of what is wrong.
  await noor.follow(/^The home/);
  await fills(noor, {
    'Does a smoke alarm on each storey sound when tested?': taps('Yes'),
    'Does a carbon monoxide alarm sound where something is burned?': taps('Nothing is burned here'),
    'Is there a repair to order?': taps('Yes'),
  });
  await noor.press('Add the first: Rooms');
  await fills(noor, {
    'Which room?': taps('Kitchen'),
    'How is it?': taps('Poor'),
    'What is wrong?': types('The hob does not light'),
    Photos: async () => {
      await page.getByLabel('Take a photo').setInputFiles(await noor.picture('#7a8b99'));
      await noor.reads('Photo saved on this phone');
      await page.getByRole('img').first().waitFor();
      await look(page, 'check-photo');
      await noor.press('Save and go on');
    },
  });
  await noor.press('Done with this');
  await noor.press('Add another: Rooms');
  await fills(noor, { 'Which room?': taps('Hall'), 'How is it?': taps('Good') });
  await noor.press('Done with this');
  await look(page, 'check-rooms');
  await noor.press('Back to the form');

  await noor.follow(/^Money/);
  await fills(noor, {
    'Do you worry about rent, bills or debts?': taps('Yes'),
    'Shall we look at what comes in and goes out, together?': taps('No'),
    'Whom shall we ask to help?': ticks('Debt advice', 'Food bank'),
  });
  await noor.press('Back to the form');

  // A spoken answer, of what is not for the page that is turned round.
  await noor.follow(/^The neighbourhood/);
  await fills(noor, {
    'Does anybody make life here hard for you?': taps('Yes'),
    'What happens, and when?': types('Shouting from number 9'),
    'Or say it, and we record it': async () => {
      await noor.press('Record the answer');
      await page.waitForTimeout(1_500);
      await noor.press('Stop and save');
      await noor.reads(/^Voice note, /);
      await look(page, 'check-spoken');
      await noor.press('Save and go on');
    },
    'Do you or does anybody else think that it is racist?': declines,
    'Would you like any of these?': ticks('A smoke alarm fitted'),
  });
  await noor.press('Back to the form');
  await noor.follow(/^What they think of us/);
  await fills(noor, {
    'All in all, how satisfied are you with your home and with us?': taps('Dissatisfied'),
    'What is the one thing that we should do better?': types('Come when you say'),
    'Would you like to have a say?': ticks('Come to a meeting'),
  });
  await noor.press('Back to the form');
  await noor.press('It is filled in');
  await noor.reads(/Filled in by Noor Aziz/);
  await page.getByText('Next tenancy check').waitFor();
  await look(page, 'check-filled-in');
  await noor.press('Done');

  // Of herself she tells with the phone in her own hands, and one question not at all.
  await noor.sees(HOME);
  await noor.follow('The home: who lives here, and what they said');
  await noor.follow('Hand over the phone');
  await page.getByRole('radio', { name: 'Samira Haddad' }).check();
  await noor.press('Turn the phone round');
  await noor.sees('About you');
  await page.getByRole('region', { name: /religion/ }).getByRole('radio', { name: 'I would rather not say' }).check();
  await noor.press('Finish, and give the phone back');
  await noor.press('Staff: enter your PIN');
  await noor.unlocks();

  await noor.follow('Take a complaint, compliment or comment');
  await page.getByRole('radio', { name: 'Complaint' }).check();
  await page.getByLabel('In their own words').fill('Nobody came, twice.');
  await page.getByRole('radio', { name: 'Repairs' }).check();
  await page.getByRole('radio', { name: 'Samira Haddad' }).check();
  await page.getByRole('radio', { name: 'Letter' }).check();
  await noor.press('Save this');
  await noor.sees('Complaint from Samira Haddad');

  await page.evaluate((id) => (window.location.hash = `#/job/${id}`), record);
  await noor.sees(HOME);
  await noor.follow('Order a repair');
  await noor.sees('Order a repair');
  await page.getByLabel('What is to be repaired?').fill('Hob does not light');
  await page.getByLabel('Trade', { exact: true }).selectOption('Another trade');
  await page.getByLabel('Which trade?').fill('Gas');
  await page.getByLabel('When suits the customer?').selectOption({ index: 1 });
  await noor.press('Order this repair');
  await page.getByRole('region', { name: 'More work' }).getByRole('link', { name: 'Hob does not light' }).waitFor();

  // The phone is turned round, in the language that she prefers.
  await noor.press('The visit is done');
  await noor.press('Show the summary, and sign');
  await noor.sees('يُرجى مراجعة ما دوّنّاه');
  await page.getByText('Dissatisfied').first().waitFor();
  await look(page, 'check-summary-ar');
  await page.locator('#language').selectOption({ label: 'English' });
  await noor.sees('Please check what we wrote down');
  const read = await page.getByRole('main').textContent();
  for (const words of [
    'How is it? (Kitchen)',
    'The hob does not light',
    'We ask these to help you: Debt advice, Food bank (Calder Vale Homes)',
    'We arrange these for you: A smoke alarm fitted',
    'Hob does not light (D-',
    'Times that suit you: ',
    'Nobody came, twice.',
    'We acknowledge a complaint: by ',
    'Next tenancy check: by ',
  ]) {
    assert.ok(read.includes(words), `the summary says nothing of ${words}`);
  }
  for (const hidden of ['second cot', 'sister Leila', 'number 9', 'Shouting', '412', 'religion']) {
    assert.ok(!read.includes(hidden), `${hidden} stands on the page that is turned round`);
  }
  assert.equal(await page.getByText('Was it fixed on this first visit?').count(), 0);
  await look(page, 'check-summary');
  await noor.press(/^This is not right: How is it\? \(Kitchen\)/);
  await page.getByLabel('What is not right? (optional)').fill('It is worse than poor');
  await page.getByLabel('Your name').fill('Samira Haddad');
  await noor.draws();
  await noor.press('I agree and sign');
  await noor.press('Staff: enter your PIN');
  await noor.unlocks();
  await noor.reads('Signed by Samira Haddad');
  await noor.reads('How is it? (Kitchen): It is worse than poor');
  await noor.reads('Seal verified');
  await look(page, 'check-signed');

  // Meanwhile Omar wrote what he had seen; then both have a signal.
  const say = (field, text) =>
    omars.ask('answer_form', { record, form, replies: [{ field, said: { how: 'given', text } }] });
  await say('bedrooms', '3');
  await say('smoke_alarm', 'yes');
  await hub.restart();
  for (const tablet of [omars, noors]) {
    await tablet.ask('send_now');
    await until(tablet, 'sending', undefined, ({ waiting }) => waiting === 0);
  }
  await until(omars, 'job', { job: record }, ({ signOff }) => signOff?.status.code === 'partly_covered');
  await noors.ask('send_now');
  await noor.reads('Changed since sign-off');
  await noor.reads(/Omar Reid answered “How many bedrooms are there\?”: 3.*made without seeing it/);
  await look(page, 'check-changed-since');
  await noor.follow('Tenancy health check');
  await noor.reads('Look at this');
  await noor.follow(/^Who lives here/);
  await page.getByText('Two answers', { exact: true }).waitFor();
  await noor.follow(/How many bedrooms are there/);
  await noor.reads('There are two answers. Choose the one that is right.');
  await look(page, 'check-competing');
  await noor.press(/^Use this one: 3, by Omar Reid/);
  await page.getByText('There are two answers').waitFor({ state: 'detached' });
  await noor.sendsNow();
  await noor.sendingSays('All sent');
  const chosen = ({ questions }) => questions.find(({ field }) => field === 'bedrooms').competing.length === 0;
  await omars.ask('send_now');
  const there = await until(omars, 'form', { record, form }, chosen);
  assert.equal(there.questions.find(({ field }) => field === 'bedrooms').answer.text, '3');

  // Anybody can check the signature away from everybody: it holds, and says what came after it.
  const { signOff, row } = await omars.ask('job', { job: record });
  assert.equal(signOff.verified, true);
  const file = join(await folder(t), 'check.doorstep');
  const { base64 } = await omars.ask('seal_file', { job: record });
  await writeFile(file, Buffer.from(base64, 'base64'));
  const verdict = await printed('doorstep', ['verify', file]);
  assert.match(verdict, /^PASS\. The sign-off is unaltered\./);
  assert.match(verdict, /How is it\? \(Kitchen\): Poor/);
  assert.match(verdict, /answered “How many bedrooms are there\?”: 3/);
  const atHub = join(await folder(t), 'from-the-hub.doorstep');
  await hub.tell('seal', '--reference', row.reference, '--out', atHub);
  assert.match(await printed('doorstep', ['verify', atHub]), /^PASS\. The sign-off is unaltered\./);
});

/** What is typed on a page before the battery goes: on no two pages the same. */
let pages = 0;
const words = () => `${(pages += 1)} hobs, a bath`;

/** Milliseconds between two letters of a quick thumb. */
const THUMB_MS = 150;

/** Choices after which the questions that hang on them are still asked. */
const ASKING_ON = { is_child: 'No', condition: 'It may harm somebody' };

test('the battery dies at every page of a check, and what was typed is there again', async (t) => {
  const hub = await landlord(t);
  let tablet = await officer(t, hub, 'Noor Aziz', 'Tablet 3');
  const check = await checkBegun(tablet);
  const { record, form, home } = check;
  const said = (field, text) =>
    tablet.ask('answer_form', { record, form, replies: [{ field, said: { how: 'given', text } }] });
  await hub.stop();
  // So that every question is asked.
  for (const [field, text] of [
    ['occupancy_concern', 'yes'], ['safe_contact', 'no'], ['language', 'Arabic'], ['kin_name', 'Leila'],
    ['access_needs', 'stairs'], ['vulnerable', 'yes'], ['money_worries', 'yes'], ['antisocial', 'yes'],
  ]) {
    await said(field, text);
  }
  for (const repeat of ['documents', 'members', 'rooms']) await tablet.ask('add_form_instance', { record, form, repeat });
  const asked = async () => (await tablet.ask('form', { record, form })).questions;
  const named = async (name) => (await asked()).find(({ field }) => field.split('/').at(-1) === name);
  await said((await named('is_child')).field, 'no');
  await said((await named('condition')).field, 'poor');

  const browser = await openBrowser(t);
  let noor = await holding(t, browser, tablet);
  /** Dies a moment after a letter was typed: all before it are on the disk by then, or this fails for want of them. */
  const dies = async (typed) => {
    // A disk that others write to as well takes its time; a person's has nobody else.
    for (let tries = 0; typed && tries < 30; tries += 1) {
      const drafts = Object.values(await tablet.ask('drafts'));
      const { note } = await tablet.ask('job', { job: record });
      if ([...drafts, note.text].some((text) => text.includes(typed.slice(0, -1)))) break;
      await new Promise((done) => setTimeout(done, 100));
    }
    await tablet.kill();
    tablet = await startHandheld(t, { data: tablet.data });
    await noor.page.goto(tablet.address);
    await noor.unlocks();
    await noor.sees('Today');
  };
  const goes = (hash) => noor.page.evaluate((place) => (window.location.hash = place), hash);
  const lostAtMostOne = (kept, typed, where) =>
    assert.ok([typed, typed.slice(0, -1)].includes(kept), `${where}: of "${typed}" only "${kept}" is left`);
  const seen = {};

  const fields = (await asked()).map(({ field }) => field);
  for (const field of fields) {
    const question = (await asked()).find((one) => one.field === field);
    const where = `"${question?.words ?? field}"`;
    // An answer before may have taken it away, such as the date of birth of a child.
    if (!question) continue;
    await goes(`#/form/${record}/${form}/ask/${encodeURIComponent(field)}`);
    await noor.sees(question.words);
    const main = noor.page.getByRole('main');
    const name = field.split('/').at(-1);
    seen[question.kind] = (seen[question.kind] ?? 0) + 1;
    if (question.answer === null && question.proposed?.held) {
      await noor.press('No, change it');
    }
    const box = main.getByRole('textbox').first();
    if (question.kind === 'photo') {
      await noor.page.getByLabel('Take a photo').setInputFiles(await noor.picture('#7a8b99'));
      await noor.reads('Photo saved on this phone');
      await dies();
      const { answer } = (await asked()).find((one) => one.field === field);
      assert.equal(answer.photos.length + answer.taken.length, 1, where);
    } else if (question.kind === 'audio') {
      await noor.press('Record the answer');
      await noor.page.waitForTimeout(800);
      await noor.press('Stop and save');
      await noor.reads(/^Voice note, /);
      await dies();
      assert.equal((await asked()).find((one) => one.field === field).answer.sounds.length, 1, where);
    } else if (question.kind === 'choose_many') {
      const tick = main.getByRole('checkbox').nth(1);
      const second = question.choices[1].name;
      await tick.check();
      await noor.page.waitForTimeout(80);
      await dies();
      await goes(`#/form/${record}/${form}/ask/${encodeURIComponent(field)}`);
      await noor.sees(question.words);
      assert.ok(await noor.page.getByRole('main').locator(`input[value="${second}"]`).isChecked(), where);
    } else if (await box.count()) {
      const typed = { number: '12', date: '12' }[question.kind] ?? words();
      await box.fill('');
      await box.pressSequentially(typed, { delay: THUMB_MS });
      await dies(question.kind === 'date' ? undefined : typed);
      await goes(`#/form/${record}/${form}/ask/${encodeURIComponent(field)}`);
      await noor.sees(question.words);
      lostAtMostOne(await noor.page.getByRole('main').getByRole('textbox').first().inputValue(), typed, where);
    } else {
      const choice = ASKING_ON[name] ?? (question.kind === 'yes_no' ? 'Yes' : question.choices[0].words);
      await main.getByRole('button', { name: choice, exact: true }).click();
      await noor.page.waitForFunction((before) => document.querySelector('h1')?.textContent !== before, question.words);
      await dies();
      assert.equal((await asked()).find((one) => one.field === field)?.answer.words, choice, where);
    }
  }
  const kinds = ['audio', 'choose_many', 'choose_one', 'date', 'long_text', 'number', 'photo', 'text', 'yes_no'];
  assert.deepEqual(Object.keys(seen).sort(), kinds, 'a kind of page was never met');
  assert.ok(Object.values(seen).reduce((sum, pages) => sum + pages, 0) >= 45, JSON.stringify(seen));

  // What goes with a check: a complaint, a repair, and the note, which is saved once the thumb has paused.
  for (const [place, label] of [
    [`#/home/${home}/feedback`, 'In their own words'],
    [`#/job/${record}/follow-on`, 'What is to be repaired?'],
    [`#/job/${record}`, 'Note'],
  ]) {
    const typed = words();
    const box = () => noor.page.getByRole('textbox', { name: label, exact: true });
    await goes(place);
    await box().pressSequentially(typed, { delay: THUMB_MS });
    await dies(typed);
    await goes(place);
    // What was kept comes a moment after the page.
    await noor.page.waitForFunction((field) => field.value !== '', await box().elementHandle());
    lostAtMostOne(await box().inputValue(), typed, label);
  }

  // In Samira's hands: it comes back locked, her page can be shown again, and everything is on it.
  await noor.press('The visit is done');
  await noor.press('Show the summary, and sign');
  await noor.page.locator('#signer').fill('Samira Haddad');
  await tablet.kill();
  tablet = await startHandheld(t, { data: tablet.data });
  await noor.page.goto(tablet.address);
  await assert.rejects(tablet.ask('today'), /locked/);
  await noor.unlocks();
  await goes(`#/job/${record}`);
  await noor.press('Show the summary, and sign');
  await noor.page.locator('#signer').fill('Samira Haddad');
  await noor.draws();
  await noor.page.locator('#language').selectOption({ label: 'English' });
  await noor.sees('Please check what we wrote down');
  await noor.draws();
  await noor.press('I agree and sign');
  await noor.press('Staff: enter your PIN');
  await noor.unlocks();
  await noor.reads('Signed by Samira Haddad');
});

test('a check is filled in by the keyboard alone, and the focus is always where the page begins or is wrong', async (t) => {
  const hub = await landlord(t);
  const tablet = await officer(t, hub, 'Noor Aziz', 'Tablet 3');
  const { record, form } = await checkBegun(tablet);
  const noor = await holding(t, await openBrowser(t), tablet);
  const { page } = noor;
  const { keyboard } = page;
  const goes = (field) => page.evaluate((place) => (window.location.hash = place), `#/form/${record}/${form}/ask/${field}`);
  /** The heading of the page has the focus. */
  const begins = async (heading) => {
    await noor.sees(heading);
    await page.waitForFunction((words) => document.activeElement?.tagName === 'H1' && document.activeElement.textContent === words, heading);
  };
  /** Tabs until this has the focus, which can be seen on whatever has it on the way. */
  const tabsTo = async (words) => {
    for (let presses = 0; presses < 40; presses += 1) {
      await keyboard.press('Tab');
      const on = await page.evaluate(() => {
        const element = document.activeElement;
        if (element === document.body) return { name: '', visible: true };
        const shown = element.closest('.choice, label') ?? element;
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(shown);
        const name = element.labels?.[0]?.textContent ?? element.getAttribute('aria-label') ?? element.textContent;
        const outlined = outlineStyle !== 'none' && outlineWidth !== '0px';
        return { name: name.trim(), visible: outlined || boxShadow !== 'none' };
      });
      // Past the last one the focus is on its way round the browser's own bars.
      if (on.name === '') continue;
      assert.ok(on.visible, `the focus on "${on.name}" cannot be seen`);
      if (on.name.startsWith(words)) return;
    }
    assert.fail(`no number of tabs leads to "${words}"`);
  };

  // Words, with a mistake first: a telephone number.
  await goes('email');
  await begins('E-mail address');
  await tabsTo('E-mail address');
  await keyboard.type('samira at example.org');
  await keyboard.press('Enter');
  await page.getByRole('alert').getByText('An e-mail address has an @ in it.').waitFor();
  await page.waitForFunction(() => document.activeElement?.classList.contains('govuk-error-summary'));
  await accessible(page, 'the mistake by keyboard');
  await picture(page, 'check-keyboard-error');
  await keyboard.press('Tab');
  await keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement?.tagName === 'INPUT');
  await keyboard.press('ControlOrMeta+a');
  await keyboard.type('samira@example.org');
  await keyboard.press('Enter');

  // One of two, at one key.
  await begins('Is it safe to ring, write and leave messages?');
  await tabsTo('Yes');
  await picture(page, 'check-keyboard-one-tap');
  await keyboard.press('Space');
  await begins('Which way do you prefer?');
  await tabsTo('Letter');
  await keyboard.press('Enter');

  // Any of several.
  await begins('Which language do you prefer?');
  await goes('formats');
  await begins('Which formats do you need?');
  await tabsTo('Large print');
  await keyboard.press('Space');
  await tabsTo('Spoken');
  await keyboard.press('Space');
  await tabsTo('Save and go on');
  await keyboard.press('Enter');
  // Nobody has said yet that they speak English.
  await begins('Should an interpreter or signer come with us?');
  const { questions } = await tablet.ask('form', { record, form });
  const text = (name) => questions.find(({ field }) => field === name).answer.text;
  assert.deepEqual(
    ['email', 'safe_contact', 'preferred_contact', 'formats'].map(text),
    ['samira@example.org', 'yes', 'letter', 'large_print audio'],
  );

  // A choice by the arrow keys, where one of a few is chosen before anything is saved.
  await page.evaluate((id) => (window.location.hash = `#/job/${id}`), record);
  await begins(HOME);
  await tabsTo('The visit is done');
  await keyboard.press('Enter');
  // The next step is under the same key.
  const onNext = () => document.activeElement?.textContent.trim() === 'Show the summary, and sign';
  await page.waitForFunction(onNext);
  await keyboard.press('Enter');
  await begins('Please check what we wrote down');
  await tabsTo('I am the customer');
  await keyboard.press('ArrowDown');
  await page.getByLabel('What you are to the customer').waitFor();
  assert.ok(await page.getByRole('radio', { name: 'I am signing for the customer' }).isChecked());
});
