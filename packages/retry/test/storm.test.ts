import { createClient } from '@sluice/core';
import { createVirtualClock } from '@sluice/fixtures';
import { expect, test } from 'vitest';
import { retry, shareBudget, type RetryOptions } from '../src/index.ts';
import { ScriptedTransport } from './support/scripted-transport.ts';

/** Deterministic numbers from 0 to 1 (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Course {
  /** Calls and attempts while the service was down. */
  readonly outage: { calls: number; attempts: number };
  /** The most attempts in one second after the recovery, and the calls of that second. */
  readonly peak: number;
  /** Calls that failed some time after the recovery. */
  readonly late: number;
}

/** Simulates 300 callers with one call per second each, during an outage and half a minute after it. */
async function weather(options: RetryOptions, upAt = 60_000): Promise<Course> {
  const clock = createVirtualClock();
  const transport = new ScriptedTransport((request) => ({
    status: request.call.clock.now() < upAt ? 503 : 200,
  }));
  const client = createClient({
    transport,
    clock,
    baseUrl: 'http://origin.test',
    plugins: [retry({ random: seeded(1), ...options })],
  });
  let calls = 0;
  let late = 0;
  for (let time = 0; time < upAt + 30_000; time += 1_000) {
    for (let caller = 0; caller < 300; caller++) {
      if (time < upAt) calls++;
      client.get('/').catch(() => {
        if (time > upAt) late++;
      });
    }
    await clock.advance(1_000);
  }
  const attempts = transport.sent.filter(({ at }) => at < upAt).length;
  const perSecond = new Map<number, number>();
  for (const { at } of transport.sent) {
    const second = Math.floor(at / 1_000);
    if (at >= upAt) perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
  }
  await clock.advance(200_000);
  expect(clock.pending()).toBe(0);
  return { outage: { calls, attempts }, peak: Math.max(...perSecond.values()), late };
}

test('an outage is not made worse: under 1.2 attempts per call plus the floor', async () => {
  const { outage, peak, late } = await weather({});
  expect(outage.calls).toBe(18_000);
  // 100 at once from the bucket, one per second from the floor.
  expect(outage.attempts).toBeLessThanOrEqual(outage.calls + 100 + 60);
  expect(peak).toBeLessThanOrEqual(300 * 1.2);
  expect(late).toBe(0);
});

test('a share budget keeps retries within its share of the traffic', async () => {
  const { outage, peak } = await weather({ budget: shareBudget() }, 20_000);
  // 20 % of the calls plus 10 per second, over the outage and one window before it.
  expect(outage.attempts).toBeLessThanOrEqual(outage.calls * 1.2 + 10 * 30);
  expect(outage.attempts).toBeGreaterThan(outage.calls * 1.15);
  expect(peak).toBeLessThanOrEqual(300 * 1.3);
});

test('without a budget the same outage is multiplied', async () => {
  const { outage } = await weather({ budget: false }, 5_000);
  // The last calls of the outage are retried after it.
  expect(outage.attempts).toBeGreaterThan(outage.calls * 2);
});

test('a short burst of failures is retried in full', async () => {
  const clock = createVirtualClock();
  const transport = new ScriptedTransport((_, number) => ({ status: number <= 100 ? 503 : 200 }));
  const client = createClient({ transport, clock, baseUrl: 'http://origin.test', plugins: [retry()] });
  const calls = Promise.all(Array.from({ length: 100 }, () => client.get('/')));
  await clock.advance(60_000);
  expect((await calls).every(({ status }) => status === 200)).toBe(true);
  expect(transport.sent).toHaveLength(200);
});
