import http from 'node:http';
import https from 'node:https';
import { expect, test } from 'vitest';
import { createFaultOrigin } from '@sluice/fixtures';
import { createAgentRegistry, createClient, isClosedError, sharedRegistry } from '../src/index.ts';
import { dispatcherOf } from '../src/dispatcher.ts';
import { carried, onGot } from './carrier.ts';

test('a registry’s faces and clients share one pool, and close with it', async () => {
  const origin = await createFaultOrigin();
  origin.on('/').reply(200, { body: 'ok' });
  const registry = createAgentRegistry({ maxTotal: 1 });
  const client = createClient(carried({ registry }));
  const { httpAgent } = registry;
  expect(registry.httpAgent).toBe(httpAgent);
  expect(httpAgent).toBeInstanceOf(http.Agent);
  expect(registry.httpsAgent).toBeInstanceOf(https.Agent);

  const viaAgent = (): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const request = http.get(origin.url(), { agent: httpAgent }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode));
      });
      request.on('error', reject);
    });
  const viaFetch = async (): Promise<number> => {
    const init: object = { dispatcher: dispatcherOf(registry) };
    const response = await fetch(origin.url(), init);
    await response.text();
    return response.status;
  };
  for (let i = 0; i < 3; i++) {
    expect(await client.get(origin.url()).text()).toBe('ok');
    expect(await viaAgent()).toBe(200);
    expect(await viaFetch()).toBe(200);
    expect(httpAgent.stats()).toMatchObject({ peakOpen: 1 });
  }
  // There are two kinds of connections: client and dispatcher share one, or, with got, client and agent.
  expect(httpAgent.stats()).toMatchObject(onGot ? { opened: 6, evicted: 5 } : { opened: 7, evicted: 6 });
  await client.close();
  await registry.close();
  expect(() => registry.httpAgent).toThrow(expect.toSatisfy(isClosedError));
  await origin.close();
});

test('the shared registry has faces, and is the registry of every client', () => {
  expect(sharedRegistry()).toBe(sharedRegistry());
  expect(sharedRegistry().httpAgent).toBe(sharedRegistry().httpAgent);
});
