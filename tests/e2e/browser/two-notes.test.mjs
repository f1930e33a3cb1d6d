// One sentence that two people put in other words at the same time, far from each other.
import assert from 'node:assert/strict';
import test from 'node:test';
import { look, openBrowser } from '../harness/chromium.mjs';
import { startHandheld, startHub } from '../harness/doorstep.mjs';
import { WORK_ORDER } from '../harness/inputs.mjs';
import { holding } from '../harness/person.mjs';

const { address } = WORK_ORDER;

test('Ada and Dev correct one sentence without sight of each other, and Ada chooses what it says', async (t) => {
  const hub = await startHub(t);
  await hub.tell('import', '--format', 'hackney-work-orders', WORK_ORDER.file);
  const browser = await openBrowser(t);
  const ada = await holding(t, browser, await startHandheld(t));
  const dev = await holding(t, browser, await startHandheld(t));
  await ada.enrols(await hub.invite('Ada Byrne', 'Van 12'));
  await dev.enrols(await hub.invite('Dev Patel', 'Van 7'));
  await ada.opens(address);
  await ada.writes('Stopcock is under the sink.');
  await ada.sendsEverything(address);
  await dev.sendsNow();
  await dev.opens(address);
  assert.equal(await dev.note.inputValue(), 'Stopcock is under the sink.');

  await hub.stop();
  await ada.writes('Stopcock is in the hall.');
  await dev.writes('Stopcock is outside the door.');
  await dev.sendingSays(/No answer from the landlord/);
  await dev.follow(/^Sending: /);
  await dev.press('Send now');
  await dev.reads(/^Tried at \d/);
  await look(dev.page, 'sending-tried');

  await hub.restart();
  await dev.press('Send now');
  await dev.sendingSays('All sent');
  await ada.sendsEverything(address);
  await dev.sendsNow();
  await dev.opens(address);

  const choice = ada.page.getByRole('group', { name: /^The note/ });
  await choice.getByText('All of it together').waitFor();
  await choice.getByText('Ada Byrne').waitFor();
  await choice.getByText('Dev Patel').waitFor();
  await look(ada.page, 'note-competes');
  await choice.getByRole('button', { name: /^Use this one: Stopcock is outside the door\..*Dev Patel/ }).click();
  await ada.page.waitForFunction(() => document.querySelector('textarea')?.value === 'Stopcock is outside the door.');
  await choice.waitFor({ state: 'detached' });
  await ada.sendsEverything(address);
  await dev.sendsNow();
  await dev.opens(address);
  await dev.noteHas(['Stopcock is outside the door.']);
  assert.equal(await dev.page.getByRole('group', { name: /^The note/ }).count(), 0);
});
