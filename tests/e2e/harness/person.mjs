// A person with a handheld in a browser: what they tap, type and draw, and what they wait to read.
import assert from 'node:assert/strict';
import { openScreen } from './chromium.mjs';
import { PIN } from './doorstep.mjs';

/** Somebody who looks at this handheld's screen. */
export async function holding(t, browser, handheld) {
  return new Person(await openScreen(t, browser, handheld.address));
}

export class Person {
  constructor(page) {
    this.page = page;
  }

  /** Waits for a screen by its heading. */
  async sees(name) {
    await this.page.getByRole('heading', { level: 1, name }).waitFor();
  }

  /** Waits for words anywhere on the screen. */
  async reads(words) {
    await this.page.getByText(words).first().waitFor();
  }

  async press(name) {
    await this.page.getByRole('button', { name, exact: typeof name === 'string' }).click();
  }

  async follow(name) {
    await this.page.getByRole('link', { name, exact: typeof name === 'string' }).click();
  }

  /** Waits for the words about sending at the top of the screen. */
  async sendingSays(words) {
    await this.page.getByRole('banner').getByText(words).waitFor();
  }

  /** A screen that nobody touches comes to rest: it does not ask this again and again, which would empty the battery. */
  async rests(question) {
    let asked = 0;
    const count = (request) => {
      if ((request.postData() ?? '').includes(`"${question}"`)) asked += 1;
    };
    this.page.on('request', count);
    // Records that have just arrived may ask a few times more.
    for (let window = 0; window < 10; window += 1) {
      asked = 0;
      await this.page.waitForTimeout(500);
      if (asked === 0) break;
    }
    this.page.off('request', count);
    assert.equal(asked, 0, `a screen at rest goes on asking ${question}`);
  }

  /** From a new handheld to Today. */
  async choosesPin(pin = PIN) {
    await this.sees('Choose a PIN');
    await this.page.getByLabel('New PIN').fill(pin);
    await this.press('Continue');
    await this.page.getByLabel('Enter the PIN again').fill(pin);
    await this.press('Save PIN');
  }

  async enrols(invitation) {
    await this.sees('Set up this phone');
    await this.page.getByLabel('Invitation').fill(invitation);
    await this.press('Join');
    await this.sees('Choose a PIN');
    await this.page.getByLabel('New PIN').fill(PIN);
    await this.press('Continue');
    await this.page.getByLabel('Enter the PIN again').fill(PIN);
    await this.press('Save PIN');
    await this.sees('Today');
  }

  /** On the number pad, as with a thumb. */
  async unlocks(pin = PIN) {
    await this.sees('Unlock Doorstep');
    const pad = this.page.getByRole('group', { name: 'Number pad' });
    for (const digit of pin) await pad.getByRole('button', { name: digit, exact: true }).click();
    await this.press('Unlock');
  }

  /** From any staff screen, by words of the job's address. */
  async opens(words) {
    await this.page.getByRole('banner').getByRole('link', { name: 'Doorstep' }).click();
    await this.sees('Today');
    await this.page.getByLabel('Search all jobs on this phone').fill(words);
    // What an earlier search found stays until the new rows are there.
    const job = this.page.getByRole('article').getByRole('link').filter({ hasText: words });
    const address = await job.textContent();
    await job.click();
    await this.sees(address);
  }

  /** Something other than the next step. */
  async says(what) {
    await this.follow('Something else happened');
    await this.page.getByRole('dialog').getByRole('button', { name: what, exact: true }).click();
  }

  get note() {
    return this.page.getByRole('textbox', { name: 'Note', exact: true });
  }

  /** Writes over the note, and waits until it is on the disk. */
  async writes(text) {
    await this.note.fill(text);
    await this.note.blur();
    await this.page.getByRole('region', { name: 'Note' }).getByText('Saved on this phone', { exact: true }).waitFor();
  }

  /** Waits until all of these words stand in the note. */
  async noteHas(words) {
    const whole = ([field, words]) => words.every((some) => document.querySelector(field)?.value.includes(some));
    await this.page.waitForFunction(whole, ['#note', words]);
  }

