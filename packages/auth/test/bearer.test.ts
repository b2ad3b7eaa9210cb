// The plugin `bearer()` against an origin that refuses tokens.
import { createClient, type ClientOptions } from '@sluice/core';
import { caCertificate, type FaultOrigin, type SeenRequest } from '@sluice/fixtures';
import { retry } from '@sluice/retry';
import { undiciTransport } from '@sluice/undici';
import { describe, expect, test } from 'vitest';
import { bearer, isTokenError, type BearerOptions, type TokenState } from '../src/index.ts';
import { clientOf as rigOf, closeAfterEach, closeLater, failure, originOf } from './support/rig.ts';

closeAfterEach();

function clientOf(options: BearerOptions, rest: Partial<ClientOptions> = {}): ReturnType<typeof rigOf> {
  return rigOf([bearer(options)], rest);
}

/** Answers 401 unless the request has one of the valid tokens. */
function guard(origin: FaultOrigin, isValid: (token: string) => boolean): void {
  origin.on('/*').handle((request: SeenRequest) => {
    const token = request.header('authorization') ?? '';
    return isValid(token.replace('Bearer ', ''))
      ? { status: 200, json: token }
      : { status: 401, body: { size: 200 } };
  });
}

/** Issues t1, t2, … and notes why each was asked for. */
function issuer(delay = 0): { token: (state: TokenState) => Promise<string>; asked: unknown[] } {
  const asked: unknown[] = [];
  const token = async ({ reason, previous }: TokenState): Promise<string> => {
    asked.push([reason, previous]);
    const number = asked.length;
    await new Promise((resolve) => setTimeout(resolve, delay));
    return `t${number}`;
  };
  return { token, asked };
}

describe.each([false, true])('over TLS: %s', (isTls) => {
  test.each([1, 50, 200])('%i calls that get a 401 renew the token once', async (inFlight) => {
    const origin = await originOf(isTls ? { tls: true } : {});
    const rest = { baseUrl: origin.url('/') };
    const { token, asked } = issuer(5);
    let valid = 't1';
    guard(origin, (given) => given === valid);
    const plugin = bearer({ token });
    const client = createClient({
      ...rest,
      transport: undiciTransport({ pool: {}, ...(isTls && { tls: { ca: caCertificate } }) }),
      plugins: [plugin],
    });
    closeLater(client);
    await client.get('/first');
    valid = 't2';
    const bodies = await Promise.all(
      Array.from({ length: inFlight }, () => client.post('/x', { json: {} }).json()),
    );
    expect(new Set(bodies)).toEqual(new Set(['Bearer t2']));
    expect(asked).toEqual([
      ['first', undefined],
      ['refused', 't1'],
    ]);
    expect(client.stats().plugins['bearer']).toEqual({ fetched: 2, failed: 0, replayed: inFlight });
  });
});

test('a late 401 for an old token is sent again without a second renewal', async () => {
  const origin = await originOf();
  const { token, asked } = issuer();
  let valid = 't1';
  origin.on('/slow').handle(async (request) => {
    const given = request.header('authorization');
    if (given === 'Bearer t1') await expect.poll(() => asked.length).toBe(2);
    return given === 'Bearer t1' ? { status: 401 } : { status: 200, json: given };
  });
  guard(origin, (given) => given === valid);
  const client = clientOf({ token }, { baseUrl: origin.url('/') });
  await client.get('/x');
  const slow = client.get('/slow').json();
  await expect.poll(() => origin.seen('/slow').length).toBe(1);
  valid = 't2';
  await client.get('/x');
  expect(await slow).toBe('Bearer t2');
  expect(asked).toHaveLength(2);
});

test('a failed renewal fails the calls that wait for it, and is not kept', async () => {
  const origin = await originOf();
  guard(origin, (given) => given === 't3');
  const broken = new Error('the token service is down');
  let asked = 0;
  const token = async (): Promise<string> => {
    asked++;
    await Promise.resolve();
    if (asked === 2) throw broken;
    return `t${asked}`;
  };
  const client = clientOf({ token }, { baseUrl: origin.url('/') });
  expect(await failure(client.get('/x'))).toBe(broken);
  const results = await Promise.allSettled(Array.from({ length: 20 }, () => client.get('/x').json()));
  expect(
    new Set(results.map((result) => (result.status === 'fulfilled' ? result.value : result.reason))),
  ).toEqual(new Set(['Bearer t3']));
  expect(asked).toBe(3);
  // The token that was refused is not sent again.
  expect(origin.seen('/x').filter((seen) => seen.header('authorization') === 'Bearer t1')).toHaveLength(1);
});

test('a request that is refused again is answered with its 401', async () => {
  const origin = await originOf();
  guard(origin, () => false);
  const { token } = issuer();
  const client = clientOf({ token }, { baseUrl: origin.url('/') });
  expect(await failure(client.get('/x'))).toMatchObject({ status: 401 });
  expect(origin.seen('/x')).toHaveLength(2);
});

test('a body that cannot be sent again is answered with the 401; the next call uses a new token', async () => {
  const origin = await originOf();
  guard(origin, (given) => given === 't2');
  const { token } = issuer();
  const client = clientOf({ token }, { baseUrl: origin.url('/') });
  const body = new Blob(['x']).stream();
  expect(await failure(client.post('/x', { body }))).toMatchObject({ status: 401 });
  expect(await client.get('/x').json()).toBe('Bearer t2');
});

