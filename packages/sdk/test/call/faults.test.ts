// Faults on every kind of operation, over every transport: the right outcome, and no write twice.
import { caCertificate, type ExchangeFault, type FaultOrigin } from '@sluice/fixtures';
import { gotTransport } from '@sluice/got';
import got from 'got';
import { undiciTransport, type SluiceOptions } from 'sluice';
import { describe, expect, test } from 'vitest';
import {
  bytes,
  json,
  op,
  stream,
  type FailKind,
  type FailPhase,
  type Settled,
  type OpShape,
} from '../../src/index.ts';
import { apiOf, originOf } from '../setup.ts';

const ca = caCertificate;

/** How requests are carried. */
const CARRIERS: Record<string, { readonly tls: boolean; options(): Pick<SluiceOptions, 'transport'> }> = {
  plain: { tls: false, options: () => ({ transport: undiciTransport({ pool: {} }) }) },
  tls: { tls: true, options: () => ({ transport: undiciTransport({ pool: {}, tls: { ca } }) }) },
  got: { tls: false, options: () => ({ transport: gotTransport({ pool: {} }) }) },
  'got, tls': {
    tls: true,
    options: () => ({
      transport: gotTransport({ pool: {}, got: got.extend({ https: { certificateAuthority: ca } }) }),
    }),
  },
};

const ok = { 200: json<{ id: number }>() };
const err = { '4XX': json(), '5XX': json() };

const OPERATIONS = {
  read: op('GET /x', { ok, err }),
  readBytes: op('GET /x', { ok: { 200: bytes() }, err }),
  put: op('PUT /x', { body: json(), ok, err }),
  remove: op('DELETE /x', { ok, err }),
  search: op('POST /x', { body: json(), ok, err, idempotency: 'safe' }),
  keyed: op('POST /x', { body: json(), ok, err, idempotency: 'key' }),
  upload: op('POST /x', { body: stream(), ok, err, idempotency: 'key' }),
  keyless: op('POST /x', { body: json(), ok, err }),
  keylessUpload: op('POST /x', { body: stream(), ok, err }),
  keylessPut: op('PUT /x', { body: json(), ok, err, idempotency: 'none' }),
};
type Name = keyof typeof OPERATIONS;

const REPEATABLE: readonly Name[] = ['read', 'readBytes', 'put', 'remove', 'search', 'keyed', 'upload'];
const KEYLESS: readonly Name[] = ['keyless', 'keylessUpload', 'keylessPut'];

type AnyCall = (input: object) => { settled(): Promise<Settled<OpShape>> };

function call(origin: FaultOrigin, name: Name, options: SluiceOptions): Promise<Settled<OpShape>> {
  const api = apiOf(origin, OPERATIONS, { timeout: { attempt: 5_000 }, ...options });
  const declared = OPERATIONS[name].declaration.body;
  const body =
    declared === undefined
      ? {}
      : name.toLowerCase().includes('upload')
        ? { body: () => new Blob(['x'.repeat(70_000)]).stream() }
        : { body: { a: 1 } };
  return (api[name] as AnyCall)(body).settled();
}

/** Answers, with faults of the first attempt. */
async function faulty(tls: boolean, ...faults: ExchangeFault[]): Promise<FaultOrigin> {
  const origin = await originOf({ tls });
  origin.on('/x').reply(200, { json: { id: 1, more: 'x'.repeat(200) } });
  if (faults.length > 0) origin.on('/x').fault(faults, { first: 1 });
  return origin;
}

const BROKEN: readonly [string, ExchangeFault, FailPhase][] = [
  ['a reset before the answer', { do: 'reset', at: 'head' }, 'sent'],
  ['a close before the answer', { do: 'close', at: 'head' }, 'sent'],
  ['a reset in the head', { do: 'reset', at: 'head', after: 20 }, 'head'],
  ['a cut body', { do: 'close', at: 'body', after: 10 }, 'body'],
  ['a reset in the body', { do: 'reset', at: 'body', after: 10 }, 'body'],
];

