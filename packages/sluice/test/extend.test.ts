import { expect, test } from 'vitest';
import {
  budgetOf,
  createAgentRegistry,
  createClient,
  OptionError,
  type Plugin,
  type SluiceClient,
  type Transport,
} from 'sluice';
import { carried, transportOf } from './carrier.ts';
import { checkLeaks, clientOf, failure, originOf } from './setup.ts';

checkLeaks();

/** A transport that counts how often it is closed. */
function counted(): { readonly transport: Transport; readonly closed: () => number } {
  const inner = transportOf({ pool: {} });
  let closed = 0;
  const transport: Transport = {
    name: 'counted',
    send: (request) => inner.send(request),
    close: () => {
      closed++;
      return inner.close();
    },
  };
  return { transport, closed: () => closed };
}

test('an extend that fails does not retain the transport', async () => {
  const { transport, closed } = counted();
  const client = createClient({ transport });
  expect(() => client.extend({ baseUrl: 'nope' })).toThrow(OptionError);
  expect(closed()).toBe(0);
  await client.close();
  expect(closed()).toBe(1);
});

test('a client that could not be created does not retain its registry, and leaves the given transport open', async () => {
  const registry = createAgentRegistry();
  expect(() => createClient({ registry, baseUrl: 'nope' })).toThrow(OptionError);
  registry.retain();
  expect(registry.release()).toBe(0);
  await registry.close();
  const { transport, closed } = counted();
  expect(() => createClient({ transport, baseUrl: 'nope' })).toThrow(OptionError);
  expect(() => clientOf().extend({ transport, baseUrl: 'nope' })).toThrow(OptionError);
  expect(closed()).toBe(0);
  await transport.close();
});

test('maxDelay alone lowers the minDelay of the extended client, as in a call', async () => {
  const origin = await originOf();
  origin.on('/x').reply(503, {}, { first: 1 }).reply(200);
  const waits: number[] = [];
  const base = clientOf({
    baseUrl: origin.url(),
    retry: {
      minDelay: 5_000,
      maxDelay: 9_000,
      backoff: 'constant',
      onRetry: ({ wait }) => void waits.push(wait),
    },
  });
  expect((await base.extend({ retry: { maxDelay: 3 } }).get('/x')).status).toBe(200);
  expect(waits).toEqual([3]);
  expect(() => base.extend({ retry: { minDelay: 10_000 } })).toThrow(
    "'retry.minDelay' must be at most maxDelay (9000)",
  );
});

test('a removed header stays removed, including the user-agent', async () => {
  const origin = await originOf();
  origin.on('/x').echo();
  const sent = async (client: SluiceClient): Promise<(string | undefined)[]> => {
    const { headers } = await client.get('/x').json<{ headers: [string, string][] }>();
    const byName = Object.fromEntries(headers) as Record<string, string | undefined>;
    return [byName['user-agent'], byName['x-a']];
  };
  const named = clientOf({ baseUrl: origin.url(), headers: { 'x-a': '1' } });
  const nameless = clientOf({ baseUrl: origin.url(), headers: { 'user-agent': null } });
  const made = [
    named.extend({ headers: { 'x-a': null } }),
    named.extend({ headers: { 'user-agent': null } }),
    nameless.extend({ headers: { 'x-a': '2' } }),
  ] as const;
  expect(await Promise.all(made.map(sent))).toEqual([
    ['sluice', undefined],
    [undefined, '1'],
    [undefined, '2'],
  ]);
  await Promise.all(made.map((client) => client.close()));
});

test('extend keeps the fields of a group that are not given or undefined', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200);
  const seen: object[] = [];
  const spy: Plugin = {
    name: 'spy',
    stage: 'call',
    setup: () => (request, next) => {
      seen.push(request.options);
      return next(request);
    },
  };
  const first = clientOf({
    baseUrl: origin.url(),
    drain: { bytes: 0 },
    errorBody: { bytes: 10 },
    timeout: { total: 5_000 },
    plugins: [spy],
  });
  await using second = first.extend({
    drain: { time: 100 },
    errorBody: { time: 50 },
    timeout: { total: undefined },
  });
  await second.get('/x').text();
  expect(seen).toMatchObject([
    { drain: { bytes: 0, time: 100 }, errorBody: { bytes: 10, time: 50 }, timeout: { total: 5_000 } },
  ]);
});

test('extend keeps the bytes of a drain if the short form changes its time, and the other way round', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200);
  const seen: unknown[] = [];
  const spy: Plugin = {
    name: 'spy',
    stage: 'call',
    setup: () => (request, next) => {
      seen.push({ ...request.options.drain });
      return next(request);
    },
  };
  const first = clientOf({ baseUrl: origin.url(), drain: { bytes: 5, time: 7 }, plugins: [spy] });
  await using timeless = first.extend({ drain: 'auto' });
  await using unread = first.extend({ drain: 0 });
  await timeless.get('/x').text();
  await unread.get('/x').text();
  expect(seen).toEqual([
    { bytes: 5, time: 'auto' },
    { bytes: 0, time: 7 },
  ]);
});

test('a retry budget of undefined is the budget of the registry', async () => {
  const origin = await originOf();
  origin.on('/x').reply(503);
  const registry = createAgentRegistry();
  budgetOf(registry, { tokens: 10, cost: 5, floor: 0 });
  const retry = { minDelay: 0, maxDelay: 0, maxRetries: 10, budget: undefined };
  await using client = createClient(carried({ registry, baseUrl: origin.url(), retry }));
  expect(await failure(client.get('/x'))).toMatchObject({ attempts: { length: 3 } });
  await registry.close();
});
