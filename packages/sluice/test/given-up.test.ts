import { expect, test } from 'vitest';
import { NetworkError, TimeoutError, type Plugin } from 'sluice';
import { checkLeaks, clientOf, failure, originOf, pause } from './setup.ts';

checkLeaks();

test('a redirect that is not followed keeps its connection', async () => {
  const origin = await originOf();
  origin.on('/x').reply(302, { headers: { location: '/y' }, body: 'moved', endDelay: 15 });
  const client = clientOf({ baseUrl: origin.url() });
  expect(await failure(client.get('/x', { redirect: 'error' }))).toMatchObject({
    code: 'ERR_SLUICE_REDIRECT',
  });
  await expect.poll(() => client.stats().transport).toMatchObject({ idle: 1, active: 0 });
  expect(client.stats().drains).toMatchObject({ outcomes: { eof: 1 }, kept: 1 });
});

test('a body that is discarded after its connection was paused is still drained', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200, { body: { size: 200_000 } });
  const client = clientOf({ baseUrl: origin.url() });
  const response = await client.get('/x');
  await pause(150);
  expect(await response.drain()).toMatchObject({ outcome: 'eof', connectionKept: true });
});

test('a frozen error still settles the call', async () => {
  const frozen = Object.freeze(new NetworkError('ERR_SLUICE_CONNECT', 'no', { phase: 'connect' }));
  const failing: Plugin = {
    name: 'failing',
    stage: 'attempt',
    setup: () => () => Promise.reject(frozen),
  };
  const origin = await originOf();
  origin.on('/x').fault({ do: 'stall', at: 'request' });
  const broken = clientOf({ baseUrl: origin.url(), plugins: [failing], retry: false });
  expect(await failure(broken.get('/x'))).toBe(frozen);
  const client = clientOf({ baseUrl: origin.url() });
  const controller = new AbortController();
  const call = failure(client.get('/x', { signal: controller.signal }));
  await pause(10);
  const reason = Object.freeze(new TimeoutError('total', 1));
  controller.abort(reason);
  expect(await call).toBe(reason);
});
