import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aimd, gradient2, type LatencyWindow } from '../../src/index.ts';
import { Simulation } from '../support/simulation.ts';

/** Runs a simulation. @returns the range of limits in its second half */
function settled(simulation: Simulation, seconds: number): { least: number; most: number } {
  const limits = simulation.run(seconds).slice(-seconds / 2);
  return { least: Math.min(...limits), most: Math.max(...limits) };
}

test('gradient2 finds the limit of a server whose capacity changes', () => {
  const simulation = new Simulation(gradient2(), { capacity: 40, service: 100, backlog: Infinity });
  const before = settled(simulation, 120);
  expect(before.least).toBeGreaterThanOrEqual(40);
  expect(before.most).toBeLessThanOrEqual(80);
  simulation.server.capacity = 10;
  const during = settled(simulation, 120);
  expect(during.least).toBeGreaterThanOrEqual(10);
  expect(during.most).toBeLessThanOrEqual(30);
  simulation.server.capacity = 40;
  const after = settled(simulation, 120);
  expect(after.least).toBeGreaterThanOrEqual(40);
  expect(after.most).toBeLessThanOrEqual(120);
});

test('gradient2 gives way to a server that refuses', () => {
  const simulation = new Simulation(gradient2(), { capacity: 10, service: 100, backlog: 5 });
  const { least, most } = settled(simulation, 120);
  expect(least).toBeGreaterThanOrEqual(9);
  expect(most).toBeLessThanOrEqual(20);
});

test('aimd finds the limit of a server that refuses, and whose capacity changes', () => {
  const simulation = new Simulation(aimd(), { capacity: 40, service: 100, backlog: 10 });
  const before = settled(simulation, 120);
  expect(before.least).toBeGreaterThanOrEqual(44);
  expect(before.most).toBeLessThanOrEqual(52);
  simulation.server.capacity = 10;
  const during = settled(simulation, 120);
  expect(during.least).toBeGreaterThanOrEqual(17);
  expect(during.most).toBeLessThanOrEqual(22);
  simulation.server.capacity = 40;
  expect(settled(simulation, 120).most).toBeGreaterThanOrEqual(48);
});

test('aimd counts an answer slower than its timeout as a drop', () => {
  const slow = { capacity: 10, service: 500, backlog: Infinity };
  const { most } = settled(new Simulation(aimd({ timeout: 1_000 }), slow), 120);
  expect(most).toBeLessThanOrEqual(22);
});

test.each([
  ['aimd', aimd()],
  ['gradient2', gradient2()],
])('%s does not raise a limit that is not used', (_, adaptive) => {
  const simulation = new Simulation(adaptive, { capacity: 100, service: 100, backlog: Infinity }, 5);
  expect(settled(simulation, 60)).toEqual({ least: 20, most: 20 });
});

test('a limit stays between floor and ceiling whatever is measured', () => {
  const window: fc.Arbitrary<LatencyWindow> = fc.record({
    mean: fc.option(fc.double({ min: Number.EPSILON, max: 1e6, noNaN: true }), { nil: undefined }),
    longest: fc.double({ min: 0, max: 1e6, noNaN: true }),
    inUse: fc.integer({ min: 1, max: 500 }),
    dropped: fc.boolean(),
  });
  const range = fc
    .record({
      initial: fc.integer({ min: 1, max: 300 }),
      min: fc.integer({ min: 1, max: 50 }),
      max: fc.integer({ min: 50, max: 300 }),
    })
    .map(({ initial, min, max }) => ({ initial: Math.min(Math.max(initial, min), max), min, max }));
  const make = fc.constantFrom(aimd, gradient2);
  fc.assert(
    fc.property(
      make,
      range,
      fc.integer({ min: 1, max: 400 }),
      fc.array(window, { maxLength: 100, size: 'max' }),
      (algorithm, given, ceiling, all) => {
        const started = algorithm(given).start(ceiling);
        const floor = Math.min(given.min, ceiling);
        for (const one of [undefined, ...all]) {
          if (one !== undefined) started.learn(one);
          expect(started.limit).toBeGreaterThanOrEqual(floor);
          expect(started.limit).toBeLessThanOrEqual(Math.min(given.max, ceiling));
        }
      },
    ),
  );
});

test.each([
  [() => aimd({ min: 0 }), 'aimd.min'],
  [() => aimd({ min: 10, max: 5 }), 'aimd.min'],
  [() => aimd({ initial: 201 }), 'aimd.initial'],
  [() => aimd({ initial: Infinity }), 'aimd.initial'],
  [() => gradient2({ initial: 3 }), 'gradient2.initial'],
  [() => gradient2({ tolerance: 0.9 }), 'gradient2.tolerance'],
  [() => aimd({ backoff: 1 }), 'aimd.backoff'],
  [() => aimd({ smoothing: 1 } as never), 'aimd.smoothing'],
  [() => gradient2({ smoothing: 0 }), 'gradient2.smoothing'],
  [() => gradient2({ tolerance: Number.NaN }), 'gradient2.tolerance'],
  [() => gradient2({ longWindow: 1.5 }), 'gradient2.longWindow'],
])('refuses bad options: %s', (make, option) => {
  expect(make).toThrow(expect.objectContaining({ code: 'ERR_SLUICE_OPTION', option }));
});
