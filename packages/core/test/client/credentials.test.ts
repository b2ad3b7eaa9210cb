import diagnostics_channel from 'node:diagnostics_channel';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isSluiceError, NetworkError, redirect, type CoreCallOptions } from '../../src/index.ts';
import { Rig, watch, type Exchange } from '../support/rig.ts';

const SECRET = 'hunter2';
const TARGET = `http://user:${SECRET}@a.test/path?token=${SECRET}&page=1#${SECRET}`;
const OPTIONS: CoreCallOptions = {
  headers: { 'x-api-key': SECRET, cookie: `session=${SECRET}` },
  query: { password: SECRET },
  json: { password: SECRET },
};
const CHANNELS = [
  'call:start',
  'call:end',
  'call:error',
  'attempt:start',
  'attempt:end',
  'attempt:error',
  'drain',
];

const messages: unknown[] = [];
const note = (message: unknown): void =>
  void messages.push(inspect(message, { depth: 10 }), JSON.stringify(message));

beforeEach(() => {
  messages.length = 0;
  for (const name of CHANNELS) diagnostics_channel.subscribe(`sluice:${name}`, note);
});
afterEach(() => {
  for (const name of CHANNELS) diagnostics_channel.unsubscribe(`sluice:${name}`, note);
});

/** Every form of a value that could be logged. */
function shown(value: unknown): string {
  const { stack, message } = value as Error;
  const views = [
    inspect(value, { depth: 10, showHidden: true }),
    JSON.stringify(value),
    String(stack),
    message,
  ];
  return [...views, inspect({ nested: [value] }, { depth: 10 })].join('\n');
}

const FAILURES: [string, (exchange: Exchange) => unknown][] = [
  [
    'a status',
    (exchange) => exchange.headers(401, { 'set-cookie': SECRET }).push(`{"token":"${SECRET}"}`).finish(),
  ],
  [
    'a lost connection',
    (exchange) =>
      exchange.fail(new NetworkError('ERR_SLUICE_CONNECTION_LOST', 'lost', { phase: 'response' })),
  ],
  ['a body over its limit', (exchange) => exchange.headers().push(2_000)],
  ['a body that is no JSON', (exchange) => exchange.headers().push(SECRET).finish()],
  [
    'a redirect to nowhere',
    (exchange) => exchange.headers(307, { location: `ftp://${SECRET}@b.test/?${SECRET}` }).finish(),
  ],
  ['a body cut short', (exchange) => exchange.headers(200, { 'content-length': '10' }).push('a').finish()],
];

describe('no credential appears in an error or on a channel', () => {
  test.each(FAILURES)('after %s', async (_, play) => {
    const rig = new Rig();
    const client = rig.client(redirect());
    const call = watch(client.post(TARGET, { ...OPTIONS, maxResponseBytes: 1_000 }).json());
    play(await rig.exchange());
    await rig.clock.advance(0);
    expect(isSluiceError(call.error)).toBe(true);
    expect(call.error).toMatchObject({ method: 'POST', url: 'http://a.test/path?token=…&page=…&password=…' });
    expect(shown(call.error)).not.toContain(SECRET);
    expect(messages.length).toBeGreaterThan(3);
    expect(messages.join('\n')).not.toContain(SECRET);
  });

  test.each<[string, string, object]>([
    ['a bad URL', `ftp://user:${SECRET}@a.test/?token=${SECRET}`, {}],
    ['a bad header', TARGET, { headers: { 'x-api-key': `${SECRET}\n` } }],
    ['a bad header name', TARGET, { headers: { [`x ${SECRET}`]: '1' } }],
    ['a bad body', TARGET, { body: { password: SECRET } }],
    ['a bad query', TARGET, { query: { token: { password: SECRET } } }],
    ['a bad option', TARGET, { drain: { password: SECRET } }],
    ['an object for an option', TARGET, { maxResponseBytes: { password: SECRET } }],
  ])('after %s', async (_, target, options) => {
    const error: unknown = await new Rig()
      .client()
      .post(target, options)
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'ERR_SLUICE_OPTION' });
    expect(shown(error)).not.toContain(SECRET);
  });

  test('no credential appears when a response, its request or its headers are shown', async () => {
    const rig = new Rig();
    const call = watch(rig.client().post(TARGET, OPTIONS));
    const { request } = (await rig.exchange()).headers(200, { 'set-cookie': SECRET }).finish();
    await rig.clock.advance(0);
    for (const value of [call.value, request, request.headers, call.value?.headers]) {
      expect(inspect(value, { depth: 10 })).not.toContain(SECRET);
    }
  });
});
