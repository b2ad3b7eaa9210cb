// Copies that inherit nothing.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { ownCopy } from '../../src/options/own-copy.ts';
import { expectOwnCopy } from '../support/expect-own-copy.ts';

test('an own copy inherits nothing, not even from a polluted prototype', () => {
  const record = ownCopy<Record<string, unknown>>({});
  expectOwnCopy(record);
  const prototype = Object.prototype as unknown as Record<string, unknown>;
  prototype['retries'] = 5;
  try {
    expect(record['retries']).toBeUndefined();
    expect('toString' in record || 'constructor' in record).toBe(false);
  } finally {
    delete prototype['retries'];
  }
});

test('an own copy with as many fields as a client has options has fast properties', () => {
  const module = fileURLToPath(new URL('../../src/options/own-copy.ts', import.meta.url));
  const script = `
    import { ownCopy } from ${JSON.stringify(module)};
    const fields = Object.fromEntries(Array.from({ length: 40 }, (_, index) => ['option' + index, index]));
    console.log(%HasFastProperties(Object.freeze(ownCopy(fields))));
    console.log(%HasFastProperties(Object.assign(Object.create(null), fields)));`;
  const args = ['--allow-natives-syntax', '--input-type=module', '--eval', script];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect(stdout, stderr).toBe('true\nfalse\n');
});
