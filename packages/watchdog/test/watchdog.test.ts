// Bodies that are not read, or whose reader stops.
import diagnostics_channel from 'node:diagnostics_channel';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { watchdog, type WatchdogMessage, type WatchdogStats } from '../src/index.ts';
import { Rig, watch, type Exchange } from './support/rig.ts';

const messages: WatchdogMessage[] = [];
const collect = (message: unknown): void => void messages.push(message as WatchdogMessage);

beforeEach(() => {
  messages.length = 0;
  diagnostics_channel.subscribe('sluice:watchdog', collect);
});
afterEach(() => void diagnostics_channel.unsubscribe('sluice:watchdog', collect));

async function respond(rig: Rig, client: ReturnType<typeof make>, options = {}) {
  const call = watch(client.get('http://u:p@a.test/path?q=secret', options));
  const exchange = await rig.exchange();
  exchange.headers();
  await rig.clock.advance(0);
  return { exchange, response: call.value! };
}

function make(rig: Rig) {
  return rig.client(watchdog({ unread: 100, stalled: 200 }));
}

function stats(client: ReturnType<typeof make>): WatchdogStats {
  return client.stats().plugins['watchdog'] as WatchdogStats;
}

function drained(exchange: Exchange) {
  return exchange.request.attempt.record.drain;
}

describe('an unread body', () => {
  test('is drained and its connection kept', async () => {
    const rig = new Rig();
    const client = make(rig);
    const { exchange, response } = await respond(rig, client);
    exchange.push(1_000);
    await rig.clock.advance(99);
    expect(response.bodyUsed).toBe(false);
    await rig.clock.advance(1);
    expect(response.bodyUsed).toBe(true);
    exchange.push(10).finish();
    await rig.clock.advance(0);
    expect(drained(exchange)).toMatchObject({ outcome: 'eof', bytes: 1_010, connectionKept: true });
    expect(stats(client)).toEqual({ unread: 1, stalled: 0, collected: 0, kept: 1, destroyed: 0 });
    expect(client.stats().calls.inFlight).toBe(0);
    expect(rig.clock.pending()).toBe(0);
  });

  test('is destroyed if it does not end within the bound', async () => {
    const rig = new Rig();
    const client = make(rig);
    const { exchange } = await respond(rig, client);
    await rig.clock.advance(100);
    expect(exchange.destroyed).toBeUndefined();
    await rig.clock.advance(50);
    expect(exchange.destroyed).toMatchObject({ code: 'ERR_SLUICE_BODY_DISCARDED' });
    expect(drained(exchange)).toMatchObject({ outcome: 'time', connectionKept: false });
    expect(stats(client)).toEqual({ unread: 1, stalled: 0, collected: 0, kept: 0, destroyed: 1 });
    expect(client.stats().calls.inFlight).toBe(0);
    expect(rig.clock.pending()).toBe(0);
  });

  test('resumes its connection if that was paused', async () => {
    const rig = new Rig();
    const { exchange } = await respond(rig, make(rig));
    exchange.push(70_000);
    expect(exchange.paused).toBe(true);
    await rig.clock.advance(100);
    expect(exchange.paused).toBe(false);
  });

  test('is reported once, without credentials', async () => {
    const rig = new Rig();
    const { exchange } = await respond(rig, make(rig));
    await rig.clock.advance(1_000);
    expect(messages).toEqual([
      {
        call: exchange.request.call.id,
        client: undefined,
        reason: 'unread',
        method: 'GET',
        url: 'http://a.test/path?q=…',
        status: 200,
        age: 100,
        callSite: undefined,
        attempt: exchange.request.attempt.record,
      },
    ]);
  });

  test('rejects a late reader', async () => {
    const rig = new Rig();
    const { response } = await respond(rig, make(rig));
    await rig.clock.advance(100);
    await expect(response.text()).rejects.toMatchObject({
      code: 'ERR_SLUICE_BODY_DISCARDED',
      message: expect.stringContaining('watchdog.unread'),
    });
  });

  test('is left alone if it has ended', async () => {
    const rig = new Rig();
    const client = make(rig);
    const { exchange, response } = await respond(rig, client);
    exchange.push('here').finish();
    expect(rig.clock.pending()).toBe(0);
    await rig.clock.advance(1_000);
    expect(await response.text()).toBe('here');
    expect(stats(client)).toEqual({ unread: 0, stalled: 0, collected: 0, kept: 0, destroyed: 0 });
    expect(messages).toEqual([]);
  });
});

