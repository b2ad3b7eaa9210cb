// Outcomes of calls: declared answers by status, and failures by kind and phase.
import { NetworkError, SchemaError, TimeoutError, type Attempt } from '@sluice/core';
import { bearer, breaker, type HttpError } from 'sluice';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { isUndeclaredStatusError, json, op, text } from '../../src/index.ts';
import { phaseOf } from '../../src/call/phase.ts';
import { apiOf, failure, originOf } from '../setup.ts';

const Item = z.object({ id: z.number() });
const Problem = z.object({ message: z.string() });

describe('an answer', () => {
  test.each([
    [404, { json: { message: 'no' } }, { ok: false, status: 404, body: { message: 'no' } }],
    [409, { body: 'taken' }, { ok: false, status: 409, body: 'taken' }],
    [418, { json: { pot: 1 } }, { ok: false, status: 418, body: { pot: 1 } }],
    [500, { json: { message: 'x' } }, { ok: false, status: 500, body: { message: 'x' } }],
    [304, {}, { ok: false, status: 304, body: '' }],
    [
      404,
      { json: { other: 1 } },
      { ok: false, status: 0, failure: { kind: 'schema', phase: 'body' }, meta: { status: 404 } },
    ],
    [
      404,
      { body: '<html>' },
      { ok: false, status: 0, failure: { kind: 'body', phase: 'body' }, meta: { status: 404 } },
    ],
    [503, { body: 'gateway' }, { ok: false, status: 0, failure: { kind: 'body' }, meta: { status: 503 } }],
  ] as const)('%d is settled by its declaration', async (status, reply, expected) => {
    const origin = await originOf();
    origin.on('/i').reply(status, reply);
    const api = apiOf(
      origin,
      {
        get: op('GET /i', {
          ok: { 200: Item },
          err: { 304: text(), 404: Problem, 409: text(), '4XX': json(), '5XX': Problem },
        }),
      },
      { retry: false },
    );
    expect(await api.get().settled()).toMatchObject(expected);
  });

  test('of an undeclared status is a failure with that status', async () => {
    const origin = await originOf();
    origin.on('/i').reply(402, { json: { pay: 1 } });
    const api = apiOf(origin, { get: op('GET /i', { ok: { 200: Item }, err: { 404: Problem } }) });
    const settled = await api.get().settled();
    expect(settled).toMatchObject({
      ok: false,
      status: 0,
      failure: { kind: 'status', phase: 'body' },
      meta: { status: 402 },
    });
    expect((settled.failure?.cause as HttpError | undefined)?.json()).toEqual({ pay: 1 });
  });

  test('of an operation without declared errors has an error body as its type states', async () => {
    const origin = await originOf();
    origin
      .on('/i')
      .sequence(
        { status: 400, json: { a: 1 } },
        { status: 400, body: 'plain', headers: { 'content-type': 'text/plain' } },
        { status: 400, body: '{', headers: { 'content-type': 'application/json' } },
        { status: 400 },
      );
    const api = apiOf(origin, { get: op('GET /i', { ok: { 200: Item } }) });
    const bodies: unknown[] = [];
    for (let call = 0; call < 4; call++) bodies.push(await api.get().settled());
    expect(bodies).toMatchObject([
      { ok: false, status: 400, body: { a: 1 } },
      { ok: false, status: 400, body: 'plain' },
      { ok: false, status: 400, body: '{' },
      { ok: false, status: 400, body: undefined },
    ]);
  });

  test('of a success that is not declared fails, is reported, or is given as it is', async () => {
    const origin = await originOf();
    origin.on('/i').reply(202, { json: { later: 1 } });
    const operations = { get: op('GET /i', { ok: { 200: Item } }) };
    const error = await failure(apiOf(origin, operations).get());
    expect(isUndeclaredStatusError(error) && error.status).toBe(202);
    expect(error.message).toBe(
      `GET ${origin.url('/i')}: the status 202 is not declared by the operation 'get': add it to 'ok', or set drift to 'report' or 'off'`,
    );
    expect(await apiOf(origin, operations).get().settled()).toMatchObject({
      status: 0,
      failure: { kind: 'status', phase: 'body' },
    });
    const drifts: unknown[] = [];
    const reporting = apiOf(origin, operations, { drift: 'report', onDrift: (drift) => drifts.push(drift) });
    expect(await reporting.get()).toEqual({ later: 1 });
    expect(drifts).toMatchObject([{ operation: 'get', route: 'GET /i', what: 'status 202' }]);
    expect(await apiOf(origin, operations, { drift: 'off' }).get()).toEqual({ later: 1 });
  });

  test('that does not match its schema is a failure with the response in its meta', async () => {
    const origin = await originOf();
    origin.on('/i').reply(200, { json: { id: 'x' }, headers: { 'request-id': 'r9' } });
    const api = apiOf(origin, { get: op('GET /i', { ok: { 200: Item } }) });
    const settled = await api.get().settled();
    expect(settled).toMatchObject({
      ok: false,
      status: 0,
      failure: { kind: 'schema', phase: 'body' },
      meta: { status: 200, requestId: 'r9', attempts: { length: 1 } },
    });
    expect(settled.failure?.cause).toBeInstanceOf(SchemaError);
  });

  test('declared as 304 is successful', async () => {
    const origin = await originOf();
    origin.on('/i').reply(304);
    const api = apiOf(origin, { get: op('GET /i', { ok: { 200: Item, 304: text() } }) });
    expect(await api.get({}, { headers: { 'if-none-match': '"a"' } }).settled()).toMatchObject({
      ok: true,
      status: 304,
      body: '',
    });
  });
});

