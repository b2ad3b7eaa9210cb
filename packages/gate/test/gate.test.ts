import { AsyncLocalStorage } from 'node:async_hooks';
import { createClient } from '@sluice/core';
import { createVirtualClock } from '@sluice/fixtures';
import { expect, test } from 'vitest';
import { gate, isGateError, type GateError } from '../src/index.ts';
import { expectIdle, failure, rig, ScriptedTransport, settle } from './support/rig.ts';

const URL_A = 'http://a.test/';

test('holds a slot until the end of the body, not until the headers', async () => {
  const made = rig({ maxPerHost: 2 });
  const { transport, client, stats } = made;
  const texts = Array.from({ length: 10 }, (_, index) => client.get(`${URL_A}${index}`).text());
  await settle();
  while (transport.open.size > 0) {
    for (const exchange of transport.open) exchange.answer();
    await settle();
    expect(transport.open.size).toBeLessThanOrEqual(2);
    for (const exchange of transport.open) exchange.finish();
    await settle();
  }
  await Promise.all(texts);
  expect(transport.most).toBe(2);
  expect(transport.paths).toEqual(Array.from({ length: 10 }, (_, index) => `/${index}`));
  expect(stats()).toMatchObject({ admitted: 10, queued: 8 });
  expectIdle(made);
});

test('a free slot is taken without a turn of the event loop', async () => {
  const { transport, client } = rig({ maxPerHost: 1 });
  const first = failure(client.get(URL_A));
  await Promise.resolve();
  await Promise.resolve();
  expect(transport.open.size).toBe(1);
  const [exchange] = transport.exchanges;
  expect(exchange?.request.attempt.record.timings.gate).toBe(0);
  exchange?.fail(new Error('broken'));
  await first;
});

test('a call that waited is sent and answered in its own async context', async () => {
  const { transport, client } = rig({ maxPerHost: 1 });
  const storage = new AsyncLocalStorage<string>();
  const sentIn: unknown[] = [];
  transport.onSend = () => sentIn.push(storage.getStore());
  const texts = ['first', 'second', 'third'].map((name) =>
    storage.run(name, async () => {
      await client.get(`${URL_A}${name}`).text();
      return storage.getStore();
    }),
  );
  for (let turn = 0; turn < 3; turn++) {
    // oxlint-disable-next-line no-await-in-loop -- one exchange after the other
    await settle();
    storage.run('another', () => transport.exchanges[turn]?.complete());
  }
  expect(await Promise.all(texts)).toEqual(['first', 'second', 'third']);
  expect(sentIn).toEqual(['first', 'second', 'third']);
});

test('keeps hosts apart', async () => {
  const { transport, client, stats } = rig({ maxPerHost: 1 });
  const calls = ['http://a.test/1', 'http://b.test/1', 'http://a.test/2'].map((url) =>
    failure(client.get(url)),
  );
  await settle();
  expect(transport.open.size).toBe(2);
  expect(stats().keys).toEqual({
    'http://a.test': { limit: 1, running: 1, slots: 1, waiting: 1 },
    'http://b.test': { limit: 1, running: 1, slots: 1, waiting: 0 },
  });
  for (const exchange of transport.open) exchange.fail(new Error('broken'));
  await settle();
  for (const exchange of transport.open) exchange.fail(new Error('broken'));
  await Promise.all(calls);
  expect(stats().keys).toEqual({});
});

test('refuses at once when the waiting list is full', async () => {
  const { transport, client, stats } = rig({ maxPerHost: 1, maxQueue: 1 });
  const calls = [client.get(URL_A).text(), client.get(URL_A).text()];
  const error = await failure(client.get(URL_A));
  expect(isGateError(error)).toBe(true);
  expect(error).toMatchObject({ code: 'ERR_SLUICE_GATE_FULL', key: 'http://a.test', method: 'GET' });
  expect((error as GateError).message).toContain('1 under way (limit 1), 1 waiting');
  transport.onSend = (exchange) => exchange.complete();
  transport.completeAll();
  await Promise.all(calls);
  expect(stats()).toMatchObject({ admitted: 2, queued: 1, full: 1 });
});

test('no attempt waits with maxQueue 0', async () => {
  const made = rig({ maxPerHost: 1, maxQueue: 0 });
  const { transport, client, stats } = made;
  const call = client.get(URL_A).text();
  expect(await failure(client.get(URL_A))).toMatchObject({ code: 'ERR_SLUICE_GATE_FULL' });
  transport.completeAll();
  await call;
  expect(stats()).toMatchObject({ queued: 0, full: 1 });
  expectIdle(made);
});

test('ends a wait that takes too long, with one timer for all', async () => {
  const { transport, clock, client, stats } = rig({ maxPerHost: 1, queueTimeout: 100 });
  const first = client.get(URL_A).text();
  await settle();
  const second = failure(client.get(URL_A));
  await clock.advance(60);
  const third = failure(client.get(URL_A));
  await settle();
  expect(clock.pending()).toBe(1);
  await clock.advance(40);
  const error = (await second) as GateError;
  expect(error).toMatchObject({ code: 'ERR_SLUICE_GATE_TIMEOUT', key: 'http://a.test' });
  expect(error.attempts[0]?.timings.gate).toBe(100);
  expect(stats()).toMatchObject({ running: 1, waiting: 1, timeout: 1 });
  await clock.advance(60);
  expect(await third).toMatchObject({ code: 'ERR_SLUICE_GATE_TIMEOUT' });
  expect(clock.pending()).toBe(0);
  transport.completeAll();
  await first;
});

