import { createClient, HttpError, NetworkError, OptionError, type HttpResponse } from '@sluice/core';
import { createVirtualClock } from '@sluice/fixtures';
import { describe, expect, test } from 'vitest';
import { CooldownError, hostCooldown, retry, type RetryStats } from '../../src/index.ts';
import { outcomeOf, rig, withDeadline } from '../support/rig.ts';
import { ScriptedTransport } from '../support/scripted-transport.ts';

const busy = { status: 429, headers: { 'retry-after': '10' } };

test('one Retry-After pauses all calls to that host, which then continue with jitter; other hosts are not paused', async () => {
  const clock = createVirtualClock();
  let draws = 0;
  const transport = new ScriptedTransport((_, number) => (number === 1 ? busy : { status: 200 }));
  const client = createClient({
    transport,
    clock,
    plugins: [retry({ cooldown: { spread: 0.1 }, random: () => (draws++ % 5) / 5 })],
  });
  const calls = [client.get('http://a.test/')];
  await clock.advance(1_000);
  for (let n = 0; n < 4; n++) calls.push(client.get('http://a.test/'));
  calls.push(client.get('http://b.test/'));
  await clock.advance(1_000);
  expect(transport.sent).toHaveLength(2);
  await clock.advance(60_000);
  expect((await Promise.all(calls)).every(({ status }) => status === 200)).toBe(true);
  const released = transport.sent.slice(2).map(({ at }) => at);
  expect(Math.min(...released)).toBeGreaterThanOrEqual(10_000);
  expect(Math.max(...released)).toBeLessThanOrEqual(11_000);
  expect(new Set(released).size).toBe(5);
  expect((client.stats().plugins['retry'] as RetryStats).cooldown).toMatchObject({ pauses: 1 });
});

test.each([undefined, false] as const)(
  '64: ENHANCE_YOUR_CALM of an HTTP/2 server pauses all calls (retry: %s)',
  async (own) => {
    const calm = new NetworkError('ERR_SLUICE_CONNECTION_LOST', 'lost', {
      phase: 'response',
      cause: Object.assign(new Error('goodbye'), { code: 'ERR_HTTP2_ENHANCE_YOUR_CALM' }),
    });
    const { client, clock, times } = rig((_, number) => (number === 1 ? { error: calm } : { status: 200 }), {
      cooldown: { spread: 0 },
      minDelay: 3_000,
      maxRetries: 0,
    });
    const { error } = await outcomeOf(clock, client.get('/', own === undefined ? {} : { retry: own }), 1);
    expect(error).toMatchObject({ code: 'ERR_SLUICE_CONNECTION_LOST' });
    await outcomeOf(clock, client.get('/'));
    expect(times()).toEqual([0, 3_000]);
  },
);

test('an exhausted rate limit pauses before it is hit', async () => {
  const { client, clock, times } = rig(
    (_, number) => ({ status: 200, headers: number === 1 ? { ratelimit: '"default";r=0;t=5' } : {} }),
    { cooldown: { spread: 0 } },
  );
  await client.get('/');
  await outcomeOf(clock, client.get('/'));
  expect(times()).toEqual([0, 5_000]);
});

test('a pause is capped by maxRetryAfter', async () => {
  const { client, clock, times } = rig([busy], {
    cooldown: { spread: 0 },
    maxRetries: 0,
    maxRetryAfter: 3_000,
  });
  await outcomeOf(clock, client.get('/'), 0);
  await outcomeOf(clock, client.get('/'));
  expect(times()).toEqual([0, 3_000]);
});

test('ceiling: wait puts no ceiling on a pause', async () => {
  const { client, clock, times } = rig([{ status: 429, headers: { 'retry-after': '3600' } }], {
    preset: 'goRetryablehttp',
    cooldown: { spread: 0 },
    maxRetries: 0,
  });
  await outcomeOf(clock, client.get('/'), 0);
  await outcomeOf(clock, client.get('/'), 4_000_000);
  expect(times()).toEqual([0, 3_600_000]);
});

test.each([
  [0, 0.5],
  [0.5, 0],
])('a pause is kept however long it is (spread %d, random %d)', async (spread, drawn) => {
  const limited = { status: 200, headers: { ratelimit: `"default";r=0;t=${'9'.repeat(320)}` } };
  const { client, clock, times } = rig([limited], {
    ceiling: 'wait',
    cooldown: { spread },
    random: () => drawn,
  });
  await client.get('/');
  const controller = new AbortController();
  const held = client.get('/', { signal: controller.signal }).catch((error: unknown) => error);
  await clock.advance(1_000_000);
  expect(times()).toEqual([0]);
  controller.abort('enough');
  expect(await held).toBe('enough');
});

test('a call that is not retried keeps a pause, and begins one', async () => {
  const { client, clock, times } = rig([busy], { cooldown: { spread: 0 } });
  await outcomeOf(clock, client.get('/', { retry: false }), 0);
  const held = client.get('/', { retry: false }).catch((error: unknown) => error);
  await clock.advance(9_999);
  expect(times()).toEqual([0]);
  await clock.advance(1);
  expect(times()).toEqual([0, 10_000]);
  expect(await held).toMatchObject({ status: 429 });
  const controller = new AbortController();
  const left = client.get('/', { retry: false, signal: controller.signal }).catch((error: unknown) => error);
  await clock.advance(5);
  const reason = new Error('enough');
  controller.abort(reason);
  expect(await left).toBe(reason);
  expect(clock.pending()).toBe(0);
});

