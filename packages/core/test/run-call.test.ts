import { describe, expect, test } from 'vitest';
import {
  NetworkError,
  redirect,
  type AnyPlugin,
  type HttpRequest,
  type Next,
  type Stage,
} from '../src/index.ts';
import { Rig, watch } from './support/rig.ts';

const URL_A = 'http://user:secret@a.test/x?token=secret';

function plugin(
  stage: Stage,
  middleware: (request: HttpRequest, next: Next) => unknown,
  name: string = stage,
): AnyPlugin {
  return { name, stage, setup: () => middleware as never };
}

/** Sends again as long as an attempt fails or answers 503. */
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

describe('a call', () => {
  test('gives its response with the headers, and ends with the body', async () => {
    const rig = new Rig();
    const client = rig.client();
    const call = watch(client.get(URL_A));
    const exchange = await rig.exchange();
    exchange.headers(200);
    await rig.clock.advance(0);
    expect(call.value?.status).toBe(200);
    expect(client.stats().calls).toEqual({ started: 1, answered: 1, failed: 0, inFlight: 1 });
    exchange.finish();
    expect(client.stats().calls.inFlight).toBe(0);
    expect([exchange.request.call.ended, exchange.request.attempt.ended]).toEqual([true, true]);
  });

  test('that collects gives the body, and is over with it', async () => {
    const rig = new Rig();
    const client = rig.client();
    const call = watch(client.get(URL_A).json());
    const exchange = await rig.exchange();
    expect(exchange.request.headers.get('accept')).toBe('application/json');
    exchange.headers().push('{"a":');
    await rig.clock.advance(0);
    expect(call.done).toBe(false);
    exchange.push('1}').finish();
    await rig.clock.advance(0);
    expect(call.value).toEqual({ a: 1 });
    expect(client.stats().calls).toMatchObject({ answered: 1, inFlight: 0 });
  });

  test('whose body is cut short while it is collected fails its attempt, and is tried again', async () => {
    const rig = new Rig();
    const call = watch(rig.client(retry).get(URL_A).text());
    const first = await rig.exchange();
    first.headers().push('par');
    first.body.fail(new NetworkError('ERR_SLUICE_CONNECTION_LOST', 'lost', { phase: 'body' }));
    const second = await rig.exchange();
    expect(second).not.toBe(first);
    second.headers().push('whole').finish();
    await rig.clock.advance(0);
    expect(call.value).toBe('whole');
    expect(second.request.call.attempts).toMatchObject([
      { number: 1, status: 200, error: { code: 'ERR_SLUICE_CONNECTION_LOST' } },
      { number: 2, status: 200, error: undefined },
    ]);
  });

  test('fails with what the transport fails with, and says which call it was', async () => {
    const rig = new Rig();
    const client = rig.client();
    const call = watch(client.get(URL_A));
    (await rig.exchange()).fail(new NetworkError('ERR_SLUICE_CONNECT', 'refused', { phase: 'connect' }));
    await rig.clock.advance(0);
    expect(call.error).toMatchObject({
      code: 'ERR_SLUICE_CONNECT',
      method: 'GET',
      url: 'http://a.test/x?token=…',
    });
    expect((call.error as NetworkError).attempts).toHaveLength(1);
    expect(client.stats().calls).toEqual({ started: 1, answered: 0, failed: 1, inFlight: 0 });
  });
});

