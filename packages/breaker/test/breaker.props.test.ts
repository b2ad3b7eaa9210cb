import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ScriptedAnswer } from '@sluice/fixtures';
import type { BreakerOptions } from '../src/index.ts';
import { Rig } from './support/rig.ts';

type Action =
  | { readonly kind: 'call'; readonly collect: boolean }
  | { readonly kind: 'answer'; readonly which: number; readonly status: number }
  | { readonly kind: 'abort'; readonly which: number }
  | { readonly kind: 'advance'; readonly ms: number };

const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('call' as const), collect: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('answer' as const),
      which: fc.nat(20),
      status: fc.constantFrom(200, 404, 500, 500, 503),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('abort' as const), which: fc.nat(20) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('advance' as const), ms: fc.nat(150) }) },
);

const options: fc.Arbitrary<BreakerOptions> = fc.record(
  {
    consecutive: fc.integer({ min: 1, max: 3 }),
    ratio: fc.record({
      share: fc.constantFrom(0.2, 0.6),
      minimum: fc.constantFrom(2, 5),
      window: fc.constant(200),
    }),
    probes: fc.integer({ min: 1, max: 3 }),
    successes: fc.integer({ min: 1, max: 3 }),
    openFor: fc.constantFrom(50, 100),
  },
  { requiredKeys: ['consecutive', 'probes', 'openFor'] },
);

interface Open {
  readonly controller: AbortController;
  readonly answer: (answer: ScriptedAnswer) => void;
}

/** Plays calls against a host whose answers the test controls. */
class Run {
  readonly rig: Rig;
  readonly #open = new Set<Open>();
  readonly #probes: number;
  #next = new AbortController();

  constructor(given: BreakerOptions) {
    this.rig = new Rig({ ...given, maxOpenFor: 400 });
    this.#probes = given.probes ?? 1;
    this.rig.transport.on('/x').handle(() => {
      const { promise, resolve } = Promise.withResolvers<ScriptedAnswer>();
      this.#open.add({ controller: this.#next, answer: resolve });
      return promise;
    });
  }

  async perform(step: Action): Promise<void> {
    if (step.kind === 'call') await this.#call(step.collect);
    else if (step.kind === 'advance') await this.rig.clock.advance(step.ms);
    else await this.#end(step);
    await this.rig.clock.advance(0);
    expect(this.rig.circuit()?.probing ?? 0).toBeLessThanOrEqual(this.#probes);
    expect(this.rig.circuit()?.probing ?? 0).toBeGreaterThanOrEqual(0);
  }

  /** Makes a call and checks that the state of the circuit before it decides whether it goes through. */
  async #call(collect: boolean): Promise<void> {
    const before = this.rig.circuit();
    const { requests } = this.rig.transport.stats();
    this.#next = new AbortController();
    const call = this.rig.client.get('/x', { signal: this.#next.signal });
    const body = collect ? call.text() : call.then((response) => response.text());
    body.then(undefined, () => {});
    await this.rig.clock.advance(0);
    const sent = this.rig.transport.stats().requests > requests;
    expect(sent).toBe((before?.retryAfter ?? 0) === 0);
  }

  async #end(step: Exclude<Action, { kind: 'call' | 'advance' }>): Promise<void> {
    const open = [...this.#open][step.which % Math.max(1, this.#open.size)];
    if (open === undefined) return;
    this.#open.delete(open);
    if (step.kind === 'abort') open.controller.abort(new Error('aborted'));
    else open.answer({ status: step.status, body: 'abc' });
    await this.rig.clock.advance(0);
  }

  /** Lets the host recover, and checks that the circuit closes. */
  async recover(): Promise<void> {
    for (const { answer } of this.#open) answer({ status: 200 });
    this.rig.transport.on('/well').reply(200);
    await this.rig.clock.advance(400);
    for (let count = 0; count < 4; count++) await this.rig.call('/well');
    expect(this.rig.circuit()?.state ?? 'closed').toBe('closed');
    expect(this.rig.circuit()?.probing ?? 0).toBe(0);
    expect(this.rig.transport.stats().inFlight).toBe(0);
    expect(this.rig.clock.pending()).toBe(0);
  }
}

test('in any order of events `probes` bounds the probes, an open circuit sends nothing, and a recovered host closes it', async () => {
  await fc.assert(
    fc.asyncProperty(options, fc.array(action, { maxLength: 60, size: 'max' }), async (given, actions) => {
      const run = new Run(given);
      for (const step of actions) await run.perform(step);
      await run.recover();
    }),
    { numRuns: 200 },
  );
});
