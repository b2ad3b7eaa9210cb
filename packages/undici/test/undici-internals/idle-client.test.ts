import { createFaultOrigin } from '@sluice/fixtures';
import { expect, test } from 'vitest';
import { clientUrl } from '../../src/undici-internals/client-url.ts';
import { IdleClient } from '../../src/undici-internals/idle-client.ts';

test('undici tells nobody after each exchange that its client has room again', async () => {
  await using origin = await createFaultOrigin();
  origin.on('/x').reply(200, { body: 'ok' });
  const client = new IdleClient(clientUrl(origin.url()), { pipelining: 2 });
  let drained = 0;
  client.on('drain', () => drained++);
  for (let call = 0; call < 3; call++) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const { body } = await client.request({ method: 'GET', path: '/x' });
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    expect(await body.text()).toBe('ok');
  }
  await client.close();
  expect(drained).toBe(0);
});

test('the URL of a client has its origin and protocol at hand and is like any other', () => {
  const url = clientUrl('https://a.test:8443');
  expect(Object.getOwnPropertyDescriptor(url, 'origin')?.value).toBe('https://a.test:8443');
  expect(Object.getOwnPropertyDescriptor(url, 'protocol')?.value).toBe('https:');
  expect(url.href).toBe('https://a.test:8443/');
});
