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
  await ada.sees('Serial number');
  await ada.page.getByText('Photograph the code').waitFor();
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
  await dev.reads(/This visit is stopped, because it is not safe/);
  await look(page, 'form-stopped');
  await dev.press('Done');
  await page.getByText('Not finished', { exact: true }).first().waitFor();
  await dev.reads('It is not safe to carry on. A registered engineer has to isolate the gas');
  assert.equal(await page.getByRole('button', { name: 'Start work' }).count(), 0);
  await look(page, 'job-stopped');

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

test('Ada stops at a ceiling with asbestos in it, and the form sends her out of the room before it asks anything', async (t) => {
  const hub = await startHub(t);
  const ada = await holding(t, await openBrowser(t), await startEnrolled(t, hub, 'Ada Byrne', 'Van 12'));
  const { page } = ada;
  const { taps, types, next } = filling(ada);
  await page.getByRole('heading', { name: 'To do' }).waitFor();
  await ada.opens('2 Bobbin Court');
  await hub.stop();
  await ada.follow('Fill in a form');
  await ada.press('Asbestos stop');
  await ada.reads('Stop work. Leave the room, close the door, and let nobody in.');
  await look(page, 'asbestos-stop');
  await ada.press('Begin');
  await ada.sees('When did you stop?');
  await page.getByLabel('Year').fill('2099');
  await next();
  await page.getByRole('alert').getByText('The time has not come yet.').waitFor();
  await page.getByLabel('Year').fill(String(new Date().getFullYear()));
  await page.getByLabel('Time').fill('00:00');
  await next();
  await types('Where is it?', 'Ceiling of the hall');
  await taps('What does it look like?', 'Textured coating');
  await taps('What does the asbestos register say?', 'It is not listed');
  await taps('Was it cut, drilled, broken or moved?', 'Yes');
  // Somebody was there while it was in the air: that is a part of its own.
  await ada.press('Back to the form');
  await ada.press('Go on');
  await types('How many people were in the room?', '2');
  await types('For how long after it was disturbed?', '10');
  await taps('Is there dust on clothes?', 'Yes');
  await ada.sees('Who was there');
  await ada.press('Back to the form');
  await ada.reads('Take outer clothes off where you are and put them into a bag. Do not brush them.');
  await look(page, 'asbestos-stop-clothes');
  await ada.press('Go on');
  await ada.sees('Is the room closed off?');
  await ada.press('No');
  await page.getByRole('alert').getByText('Close the room off before you leave it.').waitFor();
  await look(page, 'asbestos-stop-open');
  await ada.press('Yes');
  await taps('Did you tell the customer what they may and may not do?', 'Yes');
  await taps('Did you ring control?', 'Yes');
  await ada.sees('Photos, from outside the room');
  await ada.press('Leave it for now');
  await ada.press('Back to the form');
  await ada.press('It is filled in');
  await ada.reads(/Filled in by Ada Byrne/);
  await hub.restart();
  await ada.sendsNow();
  await ada.sendingSays('All sent');
});

test('Ada makes an unsafe boiler safe, is told whom to ring, and gives the customer the paper by the share sheet', async (t) => {
  const hub = await startHub(t);
  const ada = await holding(t, await openBrowser(t), await startEnrolled(t, hub, 'Ada Byrne', 'Van 12'));
  const { page } = ada;
  const { taps, types, next } = filling(ada);
  await page.getByRole('heading', { name: 'To do' }).waitFor();
  await ada.opens('2 Bobbin Court');
  await ada.follow('Fill in a form');
  await ada.press('Unsafe gas situation');
  await ada.reads(/ring 0800 111 999/);
  await ada.press('Begin');
  await ada.sees('When did you find it?');
  await next();
  await types('Which appliance or part, and where?', 'Boiler, kitchen cupboard');
  await taps('How is it classified?', 'Immediately dangerous');
  await types('What is wrong?', 'The flue has come off');
  await ada.sees('How was it made safe?');
  await ada.press('It was not made safe');
  await page.getByRole('alert').getByText('What is immediately dangerous is not left in use.').waitFor();
  await look(page, 'unsafe-gas-left');
  await ada.press('Disconnected and sealed');
  await taps('Is a "do not use" label on it?', 'Yes');
  await taps('Did you leave a warning notice with the customer?', 'Yes');
  await ada.sees('The customer signs that they have the notice');
  await drawIn(page);
  await next();
  await ada.sees('Is any of this so?');
  await page.getByLabel('A fitting that could have killed, by how it was made or fitted').check();
  await next();
  await taps('Is anybody here left without heating or hot water who cannot do without it?', 'Yes');
  await taps('Did you leave heaters?', 'Yes');
  await ada.sees('Photos');
  await page.getByLabel('Take a photo').setInputFiles(await ada.picture('#6b7480'));
  await ada.reads('Photo saved on this phone');
  await page.getByRole('button', { name: 'Take off photo 1' }).waitFor();
  await next();
  await ada.press('Yes, still right');
  await types('Your Gas Safe licence number', '1234567');
  await ada.press('Back to the form');
  await ada.reads('This has to be reported to the Health and Safety Executive. Ring your manager today.');
  await ada.press('It is filled in');
  await ada.reads(/Filled in by Ada Byrne/);
  await look(page, 'unsafe-gas');

  // A phone has a share sheet; the desktop's browser has none, so this one notes what it is given.
  await page.evaluate(() => {
    window.given = [];
    navigator.canShare = ({ files }) => files?.length === 1;
    navigator.share = async ({ files }) => {
      window.given.push({ name: files[0].name, type: files[0].type, size: files[0].size });
      if (window.given.length > 1) throw new DOMException('closed', 'AbortError');
    };
  });
  const give = 'Give the customer a copy (PDF)';
  await ada.press(give);
  await page.waitForFunction(() => window.given.length === 1);
  let saved = 0;
  page.on('download', () => (saved += 1));
  await ada.press(give);
  await page.waitForFunction(() => window.given.length === 2);
  const [paper] = await page.evaluate(() => window.given);
  assert.match(paper.name, /\.pdf$/);
  assert.equal(paper.type, 'application/pdf');
  assert.ok(paper.size > 1_000, `${paper.size} bytes`);
  await page.evaluate(() => delete navigator.canShare && (navigator.canShare = undefined));
  const download = page.waitForEvent('download');
  await ada.press(give);
  assert.match((await download).suggestedFilename(), /\.pdf$/);
  assert.equal(saved, 1, 'whoever closes the share sheet gets no file behind it');
});

