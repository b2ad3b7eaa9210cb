// Tests that each client and its port behave alike, and that no port is longer than its original.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { outcomesOf } from '../src/cases.ts';
import { PORTS } from '../src/ports.ts';

const folder = join(import.meta.dirname, '..');
const CUT = 'a body that is cut';
/** Libraries whose port does better. */
const DIFFERS = ['got', 'axios'];
const libraries = Object.keys(PORTS);

test.each(libraries)('the port from %s does what the original did', async (library) => {
  const { original, port } = PORTS[library]!;
  const { [CUT]: cutBefore, ...before } = await outcomesOf(original);
  const { [CUT]: cutAfter, ...after } = await outcomesOf(port);
  expect(after).toEqual(before);
  // got limits each attempt, the others the whole call.
  const attempts = library === 'got' ? 3 : 1;
  expect(before).toMatchObject({
    success: { value: { id: 1, name: 'Ada' }, requests: 1, tokens: ['Bearer t1'] },
    '503, then 200': { value: { id: 2, name: 'Grace' }, requests: 2 },
    'no answer in time': { error: { status: undefined, timedOut: true }, requests: attempts },
    'no such user': { error: { message: 'no such user', status: 404, timedOut: false }, requests: 1 },
    'a query': { value: [{ id: 1, name: '/users?page=3' }] },
    'a POST that is retried': { value: { id: 9, name: 'k1 {"name":"Hedy"}' }, requests: 2 },
  });
  expect(cutAfter).toMatchObject({ value: '2000 bytes', requests: 2 });
  // The one difference: got and axios report a body that is cut short, and do not request it again.
  if (DIFFERS.includes(library)) expect(cutBefore).toMatchObject({ error: { timedOut: false }, requests: 1 });
  else expect(cutBefore).toEqual(cutAfter);
});

test.each(libraries)('the port from %s is no longer than the original', (library) => {
  const [original, port] = ['original', 'port'].map((name) => {
    const lines = readFileSync(join(folder, library, `${name}.ts`), 'utf8').split('\n');
    return lines.filter((line) => line.trim() !== '').length;
  });
  expect(port).toBeLessThanOrEqual(original!);
});

test('the program runs in its folder', async () => {
  const args = ['--conditions=@sluice/source', 'src/main.ts'];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: folder });
  expect(stderr).toBe('');
  expect(stdout.match(/^ {2}same/gm)).toHaveLength(7 * libraries.length - DIFFERS.length);
  expect(stdout.match(/^ {2}other {2}a body that is cut: .*, with Sluice '2000 bytes'/gm)).toHaveLength(
    DIFFERS.length,
  );
});
