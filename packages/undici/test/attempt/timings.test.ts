import { expect, test } from 'vitest';
import { createSilentPort } from '@sluice/fixtures';
import { afterwards, failure, rig } from '../support/setup.ts';

test('the timings of a call: name, connection, upload, wait, body', async () => {
  const { origin, client } = await rig();
  origin.on('/x').reply(200, { delay: 30, body: 'ok', endDelay: 20 });
  const url = `http://localhost:${origin.port}/x`;
  const response = await client.post(url, { body: 'up', allowOtherOrigin: true });
  await response.text();
  const { dns, connect, queue, send, responseHeader, body } = response.timings as Record<string, number>;
  expect(Object.keys(response.timings).toSorted()).toEqual(
    ['body', 'connect', 'dns', 'queue', 'responseHeader', 'send'].toSorted(),
  );
  expect(connect).toBeGreaterThanOrEqual(dns as number);
  expect(queue).toBeGreaterThanOrEqual(connect as number);
  expect(responseHeader).toBeGreaterThanOrEqual(Math.max(send as number, 25));
  expect(body).toBeGreaterThan(0);
  // Together, because a busy process sees the head late and the end no later.
  expect((responseHeader as number) + (body as number)).toBeGreaterThanOrEqual(45);
  // An address needs no name resolution, and a connection that is there no dial.
  const again = await client.get(url, { allowOtherOrigin: true });
  await again.text();
  expect(Object.keys(again.timings).toSorted()).toEqual(['body', 'queue', 'responseHeader']);
});

test('the error of a failed dial has the timings of its phases', async () => {
  const silent = await createSilentPort();
  afterwards(() => silent.close());
  const { origin, client } = await rig({ origin: {} });
  origin.fault({ do: 'stall', at: 'connect' });
  const limits = { timeout: { tlsHandshake: 40 }, allowOtherOrigin: true };
  const short = { ...limits, timeout: { connect: 60 } };
  const unreached = await failure(client.get(`http://127.0.0.1:${silent.port}/`, short));
  expect(unreached).toMatchObject({ code: 'ERR_SLUICE_TIMEOUT', phase: 'connect' });
  const first = unreached['timings'] as Record<string, number>;
  expect(first['connect']).toBeGreaterThanOrEqual(55);
  expect(first).not.toHaveProperty('tls');
  const unheard = await failure(client.get(`https://localhost:${origin.port}/`, limits));
  expect(unheard).toMatchObject({ code: 'ERR_SLUICE_TIMEOUT', phase: 'tlsHandshake' });
  const second = unheard['timings'] as Record<string, number>;
  expect(second['tls']).toBeGreaterThanOrEqual(35);
  expect(second['connect']).toBeGreaterThanOrEqual(second['dns'] as number);
  expect(second['queue']).toBeGreaterThanOrEqual((second['connect'] as number) + (second['tls'] as number));
  const refused = await failure(client.get('http://127.0.0.1:1/', limits));
  expect(refused).toMatchObject({ code: 'ERR_SLUICE_CONNECT' });
  const { attempts } = refused as { attempts?: readonly { timings: Record<string, number> }[] };
  expect(attempts?.[0]?.timings['connect']).toBeGreaterThanOrEqual(0);
});

test('the error of a timeout has the timings of its phases', async () => {
  const { origin, client } = await rig();
  origin.on('/x').fault({ do: 'stall', at: 'head' });
  const error = await failure(client.put('/x', { body: 'up', timeout: { responseHeader: 40 } }));
  expect(error).toMatchObject({ code: 'ERR_SLUICE_TIMEOUT', phase: 'responseHeader' });
  const { send, responseHeader, total } = error['timings'] as Record<string, number>;
  expect(send).toBeGreaterThanOrEqual(0);
  expect(responseHeader).toBeGreaterThanOrEqual(35);
  expect(total).toBeGreaterThanOrEqual(responseHeader as number);
});
