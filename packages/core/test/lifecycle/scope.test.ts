// Scopes of calls and attempts: abort, end, and their listeners.
import { getEventListeners } from 'node:events';
import { createVirtualClock } from '@sluice/fixtures';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AttemptScope } from '../../src/lifecycle/attempt-scope.ts';
import { CallScope } from '../../src/lifecycle/call-scope.ts';
import type { ResolvedOptions } from '../../src/options/resolved-options.ts';
import { Scope, type AbortListener, type EndListener } from '../../src/plugin-api.ts';

class Listener implements AbortListener, EndListener {
  readonly heard: string[];
  readonly name: string;
  also: (() => void) | undefined;

  constructor(name: string, heard: string[]) {
    this.name = name;
    this.heard = heard;
  }

  onAbort(reason: unknown): void {
    this.heard.push(`${this.name} aborted by ${String(reason)}`);
    this.also?.();
  }

  onEnd(): void {
    this.heard.push(`${this.name} ended`);
    this.also?.();
  }
}

function setup() {
  const heard: string[] = [];
  return { heard, scope: new Scope(), make: (name: string) => new Listener(name, heard) };
}

describe('a scope', () => {
  test('notifies of its abort once, in order, with the first reason', () => {
    const { heard, scope, make } = setup();
    scope.addAbortListener(make('a'));
    scope.addAbortListener(make('b'));
    scope.abort('x');
    scope.abort('y');
    expect(heard).toEqual(['a aborted by x', 'b aborted by x']);
    expect(scope).toMatchObject({ aborted: true, reason: 'x', ended: false });
    expect(() => scope.throwIfAborted()).toThrow('x');
  });

  test('notifies of its end once, the newest listener first', () => {
    const { heard, scope, make } = setup();
    scope.addEndListener(make('a'));
    scope.addEndListener(make('b'));
    scope.end();
    scope.end();
    expect(heard).toEqual(['b ended', 'a ended']);
  });

  test('notifies a late listener at once', () => {
    const { heard, scope, make } = setup();
    scope.abort('x');
    scope.addAbortListener(make('a'));
    scope.end();
    scope.addEndListener(make('b'));
    expect(heard).toEqual(['a aborted by x', 'b ended']);
  });

  test('notifies no listener of an abort after its end', () => {
    const { heard, scope, make } = setup();
    scope.addAbortListener(make('a'));
    scope.end();
    scope.abort('x');
    expect(heard).toEqual([]);
    expect(scope.aborted).toBe(false);
    expect(scope.throwIfAborted()).toBeUndefined();
  });

  test('does not notify removed listeners, and ignores the removal of unknown ones', () => {
    const { heard, scope, make } = setup();
    const a = make('a');
    scope.removeAbortListener(a);
    scope.removeEndListener(a);
    scope.addAbortListener(a);
    scope.addEndListener(a);
    scope.removeAbortListener(a);
    scope.removeEndListener(a);
    scope.abort('x');
    scope.end();
    expect(heard).toEqual([]);
  });

  test('can be ended by an abort listener', () => {
    const { heard, scope, make } = setup();
    const a = make('a');
    a.also = () => scope.end();
    scope.addAbortListener(a);
    scope.addAbortListener(make('b'));
    scope.addEndListener(make('c'));
    scope.abort('x');
    expect(heard).toEqual(['a aborted by x', 'c ended', 'b aborted by x']);
  });

  test('has a signal, whether it is first read before or after the abort', () => {
    const before = new Scope();
    const { signal } = before;
    expect(before.signal).toBe(signal);
    before.abort('x');
    expect([signal.aborted, signal.reason]).toEqual([true, 'x']);
    expect(before.signal.reason).toBe('x');
    const after = new Scope();
    after.abort('y');
    expect([after.signal.aborted, after.signal.reason]).toEqual([true, 'y']);
  });

  test('notifies each listener of abort and end at most once, in any sequence of operations', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constantFrom('addAbort', 'addEnd', 'removeAbort', 'removeEnd'), who: fc.nat(4) }),
      fc.record({ do: fc.constantFrom('abort', 'end'), who: fc.constant(0) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const scope = new Scope();
        const aborts = new Map<AbortListener, number>();
        const ends = new Map<EndListener, number>();
        const listeners = Array.from({ length: 5 }, () => {
          const listener: AbortListener & EndListener = {
            onAbort: () => aborts.set(listener, (aborts.get(listener) ?? 0) + 1),
            onEnd: () => ends.set(listener, (ends.get(listener) ?? 0) + 1),
          };
          return listener;
        });
        const added = { abort: new Set<AbortListener>(), end: new Set<EndListener>() };
        const expected = { abort: new Set<AbortListener>(), end: new Set<EndListener>() };
        let [aborted, ended] = [false, false];
        for (const { do: what, who } of steps) {
          const listener = listeners[who]!;
          if (what === 'abort' && !aborted && !ended) {
            aborted = true;
            for (const one of added.abort) expected.abort.add(one);
          }
          if (what === 'end' && !ended) {
            ended = true;
            for (const one of added.end) expected.end.add(one);
          }
          if (what === 'abort') scope.abort('x');
          if (what === 'end') scope.end();
          if (what === 'removeAbort') {
            added.abort.delete(listener);
            scope.removeAbortListener(listener);
          }
          if (what === 'removeEnd') {
            added.end.delete(listener);
            scope.removeEndListener(listener);
          }
          if (what === 'addAbort' && !added.abort.has(listener) && !expected.abort.has(listener)) {
            added.abort.add(listener);
            if (aborted) expected.abort.add(listener);
            scope.addAbortListener(listener);
          }
          if (what === 'addEnd' && !added.end.has(listener) && !expected.end.has(listener)) {
            added.end.add(listener);
            if (ended) expected.end.add(listener);
            scope.addEndListener(listener);
          }
        }
        expect(new Set(aborts.keys())).toEqual(expected.abort);
        expect(new Set(ends.keys())).toEqual(expected.end);
        expect([...aborts.values(), ...ends.values()].every((count) => count === 1)).toBe(true);
      }),
    );
  });
});

describe('a call scope', () => {
  const clock = createVirtualClock();
  const options = { maxResponseBytes: Infinity } as ResolvedOptions;

  test('counts down to its deadline', async () => {
    const call = new CallScope(clock, options, undefined);
    expect(call.remaining()).toBe(Infinity);
    call.limitUntil(clock.now() + 10);
    await clock.advance(4);
    expect(call.remaining()).toBe(6);
    await clock.advance(10);
    expect(call.remaining()).toBe(0);
  });

  test('is aborted by its signal, and removes its listener at its end', () => {
    const controller = new AbortController();
    const call = new CallScope(clock, options, controller.signal);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1);
    call.end();
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
    controller.abort();
    expect(call.aborted).toBe(false);
  });

  test('is aborted from the start by a signal that was aborted before', () => {
    const call = new CallScope(clock, options, AbortSignal.abort('x'));
    expect([call.aborted, call.reason]).toEqual([true, 'x']);
  });

  test('aborts the attempts that have not ended; attempts are numbered', () => {
    const call = new CallScope(clock, options, undefined);
    const line = { method: 'GET', url: new URL('http://a.test') };
    const [first, second] = [new AttemptScope(call, line), new AttemptScope(call, line)];
    first.end();
    call.abort('x');
    expect([first.aborted, second.aborted, second.reason]).toEqual([false, true, 'x']);
    expect(call.attempts.map(({ number }) => number)).toEqual([1, 2]);
    second.fail('y');
    expect(second.ended).toBe(true);
    expect(call.attempts[1]).toMatchObject({ error: 'y' });
  });
});