  /** Adds the first code found, and answers it. */
  async addsCode(letters, quantity) {
    await this.follow('Add a code');
    await this.page.getByLabel('Search codes').fill(letters);
    await this.page.getByRole('status').filter({ hasText: 'found' }).waitFor();
    await this.rests('search_codes');
    const first = this.page.getByRole('main').getByRole('listitem').first();
    const [, code] = /(\S+) ·/.exec((await first.textContent()).replace(/^.*?(?=[A-Z0-9]{5,} ·)/, '')) ?? [];
    assert.ok(code, 'the list of codes names codes');
    await first.getByRole('button').first().click();
    await this.sees('Add this code');
    await this.page.getByLabel('Quantity').fill(quantity);
    await this.press('Add to the job');
    await this.reads(`Added ${code}`);
    await this.press('Back to the job');
    await this.item(code).waitFor();
    return code;
  }

  /** The line of a code on the job. */
  item(code) {
    return this.page.getByRole('region', { name: 'Codes' }).getByRole('listitem').filter({ hasText: code });
  }

  async changesQuantity(code, quantity) {
    await this.press(`Change ${code}`);
    await this.page.getByLabel(`Quantity of ${code}`).fill(quantity);
    await this.press('Save quantity');
    await this.readsQuantity(code, quantity);
  }

  async readsQuantity(code, quantity) {
    await this.item(code).getByText(new RegExp(`^${quantity} `)).waitFor();
  }

  /** Draws on the glass, in two strokes. */
  async draws() {
    const paper = this.page.locator('#signature');
    await paper.scrollIntoViewIfNeeded();
    const { x, y, width, height } = await paper.boundingBox();
    const { mouse } = this.page;
    for (const from of [0.15, 0.5]) {
      await mouse.move(x + from * width, y + 0.6 * height);
      await mouse.down();
      for (let step = 1; step <= 12; step += 1) {
        const up = 0.5 + 0.3 * Math.sin(step * 1.3 + from);
        await mouse.move(x + (from + step * 0.025) * width, y + up * height, { steps: 3 });
      }
      await mouse.up();
    }
  }

  /** Takes a photo of something in this colour. */
  async photographs(colour, caption) {
    const file = await this.picture(colour);
    await this.page.getByLabel('What the photo shows (optional)').fill(caption);
    await this.page.getByLabel('Take a photo').setInputFiles(file);
    await this.reads('Photo saved on this phone');
  }

  /** What the camera would give of something in this colour. */
  async picture(colour) {
    const scene = await this.page.evaluate((fill) => {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [1600, 1200];
      const pen = canvas.getContext('2d');
      pen.fillStyle = fill;
      pen.fillRect(0, 0, 1600, 1200);
      pen.fillStyle = '#d9d4c8';
      pen.fillRect(500, 150, 600, 900);
      pen.fillStyle = '#30302e';
      for (let key = 0; key < 12; key += 1) pen.fillRect(580 + (key % 3) * 160, 300 + Math.floor(key / 3) * 170, 110, 110);
      return canvas.toDataURL('image/jpeg', 0.8).split(',')[1];
    }, colour);
    return { name: 'photo.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(scene, 'base64') };
  }

  /** Drags a finger over the picture, in shares of it. */
  async drags(fromX, fromY, toX, toY) {
    const paper = this.page.getByRole('application');
    await paper.scrollIntoViewIfNeeded();
    const { x, y, width, height } = await paper.boundingBox();
    const { mouse } = this.page;
    await mouse.move(x + fromX * width, y + fromY * height);
    await mouse.down();
    await mouse.move(x + toX * width, y + toY * height, { steps: 6 });
    await mouse.up();
  }

  /** What anybody does who has a signal again and will not wait. */
  async sendsNow() {
    await this.page.getByRole('banner').getByRole('link', { name: 'Sending' }).click();
    await this.sees('Sending');
    await this.press('Send now');
  }

  /** Sends, waits until the landlord has everything, and comes back to the job. */
  async sendsEverything(job) {
    await this.sendsNow();
    await this.sendingSays('All sent');
    await this.opens(job);
  }
}
