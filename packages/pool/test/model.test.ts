import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PoolOptions } from '../src/options.ts';
import { checkAlways, checkSettled } from './support/model-check.ts';
import { Model } from './support/model.ts';
import { settle } from './support/rig.ts';

type Action =
  | { do: 'take' | 'acquire'; key: string }
  | { do: 'release'; pick: number; reusable: boolean }
  | { do: 'dialed'; pick: number; capacity: number; idleLimit: number | undefined }
  | { do: 'releaseAgain' | 'dialFails' | 'cancel' | 'peerCloses' | 'dies' | 'goesAway'; pick: number }
  | { do: 'capacity'; pick: number; capacity: number }
  | { do: 'time' | 'sleep'; ms: number }
  | { do: 'close' | 'destroy' };

const pick = fc.nat({ max: 1000 });
const key = fc.constantFrom('a', 'b', 'c');
const capacity = fc.constantFrom(1, 1, 1, 2, 3, 0);
const ms = fc.constantFrom(1, 40, 100, 500, 1000);

const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('take' as const), key }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('acquire' as const), key }) },
  {
    weight: 7,
    arbitrary: fc.record({
      do: fc.constant('release' as const),
      pick,
      reusable: fc.constantFrom(true, true, true, false),
    }),
  },
  {
    weight: 7,
    arbitrary: fc.record({
      do: fc.constant('dialed' as const),
      pick,
      capacity,
      idleLimit: fc.constantFrom(undefined, undefined, 30, 0),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom<'releaseAgain' | 'dialFails' | 'cancel' | 'peerCloses' | 'dies' | 'goesAway'>(
        'releaseAgain',
        'dialFails',
        'cancel',
        'cancel',
        'peerCloses',
        'dies',
        'goesAway',
      ),
      pick,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('capacity' as const), pick, capacity }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('time' as const, 'sleep' as const), ms }) },
);

const ending: fc.Arbitrary<Action> = fc.record({ do: fc.constantFrom('close' as const, 'destroy' as const) });

const options: fc.Arbitrary<PoolOptions> = fc.record(
  {
    maxIdle: fc.constantFrom(0, 1, 2, 5),
    maxIdlePerHost: fc.constantFrom(0, 1, 3),
    maxPerHost: fc.constantFrom(1, 2, 4),
    maxTotal: fc.constantFrom(1, 2, 3, 6),
    maxDialing: fc.constantFrom(1, 2),
    idleTimeout: fc.constantFrom(0, 200, 1500, Infinity),
    maxAge: fc.constantFrom(300, 3000),
    maxRequests: fc.constantFrom(1, 3),
    keepAlive: fc.constantFrom(true, true, true, false),
  },
  { requiredKeys: [] },
);

function chosen<Item>(items: readonly Item[], index: number): Item | undefined {
  return items.length === 0 ? undefined : items[index % items.length];
}

async function perform(model: Model, action: Action): Promise<void> {
  switch (action.do) {
    case 'take':
      return model.take(action.key);
    case 'acquire':
      return model.acquire(action.key);
    case 'release': {
      const lease = chosen(model.leases, action.pick);
      if (lease) model.release(lease, action.reusable);
      return;
    }
    case 'releaseAgain':
      chosen(model.released, action.pick)?.release(action.pick % 2 === 0);
      return;
    case 'dialed': {
      const dial = chosen(model.dials, action.pick);
      if (dial) model.dialSucceeds(dial, action.capacity, action.idleLimit);
      return;
    }
    case 'dialFails': {
      const dial = chosen(model.dials, action.pick);
      if (dial) await model.dialFails(dial, action.pick % 3 === 0);
      return;
    }
    case 'cancel': {
      const waiter = chosen(model.line(), action.pick);
      if (waiter) model.cancel(waiter);
      return;
    }
    case 'peerCloses': {
      const connection = chosen(model.live(), action.pick);
      if (!connection) return;
      connection.usable = false;
      const before = model.pool.stats().closedByPeer;
      model.pool.remove(connection);
      // Unless the promise of the dial has not been handled yet: then the pool finds out by itself.
      connection.removed = model.pool.stats().closedByPeer > before;
      if (model.strict) expect(connection.removed).toBe(true);
      return;
    }
    case 'dies': {
      const connection = chosen(model.live(), action.pick);
      if (connection) connection.usable = false;
      return;
    }
    case 'goesAway': {
      const connection = chosen(model.live(), action.pick);
      if (!connection) return;
      connection.usable = false;
      model.pool.update(connection);
      return;
    }
    case 'capacity': {
      const connection = chosen(model.live(), action.pick);
      if (!connection) return;
      return model.changes(connection, action.capacity);
    }
    case 'time':
      return model.clock.advance(action.ms);
    case 'sleep':
      return model.clock.sleep(action.ms);
    case 'close':
      model.closed = true;
      void model.pool.close();
      return;
    case 'destroy':
      model.closed = true;
      model.pool.destroy();
  }
}

/** Lets everything under way end, and checks that no request waits and that the closed pool is empty. */
async function finish(model: Model): Promise<void> {
  for (let round = 0; model.line().length + model.dials.length + model.leases.length > 0; round++) {
    expect(round).toBeLessThan(200);
    for (const connection of model.live()) if (connection.capacity < 1) model.changes(connection, 1);
    for (const dial of model.dials.slice()) model.dialSucceeds(dial, 1, undefined);
    await settle();
    for (const lease of model.leases.slice()) model.release(lease, true);
    await settle();
  }
  checkSettled(model);
  model.closed = true;
  await model.pool.close();
  checkSettled(model);
  expect(model.live()).toEqual([]);
  expect(model.clock.timers.size).toBe(0);
  expect(model.pool.take('a')).toBeUndefined();
  expect(model.pool.stats()).toMatchObject({ idle: 0, active: 0, dialing: 0, waiting: 0 });
}

const script = fc.tuple(options, fc.array(action, { maxLength: 60 }), fc.option(ending), fc.boolean());

test('the pool keeps its rules in any order of events', async () => {
  await fc.assert(
    fc.asyncProperty(script, async ([options, actions, ending, shareable]) => {
      const model = new Model(options, true, shareable);
      for (const action of ending ? [...actions, ending] : actions) {
        await perform(model, action);
        await settle();
        checkSettled(model);
      }
      await finish(model);
    }),
    { numRuns: 700 },
  );
});

test('the pool keeps its rules when events come in the same turn, before callers see the results of earlier ones', async () => {
  await fc.assert(
    fc.asyncProperty(
      script,
      fc.infiniteStream(fc.nat({ max: 5 })),
      async ([options, actions, ending, shareable], pauses) => {
        const model = new Model(options, false, shareable);
        for (const action of ending ? [...actions, ending] : actions) {
          await perform(model, action);
          checkAlways(model);
          if (pauses.next().value !== 0) continue;
          await settle();
          checkSettled(model);
        }
        await settle();
        checkSettled(model);
        await finish(model);
      },
    ),
    { numRuns: 700 },
  );
});
