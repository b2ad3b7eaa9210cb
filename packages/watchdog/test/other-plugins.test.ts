// Plugins of other authors that use the same hooks as the watchdog and the timeouts.
import type { AnyPlugin } from '@sluice/core/plugin';
import { describe, expect, test } from 'vitest';
import {
  attemptTimeout,
  deadline,
  watchdog,
  type AttemptTimeoutStats,
  type WatchdogStats,
} from '../src/index.ts';
import { Rig, watch, type Exchange } from './support/rig.ts';

const URL_A = 'http://a.test/';

/** Registers for every event of an attempt and records their names. */
function observer(events: string[]): AnyPlugin {
  return {
    name: 'observer',
    stage: 'attempt',
    setup: () => (request, next) => {
      const { attempt, call } = request;
      call.limitUntil(call.startedAt + 1_000_000);
      attempt.addResponseListener({ onResponse: () => void events.push('response') });
      attempt.addWaitListener({ onWait: () => void events.push('wait') });
      attempt.addReachabilityListener({
        onReachable: (_, reads) => void events.push(reads ? 'reader' : 'holder'),
      });
      attempt.addAbortListener({ onAbort: () => void events.push('abort') });
      attempt.addEndListener({ onEnd: () => void events.push('end') });
      return next(request);
    },
  };
}

/** Decides that no timeout detaches an exchange. */
const aborting: AnyPlugin = {
  name: 'aborting',
  stage: 'attempt',
  setup: () => (request, next) => {
    request.attempt.setDetachListener({ onTimeout: () => false }, 'aborting');
    return next(request);
  },
};

function connected(exchange: Exchange): Exchange {
  const connection = { id: 1, reused: false, protocol: 'http/1.1', remoteAddress: undefined };
  exchange.request.attempt.record.connection = connection;
  return exchange;
}

describe.each(['before', 'after'])(
  'a plugin that registers for every event, listed %s the built-in plugin,',
  (order) => {
    function setup(...plugins: AnyPlugin[]) {
      const rig = new Rig();
      const events: string[] = [];
      const other = observer(events);
      const all = order === 'before' ? [other, ...plugins] : [...plugins, other];
      return { rig, events, client: rig.client(deadline(), ...all) };
    }

    test('does not prevent the watchdog from reclaiming an unread body', async () => {
      const { rig, events, client } = setup(watchdog({ unread: 100 }));
      watch(client.get(URL_A));
      const exchange = (await rig.exchange()).headers().push('abc');
      await rig.clock.advance(100);
      exchange.finish();
      await rig.clock.advance(0);
      const stats = client.stats().plugins['watchdog'] as WatchdogStats;
      expect(stats).toMatchObject({ unread: 1, kept: 1 });
      // The second response is the object that the caller gets.
      expect(events).toEqual(['response', 'response', 'holder', 'end']);
      expect(client.stats().calls.inFlight).toBe(0);
      expect(rig.clock.pending()).toBe(0);
    });

    test('does not disable `timeout.body`', async () => {
      const { rig, events, client } = setup(attemptTimeout({ body: 30 }));
      const call = watch(client.get(URL_A).text());
      const exchange = (await rig.exchange()).headers();
      await rig.clock.advance(30);
      expect(call.error).toMatchObject({ phase: 'body', limit: 30 });
      expect(exchange.destroyed).toBe(call.error);
      expect(events).toEqual(['response', 'wait', 'abort', 'end']);
      expect(rig.clock.pending()).toBe(0);
    });

    test('does not prevent a timeout from detaching its exchange', async () => {
      const { rig, events, client } = setup(attemptTimeout({ attempt: 50, policy: 'detach' }));
      const call = watch(client.get(URL_A));
      const exchange = connected(await rig.exchange());
      await rig.clock.advance(50);
      expect(call.error).toMatchObject({ phase: 'attempt', limit: 50 });
      expect(exchange.destroyed).toBeUndefined();
      exchange.headers().push('late').finish();
      await rig.clock.advance(0);
      expect(exchange.request.attempt).toMatchObject({
        ended: true,
        record: { drain: { outcome: 'eof', bytes: 4 } },
      });
      const stats = client.stats().plugins['attemptTimeout'] as AttemptTimeoutStats;
      expect(stats).toEqual({ detached: 0, detachedTotal: 1 });
      expect(events).toEqual(['response', 'end']);
      expect(rig.clock.pending()).toBe(0);
    });

    test('does not postpone the deadline of the call', async () => {
      const { rig, client } = setup();
      watch(client.get(URL_A, { timeout: { total: 100 } }));
      expect((await rig.exchange()).request.call.deadlineAt).toBe(100);
    });
  },
);

describe.each([
  [
    'before',
    [aborting, attemptTimeout({ attempt: 50, policy: 'detach' })],
    "'aborting' and 'attemptTimeout'",
  ],
  ['after', [attemptTimeout({ attempt: 50, policy: 'detach' }), aborting], "'attemptTimeout' and 'aborting'"],
] as const)('a plugin that decides about detaching, listed %s `attemptTimeout`,', (_, plugins, names) => {
  test('is refused with the names of both, if the policy is `detach`', async () => {
    const rig = new Rig();
    const client = rig.client(...plugins);
    const call = watch(client.get(URL_A));
    await rig.clock.advance(0);
    expect(call.error).toBeInstanceOf(TypeError);
    expect((call.error as TypeError).message).toContain(names);
    expect(rig.exchanges).toHaveLength(0);
    expect(client.stats().calls.inFlight).toBe(0);
    expect(rig.clock.pending()).toBe(0);
  });

  test('decides alone, if the policy is `abort`', async () => {
    const rig = new Rig();
    const call = watch(rig.client(...plugins).get(URL_A, { timeout: { policy: 'abort' } }));
    const exchange = connected(await rig.exchange());
    await rig.clock.advance(50);
    expect(exchange.destroyed).toBe(call.error);
    expect(rig.clock.pending()).toBe(0);
  });
});
