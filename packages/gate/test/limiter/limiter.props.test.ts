import { attemptTimeout, type AttemptTimeoutOptions } from '@sluice/watchdog';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { GateOptions, GateCallRules } from '../../src/index.ts';
import { expectIdle, rig, settle, type Exchange, type Rig } from '../support/rig.ts';

type Action =
  | { readonly kind: 'call'; readonly host: number; readonly pass: GateCallRules }
  | { readonly kind: 'abort' | 'answer' | 'finish' | 'fail' | 'drain'; readonly which: number }
  | { readonly kind: 'advance'; readonly ms: number }
  | { readonly kind: 'settle' };

const pass: fc.Arbitrary<GateCallRules> = fc.record(
  {
    priority: fc.integer({ min: -2, max: 2 }),
    weight: fc.constantFrom(1, 1, 1, 2, 5),
    queueTimeout: fc.constantFrom<(number | false)[]>(5, 20, false),
    maxQueue: fc.constantFrom(0, 3),
  },
  { requiredKeys: [] },
);

const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('call' as const), host: fc.nat(2), pass }) },
  {
    weight: 7,
    arbitrary: fc.record({
      kind: fc.constantFrom('abort', 'answer', 'finish', 'finish', 'fail', 'drain'),
      which: fc.nat(20),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('advance' as const), ms: fc.nat(12) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('settle' as const) }) },
);

const options: fc.Arbitrary<GateOptions> = fc.record(
  {
    maxPerHost: fc.integer({ min: 1, max: 3 }),
    maxTotal: fc.integer({ min: 1, max: 6 }),
    maxQueue: fc.constantFrom(2, 6, Infinity),
    queueTimeout: fc.constantFrom(10, 30),
    lifoAfter: fc.constantFrom(0, 8),
    ageing: fc.constantFrom(1, 10),
  },
  { requiredKeys: ['maxPerHost'] },
);

const timeouts: fc.Arbitrary<AttemptTimeoutOptions> = fc.record(
  {
    attempt: fc.integer({ min: 1, max: 20 }),
    body: fc.constantFrom(5, 20),
    policy: fc.constantFrom('abort', 'detach', 'detach'),
    detached: fc.constantFrom(5, 30),
  },
  { requiredKeys: ['attempt', 'policy'] },
);

interface Made {
  readonly name: string;
  readonly host: number;
  readonly pass: GateCallRules;
  readonly controller: AbortController;
  outcome: string;
}

/** The calls of one run, and the invariants. */
class Run {
  readonly rig: Rig;
  readonly calls: Made[] = [];
  readonly #options: GateOptions;

  constructor(given: GateOptions, timeout: AttemptTimeoutOptions = {}) {
    this.#options = given;
    this.rig = rig(given, attemptTimeout(timeout));
  }

  call(host: number, callPass: GateCallRules): void {
    const made: Made = {
      name: `/${this.calls.length}`,
      host,
      pass: callPass,
      controller: new AbortController(),
      outcome: '',
    };
    this.calls.push(made);
    const url = `http://h${host}${made.name}`;
    const { client } = this.rig;
    const call = client.get(url, { gate: callPass, signal: made.controller.signal });
    // Half of the callers read the body as part of the call, the others from the response.
    const body = this.calls.length % 2 === 0 ? call.text() : call.then((response) => response.text());
    body.then(
      () => (made.outcome = 'served'),
      (error: { code?: string; message: string }) => (made.outcome = error.code ?? error.message),
    );
  }

  async perform(step: Action): Promise<void> {
    if (step.kind === 'call') this.call(step.host, step.pass);
    else if (step.kind === 'settle') await settle();
    else if (step.kind === 'advance') await this.rig.clock.advance(step.ms);
    else if (step.kind === 'abort') pick(this.calls, step.which)?.controller.abort(new Error('aborted'));
    else this.end(step.kind, pick([...this.rig.transport.open], step.which));
    this.check();
  }

  end(kind: 'answer' | 'finish' | 'fail' | 'drain', exchange: Exchange | undefined): void {
    if (exchange === undefined) return;
    if (kind === 'fail') exchange.fail(new Error('broken'));
    else if (kind === 'answer' && exchange.body === undefined) exchange.answer();
    else if (kind === 'finish' && exchange.body === undefined) exchange.complete();
    else if (kind === 'finish') exchange.finish();
    else if (kind === 'drain') void exchange.body?.drain({ bytes: 10, time: 5 });
  }

