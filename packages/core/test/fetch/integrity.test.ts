// Tests of subresource integrity.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchesIntegrity } from '../../src/fetch/integrity.ts';

const ALGORITHMS = ['sha256', 'sha384', 'sha512'] as const;
const digest = (algorithm: string, bytes: Uint8Array): string =>
  `${algorithm}-${createHash(algorithm).update(bytes).digest('base64')}`;

test('the strongest algorithm decides, and one of its digests is enough', () => {
  const entry = fc.record({
    algorithm: fc.constantFrom(...ALGORITHMS),
    right: fc.boolean(),
    option: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.uint8Array(), fc.array(entry, { minLength: 1, maxLength: 6 }), (bytes, entries) => {
      const other = new Uint8Array([...bytes, 1]);
      const metadata = entries
        .map(
          ({ algorithm, right, option }) => digest(algorithm, right ? bytes : other) + (option ? '?x' : ''),
        )
        .join(' ');
      const strongest = Math.max(...entries.map(({ algorithm }) => ALGORITHMS.indexOf(algorithm)));
      const expected = entries.some(({ algorithm, right }) => right && algorithm === ALGORITHMS[strongest]);
      expect(matchesIntegrity(bytes, metadata)).toBe(expected);
    }),
  );
});

test('metadata that names no known algorithm is matched by any body', () => {
  for (const metadata of ['', ' ', 'md5-abc', 'sha2567', 'sha1-abc', 'nonsense']) {
    expect(matchesIntegrity(Buffer.from('x'), metadata)).toBe(true);
  }
});

test('no body matches a digest that is missing or not base64', () => {
  for (const metadata of ['sha256', 'sha256-', 'sha384-\u00e4', 'sha512--', 'sha256-?x']) {
    expect(matchesIntegrity(Buffer.from('x'), metadata)).toBe(false);
    expect(matchesIntegrity(new Uint8Array(), metadata)).toBe(false);
  }
});

test('a digest of the URL-safe alphabet is taken, a cut one is not', () => {
  const bytes = Buffer.from('hello');
  const whole = digest('sha512', bytes);
  expect(matchesIntegrity(bytes, whole.replaceAll('+', '-').replaceAll('/', '_'))).toBe(true);
  expect(matchesIntegrity(bytes, whole.slice(0, -10))).toBe(false);
});
