import { createScriptedTransport, createVirtualClock, type ScriptedFault } from '@sluice/fixtures';
import { tokenBudget } from '@sluice/retry';
import { describe, expect, test } from 'vitest';
import { budgetOf, createAgentRegistry, createClient, hedge, type SluiceOptions } from 'sluice';
import { carried } from '../carrier.ts';
import { checkLeaks, clientOf, failure, originOf } from '../setup.ts';

checkLeaks();

const hedges = [hedge({ delay: 10 })];

test('a hedge waits in the gate like any attempt, and releases its slot', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200, { body: 'ok', delay: 150 });
  const client = clientOf({ baseUrl: origin.url(), gate: { maxPerHost: 1 }, plugins: hedges });
  for (let call = 0; call < 2; call++) {
    const response = await client.get('/x');
    expect(await response.text()).toBe('ok');
    expect(response.attempts.map(({ reason }) => reason)).toEqual([
      'hedged after 10 ms',
      'another attempt was faster',
    ]);
    expect(response.attempts[1]?.timings.gate).toBeGreaterThan(0);
    await expect.poll(() => client.stats().plugins.gate).toMatchObject({ running: 0, waiting: 0 });
  }
  expect(client.stats().plugins['hedge']).toMatchObject({ hedges: 2, won: 0 });
});

describe('a slot that the winner releases is not given to the losers', () => {
  test.each<[string, SluiceOptions, boolean]>([
    ['a slot of the gate', { gate: { maxPerHost: 1 } }, false],
    ['one of two slots', { gate: { maxPerHost: 2 } }, true],
    ['a connection', { gate: false, pool: { maxPerHost: 1 } }, false],
  ])('%s', async (_, options, otherCall) => {
    const origin = await originOf();
    origin.on('/x').reply(200, { body: 'ok', delay: 100 });
    origin.on('/late').reply(200, { body: 'ok', delay: 100, endDelay: 50 });
    origin.on('/other').fault({ do: 'stall', at: 'head' });
    const client = clientOf({ baseUrl: origin.url(), plugins: hedges, ...options });
    const controller = new AbortController();
    const { signal } = controller;
    const other = otherCall ? failure(client.post('/other', { signal })) : undefined;
    expect(await (await client.get('/x')).text()).toBe('ok');
    expect(await client.get('/x').text()).toBe('ok');
    expect(await client.get('/late').text()).toBe('ok');
    expect(origin.seen('/x')).toHaveLength(2);
    expect(origin.seen('/late')).toHaveLength(1);
    if (options.gate !== false) expect(client.stats().plugins.gate.admitted).toBe(otherCall ? 4 : 3);
    expect(client.stats().plugins['hedge']).toMatchObject({ won: 0 });
    controller.abort();
    await other;
    await expect.poll(() => client.stats().transport).toMatchObject({ active: 0, waiting: 0 });
  });

  test.each([false, true])(
    'all plugins together: each admitted attempt is sent at once (read whole: %s)',
    async (whole) => {
      const clock = createVirtualClock();
      const transport = createScriptedTransport({ clock });
      transport.on('/x').reply(200, { body: 'ok', delay: 150 });
      const budget = tokenBudget({ floor: 0 });
      const plugins = [hedge({ delay: 10, maxHedges: 3, budget })];
      const client = createClient({ transport, clock, gate: { maxPerHost: 1 }, plugins });
      const call = client.get('http://origin.test/x');
      const text = whole ? call.text() : call.then((response) => response.text());
      await clock.advance(150);
      expect(await text).toBe('ok');
      expect(transport.seen()).toHaveLength(1);
      // They do not load the host.
      expect(budget.stats()).toMatchObject({ granted: 0, hosts: [] });
      expect(client.stats().plugins['hedge']).toMatchObject({ hedges: 3, won: 0 });
      expect(client.stats().plugins.gate).toMatchObject({ running: 0, waiting: 0 });
      expect(clock.pending()).toBe(0);
      await client.close();
    },
  );
});

test('a hedge that the gate refuses has no cost and no effect', async () => {
  const clock = createVirtualClock();
  const transport = createScriptedTransport({ clock });
  transport.on('/x').reply(200, { body: 'ok', delay: 150 });
  const budget = tokenBudget({ floor: 0 });
  const plugins = [hedge({ delay: 10, budget })];
  const client = createClient({ transport, clock, gate: { maxPerHost: 1, maxQueue: 0 }, plugins });
  const text = client.get('http://origin.test/x').text();
  await clock.advance(150);
  expect(await text).toBe('ok');
  expect(client.stats().plugins.gate).toMatchObject({ full: 1, running: 0 });
  expect(budget.stats()).toMatchObject({ granted: 0, hosts: [] });
  await client.close();
});

test('clients of a registry charge hedges to its budget, also clients that do not retry', async () => {
  const registry = createAgentRegistry();
  const origin = await originOf();
  origin.on('/x').reply(200, { delay: 100 });
  const budget = budgetOf(registry, { tokens: 5, cost: 5, floor: 0, refund: 0 });
  const clients = ([{ retry: false }, {}] as const).map((options) =>
    createClient(carried({ registry, baseUrl: origin.url(), plugins: hedges, ...options })),
  );
  for (const client of clients) await client.get('/x').text();
  expect(budget.stats()).toMatchObject({ granted: 1, refused: 1 });
  await Promise.all(clients.map((client) => client.close()));
  await registry.close();
});

test.each<[string, { status: number; headers: Record<string, string> }, ScriptedFault[]]>([
  ['an answer that fails', { status: 503, headers: { 'retry-after': '3' } }, []],
  ['a body that is cut short', { status: 200, headers: {} }, [{ do: 'close', at: 'body', after: 1 }]],
  ['a connection that is lost', { status: 200, headers: {} }, [{ do: 'reset', at: 'head', after: 1 }]],
])('%s is not followed by the waiting hedge, but by a retry when it is due', async (_, first, faults) => {
  const clock = createVirtualClock();
  const transport = createScriptedTransport({ clock });
  const { status, headers } = first;
  const route = transport
    .on('/x')
    .reply(status, { body: 'first', delay: 150, headers }, { nth: 1 })
    .reply(200, { body: 'second' });
  for (const fault of faults) route.fault(fault, { nth: 1 });
  const retry = { minDelay: 3_000, maxDelay: 3_000, backoff: 'constant' } as const;
  const plugins = [hedge({ delay: 10 })];
  const client = createClient({ transport, clock, gate: { maxPerHost: 1 }, retry, plugins });
  const text = client.get('http://origin.test/x').text();
  await clock.advance(3_149);
  expect(transport.seen()).toHaveLength(1);
  await clock.advance(1);
  expect(await text).toBe('second');
  expect(transport.seen()).toHaveLength(2);
  expect(client.stats().plugins['hedge']).toMatchObject({ hedges: 1, unsent: 1, won: 0 });
  expect(clock.pending()).toBe(0);
  await client.close();
});
