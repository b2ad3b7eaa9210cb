import { expect, test } from 'vitest';
import type { GateCallRules } from '../src/index.ts';
import { expectIdle, failure, rig, settle, type Rig } from './rig.ts';

const URL_A = 'http://a.test/';

/** Serves one exchange after another until none is left; the paths in the order they were served. */
async function serveAll({ transport }: Rig): Promise<string> {
  while (transport.open.size > 0) {
    for (const exchange of transport.open) exchange.complete();
    await settle();
  }
  return transport.paths.join('');
}

/** A rig whose only slot is taken, and a way to queue calls. */
async function busy(options: Parameters<typeof rig>[0]) {
  const made = rig({ maxPerHost: 1, queueTimeout: 60_000, ...options });
  const first = made.client.get(`${URL_A}0`).text();
  await settle();
  const queue = async (name: string, pass?: GateCallRules): Promise<{ outcome: Promise<unknown> }> => {
    const outcome = failure(made.client.get(`${URL_A}${name}`, pass && { gate: pass }).text());
    await settle();
    return { outcome };
  };
  const refused = async (name: string, pass?: GateCallRules): Promise<unknown> => {
    const { outcome } = await queue(name, pass);
    return outcome;
  };
  return { ...made, first, queue, refused };
}

test('serves in order of arrival', async () => {
  const line = await busy({});
  for (const name of ['a', 'b', 'c', 'd']) await line.queue(name);
  expect(await serveAll(line)).toBe('/0/a/b/c/d');
});

test('serves a higher priority first, equals in order of arrival', async () => {
  const line = await busy({});
  await line.queue('a');
  await line.queue('b', { priority: 2 });
  await line.queue('c', { priority: -1 });
  await line.queue('d', { priority: 2 });
  expect(await serveAll(line)).toBe('/0/b/d/a/c');
});

test('raises a priority by waiting: one step per `ageing` ms', async () => {
  const line = await busy({ ageing: 100 });
  await line.queue('old');
  await line.clock.advance(199);
  await line.queue('just', { priority: 2 });
  await line.clock.advance(2);
  await line.queue('late', { priority: 2 });
  expect(await serveAll(line)).toBe('/0/just/old/late');
});

test('does not starve a low priority below a stream of high ones', async () => {
  const line = await busy({ ageing: 100 });
  const low = await line.queue('low', { priority: -5 });
  let served = 0;
  for (; !line.transport.paths.includes('/low'); served++) {
    await line.queue('high', { priority: 5 });
    await line.clock.advance(10);
    for (const exchange of line.transport.open) exchange.complete();
    await settle();
  }
  expect(served).toBeLessThanOrEqual(102);
  await serveAll(line);
  expect(await low.outcome).toBeUndefined();
});

test('serves the newest first once there is overload, and the oldest when it is over', async () => {
  const line = await busy({ lifoAfter: 50 });
  await line.queue('a');
  await line.clock.advance(25);
  await line.queue('b');
  await line.clock.advance(25);
  await line.queue('c');
  await line.queue('d', { priority: 1 });
  await line.queue('e');
  expect(await serveAll(line)).toBe('/0/d/e/c/b/a');
  await line.queue('f');
  await line.queue('g');
  await line.queue('h');
  expect(await serveAll(line)).toBe('/0/d/e/c/b/a/f/g/h');
});

test('under overload a full line drops the one that would be served last', async () => {
  const line = await busy({ lifoAfter: 50, maxQueue: 2 });
  const dropped = await line.queue('a');
  await line.queue('b');
  expect(await line.refused('c')).toMatchObject({ code: 'ERR_SLUICE_GATE_FULL' });
  await line.clock.advance(50);
  await line.queue('d');
  expect(await dropped.outcome).toMatchObject({ code: 'ERR_SLUICE_GATE_FULL' });
  expect(await line.refused('e', { priority: -1 })).toMatchObject({ code: 'ERR_SLUICE_GATE_FULL' });
  expect(await line.refused('f', { maxQueue: 2 })).toMatchObject({ code: 'ERR_SLUICE_GATE_FULL' });
  expect(await serveAll(line)).toBe('/0/d/b');
  expect(line.stats()).toMatchObject({ full: 4, waiting: 0 });
});

test('a weight takes several slots, and is not overtaken', async () => {
  const line = await busy({ maxPerHost: 3 });
  await line.queue('heavy', { weight: 3 });
  await line.queue('light');
  expect(line.stats()).toMatchObject({ running: 1, slots: 1, waiting: 2 });
  for (const exchange of line.transport.open) exchange.complete();
  await settle();
  expect(line.stats()).toMatchObject({ running: 1, slots: 3, waiting: 1 });
  expect(await serveAll(line)).toBe('/0/heavy/light');
});

test('a weight over the limit counts as the limit', async () => {
  const line = await busy({ maxPerHost: 2 });
  await line.queue('huge', { weight: 100 });
  expect(await serveAll(line)).toBe('/0/huge');
  expectIdle(line);
});

test('when a heavy waiter is aborted, the light one behind it goes on', async () => {
  const line = await busy({ maxPerHost: 2 });
  const controller = new AbortController();
  const heavy = failure(line.client.get(URL_A, { signal: controller.signal, gate: { weight: 2 } }));
  await line.queue('light');
  expect(line.transport.paths.join('')).toBe('/0');
  controller.abort(new Error('enough'));
  await settle();
  expect(await serveAll(line)).toBe('/0/light');
  expect(await heavy).toMatchObject({ message: 'enough' });
});

test('when a heavy waiter times out, the light one behind it goes on', async () => {
  const line = await busy({ maxPerHost: 2 });
  const heavy = await line.queue('heavy', { weight: 2, queueTimeout: 10 });
  await line.queue('light');
  expect(line.transport.paths.join('')).toBe('/0');
  await line.clock.advance(10);
  expect(await heavy.outcome).toMatchObject({ code: 'ERR_SLUICE_GATE_TIMEOUT' });
  expect(await serveAll(line)).toBe('/0/light');
});

test('a light call of higher priority passes a heavy one that does not fit', async () => {
  const line = await busy({ maxPerHost: 2 });
  await line.queue('heavy', { weight: 2 });
  await line.queue('light', { priority: 1 });
  expect(line.transport.paths.join('')).toBe('/0/light');
  expect(await serveAll(line)).toBe('/0/light/heavy');
});

test('a call can bound its own wait and the line it joins', async () => {
  const line = await busy({});
  const short = await line.queue('short', { queueTimeout: 5 });
  const long = await line.queue('long', { queueTimeout: false });
  expect(await line.refused('no', { maxQueue: 0 })).toMatchObject({ code: 'ERR_SLUICE_GATE_FULL' });
  expect(await line.refused('two', { maxQueue: 2 })).toMatchObject({ code: 'ERR_SLUICE_GATE_FULL' });
  await line.clock.advance(1e8);
  expect(await short.outcome).toMatchObject({ code: 'ERR_SLUICE_GATE_TIMEOUT' });
  expect(await serveAll(line)).toBe('/0/long');
  expect(await long.outcome).toBeUndefined();
});
