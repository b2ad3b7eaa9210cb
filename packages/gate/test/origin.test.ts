import { createClient } from '@sluice/core';
import { systemClock } from '@sluice/core/plugin';
import { createFaultOrigin, type Answer } from '@sluice/fixtures';
import { undiciTransport } from '@sluice/undici';
import { attemptTimeout } from '@sluice/watchdog';
import { expect, test, vi } from 'vitest';
import { aimd, gate, gradient2, type GateStats } from '../src/index.ts';
import { failure } from './support/rig.ts';

/** Waits on the clock that limits and delays use. */
function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => void systemClock.setTimer(ms, resolve));
}

/** Work at a server with limited capacity; it goes on when its caller has given up. */
class Work {
  running = 0;
  most = 0;
  #free: number;
  readonly #queue: (() => void)[] = [];
  readonly #time: number;

  constructor(capacity: number, time: number) {
    this.#free = capacity;
    this.#time = time;
  }

  readonly handle = async (): Promise<Answer> => {
    this.running++;
    this.most = Math.max(this.most, this.running);
    if (this.#free === 0) await new Promise<void>((resolve) => void this.#queue.push(resolve));
    else this.#free--;
    await sleep(this.#time);
    const next = this.#queue.shift();
    if (next === undefined) this.#free++;
    else next();
    this.running--;
    return { status: 200, body: 'done' };
  };
}

test('limit 2, ten calls with slow bodies: at most 2 at the origin', async () => {
  await using origin = await createFaultOrigin();
  origin.on('/slow').reply(200, { body: { size: 4_000 }, drip: { bytes: 1_000, every: 10 } });
  await using client = createClient({
    transport: undiciTransport({ pool: {} }),
    plugins: [gate({ maxPerHost: 2 })],
  });
  const calls = Array.from({ length: 10 }, async (_, index) => {
    // The body is read later: a gate that releases slots at the headers would admit all ten calls.
    const response = await client.get(origin.url('/slow'));
    await sleep(index % 3);
    return response.text();
  });
  const texts = await Promise.all(calls);
  expect(texts.every((text) => text.length === 4_000)).toBe(true);
  expect(origin.stats()).toMatchObject({ requests: 10, peakInFlight: 2, inFlight: 0 });
});

/** 20 callers of a slow host with 4 slots, each of which gives up after 50 ms. */
async function giveUp(policy: 'detach' | 'abort'): Promise<Work> {
  await using origin = await createFaultOrigin();
  const work = new Work(Infinity, 500);
  origin.on('/slow').handle(work.handle);
  await using client = createClient({
    transport: undiciTransport({ pool: {} }),
    plugins: [gate({ maxPerHost: 4 }), attemptTimeout({ attempt: 50, policy })],
  });
  const stats = () => client.stats().plugins['gate'] as GateStats;
  const calls = Array.from({ length: 20 }, () => failure(client.get(origin.url('/slow'))));
  await Promise.all(calls.slice(0, 4));
  expect(stats().running).toBe(4);
  const outcomes = await Promise.all(calls);
  expect(outcomes).toMatchObject(
    Array.from({ length: 20 }, () => ({ code: 'ERR_SLUICE_TIMEOUT', phase: 'attempt' })),
  );
  while (stats().running > 0) await sleep(10);
  expect(stats()).toMatchObject({ slots: 0, waiting: 0, admitted: 20 });
  return work;
}

test('G4: with `detach`, a slow host never has more than the limit at once, although callers give up', async () => {
  expect((await giveUp('detach')).most).toBe(4);
});

test('with `abort`, a slow host is overrun: it still works on exchanges whose callers gave up', async () => {
  expect((await giveUp('abort')).most).toBeGreaterThan(4);
});

test('gradient2 comes down to the capacity of a real origin', async () => {
  await using origin = await createFaultOrigin();
  const work = new Work(5, 5);
  origin.on('/work').handle(work.handle);
  const adaptive = gradient2({ initial: 100, window: 20 });
  await using client = createClient({
    transport: undiciTransport({ pool: {} }),
    plugins: [gate({ adaptive, queueTimeout: false })],
  });
  const { origin: key } = new URL(origin.url());
  const limits: number[] = [];
  const worker = async (): Promise<void> => {
    for (let count = 0; count < 12; count++) {
      await client.get(origin.url('/work')).text();
      limits.push((client.stats().plugins['gate'] as GateStats).keys[key]?.limit ?? 0);
    }
  };
  // One by one at first: the ten windows of warm-up measure the latency without load.
  for (let count = 0; count < 120; count++) await client.get(origin.url('/work')).text();
  await Promise.all(Array.from({ length: 100 }, worker));
  expect(Math.max(...limits)).toBeGreaterThanOrEqual(90);
  expect(Math.min(...limits.filter((limit) => limit > 0))).toBeLessThanOrEqual(40);
});

test('aimd follows the capacity of a real origin, down and up', async () => {
  await using origin = await createFaultOrigin({ keepSeen: 0 });
  let capacity = 5;
  let running = 0;
  origin.on('/work').handle(async (): Promise<Answer> => {
    if (running >= capacity) return { status: 503 };
    running++;
    await sleep(10);
    running--;
    return { status: 200, body: 'done' };
  });
  await using client = createClient({
    transport: undiciTransport({ pool: {} }),
    plugins: [gate({ adaptive: aimd({ initial: 40, window: 30 }), queueTimeout: false })],
    throwHttpErrors: false,
  });
  const { origin: key } = new URL(origin.url());
  const limit = (): number => (client.stats().plugins['gate'] as GateStats).keys[key]?.limit ?? Number.NaN;
  const load = new AbortController();
  const worker = async (): Promise<void> => {
    while (!load.signal.aborted) await client.get(origin.url('/work')).text();
  };
  const workers = Array.from({ length: 40 }, worker);
  const reaches = (fits: (limit: number) => boolean): Promise<void> =>
    vi.waitFor(() => expect(limit()).toSatisfy(fits), { timeout: 15_000, interval: 5 });
  try {
    await reaches((found) => found <= 8);
    capacity = 20;
    await reaches((found) => found >= 16);
    capacity = 5;
    await reaches((found) => found <= 8);
  } finally {
    load.abort();
    await Promise.all(workers);
  }
}, 60_000);
