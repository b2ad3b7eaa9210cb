import { expect, test } from 'vitest';
import { HttpHeaders } from '../../src/index.ts';

test('headers that a peer sent are checked before they are sent to another', () => {
  const received = HttpHeaders.fromReceived({ 'content-length': '99', 'transfer-encoding': 'chunked' });
  expect(() => HttpHeaders.empty.merge(received)).toThrow(/content-length/);
  expect(() => HttpHeaders.from(received)).toThrow(/content-length/);
  const harmless = HttpHeaders.fromReceived({ etag: '"1"', 'set-cookie': ['a=1', 'b=2'] });
  expect([...HttpHeaders.from(harmless)]).toEqual([
    ['etag', '"1"'],
    ['set-cookie', 'a=1'],
    ['set-cookie', 'b=2'],
  ]);
});
