import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { conformanceLimits } from '@sluice/fixtures/conformance';
import { GOT_CANNOT, UNDICI_CANNOT } from './cannot.ts';

/** A table however it is aligned. */
const plain = (text: string): string => text.replace(/ +/g, ' ').replace(/-{3,}/g, '---');

test('the README lists what the conformance suite is told that transports cannot do', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const table = conformanceLimits({ '@sluice/got': GOT_CANNOT, '@sluice/undici': UNDICI_CANNOT });
  expect(plain(readme)).toContain(plain(table));
});
