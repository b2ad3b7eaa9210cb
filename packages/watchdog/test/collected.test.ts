// Responses that are garbage-collected before their body was read.
import type { HttpResponse } from '@sluice/core';
import type { AnyPlugin } from '@sluice/core/plugin';
import { collectGarbage } from '@sluice/fixtures';
import { describe, expect, test } from 'vitest';
import { watchdog, type WatchdogStats } from '../src/index.ts';
import { Rig, type Exchange } from './support/rig.ts';

/** Collections after which the test goes on if nothing was reported: only what is reachable can be left by then. */
const ROUNDS = 5;

interface Played {
  readonly exchange: Exchange;
  readonly stats: () => WatchdogStats;
  readonly inFlight: () => number;
  /** Collects garbage until the watchdog reports a response, and returns whether it did. */
  readonly collected: (rounds?: number) => Promise<boolean>;
  readonly rig: Rig;
}

/** Makes a call whose body is incomplete, passes its response to `use`, and keeps only what `use` returns. */
async function play<Kept>(
  use: (response: HttpResponse) => Kept,
  plugins: readonly AnyPlugin[] = [watchdog({ unread: 1_000_000, stalled: 1_000_000 })],
): Promise<Played & { kept: Kept | undefined }> {
  const rig = new Rig();
  const client = rig.client(...plugins);
  const kept = client.get('http://a.test/').then(use);
  const exchange = (await rig.exchange()).headers().push('abc');
  const stats = (): WatchdogStats => client.stats().plugins['watchdog'] as WatchdogStats;
  const inFlight = (): number => client.stats().calls.inFlight;
  const collected = (rounds?: number): Promise<boolean> =>
    collectGarbage(() => stats().collected > 0, rounds);
  const played = { kept: await kept, exchange, stats, rig, inFlight, collected };
  // The watchdog itself holds a response for its first 100 ms, since most bodies have ended by then.
  await rig.clock.advance(100);
  return played;
}

/** A plugin of another author that observes how the caller can reach the body. */
const observing: AnyPlugin = {
  name: 'observing',
  stage: 'attempt',
  setup: () => (request, next) => {
    request.attempt.addReachabilityListener({ onReachable: () => undefined });
    return next(request);
  },
};

