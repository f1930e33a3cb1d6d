// Anti-social behaviour on the officer's phone: reported on a sofa without a signal, a diary over weeks, typed and spoken,
// risk, what is done, how they hear, and what a colleague wrote meanwhile.
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import test from 'node:test';
import { glance, look, openBrowser } from '../harness/chromium.mjs';
import { PIN, startHandheld, startHub } from '../harness/doorstep.mjs';
import { holding } from '../harness/person.mjs';

const ROOT = resolve(import.meta.dirname, '../../..');

async function tabletOf(t, hub, person, device) {
  const tablet = await startHandheld(t);
  const words = ['--person', person, '--device', device, '--hub', hub.address];
  const lines = await hub.tell('invite', ...words, '--role', 'housing-officer', '--patch', 'E9-NORTH');
  await tablet.ask('enrol', { invitation: lines.split('\n').find((line) => line.startsWith('doorstep:enrol?')) });
  await tablet.ask('choose_pin', { pin: PIN });
  return tablet;
}

test('Samira reports noise, and keeps a diary that is typed and spoken without a signal', async (t) => {
  const hub = await startHub(t);
  await hub.tell('import', '--format', 'csv-tenancies', resolve(ROOT, 'tests/fixtures/tenancies.csv'));
  const tablet = await tabletOf(t, hub, 'Noor Aziz', 'Tablet 3');
  const others = await tabletOf(t, hub, 'Omar Reid', 'Tablet 4');
  const browser = await openBrowser(t);
  const noor = await holding(t, browser, tablet);
  const { page } = noor;
  const top = () => page.evaluate(() => window.scrollTo(0, 0));
  await noor.follow(/homes of my patch/);
  await page.getByRole('link', { name: '8 Sluice Court' }).waitFor();
  await noor.rests('homes');
  await hub.stop();
  await noor.follow('8 Sluice Court, Weir Road');
  await noor.follow('Report anti-social behaviour');
  await noor.sees('What is happening?');
  await noor.press('Save this report');
  await page.getByRole('alert').getByText('Write what happens').waitFor();
  await look(page, 'asb-report-wrong');
  await page.getByRole('radio', { name: 'Noise' }).check();
  await page.getByLabel('What happens, in their own words').fill('Drums through the wall until two in the morning.');
  await page.getByLabel('Since when?').fill('Since March');
  await page.getByLabel('Who is affected').fill('My mother cannot sleep');
  // The tablet dies in the middle of it.
  await page.waitForTimeout(500);
  await page.reload();
  await noor.sees('What is happening?');
  assert.equal(await page.getByLabel('Since when?').inputValue(), 'Since March');
  await page.getByRole('radio', { name: 'Samira Haddad' }).check();
  await top();
  await look(page, 'asb-report');
  await noor.press('Save this report');
  await noor.sees('Noise, reported by Samira Haddad');
  await noor.reads('Saved on this phone, waiting to send');
  await glance(page, 'asb-new');

  // A sheet with several nights, one after the other; then one that she speaks.
  await noor.follow('Add to the diary');
  await noor.sees('What happened?');
  await noor.press('Save in the diary');
  await page.getByRole('alert').getByText('Write what happened, or let them speak it').waitFor();
  await page.getByLabel('Day').fill('2026-11-06');
  await page.getByLabel('In their own words').fill('Drums from ten until two.');
  await noor.press('Save, and write another');
  await noor.reads('Saved on this phone. Write the next one.');
  assert.equal(await page.getByLabel('In their own words').inputValue(), '');
  await page.getByLabel('Day').fill('2026-11-13');
  await page.getByLabel('In their own words').fill('Drums again, and shouting on the stairs.');
  await page.getByLabel('How did it affect them?').fill('Afraid to go down');
  await top();
  await look(page, 'asb-diary');
  await noor.press('Save in the diary');
  await noor.sees('Noise, reported by Samira Haddad');
  const diary = page.getByRole('region', { name: 'Diary' });
  await diary.getByText('Drums again').waitFor();
  await noor.follow('Add to the diary');
  await noor.press('Let them speak it');
  await noor.reads('Recording, 0:01');
  await look(page, 'asb-speaking');
  await noor.press('Stop, and save it in the diary');
  await noor.sees('Noise, reported by Samira Haddad');
  await diary.getByRole('button', { name: /^Listen/ }).click();
  await page.locator('audio').waitFor();
  // She is called away while it runs: what was said so far is in the diary.
  await noor.follow('Add to the diary');
  await noor.press('Let them speak it');
  await noor.reads('Recording, 0:01');
  await noor.follow('Report');
  await noor.sees('Noise, reported by Samira Haddad');
  await diary.getByRole('button', { name: /^Listen/ }).nth(1).waitFor();

  await noor.follow('Ask about risk');
  await noor.sees('How much are they at risk?');
  await noor.press('Save the answers');
  await noor.reads('No question was answered');
  await page.getByRole('group', { name: 'Has anybody been threatened or hurt?' }).getByLabel('Yes').check();
  await page.getByRole('group', { name: 'Are they without anybody' }).getByLabel('Would rather not say').check();
  await top();
  await look(page, 'asb-risk');
  await noor.press('Save the answers');
  await noor.reads('Somebody is threatened or afraid.');
  await page.getByText('Add what is to be done').click();
  await page.getByLabel('What is to be done?').fill('Write to the flat above');
  assert.equal(await page.getByLabel('Who does it?').inputValue(), 'Noor Aziz');
  await noor.press('Save this action');
  await noor.reads('Noor Aziz. No day agreed');
  await page.getByText('Agree how they hear').click();
  await noor.press('Save what was agreed');
  await noor.reads('It does not say how often');
  await page.getByLabel('How often?').fill('every Friday');
  await page.getByLabel('When not?').fill('after 18:00');
  await look(page, 'asb-agreeing');
  await noor.press('Save what was agreed');
  await noor.reads('Telephone, every Friday');
  await top();
  await look(page, 'asb');
  await glance(page, 'asb-glance');

  await noor.follow('Home');
  await page.getByRole('region', { name: 'Anti-social behaviour' }).getByText('Open, 4 diary entries').waitFor();
  await look(page, 'asb-home');
  await hub.restart();
  await noor.sendsNow();
  await noor.sendingSays('All sent');
  const listed = await hub.within('asb', 'list');
  const [reference] = /D-\w+/.exec(listed);
  assert.match(listed, /Noise reported by Samira Haddad, 8 Sluice Court, Weir Road; taken down by Noor Aziz/);
  assert.match(await hub.within('asb', 'show', '--reference', reference), /Drums again, and shouting on the stairs/);

  // Omar has the patch too. He writes in a cellar while Noor closes it: it does not lie unread.
  const omar = await holding(t, browser, others);
  await omar.follow(/homes of my patch/);
  await omar.follow('8 Sluice Court, Weir Road');
  await omar.follow(/^Noise, reported by Samira Haddad/);
  await omar.page.getByText('Drums again, and shouting on the stairs.').waitFor();
  await omar.sendsNow();
  await omar.sendingSays('All sent');
  await hub.stop();
  await omar.page.goBack();
  await omar.sees('Noise, reported by Samira Haddad');
  await omar.follow('Add to the diary');
  await omar.page.getByLabel('In their own words').fill('He waited for her at the lift.');
  await omar.press('Save in the diary');
  await omar.sees('Noise, reported by Samira Haddad');
  await page.goBack();
  await page.goBack();
  await noor.sees('Noise, reported by Samira Haddad');
  await page.getByText('Close it', { exact: true }).click();
  await noor.press('Close this report');
  await noor.reads('It does not say why');
  await page.getByLabel('Why?').fill('Quiet for two weeks');
  await noor.press('Close this report');
  await page.getByRole('region', { name: 'Closed' }).getByText('Quiet for two weeks').waitFor();
  await hub.restart();
  await omar.sendsNow();
  await omar.sendingSays('All sent');
  await noor.sendsNow();
  await noor.sendingSays('All sent');
  await page.goBack();
  await noor.reads('1 entry was written that whoever closed it had not seen');
  await page.getByText('He waited for her at the lift.').waitFor();
  await top();
  await look(page, 'asb-unseen');
});