describe('an abort', () => {
  const reason = new Error('enough');

  test.each<[string, (rig: Rig, abort: () => void) => Promise<void>]>([
    ['before it starts', async (_rig, abort) => abort()],
    [
      'while it waits for headers',
      async (rig, abort) => {
        await rig.exchange();
        abort();
      },
    ],
    [
      'while its body is collected',
      async (rig, abort) => {
        (await rig.exchange()).headers().push('a');
        await rig.clock.advance(0);
        abort();
      },
    ],
    [
      'while the body of a 404 is read',
      async (rig, abort) => {
        (await rig.exchange()).headers(404).push('a');
        await rig.clock.advance(0);
        abort();
      },
    ],
  ])('%s settles the call at once and leaves nothing', async (_, play) => {
    const rig = new Rig();
    const client = rig.client();
    const controller = new AbortController();
    const call = watch(client.get(URL_A, { signal: controller.signal }).text());
    await play(rig, () => controller.abort(reason));
    await rig.clock.advance(0);
    expect(call.error).toBe(reason);
    for (const { destroyed } of rig.exchanges) expect(destroyed).toBe(reason);
    for (const { request } of rig.exchanges) expect(request.attempt.ended).toBe(true);
    expect(client.stats().calls).toMatchObject({ failed: 1, inFlight: 0 });
    expect(rig.clock.pending()).toBe(0);
  });

  test('while the response streams breaks the body, not the call', async () => {
    const rig = new Rig();
    const client = rig.client();
    const controller = new AbortController();
    const call = watch(client.get(URL_A, { signal: controller.signal }));
    const exchange = await rig.exchange();
    exchange.headers();
    await rig.clock.advance(0);
    const chunk = watch(call.value!.body.getReader().read());
    controller.abort(reason);
    await rig.clock.advance(0);
    expect([chunk.error, exchange.destroyed]).toEqual([reason, reason]);
    expect(client.stats().calls).toMatchObject({ answered: 1, failed: 0, inFlight: 0 });
  });

  test('after the end changes nothing', async () => {
    const rig = new Rig();
    const controller = new AbortController();
    const call = watch(rig.client().get(URL_A, { signal: controller.signal }).text());
    const exchange = await rig.exchange();
    exchange.headers().push('a').finish();
    await rig.clock.advance(0);
    controller.abort(reason);
    await rig.clock.advance(0);
    expect([call.value, exchange.destroyed]).toEqual(['a', undefined]);
  });

  test('settles a call whose layers do not heed it, and destroys the response that comes too late', async () => {
    const rig = new Rig();
    let answer!: () => void;
    const deaf = plugin('call', async (request, next) => {
      const response = await next(request);
      await new Promise<void>((resolve) => (answer = resolve));
      return response;
    });
    const client = rig.client(deaf);
    const controller = new AbortController();
    const call = watch(client.get(URL_A, { signal: controller.signal }));
    const exchange = await rig.exchange();
    exchange.headers();
    await rig.clock.advance(0);
    controller.abort(reason);
    await rig.clock.advance(0);
    expect(call.error).toBe(reason);
    answer();
    await rig.clock.advance(0);
    expect(exchange.destroyed).toBe(reason);
    expect(client.stats().calls.inFlight).toBe(0);
  });

  test('with any reason rejects with it', async () => {
    const client = new Rig().client();
    await expect(client.get(URL_A, { signal: AbortSignal.abort('x') })).rejects.toBe('x');
    await expect(client.get(URL_A, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});

describe('a status outside 200–299', () => {
  async function failing(
    options: object,
    play: (exchange: Awaited<ReturnType<Rig['exchange']>>, rig: Rig) => unknown,
  ) {
    const rig = new Rig();
    const client = rig.client();
    const call = watch(client.get(URL_A, options));
    const exchange = await rig.exchange();
    exchange.headers(404, { 'x-a': '1' });
    await play(exchange, rig);
    await rig.clock.advance(0);
    return { rig, client, call, exchange };
  }

  test('is an HttpError that keeps its body', async () => {
    const { call, exchange, client } = await failing({}, (exchange) => exchange.push('{"a":1}').finish());
    expect(call.error).toMatchObject({
      code: 'ERR_SLUICE_HTTP_STATUS',
      status: 404,
      message: 'GET http://a.test/x?token=… answered 404',
      response: { status: 404, complete: true },
    });
    expect((call.error as { json(): unknown }).json()).toEqual({ a: 1 });
    expect([exchange.destroyed, client.stats().calls.inFlight]).toEqual([undefined, 0]);
  });

  test('keeps no more than errorBody, and the rest is drained so that the connection serves on', async () => {
    const { call, exchange, rig } = await failing({ errorBody: { bytes: 5 } }, (exchange) =>
      exchange.push('12345678'),
    );
    expect(call.error).toMatchObject({ response: { complete: false } });
    expect((call.error as { text(): string }).text()).toBe('12345');
    expect(exchange.destroyed).toBeUndefined();
    exchange.push('rest').finish();
    expect(exchange.request.attempt.record.drain).toMatchObject({ outcome: 'eof', connectionKept: true });
    expect(rig.clock.pending()).toBe(0);
  });

  test('waits no longer for its body than errorBody, whatever drips', async () => {
    const { call, exchange, rig } = await failing({ errorBody: { time: 100 } }, async (exchange, rig) => {
      for (let ms = 0; ms < 100; ms += 10) {
        exchange.push('x');
        await rig.clock.advance(10);
      }
    });
    expect((call.error as { text(): string }).text()).toBe('xxxxxxxxxx');
    await rig.clock.advance(50);
    expect(exchange.destroyed).toMatchObject({ code: 'ERR_SLUICE_BODY_DISCARDED' });
    expect([exchange.request.attempt.ended, rig.clock.pending()]).toEqual([true, 0]);
  });

  test('keeps what came of a body that broke', async () => {
    const { call } = await failing({}, (exchange) => {
      exchange.push('part');
      exchange.body.fail(new Error('lost'));
    });
    expect(call.error).toMatchObject({ status: 404, response: { complete: false } });
  });

  test('is returned when it is not to be thrown', async () => {
    const { call } = await failing({ throwHttpErrors: false }, (exchange) => exchange.push('x').finish());
    expect(call.value).toMatchObject({ status: 404, ok: false });
    expect(await call.value!.text()).toBe('x');
  });

  test('counts the attempts in its message', async () => {
    const rig = new Rig();
    const call = watch(rig.client(retry).get(URL_A));
    (await rig.exchange()).headers(503).finish();
    (await rig.exchange()).headers(500).finish();
    await rig.clock.advance(0);
    expect(call.error).toMatchObject({
      message: expect.stringContaining('answered 500 (gave up after 2 attempts)'),
    });
    expect((call.error as NetworkError).attempts).toMatchObject([{ status: 503 }, { status: 500 }]);
  });

  test.each([
    [{ redirect: 'manual' }, 302],
    [{}, 304],
  ] as const)('%j: %s', async (options, status) => {
    const rig = new Rig();
    const call = watch(rig.client(redirect()).get(URL_A, options));
    (await rig.exchange()).headers(status).finish();
    await rig.clock.advance(0);
    expect(call.value?.status ?? (call.error as { status: number }).status).toBe(status);
    expect(call.error === undefined).toBe('redirect' in options);
  });
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
  ])('%s in stage %s: the call fails with it and nothing stays open', async (_, stage, middleware) => {
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
  ])('gives %s in stage %s: a TypeError, and nothing stays open', async (_, stage, middleware) => {
    const rig = new Rig();
    const client = rig.client(plugin(stage, middleware));
    const call = watch(client.get(URL_A));
    await rig.clock.advance(0);
    for (const exchange of rig.exchanges) exchange.headers();
    await rig.clock.advance(0);
    expect(call.error).toBeInstanceOf(TypeError);
    for (const { request } of rig.exchanges) expect(request.attempt.ended).toBe(true);
    expect(client.stats().calls.inFlight).toBe(0);
  });

  test('may not send its attempt twice', async () => {
    const rig = new Rig();
    const twice = plugin('attempt', async (request, next) => {
      await next(request);
      return next(request);
    });
    const call = watch(rig.client(twice).get(URL_A));
    (await rig.exchange()).headers();
    await rig.clock.advance(0);
    expect(call.error).toMatchObject({ message: expect.stringContaining('sent its attempt twice') });
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

  test('each crossing of the border is an attempt of its own', async () => {
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

  test('no attempt begins once the call was aborted', async () => {
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
