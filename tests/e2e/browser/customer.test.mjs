// The phone in the customer's hands: their page alone, in their words, and what they say about the work.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { look, openBrowser } from '../harness/chromium.mjs';
import { startEnrolled, startHandheld, startHub } from '../harness/doorstep.mjs';
import { holding } from '../harness/person.mjs';
import { folder, printed } from '../harness/programs.mjs';

const JOB = '2 Bobbin Court';

/** Ada has done the work on a job and turns the phone round. */
async function turnsRound(ada, job) {
  await ada.page.getByRole('heading', { name: 'To do' }).waitFor();
  await ada.opens(job);
  await ada.press('Start work');
  await ada.press('Work is complete');
  await ada.press('Sign off with the customer');
  await ada.page.getByLabel('Your name').waitFor();
}

test('a customer who holds the phone sees their own page, whatever they press, until staff enter the PIN', async (t) => {
  const hub = await startHub(t);
  const handheld = await startEnrolled(t, hub, 'Ada Byrne', 'Van 12');
  const browser = await openBrowser(t);
  const ada = await holding(t, browser, handheld);
  const { page } = ada;
  await turnsRound(ada, JOB);

  for (const press of [
    () => page.goBack(),
    () => page.reload(),
    () => page.evaluate(() => (window.location.hash = '#/')),
    () => page.evaluate(() => (window.location.hash = '#/sending')),
    () => page.reload(),
  ]) {
    await press().catch(() => {});
    await page.getByLabel('Your name').waitFor();
    assert.equal(await page.getByRole('banner').count(), 0);
    assert.equal(await page.getByRole('link').count(), 0);
  }
  for (const [name, args] of [['today'], ['search_jobs', { text: 'bobbin' }], ['outbox'], ['unlock', { pin: '111111' }]]) {
    await assert.rejects(handheld.ask(name, args), (error) => error.failure?.code === 'with_customer');
  }

  // The battery dies in their hands: it comes back locked, and nothing that was recorded is lost.
  await handheld.stop();
  const again = await startHandheld(t, { data: handheld.data });
  const later = await holding(t, browser, again);
  await later.unlocks();
  await later.sees('Today');
  await later.opens(JOB);
  await later.press('Sign off with the customer');
  await later.page.getByLabel('Your name').fill('Jill Marsh');
  await later.draws();
  await later.press('I agree and sign');
  await later.press('Staff: enter your PIN');
  await later.unlocks();
  await later.reads('Signed by Jill Marsh');
});

test('a job that the office gives away while its customer signs is signed, and reaches the landlord', async (t) => {
  const hub = await startHub(t);
  const handheld = await startEnrolled(t, hub, 'Ada Byrne', 'Van 12');
  await hub.invite('Dev Patel', 'Van 7');
  const browser = await openBrowser(t);
  const ada = await holding(t, browser, handheld);
  await ada.page.getByRole('heading', { name: 'To do' }).waitFor();
  const [{ reference }] = await handheld.ask('search_jobs', { text: JOB });
  await turnsRound(ada, JOB);
  await ada.page.getByLabel('Your name').fill('Jill Marsh');
  await ada.draws();

  await hub.tell('assign', '--reference', reference, '--person', 'Dev Patel');
  // The phone hears of it within a second, and shows nothing of that to the customer.
  await new Promise((done) => setTimeout(done, 4_000));
  await ada.press('I agree and sign');
  await ada.page.getByRole('button', { name: 'Staff: enter your PIN' }).waitFor();
  await look(ada.page, 'signed-though-the-job-left');
  await ada.press('Staff: enter your PIN');
  await ada.unlocks();
  await ada.reads('The office gave this job to somebody else');
  await ada.reads('What you did on it is saved and is sent to the landlord');
  assert.equal(await ada.page.getByRole('button', { name: 'Start work' }).count(), 0);
  await look(ada.page, 'job-that-left');

  // Set aside; or flagged, should the news have been slower than Jill.
  const told = async () => (await printed('doorstep-hub', ['quarantine', 'list', '--data', hub.data])) + (await hub.tell('flagged'));
  for (let tries = 0; !(await told()).includes('Van 12'); tries += 1) {
    assert.ok(tries < 60, 'the signature never came to the landlord');
    await new Promise((done) => setTimeout(done, 500));
  }
});

