// Declared operations with OAuth 2, on every wire: one renewal for all calls.
import { caCertificate, createHttp2Origin, createFaultOrigin } from '@sluice/fixtures';
import { gotTransport } from '@sluice/got';
import got from 'got';
import { clientCredentials, createClient, refreshToken, undiciTransport, type SluiceOptions } from 'sluice';
import { describe, expect, test } from 'vitest';
import { json, op } from '../../src/index.ts';
import { apiOf, closeLater } from '../setup.ts';

type Answer = { readonly status: number; readonly json?: object };
type Handler = (authorization: string | undefined, text: string) => Answer | Promise<Answer>;

/** An origin on one wire, and the options of a client that reaches it. */
interface Wire {
  readonly url: string;
  readonly options: SluiceOptions;
  on(path: string, handler: Handler): void;
}

const TLS = { ca: caCertificate };

async function overHttp1(isTls: boolean, transport: NonNullable<SluiceOptions['transport']>): Promise<Wire> {
  const origin = closeLater(await createFaultOrigin({ tls: isTls }));
  return {
    url: origin.url(),
    options: { transport },
    on: (path, handler) =>
      void origin.on(path).handle((request) => handler(request.header('authorization'), request.text())),
  };
}

const WIRES: Readonly<Record<string, () => Promise<Wire>>> = {
  plain: () => overHttp1(false, undiciTransport({ pool: {} })),
  TLS: () => overHttp1(true, undiciTransport({ pool: {}, tls: TLS })),
  'HTTP/2': async () => {
    const origin = closeLater(await createHttp2Origin());
    return {
      url: origin.url(),
      options: { transport: undiciTransport({ pool: {}, http2: true, tls: TLS }) },
      on: (path, handler) =>
        origin.on(path, async ({ headers, reply }) => {
          const { status, json: body = {} } = await handler(headers['authorization'], '');
          reply(status, JSON.stringify(body), { 'content-type': 'application/json' });
        }),
    };
  },
  got: () => overHttp1(false, gotTransport({ got: got.extend(), pool: {} })),
};

const OPERATIONS = {
  create: op('POST /things', { body: json(), ok: { 201: json<{ by: string }>() } }),
  late: op('GET /late', { ok: { 200: json<{ by: string }>() } }),
};

/** A service whose token endpoint issues t1, t2, …, of which it accepts the valid one. */
async function serviceOn(wire: Wire, isRefreshing: boolean) {
  const service = { issued: 0, refused: 0, valid: 't1', isRevoked: false, forms: [] as string[] };
  wire.on('/token', (_authorization, text) => {
    service.forms.push(text);
    if (service.isRevoked) return { status: 401, json: { error: 'invalid_client' } };
    const token = { access_token: `t${++service.issued}`, token_type: 'Bearer', expires_in: 3600 };
    return { status: 200, json: { ...token, ...(isRefreshing && { refresh_token: `r${service.issued}` }) } };
  });
  wire.on('/things', (authorization) => {
    if (authorization === `Bearer ${service.valid}`) return { status: 201, json: { by: authorization } };
    service.refused++;
    return { status: 401 };
  });
  // Token requests use separate connections, over the same wire.
  const own = (): ReturnType<typeof createClient> => createClient({ ...wire.options, retry: false });
  const base = { tokenUrl: `${wire.url}/token`, clientId: 'a', clientSecret: 's3cret', client: own };
  const plugin = isRefreshing ? refreshToken({ ...base, refreshToken: 'r0' }) : clientCredentials(base);
  const api = apiOf({ url: () => wire.url }, OPERATIONS, {
    ...wire.options,
    plugins: [plugin],
    retry: { maxRetries: 0 },
    timeout: { attempt: 60_000, total: 120_000 },
  });
  return { service, api };
}

const GRANTS = [
  ['client credentials', false],
  ['a refresh token', true],
] as const;

describe.each(Object.entries(WIRES))('over %s', (_wire, open) => {
  describe.each(GRANTS)('with %s', (_grant, isRefreshing) => {
    test.each([1, 50, 2_000])(
      '%i calls in flight that get a 401 renew the token once',
      async (inFlight) => {
        const { service, api } = await serviceOn(await open(), isRefreshing);
        await api.create({ body: {} });
        service.valid = 't2';
        const calls = Array.from({ length: inFlight }, () => api.create({ body: {} }));
        for (const { by } of await Promise.all(calls)) expect(by).toBe('Bearer t2');
        expect(service.issued).toBe(2);
        expect(service.refused).toBeGreaterThan(0);
        expect(api.$client.stats().plugins['bearer']).toEqual({
          fetched: 2,
          failed: 0,
          replayed: service.refused,
        });
      },
      150_000,
    );

    test('a late 401 for the old token causes no second renewal', async () => {
      const wire = await open();
      const { service, api } = await serviceOn(wire, isRefreshing);
      let waits = 0;
      wire.on('/late', async (authorization) => {
        if (authorization !== 'Bearer t1') return { status: 200, json: { by: authorization ?? '' } };
        waits++;
        await expect.poll(() => service.issued, { timeout: 20_000 }).toBe(2);
        return { status: 401 };
      });
      await api.create({ body: {} });
      const late = Array.from({ length: 20 }, () => api.late().settled());
      await expect.poll(() => waits, { timeout: 20_000 }).toBe(20);
      service.valid = 't2';
      await api.create({ body: {} });
      for (const settled of await Promise.all(late))
        expect(settled).toMatchObject({ ok: true, body: { by: 'Bearer t2' } });
      expect(service.issued).toBe(2);
    });
  });
});

test('a refused renewal is a failure of the kind `auth`, before anything is sent', async () => {
  const { service, api } = await serviceOn(await WIRES['plain']!(), false);
  await api.create({ body: {} });
  service.isRevoked = true;
  service.valid = 't3';
  const settled = await api.create({ body: {} }).settled();
  expect(settled).toMatchObject({
    ok: false,
    status: 0,
    failure: { kind: 'auth', cause: { oauthError: 'invalid_client' } },
  });
  expect(service.refused).toBe(1);
  // The refused token is not sent again.
  const again = await api.create({ body: {} }).settled();
  expect(again).toMatchObject({ failure: { kind: 'auth', phase: 'before-send' } });
  expect(service.refused).toBe(1);
  expect(JSON.stringify(again)).not.toContain('s3cret');
});
