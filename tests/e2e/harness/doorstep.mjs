// A landlord's hub and handhelds, as a story needs them.
import { join } from 'node:path';
import { SCREENS, folder, freePort, printed, program, start } from './programs.mjs';

export const PIN = '246810';

/** A hub with the demo landlord on a new folder. `stop` and `restart` pull the cable and plug it back in. */
export async function startHub(t) {
  const data = await folder(t);
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const serve = () =>
    start(t, program('doorstep-hub'), ['serve', '--data', data, '--listen', `127.0.0.1:${port}`, '--demo'], {
      ready: 'doorstep-hub listening on ',
    });
  /** Another of the hub's commands, beside the running hub. */
  const tell = (command, ...words) => printed('doorstep-hub', [command, '--data', data, ...words]);
  let running = await serve();
  return {
    address,
    data,
    stop: () => running.stop(),
    restart: async () => {
      await running.stop();
      running = await serve();
    },
    tell,
    /** A command that has commands of its own. */
    within: (command, action, ...words) => printed('doorstep-hub', [command, action, '--data', data, ...words]),
    feedback: () => printed('doorstep-hub', ['feedback', 'list', '--data', data]),
    invite: async (person, device, ...words) => {
      const lines = await tell('invite', '--person', person, '--device', device, '--hub', address, ...words);
      return lines.split('\n').find((line) => line.startsWith('doorstep:enrol?'));
    },
  };
}

/** A handheld behind its bridge, for a browser. `address` carries the token; `ask` speaks to the core directly. */
export async function startHandheld(t, { data, token = 'story' } = {}) {
  const kept = data ?? (await folder(t));
  const port = await freePort();
  const words = ['--data', join(kept), '--ui', SCREENS, '--listen', `127.0.0.1:${port}`, '--token', token];
  const running = await start(t, program('doorstep-bridge'), words, { ready: 'doorstep-bridge ready: ' });
  const ask = async (name, args) => {
    const answer = await fetch(`http://127.0.0.1:${port}/ask`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Doorstep-Token': token },
      body: JSON.stringify(args === undefined ? { name } : { name, args }),
    });
    const body = await answer.json();
    if (!answer.ok) throw Object.assign(new Error(`${name}: ${body.code}: ${body.message}`), { failure: body });
    return body;
  };
  return { address: running.line, data: kept, ask, stop: running.stop, kill: running.kill };
}

/** A handheld that somebody has enrolled and given a PIN. */
export async function startEnrolled(t, hub, person, device, ...words) {
  const handheld = await startHandheld(t);
  await handheld.ask('enrol', { invitation: await hub.invite(person, device, ...words) });
  await handheld.ask('choose_pin', { pin: PIN });
  return handheld;
}
