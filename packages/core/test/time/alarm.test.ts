// Alarms: when they ring, and when they do not.
import { createVirtualClock } from '@sluice/fixtures';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alarmsOf } from '../../src/plugin-api.ts';
import { Bell, keepingClock } from '../support/alarms.ts';

describe.each([
  ['a clock that keeps timers', keepingClock],
  ['a clock that does not', createVirtualClock],
] as const)('alarms on %s', (_, makeClock) => {
  test('ring once, at their time', async () => {
    const clock = makeClock();
    const bell = new Bell(clock);
    alarmsOf(clock, true).start(bell, 10);
    await clock.advance(9);
    expect(bell.rung).toEqual([]);
    await clock.advance(100);
    expect(bell.rung).toEqual([10]);
    expect(clock.pending()).toBe(0);
  });

  test('of one duration share a timer', async () => {
    const clock = makeClock();
    const bells = Array.from({ length: 100 }, () => new Bell(clock));
    const alarms = alarmsOf(clock, true);
    for (const bell of bells) {
      alarms.start(bell, 100);
      await clock.advance(1);
    }
    expect(clock.pending()).toBe(1);
    await clock.advance(200);
    expect(bells.map(({ rung }) => rung)).toEqual(bells.map((_bell, index) => [100 + index]));
  });

  test('that are stopped do not ring, and can be stopped twice', async () => {
    const clock = makeClock();
    const [one, two, three] = [new Bell(clock), new Bell(clock), new Bell(clock)];
    const alarms = alarmsOf(clock, true);
    for (const bell of [one, two, three]) alarms.start(bell, 10);
    two.stop();
    two.stop();
    await clock.advance(10);
    expect([one.rung, two.rung, three.rung]).toEqual([[10], [], [10]]);
    one.stop();
  });

  test('can be restarted, also with another duration', async () => {
    const clock = makeClock();
    const bell = new Bell(clock);
    const alarms = alarmsOf(clock, true);
    alarms.start(bell, 10);
    await clock.advance(5);
    alarms.start(bell, 10);
    await clock.advance(9);
    alarms.start(bell, 3);
    await clock.advance(100);
    expect(bell.rung).toEqual([17]);
  });

  test('can count from an earlier point in time', async () => {
    const clock = makeClock();
    const [late, early, past] = [new Bell(clock), new Bell(clock), new Bell(clock)];
    await clock.advance(100);
    const alarms = alarmsOf(clock, true);
    alarms.start(late, 50);
    alarms.start(early, 50, 70);
    alarms.start(past, 50, 10);
    await clock.advance(1);
    expect([late.rung, early.rung, past.rung]).toEqual([[], [], [100]]);
    await clock.advance(100);
    expect([late.rung, early.rung]).toEqual([[150], [120]]);
  });

  test('of infinite duration do not start, and stop the alarm if it ran', async () => {
    const clock = makeClock();
    const bell = new Bell(clock);
    const alarms = alarmsOf(clock, true);
    alarms.start(bell, 10);
    alarms.start(bell, Infinity);
    alarms.startAt(bell, Infinity);
    await clock.advance(1_000_000);
    expect(bell.rung).toEqual([]);
    expect(clock.pending()).toBe(0);
  });

  test('at a given point in time have their own timer', async () => {
    const clock = makeClock();
    const [one, two] = [new Bell(clock), new Bell(clock)];
    const alarms = alarmsOf(clock, true);
    alarms.startAt(one, 7);
    alarms.startAt(two, 5);
    expect(clock.pending()).toBe(2);
    two.stop();
    expect(clock.pending()).toBe(1);
    await clock.advance(10);
    expect([one.rung, two.rung]).toEqual([[7], []]);
  });

  test('may start and stop each other while they ring', async () => {
    const clock = makeClock();
    const [one, two, three] = [new Bell(clock), new Bell(clock), new Bell(clock)];
    const alarms = alarmsOf(clock, true);
    for (const bell of [one, two, three]) alarms.start(bell, 10);
    one.also = () => {
      two.stop();
      alarms.start(one, 10);
    };
    await clock.advance(25);
    expect([one.rung, two.rung, three.rung]).toEqual([[10, 20], [], [10]]);
    one.also = undefined;
    await clock.advance(100);
    expect(clock.pending()).toBe(0);
  });

  test('ring even if one of them throws, and the error is not swallowed', async () => {
    const clock = makeClock();
    const [one, two] = [new Bell(clock), new Bell(clock)];
    const alarms = alarmsOf(clock, true);
    for (const bell of [one, two]) alarms.start(bell, 10);
    one.also = () => {
      throw new Error('broken');
    };
    await expect(clock.advance(10)).rejects.toThrow('broken');
    await clock.advance(1);
    expect(two.rung).toEqual([10]);
    expect(clock.pending()).toBe(0);
  });

  test('ring exactly when they are due, in any interleaving', async () => {
    const step = fc.record({
      who: fc.nat(5),
      do: fc.constantFrom('start', 'startAt', 'stop'),
      ms: fc.constantFrom(1, 5, 5, 20),
      wait: fc.nat(8),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const clock = makeClock();
        const alarms = alarmsOf(clock, true);
        const bells = Array.from({ length: 6 }, () => new Bell(clock));
        const due = new Map<Bell, number>();
        const expected = new Map<Bell, number[]>(bells.map((bell) => [bell, []]));
        const settle = (now: number): void => {
          for (const [bell, at] of due) {
            if (at > now) continue;
            due.delete(bell);
            expected.get(bell)!.push(at);
          }
        };
        for (const { who, do: what, ms, wait } of steps) {
          const bell = bells[who]!;
          if (what === 'stop') {
            bell.stop();
            due.delete(bell);
          } else {
            if (what === 'start') alarms.start(bell, ms);
            else alarms.startAt(bell, clock.now() + ms);
            due.set(bell, clock.now() + ms);
          }
          await clock.advance(wait);
          settle(clock.now());
        }
        await clock.advance(100);
        settle(clock.now());
        expect(bells.map(({ rung }) => rung)).toEqual(bells.map((bell) => expected.get(bell)));
        expect(clock.pending()).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});
