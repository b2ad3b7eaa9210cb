// The OAuth 2 plugins against a token endpoint and an API on real sockets.
import { inspect } from 'node:util';
import { createClient, redirect, type ClientOptions } from '@sluice/core';
import { caCertificate, type Answer, type FaultOrigin, type SeenRequest } from '@sluice/fixtures';
import { gate } from '@sluice/gate';
import { retry } from '@sluice/retry';
import { undiciTransport } from '@sluice/undici';
import { describe, expect, test } from 'vitest';
import {
  clientCredentials,
  isOAuthError,
  isTokenError,
  refreshToken,
  type ClientCredentialsOptions,
  type IssuedTokens,
  type RefreshTokenOptions,
  type TokenClient,
} from '../src/index.ts';
import { clientOf, closeAfterEach, closeLater, failure, keepOpen, originOf } from './support/rig.ts';

closeAfterEach();

/** An API at `/api` and a token endpoint at `/token` that issues t1, t2, …, of which the API accepts the valid one. */
class Service {
  valid = 't1';
  issued = 0;
  /** What the token endpoint answers in place of a token. */
  refusal: Answer | undefined;
  /** What it adds to its answer. */
  more: object = {};
  readonly origin: FaultOrigin;

  constructor(origin: FaultOrigin) {
    this.origin = origin;
    origin.on('/token').handle(() => {
      if (this.refusal !== undefined) return this.refusal;
      this.issued++;
      const json = { access_token: `t${this.issued}`, token_type: 'bearer', ...this.more };
      return { status: 200, json };
    });
    origin.on('/api/*').handle((request: SeenRequest) => {
      const given = request.header('authorization');
      return given === `Bearer ${this.valid}`
        ? { status: 200, json: given }
        : { status: 401, body: { size: 100 } };
    });
  }

  /** The forms that the token endpoint received. */
  get forms(): Record<string, string>[] {
    return this.origin.seen('/token').map((seen) => Object.fromEntries(new URLSearchParams(seen.text())));
  }
}

async function serviceOf(isTls = false): Promise<Service> {
  return new Service(await originOf(isTls ? { tls: true } : {}));
}

const ownClient = (): TokenClient =>
  createClient({
    transport: undiciTransport({ pool: {}, tls: { ca: caCertificate } }),
    plugins: [redirect()],
  });

type Overrides = Partial<ClientCredentialsOptions & RefreshTokenOptions>;

function credentials({ origin }: Service, more: Overrides = {}): ReturnType<typeof clientCredentials> {
  return clientCredentials({
    tokenUrl: origin.url('/token'),
    clientId: 'shop',
    clientSecret: 's3cret',
    client: ownClient,
    ...more,
  });
}

function refreshing({ origin }: Service, more: Overrides = {}): ReturnType<typeof refreshToken> {
  return refreshToken({
    tokenUrl: origin.url('/token'),
    clientId: 'shop',
    refreshToken: 'r0',
    client: ownClient,
    ...more,
  });
}

function apiOf(
  { origin }: Service,
  plugin: ReturnType<typeof clientCredentials>,
  rest: Partial<ClientOptions> = {},
): ReturnType<typeof clientOf> {
  return clientOf([...(rest.plugins ?? []), plugin], { baseUrl: origin.url('/api/'), ...rest });
}

describe.each([false, true])('over TLS: %s', (isTls) => {
  test.each([1, 50, 200])('%i calls that get a 401 renew the token once', async (inFlight) => {
    const service = await serviceOf(isTls);
    const client = apiOf(service, credentials(service));
    await client.get('first').text();
    service.valid = 't2';
    const bodies = await Promise.all(
      Array.from({ length: inFlight }, () => client.post('x', { json: {} }).json()),
    );
    expect(new Set(bodies)).toEqual(new Set(['Bearer t2']));
    expect(service.issued).toBe(2);
    expect(client.stats().plugins['bearer']).toEqual({ fetched: 2, failed: 0, replayed: inFlight });
  });

  test.each([1, 50, 200])(
    '%i first calls of a refresh token renew once, and store the new one',
    async (inFlight) => {
      const service = await serviceOf(isTls);
      service.more = { refresh_token: 'r1', expires_in: 3600 };
      const stored: IssuedTokens[] = [];
      const client = apiOf(service, refreshing(service, { onTokens: (tokens) => void stored.push(tokens) }));
      await Promise.all(Array.from({ length: inFlight }, () => client.get('x').json()));
      expect(stored).toEqual([
        { accessToken: 't1', expiresIn: 3_600_000, refreshToken: 'r1', scope: undefined },
      ]);
      expect(service.forms).toEqual([
        { grant_type: 'refresh_token', refresh_token: 'r0', client_id: 'shop' },
      ]);
    },
  );
});