test('a daughter signs for her mother, says what is not right, and asks for a copy by text', async (t) => {
  const hub = await startHub(t);
  const handheld = await startEnrolled(t, hub, 'Ada Byrne', 'Van 12');
  const ada = await holding(t, await openBrowser(t), handheld);
  const { page } = ada;
  await turnsRound(ada, JOB);
  await ada.reads('Signing does not take away any of your rights.');
  await ada.reads('Only an adult can sign. Please do not ask a child.');
  assert.equal(await page.getByRole('button', { name: 'Read this page to me' }).count(), 0, 'nothing here speaks');

  await page.getByLabel('Larger letters').check();
  assert.ok(await page.evaluate(() => parseFloat(getComputedStyle(document.documentElement).fontSize) > 20));
  await look(page, 'sign-off-large');
  await page.getByLabel('Larger letters').uncheck();

  await ada.press(/^This is not right: What was reported/);
  await page.getByLabel('What is not right? (optional)').fill('I said the tap, not the bath');
  await page.getByLabel('No', { exact: true }).check();
  await page.getByLabel('I would rather not say').check();
  await page.getByLabel('Anything else you want to tell us (optional)').fill('He was kind');
  await ada.press('Say it instead of writing');
  await page.getByText(/^0:0[1-9]$/).waitFor();
  await look(page, 'sign-off-speaking');
  await ada.press('Stop');
  await ada.reads(/^Your words are recorded, 0:\d\d$/);
  await page.getByLabel('I am signing for the customer').check();
  await page.getByLabel('By text').check();
  await ada.press('I agree and sign');
  for (const words of ['Enter what you are to the customer', 'Enter your name', 'Sign in the box', 'Enter a phone number']) {
    await page.getByRole('alert').getByText(words).waitFor();
  }
  await look(page, 'sign-off-missing');
  await page.getByLabel('What you are to the customer').fill('daughter');
  await page.getByLabel('Your name').fill('Ann Marsh');
  await page.getByLabel('Mobile number').fill('07700 900123');
  await ada.draws();
  await look(page, 'sign-off-full');
  await ada.press('I agree and sign');
  await ada.press('Staff: enter your PIN');
  await ada.unlocks();
  await ada.reads('Signed by Ann Marsh (daughter) for the customer');
  await ada.reads('What was reported: I said the tap, not the bath');
  await ada.reads('The customer asked for a copy by text to 07700 900123. The office sends it.');
  await ada.reads('Seal verified');
  for (const hidden of ['He was kind', 'rather not say']) assert.equal(await page.getByText(hidden).count(), 0);
  assert.equal(await page.getByRole('button', { name: 'Save the sign-off file' }).count(), 0, 'Ada did the work');
  assert.equal(await page.getByRole('button', { name: /^Listen/ }).count(), 0);
  await look(page, 'job-disputed');
  await ada.sendsNow();
  await ada.sendingSays('All sent');
  const [{ reference }] = await handheld.ask('search_jobs', { text: JOB });
  const file = join(await folder(t), 'jill.doorstep');
  await hub.tell('seal', '--reference', reference, '--out', file);
  assert.match(await printed('doorstep', ['verify', file]), /Also said, aloud: for \d+ s/);
});

