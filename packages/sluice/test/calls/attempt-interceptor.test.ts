// A layer without promises in the stage `attempt`, above a transport that reports while its parser runs.
import { AsyncLocalStorage } from 'node:async_hooks';
import { createFaultOrigin } from '@sluice/fixtures';
import { expect, test } from 'vitest';
import { createClient, type Plugin } from '../../src/index.ts';

test('its handler is called in the async context of the call, on a connection that another call opened', async () => {
  await using origin = await createFaultOrigin();
  origin.on('/good').reply(200, { body: 'yes' });
  origin.on('/broken').fault({ do: 'reset', at: 'head' });
  const storage = new AsyncLocalStorage<string>();
  const seen: string[] = [];
  const looks: Plugin = {
    name: 'looks',
    stage: 'attempt',
    setup: () => ({
      interceptor(request, handler, next) {
        next(request, {
          onResponse(response) {
            seen.push(`${storage.getStore()} answered ${response.status}`);
            handler.onResponse(response);
          },
          onError(error) {
            seen.push(`${storage.getStore()} failed`);
            handler.onError(error);
          },
        });
      },
    }),
  };
  await using client = createClient({
    baseUrl: origin.url(),
    plugins: [looks],
    pool: { maxPerHost: 1 },
    retry: false,
  });
  const calls = ['a', 'b', 'c'].map((name) => storage.run(name, () => client.get('/good').text()));
  expect(await Promise.all(calls)).toEqual(['yes', 'yes', 'yes']);
  await expect(storage.run('d', () => client.post('/broken').text())).rejects.toThrow();
  expect(seen).toEqual(['a answered 200', 'b answered 200', 'c answered 200', 'd failed']);
});

test('it may discard the response or throw while the parser runs', async () => {
  await using origin = await createFaultOrigin();
  origin.on('/long').reply(200, { body: 'x'.repeat(200_000) });
  const thrown = new Error('in a handler');
  let discards = true;
  const careless: Plugin = {
    name: 'careless',
    stage: 'attempt',
    setup: () => ({
      interceptor(request, handler, next) {
        next(request, {
          onResponse(response) {
            if (!discards) throw thrown;
            response.lifetime.destroy(thrown);
            handler.onResponse(response);
          },
          onError: (error) => handler.onError(error),
        });
      },
    }),
  };
  await using client = createClient({ baseUrl: origin.url(), plugins: [careless], retry: false });
  await expect(client.get('/long').text()).rejects.toBe(thrown);
  discards = false;
  await expect(client.get('/long').text()).rejects.toBe(thrown);
  expect(client.stats().calls).toMatchObject({ failed: 2, inFlight: 0 });
});
