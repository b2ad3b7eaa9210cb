import { createFaultOrigin } from '@sluice/fixtures';
import { Client } from 'undici';
import { expect, test } from 'vitest';
import { clientUrl } from '../../src/undici-internals/client-url.ts';
import { idleClientOf } from '../../src/undici-internals/idle-client.ts';

const IdleClient = idleClientOf(Client);

/** How often a client emits `drain` in three requests. */
async function drains(Kind: typeof Client): Promise<number> {
  await using origin = await createFaultOrigin();
  origin.on('/x').reply(200, { body: 'ok' });
  const client = new Kind(clientUrl(origin.url()), { pipelining: 2 });
  let drained = 0;
  client.on('drain', () => drained++);
  for (let call = 0; call < 3; call++) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const { body } = await client.request({ method: 'GET', path: '/x' });
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    expect(await body.text()).toBe('ok');
  }
  await client.close();
  return drained;
}

test('undici emits no drain event after each request, which its own client does', async () => {
  expect(await drains(IdleClient)).toBe(0);
  expect(await drains(Client)).toBe(3);
});

test('the fields that are held exist under these names', () => {
  const names = Object.getOwnPropertySymbols(IdleClient.prototype).map(({ description }) => description);
  expect(new Set(names)).toEqual(new Set(['keep alive timeout', 'need drain']));
});
