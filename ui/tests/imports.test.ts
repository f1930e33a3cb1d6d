// Which folder may import which: api and shared, then features, then screens; the shell's packages in api alone.
import { expect, test } from 'vitest';

const sources = import.meta.glob<string>('../src/**/*.{ts,svelte}', { query: '?raw', import: 'default', eager: true });

/** "features/note", "shared", "screens": the part of the house that a file lives in. */
function part(path: string): string {
  const [top = '', next = ''] = path.split('/');
  return top === 'features' ? `features/${next}` : next === '' ? 'root' : top;
}

function resolve(from: string, to: string): string {
  const folders = from.split('/').slice(0, -1);
  for (const step of to.split('/')) {
    if (step === '..') folders.pop();
    else if (step !== '.') folders.push(step);
  }
  return folders.join('/');
}

function allowed(from: string, to: string): boolean {
  if (from === to || from === 'root') return true;
  if (to === 'api') return true;
  if (to === 'shared') return from !== 'api';
  return to.startsWith('features/') && from === 'screens';
}

const imports = Object.entries(sources).flatMap(([file, text]) => {
  const path = file.replace('../src/', '');
  return [...text.matchAll(/from '([^']+)'/g)].map((found) => ({ path, to: found[1] ?? '' }));
});

test('imports run one way, and a feature never imports another', () => {
  expect(imports.length).toBeGreaterThan(100);
  const wrong = imports
    .filter(({ to }) => to.startsWith('.'))
    .map(({ path, to }) => ({ path, to: resolve(path, to) }))
    .filter(({ path, to }) => !allowed(part(path), part(to)))
    .map(({ path, to }) => `${path} imports ${to}`);
  expect(wrong).toEqual([]);
});

test('only the transport knows that there is a shell', () => {
  const wrong = imports.filter(({ path, to }) => to.startsWith('@tauri-apps/') && path !== 'api/transport.ts');
  expect(wrong).toEqual([]);
});

test('every file says what lives in it', () => {
  const silent = Object.entries(sources)
    .filter(([, text]) => !text.startsWith('// ') && !text.startsWith('<!-- '))
    .map(([file]) => file);
  expect(silent).toEqual([]);
});
