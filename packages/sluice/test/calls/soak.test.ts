import { getEventListeners } from 'node:events';
import { heapInUse } from '@sluice/fixtures';
import { aimd, breaker } from 'sluice';
import { expect, test, vi } from 'vitest';
import { many } from '../carrier.ts';
import { calls, clientOf, originOf } from '../setup.ts';

test('many calls with every feature on do not grow the heap', async () => {
  const origin = await originOf({ keepSeen: 0, per: { query: 'call' } });
  origin.on('/x').reply(200, { json: { ok: true } });
  origin
    .on('/flaky')
    .reply(503, { body: 'down' }, { chance: 0.3 })
    .reply(200, { json: { ok: true } });
  const client = clientOf({
    baseUrl: origin.url(),
    pool: { maxPerHost: 20 },
    retry: { minDelay: 0, maxDelay: 1, maxRetries: 10, budget: false },
    plugins: [breaker({ consecutive: 1_000 })],
  });
  const { signal } = new AbortController();
  const some = (count: number): Promise<void> =>
    calls(count, 20, (index) => client.get(index % 10 === 0 ? '/flaky' : '/x', { signal }).json());
  await some(many(2_000));
  const bound = (await heapInUse()) + 3e6;
  await some(many(8_000));
  expect(await heapInUse(bound)).toBeLessThan(bound);
  expect(client.stats().calls).toMatchObject({ answered: many(10_000), failed: 0, inFlight: 0 });
  expect(getEventListeners(signal, 'abort')).toEqual([]);
  expect(origin.stats().peakOpen).toBeLessThanOrEqual(20);
}, 60_000);

test('responses that are left in any way release everything, and no signal is derived from signals', async () => {
  const origin = await originOf({ keepSeen: 0 });
  origin.on('/x').reply(200, { json: { ok: true } });
  const client = clientOf({
    baseUrl: origin.url(),
    pool: { maxPerHost: 20 },
    gate: { adaptive: aimd({ initial: 15, min: 15, max: 20 }) },
    timeout: { policy: 'detach' },
    watchdog: { unread: 10 },
    plugins: [breaker()],
  });
  const { signal } = new AbortController();
  const any = vi.spyOn(AbortSignal, 'any');
  await calls(600, 20, async (index) => {
    const response = await client.get('/x', { signal });
    if (index % 4 === 0) response.discard();
    else if (index % 4 === 1) for await (const _ of response) break;
    else if (index % 4 === 2) await response.drain();
    // Every fourth response is not read.
  });
  await expect.poll(() => client.stats().calls.inFlight).toBe(0);
  expect(client.stats()).toMatchObject({
    calls: { answered: 600, failed: 0 },
    plugins: { gate: { slots: 0, waiting: 0 }, attemptTimeout: { detached: 0 }, breaker: { refused: 0 } },
    transport: { active: 0 },
  });
  expect(getEventListeners(signal, 'abort')).toEqual([]);
  expect(any).not.toHaveBeenCalled();
});
