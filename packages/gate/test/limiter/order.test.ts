import { expect, test } from 'vitest';
import type { GateCallRules } from '../../src/index.ts';
import { expectIdle, failure, rig, settle, type Rig } from '../support/rig.ts';

const URL_A = 'http://a.test/';

/** Completes one exchange after another. @returns the paths in the order of admission */
async function serveAll({ transport }: Rig): Promise<string> {
  while (transport.open.size > 0) {
    for (const exchange of transport.open) exchange.complete();
    await settle();
  }
  return transport.paths.join('');
}

/** A rig whose first slot is taken, and functions that queue further calls. */
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

test('admits in order of arrival', async () => {
  const gated = await busy({});
  for (const name of ['a', 'b', 'c', 'd']) await gated.queue(name);
  expect(await serveAll(gated)).toBe('/0/a/b/c/d');
});

test('admits a higher priority first, equal ones in order of arrival', async () => {
  const gated = await busy({});
  await gated.queue('a');
  await gated.queue('b', { priority: 2 });
  await gated.queue('c', { priority: -1 });
  await gated.queue('d', { priority: 2 });
  expect(await serveAll(gated)).toBe('/0/b/d/a/c');
});

test('waiting raises a priority by one step per `ageing` ms', async () => {
  const gated = await busy({ ageing: 100 });
  await gated.queue('old');
  await gated.clock.advance(199);
  await gated.queue('just', { priority: 2 });
  await gated.clock.advance(2);
  await gated.queue('late', { priority: 2 });
  expect(await serveAll(gated)).toBe('/0/just/old/late');
});

test('a stream of high priorities does not starve a low one', async () => {
  const gated = await busy({ ageing: 100 });
  const low = await gated.queue('low', { priority: -5 });
  let served = 0;
  for (; !gated.transport.paths.includes('/low'); served++) {
    await gated.queue('high', { priority: 5 });
    await gated.clock.advance(10);
    for (const exchange of gated.transport.open) exchange.complete();
    await settle();
  }
  expect(served).toBeLessThanOrEqual(102);
  await serveAll(gated);
  expect(await low.outcome).toBeUndefined();
});

test('admits the newest first under overload, and the oldest first when it is over', async () => {
  const gated = await busy({ lifoAfter: 50 });
  await gated.queue('a');
  await gated.clock.advance(25);
  await gated.queue('b');
  await gated.clock.advance(25);
  await gated.queue('c');
  await gated.queue('d', { priority: 1 });
  await gated.queue('e');
  expect(await serveAll(gated)).toBe('/0/d/e/c/b/a');
  await gated.queue('f');
  await gated.queue('g');
  await gated.queue('h');
  expect(await serveAll(gated)).toBe('/0/d/e/c/b/a/f/g/h');
});

test('under overload a full waiting list drops the waiter that would be admitted last', async () => {
  const gated = await busy({ lifoAfter: 50, maxQueue: 2 });
  const dropped = await gated.queue('a');
  await gated.queue('b');
  expect(await gated.refused('c')).toMatchObject({ code: 'ERR_SLUICE_GATE_FULL' });
  await gated.clock.advance(50);
  await gated.queue('d');
  expect(await dropped.outcome).toMatchObject({ code: 'ERR_SLUICE_GATE_FULL' });
  expect(await gated.refused('e', { priority: -1 })).toMatchObject({ code: 'ERR_SLUICE_GATE_FULL' });
  expect(await gated.refused('f', { maxQueue: 2 })).toMatchObject({ code: 'ERR_SLUICE_GATE_FULL' });
  expect(await serveAll(gated)).toBe('/0/d/b');
  expect(gated.stats()).toMatchObject({ full: 4, waiting: 0 });
});

test('a heavy call takes several slots and is not overtaken', async () => {
  const gated = await busy({ maxPerHost: 3 });
  await gated.queue('heavy', { weight: 3 });
  await gated.queue('light');
  expect(gated.stats()).toMatchObject({ running: 1, slots: 1, waiting: 2 });
  for (const exchange of gated.transport.open) exchange.complete();
  await settle();
  expect(gated.stats()).toMatchObject({ running: 1, slots: 3, waiting: 1 });
  expect(await serveAll(gated)).toBe('/0/heavy/light');
});

test('a weight over the limit counts as the limit', async () => {
  const gated = await busy({ maxPerHost: 2 });
  await gated.queue('huge', { weight: 100 });
  expect(await serveAll(gated)).toBe('/0/huge');
  expectIdle(gated);
});

test('when a heavy waiter is aborted, the light one behind it is admitted', async () => {
  const gated = await busy({ maxPerHost: 2 });
  const controller = new AbortController();
  const heavy = failure(gated.client.get(URL_A, { signal: controller.signal, gate: { weight: 2 } }));
  await gated.queue('light');
  expect(gated.transport.paths.join('')).toBe('/0');
  controller.abort(new Error('enough'));
  await settle();
  expect(await serveAll(gated)).toBe('/0/light');
  expect(await heavy).toMatchObject({ message: 'enough' });
});

test('when a heavy waiter times out, the light one behind it is admitted', async () => {
  const gated = await busy({ maxPerHost: 2 });
  const heavy = await gated.queue('heavy', { weight: 2, queueTimeout: 10 });
  await gated.queue('light');
  expect(gated.transport.paths.join('')).toBe('/0');
  await gated.clock.advance(10);
  expect(await heavy.outcome).toMatchObject({ code: 'ERR_SLUICE_GATE_TIMEOUT' });
  expect(await serveAll(gated)).toBe('/0/light');
});

test('a light call of higher priority overtakes a heavy one that does not fit', async () => {
  const gated = await busy({ maxPerHost: 2 });
  await gated.queue('heavy', { weight: 2 });
  await gated.queue('light', { priority: 1 });
  expect(gated.transport.paths.join('')).toBe('/0/light');
  expect(await serveAll(gated)).toBe('/0/light/heavy');
});

test('a call can bound its own wait and the length of the list it joins', async () => {
  const gated = await busy({});
  const short = await gated.queue('short', { queueTimeout: 5 });
  const long = await gated.queue('long', { queueTimeout: false });
  expect(await gated.refused('no', { maxQueue: 0 })).toMatchObject({ code: 'ERR_SLUICE_GATE_FULL' });
  expect(await gated.refused('two', { maxQueue: 2 })).toMatchObject({ code: 'ERR_SLUICE_GATE_FULL' });
  await gated.clock.advance(1e8);
  expect(await short.outcome).toMatchObject({ code: 'ERR_SLUICE_GATE_TIMEOUT' });
  expect(await serveAll(gated)).toBe('/0/long');
  expect(await long.outcome).toBeUndefined();
});
