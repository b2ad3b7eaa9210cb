import diagnostics_channel from 'node:diagnostics_channel';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { GateMessage, GateStats } from '../../src/index.ts';
import { expectIdle, failure, rig, settle, type Rig } from '../support/rig.ts';

type Step =
  | { readonly kind: 'call'; readonly host: number; readonly priority: number }
  | { readonly kind: 'finish' | 'abort'; readonly which: number }
  | { readonly kind: 'advance'; readonly ms: number };

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('call' as const),
        host: fc.nat(2),
        priority: fc.integer({ min: -10, max: 10 }),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constantFrom('finish', 'finish', 'abort'), which: fc.nat(20) }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('advance' as const), ms: fc.nat(60) }) },
  ),
  { minLength: 10, maxLength: 80, size: 'max' },
);

interface Caller {
  readonly host: number;
  readonly priority: number;
  readonly cameAt: number;
  readonly controller: AbortController;
  readonly outcome: Promise<unknown>;
}

/** Plays the steps, then lets everything end. @returns the calls by number, and the numbers in order of admission */
async function play(
  made: Rig,
  all: readonly Step[],
): Promise<{ readonly callers: readonly Caller[]; readonly served: readonly number[] }> {
  const callers: Caller[] = [];
  const { transport, clock, client } = made;
  for (const step of all) {
    if (step.kind === 'call') {
      const { host, priority } = step;
      const controller = new AbortController();
      const url = `http://h${host}/${callers.length}`;
      const outcome = failure(client.get(url, { gate: { priority }, signal: controller.signal }).text());
      callers.push({ host, priority, cameAt: clock.now(), controller, outcome });
    } else if (step.kind === 'advance') {
      await clock.advance(step.ms);
    } else if (step.kind === 'abort') {
      callers[step.which % Math.max(1, callers.length)]?.controller.abort(new Error('aborted'));
    } else {
      [...transport.open][step.which % Math.max(1, transport.open.size)]?.complete();
    }
    await settle();
  }
  for (let round = 0; made.stats().running > 0; round++) {
    expect(round).toBeLessThan(500);
    transport.completeAll();
    await settle();
  }
  await Promise.all(callers.map(({ outcome }) => outcome));
  expectIdle(made);
  return { callers, served: transport.exchanges.map(({ request }) => Number(request.url.pathname.slice(1))) };
}

test('no priority starves: a later call overtakes by at most the head start of its priority', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 2 }),
      fc.integer({ min: 1, max: 30 }),
      steps,
      async (maxPerHost, ageing, all) => {
        const oneHost = all.map((step) => (step.kind === 'call' ? { ...step, host: 0 } : step));
        const made = rig({ maxPerHost, ageing, queueTimeout: false });
        const { callers, served } = await play(made, oneHost);
        for (const [index, number] of served.entries()) {
          const before = callers[number] as Caller;
          for (const other of served.slice(index + 1)) {
            const after = callers[other] as Caller;
            const passed = before.cameAt - after.cameAt;
            if (passed > 0) expect(passed).toBeLessThanOrEqual((before.priority - after.priority) * ageing);
          }
        }
        for (const [number, { controller, outcome }] of callers.entries()) {
          if (!controller.signal.aborted) expect([number, await outcome]).toEqual([number, undefined]);
        }
      },
    ),
    { numRuns: 200 },
  );
});

/** Records every slot that went to a host although another host that waited for the total held fewer. */
function watchShares(stats: () => GateStats) {
  const unfair: string[] = [];
  const listen = (message: unknown): void => {
    const { event, key, slots } = message as GateMessage;
    if (event !== 'admitted') return;
    for (const [other, { slots: held, limit, waiting }] of Object.entries(stats().keys)) {
      if (other !== key && waiting > 0 && held < limit && held < slots - 1) {
        unfair.push(`${key} got its slot ${slots} while ${other} waited with ${held}`);
      }
    }
  };
  diagnostics_channel.subscribe('sluice:gate', listen);
  return { unfair, [Symbol.dispose]: () => void diagnostics_channel.unsubscribe('sluice:gate', listen) };
}

test('under a total, no host gets a slot while another that waits for one holds fewer', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 6 }),
      steps,
      async (maxPerHost, maxTotal, all) => {
        const made = rig({ maxPerHost, maxTotal, queueTimeout: false });
        using shares = watchShares(made.stats);
        await play(made, all);
        expect(shares.unfair).toEqual([]);
      },
    ),
    { numRuns: 200 },
  );
});
