import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { conformanceLimits } from '@sluice/fixtures/conformance';
import { GOT_CANNOT, UNDICI_CANNOT } from './cannot.ts';

/** A table without its alignment. */
const plain = (text: string): string => text.replace(/ +/g, ' ').replace(/-{3,}/g, '---');

test('the README lists what transports cannot do according to the conformance suite', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const table = conformanceLimits({ '@sluice/got': GOT_CANNOT, '@sluice/undici': UNDICI_CANNOT });
  expect(plain(readme)).toContain(plain(table));
});