describe.each(Object.entries(CARRIERS))('over %s', (_carrier, { tls, options }) => {
  describe.each(BROKEN)('%s', (_fault, fault, phase) => {
    test.each(REPEATABLE)('%s is sent again', async (name) => {
      const origin = await faulty(tls, fault);
      expect(await call(origin, name, options())).toMatchObject({
        ok: true,
        status: 200,
        meta: { attempts: { length: 2 } },
      });
      const seen = origin.seen('/x');
      expect(seen).toHaveLength(2);
      const keys = seen.map((request) => request.header('idempotency-key'));
      expect(keys[0]).toBe(keys[1]);
      expect(keys[0] !== undefined).toBe(name === 'keyed' || name === 'upload');
      expect(seen[0]?.text()).toBe(seen[1]?.text());
    });

    test.each(KEYLESS)('%s is not sent again, and may have happened', async (name) => {
      const origin = await faulty(tls, fault);
      const settled = await call(origin, name, options());
      expect(settled).toMatchObject({ ok: false, status: 0, meta: { attempts: { length: 1 } } });
      const { failure } = settled as { failure: { kind: FailKind; phase: FailPhase } };
      expect(['network', 'body']).toContain(failure.kind);
      // A reset may overtake the bytes before it.
      expect(
        phase === 'sent' ? ['sent'] : phase === 'head' ? ['sent', 'head'] : ['sent', 'head', 'body'],
      ).toContain(failure.phase);
      expect(origin.seen('/x')).toHaveLength(1);
    });
  });

  test.each(REPEATABLE)('%s is sent again after a 503', async (name) => {
    const origin = await originOf({ tls });
    origin
      .on('/x')
      .reply(503, { json: {} }, { first: 1 })
      .reply(200, { json: { id: 1 } });
    expect(await call(origin, name, options())).toMatchObject({ ok: true, status: 200 });
    expect(origin.seen('/x')).toHaveLength(2);
  });

  test.each(KEYLESS)('%s returns a 503 to its caller', async (name) => {
    const origin = await originOf({ tls });
    origin
      .on('/x')
      .reply(503, { json: { later: true } }, { first: 1 })
      .reply(200, { json: { id: 1 } });
    expect(await call(origin, name, options())).toMatchObject({
      ok: false,
      status: 503,
      body: { later: true },
    });
    expect(origin.seen('/x')).toHaveLength(1);
  });

  test.each([...REPEATABLE, ...KEYLESS])(
    '%s waits and is sent again after a 429, which was not processed',
    async (name) => {
      const origin = await originOf({ tls });
      origin
        .on('/x')
        .reply(429, { json: {}, headers: { 'retry-after': '0' } }, { first: 1 })
        .reply(200, { json: { id: 1 } });
      expect(await call(origin, name, options())).toMatchObject({ ok: true, status: 200 });
      expect(origin.seen('/x')).toHaveLength(2);
    },
  );

  test.each(KEYLESS)('%s is sent again after a 403 of a rate limit, and not after another', async (name) => {
    const origin = await originOf({ tls });
    origin
      .on('/x')
      .reply(403, { json: {}, headers: { 'retry-after': '0' } }, { first: 1 })
      .reply(403, { json: { why: 'no' } });
    expect(await call(origin, name, options())).toMatchObject({
      ok: false,
      status: 403,
      body: { why: 'no' },
    });
    expect(origin.seen('/x')).toHaveLength(2);
  });

  test.each([...REPEATABLE, ...KEYLESS])(
    '%s over a connection that the server closed while idle',
    async (name) => {
      const origin = await faulty(tls);
      const carried = options();
      const warm = apiOf(origin, { warm: op('GET /x', { ok }) }, carried);
      await warm.warm();
      origin.resetStats();
      origin.closeIdle();
      expect(await call(origin, name, carried)).toMatchObject({ ok: true, status: 200 });
      expect(origin.seen('/x')).toHaveLength(1);
    },
  );

  test.each([...REPEATABLE, ...KEYLESS])(
    '%s over a connection that the server closes as the request arrives',
    async (name) => {
      const origin = await faulty(tls, { do: 'close', at: 'reuse' });
      const carried = options();
      await apiOf(origin, { warm: op('GET /x', { ok }) }, carried).warm();
      origin.resetStats();
      const settled = await call(origin, name, carried);
      if (REPEATABLE.includes(name)) expect(settled).toMatchObject({ ok: true, status: 200 });
      // The server closed before it read the request, which the client cannot know.
      else
        expect(settled).toMatchObject({ ok: false, status: 0, failure: { kind: 'network', phase: 'sent' } });
      expect(origin.seen('/x')).toHaveLength(settled.ok ? 1 : 0);
    },
  );

  test.each(['read', 'keyless', 'keyed'] as const)(
    '%s of an endless body ends at the limit',
    async (name) => {
      const origin = await originOf({ tls });
      origin
        .on('/x')
        .reply(200, { body: { endless: true }, headers: { 'content-type': 'application/json' } });
      const settled = await call(origin, name, { ...options(), maxResponseBytes: 100_000 });
      expect(settled).toMatchObject({ ok: false, status: 0, failure: { kind: 'body', phase: 'body' } });
      expect(origin.seen('/x')).toHaveLength(1);
    },
  );

  test.each(['read', 'keyless', 'keyed'] as const)(
    '%s of an endless error answers by its status',
    async (name) => {
      const origin = await originOf({ tls });
      origin
        .on('/x')
        .reply(400, { body: { endless: true }, headers: { 'content-type': 'application/json' } });
      const settled = await call(origin, name, { ...options(), errorBody: { bytes: 1_000, time: 1_000 } });
      expect(settled).toMatchObject({
        ok: false,
        status: 0,
        failure: { kind: 'body', phase: 'body' },
        meta: { status: 400 },
      });
      expect(origin.seen('/x')).toHaveLength(1);
    },
  );

  test.each(KEYLESS)(
    '%s that is stalled ends at its attempt timeout, and may have happened',
    async (name) => {
      const origin = await faulty(tls, { do: 'stall', at: 'head' });
      const settled = await call(origin, name, { ...options(), timeout: { attempt: 300 } });
      expect(settled).toMatchObject({ ok: false, status: 0, failure: { kind: 'timeout', phase: 'sent' } });
      expect(origin.seen('/x')).toHaveLength(1);
    },
  );

  test('a refused connection cannot have had an effect', async () => {
    const origin = await faulty(tls);
    await origin.refuse();
    const settled = await call(origin, 'keyless', {
      ...options(),
      retry: { maxRetries: 1, minDelay: 1, maxDelay: 2 },
    });
    expect(settled).toMatchObject({
      ok: false,
      status: 0,
      failure: { kind: 'network', phase: 'before-send' },
      meta: { attempts: { length: 2 } },
    });
  });
});
