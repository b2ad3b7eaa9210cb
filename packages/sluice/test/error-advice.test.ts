// What errors say beyond what failed: the reason, and what to do.
import net from 'node:net';
import { expect, test } from 'vitest';
import { isTimeout, isTimeoutError } from 'sluice';
import { clientOf, failure, originOf } from './setup.ts';

test('a certificate that is not trusted names the option to set', async () => {
  const origin = await originOf({ tls: true });
  const api = clientOf({ retry: false });
  const { message } = await failure(api.get(origin.url('/x')));
  expect(message).toMatch(
    /SELF_SIGNED_CERT_IN_CHAIN; to trust its authority, set .*(?:tls: \{ ca \}|certificateAuthority)/,
  );
});

test('plain HTTP on a port that expects TLS, and the reverse, name the other scheme', async () => {
  const origin = await originOf({ tls: true });
  const api = clientOf({ retry: false });
  const plain = await failure(api.get(origin.url('/x').replace('https:', 'http:')));
  expect(plain.message).toMatch(/; if the port expects TLS, use https:$/);
  const server = net.createServer((socket) => {
    socket.on('error', () => undefined).resume();
    socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  const secure = await failure(api.get(`https://127.0.0.1:${port}/`));
  expect(secure.message).toContain('; the port may speak plain HTTP: then use http:');
  await new Promise((resolve) => server.close(resolve));
});

test('a status that is not retried says why', async () => {
  const origin = await originOf();
  origin.on('/x').reply(503);
  const api = clientOf({ baseUrl: origin.url('/'), retry: { maxRetries: 1 } });
  const url = origin.url('/x');
  const message = async (call: PromiseLike<unknown>): Promise<string> => (await failure(call)).message;
  expect(await message(api.post('x', { json: {} }))).toBe(
    `POST ${url} answered 503 (not retried: POST without an idempotency key may have taken effect)`,
  );
  expect(await message(api.get('x'))).toBe(`GET ${url} answered 503 (gave up after 2 attempts)`);
  const slow = { minDelay: 30_000, maxDelay: 30_000, backoff: 'constant' } as const;
  expect(await message(api.get('x', { retry: slow, timeout: 5_000 }))).toMatch(/answered 503$/);
  expect(await message(api.get('x', { retry: false }))).toBe(`GET ${url} answered 503`);
});

test('the error of a total timeout names the phase of the call', async () => {
  const origin = await originOf();
  origin.on('/head').reply(200, { delay: 60_000 });
  origin.on('/body').reply(200, { body: { size: 1_000 }, endDelay: 60_000 });
  origin.on('/503').reply(503);
  const api = clientOf({ baseUrl: origin.url('/'), timeout: 60 });
  const slow = { minDelay: 50, maxDelay: 50, backoff: 'constant', maxRetries: 100 } as const;
  const message = async (call: PromiseLike<unknown>): Promise<string> => (await failure(call)).message;
  expect(await message(api.get('head'))).toMatch(
    /within 60 ms; attempt 1 was waiting for the response headers$/,
  );
  expect(await message(api.get('body').text())).toMatch(/within 60 ms; the body of attempt 1 was arriving$/);
  const hooks = { beforeRequest: () => new Promise<never>(() => undefined) };
  expect(await message(api.get('head', { hooks }))).toMatch(/within 60 ms; no attempt had begun$/);
  expect(await message(api.get('503', { retry: slow, timeout: 120 }))).toMatch(/attempt/);
  await expect.poll(() => api.stats().transport.active).toBe(0);
});

test('one guard recognizes both kinds of timeouts', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200, { delay: 60_000 });
  const api = clientOf({ baseUrl: origin.url('/') });
  const ours = await failure(api.get('x', { timeout: 20 }));
  const theirs = await failure(api.get('x', { signal: AbortSignal.timeout(20) }));
  expect([isTimeout(ours), isTimeoutError(ours)]).toEqual([true, true]);
  expect([isTimeout(theirs), isTimeoutError(theirs)]).toEqual([true, false]);
  expect(isTimeout(await failure(api.get('x', { signal: AbortSignal.abort() })))).toBe(false);
});

test('errors about a body have the method and the URL', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200, { body: 'x' });
  const api = clientOf({ baseUrl: origin.url('/') });
  const missing = await failure(api.put('x', { body: { file: '/no/such/file' } }));
  const discarded = await failure(
    (async () => {
      const response = await api.get('x');
      response.discard();
      return response.text();
    })(),
  );
  for (const error of [missing, discarded]) {
    expect(error).toMatchObject({ url: origin.url('/x') });
    expect(error.message).toContain(origin.url('/x'));
  }
});
