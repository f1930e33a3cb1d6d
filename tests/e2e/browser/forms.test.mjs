// Safety records at the door: one thing per page, kept at every keystroke, filled in without a signal.
import test from 'node:test';
import assert from 'node:assert/strict';
import { look, openBrowser } from '../harness/chromium.mjs';
import { startEnrolled, startHandheld, startHub } from '../harness/doorstep.mjs';
import { holding } from '../harness/person.mjs';

/** Somebody who fills in a form. */
function filling(person) {
  const { page } = person;
  const next = () => person.press('Save and go on');
  return {
    taps: async (question, choice) => {
      await person.sees(question);
      await person.press(choice);
    },
    types: async (question, text) => {
      await person.sees(question);
      await page.getByRole('textbox', { name: question }).fill(text);
      await next();
    },
    leaves: async (question) => {
      await person.sees(question);
      await person.press('Leave it for now');
    },
    next,
  };
}

test('Ada fills in a gas safety record in a cellar, the phone dies over a number, and she goes on where she was', async (t) => {
  const hub = await startHub(t);
  const handheld = await startEnrolled(t, hub, 'Ada Byrne', 'Van 12');
  const browser = await openBrowser(t);
  let ada = await holding(t, browser, handheld);
  await ada.page.getByRole('heading', { name: 'To do' }).waitFor();
  await ada.opens('2 Bobbin Court');
  await hub.stop();

  await ada.follow('Fill in a form');
  await ada.sees('Fill in a form');
  await ada.reads('Gas safety record');
  assert.equal(await ada.page.getByRole('button', { name: 'About you' }).count(), 0, 'diversity is not an operative’s');
  await look(ada.page, 'forms');
  await ada.press('Gas safety record');
  await ada.sees('Gas safety record');
  await look(ada.page, 'form-new');
  await ada.press('Begin');

  let { taps, types, leaves, next } = filling(ada);
  await ada.sees('Your name');
  await ada.reads('Is this still right?');
  await look(ada.page, 'form-still-right');
  await ada.press('Yes, still right');
  await types('Your Gas Safe licence number', '12345');
  await ada.page.getByRole('alert').getByText('A licence number has seven digits.').waitFor();
  await look(ada.page, 'form-wrong');
  await ada.page.getByRole('textbox', { name: 'Your Gas Safe licence number' }).fill('1234567');

  // The battery goes. What was typed is there again.
  await ada.page.waitForTimeout(300);
  await ada.page.context().close();
  await handheld.stop();
  const again = await startHandheld(t, { data: handheld.data });
  ada = await holding(t, browser, again);
  await ada.unlocks();
  await ada.sees('Today');
  await ada.opens('2 Bobbin Court');
  await ada.follow('Gas safety record');
  await ada.press('Go on');
  ({ taps, types, leaves, next } = filling(ada));
  await ada.sees('Your Gas Safe licence number');
  assert.equal(await ada.page.getByRole('textbox').inputValue(), '1234567');
  await next();
  await ada.sees('Date of the check');
  await look(ada.page, 'form-date');
  await next();
  await leaves('When was this check due?');
  await ada.sees('Engineer');
  await look(ada.page, 'form-part');
  await ada.press('Back to the form');

  await ada.sees('Gas safety record');
  await ada.press('It is filled in');
  await ada.page.getByRole('alert').getByText('Answer "Gas tightness test".').waitFor();
  await look(ada.page, 'form-not-yet');
  await ada.follow(/^Gas tightness test/);
  await taps('Gas tightness test', 'Pass');
  await taps('Can the emergency control be reached and worked?', 'Yes');
  await taps('Protective equipotential bonding', 'Pass');
  await ada.press('Back to the form');

  await ada.follow('Appliances and flues');
  await ada.press('Add the first: Appliances and flues');
  await taps('What is it?', 'Combination boiler');
  await types('Where is it?', 'Kitchen cupboard');
  await ada.sees('Make and model');
  await look(ada.page, 'form-text');
  await ada.press('Do not know');
  await leaves('Serial number');
  await taps('Does it belong to the landlord?', 'Yes');
  await ada.sees('Was it inspected?');
  await look(ada.page, 'form-one-tap');
  await taps('Was it inspected?', 'Yes');
  await taps('Flue', 'Room sealed');
  await leaves('Operating pressure');
  await types('Heat input', '24,5');
  await types('Carbon monoxide in the flue gas', '12');
  await types('Carbon dioxide in the flue gas', '8.9');
  await taps('Safety device', 'Pass');
  await taps('Ventilation', 'Fail');
  await taps('Condition of the flue and its end', 'Pass');
  await taps('Flue flow and spillage test', 'Pass');
  await taps('Was it serviced?', 'Yes');
  await taps('Is it safe to use?', 'No');
  await taps('How is the defect classified?', 'At risk');
  await types('What is wrong with it?', 'The air brick is blocked');
  await types('What did you do about it?', 'Turned it off and labelled it');
  await ada.sees('Did you attach a warning notice and leave one?');
  await ada.press('No');
  await ada.page.getByRole('alert').getByText('needs a warning notice').waitFor();
  await ada.press('Yes');
  await ada.sees('Photos');
  await ada.page.getByLabel('Take a photo').setInputFiles(await ada.picture('#7a8b99'));
  await ada.reads('Photo saved on this phone');
  await ada.page.getByRole('button', { name: 'Take off photo 1' }).waitFor();
  await look(ada.page, 'form-photo');
  await next();
  await ada.sees('Combination boiler, Kitchen cupboard');
  await look(ada.page, 'form-appliance');
  await ada.press('Done with this');
  await ada.sees('Appliances and flues');
  await look(ada.page, 'form-appliances');
  await ada.follow('The whole form');

  await ada.sees('Gas safety record');
  await ada.reads('Defects found: 1. Fill in an unsafe gas situation');
  await ada.follow(/^Carbon monoxide alarm/);
  await taps('Carbon monoxide alarm', 'There is one, and it works');
  await taps('Is it fitted where it should be?', 'Yes');
  await ada.sees('Sign the record');
  await drawIn(ada.page);
  await look(ada.page, 'form-signature');
  await next();
  await taps('Who has the record?', 'The tenant, now');
  await ada.press('Back to the form');
  await ada.press('It is filled in');
  await ada.reads(/Filled in by Ada Byrne/);
  await ada.reads('Next gas safety check');
  await look(ada.page, 'form-filled-in');

  await ada.follow('Back');
  await ada.reads('Safety records and forms');
  await hub.restart();
  await ada.sendsNow();
  await ada.sendingSays('All sent');
});

