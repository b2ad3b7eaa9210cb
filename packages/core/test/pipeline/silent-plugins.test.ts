// Plugins that never settle, and requests that are refused.
import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, test } from 'vitest';
import type { HttpResponse } from '../../src/index.ts';
import type { AnyPlugin, AttemptScope, Middleware, Stage } from '../../src/plugin-api.ts';
import { promised } from '../../src/internal-api.ts';
import { Scope } from '../../src/lifecycle/scope.ts';
import { Rig, watch } from '../support/rig.ts';

const URL_A = 'http://a.test/x';
const reason = new Error('enough');

function plugin(stage: Stage, middleware: Middleware, name: string = stage): AnyPlugin {
  return { name, stage, setup: () => middleware };
}

/** A plugin that waits for a service; the test decides when the service answers. */
function waiting(stage: Stage, when: 'before' | 'after') {
  const service = Promise.withResolvers<void>();
  const settled: unknown[] = [];
  const middleware: Middleware = async (request, next) => {
    try {
      if (when === 'before') await service.promise;
      const response = await next(request);
      if (when === 'after') await service.promise;
      settled.push(response);
      return response;
    } catch (error) {
      settled.push(error);
      throw error;
    }
  };
  return { service, settled, plugin: plugin(stage, middleware) };
}

const twiceIfNeeded: Middleware = async (request, next) => {
  try {
    return await next(request);
  } catch {
    return next(request);
  }
};

const STAGES: readonly Stage[] = ['call', 'retry', 'attempt'];

describe.each(STAGES)('a plugin of the stage %s that does not settle', (stage) => {
  test('before `next`: an abort settles the call, and nothing is sent when the plugin continues', async () => {
    const rig = new Rig();
    const slow = waiting(stage, 'before');
    const controller = new AbortController();
    const client = rig.client(slow.plugin);
    const call = watch(client.get(URL_A, { signal: controller.signal }).text());
    await rig.clock.advance(0);
    controller.abort(reason);
    await rig.clock.advance(0);
    expect([call.error, client.stats().calls.inFlight]).toEqual([reason, 0]);
    slow.service.resolve();
    await rig.clock.advance(0);
    expect([slow.settled, rig.exchanges]).toEqual([[reason], []]);
  });

  test('after `next`: an abort settles the call and ends the attempt', async () => {
    const rig = new Rig();
    const slow = waiting(stage, 'after');
    const controller = new AbortController();
    const client = rig.client(slow.plugin);
    const call = watch(client.get(URL_A, { signal: controller.signal }));
    const exchange = await rig.exchange();
    exchange.headers();
    await rig.clock.advance(0);
    expect(exchange.request.attempt.ended).toBe(false);
    controller.abort(reason);
    await rig.clock.advance(0);
    expect([call.error, client.stats().calls.inFlight]).toEqual([reason, 0]);
    expect([exchange.request.attempt.ended, exchange.destroyed]).toEqual([true, reason]);
    slow.service.resolve();
    await rig.clock.advance(0);
    expect(exchange.request.attempt.record.error).toBe(reason);
  });
});

describe('an attempt', () => {
  test('lasts until the plugins of its stage have settled, even if its body is complete', async () => {
    const rig = new Rig();
    const slow = waiting('attempt', 'after');
    const call = watch(rig.client(slow.plugin).get(URL_A).text());
    const exchange = await rig.exchange();
    exchange.headers().push('well').finish();
    await rig.clock.advance(0);
    const { attempt } = exchange.request;
    expect([call.done, attempt.ended]).toEqual([false, false]);
    slow.service.resolve();
    await rig.clock.advance(0);
    expect([call.value, attempt.ended]).toEqual(['well', true]);
  });

  test('that is aborted while a plugin is silent fails alone: a retry follows in the async context of the call', async () => {
    const rig = new Rig();
    const context = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    const begun: AttemptScope[] = [];
    const again = plugin('retry', twiceIfNeeded);
    const silentOnce = plugin('attempt', (request, next) => {
      seen.push(context.getStore());
      begun.push(request.attempt);
      return request.attempt.record.number === 1 ? new Promise(() => undefined) : next(request);
    });
    // An interceptor, since it continues in the async context in which it is called.
    const observing: AnyPlugin = {
      name: 'observing',
      stage: 'retry',
      setup: () => ({
        interceptor: (request, handler, next) =>
          next(request, {
            onResponse: (response) => handler.onResponse(response),
            onError(error) {
              seen.push(context.getStore());
              void promised(next)(request).then(
                (response) => handler.onResponse(response),
                () => handler.onError(error),
              );
            },
          }),
      }),
    };
    const calls = [again, observing].map((layer) =>
      context.run('of the call', () => watch(rig.client(layer, silentOnce).get(URL_A).text())),
    );
    await rig.clock.advance(0);
    expect(begun).toHaveLength(2);
    for (const attempt of begun.slice()) context.run('of another call', () => attempt.abort(reason));
    await rig.clock.advance(0);
    for (const exchange of rig.exchanges) exchange.headers().push('well').finish();
    await rig.clock.advance(0);
    expect(calls.map(({ value }) => value)).toEqual(['well', 'well']);
    expect(seen).toEqual(Array(5).fill('of the call'));
  });

  test('that is aborted fails with the error by which a plugin replaces the abort at once', async () => {
    const rig = new Rig();
    const naming = plugin('attempt', async (request, next) => {
      try {
        return await next(request);
      } catch (cause) {
        throw new Error('the warehouse is slow', { cause });
      }
    });
    const call = watch(rig.client(naming).get(URL_A));
    const exchange = await rig.exchange();
    exchange.request.attempt.abort(reason);
    await rig.clock.advance(0);
    expect(call.error).toMatchObject({ message: 'the warehouse is slow', cause: reason });
  });

  test('that is aborted fails even if a plugin then returns a response', async () => {
    const rig = new Rig();
    const slow = waiting('attempt', 'after');
    const call = watch(rig.client(slow.plugin).get(URL_A));
    const exchange = await rig.exchange();
    exchange.headers();
    await rig.clock.advance(0);
    exchange.request.attempt.abort(reason);
    slow.service.resolve();
    await rig.clock.advance(0);
    expect([call.error, exchange.request.attempt.ended]).toEqual([reason, true]);
  });

  test('ends when a plugin returns the response of another attempt; its own response is drained', async () => {
    const rig = new Rig();
    const first = watch(rig.client().get(URL_A));
    (await rig.exchange()).headers().finish();
    await rig.clock.advance(0);
    const other = first.value as HttpResponse;
    const late = plugin('attempt', async (request, next) => {
      await next(request);
      return other;
    });
    const early = plugin('attempt', (request, next) => {
      next(request).catch(() => undefined);
      return Promise.resolve(other);
    });
    const client = rig.client(late);
    const call = watch(client.get(URL_A));
    const exchange = await rig.exchange();
    exchange.headers().push('x');
    await rig.clock.advance(0);
    expect(call.value).toBe(other);
    expect(exchange.body.drained).toBe(true);
    exchange.finish();
    expect(exchange.request.attempt.ended).toBe(true);
    watch(rig.client(early).get(URL_A));
    const unanswered = await rig.exchange();
    expect(unanswered.request.attempt.ended).toBe(true);
    expect(unanswered.destroyed).toMatchObject({ name: 'AbortError' });
    expect(client.stats().calls.inFlight).toBe(0);
  });
});

