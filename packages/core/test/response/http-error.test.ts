import { describe, expect, test } from 'vitest';
import { NetworkError, redirect, type HttpRequest } from '../../src/index.ts';
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

  test('keeps no more than errorBody; the rest is drained, so that the connection is reused', async () => {
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

  test.each<[string, unknown]>([
    ['{"a":1}', { a: 1 }],
    ['<html>busy</html>', '<html>busy</html>'],
    ['', undefined],
  ])('gives %j as data, whatever it is', async (body, data) => {
    const { call } = await failing({}, (exchange) => exchange.push(body).finish());
    expect((call.error as { readonly data: unknown }).data).toEqual(data);
  });

  test('waits for no byte if errorBody keeps none', async () => {
    const { call, exchange, rig } = await failing({ errorBody: { bytes: 0 } }, () => undefined);
    expect(call.error).toMatchObject({ response: { complete: false } });
    expect((call.error as { text(): string }).text()).toBe('');
    exchange.push('rest').finish();
    expect(exchange.request.attempt.record.drain).toMatchObject({ outcome: 'eof', connectionKept: true });
    expect(rig.clock.pending()).toBe(0);
  });

  test('waits no longer for its body than errorBody allows, even if the peer keeps sending', async () => {
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

  test('keeps the received part of a body that broke', async () => {
    const { call } = await failing({}, (exchange) => {
      exchange.push('part');
      exchange.body.fail(new Error('lost'));
    });
    expect(call.error).toMatchObject({ status: 404, response: { complete: false } });
  });

  test('is returned if throwHttpErrors is false', async () => {
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