describe('a reader', () => {
  test('that leaves bytes that have arrived gets a body timeout', async () => {
    const rig = new Rig();
    const client = make(rig);
    const { exchange, response } = await respond(rig, client);
    const chunks = response[Symbol.asyncIterator]();
    exchange.push('a').push('b').push('c');
    await rig.clock.advance(60);
    expect(await chunks.next()).toMatchObject({ done: false });
    await rig.clock.advance(199);
    expect(messages).toEqual([]);
    await rig.clock.advance(1);
    expect(messages).toMatchObject([{ reason: 'stalled', age: 260 }]);
    exchange.finish();
    await expect(chunks.next()).rejects.toMatchObject({
      code: 'ERR_SLUICE_TIMEOUT',
      phase: 'body',
      limit: 200,
      message: expect.stringContaining('watchdog.stalled'),
    });
    expect(stats(client)).toEqual({ unread: 0, stalled: 1, collected: 0, kept: 1, destroyed: 0 });
    expect(rig.clock.pending()).toBe(0);
  });

  test('that never reads its stream loses the body', async () => {
    const rig = new Rig();
    const client = make(rig);
    const { exchange, response } = await respond(rig, client);
    const stream = response.body;
    await rig.clock.advance(150);
    exchange.push('a');
    await rig.clock.advance(99);
    expect(messages).toEqual([]);
    await rig.clock.advance(1);
    expect(messages).toMatchObject([{ reason: 'stalled' }]);
    exchange.finish();
    await expect(stream.getReader().read()).rejects.toMatchObject({ phase: 'body', limit: 100 });
  });

  test('that is slow is left alone', async () => {
    const rig = new Rig();
    const client = make(rig);
    const { exchange, response } = await respond(rig, client);
    const chunks = response[Symbol.asyncIterator]();
    for (let count = 0; count < 20; count++) exchange.push(2_000);
    for (let count = 0; count < 20; count++) {
      expect(await chunks.next()).toMatchObject({ done: false });
      await rig.clock.advance(90);
    }
    expect(stats(client).stalled).toBe(0);
  });

  test('that waits for a slow peer is left alone', async () => {
    const rig = new Rig();
    const client = make(rig);
    const { exchange, response } = await respond(rig, client);
    const text = watch(response.text());
    await rig.clock.advance(10_000);
    exchange.push('done').finish();
    await rig.clock.advance(0);
    expect(text.value).toBe('done');
    expect(messages).toEqual([]);
  });
});

describe('options', () => {
  test.each([
    [{ watchdog: false }, undefined],
    [{ watchdog: { unread: 20 } }, 20],
    [{ watchdog: {} }, 100],
    [{}, 100],
  ] as const)('a call with %j is reclaimed after %s ms', async (options, unread) => {
    const rig = new Rig();
    await respond(rig, make(rig), options);
    await rig.clock.advance(10_000);
    expect(messages.map(({ age }) => age)).toEqual(unread === undefined ? [] : [unread]);
  });

  test('the default is 10 s', async () => {
    const rig = new Rig();
    watch(rig.client(watchdog()).get('http://a.test/'));
    (await rig.exchange()).headers();
    await rig.clock.advance(9_999);
    expect(messages).toEqual([]);
    await rig.clock.advance(1);
    expect(messages).toHaveLength(1);
  });

  test.each([
    [{ unread: 0 }, 'watchdog.unread'],
    [{ unread: Infinity }, 'watchdog.unread'],
    [{ unread: false }, 'watchdog.unread'],
    [{ idle: 1 }, 'watchdog.idle'],
  ])('refuses %j', (options, path) => {
    expect(() => watchdog(options as object)).toThrow(expect.objectContaining({ option: path }));
  });

  test('a call that buffers its body costs no timer', async () => {
    const rig = new Rig();
    const call = watch(make(rig).get('http://a.test/').text());
    const exchange = await rig.exchange();
    exchange.headers();
    await rig.clock.advance(0);
    expect(rig.clock.pending()).toBe(0);
    exchange.push('x').finish();
    await rig.clock.advance(0);
    expect(call.value).toBe('x');
  });
});

test('200 unread responses release their slots at the same time', async () => {
  const rig = new Rig();
  const client = make(rig);
  const calls = Array.from({ length: 200 }, () => watch(client.get('http://a.test/')));
  await rig.clock.advance(0);
  for (const exchange of rig.exchanges) exchange.headers().push(300_000);
  await rig.clock.advance(0);
  expect(calls.every(({ value }) => value !== undefined)).toBe(true);
  expect(rig.clock.pending()).toBe(1);
  expect(client.stats().calls.inFlight).toBe(200);
  await rig.clock.advance(200);
  expect(client.stats().calls.inFlight).toBe(0);
  expect(stats(client)).toEqual({ unread: 200, stalled: 0, collected: 0, kept: 0, destroyed: 200 });
  expect(rig.clock.pending()).toBe(0);
});
