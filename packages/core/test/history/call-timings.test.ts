// Where the time of a call went.
import { describe, expect, test } from 'vitest';
import { AttemptRecord } from '../../src/history/attempt.ts';
import { callTimings } from '../../src/history/call-timings.ts';
import { isTimeoutError, TimeoutError } from '../../src/index.ts';
import type { AnyPlugin } from '../../src/plugin-api.ts';
import { Rig, watch } from '../support/rig.ts';

const CONNECTION = { id: 1, reused: false, protocol: 'http/1.1', remoteAddress: undefined };
const failure = new TimeoutError('total', 100);

function attempt(changes: Partial<AttemptRecord>): AttemptRecord {
  return Object.assign(new AttemptRecord(1, 0), changes);
}

/** The timings of a call that failed at 100, and whose last attempt began at 40. */
function timings(...attempts: AttemptRecord[]) {
  return callTimings(attempts, { startedAt: 0, attemptAt: 40, failedAt: 100 }, failure);
}

describe('where the time of a call went', () => {
  test('when it made no attempt', () => {
    expect(timings()).toEqual({ total: 100 });
  });

  test.each<[string, Partial<AttemptRecord>, object]>([
    ['queue', { timings: { gate: 10 } }, { gate: 10, queue: 50 }],
    ['queue', {}, { queue: 60 }],
    [
      'responseHeader',
      { timings: { gate: 0, queue: 20, connect: 12, tls: 5 }, connection: CONNECTION },
      { gate: 0, queue: 20, connect: 12, tls: 5, responseHeader: 40 },
    ],
    [
      'body',
      { timings: { queue: 5, responseHeader: 15 }, connection: CONNECTION, status: 200, error: failure },
      { queue: 5, responseHeader: 15, body: 40 },
    ],
    [
      'body, with its own timing',
      { timings: { responseHeader: 15, body: 45 }, status: 200 },
      { responseHeader: 15, body: 45 },
    ],
    [
      'backoff after a failure',
      { timings: { queue: 20 }, error: new Error('lost') },
      { queue: 20, backoff: 40 },
    ],
    [
      'backoff after a status',
      { timings: { responseHeader: 20, body: 10 }, status: 503, wait: 1_000 },
      { responseHeader: 20, body: 10, backoff: 30 },
    ],
  ])('when it failed in %s', (_, changes, expected) => {
    expect(timings(attempt(changes))).toEqual({ total: 100, ...expected });
  });

  test('is summed over attempts', () => {
    const first = attempt({
      timings: { gate: 1, queue: 2, responseHeader: 3, body: 4 },
      status: 503,
      wait: 30,
    });
    const last = attempt({ timings: { gate: 5, queue: 5 }, connection: CONNECTION });
    expect(timings(first, last)).toEqual({
      total: 100,
      gate: 6,
      queue: 7,
      responseHeader: 53,
      body: 4,
      backoff: 30,
    });
  });
});

/** Sends a request again 20 ms after a failure. */
const again: AnyPlugin = {
  name: 'again',
  stage: 'retry',
  setup:
    ({ clock }) =>
    async (request, next) => {
      try {
        return await next(request);
      } catch {
        const [record] = request.call.attempts;
        await new Promise<void>((resolve) => void clock.setTimer(20, resolve));
        record!.wait = 20;
        return next(request);
      }
    },
};

describe('an error', () => {
  test('has the timings of its call, in JSON too', async () => {
    const rig = new Rig();
    const call = watch(rig.client(again).get('http://a.test/'));
    const first = await rig.exchange();
    first.request.attempt.record.connection = CONNECTION;
    first.request.attempt.record.timings.queue = 4;
    first.request.attempt.record.timings.responseHeader = 6;
    await rig.clock.advance(10);
    first.fail(new Error('lost'));
    await rig.clock.advance(25);
    const second = await rig.exchange();
    expect(second).not.toBe(first);
    await rig.clock.advance(7);
    second.request.call.abort(new TimeoutError('total', 42));
    await rig.clock.advance(100);
    expect(isTimeoutError(call.error) && call.error.timings).toEqual({
      total: 42,
      queue: 4 + 12,
      responseHeader: 6,
      backoff: 20,
    });
    expect(JSON.parse(JSON.stringify(call.error))).toMatchObject({ timings: { total: 42, backoff: 20 } });
  });

  test('of a streaming body has them too', async () => {
    const rig = new Rig();
    const call = watch(rig.client().get('http://a.test/'));
    const exchange = await rig.exchange();
    await rig.clock.advance(5);
    exchange.headers();
    await rig.clock.advance(0);
    const read = watch(call.value!.text());
    await rig.clock.advance(30);
    exchange.request.attempt.abort(new TimeoutError('body', 30));
    await rig.clock.advance(0);
    expect(isTimeoutError(read.error) && read.error.timings).toMatchObject({ total: 35, body: 30 });
  });

  test('without a call has no timings', () => {
    expect(new TimeoutError('body', 1).timings).toBeUndefined();
    expect(new TimeoutError('body', 1).toJSON()).not.toHaveProperty('timings');
  });
});

describe('a response', () => {
  test('has the timings of the call, over all attempts, until its body ended', async () => {
    const rig = new Rig();
    const call = watch(rig.client(again).get('http://a.test/'));
    const first = await rig.exchange();
    Object.assign(first.request.attempt.record, { connection: CONNECTION });
    Object.assign(first.request.attempt.record.timings, { queue: 4, responseHeader: 6 });
    await rig.clock.advance(10);
    first.fail(new Error('lost'));
    await rig.clock.advance(20);
    const second = await rig.exchange();
    await rig.clock.advance(7);
    Object.assign(second.request.attempt.record.timings, { queue: 2, responseHeader: 5 });
    second.headers();
    await rig.clock.advance(3);
    const spent = { queue: 6, responseHeader: 11, backoff: 20 };
    expect(call.value!.callTimings).toEqual({ total: 40, ...spent, body: 3 });
    const text = watch(call.value!.text());
    second.push('x').finish();
    await rig.clock.advance(1_000);
    expect(text.value).toBe('x');
    expect(call.value!.callTimings).toEqual({ total: 40, ...spent, body: 3 });
    expect(call.value!.timings).toEqual({ queue: 2, responseHeader: 5, body: 3 });
  });
});
