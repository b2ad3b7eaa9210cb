import { createVirtualClock } from '@sluice/fixtures';
import { expect, onTestFinished, test, vi } from 'vitest';
import { systemClock } from '../../src/time/clock.ts';
import { wallTimeAt } from '../../src/time/wall-time.ts';

const HOUR = 3_600_000;

test('on the system clock, the difference of the two clocks is read once a second', () => {
  const now = systemClock.now() + HOUR;
  const wall = vi.spyOn(systemClock, 'wallTime').mockReturnValue(1_000_000_000);
  onTestFinished(() => wall.mockRestore());
  expect(wallTimeAt(systemClock, now)).toBe(1_000_000_000);
  expect(wallTimeAt(systemClock, now + 999.4)).toBe(1_000_000_999);
  expect(wallTimeAt(systemClock, now + HOUR, now + 1)).toBe(1_000_000_000 + HOUR);
  expect(wall).toHaveBeenCalledOnce();
  wall.mockReturnValue(2_000_000_000);
  expect(wallTimeAt(systemClock, now + 1_000)).toBe(2_000_000_000);
  expect(wallTimeAt(systemClock, now + 1_001)).toBe(2_000_000_001);
  expect(wall).toHaveBeenCalledTimes(2);
});

test('a time before the last reading reads both clocks', () => {
  const now = systemClock.now() + 2 * HOUR;
  const wall = vi.spyOn(systemClock, 'wallTime').mockReturnValue(5_000_000_000);
  onTestFinished(() => wall.mockRestore());
  wallTimeAt(systemClock, now);
  wall.mockReturnValue(6_000_000_000);
  expect(wallTimeAt(systemClock, now - 1)).toBe(6_000_000_000);
});

test('any other clock is read each time', () => {
  const clock = createVirtualClock();
  const wall = vi.spyOn(clock, 'wallTime').mockReturnValue(700);
  expect(wallTimeAt(clock, clock.now())).toBe(700);
  wall.mockReturnValue(900);
  expect(wallTimeAt(clock, clock.now())).toBe(900);
  expect(wallTimeAt(clock, clock.now() + 50, clock.now())).toBe(950);
});