test('Dev puts an electrical report right but for one thing, which stays due', async (t) => {
  const hub = await startHub(t);
  const dev = await holding(t, await openBrowser(t), await startEnrolled(t, hub, 'Dev Patel', 'Van 7'));
  const { page } = dev;
  const { taps, types, leaves, next } = filling(dev);
  await page.getByRole('heading', { name: 'To do' }).waitFor();
  await dev.opens('2 Bobbin Court');
  await dev.follow('Fill in a form');
  await dev.press('Electrical remedial note');
  await dev.press('Begin');
  const day = async (question, date) => {
    await dev.sees(question);
    await page.getByLabel('Day').fill(String(date.getDate()));
    await page.getByLabel('Month').fill(String(date.getMonth() + 1));
    await page.getByLabel('Year').fill(String(date.getFullYear()));
    await next();
  };
  const ago = (days) => new Date(Date.now() - days * 86_400_000);
  await day('Date of the electrical report that asked for this', ago(10));
  // The end before the start: the work cannot have been done before the report that asked for it.
  await day('Date of the work', ago(11));
  await page.getByRole('alert').waitFor();
  await look(page, 'electrical-before-report');
  await day('Date of the work', ago(0));
  await dev.press('Back to the form');
  await dev.follow('Observations');
  await dev.press('Add the first: Observations');
  await types('What did the report say?', 'No RCD on the bathroom circuit');
  await taps('Code in the report', 'C2: potentially dangerous');
  await taps('Is it put right?', 'Yes');
  await types('What was done?', 'Fitted an RCBO, tested');
  await leaves('Photos before and after');
  await dev.press('Done with this');
  await dev.press('Add another: Observations');
  await types('What did the report say?', 'Bare ends at the consumer unit');
  await taps('Code in the report', 'C1: danger present');
  await taps('Is it put right?', 'No');
  await types('Why is it not put right, and what happens now?', 'The board is on order');
  await dev.sees('Is it safe as it stands?');
  await dev.press('No');
  await page.getByRole('alert').getByText('A danger that is present has to be made safe before you leave. Ring control.').waitFor();
  await look(page, 'electrical-danger');
  await dev.press('Yes');
  await leaves('Photos before and after');
  await dev.press('Done with this');
  await look(page, 'electrical-observations');
  await dev.follow('The whole form');
  await dev.follow(/^Which certificate goes with it/);
  await taps('Which certificate goes with it?', 'Minor works certificate');
  await dev.press('Yes, still right');
  await types('Your registration number', 'NIC-4711');
  await dev.sees('Sign the note');
  await drawIn(page);
  await next();
  await dev.press('Back to the form');
  await dev.reads('Everything that the report wants done is done');
  await dev.press('It is filled in');
  await dev.reads(/Filled in by Dev Patel/);
  await look(page, 'electrical');
  await dev.sendsNow();
  await dev.sendingSays('All sent');
});

