// The plugins `basic()` and `apiKey()`.
import type { Client } from '@sluice/core';
import type { FaultOrigin } from '@sluice/fixtures';
import { beforeEach, expect, test } from 'vitest';
import { apiKey, basic } from '../src/index.ts';
import { clientOf as rigOf, closeAfterEach, originOf } from './support/rig.ts';

closeAfterEach();

let origin: FaultOrigin;
let other: FaultOrigin;

beforeEach(async () => {
  [origin, other] = [await originOf(), await originOf()];
  for (const each of [origin, other]) each.on('/x').echo();
  origin.on('/away').redirect(other.url('/x'), 302);
});

function clientOf(plugin: ReturnType<typeof basic> | ReturnType<typeof apiKey>): Client<object> {
  return rigOf([plugin], { baseUrl: origin.url('/') });
}

test('basic credentials are sent in UTF-8, to their origin alone', async () => {
  const client = clientOf(basic({ username: 'Ada', password: 'pä:ss' }));
  await client.get('/x');
  await client.get('/x', { basic: false });
  await client.get('/x', { headers: { authorization: 'own' } });
  await client.get('/away');
  const expected = `Basic ${Buffer.from('Ada:pä:ss').toString('base64')}`;
  expect(origin.seen('/x').map((seen) => seen.header('authorization'))).toEqual([expected, undefined, 'own']);
  expect(other.seen('/x')[0]?.header('authorization')).toBeUndefined();
});

test('an API key is sent in a header or in the query, to its origin alone', async () => {
  const inHeader = clientOf(apiKey({ key: 'k1' }));
  await inHeader.get('/x');
  await inHeader.get('/away');
  const inQuery = clientOf(apiKey({ key: 'k&2', query: 'key' }));
  await inQuery.get('/x?sig=a~b/*');
  await inQuery.get('/x?key=own');
  await inQuery.get('/away');
  expect(origin.seen('/x').map((seen) => [seen.header('x-api-key'), seen.target])).toEqual([
    ['k1', '/x'],
    [undefined, '/x?sig=a~b/*&key=k%262'],
    [undefined, '/x?key=own'],
  ]);
  expect(other.seen('/x').map((seen) => [seen.header('x-api-key'), seen.target])).toEqual([
    [undefined, '/x'],
    [undefined, '/x'],
  ]);
});

test.each([
  [
    () => basic({ username: 'a:secret', password: 'b' }),
    /^option 'basic.username' must be a string without a colon$/,
  ],
  [() => basic({ username: 'a' } as never), /'basic.password' must be a string/],
  [() => apiKey({ key: '' }), /'apiKey.key' must be a string that is not empty/],
  [() => apiKey({ key: 'k', header: 'x', query: 'y' }), /left out if 'header' is given/],
])('bad options are refused without their values: %#', (make, message) => {
  expect(make).toThrow(message);
});
