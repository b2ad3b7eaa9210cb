import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import * as sluice from 'sluice';
import { isHttpError, isNetworkError, isOptionError, isSluiceError, type SluiceOptions } from 'sluice';
import { checkLeaks, clientOf, failure, originOf } from '../setup.ts';

checkLeaks();

const SECRET = 'hunter2-very-secret';

test('plugins that are not an array are refused by createClient and by extend', () => {
  const plugins = {} as never;
  const refused = expect.objectContaining({ code: 'ERR_SLUICE_OPTION', option: 'plugins' }) as Error;
  expect(() => clientOf({ plugins })).toThrow(refused);
  expect(() => clientOf().extend({ plugins })).toThrow(refused);
});

test.each(['retry', 'gate', 'watchdog'] as const)(
  '%s that is not an object is refused by createClient and by extend',
  (part) => {
    const [number, words] = part === 'retry' ? [-1, ", a number for its field 'maxRetries'"] : [3, ''];
    for (const wrong of [number, true, 'fast', null, [], () => 1]) {
      const options = { [part]: wrong } as never;
      const refused = expect.objectContaining({
        code: 'ERR_SLUICE_OPTION',
        message: expect.stringMatching(
          wrong === -1 ? /'retry.maxRetries'/ : `option '${part}' must be an object${words}, or false`,
        ) as string,
      }) as Error;
      expect(() => sluice.createClient(options)).toThrow(refused);
      expect(() => clientOf().extend(options)).toThrow(refused);
    }
  },
);

test('every class of errors has its guard', () => {
  const guards = Object.entries(sluice).filter(([name]) => /^is[A-Z]\w*Error$/.test(name));
  const classes = Object.keys(sluice).filter((name) => /^[A-Z]\w*Error$/.test(name));
  expect(guards.map(([name]) => name.slice(2)).sort()).toEqual(classes.sort());
});

test('no credential is found in an error, however it is shown', async () => {
  const origin = await originOf();
  origin.on('/x').reply(403, { headers: { 'set-cookie': `session=${SECRET}` }, body: SECRET });
  const client = clientOf({
    baseUrl: origin.url(),
    headers: { authorization: `Bearer ${SECRET}`, 'x-api-key': SECRET, cookie: `a=${SECRET}` },
  });
  const target = origin.url(`/x?token=${SECRET}`).replace('http://', `http://user:${SECRET}@`);
  const errors = [
    await failure(client.get(target)),
    await failure(client.post('/x', { json: { password: SECRET } })),
    await failure(client.get(`http://user:${SECRET}@elsewhere.invalid/?q=${SECRET}`)),
    await failure(client.get('/x', { headers: { 'x-api-key': `${SECRET}\r\nevil: 1` } })),
    await failure(client.get(`/x?${SECRET}=1`, { timeout: { attempt: SECRET as never } })),
  ];
  for (const error of errors.slice(0, 4)) {
    expect(isSluiceError(error)).toBe(true);
    for (const shown of [
      error.message,
      String(error.stack),
      JSON.stringify(error),
      inspect(error, { depth: 10 }),
    ]) {
      expect(shown).not.toContain(SECRET);
    }
  }
  expect(isHttpError(errors[0])).toBe(true);
  expect(origin.seen('/x')[0]?.header('authorization')).toBe(`Bearer ${SECRET}`);
});

test('the error of the last attempt has the method, the URL without credentials, the attempts and the cause', async () => {
  const origin = await originOf();
  origin.on('/x').reply(503, { body: 'down' });
  const client = clientOf({ baseUrl: origin.url(), retry: { maxRetries: 2 } });
  const error = await failure(client.get('/x?page=2'));
  expect(error.message).toBe(`GET ${origin.url('/x')}?page=… answered 503 (gave up after 3 attempts)`);
  expect(error['attempts']).toMatchObject([
    { number: 1, status: 503 },
    { number: 2, status: 503 },
    { number: 3, status: 503 },
  ]);
  expect(error['method']).toBe('GET');
});

