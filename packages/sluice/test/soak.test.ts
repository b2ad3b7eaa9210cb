import { expect, test } from 'vitest';
import { many } from './carrier.ts';
import { calls, clientOf, originOf } from './setup.ts';

function heap(): number {
  for (let turn = 0; turn < 3; turn++) globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

test('many calls with everything on leave the heap as it was', async () => {
  expect(globalThis.gc).toBeDefined();
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
  });
  const { signal } = new AbortController();
  const some = (count: number): Promise<void> =>
    calls(count, 20, (index) => client.get(index % 10 === 0 ? '/flaky' : '/x', { signal }).json());
  await some(many(3_000));
  const before = heap();
  await some(many(12_000));
  expect(heap() - before).toBeLessThan(3e6);
  expect(client.stats().calls).toMatchObject({ answered: many(15_000), failed: 0, inFlight: 0 });
  expect(origin.stats().peakOpen).toBeLessThanOrEqual(20);
});
