import { createScriptedTransport, createVirtualClock, type VirtualClock } from '@sluice/fixtures';
import { createClient, type HttpRequest, type HttpResponse } from '@sluice/core';
import type { AnyPlugin, AttemptScope, Middleware, Stage } from '@sluice/core/plugin';
import type { AnyTransport } from '@sluice/core/transport';
import { gate } from '@sluice/gate';
import { retry } from '@sluice/retry';
import { attemptTimeout, deadline, watchdog } from '@sluice/watchdog';
import fc from 'fast-check';
import { expect, test } from 'vitest';

/** The kinds of misbehaviour of a plugin. */
const DEEDS = [
  'pass',
  'never settle before',
  'never settle after',
  'settle late before',
  'settle late after',
  'throw',
  'reject',
  'throw after',
  'throw beside',
  'twice at once',
  'twice at once, first wins',
  'again after',
  'again after a failure',
  'again much later',
  'swallow a failure and never settle',
  'swallow a failure and give nothing',
  'give nothing',
  'give nothing after',
  'give another response',
  'give another response beside',
] as const;
type Deed = (typeof DEEDS)[number];

/** Hooks of `retry` that never settle. */
const HOOKS = ['onRequest', 'onResponse', 'checkRetry', 'onRetry', 'prepareRetry', 'onExhausted'] as const;

const OUTCOMES = [
  'quick',
  'slow',
  'slow body',
  'silence',
  'silent body',
  'reset',
  '503',
  '404',
  'long',
] as const;
type Outcome = (typeof OUTCOMES)[number];

