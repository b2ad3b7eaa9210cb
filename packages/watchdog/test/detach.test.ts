// Exchanges that are detached by a timeout.
import { expect, test } from 'vitest';
import { attemptTimeout, deadline, type AttemptTimeoutStats } from '../src/index.ts';
import { Rig, watch, type Exchange } from './support/rig.ts';

/** Gives the exchange a connection. */
function connected(exchange: Exchange): Exchange {
  const connection = { id: 1, reused: false, protocol: 'http/1.1', remoteAddress: undefined };
  exchange.request.attempt.record.connection = connection;
  return exchange;
}

function setup(options: { detached?: number | false } = {}) {
  const rig = new Rig();
  const client = rig.client(deadline(), attemptTimeout({ attempt: 50, policy: 'detach', ...options }));
  const stats = () => client.stats().plugins['attemptTimeout'] as AttemptTimeoutStats;
  return { rig, client, stats };
}

test('the caller gets its timeout, the exchange continues and its response is drained', async () => {
  const { rig, client, stats } = setup();
  const call = watch(client.get('http://a.test/'));
  const exchange = connected(await rig.exchange());
  const { attempt } = exchange.request;
  await rig.clock.advance(50);
  expect(call.error).toMatchObject({ code: 'ERR_SLUICE_TIMEOUT', phase: 'attempt', limit: 50 });
  expect(exchange.destroyed).toBeUndefined();
  expect(attempt).toMatchObject({ detached: true, aborted: false, ended: false });
  expect(stats()).toEqual({ detached: 1, detachedTotal: 1 });
  await rig.clock.advance(5_000);
  exchange.headers().push(100);
  await rig.clock.advance(0);
  expect(attempt.ended).toBe(false);
  exchange.finish();
  await rig.clock.advance(0);
  expect(attempt).toMatchObject({
    ended: true,
    record: { status: 200, drain: { outcome: 'eof', bytes: 100 } },
  });
  expect(attempt.record.error).toBe(call.error);
  expect(stats()).toEqual({ detached: 0, detachedTotal: 1 });
  expect(rig.clock.pending()).toBe(0);
});

test('a response that does not end within the drain bound is destroyed', async () => {
  const { rig, client, stats } = setup();
  watch(client.get('http://a.test/'));
  const exchange = connected(await rig.exchange());
  await rig.clock.advance(100);
  exchange.headers();
  await rig.clock.advance(50);
  expect(exchange.destroyed).toMatchObject({ code: 'ERR_SLUICE_BODY_DISCARDED' });
  expect(exchange.request.attempt).toMatchObject({ ended: true, record: { drain: { outcome: 'time' } } });
  expect(stats().detached).toBe(0);
  expect(rig.clock.pending()).toBe(0);
});

test('continues no longer than `timeout.detached`', async () => {
  const { rig, client, stats } = setup({ detached: 1_000 });
  watch(client.get('http://a.test/'));
  const exchange = connected(await rig.exchange());
  await rig.clock.advance(1_049);
  expect(exchange.destroyed).toBeUndefined();
  await rig.clock.advance(1);
  expect(exchange.destroyed).toMatchObject({ code: 'ERR_SLUICE_TIMEOUT', limit: 1_000 });
  expect(exchange.request.attempt.ended).toBe(true);
  expect(stats().detached).toBe(0);
  expect(rig.clock.pending()).toBe(0);
});

test('a detached exchange that breaks ends its attempt', async () => {
  const { rig, client, stats } = setup();
  const call = watch(client.get('http://a.test/'));
  const exchange = connected(await rig.exchange());
  await rig.clock.advance(50);
  exchange.request.attempt.abort(new Error('connection lost'));
  await rig.clock.advance(0);
  expect(exchange.request.attempt.ended).toBe(true);
  expect(exchange.request.attempt.record.error).toBe(call.error);
  expect(stats().detached).toBe(0);
  expect(rig.clock.pending()).toBe(0);
});