test('Dev stops where it is not safe, and finds a code by what is wrong', async (t) => {
  const hub = await startHub(t);
  const dev = await holding(t, await openBrowser(t), await startEnrolled(t, hub, 'Dev Patel', 'Van 7'));
  const { page } = dev;
  const { taps, types, next } = filling(dev);
  await page.getByRole('heading', { name: 'To do' }).waitFor();
  await dev.opens('2 Bobbin Court');
  await dev.follow('Fill in a form');
  await dev.press('Before you start: is it safe?');
  await dev.press('Begin');
  await dev.sees('What is there at this job?');
  await page.getByLabel('Height', { exact: true }).check();
  await page.getByLabel('Gas', { exact: true }).check();
  await look(page, 'form-choose-many');
  await next();
  await taps(/^Height:/, 'Yes');
  await taps(/^Gas:/, 'No');
  await dev.sees('What now?');
  await dev.reads('Do not start. Make it safe first, or stop here and ring control.');
  await dev.press('Safe to start');
  await page.getByRole('alert').getByText('Something is not safe yet.').waitFor();
  await look(page, 'form-not-safe');
  await dev.press('Unsafe: stopped');
  await types('What has to happen before the work can be done?', 'A registered engineer has to isolate the gas');
  await dev.sees('Photos');
  await dev.press('Leave it for now');
  await dev.press('Back to the form');
  await dev.press('It is filled in');
  await dev.reads(/Filled in by Dev Patel/);
  await look(page, 'form-stopped');
  await dev.press('Done');

  await dev.follow('Fill in a form');
  await dev.press('What is wrong, and which code?');
  await dev.press('Begin');
  await taps('Which trade is it?', 'Plumbing');
  await taps('Which room?', 'Bathroom');
  await taps('What is it?', 'Basin tap');
  await taps('What is wrong with it?', 'Drips or leaks');
  await dev.sees('Why, as far as you can tell?');
  await dev.press('Do not know');
  await taps('What does it want?', 'Renew it');
  await dev.press('Back to the form');
  await dev.reads('Codes that fit');
  await look(page, 'form-codes');
  const code = page.getByRole('link', { name: 'Renew basin tap, standard' });
  await code.click();
  await dev.sees('Add this code');
  await dev.press('Add to the job');
  await dev.reads(/^Added /);

  // A code that he keeps at hand stands first from now on.
  await page.getByLabel('Search codes').fill('overhaul wc cistern');
  // What an earlier search found stays until the new rows are there.
  const wanted = page.getByRole('listitem').filter({ hasText: 'Overhaul WC cistern, standard' });
  await wanted.getByRole('button', { name: /^Favourite / }).click();
  await page.getByLabel('Plumbing only').check();
  await page.getByLabel('Search codes').fill('');
  await dev.reads('Favourites, then those used most recently');
  await page.getByRole('main').getByRole('listitem').first().getByText(/^Overhaul WC cistern/).waitFor();
  await look(page, 'codes-favourites');
});

async function drawIn(page) {
  const paper = page.locator('canvas');
  await paper.scrollIntoViewIfNeeded();
  const { x, y, width, height } = await paper.boundingBox();
  await page.mouse.move(x + 0.2 * width, y + 0.6 * height);
  await page.mouse.down();
  for (let step = 1; step <= 12; step += 1) {
    await page.mouse.move(x + (0.2 + step * 0.04) * width, y + (0.5 + 0.25 * Math.sin(step)) * height, { steps: 3 });
  }
  await page.mouse.up();
}