test('the words are read aloud where a voice on the phone speaks the language', async (t) => {
  const hub = await startHub(t);
  const ada = await holding(t, await openBrowser(t), await startEnrolled(t, hub, 'Ada Byrne', 'Van 12'));
  const { page } = ada;
  // Chromium has no voices here: this one stands for a phone's own.
  await page.addInitScript(() => {
    window.said = [];
    window.SpeechSynthesisUtterance = class {
      constructor(text) {
        this.text = text;
      }
    };
    Object.defineProperty(window, 'speechSynthesis', {
      value: {
        getVoices: () => [{ lang: 'ar-EG', localService: true }, { lang: 'pl-PL', localService: false }],
        speak: (sentence) => window.said.push(`${sentence.lang}: ${sentence.text}`),
        cancel: () => {},
      },
    });
  });
  await page.reload();
  await turnsRound(ada, JOB);
  assert.equal(await page.getByRole('button', { name: 'Read this page to me' }).count(), 0);
  await page.getByLabel('Language').selectOption({ label: 'العربية' });
  await ada.press('اقرأ لي هذه الصفحة');
  const said = await page.evaluate(() => window.said);
  assert.match(said[0], /^ar-EG: يُرجى مراجعة ما قمنا به/);
  await page.getByRole('button', { name: 'إيقاف القراءة' }).waitFor();
  await look(page, 'sign-off-ar');
  await page.getByLabel('اللغة').selectOption({ label: 'Polski' });
  await page.getByText('To tłumaczenie ma Państwu pomóc.').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Przeczytaj mi tę stronę' }).count(), 0, 'a voice elsewhere hears');
});

/** Turns the page from English to Slovak until what has changed at the landlord's has come with an exchange. */
async function drawnWith(page, change) {
  for (let tries = 0; tries < 80; tries += 1) {
    await page.locator('#language').selectOption({ label: 'Slovenčina' });
    await page.getByText('Prosíme, skontrolujte').waitFor();
    if (await change()) return;
    await page.locator('#language').selectOption({ label: 'English' });
    await page.getByText('Please check what we did').waitFor();
    await page.waitForTimeout(250);
  }
  assert.fail('what changed at the landlord never came');
}

test('a landlord puts Slovak right and has it reviewed, and from then on it is what is signed', async (t) => {
  const hub = await startHub(t);
  const ada = await holding(t, await openBrowser(t), await startEnrolled(t, hub, 'Ada Byrne', 'Van 12'));
  const { page } = ada;
  const words = join(await folder(t), 'words-sk.ftl');
  await printed('doorstep-hub', ['words', 'write', '--data', hub.data, '--language', 'sk', '--out', words]);
  const fluent = await readFile(words, 'utf8');
  await writeFile(words, fluent.replace('numbered = ', 'numbered = { $what }: '));
  const wrong = await hub.tell('import', '--format', 'words', words).catch((error) => error.stderr);
  assert.match(wrong, /line \d+: the message "numbered" must hold the values/);
  await writeFile(words, fluent.replace('Číslo zákazky', 'Číslo objednávky'));
  await hub.tell('import', '--format', 'words', words);

  await turnsRound(ada, JOB);
  await drawnWith(page, async () => (await page.getByText('Číslo objednávky').count()) > 0);
  await page.getByText('Tento preklad vám má pomôcť.').waitFor();
  await printed('doorstep-hub', ['words', 'review', '--data', hub.data, '--language', 'sk', '--by', 'Zuzana Kováčová']);
  const listed = await printed('doorstep-hub', ['words', 'list', '--data', hub.data]);
  assert.match(listed, /Slovak \(sk\): the landlord's own words; may be signed: reviewed by Zuzana Kováčová/);
  assert.match(listed, /Arabic \(ar\): the words that come with Doorstep; an aid beside the English: reviewed by nobody/);
  await drawnWith(page, async () => (await page.getByText('Tento preklad vám má pomôcť.').count()) === 0);
  await page.getByLabel('Vaše meno').fill('Peter Novák');
  await ada.draws();
  await look(page, 'sign-off-sk');
  await ada.press('Súhlasím a podpisujem');
  await ada.press('Staff: enter your PIN');
  await ada.unlocks();
  await ada.reads('Signed by Peter Novák');
  await ada.reads('Seal verified');
});
