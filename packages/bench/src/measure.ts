// Measures the CPU and the time of calls.
import type { Contender } from './contenders.ts';

/** The cost of one round of a contender. */
export interface Round {
  /** CPU of this process per call, in microseconds. */
  readonly cpu: number;
  /** Time per call, in microseconds. */
  readonly wall: number;
}

/** Makes `calls` calls, `inFlight` at a time, and returns their cost. */
export async function measureRound(contender: Contender, calls: number, inFlight: number): Promise<Round> {
  const cpuBefore = process.cpuUsage();
  const wallBefore = performance.now();
  let left = calls;
  const worker = async (): Promise<void> => {
    while (left-- > 0) {
      // oxlint-disable-next-line no-await-in-loop -- a worker makes one call at a time
      await contender.call();
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  const cpu = process.cpuUsage(cpuBefore);
  return {
    cpu: (cpu.user + cpu.system) / calls,
    wall: ((performance.now() - wallBefore) * 1_000) / calls,
  };
}

/** The median. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}
