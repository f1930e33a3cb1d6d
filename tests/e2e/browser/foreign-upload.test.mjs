// Somebody else's tus client sends a file to the hub, is cut in the middle, and goes on.
import assert from 'node:assert/strict';
import { createHash, createPrivateKey, randomBytes, sign } from 'node:crypto';
import { createConnection, createServer } from 'node:net';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { Upload } from 'tus-js-client';
import { startHub } from '../harness/doorstep.mjs';
import { printed } from '../harness/programs.mjs';

const SIZE = 10 * 1024 * 1024;
const CUT_AFTER = 4 * 1024 * 1024;

test('a foreign tus client uploads 10 MB, is cut, and goes on where it stopped', { timeout: 120_000 }, async (t) => {
  const hub = await startHub(t);
  const device = JSON.parse(await printed('examples/foreign_device', [await hub.invite('Ada Byrne', 'Scanner 1')]));
  const link = await cutOnce(t, new URL(hub.address), CUT_AFTER);
  const bytes = randomBytes(SIZE);
  const hash = createHash('sha256').update(bytes).digest('hex');

  const asked = [];
  const url = await new Promise((done, failed) => {
    const upload = new Upload(bytes, {
      endpoint: `${link.address}/v1/uploads`,
      metadata: { filename: 'survey.bin', sha256: hash },
      chunkSize: Infinity,
      retryDelays: [50, 200, 1000],
      removeFingerprintOnSuccess: true,
      onBeforeRequest: (request) => {
        const method = request.getMethod();
        asked.push({ method, offset: Number(request.getHeader('Upload-Offset') ?? 0) });
        // Only who begins an upload says who they are; its address is proof enough for the rest.
        if (method !== 'POST') return;
        request.setHeader('Doorstep-Protocol', '1');
        request.setHeader('Doorstep-Proof', proof(device, asked.length, method, new URL(request.getURL()).pathname));
      },
      onError: failed,
      onSuccess: () => done(upload.url),
    });
    upload.start();
  });

  assert.equal(link.cuts(), 1, 'the link was cut');
  assert.deepEqual(asked.map((one) => one.method), ['POST', 'PATCH', 'HEAD', 'PATCH']);
  assert.ok(asked[3].offset > 0 && asked[3].offset <= CUT_AFTER, `it went on from byte ${asked[3].offset}`);
  const kept = await readFile(join(hub.data, 'attachments', hash.slice(0, 2), hash));
  assert.ok(kept.equals(bytes), 'it arrived whole');

  const head = await fetch(url, { method: 'HEAD', headers: { 'Tus-Resumable': '1.0.0' } });
  assert.equal(head.headers.get('upload-offset'), String(SIZE));
  const older = await fetch(url, { method: 'HEAD', headers: { 'Tus-Resumable': '0.2.2' } });
  assert.deepEqual([older.status, older.headers.get('tus-version')], [412, '1.0.0']);
  const stranger = await fetch(`${hub.address}/v1/uploads`, {
    method: 'POST',
    headers: {
      'Tus-Resumable': '1.0.0',
      'Doorstep-Protocol': '1',
      'Upload-Length': '9',
      'Upload-Metadata': `sha256 ${Buffer.from(hash).toString('base64')}`,
    },
  });
  assert.equal(stranger.status, 401);
});

/** The proof of a request without a body (crates/protocol/src/proof.rs). */
function proof({ device, seed }, counter, method, path) {
  const number = (value) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64BE(BigInt(value));
    return bytes;
  };
  const text = createHash('sha256').update('doorstep request 1').update(Buffer.from(device, 'hex')).update(number(counter));
  for (const part of [method, path, '']) text.update(number(Buffer.byteLength(part))).update(part);
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.from(seed, 'hex')]);
  const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  const signature = sign(null, text.digest(), key);
  assert.ok(counter < 128, 'one byte holds the number');
  return Buffer.concat([Buffer.from(device, 'hex'), Buffer.from([counter, signature.length]), signature]).toString('base64url');
}

/** A way to the hub whose first connection that carries so many bytes is cut there. */
async function cutOnce(t, hub, after) {
  let cuts = 0;
  const open = new Set();
  const server = createServer((client) => {
    const far = createConnection(Number(hub.port), hub.hostname);
    open.add(client).add(far);
    let carried = 0;
    client.on('data', (bytes) => {
      carried += bytes.length;
      if (cuts === 0 && carried > after) {
        cuts += 1;
        client.destroy();
        far.destroy();
      } else if (!far.write(bytes)) {
        client.pause();
        far.once('drain', () => client.resume());
      }
    });
    far.pipe(client);
    for (const [one, other] of [[client, far], [far, client]]) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  t.after(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return { address: `http://127.0.0.1:${server.address().port}`, cuts: () => cuts };
}
