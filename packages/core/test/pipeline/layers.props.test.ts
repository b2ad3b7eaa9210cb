// Properties of the pipeline: every call settles and leaves nothing behind.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { redirect } from '../../src/index.ts';
import type { AnyPlugin, Middleware, Stage } from '../../src/plugin-api.ts';
import { promised, settle, type Interceptor } from '../../src/internal-api.ts';
import { Rig, watch } from '../support/rig.ts';

/** The behaviour of a layer. */
type Deed =
  | 'pass'
  | 'throw'
  | 'throw after sending'
  | 'wait before'
  | 'wait after'
  | 'again after a failure'
  | 'twice'
  | 'nothing'
  | 'fail what was answered';

interface LayerPlan {
  readonly kind: 'interceptor' | 'middleware';
  readonly stage: Stage;
  readonly deed: Deed;
}

/** The steps of a peer in an exchange; the last step repeats. */
type Step = 'head' | 'whole' | 'cut' | 'refuse' | 'redirect' | 'silence';

const layer: fc.Arbitrary<LayerPlan> = fc.record({
  kind: fc.constantFrom('interceptor', 'middleware'),
  stage: fc.constantFrom('call', 'retry', 'attempt'),
  deed: fc.oneof(
    { weight: 4, arbitrary: fc.constant<Deed>('pass') },
    {
      weight: 5,
      arbitrary: fc.constantFrom<Deed>(
        'throw',
        'throw after sending',
        'wait before',
        'wait after',
        'again after a failure',
        'twice',
        'nothing',
        'fail what was answered',
      ),
    },
  ),
});

const plan = fc.record({
  layers: fc.array(layer, { maxLength: 5 }),
  /** The index at which the plugin `redirect` is inserted. */
  redirectAt: fc.nat(5),
  steps: fc.array(fc.constantFrom<Step>('head', 'whole', 'cut', 'refuse', 'redirect', 'silence'), {
    minLength: 1,
    maxLength: 5,
  }),
  reads: fc.constantFrom('text', 'json', 'response', 'discard', 'text twice'),
  /** The number of microtask turns before the abort; undefined: at the end, if the call has not settled. */
  abortAfter: fc.option(fc.nat(40), { nil: undefined }),
});

const thrown = new Error('a layer');

function wait(): Promise<void> {
  return Promise.resolve().then(() => undefined);
}

function middlewareOf(deed: Deed): Middleware {
  return async (request, next) => {
    switch (deed) {
      case 'throw':
        throw thrown;
      case 'throw after sending':
        next(request).catch(() => undefined);
        throw thrown;
      case 'wait before':
        await wait();
        return next(request);
      case 'wait after': {
        const response = await next(request);
        await wait();
        return response;
      }
      case 'again after a failure':
        try {
          return await next(request);
        } catch {
          return next(request);
        }
      case 'twice':
        (await next(request)).discard();
        return next(request);
      case 'nothing':
        return undefined as never;
      case 'fail what was answered':
        await next(request);
        throw thrown;
      default:
        return next(request);
    }
  };
}

function interceptorOf(deed: Deed): Interceptor {
  return (request, handler, next) => {
    const later = async (what: () => void): Promise<void> => {
      await wait();
      what();
    };
    const again = (): void => settle(request, handler, () => promised(next)(request));
    switch (deed) {
      case 'throw':
        throw thrown;
      case 'throw after sending':
        next(request, handler);
        throw thrown;
      case 'wait before':
        void later(() => next(request, handler));
        return;
      case 'wait after':
        next(request, {
          onResponse: (response) => void later(() => handler.onResponse(response)),
          onError: (error) => void later(() => handler.onError(error)),
        });
        return;
      case 'again after a failure':
        next(request, { onResponse: (response) => handler.onResponse(response), onError: again });
        return;
      case 'twice':
        next(request, {
          onResponse(response) {
            response.discard();
            again();
          },
          onError: (error) => handler.onError(error),
        });
        return;
      case 'nothing':
        settle(request, handler, () => undefined as never);
        return;
      case 'fail what was answered':
        next(request, {
          onResponse: () => handler.onError(thrown),
          onError: (error) => handler.onError(error),
        });
        return;
      default:
        next(request, handler);
    }
  };
}

function pluginOf({ kind, stage, deed }: LayerPlan, index: number): AnyPlugin {
  const parts =
    kind === 'middleware' ? { middleware: middlewareOf(deed) } : { interceptor: interceptorOf(deed) };
  return { name: `layer ${index}`, stage, setup: () => parts };
}

test('a call settles and leaves nothing open, whatever its layers and its peer do, and whenever it is aborted', async () => {
  await fc.assert(
    fc.asyncProperty(plan, async ({ layers, redirectAt, steps, reads, abortAfter }) => {
      const rig = new Rig();
      const plugins: AnyPlugin[] = layers.map(pluginOf);
      plugins.splice(redirectAt, 0, redirect() as AnyPlugin);
      const client = rig.client(...plugins);
      const controller = new AbortController();
      const call = client.get('http://a.test/x', { signal: controller.signal });
      const read = (): PromiseLike<unknown> => {
        if (reads === 'json') return call.json();
        if (reads === 'response') return call;
        if (reads === 'discard') return call.then((response) => response.discard());
        return call.text();
      };
      const seen = [watch(read())];
      if (reads === 'text twice') seen.push(watch(call.text()), watch(call));
      let served = 0;
      const serve = (): void => {
        for (; served < rig.exchanges.length; served++) {
          const exchange = rig.exchanges[served]!;
          const step = served > 30 ? 'refuse' : steps[Math.min(served, steps.length - 1)]!;
          if (step === 'refuse') exchange.fail(new Error('refused'));
          else if (step === 'redirect') {
            exchange.headers(302, { location: `/${served}` }).finish();
          } else if (step !== 'silence') {
            exchange.headers(200, { 'content-length': '2' });
            if (step === 'whole') exchange.push('12').finish();
            if (step === 'cut') exchange.push('1').body.fail(new Error('cut'));
          }
        }
      };
      // A peer that falls silent before the end of the body keeps the exchange open until the abort.
      const open = abortAfter !== undefined || steps.includes('silence') || steps.includes('head');
      for (let turns = 0; turns < (open ? 120 : 5_000); turns++) {
        if (!open && seen.every(({ done }) => done)) break;
        serve();
        if (turns === abortAfter) controller.abort('enough');
        // oxlint-disable-next-line no-await-in-loop -- one turn after the other
        await Promise.resolve();
      }
      if (!open) for (const one of seen) expect(one.done).toBe(true);
      controller.abort('enough');
      await rig.clock.advance(10_000);
      for (const one of seen) expect(one.done).toBe(true);
      const [first] = seen;
      if (reads === 'response' && first?.error === undefined) {
        // The response came before the abort, which destroyed its body or came after the end of it.
        expect((first!.value as { status: number }).status).toBeLessThan(400);
      }
      expect(client.stats().calls).toMatchObject({ started: 1, inFlight: 0 });
      for (const { request, body } of rig.exchanges) {
        expect(request.attempt.ended).toBe(true);
        if (body !== undefined) expect(body.settled).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});
