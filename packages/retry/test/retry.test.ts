import { BodyError, createClient, HttpError, NetworkError, OptionError, TimeoutError } from '@sluice/core';
import type { Plugin } from '@sluice/core/plugin';
import { createVirtualClock } from '@sluice/fixtures';
import { expect, test } from 'vitest';
import { retry } from '../src/index.ts';
import { outcomeOf, rig, withDeadline } from './support/rig.ts';
import { ScriptedTransport } from './support/scripted-transport.ts';

const lost = (bytesWritten: number): NetworkError =>
  new NetworkError('ERR_SLUICE_CONNECTION_LOST', 'lost', { phase: 'response', bytesWritten });

test('a call that succeeds at once is sent once and leaves no timer', async () => {
  const { client, transport, clock } = rig([{ status: 200, body: 'ok' }]);
  expect(await client.get('/').text()).toBe('ok');
  expect(transport.sent).toHaveLength(1);
  expect(clock.pending()).toBe(0);
});

test('two 503 and a 200: full jitter between them, history with waits, reasons and drains', async () => {
  const { client, clock, times } = rig([
    { status: 503, body: 'busy' },
    { status: 503, body: 'busy' },
    { body: 'ok' },
  ]);
  const { value } = await outcomeOf(clock, client.get('/'));
  expect(times()).toEqual([0, 500, 1_500]);
  expect(
    value?.attempts.map(({ status, wait, reason, drain }) => [status, wait, reason, drain?.outcome]),
  ).toEqual([
    [503, 500, 'status 503', 'eof'],
    [503, 1_000, 'status 503', 'eof'],
    [200, undefined, undefined, undefined],
  ]);
  expect(clock.pending()).toBe(0);
});

test('gives up after maxRetries with the last response and its body', async () => {
  const { client, clock, transport } = rig([{ status: 503, body: 'busy' }], { maxRetries: 2 });
  const { error } = await outcomeOf(clock, client.get('/'));
  expect(error).toBeInstanceOf(HttpError);
  expect(error.text()).toBe('busy');
  expect(transport.sent).toHaveLength(3);
  expect(error.attempts[2].reason).toBe('gave up: maxRetries 2 reached (status 503)');
  expect(error.message).toContain('gave up after 3 attempts');
  expect(transport.open).toBe(0);
});

test('retries connection errors and gives up with the last one', async () => {
  const { client, clock, transport } = rig([{ error: lost(10) }], { maxRetries: 1 });
  const { error } = await outcomeOf(clock, client.get('/'));
  expect(error).toBeInstanceOf(NetworkError);
  expect(transport.sent).toHaveLength(2);
  expect(error.attempts).toHaveLength(2);
  expect(error.attempts[0].reason).toBe('ERR_SLUICE_CONNECTION_LOST (response, 10 bytes sent)');
});

test('a POST of which bytes were sent is sent once, and the history says why', async () => {
  const { client, clock, transport } = rig([{ error: lost(10) }, { status: 200 }]);
  const { error } = await outcomeOf(clock, client.post('/', { body: 'x' }));
  expect(transport.sent).toHaveLength(1);
  expect(JSON.stringify(error)).toContain('POST without an idempotency key may have taken effect');
});

test('a POST of which nothing was sent is sent again', async () => {
  const { client, clock, transport } = rig([{ error: lost(0) }, { status: 201 }]);
  const { value } = await outcomeOf(clock, client.post('/', { body: 'x' }));
  expect(value?.status).toBe(201);
  expect(transport.sent.map(({ body }) => body)).toEqual(['x', 'x']);
});

test('a one-shot body is not sent again, and the history says why', async () => {
  const { client, clock, transport } = rig([{ status: 503 }]);
  const body = async function* body(): AsyncGenerator<string> {
    yield 'x';
  };
  const { error } = await outcomeOf(clock, client.put('/', { body: body() }));
  expect(transport.sent).toHaveLength(1);
  expect(error.attempts[0].reason).toContain('one-shot stream');
  const { error: second } = await outcomeOf(clock, client.put('/', { body, retry: { maxRetries: 1 } }));
  expect(second.attempts).toHaveLength(2);
});

test('a one-shot body of which nothing was read is sent again', async () => {
  const { client, clock, transport } = rig([{ refuses: lost(0) }, { status: 201 }]);
  const { value } = await outcomeOf(clock, client.post('/', { body: new Blob(['x']).stream() }));
  expect(value?.status).toBe(201);
  expect(transport.sent.map(({ body }) => body)).toEqual([undefined, 'x']);
});

test('a body cut short while it is read as part of the call is a failed attempt', async () => {
  const cut = new BodyError('ERR_SLUICE_BODY_CUT_SHORT', 'cut');
  const { client, clock } = rig([{ body: 'par', breaks: cut }, { body: 'whole' }]);
  const { value } = await outcomeOf(clock, client.get('/').text());
  expect(value).toBe('whole');
});

