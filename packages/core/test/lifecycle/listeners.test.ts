// The listeners of an attempt and the settings of a call: several plugins use each of them.
import { createVirtualClock } from '@sluice/fixtures';
import { describe, expect, test } from 'vitest';
import { TimeoutError } from '../../src/index.ts';
import type { AttemptBody } from '../../src/lifecycle/attempt-listeners.ts';
import { AttemptScope } from '../../src/lifecycle/attempt-scope.ts';
import { CallScope } from '../../src/lifecycle/call-scope.ts';
import type { ResolvedOptions } from '../../src/options/resolved-options.ts';

const body: AttemptBody = { destroy: () => undefined, drain: () => Promise.reject(new Error('no drain')) };

function setup() {
  const call = new CallScope(createVirtualClock(), { decompress: true } as ResolvedOptions, undefined);
  const attempt = new AttemptScope(call, { method: 'GET', url: new URL('http://a.test') });
  return { call, attempt, heard: [] as string[] };
}

describe.each([0, 1, 2, 5])('%i listeners of an attempt', (count) => {
  const names = Array.from({ length: count }, (_, index) => `listener ${index}`);

  test('are all notified of each response, in the order they registered', () => {
    const { attempt, heard } = setup();
    for (const name of names) attempt.addResponseListener({ onResponse: () => void heard.push(name) });
    attempt.responded({});
    attempt.responded({});
    expect(heard).toEqual([...names, ...names]);
  });

  test('are all notified of the first wait only', () => {
    const { attempt, heard } = setup();
    for (const name of names) attempt.addWaitListener({ onWait: () => void heard.push(name) });
    attempt.awaited(body);
    attempt.awaited(body);
    expect(heard).toEqual(names);
  });

  test('are all notified of each object through which the body can be reached', () => {
    const { attempt, heard } = setup();
    for (const name of names) {
      attempt.addReachabilityListener({ onReachable: (_, reads) => void heard.push(`${name} ${reads}`) });
    }
    expect(attempt.observesReachability).toBe(count > 0);
    attempt.reachableThrough({}, false);
    attempt.reachableThrough({}, true);
    expect(heard).toEqual([false, true].flatMap((reads) => names.map((name) => `${name} ${reads}`)));
  });

  test('are notified of nothing after its end', () => {
    const { attempt, heard } = setup();
    for (const name of names) {
      attempt.addResponseListener({ onResponse: () => void heard.push(name) });
      attempt.addWaitListener({ onWait: () => void heard.push(name) });
      attempt.addReachabilityListener({ onReachable: () => void heard.push(name) });
    }
    attempt.end();
    attempt.responded({});
    attempt.awaited(body);
    attempt.reachableThrough({}, true);
    expect(heard).toEqual([]);
  });
});

describe('an attempt', () => {
  test('has one detach listener; a second is refused with the names of both plugins', () => {
    const { attempt } = setup();
    attempt.setDetachListener({ onTimeout: () => true }, 'first');
    const register = () => attempt.setDetachListener({ onTimeout: () => false }, 'second');
    expect(register).toThrow(TypeError);
    expect(register).toThrow("the plugins 'first' and 'second' both decide whether an attempt is detached");
    attempt.abort(new TimeoutError('attempt', 1));
    expect(attempt).toMatchObject({ detached: true, aborted: false });
  });
});

describe('a call', () => {
  test('has the earliest deadline that was announced', () => {
    const { call } = setup();
    expect(call.deadlineAt).toBe(Infinity);
    for (const at of [50, 20, 80, Infinity, Number.NaN]) call.limitUntil(at);
    expect(call.deadlineAt).toBe(20);
  });

  test('has one idempotency header; a second name is refused with the names of both plugins', () => {
    const { call } = setup();
    expect(call.idempotencyHeader).toBe('idempotency-key');
    call.useIdempotencyHeader('idempotency-key', 'default');
    call.useIdempotencyHeader('x-key', 'first');
    call.useIdempotencyHeader('x-key', 'same');
    call.useIdempotencyHeader('idempotency-key', 'default');
    expect(call.idempotencyHeader).toBe('x-key');
    const name = () => call.useIdempotencyHeader('x-other', 'second');
    expect(name).toThrow(TypeError);
    expect(name).toThrow("the plugins 'first' and 'second' name different idempotency headers");
    expect(call.idempotencyHeader).toBe('x-key');
  });

  test('has one decision about repeats; a contrary one is refused', () => {
    const { call } = setup();
    expect(call.repeats).toBeUndefined();
    call.decideRepeats('forbidden');
    call.decideRepeats('forbidden');
    const decide = () => call.decideRepeats('allowed');
    expect(decide).toThrow(TypeError);
    expect(decide).toThrow("repeats of the call are 'allowed', another one 'forbidden'");
    expect(call.repeats).toBe('forbidden');
  });

  test('cannot be written from outside', () => {
    const { call, attempt } = setup();
    const fields = {
      call: [
        'aborted',
        'reason',
        'ended',
        'pendingAttempt',
        'deadlineAt',
        'buffersBody',
        'decodesBody',
        'returnsAnyStatus',
        'idempotencyHeader',
        'repeats',
        'isFetch',
        'attempts',
        'attemptCount',
      ],
      attempt: ['aborted', 'reason', 'ended', 'body', 'detached', 'observesReachability'],
    };
    for (const field of fields.call)
      expect(() => Object.assign(call, { [field]: 1 }), field).toThrow(TypeError);
    for (const field of fields.attempt) {
      expect(() => Object.assign(attempt, { [field]: 1 }), field).toThrow(TypeError);
    }
  });

  test('buffers, decodes and returns any status only after the method was called', () => {
    const { call } = setup();
    expect(call).toMatchObject({ buffersBody: false, decodesBody: false, returnsAnyStatus: false });
    call.bufferBody();
    call.decodeByOptionAlone();
    call.returnAnyStatus();
    expect(call).toMatchObject({ buffersBody: true, decodesBody: true, returnsAnyStatus: true });
  });
});
