// Doorstep's own programs, started on folders and ports of their own and stopped with everything they started.
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const HERE = import.meta.dirname;
const PROGRAMS = process.env.DOORSTEP_PROGRAMS ?? resolve(HERE, '../../../target/debug');
const READY_MS = 60_000;
const GRACE_MS = 8_000;

/** The file of a program of this workspace. */
export const program = (name) => join(PROGRAMS, name);

/** The built screens. */
export const SCREENS = resolve(HERE, '../../../ui/dist');

/** A folder that is gone after the story. `t` is the test's context. */
export async function folder(t) {
  const path = await mkdtemp(join(tmpdir(), 'doorstep-story-'));
  t.after(() => rm(path, { recursive: true, force: true, maxRetries: 5 }));
  return path;
}

/** A loopback port that nothing listens on at this moment. */
export function freePort() {
  return new Promise((found, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });
}

/** What a program prints when it is run to its end. Throws with its own words when it fails. */
export async function printed(name, words) {
  const { stdout } = await promisify(execFile)(program(name), words);
  return stdout;
}

/**
 * Starts a program and waits for the line that begins with `ready`; answers the rest of that line, `stop`, and `kill`, which
 * gives it no moment to end anything. Without `ready` it does not wait. The process group ends with the story at the latest.
 */
export async function start(t, file, words, { ready, env = {} } = {}) {
  const child = spawn(file, words, { detached: true, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  const said = [];
  const ended = new Promise((done) => child.once('exit', done));
  const stop = () => end(child, ended);
  const kill = async () => {
    process.kill(-child.pid, 'SIGKILL');
    await ended;
  };
  t.after(stop);

  const line = new Promise((found, failed) => {
    child.once('error', failed);
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (text) => {
        said.push(text);
        if (ready !== undefined && text.startsWith(ready)) found(text.slice(ready.length).trim());
      });
    }
    void ended.then((code) => failed(new Error(`${file} stopped (${code}) before it was ready:\n${said.join('\n')}`)));
    setTimeout(() => failed(new Error(`${file} was not ready in time:\n${said.join('\n')}`)), READY_MS).unref();
  });
  if (ready === undefined) line.catch(() => {});
  return { said, stop, kill, ended, line: ready === undefined ? '' : await line };
}

async function end(child, ended) {
  if (child.pid === undefined) return;
  const signal = (name) => {
    try {
      process.kill(-child.pid, name);
    } catch {
      // The whole group is gone already.
    }
  };
  if (child.exitCode === null && child.signalCode === null) {
    signal('SIGTERM');
    const late = setTimeout(() => signal('SIGKILL'), GRACE_MS);
    await ended;
    clearTimeout(late);
  }
  // Web processes may outlive the program that started them.
  signal('SIGKILL');
}
