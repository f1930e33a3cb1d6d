// Something happens to somebody at work: two taps without a signal, and whoever is named reads it.
import assert from 'node:assert/strict';
import test from 'node:test';
import { look, openBrowser } from '../harness/chromium.mjs';
import { PIN, startEnrolled, startHandheld, startHub } from '../harness/doorstep.mjs';
import { holding } from '../harness/person.mjs';

test('Ada is threatened in a car park without a signal, and Joan reads it', async (t) => {
  const hub = await startHub(t);
  const van = await startEnrolled(t, hub, 'Ada Byrne', 'Van 12');
  const tablet = await startHandheld(t);
  const words = ['--person', 'Joan Ellis', '--device', 'Tablet 9', '--hub', hub.address];
  const lines = await hub.tell('invite', ...words, '--role', 'housing-officer', '--patch', 'E9-NORTH');
  await tablet.ask('enrol', { invitation: lines.split('\n').find((line) => line.startsWith('doorstep:enrol?')) });
  await tablet.ask('choose_pin', { pin: PIN });
  await hub.within('incident', 'reader', '--person', 'Joan Ellis');
  const browser = await openBrowser(t);
  const ada = await holding(t, browser, van);
  await ada.sees('Today');
  await hub.stop();
  await ada.follow('Something happened to me');
  await ada.sees('Something happened to me');
  await ada.page.getByLabel('What happened? (optional)').fill('He said that he would find my van.');
  await ada.page.getByLabel('Where? (optional)').fill('Car park, Weir Road');
  await look(ada.page, 'incident');
  await ada.press('A threat');
  await ada.reads('Saved on this phone.');
  await look(ada.page, 'incident-saved');
  await ada.follow('Has it gone?');
  const reports = ada.page.getByRole('region', { name: 'What you reported' });
  await reports.getByText('Saved on this phone, waiting to send').waitFor();
  await hub.restart();
  await ada.sendsNow();
  await ada.sendingSays('All sent');
  await reports.getByText('The landlord has it').waitFor();
  assert.equal(await ada.page.getByText('find my van').count(), 0, 'none of its words');

  const joan = await holding(t, browser, tablet);
  await joan.follow('1 incident reported by staff');
  await joan.sees('Incidents');
  await joan.reads('He said that he would find my van.');
  await joan.reads('Car park, Weir Road');
  await joan.rests('incidents');
  await look(joan.page, 'incidents');
  assert.match(await hub.within('incident', 'list'), /Threat, from Ada Byrne \(Van 12\)/);
});
