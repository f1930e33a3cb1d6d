// The shorter story in the real window: from a new phone to a signature, with the hub gone in between.
import assert from 'node:assert/strict';
import test from 'node:test';
import { By, Key, until } from 'selenium-webdriver';
import { PIN, startEnrolled, startHub } from '../harness/doorstep.mjs';
import { folder } from '../harness/programs.mjs';
import { openWindow, picture } from '../harness/window.mjs';

const PATIENCE_MS = 20_000;
const JOB = '27 Carding Close';
const NOTE = 'Float valve perished. New one fitted.';

/** A person before the window: what they press, and what they wait to read. */
class Person {
  constructor(window) {
    this.window = window;
  }

  async finds(path) {
    const element = await this.window.wait(until.elementLocated(By.xpath(path)), PATIENCE_MS, `waits for ${path}`);
    return this.window.wait(until.elementIsVisible(element), PATIENCE_MS, `waits to see ${path}`);
  }

  sees(heading) {
    return this.finds(`//h1[contains(normalize-space(.), "${heading}")]`);
  }

  reads(words) {
    return this.finds(`//*[contains(normalize-space(text()), "${words}")]`);
  }

  async press(name) {
    const button = await this.finds(`//button[normalize-space(.)="${name}"] | //a[normalize-space(.)="${name}"]`);
    await this.window.executeScript('arguments[0].scrollIntoView({ block: "center" })', button);
    await button.click();
  }

  async types(id, ...keys) {
    await (await this.finds(`//*[@id="${id}"]`)).sendKeys(...keys);
  }

  /** With a pointer on the canvas, as with a finger on the glass. */
  async draws() {
    const paper = await this.window.findElement(By.css('#signature canvas'));
    await this.window.executeScript('arguments[0].scrollIntoView({ block: "center" })', paper);
    const { width, height } = await paper.getRect();
    // Counted from the middle of the canvas.
    const at = (across, down) => ({
      x: Math.round((across - 0.5) * width),
      y: Math.round((down - 0.5) * height),
      origin: paper,
      duration: 30,
    });
    const stroke = this.window.actions({ async: true }).move(at(0.2, 0.7)).press();
    for (let step = 1; step <= 10; step += 1) stroke.move(at(0.2 + step * 0.05, 0.5 + 0.3 * Math.sin(step * 1.4)));
    await stroke.release().perform();
  }
}

test('Ada joins, works and has her work signed in the window, and a note from a dead spot reaches Dev', async (t) => {
  const hub = await startHub(t);
  const dev = await startEnrolled(t, hub, 'Dev Patel', 'Van 7');
  const ada = new Person(await openWindow(t, await folder(t)));

  await ada.sees('Set up this phone');
  await picture(ada.window, 'window-enrol');
  await ada.types('invitation', await hub.invite('Ada Byrne', 'Van 12'));
  await ada.press('Join');
  await ada.sees('Choose a PIN');
  await ada.types('new-pin', PIN, Key.ENTER);
  await ada.types('pin-again', PIN, Key.ENTER);
  await ada.sees('Today');
  await ada.types('job-search', JOB);
  await ada.reads('1 job found');
  await picture(ada.window, 'window-search');
  await (await ada.finds(`//article//a[contains(., "${JOB}")]`)).click();
  await ada.sees(JOB);
  await picture(ada.window, 'window-job');

  // The cable is pulled.
  await hub.stop();
  await ada.press('Start work');
  await ada.types('note', NOTE);
  await ada.reads('Saved on this phone');
  await ada.reads('Last edited by Ada Byrne');
  await ada.reads('No answer from the landlord. 2 saved on this phone');
  await picture(ada.window, 'window-note-no-signal');
  await ada.press('Sign off with the customer');
  await ada.sees('Please check what we did');
  await ada.types('signer', 'Doris Ackroyd');
  await ada.draws();
  await picture(ada.window, 'window-sign-off');
  await ada.press('I agree and sign');
  await ada.press('Staff: enter your PIN');
  await ada.types('pin', PIN, Key.ENTER);
  await ada.reads('Signed by Doris Ackroyd');
  await picture(ada.window, 'window-signed');
  const job = (await dev.ask('search_jobs', { text: JOB }))[0].id;
  assert.equal((await dev.ask('job', { job })).note.text, '');

  // And plugged in again: Ada does nothing about it.
  await hub.restart();
  await ada.reads('All sent');
  const there = async () => {
    await dev.ask('send_now');
    return (await dev.ask('job', { job })).signOff !== null;
  };
  await ada.window.wait(there, PATIENCE_MS, 'Dev gets what Ada recorded');
  const { note, signOff } = await dev.ask('job', { job });
  assert.equal(note.text, NOTE);
  assert.match(signOff.words, /Doris Ackroyd/);
  assert.equal(signOff.verified, true);
});
