// Alarms and the timers behind them.
import { describe, expect, test } from 'vitest';
import { alarmsOf, systemClock } from '../../src/plugin-api.ts';
import { Bell, keepingClock } from '../support/alarms.ts';

describe('on a clock whose timers can be kept', () => {
  test('consecutive alarms share one timer', async () => {
    const clock = keepingClock();
    const alarms = alarmsOf(clock, true);
    for (let count = 0; count < 50; count++) {
      const bell = new Bell(clock);
      alarms.start(bell, 100);
      await clock.advance(1);
      bell.stop();
    }
    expect(clock.set()).toBe(1);
    await clock.advance(1_000);
    expect(clock.pending()).toBe(0);
  });

  test('the process is kept alive while an alarm runs, and no longer', () => {
    const clock = keepingClock();
    const bell = new Bell(clock);
    alarmsOf(clock, true).start(bell, 10);
    expect(clock.held.size).toBe(1);
    bell.stop();
    expect(clock.held.size).toBe(0);
    alarmsOf(clock, true).start(bell, 10);
    expect(clock.held.size).toBe(1);
    bell.stop();
    alarmsOf(clock, false).start(bell, 10);
    expect(clock.held.size).toBe(0);
  });

  test('any number of durations leaves at most 64 timers', () => {
    const clock = keepingClock();
    for (let ms = 1; ms <= 1_000; ms++) {
      const bell = new Bell(clock);
      alarmsOf(clock, true).start(bell, ms);
      bell.stop();
    }
    expect(clock.pending()).toBeLessThanOrEqual(64);
  });
});

describe('on the machine', () => {
  test('an alarm rings on time even if timers fire early', async () => {
    const bell = new Bell(systemClock);
    const startedAt = systemClock.now();
    await new Promise<void>((resolve) => {
      bell.also = resolve;
      alarmsOf(systemClock, true).start(bell, 5);
    });
    expect(systemClock.now() - startedAt).toBeGreaterThanOrEqual(5);
  });

  test('an alarm may be longer than the longest timer', () => {
    const bell = new Bell(systemClock);
    alarmsOf(systemClock, false).start(bell, 10 ** 12);
    expect(bell.queue).toBeDefined();
    bell.stop();
  });

  test('a stopped alarm does not keep the process alive', () => {
    const before = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const bell = new Bell(systemClock);
    alarmsOf(systemClock, true).start(bell, 60_000);
    expect(process.getActiveResourcesInfo().filter((name) => name === 'Timeout')).toHaveLength(before + 1);
    bell.stop();
    expect(process.getActiveResourcesInfo().filter((name) => name === 'Timeout')).toHaveLength(before);
  });
});
