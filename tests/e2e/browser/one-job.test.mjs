// One job, worked on by two handhelds without a signal, signed by the customer, and back at the landlord's.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import { glance, look, openBrowser } from '../harness/chromium.mjs';
import { startHandheld, startHub } from '../harness/doorstep.mjs';
import { SCHEMAS, WORK_ORDER } from '../harness/inputs.mjs';
import { holding } from '../harness/person.mjs';
import { folder, printed } from '../harness/programs.mjs';

const { address, reference } = WORK_ORDER;

test('Ada and Dev work on one job in a cellar, Jill signs, and nobody loses a word', async (t) => {
  const hub = await startHub(t);
  await hub.tell('import', '--format', 'hackney-work-orders', WORK_ORDER.file);
  const browser = await openBrowser(t);
  const ada = await holding(t, browser, await startHandheld(t));
  const dev = await holding(t, browser, await startHandheld(t));

  await ada.enrols(await hub.invite('Ada Byrne', 'Van 12'));
  await dev.enrols(await hub.invite('Dev Patel', 'Van 7'));
  await ada.opens(address);
  const ordered = await ada.addsCode('cou', '2');
  await ada.writes('Buzzer dead on arrival.');
  await ada.sendsEverything(address);
  await dev.sendsNow();
  await dev.opens(address);
  await dev.readsQuantity(ordered, '2');
  await dev.item(ordered).getByText('Ada Byrne').waitFor();
  assert.equal(await dev.note.inputValue(), 'Buzzer dead on arrival.');

  // The cable is pulled.
  await hub.stop();

  await ada.says('I am on my way');
  await ada.reads('On the way');
  await ada.press('Start work');
  await ada.page.getByRole('button', { name: 'Work is complete' }).waitFor();
  await ada.sendingSays(/No answer from the landlord. \d+ saved on this phone/);
  const adas = await ada.addsCode('han', '1');
  await ada.changesQuantity(ordered, '3');
  await ada.writes('Buzzer dead on arrival. Handset renewed and tested.');
  await look(ada.page, 'job-at-work');
  await ada.press('Work is complete');
  await ada.press('Sign off with the customer');

  // The phone is in Jill's hands.
  await ada.reads(/I have read|This is a record|signature/i);
  await ada.page.getByRole('radio', { name: /^5/ }).check();
  await ada.page.getByLabel('Your name').fill('Jill Marsh');
  await ada.draws();
  await look(ada.page, 'sign-off');
  await ada.page.goBack();
  await ada.page.getByLabel('Your name').waitFor();
  await ada.page.locator('form button[type=submit]').click();
  await ada.page.getByRole('button', { name: 'Staff: enter your PIN' }).waitFor();
  await look(ada.page, 'thanks');
  await ada.press('Staff: enter your PIN');
  await ada.unlocks();
  await ada.reads('Signed by Jill Marsh');
  await ada.reads('Everything on this job is covered by the sign-off.');
  await look(ada.page, 'job-signed');

  await dev.writes('Panel in lobby checked. Buzzer dead on arrival.');
  await dev.changesQuantity(ordered, '5');
  await dev.photographs('#7a5c3a', 'Panel in the lobby');
  const devs = await dev.addsCode('cab', '2');
  assert.equal(new Set([ordered, adas, devs]).size, 3);
  await dev.sendingSays(/No answer from the landlord. \d+ saved on this phone/);
  await dev.follow(/^Sending: /);
  await dev.reads('Waiting on this phone');
  await look(dev.page, 'sending-no-signal');

  // Somebody plugs it in again.
  await hub.restart();
  await dev.press('Send now');
  await dev.sendingSays('All sent');
  await look(dev.page, 'sending-all-sent');
  await ada.sendsEverything(address);
  await dev.sendsNow();
  await dev.opens(address);

  for (const person of [ada, dev]) {
    await person.noteHas(['Panel in lobby checked.', 'Buzzer dead on arrival.', 'Handset renewed and tested.']);
    await person.item(devs).getByText('Not covered by the sign-off').waitFor();
    await person.item(adas).waitFor();
    assert.equal(await person.item(adas).getByText('Not covered by the sign-off').count(), 0);
    await person.reads('Seal verified');
    await person.reads('Not covered by the sign-off');
    const shown = person.page.getByRole('img', { name: 'Before photo: Panel in the lobby' });
    await shown.waitFor();
    assert.ok(await shown.evaluate((image) => image.decode().then(() => image.naturalWidth > 100)));
  }
  await look(ada.page, 'job-after-merge');

  // Two quantities, side by side, and one of them is chosen.
  const choice = ada.page.getByRole('group', { name: `Quantity of ${ordered}` });
  await choice.getByText('Ada Byrne').waitFor();
  await choice.getByText('Dev Patel').waitFor();
  await choice.getByRole('button', { name: /^Use this one: 5 .*Dev Patel/ }).click();
  await choice.waitFor({ state: 'detached' });
  await ada.readsQuantity(ordered, '5');
  await ada.page.getByRole('link', { name: /Panel in the lobby/ }).click();
  await ada.sees('Before photo');
  await look(ada.page, 'photo');
  await ada.sendsNow();
  await ada.sendingSays('All sent');
  await dev.sendsNow();
  await dev.opens(address);
  await dev.readsQuantity(ordered, '5');
  await dev.page.getByRole('group', { name: `Quantity of ${ordered}` }).waitFor({ state: 'detached' });
  await glance(dev.page, 'job-settled-glance');

  // The seal verifies away from all of them, and the landlord gets its messages.
  const file = join(await folder(t), 'signed.doorstep');
  await hub.tell('seal', '--reference', reference, '--out', file);
  const verified = await printed('doorstep', ['verify', file]);
  assert.match(verified, /Jill Marsh/);
  assert.match(verified, /not covered/i);
  const checked = SCHEMAS ? ['--schemas', SCHEMAS] : [];
  const messages = JSON.parse(await hub.tell('export', '--reference', reference, ...checked));
  const told = JSON.stringify(messages);
  for (const code of [ordered, adas, devs]) assert.ok(told.includes(code), `${code} is not in the messages`);
  assert.ok(messages.some((message) => message.WorkOrderReference?.ID === reference));
});