test.each([
  ['an untrusted certificate', new NetworkError('ERR_SLUICE_TLS', 'no', { phase: 'tls', retryable: false })],
  ['the total deadline', new TimeoutError('total', 5)],
  ['a refused option', new OptionError('x', 'no')],
  ['a body over its limit', new BodyError('ERR_SLUICE_BODY_LIMIT', 'no')],
  ['a bug that looks like a network error to p-retry', new TypeError('fetch failed')],
])('%s is not retried', async (_, failure) => {
  const { client, clock, transport } = rig([{ error: failure }]);
  const { error } = await outcomeOf(clock, client.get('/'));
  expect(error).toBe(failure);
  expect(transport.sent).toHaveLength(1);
});

test('a wait beyond the deadline ends the call at once with the last response', async () => {
  const { client, clock, transport } = rig((request) => {
    request.call.limitUntil(5_000);
    return { status: 429, headers: { 'retry-after': '10' }, body: 'slow down' };
  });
  const { error } = await outcomeOf(clock, client.get('/'), 0);
  expect(error.status).toBe(429);
  expect(error.text()).toBe('slow down');
  expect(transport.sent).toHaveLength(1);
  expect(error.attempts[0].reason).toBe(
    'gave up: a wait of 10000 ms does not fit the 5000 ms left (status 429; retry-after asks for 10000 ms)',
  );
});

test.each<[string, number, number[]]>([
  ['half of the time left, when that is longer than the wait', 10, [0, 1_000]],
  ['the wait, when that is longer', 1_500, [0, 1_500]],
])('a drain leaves time for the retry: it ends after %s', async (_, minDelay, times) => {
  const clock = createVirtualClock();
  const transport = new ScriptedTransport([{ status: 503, open: true }, { body: 'ok' }]);
  const plugins = [withDeadline(2_000), retry({ backoff: 'constant', minDelay })] as const;
  const client = createClient({ transport, clock, plugins, drain: { time: Infinity } });
  const { value } = await outcomeOf(clock, client.get('http://a.test/'));
  expect(transport.sent.map(({ at }) => at)).toEqual(times);
  expect(await value?.text()).toBe('ok');
  expect(value?.attempts[0]?.drain).toMatchObject({ outcome: 'time', connectionKept: false });
});

test('the next attempt waits for the longer of delay and drain, and a drain no longer than its bound', async () => {
  const { client, clock, times, transport } = rig([{ status: 503, open: true }, { status: 200 }], {
    backoff: 'constant',
    minDelay: 10,
    drain: { time: 70 },
  });
  const { value } = await outcomeOf(clock, client.get('/'));
  expect(times()).toEqual([0, 70]);
  expect(value?.attempts[0]?.drain).toMatchObject({ outcome: 'time', connectionKept: false });
  expect(transport.open).toBe(0);
});

test.each([
  ['a wait', { status: 503 }, 100],
  ['a drain', { status: 503, open: true }, 20],
  ['an attempt', { hangs: true }, 20],
])('an abort during %s settles at once with its reason and leaves nothing open', async (_, answer, at) => {
  const { client, clock, transport } = rig([answer]);
  const controller = new AbortController();
  const reason = new Error('enough');
  const settled = client.get('/', { signal: controller.signal }).catch((error: unknown) => error);
  await clock.advance(at);
  controller.abort(reason);
  expect(await settled).toBe(reason);
  expect(clock.pending()).toBe(0);
  expect(transport.open).toBe(0);
  expect(transport.sent).toHaveLength(1);
});

test('per call: false sends once, rules override the policy, unknown rules are refused', async () => {
  const { client, clock, transport } = rig([{ status: 503 }], { maxRetries: 3 });
  await outcomeOf(clock, client.get('/', { retry: false }));
  expect(transport.sent).toHaveLength(1);
  await outcomeOf(clock, client.post('/', { retry: { methods: ['post'], maxRetries: 1 } }));
  expect(transport.sent).toHaveLength(3);
  const { error } = await outcomeOf(clock, client.get('/', { retry: { retries: 3 } as object }));
  expect(error.message).toContain("unknown option 'retry.retries'");
});

test('an error that a layer replaced is matched to its attempt in the history', async () => {
  const clock = createVirtualClock();
  const other = lost(5);
  const wrap: Plugin = {
    name: 'wrap',
    stage: 'retry',
    setup: () => (request, next) => next(request).catch(() => Promise.reject(other)),
  };
  const transport = new ScriptedTransport([{ error: lost(1) }]);
  const plugins = [retry({ maxRetries: 1 }), wrap] as const;
  const { error } = await outcomeOf(clock, createClient({ transport, clock, plugins }).get('http://a.test/'));
  expect(error).toBe(other);
  expect(error.attempts.map(({ reason }: { reason: string }) => reason)).toEqual([
    'ERR_SLUICE_CONNECTION_LOST (response, 5 bytes sent)',
    'gave up: maxRetries 1 reached (ERR_SLUICE_CONNECTION_LOST (response, 5 bytes sent))',
  ]);
});

test('an idempotency key makes a POST retryable and stays the same', async () => {
  const { client, clock, transport } = rig([{ status: 503 }, { status: 200 }], {
    idempotencyHeader: 'X-Key',
  });
  await outcomeOf(clock, client.post('/', { idempotencyKey: true }));
  const keys = transport.sent.map(({ headers }) => headers.get('x-key'));
  expect(keys).toHaveLength(2);
  expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
  expect(keys[1]).toBe(keys[0]);
});
