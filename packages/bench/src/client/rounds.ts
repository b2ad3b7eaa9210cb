// Performs rounds of calls and measures them.
import type { Pace } from '../work/workload.ts';
import type { Round, RoundQuestion } from './questions.ts';

/**
 * Makes calls at a pace and measures them. A round lasts until the process has used `ms` of CPU, so that it has as many calls
 * on a busy machine; at a fixed rate, it lasts `ms`.
 */
export async function measureRound(
  call: () => Promise<void>,
  pace: Pace,
  { ms, longest }: RoundQuestion,
): Promise<Round> {
  const tally = new Tally();
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  if ('inFlight' in pace) await callInTurns(call, pace.inFlight, until(ms, longest), tally);
  else if ('burst' in pace) await callInBursts(call, pace.burst, until(ms, longest), tally);
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

/** Whether a round is over. @param now `performance.now()` */
type Over = (now: number) => boolean;

/** The time between two readings of the CPU time, in ms: a reading costs as much CPU as a small call. */
const READING_INTERVAL = 2;

function until(ms: number, longest: number): Over {
  const before = process.cpuUsage();
  const startedAt = performance.now();
  let readAt = startedAt;
  let over = false;
  return (now) => {
    if (over || now - readAt < READING_INTERVAL) return over;
    readAt = now;
    const { user, system } = process.cpuUsage(before);
    over = user + system >= ms * 1_000 || now - startedAt >= longest;
    return over;
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

/** Makes calls with concurrent callers, each of which makes one call after the other. */
async function callInTurns(
  call: () => Promise<void>,
  callers: number,
  over: Over,
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
    } while (!over(startedAt));
  };
  await Promise.all(Array.from({ length: callers }, caller));
}

/** Makes calls in bursts: all begin at once, and the next burst when all have ended. */
async function callInBursts(
  call: () => Promise<void>,
  size: number,
  over: Over,
  tally: Tally,
): Promise<void> {
  do await callInTurns(call, size, () => true, tally);
  while (!over(performance.now()));
}

/**
 * Makes calls at a fixed rate. The time of a call counts from when it was due, even if it starts late because the process was
 * busy, so that a pause shows in all calls that it delays.
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