test('a late 401 for an old token renews no second time', async () => {
  const service = await serviceOf();
  const client = apiOf(service, credentials(service));
  service.origin.on('/api/slow').handle(async (request) => {
    const given = request.header('authorization');
    if (given === 'Bearer t1') await expect.poll(() => service.issued).toBe(2);
    return given === 'Bearer t1' ? { status: 401 } : { status: 200, json: given };
  });
  await client.get('x').text();
  const slow = client.get('slow').json();
  await expect.poll(() => service.origin.seen('/api/slow').length).toBe(1);
  service.valid = 't2';
  await client.get('x').text();
  expect(await slow).toBe('Bearer t2');
  expect(service.issued).toBe(2);
});

test('the parameters and the credentials of the client are sent as RFC 6749 requires', async () => {
  const service = await serviceOf();
  const send = async (
    plugin: ReturnType<typeof clientCredentials>,
  ): Promise<[string | undefined, string]> => {
    const client = apiOf(service, plugin);
    service.valid = `t${service.issued + 1}`;
    await client.get('x').text();
    const seen = service.origin.seen('/token').at(-1) as SeenRequest;
    expect(seen.header('content-type')).toMatch(/^application\/x-www-form-urlencoded/);
    return [seen.header('authorization'), seen.text()];
  };
  const [basic, form] = await send(
    credentials(service, {
      clientId: 'a:b c',
      clientSecret: () => Promise.resolve('pä+%'),
      scope: ['read', 'write'],
      audience: 'https://api.example.com',
      resource: ['https://a.example.com', 'https://b.example.com'],
      params: { tenant: 'x&y' },
    }),
  );
  expect(Buffer.from(basic?.replace('Basic ', '') ?? '', 'base64').toString()).toBe('a%3Ab+c:p%C3%A4%2B%25');
  expect([...new URLSearchParams(form)]).toEqual([
    ['tenant', 'x&y'],
    ['grant_type', 'client_credentials'],
    ['scope', 'read write'],
    ['audience', 'https://api.example.com'],
    ['resource', 'https://a.example.com'],
    ['resource', 'https://b.example.com'],
  ]);
  const [none, posted] = await send(credentials(service, { authMethod: 'client_secret_post' }));
  expect(none).toBeUndefined();
  expect(Object.fromEntries(new URLSearchParams(posted))).toEqual({
    grant_type: 'client_credentials',
    client_id: 'shop',
    client_secret: 's3cret',
  });
});

test('a refresh token that the server replaced is used next, also if storing it failed', async () => {
  const service = await serviceOf();
  service.more = { refresh_token: 'r1' };
  const broken = new Error('disk full');
  let failing = true;
  const client = apiOf(
    service,
    refreshing(service, {
      onTokens: () => {
        if (failing) throw broken;
      },
    }),
  );
  expect(await failure(client.get('x'))).toBe(broken);
  failing = false;
  service.more = {};
  service.valid = 't2';
  expect(await client.get('x').json()).toBe('Bearer t2');
  service.valid = 't3';
  expect(await client.get('x').json()).toBe('Bearer t3');
  expect(service.forms.map((form) => form['refresh_token'])).toEqual(['r0', 'r1', 'r1']);
});

test('a refresh token that another process stored is found', async () => {
  const service = await serviceOf();
  let stored = 'r0';
  const client = apiOf(service, refreshing(service, { refreshToken: () => stored }));
  service.more = { refresh_token: 'r1' };
  await client.get('x').text();
  service.more = {};
  service.valid = 't2';
  // Not stored: the one that the server issued is newer than the one that the function returns.
  await client.get('x').text();
  stored = 'r5';
  service.valid = 't3';
  await client.get('x').text();
  expect(service.forms.map((form) => form['refresh_token'])).toEqual(['r0', 'r1', 'r5']);
});

test('an access token given at the start is used until it is refused', async () => {
  const service = await serviceOf();
  service.valid = 't0';
  const client = apiOf(service, refreshing(service, { accessToken: { token: 't0', expiresIn: 60_000 } }));
  expect(await client.get('x').json()).toBe('Bearer t0');
  expect(service.issued).toBe(0);
  service.valid = 't1';
  expect(await client.get('x').json()).toBe('Bearer t1');
});

