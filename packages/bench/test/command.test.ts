import { expect, test } from 'vitest';
import { parsePlan } from '../src/arguments.ts';
import { measureRound } from '../src/client/rounds.ts';
import { figuresOf, p99Of } from '../src/run/figures.ts';
import { percentile, spread } from '../src/run/statistics.ts';

test('without options, every benchmark runs and updates the documentation', () => {
  const plan = parsePlan([]);
  expect(plan.stored).toBe(true);
  expect(plan.workloads.length).toBeGreaterThan(20);
  expect(parsePlan(['--quick']).stored).toBe(false);
});

test('benchmarks are chosen by name or prefix; calls in flight and connections can be changed', () => {
  const plan = parsePlan([
    '--work',
    'get,tls,size',
    '--peers',
    'sluice,got',
    '--in-flight',
    '7',
    '--connections',
    '3',
  ]);
  expect(plan.workloads.map(({ name }) => name)).toEqual(['get-1', 'get-50', 'get-500', 'get-2000', 'tls']);
  expect(plan.workloads.map(({ pace, connections }) => [pace, connections])).toEqual(
    Array.from({ length: 5 }, () => [{ inFlight: 7 }, 3]),
  );
  expect(plan.workloads[0]?.title).toBe('small GET, 1 in flight (here: 7 in flight, 3 connections)');
  expect(plan.packageProbes.map(({ name }) => name)).toEqual(['size']);
  expect(plan.peers.map(({ name }) => name)).toEqual(['got', 'sluice']);
  expect(plan.stored).toBe(false);
});

test.each([
  [['--work', 'nope'], "unknown work 'nope'; known: get-1"],
  [['--peers', 'nope'], "unknown peer 'nope'; known: socket"],
  [['--rounds', '0'], "--rounds must be a whole number above 0, not '0'"],
  [['--in-flight', 'x'], "--in-flight must be a whole number above 0, not 'x'"],
  [['--nope'], "Unknown option '--nope'"],
])('%s is refused', (args, message) => {
  expect(() => parsePlan(args)).toThrow(message);
});

test('a round counts calls, errors and the time of each call', async () => {
  let calls = 0;
  const call = async (): Promise<void> => {
    if (++calls % 2 === 0) throw new Error('even');
  };
  const round = await measureRound(call, { burst: 10 }, { ms: 1, longest: 1 });
  expect(round.calls).toBe(calls);
  expect(round.calls % 10).toBe(0);
  expect(round.errors).toBe(calls / 2);
  expect(round.firstError).toBe('Error: even');
  expect(round.latencies).toHaveLength(calls);
});

test('at a fixed rate, calls begin when they are due, however long responses take', async () => {
  const ended = Promise.withResolvers<void>();
  let begun = 0;
  const call = (): Promise<void> => {
    // The first answers come when the last call has begun.
    if (++begun === 20) ended.resolve();
    return ended.promise;
  };
  const round = await measureRound(call, { perSecond: 1_000 }, { ms: 20, longest: 20 });
  expect(round.calls).toBe(20);
  expect(Math.max(...round.latencies)).toBeGreaterThan(Math.min(...round.latencies));
});

test('a median has its quartiles, a percentile is a value that was measured', () => {
  expect(spread([5, 1, 4, 2, 3])).toEqual({ median: 3, low: 2, high: 4 });
  expect(spread([1, 2])).toEqual({ median: 1.5, low: 1.25, high: 1.75 });
  const sorted = Array.from({ length: 1_000 }, (_, index) => index + 1);
  expect([0.5, 0.99, 0.999].map((share) => percentile(sorted, share))).toEqual([500, 990, 999]);
});

test('at a fixed rate, p99 is over all rounds; otherwise it is the median of the rounds', () => {
  // Each call of the middle round takes longer than those of the others.
  const rounds = [1, 1_000, 1].map((factor) => ({
    calls: 100,
    cpu: 1,
    perSecond: 1,
    errors: 0,
    latencies: Float64Array.from({ length: 100 }, (_, index) => (index + 1) * factor),
    peakMemory: 1,
  }));
  expect(p99Of(figuresOf('a', { rounds, opened: 1 }, false))).toBe(99);
  expect(p99Of(figuresOf('a', { rounds, opened: 1 }, true))).toBe(97_000);
});
