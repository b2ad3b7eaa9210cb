// Requests of a dispatcher while Object.prototype is polluted.
import type { Dispatcher } from 'undici';
import { afterEach, describe, expect, test } from 'vitest';
import { caCertificate } from '@sluice/fixtures';
import { dispatcherOf } from '../../src/dispatcher-api.ts';
import { rig } from '../support/setup.ts';

/** The options of a request, by the names that a dispatcher reads. */
const POISON: Record<string, unknown> = {
  origin: 'http://127.0.0.99',
  path: '/evil',
  method: 'DELETE',
  query: { evil: '1' },
  headers: { evil: '1' },
  body: 'evil',
  reset: 'evil',
  headersTimeout: 1,
  bodyTimeout: -1,
  idempotent: true,
  expectContinue: 'evil',
  servername: 'evil.test',
  allowH2: false,
  upgrade: 'evil',
  throwOnError: true,
  maxRedirections: 5,
  typeOfService: 5,
  blocking: true,
  dispatcher: {},
};

afterEach(() => {
  for (const name of Object.keys(POISON)) Reflect.deleteProperty(Object.prototype, name);
});

type Outcome = { readonly status: number; readonly text: string };

/** Dispatches with the least of options, and no code of undici in between. */
function dispatched(dispatcher: Dispatcher, options: Dispatcher.DispatchOptions): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    let status = 0;
    let text = '';
    dispatcher.dispatch(options, {
      onRequestStart() {},
      onResponseStart: (_controller, given) => void (status = given),
      onResponseData: (_controller, chunk) => void (text += chunk.toString()),
      onResponseEnd: () => resolve({ status, text }),
      onResponseError: (_controller, error) => reject(error),
    });
  });
}

describe.each(Object.keys(POISON))('with %s on Object.prototype', (name) => {
  test.each([false, true])('a request is sent as without the pollution, TLS: %s', async (tls) => {
    const { origin, registry } = await rig({ origin: { tls } });
    origin.on('/x').reply(200, { body: 'ok', delay: 20 });
    const dispatcher = dispatcherOf(registry, { tls: { ca: caCertificate } });
    const options = Object.assign(
      Object.create(null) as object,
      {
        origin: new URL(origin.url()).origin,
        path: '/x',
        method: 'GET',
      } as const,
    );
    const own = { ...options };
    // oxlint-disable-next-line no-extend-native -- the point of this test
    Object.defineProperty(Object.prototype, name, {
      value: POISON[name],
      configurable: true,
      enumerable: true,
      writable: true,
    });
    const outcomes = [
      await dispatched(dispatcher, own),
      await dispatched(dispatcher, { ...own, headers: [] }),
    ];
    Reflect.deleteProperty(Object.prototype, name);
    expect(outcomes).toEqual([
      { status: 200, text: 'ok' },
      { status: 200, text: 'ok' },
    ]);
    expect(origin.seen().map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /x', 'GET /x']);
    expect(origin.seen().map((seen) => seen.header('evil'))).toEqual([undefined, undefined]);
  });
});