test('a token is renewed before the end that `expires_in` sets', async () => {
  const service = await serviceOf();
  service.more = { expires_in: '3600' };
  let now = 0;
  const clock = {
    now: () => now,
    wallTime: () => now,
    setTimer: (ms: number, callback: () => void) => setTimeout(callback, ms),
    clearTimer: (timer: NodeJS.Timeout) => clearTimeout(timer),
  };
  const client = apiOf(service, credentials(service, { renewBefore: 60_000 }), { clock: clock });
  await client.get('x').text();
  now = 3_539_000;
  await client.get('x').text();
  expect(service.issued).toBe(1);
  now = 3_541_000;
  service.valid = 't2';
  expect(await client.get('x').json()).toBe('Bearer t2');
  expect(client.stats().plugins['bearer']).toMatchObject({ replayed: 0, fetched: 2 });
});

test.each([-1, 0, 'soon', {}])('a life of %j is unknown, and loses no refresh token', async (life) => {
  const service = await serviceOf();
  service.more = { refresh_token: 'r1', expires_in: life };
  const stored: IssuedTokens[] = [];
  const client = apiOf(service, refreshing(service, { onTokens: (tokens) => void stored.push(tokens) }));
  expect(await client.get('x').json()).toBe('Bearer t1');
  expect(stored).toEqual([{ accessToken: 't1', expiresIn: undefined, refreshToken: 'r1', scope: undefined }]);
  service.valid = 't2';
  expect(await client.get('x').json()).toBe('Bearer t2');
  expect(service.forms.map((form) => form['refresh_token'])).toEqual(['r0', 'r1']);
});

test.each([
  ['a type that is not known', { token_type: 'mac' }, 't1'],
  ['a type that is no text', { token_type: 5 }, 't1'],
  ['no access token', { access_token: undefined }, undefined],
  ['an empty access token', { access_token: '' }, undefined],
])('%s loses no refresh token', async (_what, more, stored) => {
  const service = await serviceOf();
  service.more = { refresh_token: 'r1', ...more };
  const tokens: IssuedTokens[] = [];
  const client = apiOf(service, refreshing(service, { onTokens: (given) => void tokens.push(given) }));
  expect(await failure(client.get('x'))).toMatchObject({ code: 'ERR_SLUICE_OAUTH', status: 200 });
  // To store the refresh token; an answer without an access token has nothing to give to it.
  expect(tokens.map(({ accessToken, refreshToken }) => [accessToken, refreshToken])).toEqual(
    stored === undefined ? [] : [[stored, 'r1']],
  );
  expect(service.origin.seen('/api/x')).toHaveLength(0);
  service.more = {};
  service.valid = 't2';
  expect(await client.get('x').json()).toBe('Bearer t2');
  expect(service.forms.map((form) => form['refresh_token'])).toEqual(['r0', 'r1']);
});

test('values of `params` are in no description and no error, in whatever form the server quotes them', async () => {
  const service = await serviceOf();
  const assertion = 'eyJ+a/b c=é';
  const params = { client_assertion: assertion, tenant: 'acme-tenant', flag: 'on', grant: 'invalid_grant' };
  const quoted = [assertion, encodeURIComponent(assertion), new URLSearchParams({ a: assertion }).toString()];
  service.refusal = {
    status: 400,
    json: { error: 'invalid_grant', error_description: `on: ${quoted.join(' | ')} of acme-tenant` },
  };
  const client = apiOf(service, credentials(service, { params }));
  const error = await failure(client.get('x'));
  // The code is one of the standard, though a parameter has the same value.
  expect(error).toMatchObject({ oauthError: 'invalid_grant', description: 'on: … | … | a=… of …' });
  const shown = `${String(error)} ${JSON.stringify(error)} ${inspect(error, { showHidden: true, depth: 9 })}`;
  expect(shown).not.toMatch(/eyJ|acme-tenant/);
  service.refusal = { status: 400, json: { error: 'acme-tenant', error_uri: 'https://a.test/acme-tenant' } };
  const other = await failure(client.get('x'));
  expect([other['oauthError'], other['errorUri']]).toEqual([undefined, 'https://a.test/…']);
  expect(other.message).not.toContain('acme');
});