test('Ada photographs the code on a boiler where her phone reads codes, and types it where the picture is blurred', async (t) => {
  const hub = await startHub(t);
  const ada = await holding(t, await openBrowser(t), await startEnrolled(t, hub, 'Ada Byrne', 'Van 12'));
  const { page } = ada;
  // This browser reads no codes itself; what stands in for a phone's says what it reads picture by picture.
  await page.evaluate(() => {
    const reads = [[], ['8714-0042'], ['8714-0042', 'https://maker.example/boiler']];
    window.BarcodeDetector = class {
      static getSupportedFormats = async () => ['code_128', 'qr_code'];
      detect = async () => (reads.shift() ?? []).map((rawValue) => ({ rawValue }));
    };
  });
  const { taps, types } = filling(ada);
  await page.getByRole('heading', { name: 'To do' }).waitFor();
  await ada.opens('2 Bobbin Court');
  await ada.follow('Fill in a form');
  await ada.press('Gas safety record');
  await ada.follow('Appliances and flues');
  await ada.press('Add the first: Appliances and flues');
  await taps('What is it?', 'Boiler');
  await types('Where is it?', 'Kitchen cupboard');
  await ada.sees('Make and model');
  await ada.press('Do not know');
  await ada.sees('Serial number');
  const photographs = async () => page.getByLabel('Photograph the code').setInputFiles(await ada.picture('#4a545e'));
  await photographs();
  await ada.reads('No code could be made out. Go closer and hold still, or type the number.');
  await look(page, 'barcode-none');
  await photographs();
  await ada.reads('Read: 8714-0042. Look whether it is the number on the plate.');
  assert.equal(await page.getByRole('textbox').inputValue(), '8714-0042');
  await page.getByRole('textbox').fill('');
  await photographs();
  await ada.reads('There are several codes in the picture. Tap the one that is meant.');
  await look(page, 'barcode-several');
  await ada.press('8714-0042');
  await ada.press('Save and go on');
  await ada.sees('Does it belong to the landlord?');
});

/** What Code 39 makes of a few characters: wide and narrow, bar and gap by turns. */
const CODE_39 = {
  '*': 'nwnnwnwnn', 4: 'nnnwwnnnw', 7: 'nnnwnnwnw', 1: 'wnnwnnnnw', 0: 'nnnwwnwnn', 9: 'nnwwnnwnn',
  G: 'nnnnnwwnw', C: 'wnwnnwnnn',
};

/** A plate with codes printed one over the other, as a photo of it. */
async function plate(page, codes, turned = false) {
  const drawn = await page.evaluate(
    ([codes, patterns, turned]) => {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = turned ? [900, 1200] : [1200, 900];
      const paper = canvas.getContext('2d');
      paper.fillStyle = '#cfd2d4';
      paper.fillRect(0, 0, canvas.width, canvas.height);
      if (turned) {
        paper.translate(900, 0);
        paper.rotate(Math.PI / 2);
      }
      for (const [row, code] of codes.entries()) {
        let x = 120;
        const y = 120 + row * 420;
        paper.fillStyle = '#f4f4f0';
        paper.fillRect(60, y - 30, 1080, 260);
        for (const character of `*${code}*`) {
          for (const [at, width] of [...patterns[character]].entries()) {
            const wide = width === 'w' ? 12 : 4;
            paper.fillStyle = '#202020';
            if (at % 2 === 0) paper.fillRect(x, y, wide, 200);
            x += wide;
          }
          x += 4;
        }
      }
      return canvas.toDataURL('image/jpeg', 0.8);
    },
    [codes, CODE_39, turned],
  );
  return { name: 'plate.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(drawn.split(',')[1], 'base64') };
}

test('Ada photographs the code on a boiler where her web view reads none by itself, without a signal', async (t) => {
  const hub = await startHub(t);
  const ada = await holding(t, await openBrowser(t), await startEnrolled(t, hub, 'Ada Byrne', 'Van 12'));
  const { page } = ada;
  const formats = () => window.BarcodeDetector?.getSupportedFormats() ?? [];
  assert.deepEqual(await page.evaluate(formats), [], 'this web view reads codes by itself');
  const { taps, types } = filling(ada);
  await page.getByRole('heading', { name: 'To do' }).waitFor();
  await hub.stop();
  await ada.opens('2 Bobbin Court');
  await ada.follow('Fill in a form');
  await ada.press('Gas safety record');
  await ada.follow('Appliances and flues');
  await ada.press('Add the first: Appliances and flues');
  await taps('What is it?', 'Boiler');
  await types('Where is it?', 'Kitchen cupboard');
  await ada.sees('Make and model');
  await ada.press('Do not know');
  await ada.sees('Serial number');
  const photographs = async (picture) => page.getByLabel('Photograph the code').setInputFiles(picture);
  await photographs(await ada.picture('#4a545e'));
  await ada.reads('No code could be made out. Go closer and hold still, or type the number.');
  await photographs(await plate(page, ['GC4709911']));
  await ada.reads('Read: GC4709911. Look whether it is the number on the plate.');
  assert.equal(await page.getByRole('textbox').inputValue(), 'GC4709911');
  await photographs(await plate(page, ['GC4709911'], true));
  await ada.reads('Read: GC4709911. Look whether it is the number on the plate.');
  await photographs(await plate(page, ['GC4709911', '10071407']));
  await ada.reads('There are several codes in the picture. Tap the one that is meant.');
  await ada.press('10071407');
  await ada.press('Save and go on');
  await ada.sees('Does it belong to the landlord?');
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
