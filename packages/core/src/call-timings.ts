import type { Attempt, Timings } from './attempt.ts';

/** Where the time of a call went, in ms: its phases over all attempts. A phase that was not reached is undefined. */
export interface CallTimings extends Timings {
  /** From the call's start to its failure. */
  total: number;
  /** Waiting between attempts. */
  backoff?: number;
}

/** Moments of a call, on the clock's monotonic time. */
export interface CallTimes {
  /** When the call began. */
  readonly startedAt: number;
  /** When its last attempt began; that of the call when there was none. */
  readonly attemptAt: number;
  /** When it failed. */
  readonly failedAt: number;
}

/** The phases that follow each other; `dns`, `connect` and `tls` are parts of `queue`, and `send` of `responseHeader`. */
const PHASES = ['gate', 'queue', 'responseHeader', 'body'] as const;

/**
 * Adds up where the time went. What the last attempt spent in the phase that was under way counts for that phase.
 * @param error what the call failed with: an attempt that failed with something else was over before
 */
export function callTimings(attempts: readonly Attempt[], times: CallTimes, error: unknown): CallTimings {
  const sum: CallTimings = { total: times.failedAt - times.startedAt };
  const add = (phase: keyof CallTimings, ms: number | undefined): void => {
    if (ms !== undefined) sum[phase] = (sum[phase] ?? 0) + ms;
  };
  for (const { timings, wait } of attempts.slice(0, -1)) addPhases(add, timings, wait);
  const last = attempts.at(-1);
  if (last === undefined) return sum;
  addPhases(add, last.timings, undefined);
  let rest = times.failedAt - times.attemptAt;
  for (const phase of PHASES) rest -= last.timings[phase] ?? 0;
  if (rest > 0) add(phaseUnderWay(last, error), rest);
  return sum;
}

function addPhases(
  add: (phase: keyof CallTimings, ms: number | undefined) => void,
  timings: Timings,
  wait: number | undefined,
): void {
  for (const phase of [...PHASES, 'dns', 'connect', 'tls', 'send'] as const) add(phase, timings[phase]);
  add('backoff', wait);
}

function phaseUnderWay({ error, timings, status, connection }: Attempt, failure: unknown): keyof CallTimings {
  const over = (error !== undefined && error !== failure) || timings.body !== undefined;
  if (over) return 'backoff';
  if (status !== undefined) return 'body';
  return connection === undefined ? 'queue' : 'responseHeader';
}
