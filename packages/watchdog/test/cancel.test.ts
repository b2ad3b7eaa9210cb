// Cancelled calls leave nothing behind.
import { getEventListeners } from 'node:events';
import type { Clock } from '@sluice/core';
import type { AnyPlugin } from '@sluice/core/plugin';
import { heapInUse } from '@sluice/fixtures';
import { describe, expect, test, vi } from 'vitest';
import { attemptTimeout, deadline, watchdog } from '../src/index.ts';
import { Rig, watch } from './support/rig.ts';

const URL_A = 'http://a.test/';

/** Waits until the time has passed or the call is aborted. */
function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = clock.setTimer(ms, () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    function stop(): void {
      clock.clearTimer(timer);
      reject(signal.reason as Error);
    }
    signal.addEventListener('abort', stop, { once: true });
  });
}

/** A plugin that delays every attempt by 100 ms, and a retry loop with a delay of 100 ms. */
const line: AnyPlugin = {
  name: 'line',
  stage: 'attempt',
  setup:
    ({ clock }) =>
    async (request, next) => {
      await pause(clock, 100, request.signal);
      return next(request);
    },
};
const loop: AnyPlugin = {
  name: 'loop',
  stage: 'retry',
  setup:
    ({ clock }) =>
    async (request, next) => {
      for (;;) {
        const response = await next(request);
        if (response.status !== 503) return response;
        response.discard();
        await pause(clock, 100, request.signal);
      }
    },
};

const PHASES: [string, (rig: Rig) => Promise<unknown>][] = [
  ['before it starts', () => Promise.resolve()],
  ['in the gate', (rig) => rig.clock.advance(50)],
  ['while it waits for headers', (rig) => rig.clock.advance(150)],
  [
    'while its body arrives',
    async (rig) => {
      await rig.clock.advance(100);
      (await rig.exchange()).headers().push('abc');
      await rig.clock.advance(10);
    },
  ],
  [
    'while the body of an error arrives',
    async (rig) => {
      await rig.clock.advance(100);
      (await rig.exchange()).headers(404).push('abc');
      await rig.clock.advance(10);
    },
  ],
  [
    'while it drains before another attempt',
    async (rig) => {
      await rig.clock.advance(100);
      (await rig.exchange()).headers(503).push('abc');
      await rig.clock.advance(10);
    },
  ],
  [
    'between two attempts',
    async (rig) => {
      await rig.clock.advance(100);
      (await rig.exchange()).headers(503).finish();
      await rig.clock.advance(60);
    },
  ],
  [
    'in its second attempt',
    async (rig) => {
      await rig.clock.advance(100);
      (await rig.exchange()).headers(503).finish();
      await rig.clock.advance(220);
    },
  ],
];

describe.each(['text', 'stream'])('a call that reads its body as %s', (how) => {
  test.each(PHASES)('that is cancelled %s leaves nothing behind', async (_, play) => {
    const rig = new Rig();
    const client = rig.client(deadline(), loop, line, attemptTimeout(), watchdog());
    const controller = new AbortController();
    const call = client.get(URL_A, { signal: controller.signal });
    const end = watch(how === 'text' ? call.text() : call.then((response) => response.text()));
    await play(rig);
    controller.abort('enough');
    await rig.clock.advance(0);
    expect(end.error).toBe('enough');
    expect(rig.clock.pending()).toBe(0);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
    expect(client.stats().calls.inFlight).toBe(0);
    for (const { request } of rig.exchanges) expect(request.attempt.ended).toBe(true);
  });

  test.each(PHASES)('that times out %s leaves nothing behind', async (_, play) => {
    const rig = new Rig();
    const client = rig.client(deadline({ total: 340 }), loop, line, attemptTimeout(), watchdog());
    const call = client.get(URL_A);
    const end = watch(how === 'text' ? call.text() : call.then((response) => response.text()));
    await play(rig);
    await rig.clock.advance(340 - rig.clock.now());
    if (!end.done) await rig.clock.advance(0);
    expect(end.error).toMatchObject({ phase: expect.stringMatching(/total/), timings: { total: 340 } });
    expect(rig.clock.pending()).toBe(0);
    expect(client.stats().calls.inFlight).toBe(0);
    for (const { request } of rig.exchanges) expect(request.attempt.ended).toBe(true);
  });
});

test('100,000 calls with every limit leave no timer, no listener and no memory behind', async () => {
  const rig = new Rig();
  const client = rig.client(deadline(), attemptTimeout(), watchdog());
  const { signal } = new AbortController();
  const any = vi.spyOn(AbortSignal, 'any');
  const added = vi.spyOn(signal, 'addEventListener');
  let warm = Infinity;
  for (let round = 0; round < 100; round++) {
    const calls = Array.from({ length: 1_000 }, () =>
      client.get(URL_A, { signal }).then((response) => response.text()),
    );
    await rig.clock.advance(0);
    for (const exchange of rig.exchanges.splice(0)) exchange.headers().push('x').finish();
    await Promise.all(calls);
    if (round === 19) warm = await heapInUse();
  }
  expect(rig.clock.pending()).toBe(0);
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  // All calls in flight share one listener, and no signal is composed of others.
  expect(added.mock.calls.length).toBeLessThanOrEqual(100);
  expect(any).not.toHaveBeenCalled();
  expect(client.stats().calls).toMatchObject({ answered: 100_000, inFlight: 0 });
  // 80,000 calls came after; 50 bytes left by each would show.
  const bound = warm + 4_000_000;
  expect(await heapInUse(bound)).toBeLessThan(bound);
});