describe('a response that the caller no longer holds', () => {
  test('is drained as soon as it is collected, and its slot is released', async () => {
    const { exchange, stats, rig, inFlight, collected } = await play(() => undefined);
    expect([stats().collected, inFlight()]).toEqual([0, 1]);
    expect(await collected()).toBe(true);
    expect(stats()).toMatchObject({ unread: 0, stalled: 0, collected: 1 });
    exchange.finish();
    await rig.clock.advance(0);
    expect(exchange.request.attempt.record.drain).toMatchObject({ outcome: 'eof', connectionKept: true });
    expect([stats().kept, inFlight(), rig.clock.pending()]).toEqual([1, 0, 0]);
  });

  test.each([
    ['before', [observing, watchdog({ unread: 1_000_000 })]],
    ['after', [watchdog({ unread: 1_000_000 }), observing]],
  ])('is drained too if another plugin observes it, registered %s the watchdog', async (_, plugins) => {
    const { exchange, collected } = await play(() => undefined, plugins);
    expect(await collected()).toBe(true);
    exchange.finish();
  });

  test.each<[string, (response: HttpResponse) => unknown]>([
    ['its headers', (response) => response.headers],
    ['its attempts', (response) => response.attempts],
    ['its signal', (response) => response.attempt.signal],
  ])('is collected although the caller still holds %s', async (_, use) => {
    const { kept, stats, collected } = await play(use);
    expect(await collected()).toBe(true);
    expect([kept === undefined, stats().collected]).toEqual([false, 1]);
  });

  test.each<[string, (response: HttpResponse) => object]>([
    ['the response', (response) => response],
    ['its stream', (response) => response.body],
    ['a reader of its stream', (response) => response.body.getReader()],
    ['its iterator', (response) => response[Symbol.asyncIterator]()],
    ['a Response around its stream', (response) => new Response(response.body)],
    ['a closure over it', (response) => () => response.text()],
  ])('is not collected while the caller holds %s', async (_, use) => {
    const played = await play(use);
    expect(await played.collected(ROUNDS)).toBe(false);
    expect(played.kept).toBeDefined();
    played.kept = undefined;
    expect(await played.collected()).toBe(true);
    expect(played.stats().collected).toBe(1);
  });

  test('is not collected while its body is being read', async () => {
    const { kept, exchange, rig, collected } = await play((response) => ({ text: response.text() }));
    expect(await collected(ROUNDS)).toBe(false);
    exchange.push('def').finish();
    await rig.clock.advance(0);
    expect(await kept?.text).toBe('abcdef');
  });

  test('is not collected while a read of its stream is pending', async () => {
    const { kept, exchange, collected } = await play((response) => {
      const reader = response.body.getReader();
      return { reads: [reader.read(), reader.read()] };
    });
    expect(await collected(ROUNDS)).toBe(false);
    exchange.push('def');
    expect(Buffer.from((await kept!.reads[1]!).value!).toString()).toBe('def');
    exchange.finish();
  });

  test('is collected if its body was left half read', async () => {
    const { exchange, collected } = await play(async (response) => {
      await response[Symbol.asyncIterator]().next();
    });
    expect(await collected()).toBe(true);
    exchange.finish();
  });

  test('is not reported if its iterator was returned: its body is being drained already', async () => {
    const played = await play((response) => response[Symbol.asyncIterator]());
    const { exchange, stats, inFlight, rig } = played;
    await played.kept?.return?.();
    played.kept = undefined;
    expect(await played.collected(ROUNDS)).toBe(false);
    expect(inFlight()).toBe(1);
    exchange.finish();
    await rig.clock.advance(0);
    expect(stats()).toEqual({ unread: 0, stalled: 0, collected: 0, kept: 0, destroyed: 0 });
    expect(inFlight()).toBe(0);
  });

  test('is counted once if its body was reclaimed before', async () => {
    const played = await play((response) => response[Symbol.asyncIterator]());
    const { exchange, stats, rig } = played;
    await rig.clock.advance(1_000_000 - rig.clock.now());
    expect(stats().stalled).toBe(1);
    played.kept = undefined;
    expect(await played.collected(ROUNDS)).toBe(false);
    exchange.finish();
    await rig.clock.advance(0);
    expect(stats()).toEqual({ unread: 0, stalled: 1, collected: 0, kept: 1, destroyed: 0 });
  });

  test('is not reported if its body has ended', async () => {
    const { exchange, stats, rig, collected } = await play(() => undefined);
    exchange.finish();
    expect(await collected(ROUNDS)).toBe(false);
    await rig.clock.advance(0);
    expect(stats()).toEqual({ unread: 0, stalled: 0, collected: 0, kept: 0, destroyed: 0 });
  });
});

test('a thousand responses that the caller no longer holds are collected, and release everything', async () => {
  const rig = new Rig();
  const client = rig.client(watchdog({ unread: 1_000_000 }));
  const collected = (): number => (client.stats().plugins['watchdog'] as WatchdogStats).collected;
  const calls = Array.from({ length: 1_000 }, () => client.get('http://a.test/').then(() => undefined));
  await rig.clock.advance(0);
  for (const exchange of rig.exchanges) exchange.headers().push('abc');
  await Promise.all(calls);
  expect(client.stats().calls.inFlight).toBe(1_000);
  await rig.clock.advance(100);
  await collectGarbage(() => collected() === 1_000);
  // A frame that has not returned may hold the last objects it used, so that a few responses outlast any collection.
  expect(collected()).toBeGreaterThan(980);
  for (const exchange of rig.exchanges) exchange.finish();
  await rig.clock.advance(0);
  expect(client.stats().calls.inFlight).toBe(0);
  expect(rig.clock.pending()).toBe(0);
});