test('a refusal is a typed error without credentials, and is not kept', async () => {
  const service = await serviceOf();
  service.refusal = {
    status: 400,
    json: {
      error: 'invalid_grant',
      error_description: 'the token r0 of s3cret\nis old',
      error_uri: 'https://a.test/e',
    },
  };
  const client = apiOf(service, refreshing(service, { clientSecret: 's3cret' }));
  const results = await Promise.allSettled(Array.from({ length: 20 }, () => client.get('x').json()));
  const reasons = new Set(
    results.map((result) => (result.status === 'rejected' ? result.reason : 'fulfilled')),
  );
  expect(reasons.size).toBe(1);
  const [error] = [...reasons] as [Record<string, unknown>];
  expect(isOAuthError(error)).toBe(true);
  expect(error).toMatchObject({ code: 'ERR_SLUICE_OAUTH', status: 400, oauthError: 'invalid_grant' });
  expect(error['message']).toMatch(/answered 400 \(invalid_grant\)$/);
  expect(error['description']).toBe('the token … of …\\u000ais old');
  expect(error['errorUri']).toBe('https://a.test/e');
  expect(JSON.stringify(error)).not.toMatch(/s3cret|r0|is old/);
  expect(service.origin.seen('/token')).toHaveLength(1);
  expect(service.origin.seen('/api/x')).toHaveLength(0);
  service.refusal = undefined;
  expect(await client.get('x').json()).toBe('Bearer t1');
});

test('a refusal that quotes the request has no form of its credentials', async () => {
  const service = await serviceOf();
  const secret = 's/3 cret';
  const credential = Buffer.from('shop:s%2F3+cret').toString('base64');
  const quotes = `Basic ${credential}; ${secret}; client_secret=s%2F3+cret`;
  service.refusal = { status: 401, json: { error: 'invalid_client', error_description: quotes } };
  const error = await failure(apiOf(service, credentials(service, { clientSecret: secret })).get('x'));
  expect(isOAuthError(error) && error.description).toBe('Basic …; …; client_secret=…');
});

test.each<[string, Answer, RegExp]>([
  ['a page', { status: 502, body: '<html>s3cret' }, /answered 502$/],
  [
    'a page with 200',
    { status: 200, body: '<html>s3cret' },
    /answered 200 \(the body is not a JSON object\)$/,
  ],
  [
    'an error with 200',
    { status: 200, json: { error: 'bad_verification_code' } },
    /answered 200 \(bad_verification_code\)$/,
  ],
  ['a code that quotes the secret', { status: 400, json: { error: 'no_s3cret' } }, /answered 400$/],
  ['a code that is text', { status: 400, json: { error: 'a b\n' } }, /answered 400$/],
  ['no token', { status: 200, json: {} }, /answered 200 with no access_token$/],
  [
    'another type',
    { status: 200, json: { access_token: 'x', token_type: 'mac' } },
    /a token_type other than Bearer$/,
  ],
  [
    'a redirect',
    { status: 307, headers: { location: '/api/x' } },
    /the request to the token endpoint .* failed/,
  ],
  [
    'a cut body',
    {
      status: 200,
      body: 'x',
      faults: [
        { do: 'length', declared: 9 },
        { do: 'close', at: 'end' },
      ],
    },
    /the request to the token endpoint/,
  ],
])('%s of the token endpoint is an error', async (_name, refusal, message) => {
  const service = await serviceOf();
  service.refusal = refusal;
  const error = await failure(apiOf(service, credentials(service)).get('x'));
  expect(isOAuthError(error)).toBe(true);
  expect(error.message).toMatch(message);
  expect(JSON.stringify(error)).not.toContain('s3cret');
  expect(service.origin.seen('/api/x')).toHaveLength(0);
});

test('a token endpoint that hangs fails the renewal in time, and its request is aborted', async () => {
  const service = await serviceOf();
  service.refusal = { status: 200, delay: 60_000 };
  const client = apiOf(service, credentials(service, { timeout: 40 }));
  expect(isTokenError(await failure(client.get('x')))).toBe(true);
  await expect.poll(() => service.origin.seen('/token')[0]?.outcome).toBe('gone');
});

test('a token request never waits behind the calls that need it', async () => {
  const service = await serviceOf();
  service.origin.on('/api/held').reply(200, { body: { size: 1_000_000 } });
  // One slot, one connection, both held by a response that is not read.
  const rest = {
    plugins: [gate({ maxPerHost: 1 })],
    transport: undiciTransport({ pool: { maxPerHost: 1 } }),
  };
  const client = apiOf(service, credentials(service), rest);
  const held = await client.get('held', { bearer: false });
  const waiting = client.get('x').json();
  await expect.poll(() => service.issued).toBe(1);
  expect(service.origin.seen('/api/x')).toHaveLength(0);
  await held.bytes();
  expect(await waiting).toBe('Bearer t1');
});