test('each kind of bad input, dead end and abort is a typed error, and nothing is left open', async () => {
  const origin = await originOf();
  const client = clientOf({ baseUrl: origin.url(), retry: false });
  // The system assigns no port below 1024, and no server listens on this one.
  const closed = 'http://127.0.0.1:2/';
  const table: [Promise<Error>, string][] = [
    [failure(client.get('http://elsewhere.invalid/')), 'ERR_SLUICE_OPTION'],
    [failure(client.get('//elsewhere.invalid/')), 'ERR_SLUICE_OPTION'],
    [failure(client.get('data:text/plain,x', { allowOtherOrigin: true })), 'ERR_SLUICE_OPTION'],
    [failure(client.get('/a\r\nb')), 'ERR_SLUICE_OPTION'],
    [failure(client('/x', { method: 'G ET' })), 'ERR_SLUICE_OPTION'],
    [failure(client('/x', { method: 'CONNECT' })), 'ERR_SLUICE_OPTION'],
    [failure(client.get('/x', { headers: { 'content-length': '3' } })), 'ERR_SLUICE_OPTION'],
    [failure(client.get('/x', { headers: { 'x-a': 'a\nb' } })), 'ERR_SLUICE_OPTION'],
    [failure(client.get('/x', { nonsense: 1 } as never)), 'ERR_SLUICE_OPTION'],
    [failure(client.get('/x', { json: {} })), 'ERR_SLUICE_OPTION'],
    [failure(client.post('/x', { json: {}, body: 'x' })), 'ERR_SLUICE_OPTION'],
    [failure(client.get('http://no-such-host.invalid/', { allowOtherOrigin: true })), 'ERR_SLUICE_DNS'],
    [failure(client.get(closed, { allowOtherOrigin: true })), 'ERR_SLUICE_CONNECT'],
  ];
  for (const [error, code] of table) {
    // oxlint-disable-next-line no-await-in-loop -- each case is separate
    expect(await error).toMatchObject({ code });
  }
  expect(isOptionError(await (table[0] as [Promise<Error>, string])[0])).toBe(true);
  expect(isNetworkError(await failure(client.get(closed, { allowOtherOrigin: true })))).toBe(true);
  expect(origin.stats().requests).toBe(0);
  const reason = new Error('not now');
  expect(await failure(client.get('/x', { signal: AbortSignal.abort(reason) }))).toBe(reason);
  await client.close();
  expect(await failure(client.get('/x'))).toMatchObject({ code: 'ERR_SLUICE_CLOSED' });
});

test.each<[SluiceOptions | Record<string, unknown>, RegExp]>([
  [{ retries: 3 }, /unknown option 'retries': use 'retry: \{ maxRetries \}'; allowed: .*retry/],
  [
    { proxy: 'env' },
    /'proxy': it is an option of the transport; give it as transport: undiciTransport\(\{ proxy \}\)/,
  ],
  [{ maxResponseHeaders: 5 }, /undiciTransport\(\{ maxResponseHeaders \}\)/],
  [{ retry: { maxRetries: -1 } }, /retry\.maxRetries.*got -1/],
  [{ gate: { maxPerHost: 0 } }, /gate\.maxPerHost.*from 1.*got 0/],
  [{ timeout: { totl: 1 } }, /unknown option 'timeout\.totl': probably 'timeout\.total'; allowed: total/],
  [{ timeout: { total: '5s' } }, /timeout\.total.*number of ms.*got '5s'/],
  [{ pool: { maxIdle: 1.5 } }, /pool\.maxIdle.*got 1.5/],
  [{ watchdog: { unread: Number.NaN } }, /watchdog\.unread.*got NaN/],
  [{ drain: { bytes: -1 } }, /drain\.bytes.*got -1/],
  [{ baseUrl: 'api.example.com' }, /baseUrl.*absolute http/],
  [{ baseUrl: 'https://a.example/?q=1' }, /baseUrl.*without query/],
  [{ throwHttpErrors: 'yes' }, /throwHttpErrors.*true, false or a function.*got 'yes'/],
  [{ headers: { 'transfer-encoding': 'chunked' } }, /transfer-encoding.*which the client sets itself/],
  [{ transport: 5 }, /transport.*an object with name, send and close.*got 5/],
  [{ transport: null }, /transport.*got null/],
  [{ pool: {}, transport: { name: 'x', send() {}, close() {} } }, /only one of the options/],
])('refuses %j at construction, with the allowed values', (options, message) => {
  expect(() => clientOf(options as SluiceOptions)).toThrow(message);
});

test('a polluted Object.prototype does not change the request', async () => {
  const origin = await originOf();
  origin.on('/x').echo();
  const send = async (): Promise<unknown> => {
    const client = clientOf({ baseUrl: origin.url() });
    const { headers } = await client.post('/x', { json: { a: 1 } }).json<{ headers: unknown }>();
    return headers;
  };
  const clean = await send();
  const prototype = Object.prototype as Record<string, unknown>;
  const pollution = {
    headers: { 'x-evil': '1' },
    baseUrl: 'http://evil.invalid',
    query: { evil: 1 },
    proxy: 'http://evil.invalid',
    body: 'evil',
    socketPath: '/evil',
    retry: false,
    method: 'TRACE',
    requestDefaults: { headers: { 'x-evil': '1' }, query: { evil: 1 } },
  };
  for (const [key, value] of Object.entries(pollution)) {
    Object.defineProperty(prototype, key, { value, configurable: true, enumerable: false, writable: true });
  }
  let polluted: unknown;
  try {
    polluted = await send();
  } finally {
    for (const key of Object.keys(pollution)) delete prototype[key];
  }
  expect(polluted).toEqual(clean);
});