  /** The exchanges at the transport never take more slots than the limits. */
  check(): void {
    const { maxPerHost = 256, maxTotal = Infinity } = this.#options;
    const limit = Math.min(maxPerHost, maxTotal);
    const byHost = [0, 0, 0];
    for (const { request } of this.rig.transport.open) {
      const made = this.calls[Number(request.url.pathname.slice(1))];
      const host = made?.host ?? 0;
      byHost[host] = (byHost[host] ?? 0) + Math.min(made?.pass.weight ?? 1, limit);
    }
    for (const slots of byHost) expect(slots).toBeLessThanOrEqual(limit);
    expect(byHost.reduce((sum, slots) => sum + slots, 0)).toBeLessThanOrEqual(maxTotal);
  }

  /** Once promises have settled, the statistics match the transport, and no free slot is left unused. */
  checkStats(): void {
    const stats = this.rig.stats();
    const { maxTotal = Infinity } = this.#options;
    expect(stats.running).toBe(this.rig.transport.open.size);
    // An attempt aborted between its admission and its start was admitted, but sent nothing.
    expect(stats.admitted).toBeGreaterThanOrEqual(this.rig.transport.exchanges.length);
    for (const { limit, slots, waiting } of Object.values(stats.keys)) {
      const heaviest = this.calls.reduce((most, { pass: { weight = 1 } }) => Math.max(most, weight), 1);
      const room = Math.min(limit - slots, maxTotal - stats.slots);
      if (waiting > 0) expect(room).toBeLessThan(Math.min(heaviest, limit));
    }
  }

  /** Lets every exchange end, and checks that all do. */
  async finish(): Promise<void> {
    for (let round = 0; this.rig.stats().running + this.rig.stats().waiting > 0; round++) {
      expect(round).toBeLessThan(500);
      for (const exchange of this.rig.transport.open) this.end('finish', exchange);
      await settle();
      this.check();
      this.checkStats();
    }
    await this.rig.clock.advance(0);
    await settle();
    expectIdle(this.rig);
    expect(this.rig.client.stats().calls.inFlight).toBe(0);
    expect(this.calls.filter(({ outcome }) => outcome === '')).toEqual([]);
  }
}

function pick<Item>(items: readonly Item[], which: number): Item | undefined {
  return items[which % Math.max(1, items.length)];
}

test('in any order of events no limit is exceeded, every call settles, and every slot is released once', async () => {
  await fc.assert(
    fc.asyncProperty(
      options,
      timeouts,
      fc.array(action, { maxLength: 80, size: 'max' }),
      async (given, timeout, actions) => {
        const run = new Run(given, timeout);
        for (const step of actions) {
          await run.perform(step);
          if (step.kind === 'settle') run.checkStats();
        }
        await settle();
        await run.finish();
      },
    ),
    { numRuns: 300 },
  );
});

test('calls of equal priority are admitted in order of arrival, although others give up', async () => {
  const plain = fc.record({ priority: fc.constant(0) }, { requiredKeys: [] });
  const steps = fc.array(
    fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({ kind: fc.constant('call' as const), host: fc.nat(2), pass: plain }),
      },
      {
        weight: 2,
        arbitrary: fc.record({ kind: fc.constantFrom('abort', 'finish', 'fail'), which: fc.nat(20) }),
      },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('settle' as const) }) },
    ),
    { maxLength: 60, size: 'max' },
  );
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 3 }), steps, async (maxPerHost, actions) => {
      const run = new Run({ maxPerHost, maxTotal: maxPerHost + 1 });
      for (const step of actions) {
        await run.perform(step);
        if (step.kind === 'settle') run.checkStats();
      }
      await settle();
      await run.finish();
      for (const host of ['h0', 'h1', 'h2']) {
        const served = run.rig.transport.exchanges
          .filter(({ request }) => request.url.hostname === host)
          .map(({ request }) => Number(request.url.pathname.slice(1)));
        expect(served).toEqual(served.toSorted((a, b) => a - b));
      }
    }),
    { numRuns: 150 },
  );
});
