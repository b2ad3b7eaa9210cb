import { beforeEach, describe, expect, test } from 'vitest';
import { Ledger } from '../src/origin/ledger.ts';
import { LimitWatch } from '../src/origin/limit-watch.ts';
import { uploadContent, planCall } from '../src/plan/plan-call.ts';
import { pathOf, runOf } from '../src/plan/run.ts';
import type { CallPlan } from '../src/plan/call-plan.ts';

const key = { id: 0, seed: 1, face: 'default', configuration: 'uploads' } as const;
const run = runOf(key);

/** The first call whose plan is like that. */
function callWith(suits: (plan: CallPlan) => boolean): CallPlan {
  for (let number = 0; ; number++) {
    const plan = planCall(run, number);
    if (suits(plan)) return plan;
  }
}

describe('the ledger of the origin', () => {
  let ledger: Ledger;
  beforeEach(() => {
    ledger = new Ledger();
    ledger.begin(key);
  });
  const found = (): string[] => ledger.failures.map(({ verdict }) => verdict);

  test('reports a POST that is received twice as a duplicate', () => {
    const { number } = callWith(({ method, idempotencyKey }) => method === 'POST' && !idempotencyKey);
    ledger.see('POST', pathOf(0, number));
    expect(found()).toEqual([]);
    ledger.see('POST', pathOf(0, number));
    expect(found()).toEqual(['duplicate']);
  });

  test('allows a POST to be sent again if the server allowed it, or with an idempotency key', () => {
    const plain = callWith(({ method, idempotencyKey }) => method === 'POST' && !idempotencyKey);
    ledger.see('POST', pathOf(0, plain.number))?.mayRepeat();
    ledger.see('POST', pathOf(0, plain.number));
    const keyed = callWith(({ method, idempotencyKey }) => method === 'POST' && idempotencyKey);
    ledger.see('POST', pathOf(0, keyed.number));
    ledger.see('POST', pathOf(0, keyed.number));
    expect(found()).toEqual([]);
  });

  test('reports a request of a run that has ended as a duplicate, and a request of no call as malformed', () => {
    ledger.begin({ ...key, id: 1 });
    ledger.see('GET', pathOf(0, 1));
    ledger.see('GET', '/elsewhere');
    expect(found()).toEqual(['duplicate', 'malformed request']);
  });

  test('compares uploads', () => {
    const plan = callWith(({ upload }) => upload?.kind === 'bytes' && upload.bytes > 100);
    const bytes = uploadContent(plan).slice();
    const upload = (...pieces: readonly Uint8Array[]): void => {
      const seen = ledger.see(plan.method, pathOf(0, plan.number));
      seen?.mayRepeat();
      for (const piece of pieces) seen?.take(piece);
      seen?.ended();
    };
    upload(bytes.subarray(0, 10), bytes.subarray(10));
    expect(found()).toEqual([]);
    upload(bytes.subarray(1));
    upload(bytes.subarray(0, -1));
    expect(found()).toEqual(['wrong upload', 'wrong upload']);
  });

  test('reports an upload that ended normally although its source failed', () => {
    const plan = callWith(({ upload }) => upload?.kind === 'failing-iterable');
    ledger.see(plan.method, pathOf(0, plan.number))?.ended();
    expect(found()).toEqual(['wrong upload']);
  });
});

describe('a limit', () => {
  const item = (): { writes: number; endedByPeer: boolean; over: boolean; blind: boolean } => ({
    writes: 0,
    endedByPeer: false,
    over: false,
    blind: false,
  });

  test('is exceeded by items that stay open', async () => {
    const overruns: number[] = [];
    const watch = new LimitWatch(2, (items) => overruns.push(items.length));
    for (let count = 0; count < 3; count++) watch.add(item());
    await watch.judged();
    expect(overruns).toEqual([3]);
  });

  test('is not exceeded if the end of an item was not detected yet', async () => {
    const overruns: number[] = [];
    const watch = new LimitWatch(2, (items) => overruns.push(items.length));
    const [first, second] = [item(), item()];
    for (const each of [first, second, item(), item()]) watch.add(each);
    first.endedByPeer = true;
    second.over = true;
    await watch.judged();
    expect(overruns).toEqual([]);
  });

  test('is exceeded by items with pending writes', async () => {
    const overruns: number[] = [];
    const watch = new LimitWatch(1, (items) => overruns.push(items.length));
    const busy = item();
    watch.add(busy);
    watch.add(item());
    Object.assign(busy, { writes: 1, over: true });
    await watch.judged();
    expect(overruns).toEqual([2]);
  });
});
