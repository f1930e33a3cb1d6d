// Every other way in which a visit ends.
import test from 'node:test';
import { look, openBrowser } from '../harness/chromium.mjs';
import { startEnrolled, startHub } from '../harness/doorstep.mjs';
import { holding } from '../harness/person.mjs';

test('Ada ends her visits: nobody in, a part to order, no signature wanted or possible, an empty home', async (t) => {
  const hub = await startHub(t);
  const ada = await holding(t, await openBrowser(t), await startEnrolled(t, hub, 'Ada Byrne', 'Van 12'));
  const { page } = ada;
  await ada.page.getByRole('heading', { name: 'To do' }).waitFor();

  await ada.opens('33 Heddle Avenue');
  await ada.reads('Visit in pairs. Ring the office before you knock.');
  await ada.follow('Something else happened');
  await page.getByRole('dialog').waitFor();
  await look(page, 'what-happened');
  await page.getByRole('dialog').getByRole('button', { name: 'No access' }).click();
  await ada.sees('No access');
  await ada.reads('Still missing: a photo of the card you left, two ways of trying to reach them, another appointment.');
  await page.getByLabel('No card? Say why').fill('No letter box');
  await ada.press('I knocked');
  await ada.press('I rang');
  await page.getByLabel('Which appointment did you offer next?').selectOption({ index: 1 });
  await ada.reads('The evidence is complete.');
  await look(page, 'no-access');
  await ada.press('Record no access');
  await ada.sees(/33 Heddle Avenue/);
  await page.getByRole('region', { name: 'Visits without access' }).getByText(/Knocked .*, Rang /).waitFor();
  await page.getByRole('region', { name: 'History' }).getByText('Nobody answered').waitFor();
  await look(page, 'job-no-access');

  await ada.opens('51 Loomgate');
  await ada.says('Cannot finish the work');
  await page.getByLabel('Something else').check();
  await ada.press('Record as not finished');
  await page.getByRole('alert').getByText('Say what happened').waitFor();
  await page.getByLabel('What happened').fill('Valve is a discontinued model.');
  await ada.press('Record as not finished');
  await ada.sees(/51 Loomgate/);
  await ada.reads('Not finished');

  // The customer has the phone and would rather not.
  await ada.opens('2 Bobbin Court');
  await ada.press('Start work');
  await ada.press('Work is complete');
  await ada.press('Sign off with the customer');
  await ada.press('I agree and sign');
  await page.getByRole('alert').getByText('Sign in the box').waitFor();
  await look(page, 'sign-off-error');
  await ada.press('I cannot or do not want to sign');
  await ada.press('Staff: enter your PIN');
  await ada.unlocks();
  await ada.sees('Close without a signature');
  await ada.press('Close without a signature');
  await page.getByRole('alert').getByText('Choose why nobody signs').waitFor();
  await page.getByLabel('The customer does not want to sign').check();
  await ada.press('Close without a signature');
  await page.getByRole('alert').getByText('Say why the customer did not sign').waitFor();
  await look(page, 'unsigned');
  await page.getByLabel('Reason').fill('Wants to see it last the night first.');
  await ada.press('Close without a signature');
  await ada.sees(/2 Bobbin Court/);
  await ada.reads(/Wants to see it last the night first/);
  await ada.reads('Not signed');
  await look(page, 'job-not-signed');

  await ada.opens('19 Spindle Grove');
  await ada.press('Start work');
  await ada.follow('Close without a signature');
  await page.getByLabel('The customer cannot sign').check();
  await page.getByLabel('Reason').fill('Arm in plaster.');
  await ada.press('Close without a signature');
  await ada.reads(/Arm in plaster/);
  await page.getByText('Completed', { exact: true }).waitFor();

  await ada.opens('6 Napier Terrace');
  await ada.press('Start work');
  await ada.press('Work is complete');
  await ada.follow('Close without a signature');
  await page.getByLabel('Nobody lives here').check();
  await ada.press('Close without a signature');
  await ada.sees(/6 Napier Terrace/);
  await ada.reads('Closed without a signature');
  await ada.reads('Seal verified');

  await ada.sendsNow();
  await ada.sendingSays('All sent');
  await ada.follow('Today');
  await ada.press('Clear the search');
  await page.getByRole('heading', { name: 'Done today' }).waitFor();
  await look(page, 'today-done');
});