describe('`next` in the stage attempt', () => {
  test.each<[string, 'answer' | 'fail', Middleware]>([
    [
      'twice at once',
      'answer',
      async (request, next) => (await Promise.all([next(request), next(request)]))[0],
    ],
    ['after an answer', 'answer', async (request, next) => (await next(request)) && next(request)],
    ['after a failure', 'fail', twiceIfNeeded],
  ])('%s is refused before anything is sent', async (_, how, middleware) => {
    const rig = new Rig();
    const call = watch(rig.client(plugin('attempt', middleware)).post(URL_A, { body: 'x' }));
    const exchange = await rig.exchange();
    if (how === 'fail') exchange.fail(new Error('refused'));
    else exchange.headers();
    await rig.clock.advance(0);
    expect(call.error).toMatchObject({ message: expect.stringContaining('called `next` twice') });
    expect([rig.exchanges.length, exchange.request.attempt.ended]).toEqual([1, true]);
  });

  test('rejects with the error of a plugin below', async () => {
    const rig = new Rig();
    const seen: unknown[] = [];
    const outer = plugin(
      'attempt',
      (request, next) =>
        next(request).catch((error: unknown) => {
          seen.push(error);
          throw error;
        }),
      'outer',
    );
    const inner = plugin('attempt', () => {
      throw reason;
    });
    const call = watch(rig.client(outer, inner).get(URL_A));
    await rig.clock.advance(0);
    expect([call.error, seen]).toEqual([reason, [reason]]);
  });
});

describe.each(['call', 'retry'] as const)('`next` in the stage %s', (stage) => {
  test('while a request is pending is refused before anything is sent', async () => {
    const rig = new Rig();
    const twice = plugin(
      stage,
      async (request, next) => (await Promise.all([next(request), next(request)]))[0],
    );
    const call = watch(rig.client(twice).post(URL_A, { body: 'x' }));
    const exchange = await rig.exchange();
    expect(call.error).toMatchObject({
      message: expect.stringContaining('requests at the same time need a branch each'),
    });
    expect([rig.exchanges.length, exchange.request.attempt.ended]).toEqual([1, true]);
  });

  test('may send again after an outcome, and beside a pending request on a branch', async () => {
    const rig = new Rig();
    const digest = plugin(stage, async (request, next) => {
      (await next(request)).discard();
      const [first, second] = await Promise.all(
        [new Scope(), new Scope()].map((branch) => next(request.with({ branch }))),
      );
      second?.discard();
      return first as never;
    });
    const call = watch(rig.client(digest).get(URL_A));
    (await rig.exchange()).headers(401).finish();
    await rig.clock.advance(0);
    expect(rig.exchanges).toHaveLength(3);
    for (const exchange of rig.exchanges.slice(1)) exchange.headers().finish();
    await rig.clock.advance(0);
    expect(call.value).toMatchObject({ status: 200 });
  });

  test('is refused after the end of the call', async () => {
    const rig = new Rig();
    const late = Promise.withResolvers<void>();
    const sent: unknown[] = [];
    const sendLater: Middleware = async (request, next) => {
      await late.promise;
      return next(request).catch((error: unknown) => sent.push(error) as never);
    };
    const returning = plugin(stage, async (request, next) => {
      const response = await next(request);
      void sendLater(request, next);
      return response;
    });
    const call = watch(rig.client(returning).get(URL_A).text());
    (await rig.exchange()).headers().finish();
    await rig.clock.advance(0);
    expect(call.value).toBe('');
    late.resolve();
    await rig.clock.advance(0);
    expect(rig.exchanges).toHaveLength(1);
    expect(sent).toMatchObject([{ message: 'a plugin sent a request for a call that is over' }]);
  });
});