describe('a failure', () => {
  test('is aborted by the signal of the call', async () => {
    const origin = await originOf();
    origin.on('/i').fault({ do: 'stall', at: 'head' });
    const api = apiOf(origin, { post: op('POST /i', { ok: { 200: Item } }) });
    const reason = new Error('enough');
    const controller = new AbortController();
    const settling = api.post({}, { signal: controller.signal }).settled();
    await expect.poll(() => origin.seen('/i').length).toBe(1);
    controller.abort(reason);
    expect(await settling).toMatchObject({
      status: 0,
      failure: { kind: 'aborted', phase: 'sent', cause: reason },
    });
    const before = await api.post({}, { signal: AbortSignal.abort(reason) }).settled();
    expect(before).toMatchObject({
      status: 0,
      failure: { kind: 'aborted', phase: 'before-send', cause: reason },
    });
    expect(origin.seen('/i')).toHaveLength(1);
  });

  test('names the limit that passed: of the call, of the operation or of the attempt', async () => {
    const origin = await originOf();
    origin.on('/i').fault({ do: 'stall', at: 'head' });
    const api = apiOf(origin, {
      get: op('GET /i', { ok: { 200: Item } }),
      slow: op('GET /i', { ok: { 200: Item }, deadline: 200 }),
      attempts: op('GET /i', { ok: { 200: Item }, timeout: 100 }),
    });
    const cases = [
      [api.get({}, { deadline: 150 }), 'total'],
      [api.slow(), 'total'],
      [api.slow({}, { deadline: false, timeout: 100, retry: false }), 'attempt'],
      [api.attempts({}, { retry: 1 }), 'attempt'],
      [api.get({}, { timeout: { responseHeader: 100 }, retry: false }), 'responseHeader'],
    ] as const;
    for (const [call, phase] of cases) {
      const settled = await call.settled();
      expect(settled).toMatchObject({ ok: false, status: 0, failure: { kind: 'timeout', phase: 'sent' } });
      expect((settled.failure?.cause as TimeoutError | undefined)?.phase).toBe(phase);
    }
  });

  test('of an open circuit, a full gate, a closed client or a token is before the send', async () => {
    const origin = await originOf();
    origin.on('/i').reply(500);
    const get = op('GET /i', { ok: { 200: Item }, err: {} });
    const broken = apiOf(origin, { get }, { plugins: [breaker({ consecutive: 1 })], retry: false });
    await broken.get().settled();
    expect(await broken.get().settled()).toMatchObject({
      failure: { kind: 'refused', phase: 'before-send' },
    });
    const closed = apiOf(origin, { get });
    await closed.$close();
    expect(await closed.get().settled()).toMatchObject({
      failure: { kind: 'refused', phase: 'before-send' },
    });
    const token = (): never => {
      throw new Error('no login');
    };
    const signed = apiOf(origin, { get }, { plugins: [bearer({ token })] });
    expect(await signed.get().settled()).toMatchObject({ failure: { phase: 'before-send' } });
  });
});

describe('the phase of a failure', () => {
  const attempt = (fields: Partial<Attempt>): Attempt => ({
    number: 1,
    startedAt: 0,
    duration: 1,
    status: undefined,
    error: undefined,
    replays: 0,
    connection: undefined,
    drain: undefined,
    wait: undefined,
    reason: undefined,
    timings: {},
    ...fields,
  });
  const refused = new NetworkError('ERR_SLUICE_CONNECT', 'x', { phase: 'connect' });
  const lost = new NetworkError('ERR_SLUICE_CONNECTION_LOST', 'x', { phase: 'response' });
  const unprocessed = new NetworkError('ERR_SLUICE_CONNECTION_LOST', 'x', {
    phase: 'response',
    unprocessed: true,
  });

  test('is the furthest of all attempts', () => {
    const one = (error: unknown, fields: Partial<Attempt> = {}): Attempt => attempt({ error, ...fields });
    expect(phaseOf(refused, [])).toBe('before-send');
    expect(phaseOf(refused, [one(refused)])).toBe('before-send');
    expect(phaseOf(unprocessed, [one(unprocessed)])).toBe('before-send');
    expect(phaseOf(refused, [one(lost), one(refused)])).toBe('sent');
    expect(phaseOf(refused, [attempt({ status: 503 }), one(refused)])).toBe('head');
    expect(phaseOf(lost, [one(lost, { status: 200 })])).toBe('body');
    expect(phaseOf(new TimeoutError('queue', 1), [one(new TimeoutError('queue', 1))])).toBe('before-send');
    expect(phaseOf(new TimeoutError('total', 1), [one(new TimeoutError('total', 1))])).toBe('before-send');
    const timed = new TimeoutError('attempt', 1);
    expect(phaseOf(timed, [one(timed, { timings: { send: 1 } })])).toBe('sent');
    const aborted = new DOMException('x', 'AbortError');
    expect(phaseOf(aborted, [attempt({})])).toBe('sent');
  });
});
