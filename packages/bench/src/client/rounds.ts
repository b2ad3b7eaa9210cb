// Performs rounds of calls and measures them.
import type { Pace } from '../work/workload.ts';
import type { Round } from './questions.ts';

/** Makes calls at a pace for at least `ms` and measures them. */
export async function measureRound(call: () => Promise<void>, pace: Pace, ms: number): Promise<Round> {
  const tally = new Tally();
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  if ('inFlight' in pace) await callInTurns(call, pace.inFlight, startedAt + ms, tally);
  else if ('burst' in pace) await callInBursts(call, pace.burst, startedAt + ms, tally);
  else await callAtRate(call, pace.perSecond, ms, tally);
  const { user, system } = process.cpuUsage(cpuBefore);
  const seconds = (performance.now() - startedAt) / 1_000;
  const calls = tally.latencies.length;
  return {
    calls,
    cpu: (user + system) / calls,
    perSecond: calls / seconds,
    errors: tally.errors,
    ...(tally.firstError === undefined ? {} : { firstError: tally.firstError }),
    latencies: Float64Array.from(tally.latencies),
    peakMemory: process.resourceUsage().maxRSS / 1_024,
  };
}

/** The calls of a round that have ended. */
class Tally {
  readonly latencies: number[] = [];
  errors = 0;
  firstError: string | undefined;

  fail(error: unknown): void {
    this.errors++;
    this.firstError ??= String(error);
  }
}

/** Callers that each make a call after the other. */
async function callInTurns(
  call: () => Promise<void>,
  callers: number,
  until: number,
  tally: Tally,
): Promise<void> {
  const caller = async (): Promise<void> => {
    let startedAt = performance.now();
    do {
      try {
        await call();
      } catch (error) {
        tally.fail(error);
      }
      const endedAt = performance.now();
      tally.latencies.push(endedAt - startedAt);
      startedAt = endedAt;
    } while (startedAt < until);
  };
  await Promise.all(Array.from({ length: callers }, caller));
}

/** Calls that begin all at once, again when all have ended. */
async function callInBursts(
  call: () => Promise<void>,
  size: number,
  until: number,
  tally: Tally,
): Promise<void> {
  while (performance.now() < until) await callInTurns(call, size, Number.NEGATIVE_INFINITY, tally);
}

/**
 * Calls at a fixed rate. A call that starts late because the process was busy counts from the time it was due, so that
 * a pause is seen in all calls that it delays.
 */
async function callAtRate(
  call: () => Promise<void>,
  perSecond: number,
  ms: number,
  tally: Tally,
): Promise<void> {
  const total = Math.ceil((ms / 1_000) * perSecond);
  const startedAt = performance.now();
  const dueAt = (index: number): number => startedAt + (index * 1_000) / perSecond;
  const pending: Promise<void>[] = [];
  const timed = async (due: number): Promise<void> => {
    try {
      await call();
    } catch (error) {
      tally.fail(error);
    }
    tally.latencies.push(performance.now() - due);
  };
  for (let next = 0; next < total;) {
    const now = performance.now();
    while (next < total && dueAt(next) <= now) pending.push(timed(dueAt(next++)));
    if (next < total) await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueAt(next) - now)));
  }
  await Promise.all(pending);
}