test('the total deadline detaches too, and `timeout.attempt` no longer applies', async () => {
  const { rig, client } = setup();
  const timeout = { total: 20, detached: 500 };
  const call = watch(client.get('http://a.test/', { timeout }).text());
  const exchange = connected(await rig.exchange());
  await rig.clock.advance(20);
  expect(call.error).toMatchObject({ phase: 'total' });
  await rig.clock.advance(400);
  expect(exchange.destroyed).toBeUndefined();
  exchange.headers().push('late').finish();
  await rig.clock.advance(0);
  expect(exchange.request.attempt.ended).toBe(true);
  expect(rig.clock.pending()).toBe(0);
});

test('a request without a connection is aborted', async () => {
  const { rig, client, stats } = setup();
  const call = watch(client.get('http://a.test/'));
  const exchange = await rig.exchange();
  await rig.clock.advance(50);
  expect(call.error).toMatchObject({ phase: 'attempt' });
  expect(exchange.destroyed).toBe(call.error);
  expect(exchange.request.attempt).toMatchObject({ aborted: true, ended: true });
  expect(stats().detachedTotal).toBe(0);
});

test('a caller that aborts aborts the exchange, whatever the policy', async () => {
  const { rig, client } = setup();
  const controller = new AbortController();
  watch(client.get('http://a.test/', { signal: controller.signal }));
  const exchange = connected(await rig.exchange());
  controller.abort(new Error('no more'));
  await rig.clock.advance(0);
  expect(exchange.destroyed).toMatchObject({ message: 'no more' });
  expect(exchange.request.attempt.ended).toBe(true);
});

test.each(['in the call', 'afterwards'])(
  'a body that is being read %s: its reader gets the timeout',
  async (when) => {
    const { rig, client } = setup();
    const call = client.get('http://a.test/');
    const read = watch(when === 'in the call' ? call.text() : call.then((response) => response.text()));
    const exchange = connected(await rig.exchange())
      .headers()
      .push('beginning');
    await rig.clock.advance(50);
    expect(read.error).toMatchObject({ phase: 'attempt' });
    expect(exchange.destroyed).toBeUndefined();
    exchange.push('end').finish();
    await rig.clock.advance(0);
    expect(exchange.request.attempt).toMatchObject({ ended: true, record: { drain: { outcome: 'eof' } } });
    expect(client.stats().calls.inFlight).toBe(0);
    expect(rig.clock.pending()).toBe(0);
  },
);

test('an exchange whose body stalls is aborted', async () => {
  const { rig, client, stats } = setup();
  const read = watch(client.get('http://a.test/', { timeout: { attempt: false, body: 10 } }).text());
  const exchange = connected(await rig.exchange()).headers();
  await rig.clock.advance(10);
  expect(read.error).toMatchObject({ phase: 'body' });
  expect(exchange.destroyed).toBe(read.error);
  expect(stats().detachedTotal).toBe(0);
});

test('a response in time and a failure reach the caller as without the policy', async () => {
  const { rig, client } = setup();
  const text = client.get('http://a.test/').text();
  connected(await rig.exchange())
    .headers()
    .push('hello')
    .finish();
  expect(await text).toBe('hello');
  const call = watch(client.get('http://a.test/'));
  (await rig.exchange()).request.attempt.abort(new Error('broken'));
  await rig.clock.advance(0);
  expect(call.error).toMatchObject({ message: 'broken' });
  expect(rig.clock.pending()).toBe(0);
});

test('the policy can be set per call, and is off with `timeout: false`', async () => {
  const { rig, client } = setup();
  watch(client.get('http://a.test/', { timeout: { policy: 'abort' } }));
  const aborted = connected(await rig.exchange());
  await rig.clock.advance(50);
  expect(aborted.destroyed).toMatchObject({ phase: 'attempt' });
  const call = watch(client.get('http://a.test/', { timeout: false }));
  const exchange = connected(await rig.exchange());
  await rig.clock.advance(1e6);
  expect(call.done).toBe(false);
  exchange.headers().finish();
  await rig.clock.advance(0);
  expect(call.done).toBe(true);
  const bad = watch(client.get('http://a.test/', { timeout: { policy: 'drop' as never } }));
  await rig.clock.advance(0);
  expect(bad.error).toMatchObject({ code: 'ERR_SLUICE_OPTION', option: 'timeout.policy' });
});