/** The place of a plugin within its stage: before or after the built-in ones. */
const plan = fc.record({
  layers: fc.array(
    fc.record({
      stage: fc.constantFrom<Stage>('call', 'retry', 'attempt'),
      outer: fc.boolean(),
      deed: fc.constantFrom(...DEEDS),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  hook: fc.option(fc.constantFrom(...HOOKS), { nil: undefined, freq: 4 }),
  outcomes: fc.array(fc.constantFrom(...OUTCOMES), { minLength: 1, maxLength: 4 }),
  method: fc.constantFrom('GET', 'POST'),
  policy: fc.constantFrom('abort', 'detach'),
  reads: fc.constantFrom('text', 'response', 'discard', 'bytes of the response'),
  body: fc.constantFrom('none', 'text', 'a stream that never ends'),
  abortAt: fc.option(fc.nat(1_000), { nil: undefined }),
});
type Plan = typeof plan extends fc.Arbitrary<infer Value> ? Value : never;

const TOTAL = 1_000;
const ATTEMPT = 200;
const LATE = 3_000;

const never = new Promise<never>(() => undefined);
const thrown = new Error('a plugin');

function middlewareOf(deed: Deed, clock: VirtualClock, other: () => HttpResponse): Middleware {
  const late = (): Promise<void> => new Promise((resolve) => void clock.setTimer(LATE, resolve));
  const nothing = undefined as never;
  return async (request, next) => {
    const beside = (): void => void next(request).catch(() => undefined);
    switch (deed) {
      case 'pass':
        return next(request);
      case 'never settle before':
        return never;
      case 'never settle after':
        await next(request);
        return never;
      case 'settle late before':
        await late();
        return next(request);
      case 'settle late after': {
        const response = await next(request);
        await late();
        return response;
      }
      case 'reject':
        throw thrown;
      case 'throw after':
        await next(request);
        throw thrown;
      case 'throw beside':
        beside();
        throw thrown;
      case 'twice at once':
        return (await Promise.all([next(request), next(request)]))[0];
      case 'twice at once, first wins':
        return Promise.any([next(request), next(request)]);
      case 'again after':
        (await next(request)).discard();
        return next(request);
      case 'again after a failure':
        try {
          return await next(request);
        } catch {
          return next(request);
        }
      case 'again much later': {
        const response = await next(request);
        void late().then(beside);
        return response;
      }
      case 'swallow a failure and never settle':
        return next(request).catch(() => never);
      case 'swallow a failure and give nothing':
        return next(request).catch(() => nothing);
      case 'give nothing after':
        await next(request);
        return nothing;
      case 'give another response':
        return other();
      case 'give another response beside':
        beside();
        return other();
      default:
        return nothing;
    }
  };
}

function pluginOf(deed: Deed, stage: Stage, index: number, clock: VirtualClock, other: () => HttpResponse) {
  const middleware = middlewareOf(deed, clock, other);
  const throws: Middleware = () => {
    throw thrown;
  };
  return { name: `plugin ${index}`, stage, setup: () => (deed === 'throw' ? throws : middleware) };
}

/** Records the requests that are sent. */
class Sends {
  readonly perAttempt = new Map<AttemptScope, number>();
  readonly #transport: AnyTransport;
  lastAt = 0;
  /** The largest number of concurrent requests without a response. */
  peak = 0;
  readonly #underWay = new Set<AttemptScope>();

  constructor(transport: AnyTransport) {
    this.#transport = transport;
  }

  get transport(): AnyTransport {
    return {
      ...this.#transport,
      name: 'noted',
      close: () => this.#transport.close(),
      send: (request) => this.#send(request),
    };
  }

  #send(request: HttpRequest): Promise<HttpResponse> {
    const { attempt, call } = request;
    this.perAttempt.set(attempt, (this.perAttempt.get(attempt) ?? 0) + 1);
    this.lastAt = call.clock.now();
    this.#underWay.add(attempt);
    this.peak = Math.max(this.peak, this.#underWay.size);
    const over = (): void => void this.#underWay.delete(attempt);
    attempt.addAbortListener({ onAbort: over });
    const sent = this.#transport.send(request);
    sent.then(over, over);
    return sent;
  }
}

function scripted(outcomes: readonly Outcome[], clock: VirtualClock) {
  const transport = createScriptedTransport({ clock });
  const route = transport.on('/x');
  outcomes.forEach((outcome, index) => {
    const when = index === outcomes.length - 1 ? { after: index } : { nth: index + 1 };
    const ok = { body: 'well' };
    if (outcome === 'quick') route.reply(200, ok, when);
    if (outcome === 'slow') route.reply(200, { ...ok, delay: 150 }, when);
    if (outcome === 'slow body')
      route.reply(200, { ...ok, faults: [{ do: 'delay', at: 'body', wait: 150 }] }, when);
    if (outcome === 'silence') route.reply(200, { ...ok, faults: [{ do: 'stall', at: 'request' }] }, when);
    if (outcome === 'silent body')
      route.reply(200, { ...ok, faults: [{ do: 'stall', at: 'body', after: 1 }] }, when);
    if (outcome === 'reset')
      route.reply(200, { ...ok, faults: [{ do: 'reset', at: 'body', after: 1 }] }, when);
    if (outcome === '503') route.reply(503, ok, when);
    if (outcome === '404') route.reply(404, ok, when);
    if (outcome === 'long') route.reply(200, { body: { size: 300_000 } }, when);
  });
  transport.on('/other').reply(200, { body: 'another' });
  return transport;
}

function bodyOf({ method, body }: Plan): { body?: never } {
  if (method === 'GET' || body === 'none') return {};
  if (body === 'text') return { body: 'text' as never };
  return {
    body: async function* () {
      yield 'x';
      yield await never;
    } as never,
  };
}

async function read(plan: Plan, call: ReturnType<ReturnType<typeof createClient>['get']>): Promise<unknown> {
  if (plan.reads === 'text') return call.text();
  const response = await call;
  if (plan.reads === 'discard') response.discard();
  if (plan.reads === 'bytes of the response') await response.bytes();
  return response.status;
}

async function run(plan: Plan): Promise<void> {
  const clock = createVirtualClock();
  const origin = scripted(plan.outcomes, clock);
  const sends = new Sends(origin);
  const first = await createClient({ transport: origin, clock }).get('http://a.test/other');
  await first.text();
  const [outer, inner] = [true, false].map((side) =>
    plan.layers.flatMap(({ stage, deed, outer: at }, index): AnyPlugin[] =>
      at === side ? [pluginOf(deed, stage, index, clock, () => first)] : [],
    ),
  );
  const hooks = plan.hook === undefined ? {} : { [plan.hook]: () => never };
  const client = createClient<readonly AnyPlugin[]>({
    transport: sends.transport,
    clock,
    plugins: [
      deadline({ total: TOTAL }),
      ...(outer ?? []),
      retry({ maxRetries: 2, minDelay: 10, budget: false, ...hooks }) as AnyPlugin,
      gate({ maxPerHost: 2 }),
      attemptTimeout({ attempt: ATTEMPT, policy: plan.policy as 'abort', detached: 500 }),
      watchdog({ unread: 400 }),
      ...(inner ?? []),
    ],
  });
  const controller = new AbortController();
  let settledAt = 0;
  const calls = [0, 1, 2].map(async () => {
    const options = {
      method: plan.method,
      signal: controller.signal,
      throwHttpErrors: true,
      ...bodyOf(plan),
    };
    try {
      await read(plan, client('http://a.test/x', options));
    } catch {
      // Whatever its outcome, the call has settled.
    }
    settledAt = clock.now();
  });
  if (plan.abortAt !== undefined) clock.setTimer(plan.abortAt, () => controller.abort(new Error('enough')));
  let done = false;
  void Promise.all(calls).then(() => (done = true));
  await clock.advance(TOTAL + 600);
  expect(done).toBe(true);
  expect(settledAt).toBeLessThanOrEqual(TOTAL);
  await clock.advance(30 * LATE);
  const { calls: counts, plugins } = client.stats();
  expect(counts.inFlight).toBe(0);
  expect(plugins['gate']).toMatchObject({ running: 0, waiting: 0 });
  expect(plugins['attemptTimeout']).toMatchObject({ detached: 0 });
  expect(origin.stats().inFlight).toBe(0);
  expect(clock.pending()).toBe(0);
  expect(sends.lastAt).toBeLessThanOrEqual(TOTAL);
  expect(sends.peak).toBeLessThanOrEqual(2);
  for (const [attempt, times] of sends.perAttempt) expect([attempt.ended, times]).toEqual([true, 1]);
}

test('whatever plugins do, a call settles within its limits, leaves nothing open, and sends no attempt twice', async () => {
  await fc.assert(fc.asyncProperty(plan, run), { numRuns: 400 });
});
