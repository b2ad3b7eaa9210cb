// The order of layers, and layers that misbehave.
import { describe, expect, test } from 'vitest';
import type { HttpRequest } from '../../src/index.ts';
import type { AnyPlugin, Next, Stage } from '../../src/plugin-api.ts';
import { Rig, watch } from '../support/rig.ts';

const URL_A = 'http://user:secret@a.test/x?token=secret';

function plugin(
  stage: Stage,
  middleware: (request: HttpRequest, next: Next) => unknown,
  name: string = stage,
): AnyPlugin {
  return { name, stage, setup: () => middleware as never };
}

/** Sends a request again while its attempt fails or is answered with 503. */
const retry = plugin('retry', async (request, next) => {
  for (;;) {
    try {
      const response = await next(request);
      if (response.status !== 503) return response;
      response.discard();
    } catch (error) {
      if (request.call.aborted || request.call.attempts.length > 2) throw error;
    }
  }
});

describe('a layer that misbehaves', () => {
  const thrown = new Error('in a hook');

  test.each<[string, Stage, (request: HttpRequest, next: Next) => unknown]>([
    [
      'throws',
      'call',
      () => {
        throw thrown;
      },
    ],
    [
      'throws',
      'attempt',
      () => {
        throw thrown;
      },
    ],
    ['rejects', 'retry', () => Promise.reject(thrown)],
    ['rejects', 'attempt', () => Promise.reject(thrown)],
    [
      'throws after the response',
      'call',
      async (request, next) => {
        await next(request);
        throw thrown;
      },
    ],
    [
      'throws after the response',
      'retry',
      async (request, next) => {
        await next(request);
        throw thrown;
      },
    ],
    [
      'throws after the response',
      'attempt',
      async (request, next) => {
        await next(request);
        throw thrown;
      },
    ],
  ])('%s in stage %s: the call fails with the error and nothing stays open', async (_, stage, middleware) => {
    const rig = new Rig();
    const client = rig.client(plugin(stage, middleware));
    const call = watch(client.get(URL_A));
    await rig.clock.advance(0);
    for (const exchange of rig.exchanges) exchange.headers();
    await rig.clock.advance(0);
    expect(call.error).toBe(thrown);
    for (const { request, destroyed } of rig.exchanges) {
      expect([request.attempt.ended, destroyed]).toEqual([true, thrown]);
    }
    expect(client.stats().calls.inFlight).toBe(0);
  });

  test.each<[string, Stage, (request: HttpRequest, next: Next) => unknown]>([
    ['nothing', 'call', () => undefined],
    ['nothing, later', 'retry', () => Promise.resolve()],
    ['nothing', 'attempt', () => undefined],
    ['nothing after a response', 'attempt', async (request, next) => void (await next(request))],
    ['a number', 'attempt', () => 5],
  ])(
    'returns %s in stage %s: the call fails with a TypeError and nothing stays open',
    async (_, stage, middleware) => {
      const rig = new Rig();
      const client = rig.client(plugin(stage, middleware));
      const call = watch(client.get(URL_A));
      await rig.clock.advance(0);
      for (const exchange of rig.exchanges) exchange.headers();
      await rig.clock.advance(0);
      expect(call.error).toBeInstanceOf(TypeError);
      for (const { request } of rig.exchanges) expect(request.attempt.ended).toBe(true);
      expect(client.stats().calls.inFlight).toBe(0);
    },
  );

  test('cannot send its attempt twice', async () => {
    const rig = new Rig();
    const twice = plugin('attempt', async (request, next) => {
      await next(request);
      return next(request);
    });
    const call = watch(rig.client(twice).get(URL_A));
    (await rig.exchange()).headers();
    await rig.clock.advance(0);
    expect(call.error).toMatchObject({ message: expect.stringContaining('called `next` twice') });
    expect([rig.exchanges.length, rig.exchanges[0]?.request.attempt.ended]).toEqual([1, true]);
  });

  test('has no attempt before the stage `attempt`', async () => {
    const rig = new Rig();
    const early = plugin('call', (request) => Promise.reject(request.attempt.reason));
    await expect(rig.client(early).get(URL_A)).rejects.toThrow(
      'a request has no attempt before the stage `attempt`',
    );
  });
});

describe('stages', () => {
  test('nest in the order call, retry, attempt, and within a stage as listed', async () => {
    const order: string[] = [];
    const named = (stage: Stage, name: string): AnyPlugin =>
      plugin(
        stage,
        (request, next) => {
          order.push(name);
          return next(request);
        },
        name,
      );
    const rig = new Rig();
    const client = rig.client(
      named('attempt', 'a1'),
      named('call', 'c1'),
      named('retry', 'r'),
      named('call', 'c2'),
      named('attempt', 'a2'),
    );
    const call = watch(client.get(URL_A).text());
    (await rig.exchange()).headers().finish();
    await rig.clock.advance(0);
    expect(call.value).toBe('');
    expect(order).toEqual(['c1', 'c2', 'r', 'a1', 'a2']);
  });

  test('each request that crosses the border is a new attempt', async () => {
    const rig = new Rig();
    const call = watch(rig.client(retry).get(URL_A).text());
    const first = await rig.exchange();
    await rig.clock.advance(7);
    first.headers(503).finish();
    const second = await rig.exchange();
    expect(first.request.attempt).not.toBe(second.request.attempt);
    await rig.clock.advance(3);
    second.headers(200).finish();
    await rig.clock.advance(0);
    expect(call.value).toBe('');
    expect(second.request.call.attempts).toMatchObject([
      { number: 1, status: 503, duration: 7, startedAt: Date.UTC(2026, 0, 1) },
      { number: 2, status: 200, duration: 3, startedAt: Date.UTC(2026, 0, 1) + 7 },
    ]);
    expect([first.request.attempt.ended, second.request.attempt.ended]).toEqual([true, true]);
  });

  test('no attempt starts after the abort of the call', async () => {
    const rig = new Rig();
    const controller = new AbortController();
    const call = watch(rig.client(retry).get(URL_A, { signal: controller.signal }));
    const first = await rig.exchange();
    controller.abort('x');
    first.headers(503);
    await rig.clock.advance(0);
    expect([call.error, rig.exchanges.length]).toEqual(['x', 1]);
  });
});
