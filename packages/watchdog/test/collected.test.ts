import type { HttpResponse } from '@sluice/core';
import type { AnyPlugin } from '@sluice/core/plugin';
import { describe, expect, test } from 'vitest';
import { watchdog, type WatchdogStats } from '../src/index.ts';
import { Rig, type Exchange } from './rig.ts';

const { gc } = globalThis;

/** Collects garbage, and lets finalizers run. */
async function collect(): Promise<void> {
  if (gc === undefined) throw new Error('run with --expose-gc');
  for (let turn = 0; turn < 5; turn++) {
    gc();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

interface Played {
  readonly exchange: Exchange;
  readonly stats: () => WatchdogStats;
  readonly inFlight: () => number;
  readonly rig: Rig;
}

/** Makes a call whose body is not over, gives its response to `use`, and keeps only what `use` returns. */
async function play<Kept>(
  use: (response: HttpResponse) => Kept,
  plugins: readonly AnyPlugin[] = [watchdog({ unread: 1_000_000 })],
): Promise<Played & { kept: Kept | undefined }> {
  const rig = new Rig();
  const client = rig.client(...plugins);
  const kept = client.get('http://a.test/').then(use);
  const exchange = (await rig.exchange()).headers().push('abc');
  const stats = (): WatchdogStats => client.stats().plugins['watchdog'] as WatchdogStats;
  const played = { kept: await kept, exchange, stats, rig, inFlight: () => client.stats().calls.inFlight };
  // It is kept for that long, since most bodies are over by then.
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

describe('a response that is garbage', () => {
  test('is drained at once, and its slot comes back', async () => {
    const { exchange, stats, rig, inFlight } = await play(() => undefined);
    expect([stats().collected, inFlight()]).toEqual([0, 1]);
    await collect();
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
    const { exchange, stats } = await play(() => undefined, plugins);
    await collect();
    expect(stats().collected).toBe(1);
    exchange.finish();
  });

  test.each<[string, (response: HttpResponse) => unknown]>([
    ['its headers', (response) => response.headers],
    ['its attempts', (response) => response.attempts],
    ['its signal', (response) => response.attempt.signal],
  ])('is missed by nobody who only has %s', async (_, use) => {
    const { kept, stats } = await play(use);
    await collect();
    expect([kept === undefined, stats().collected]).toEqual([false, 1]);
  });

  test.each<[string, (response: HttpResponse) => object]>([
    ['itself', (response) => response],
    ['its stream', (response) => response.body],
    ['a reader of its stream', (response) => response.body.getReader()],
    ['its iterator', (response) => response[Symbol.asyncIterator]()],
    ['a Response around its stream', (response) => new Response(response.body)],
    ['a closure', (response) => () => response.text()],
  ])('is not yet garbage for whoever has %s', async (_, use) => {
    const played = await play(use);
    await collect();
    expect([played.kept === undefined, played.stats().collected]).toEqual([false, 0]);
    played.kept = undefined;
    await collect();
    expect(played.stats().collected).toBe(1);
  });

  test('is not garbage while its body is being read', async () => {
    const { kept, exchange, stats, rig } = await play((response) => ({ text: response.text() }));
    await collect();
    expect(stats().collected).toBe(0);
    exchange.push('def').finish();
    await rig.clock.advance(0);
    expect(await kept?.text).toBe('abcdef');
  });

  test('is not garbage while a read of its stream is under way', async () => {
    const { kept, exchange, stats } = await play((response) => {
      const reader = response.body.getReader();
      return { reads: [reader.read(), reader.read()] };
    });
    await collect();
    expect(stats().collected).toBe(0);
    exchange.push('def');
    expect(Buffer.from((await kept!.reads[1]!).value!).toString()).toBe('def');
    exchange.finish();
  });

  test('left half read is garbage too', async () => {
    const { exchange, stats } = await play(async (response) => {
      await response[Symbol.asyncIterator]().next();
    });
    await collect();
    expect(stats().collected).toBe(1);
    exchange.finish();
  });

  test('left by its reader is not reported: what is left of it is being drained already', async () => {
    const played = await play((response) => response[Symbol.asyncIterator]());
    const { exchange, stats, inFlight, rig } = played;
    await played.kept?.return?.();
    played.kept = undefined;
    await collect();
    expect([stats().collected, inFlight()]).toEqual([0, 1]);
    exchange.finish();
    await rig.clock.advance(0);
    expect(stats()).toEqual({ unread: 0, stalled: 0, collected: 0, kept: 0, destroyed: 0 });
    expect(inFlight()).toBe(0);
  });

  test('reclaimed before is counted once', async () => {
    const played = await play((response) => response[Symbol.asyncIterator]());
    const { exchange, stats, rig } = played;
    await rig.clock.advance(1_000_000 - rig.clock.now());
    expect(stats().stalled).toBe(1);
    played.kept = undefined;
    await collect();
    exchange.finish();
    await rig.clock.advance(0);
    expect(stats()).toEqual({ unread: 0, stalled: 1, collected: 0, kept: 1, destroyed: 0 });
  });

  test('whose body is over is nobody’s business', async () => {
    const { exchange, stats, rig } = await play(() => undefined);
    exchange.finish();
    await collect();
    await rig.clock.advance(0);
    expect(stats()).toEqual({ unread: 0, stalled: 0, collected: 0, kept: 0, destroyed: 0 });
  });

  test('a thousand of them leave nothing', async () => {
    const rig = new Rig();
    const client = rig.client(watchdog());
    const calls = Array.from({ length: 1_000 }, () => client.get('http://a.test/').then(() => undefined));
    await rig.clock.advance(0);
    for (const exchange of rig.exchanges) exchange.headers().push('abc');
    await Promise.all(calls);
    expect(client.stats().calls.inFlight).toBe(1_000);
    await rig.clock.advance(100);
    await collect();
    for (const exchange of rig.exchanges) exchange.finish();
    expect(client.stats()).toMatchObject({
      calls: { inFlight: 0 },
      plugins: { watchdog: { collected: 1_000 } },
    });
    await rig.clock.advance(0);
    expect(rig.clock.pending()).toBe(0);
  });
});
