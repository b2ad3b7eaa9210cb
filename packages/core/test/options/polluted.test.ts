// Calls with a polluted `Object.prototype`.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AgentRegistry, redirect, type HttpRequest } from '../../src/index.ts';
import type { Plugin } from '../../src/plugin-api.ts';
import { Rig } from '../support/rig.ts';

/** Values of a polluted prototype, under names that this project and its peers read. */
const POISON = {
  method: 'DELETE',
  headers: { 'x-evil': 'yes', authorization: 'evil' },
  'x-evil': 'yes',
  query: { evil: 'yes' },
  body: 'evil',
  json: { evil: 'yes' },
  form: { evil: 'yes' },
  signal: AbortSignal.abort('evil'),
  baseUrl: 'http://evil.test/',
  url: 'http://evil.test/',
  host: 'evil.test',
  auth: { username: 'evil' },
  proxy: 'http://evil.test/',
  transport: { send: () => Promise.reject(new Error('evil')), close: () => undefined },
  plugins: [5],
  throwHttpErrors: false,
  allowOtherOrigin: true,
  maxResponseBytes: 1,
  drain: { bytes: 0, time: 0 },
  bytes: 1,
  time: 1,
  errorBody: 5,
  redirect: 'error',
  maxRedirects: 0,
  closeTransport: 'evil',
  clock: 5,
  callOptions: { evil: () => 1 },
  defaults: { throwHttpErrors: false, evil: 1 },
  requestDefaults: { headers: { 'x-evil': 'yes' }, query: { evil: 'yes' } },
  fields: {},
  cause: 'evil',
  contentType: 'text/evil',
  replayable: false,
  length: 5,
};

/** The request as one text. */
function wire({ method, url, headers, body }: HttpRequest): string {
  const content = body?.open();
  const text = content instanceof Uint8Array ? Buffer.from(content).toString() : '';
  return [method, url.href, ...headers.raw(), text].join('\n');
}

const CASES: [string, (rig: Rig) => PromiseLike<unknown>][] = [
  ['a plain get', (rig) => rig.client().get('http://a.test/x')],
  ['a call', (rig) => rig.client()('http://a.test/x')],
  ['a call with empty options', (rig) => rig.client()('http://a.test/x', {})],
  ['a get as JSON', (rig) => rig.client().get('http://a.test/x').json()],
  ['a post of JSON', (rig) => rig.client().post('http://a.test/x', { json: { a: 1 } })],
  ['a post of a form', (rig) => rig.client().post('http://a.test/x', { form: { a: 1 } })],
  ['a put of text', (rig) => rig.client().put('http://a.test/x', { body: 'text', query: { a: 1 } })],
  ['headers', (rig) => rig.client().get('http://a.test/x', { headers: { a: '1' } })],
  ['a redirect plugin', (rig) => rig.client(redirect()).get('http://a.test/x', {})],
  [
    'a transport with defaults for requests, none of them given',
    (rig) => Object.assign(rig, { requestDefaults: {} }).client().get('http://a.test/x'),
  ],
  ['fetch', (rig) => rig.client().fetch('http://a.test/x')],
  ['fetch with init', (rig) => rig.client().fetch('http://a.test/x', { method: 'POST', body: 'text' })],
];

async function sent(make: (rig: Rig) => PromiseLike<unknown>): Promise<string> {
  const rig = new Rig();
  const call = make(rig);
  call.then(undefined, () => undefined);
  const exchange = await rig.exchange();
  const text = wire(exchange.request);
  exchange.headers(200, { 'x-a': '1' }).push('{}').finish();
  await call;
  expect(rig.exchanges).toHaveLength(1);
  return text;
}

describe('with a polluted Object.prototype', () => {
  const clean = new Map<string, string>();

  beforeEach(async () => {
    for (const [name, make] of CASES) if (!clean.has(name)) clean.set(name, await sent(make));
    for (const [key, value] of Object.entries(POISON)) {
      // oxlint-disable-next-line no-extend-native -- the point of this test
      Object.defineProperty(Object.prototype, key, {
        value,
        configurable: true,
        enumerable: true,
        writable: true,
      });
    }
  });
  afterEach(() => {
    for (const key of Object.keys(POISON)) Reflect.deleteProperty(Object.prototype, key);
  });

  test.each(CASES)('%s sends the same bytes', async (name, make) => {
    const text = await sent(make);
    for (const key of Object.keys(POISON)) Reflect.deleteProperty(Object.prototype, key);
    expect(text).toBe(clean.get(name));
  });

  test('a target still cannot leave its origin, and an error status is still thrown', async () => {
    const rig = new Rig();
    const client = rig.client();
    const call = client.get('http://a.test/');
    (await rig.exchange()).headers(404).push('missing').finish();
    const error: unknown = await call.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    for (const key of Object.keys(POISON)) Reflect.deleteProperty(Object.prototype, key);
    expect(error).toMatchObject({ status: 404 });
    expect((error as { text(): string }).text()).toBe('missing');
  });
});

describe('functions on Object.prototype, under names of optional methods', () => {
  const NAMES = ['flush', 'release', 'stats', 'destroy'];
  const called: string[] = [];

  beforeEach(() => {
    for (const name of NAMES) {
      const value = (): void => void called.push(name);
      // oxlint-disable-next-line no-extend-native -- the point of this test
      Object.defineProperty(Object.prototype, name, { value, configurable: true, writable: true });
    }
  });
  afterEach(() => {
    for (const name of NAMES) Reflect.deleteProperty(Object.prototype, name);
    called.length = 0;
  });

  test('are not called by a call or by the statistics of a client', async () => {
    const rig = new Rig();
    const body = { replayable: true, contentType: undefined, length: 1, open: () => Buffer.from('x') };
    const replacing: Plugin = {
      name: 'replacing',
      stage: 'attempt',
      setup: () => (request, next) => next(request.method === 'PUT' ? request.with({ body }) : request),
    };
    const client = rig.client(replacing);
    const calls = [
      () => client.post('http://a.test/x', { body: 'text' }),
      () => client.post('http://a.test/x', { body: () => 'text' }),
      () => client.put('http://a.test/x', { body: 'text' }),
    ];
    for (const make of calls) {
      const call = make();
      // oxlint-disable-next-line no-await-in-loop -- one call after the other
      const exchange = await rig.exchange();
      exchange.request.body?.open();
      exchange.headers(200).push('{}').finish();
      // oxlint-disable-next-line no-await-in-loop
      await call.text();
    }
    client.stats();
    await client.close();
    for (const name of NAMES) Reflect.deleteProperty(Object.prototype, name);
    expect(called).toEqual([]);
  });

  test('are not called by a registry', async () => {
    const registry = new AgentRegistry({});
    registry.entry('plain', () => ({ close: () => Promise.resolve() }));
    registry.stats();
    await registry.destroy();
    for (const name of NAMES) Reflect.deleteProperty(Object.prototype, name);
    expect(called).toEqual([]);
  });
});
