// The landlord's files: the real ones where they lie beside the project, otherwise the project's own.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../../..');

function shared(path) {
  const found = resolve(ROOT, '../shared', path);
  if (existsSync(found)) return found;
  console.log(`SKIPPED: no real inputs at ${found}; the project's own fixtures are used alone`);
  return null;
}

const hackney = shared('real/hackney/work-order.json');

/** A work order in the shape of Hackney's repairs service. */
export const WORK_ORDER = hackney
  ? { file: hackney, reference: '10000012', address: '16 Pitcairn House' }
  : { file: resolve(ROOT, 'tests/fixtures/work-order.json'), reference: '20000417', address: '8 Sluice Court' };

/** The folder of HACT's JSON Schemas, or null. */
export const SCHEMAS = shared('hact');
