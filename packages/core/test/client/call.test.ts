import { describe, expect, test } from 'vitest';
import { NetworkError, type Call, type HttpRequest } from '../../src/index.ts';
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

/** Sends a request again while its attempt fails or its response is a 503. */
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
  test('resolves with its response when the headers arrive, and ends with the body', async () => {
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

  test.each<[string, string, (call: Call) => Promise<unknown>]>([
    ['bound for draining', 'bound.bytes', (call) => call.drain({ bytes: -1 })],
    ['schema', 'schema', (call) => call.json({ parse() {} } as never)],
  ])('with a refused %s sends nothing and leaves nothing open', async (_, option, ask) => {
    const rig = new Rig();
    const client = rig.client();
    const refusal = { code: 'ERR_SLUICE_OPTION', option };
    const call = client.get(URL_A);
    const asked = watch(ask(call));
    await rig.clock.advance(0);
    expect(asked.error).toMatchObject(refusal);
    await expect(call).rejects.toBe(asked.error);
    expect(rig.exchanges).toHaveLength(0);
    expect(client.stats().calls).toEqual({ started: 1, answered: 0, failed: 1, inFlight: 0 });
    // Nor after its start, when it succeeds or fails.
    const begun = client.get(URL_A);
    const exchange = await rig.exchange();
    await expect(ask(begun)).rejects.toMatchObject(refusal);
    exchange.headers();
    await rig.clock.advance(0);
    exchange.finish();
    expect(exchange.request.attempt.record.drain).toMatchObject({ outcome: 'eof' });
    expect(client.stats().calls).toMatchObject({ answered: 1, failed: 1, inFlight: 0 });
    const failing = client.get(URL_A);
    const second = await rig.exchange();
    await expect(ask(failing)).rejects.toMatchObject(refusal);
    second.fail(new NetworkError('ERR_SLUICE_CONNECT', 'x', { phase: 'connect' }));
    await rig.clock.advance(0);
    expect(client.stats().calls).toMatchObject({ failed: 2, inFlight: 0 });
  });

  test('that collects resolves with the body, and ends with it', async () => {
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

  test('whose body is cut short while it is collected fails its attempt, and is retried', async () => {
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

  test('fails with the error of the transport, which names the call', async () => {
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
  ])('%s settles the call at once and leaves nothing open', async (_, play) => {
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

  test('while the response streams fails the body, not the call', async () => {
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

  test('settles a call whose layers ignore it, and destroys the response that arrives later', async () => {
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