test('a token is renewed before it expires', async () => {
  const origin = await originOf();
  guard(origin, () => true);
  const reasons: string[] = [];
  const client = clientOf(
    {
      token: ({ reason }) => {
        reasons.push(reason);
        return { token: `t${reasons.length}`, expiresIn: reasons.length === 1 ? 40 : 60_000 };
      },
      renewBefore: 1_000,
    },
    { baseUrl: origin.url('/') },
  );
  await client.get('/x');
  await expect.poll(async () => await client.get('/x').json<string>()).toBe('Bearer t2');
  expect(reasons).toEqual(['first', 'expired']);
});

test('a token never crosses origins', async () => {
  const [origin, other] = [await originOf(), await originOf()];
  for (const each of [origin, other]) each.on('/echo').echo();
  origin.on('/away').redirect(other.url('/echo'), 307);
  other.on('/back').redirect(origin.url('/echo'), 307);
  const authorization = async (
    client: ReturnType<typeof rigOf>,
    url: string,
  ): Promise<string | undefined> => {
    const { headers } = await client
      .get(url, { allowOtherOrigin: true })
      .json<{ headers: [string, string][] }>();
    return headers.find(([name]) => name === 'authorization')?.[1];
  };
  const based = clientOf({ token: 't' }, { baseUrl: origin.url('/') });
  expect(await authorization(based, '/echo')).toBe('Bearer t');
  expect(await authorization(based, '/away')).toBeUndefined();
  expect(await authorization(based, other.url('/echo'))).toBeUndefined();
  const free = clientOf({ token: 't' });
  expect(await authorization(free, other.url('/echo'))).toBe('Bearer t');
  expect(await authorization(free, origin.url('/away'))).toBeUndefined();
  const listed = clientOf(
    { token: 't', origins: [new URL(other.url('/')).origin] },
    { baseUrl: origin.url('/') },
  );
  expect(await authorization(listed, '/echo')).toBeUndefined();
  expect(await authorization(listed, '/away')).toBe('Bearer t');
});

test('a header of the call, and `bearer: false`, go before the token', async () => {
  const origin = await originOf();
  origin.on('/x').echo();
  const { token, asked } = issuer();
  const client = clientOf({ token, header: 'x-token', scheme: '' }, { baseUrl: origin.url('/') });
  await client.get('/x', { headers: { 'x-token': 'mine' } });
  await client.get('/x', { bearer: false });
  expect(asked).toHaveLength(0);
  await client.get('/x');
  expect(origin.seen('/x').map((seen) => seen.header('x-token'))).toEqual(['mine', undefined, 't1']);
});

test('the token is renewed inside the retry loop: sending the request again spends no retry', async () => {
  const origin = await originOf();
  origin.on('/x').reply(401, {}, { nth: 1 }).reply(503, {}, { nth: 2 }).reply(401, {}, { nth: 3 }).echo();
  const { token } = issuer();
  const client = createClient({
    baseUrl: origin.url('/'),
    transport: undiciTransport({ pool: {} }),
    plugins: [retry({ maxRetries: 1, minDelay: 1, maxDelay: 1 }), bearer({ token })],
  });
  closeLater(client);
  const response = await client.get('/x');
  expect(response.attempts.map(({ status }) => status)).toEqual([401, 503, 401, 200]);
  await response.text();
});

test('a token function that hangs or returns nonsense is an error that names the call', async () => {
  const origin = await originOf();
  const base = { baseUrl: origin.url('/') };
  let aborted: unknown;
  const hanging = clientOf(
    {
      token: ({ signal }) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            aborted = signal.reason;
            setTimeout(() => resolve('late'), 5);
          });
        }),
      timeout: 20,
    },
    base,
  );
  const late = await failure(hanging.get('/x'));
  expect(isTokenError(late)).toBe(true);
  expect(late.message).toBe(`GET ${origin.url('/x')}: the token function did not answer within 20 ms`);
  expect(aborted).toBe(late);
  for (const nonsense of [undefined, '', 5, {}, { token: 't', expiresIn: -1 }, 'line\r\nbreak', 'tök☃']) {
    const error = await failure(clientOf({ token: () => nonsense as string }, base).get('/x'));
    expect(error['code']).toBe('ERR_SLUICE_TOKEN');
    expect(error.message).not.toContain("'t'");
  }
  expect(origin.stats().requests).toBe(0);
});

test('an abort while the token is fetched ends the call at once, and not the fetch', async () => {
  const origin = await originOf();
  guard(origin, () => true);
  const { token, asked } = issuer(30);
  const client = clientOf({ token }, { baseUrl: origin.url('/') });
  const controller = new AbortController();
  const aborted = failure(client.get('/x', { signal: controller.signal }));
  const other = client.get('/x').json();
  await expect.poll(() => asked.length).toBe(1);
  controller.abort(new Error('gone'));
  expect((await aborted).message).toBe('gone');
  expect(await other).toBe('Bearer t1');
  expect(asked).toHaveLength(1);
  expect(origin.seen('/x')).toHaveLength(1);
});

test.each([
  [{}, /'bearer.token' must be a string or a function/],
  [{ token: 5 }, /got a value of type number/],
  [{ token: 't', origins: ['https://a.test/path'] }, /an origin such as/],
  [{ token: 't', tokn: 't' }, /probably 'bearer.token'/],
])('%j is refused', (options, message) => {
  expect(() => bearer(options as never)).toThrow(message);
});

test('a token that no header can carry is not kept', async () => {
  const origin = await originOf();
  guard(origin, () => true);
  const issued = ['one\r\nx: y', 'two'];
  const client = clientOf(
    { token: () => ({ token: issued.shift() as string, expiresIn: 60_000 }) },
    { baseUrl: origin.url('/') },
  );
  const error = await failure(client.get('/x'));
  expect(isTokenError(error)).toBe(true);
  expect(error.message).not.toContain('one');
  await client.get('/x').text();
  expect(origin.seen().map((seen) => seen.header('authorization'))).toEqual(['Bearer two']);
});