test('a pause is never shortened', () => {
  const cooldown = hostCooldown({ spread: 0 });
  const url = 'http://a.test';
  const wait = (now: number): number => cooldown.waitFor(url, now, () => 0.5);
  cooldown.begin(url, 1_000, 0);
  cooldown.begin(url, 100, 500);
  expect(wait(500)).toBe(500);
  expect(wait(1_000)).toBe(0);
  expect(wait(1_001)).toBe(0);
  expect(cooldown.stats()).toEqual({ pauses: 1, held: 1 });
});

test('a pause that does not fit the deadline fails the call at once; the error has host, wait and remaining time', async () => {
  const clock = createVirtualClock();
  const transport = new ScriptedTransport([busy]);
  const client = createClient({
    transport,
    clock,
    plugins: [withDeadline(2_000), retry({ cooldown: { spread: 0 } })],
  });
  expect((await outcomeOf(clock, client.get('http://a.test/'), 0)).error.status).toBe(429);
  const { error } = await outcomeOf(clock, client.get('http://a.test/'), 0);
  expect(error).toBeInstanceOf(CooldownError);
  expect(error.toJSON()).toMatchObject({
    code: 'ERR_SLUICE_COOLDOWN',
    host: 'http://a.test',
    wait: 10_000,
    remaining: 2_000,
  });
  expect(transport.sent).toHaveLength(1);
});

describe('a pause that begins during the wait for a retry and does not fit the deadline', () => {
  test.each([undefined, 'return'] as const)(
    'ends the call with its last response (onExhausted: %s)',
    async (what) => {
      const clock = createVirtualClock();
      const cooldown = hostCooldown({ spread: 0 });
      const transport = new ScriptedTransport([
        { status: 429, headers: { 'retry-after': '1' }, body: 'busy' },
      ]);
      const client = createClient({
        transport,
        clock,
        plugins: [
          withDeadline(5_000),
          retry({ cooldown, onExhausted: what, budget: { tokens: 5, cost: 5, floor: 0 } }),
        ],
      });
      const call = client.get('http://a.test/');
      const settled = call.catch((error: unknown) => error);
      await clock.advance(500);
      cooldown.begin('http://a.test', 20_000, clock.now());
      await clock.advance(500);
      const last = (await settled) as HttpError | HttpResponse;
      expect(last).toMatchObject({ status: 429 });
      expect(last instanceof HttpError).toBe(what === undefined);
      expect(last.attempts.map(({ reason }) => reason)).toEqual([
        'gave up: http://a.test asked for a pause: 19500 ms of it remain, and the call has 4000 ms left (status 429; retry-after asks for 1000 ms)',
      ]);
      expect(transport.sent).toHaveLength(1);
      expect([transport.underWay, clock.pending()]).toEqual([0, 0]);
      const stats = client.stats().plugins['retry'] as RetryStats;
      // The retry was not sent, so it is not charged.
      expect(stats).toMatchObject({ retries: 0, exhausted: 1, budget: { granted: 0, hosts: [] } });
    },
  );

  test('ends the call with its last error', async () => {
    const clock = createVirtualClock();
    const cooldown = hostCooldown({ spread: 0 });
    const error = new NetworkError('ERR_SLUICE_CONNECTION_LOST', 'gone', { phase: 'response' });
    const client = createClient({
      transport: new ScriptedTransport([{ error }]),
      clock,
      plugins: [withDeadline(5_000), retry({ cooldown, backoff: 'constant' })],
    });
    const settled = client.get('http://a.test/').catch((failure: unknown) => failure);
    await clock.advance(500);
    cooldown.begin('http://a.test', 20_000, clock.now());
    await clock.advance(500);
    expect(await settled).toBe(error);
  });
});

test('an abort during a pause settles at once', async () => {
  const { client, clock, transport } = rig([busy], { cooldown: true, maxRetries: 0 });
  await outcomeOf(clock, client.get('/'), 0);
  const controller = new AbortController();
  const settled = client.get('/', { signal: controller.signal }).catch((error: unknown) => error);
  await clock.advance(10);
  const reason = new Error('enough');
  controller.abort(reason);
  expect(await settled).toBe(reason);
  expect(clock.pending()).toBe(0);
  expect(transport.sent).toHaveLength(1);
});

test('plugins that are given the same cool-down share it', async () => {
  const clock = createVirtualClock();
  const cooldown = hostCooldown({ spread: 0 });
  const make = (transport: ScriptedTransport) =>
    createClient({ transport, clock, plugins: [retry({ cooldown, maxRetries: 0 })] });
  await outcomeOf(clock, make(new ScriptedTransport([busy])).get('http://a.test/'), 0);
  const other = new ScriptedTransport([{ status: 200 }]);
  await outcomeOf(clock, make(other).get('http://a.test/'));
  expect(other.sent.map(({ at }) => at)).toEqual([10_000]);
});

test('bad options are refused', () => {
  expect(() => hostCooldown({ spread: -1 })).toThrow(OptionError);
  expect(() => retry({ cooldown: { sprea: 1 } as object })).toThrow("unknown option 'retry.cooldown.sprea'");
});
