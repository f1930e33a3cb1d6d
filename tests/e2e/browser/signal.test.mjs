// Words written with no signal.
import assert from 'node:assert/strict';
import test from 'node:test';
import { openBrowser } from '../harness/chromium.mjs';
import { startEnrolled, startHandheld, startHub } from '../harness/doorstep.mjs';
import { holding } from '../harness/person.mjs';

const JOB = '27 Carding Close';

test('a note typed while the hub is down outlives a flat battery and reaches the other handheld', async (t) => {
  const hub = await startHub(t);
  const browser = await openBrowser(t);
  const phone = await startEnrolled(t, hub, 'Ada Byrne', 'Van 12');
  const ada = await holding(t, browser, phone);
  const dev = await holding(t, browser, await startEnrolled(t, hub, 'Dev Patel', 'Van 7'));
  await ada.opens(JOB);
  await dev.opens(JOB);

  await hub.stop();
  await ada.writes('Float valve perished. New one fitted.');
  await ada.sendingSays('No answer from the landlord. 1 saved on this phone');
  await phone.stop();

  const again = await holding(t, browser, await startHandheld(t, { data: phone.data }));
  await again.unlocks();
  await again.sendingSays('No answer from the landlord. 1 saved on this phone');
  await again.opens(JOB);
  assert.equal(await again.note.inputValue(), 'Float valve perished. New one fitted.');
  assert.equal(await dev.note.inputValue(), '');

  await hub.restart();
  await again.sendsNow();
  await again.sendingSays('All sent');
  await dev.sendsNow();
  await dev.opens(JOB);
  await dev.reads('Last edited by Ada Byrne');
  assert.equal(await dev.note.inputValue(), 'Float valve perished. New one fitted.');
});
