import { Session, type Profiler } from 'node:inspector/promises';
import { afterAll, expect, test } from 'vitest';

const session = new Session();
session.connect();
await session.post('Profiler.enable');
// Only code compiled from now on is counted.
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
const { Rig, settle } = await import('../support/rig.ts');

afterAll(() => session.disconnect());

/** The number of steps of the pool since the last call: how often the blocks of its code ran, added up. */
async function steps(): Promise<number> {
  const { result } = await session.post('Profiler.takePreciseCoverage');
  const own = result.filter(({ url }) => url.includes('/packages/pool/src/'));
  const sum = ({ functions }: Profiler.ScriptCoverage): number =>
    functions.flatMap(({ ranges }) => ranges).reduce((steps, { count }) => steps + count, 0);
  return own.reduce((steps, script) => steps + sum(script), 0);
}

/** A shuffled order, the same in each run. */
function shuffled<Item>(items: readonly Item[]): Item[] {
  const mixed = [...items];
  let seed = 1;
  for (let index = mixed.length - 1; index > 0; index--) {
    seed = (seed * 48_271) % 2_147_483_647;
    const other = seed % (index + 1);
    [mixed[index], mixed[other]] = [mixed[other] as Item, mixed[index] as Item];
  }
  return mixed;
}

/** The steps of cancelling all waiters of one host in random order. */
async function cancelling(count: number, maxTotal?: number): Promise<number> {
  const rig = new Rig({ maxPerHost: 1, ...(maxTotal !== undefined && { maxTotal }) });
  const held = await rig.fresh();
  const outcomes = Array.from({ length: count }, () => rig.acquire());
  const mixed = shuffled(outcomes);
  await steps();
  for (const { waiter } of mixed) waiter.cancel(new Error('enough'));
  const taken = await steps();
  await settle();
  expect(outcomes.every(({ error }) => (error as Error).message === 'enough')).toBe(true);
  expect(rig.pool.stats()).toMatchObject({ waiting: 0, cancelled: count, active: 1 });
  held.release(true);
  return taken;
}

test.each([undefined, 1])(
  '10,000 waiters on one host are cancelled in random order in time linear in their number, maxTotal %s',
  async (maxTotal) => {
    // About eight steps each for any number of waiters; a search would take thousands.
    for (const count of [1_000, 10_000]) {
      const each = (await cancelling(count, maxTotal)) / count;
      expect(each).toBeGreaterThan(1);
      expect(each).toBeLessThan(20);
    }
  },
);