test('queueTimeout false does not bound the wait', async () => {
  const { transport, clock, client } = rig({ maxPerHost: 1, queueTimeout: false });
  const calls = [client.get(URL_A).text(), client.get(URL_A).text()];
  await settle();
  expect(clock.pending()).toBe(0);
  await clock.advance(1e9);
  transport.onSend = (exchange) => exchange.complete();
  transport.completeAll();
  await Promise.all(calls);
});

test('an aborted call leaves the waiting list at once', async () => {
  const made = rig({ maxPerHost: 1 });
  const { transport, clock, client, stats } = made;
  const first = client.get(URL_A).text();
  const controller = new AbortController();
  const second = failure(client.get(URL_A, { signal: controller.signal }));
  await settle();
  expect(stats().waiting).toBe(1);
  controller.abort(new Error('changed my mind'));
  expect(stats().waiting).toBe(0);
  expect(clock.pending()).toBe(0);
  expect(await second).toMatchObject({ message: 'changed my mind' });
  transport.completeAll();
  await first;
  expect(transport.exchanges.length).toBe(1);
  expect(stats()).toMatchObject({ abandoned: 1 });
  expectIdle(made);
});

test('a call aborted between its admission and its start releases its slot', async () => {
  const made = rig({ maxPerHost: 1 });
  const { transport, client } = made;
  const controller = new AbortController();
  const first = client.get(`${URL_A}1`).text();
  const second = failure(client.get(`${URL_A}2`, { signal: controller.signal }));
  const third = client.get(`${URL_A}3`).text();
  await settle();
  const [exchange] = transport.exchanges;
  exchange?.answer();
  await settle();
  exchange?.finish();
  controller.abort(new Error('too late'));
  expect(await second).toMatchObject({ message: 'too late' });
  await first;
  await settle();
  expect(transport.paths).toEqual(['/1', '/3']);
  transport.completeAll();
  await third;
  expectIdle(made);
});

test('gate: false bypasses the gate', async () => {
  const { transport, client, stats } = rig({ maxPerHost: 1 });
  const calls = [client.get(URL_A).text(), client.get(URL_A, { gate: false }).text()];
  await settle();
  expect(transport.open.size).toBe(2);
  expect(stats().running).toBe(1);
  transport.completeAll();
  await Promise.all(calls);
});

test('clients that are given the same plugin share its limits', async () => {
  const transport = new ScriptedTransport();
  const clock = createVirtualClock();
  const plugins = [gate({ maxPerHost: 1 })] as const;
  const clients = [createClient({ transport, clock, plugins }), createClient({ transport, clock, plugins })];
  transport.onSend = (exchange) => setImmediate(() => exchange.complete());
  await Promise.all(clients.map((client) => client.get(URL_A).text()));
  expect(transport.most).toBe(1);
  expect(() => createClient({ transport, clock: createVirtualClock(), plugins })).toThrow(
    /same option 'clock'/,
  );
});

test('limits by the `key` option', async () => {
  const key = (request: { headers: { get(name: string): string | null } }) =>
    request.headers.get('x-tenant') ?? '-';
  const { transport, client, stats } = rig({ maxPerHost: 1, key });
  const calls = ['one', 'one', 'two'].map((tenant) =>
    client.get(URL_A, { headers: { 'x-tenant': tenant } }).text(),
  );
  await settle();
  expect(Object.keys(stats().keys)).toEqual(['one', 'two']);
  expect(stats().keys['one']).toMatchObject({ running: 1, waiting: 1 });
  transport.onSend = (exchange) => exchange.complete();
  transport.completeAll();
  await Promise.all(calls);
});

test.each([
  [{ maxPerHost: 0 }, 'gate.maxPerHost'],
  [{ maxQueue: -1 }, 'gate.maxQueue'],
  [{ queueTimeout: 0 }, 'gate.queueTimeout'],
  [{ queueTimeout: '5s' }, 'gate.queueTimeout'],
  [{ key: 'origin' }, 'gate.key'],
  [{ maxPerhost: 1 }, 'gate.maxPerhost'],
  [{ lifoAfter: 100, queueTimeout: false }, 'gate.lifoAfter'],
  [{ limits: { 'http://*': { maxTotal: 1 } } }, "gate.limits['http://*'].maxTotal"],
  [{ limits: [] }, 'gate.limits'],
])('refuses bad options: %o', (options, option) => {
  expect(() => gate(options as never)).toThrow(
    expect.objectContaining({ code: 'ERR_SLUICE_OPTION', option }),
  );
});

test.each([{ priority: 11 }, { priority: 0.5 }, { weight: 0 }, { queueTimeout: 0 }, { what: 1 }, true])(
  'refuses a bad per-call option: %o',
  async (pass) => {
    const { client } = rig({});
    expect(await failure(client.get(URL_A, { gate: pass as never }))).toMatchObject({
      code: 'ERR_SLUICE_OPTION',
    });
  },
);
