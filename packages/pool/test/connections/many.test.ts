import { heapInUse } from '@sluice/fixtures';
import { expect, test } from 'vitest';
import { Rig, settle } from '../support/rig.ts';

/** Bytes an idle connection may take in the pool. */
const BOUND = 500;

test('10,000 idle connections over 1,000 hosts have one timer and bounded memory', async () => {
  const rig = new Rig({ maxIdle: 10_000, maxPerHost: 10 });
  const keys = Array.from({ length: 1_000 }, (_, host) => `host-${host}`);
  const outcomes = keys.flatMap((key) => Array.from({ length: 10 }, () => rig.acquire(key)));
  for (const dial of rig.pending()) dial.succeed();
  await settle();
  const before = await heapInUse();
  for (const outcome of outcomes) outcome.lease?.release(true);
  // The objects of the test exist before the measurement, so the difference belongs to the pool.
  const growth = (await heapInUse(before + BOUND * outcomes.length)) - before;
  expect(rig.pool.stats()).toMatchObject({ idle: 10_000, active: 0 });
  expect(rig.clock.timers.size).toBe(1);
  expect(growth / outcomes.length).toBeLessThan(BOUND);
  rig.clock.advance(100_000);
  expect(rig.pool.stats()).toMatchObject({ idle: 0, expired: 10_000 });
  expect(rig.clock.timers.size).toBe(0);
});