test('a request to the token endpoint itself carries no token and does not wait for one', async () => {
  const service = await serviceOf();
  // The mistake of a client whose token requests it sends itself.
  const plugin: ReturnType<typeof clientCredentials> = credentials(service, { client: () => client });
  const client = apiOf(service, plugin) as ReturnType<typeof clientOf> & TokenClient;
  // It would wait for itself.
  keepOpen(client);
  expect(await client.get('x').json()).toBe('Bearer t1');
  expect(service.origin.seen('/token')[0]?.header('authorization')).toMatch(/^Basic /);
  void client.destroy();
});

test('a client that the plugin created is closed with the last client that has the plugin', async () => {
  const service = await serviceOf();
  let closed = 0;
  const plugin = credentials(service, {
    client: () => {
      const client = ownClient();
      return { post: client.post, close: () => client.close().then(() => void closed++) };
    },
  });
  const [one, two] = [apiOf(service, plugin), apiOf(service, plugin)];
  await one.get('x').text();
  await two.get('x').text();
  expect(service.issued).toBe(1);
  await one.close();
  expect(closed).toBe(0);
  await two.close();
  expect(closed).toBe(1);
});

test('a token never crosses origins, and the replay after a 401 spends no retry', async () => {
  const service = await serviceOf();
  const other = await originOf();
  other.on('/x').echo();
  service.origin.on('/api/away').redirect(other.url('/x'), 307);
  service.origin
    .on('/api/flaky')
    .reply(401, {}, { nth: 1 })
    .reply(503, {}, { nth: 2 })
    .reply(401, {}, { nth: 3 })
    .reply(200, {});
  const client = createClient({
    baseUrl: service.origin.url('/api/'),
    transport: undiciTransport({ pool: {} }),
    plugins: [redirect(), retry({ maxRetries: 1, minDelay: 1, maxDelay: 1 }), credentials(service)],
  });
  closeLater(client);
  await client.get('away', { allowOtherOrigin: true }).text();
  expect(other.seen('/x')[0]?.header('authorization')).toBeUndefined();
  const response = await client.get('flaky');
  expect(response.attempts.map(({ status }) => status)).toEqual([401, 503, 401, 200]);
  await response.text();
});

test.each<[object, RegExp]>([
  [{ tokenUrl: 'http://auth.example.com/token' }, /must have https:, or 'allowHttp: true' must be set/],
  [{ tokenUrl: 'https://u:p4ss@auth.example.com/' }, /must have no user and password/],
  [{ tokenUrl: 'ftp://p4ss' }, /must be an absolute URL with https:/],
  [{ clientId: '' }, /'clientCredentials.clientId' is missing/],
  [{ client: undefined }, /'clientCredentials.client' is missing/],
  [
    { clientSecret: undefined, authMethod: 'client_secret_post' },
    /must be given unless 'authMethod' is 'none'/,
  ],
  [{ authMethod: 'none' }, /left out if it is/],
  [{ authMethod: 'private_key_jwt' }, /one of "client_secret_basic", "client_secret_post", "none"/],
  [{ params: { scope: 'x' } }, /must leave out 'scope'/],
  [{ scopes: 'x' }, /probably 'clientCredentials.scope'/],
])('%j is refused', (more, message) => {
  const given = {
    tokenUrl: 'https://a.test/',
    clientId: 'shop',
    clientSecret: 'p4ss',
    client: ownClient,
    ...more,
  };
  const make = (): unknown => clientCredentials(given);
  expect(make).toThrow(message);
  expect(make).not.toThrow(/p4ss/);
});

test('`allowHttp` lets a token endpoint be http:', () => {
  const plain = { tokenUrl: 'http://auth.internal/', clientId: 'a', client: ownClient };
  expect(() => clientCredentials({ ...plain, allowHttp: true })).not.toThrow();
  expect(() => refreshToken({ ...plain, allowHttp: true } as never)).toThrow(
    /'refreshToken.refreshToken' is missing/,
  );
});

test('a function `client` that returns no client is refused, and the API can be closed', async () => {
  const service = await serviceOf();
  const late = (() => Promise.resolve(ownClient())) as unknown as () => TokenClient;
  const error = await failure(apiOf(service, credentials(service, { client: late })).get('x'));
  expect(isOAuthError(error)).toBe(true);
  expect(error.message).toContain('must return a client');
  expect(service.origin.stats().requests).toBe(0);
});
