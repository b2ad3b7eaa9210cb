import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createVirtualClock } from '@sluice/fixtures';
import { CallsInFlight } from '../../src/client/calls-in-flight.ts';
import { CallScope } from '../../src/lifecycle/call-scope.ts';
import type { ResolvedOptions } from '../../src/options/resolved-options.ts';

class FakeCall extends CallScope {
  readonly reasons: unknown[] = [];

  constructor(calls: CallsInFlight) {
    super(createVirtualClock(), {} as ResolvedOptions, undefined, false, undefined, calls);
    calls.add(this);
  }

  override abort(reason: unknown): void {
    this.reasons.push(reason);
    this.end();
  }
}

test('every call in flight is aborted once, the oldest first, whichever calls ended before', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20), { maxLength: 40 }), (steps) => {
      const calls = new CallsInFlight(undefined);
      const expected: FakeCall[] = [];
      for (const step of steps) {
        const ending = step % 3 === 0 ? expected[step % Math.max(1, expected.length)] : undefined;
        if (ending === undefined) {
          expected.push(new FakeCall(calls));
        } else {
          expected.splice(expected.indexOf(ending), 1);
          ending.end();
        }
        expect(calls.size).toBe(expected.length);
      }
      let aborted = 0;
      calls.abortAll(() => aborted++);
      expect(expected.map(({ reasons }) => reasons)).toEqual(expected.map((_, index) => [index]));
      expect(calls.size).toBe(0);
    }),
  );
});

test('the calls are idle when the last of them ends', async () => {
  const calls = new CallsInFlight(undefined);
  await calls.idle();
  const made = [new FakeCall(calls), new FakeCall(calls)];
  let idle = false;
  const waiting = calls.idle().then(() => (idle = true));
  made[0]?.abort('first');
  await Promise.resolve();
  expect(idle).toBe(false);
  made[1]?.abort('second');
  await waiting;
  expect(idle).toBe(true);
});
