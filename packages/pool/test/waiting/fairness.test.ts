import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Rig, settle, type Outcome } from '../support/rig.ts';

test('for a key without connections a free connection is closed at once, but only one of the active ones', async () => {
  const rig = new Rig({ maxTotal: 3, maxPerHost: 1 });
  const [x, y] = [await rig.fresh('x', 2), await rig.fresh('y', 2)];
  const second = [rig.pool.take('x'), rig.pool.take('y')];
  const z = await rig.fresh('z');
  const held = rig.acquire('held');
  const younger = [rig.acquire('x'), rig.acquire('y'), rig.acquire('z')];

  x.release(true); // carries another exchange, so it is closed later
  y.release(true); // stays
  z.release(true); // closed at once
  await settle();
  expect(younger.map((outcome) => outcome.settled)).toEqual([false, true, false]);
  expect(z.connection.closedFor).toBe('evicted');
  rig.pending('held')[0]?.succeed();
  await settle();
  expect(held.lease).toBeDefined();
  second[0]?.release(true);
  expect(x.connection.closedFor).toBe('evicted');
  expect(y.connection.closedFor).toBeUndefined();
});

/**
 * Every client of a key asks again as soon as it has released its connection, so that all keys are always busy; one
 * exchange of some keys never ends. All the same, every request is served after a bounded number of others.
 */
test('under maxTotal no request starves, whatever the keys, their load and their protocol', async () => {
  const load = fc.record({
    clients: fc.integer({ min: 1, max: 5 }),
    capacity: fc.constantFrom(1, 1, 4),
    stuck: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(load, { minLength: 2, maxLength: 4 }),
      fc.integer({ min: 2, max: 6 }),
      fc.infiniteStream(fc.nat()),
      async (loads, maxTotal, picks) => {
        const stuck = loads.filter((load) => load.stuck).length;
        fc.pre(stuck < maxTotal);
        const rig = new Rig({ maxTotal });
        const keys = loads.map((_, index) => `key-${index}`);
        const waiting = new Map<Outcome, { key: string; since: number }>();
        const held: { outcome: Outcome; key: string }[] = [];
        let handedOut = 0;
        const ask = (key: string): void => {
          waiting.set(rig.acquire(key), { key, since: handedOut });
        };
        const hear = async (): Promise<void> => {
          for (const dial of rig.pending()) dial.succeed(loads[keys.indexOf(dial.key)]?.capacity);
          await settle();
          for (const [outcome, { key }] of waiting) {
            if (outcome.lease === undefined) continue;
            waiting.delete(outcome);
            held.push({ outcome, key });
            handedOut++;
          }
        };
        for (const [index, key] of keys.entries()) {
          if (!loads[index]?.stuck) continue;
          ask(key);
          await hear();
          held.pop();
        }
        for (const [index, key] of keys.entries()) {
          for (let client = 0; client < (loads[index]?.clients ?? 0); client++) ask(key);
        }
        await hear();
        for (let turn = 0; turn < 600; turn++) {
          const [next] = held.splice((picks.next().value ?? 0) % Math.max(1, held.length), 1);
          if (next === undefined) break;
          next.outcome.lease?.release(true);
          ask(next.key);
          await hear();
          const longest = Math.max(0, ...[...waiting.values()].map(({ since }) => handedOut - since));
          expect(longest).toBeLessThan(400);
        }
      },
    ),
    { numRuns: 40 },
  );
});
