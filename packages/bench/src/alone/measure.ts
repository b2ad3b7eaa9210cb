// Measures the CPU and the time of calls.

/** The cost of one round of a contender. */
export interface Round {
  /** CPU of this process per call, in microseconds. */
  readonly cpu: number;
  /** Time per call, in microseconds. */
  readonly wall: number;
}

/** Makes `calls` calls, `inFlight` at a time, and returns their cost. */
export async function measureRound(
  contender: { call(): Promise<unknown> },
  calls: number,
  inFlight: number,
): Promise<Round> {
  const cpuBefore = process.cpuUsage();
  const wallBefore = performance.now();
  let left = calls;
  const worker = async (): Promise<void> => {
    while (left-- > 0) {
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
