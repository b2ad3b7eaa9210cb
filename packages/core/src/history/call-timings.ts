import type { Attempt, Timings } from './attempt.ts';

/** Where the time of a call went, in ms: its phases over all attempts. A phase that was not reached is undefined. */
export interface CallTimings extends Timings {
  /** From the call's start to its failure; of a response, to the end of its body, or to now while that goes on. */
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
  /** When it failed, or up to when its time is added up. */
  readonly failedAt: number;
}

/** A call, as its errors and its timings know it. */
export interface CallHistory {
  /** Every attempt so far, oldest first. */
  readonly attempts: readonly Attempt[];
  /** The moments of the call; `failedAt` is now. */
  timesUntilNow(): CallTimes;
}

/** The phases that follow each other; `dns`, `connect` and `tls` are parts of `queue`, and `send` of `responseHeader`. */
const PHASES = ['gate', 'queue', 'responseHeader', 'body'] as const;

/**
 * Adds up where the time went. What the last attempt spent in the phase that was under way counts for that phase.
 * @param error what the call failed with: an attempt that failed with something else was over before
 */
export function callTimings(attempts: readonly Attempt[], times: CallTimes, error: unknown): CallTimings {
  return addUp(attempts, times, (last) => phaseUnderWay(last, error));
}

/**
 * Adds up where the time of a call went that was answered, to the end of the body or, before that, to now.
 * @param last the attempt that brought the response
 * @param headAt when its headers were there, on the clock's monotonic time
 */
export function answeredTimings(call: CallHistory, last: Attempt, headAt: number): CallTimings {
  const times = call.timesUntilNow();
  const { body } = last.timings;
  if (body === undefined) return addUp(call.attempts, times, () => 'body');
  return addUp(call.attempts, { ...times, failedAt: headAt + body }, () => undefined);
}

function addUp(
  attempts: readonly Attempt[],
  times: CallTimes,
  underWay: (last: Attempt) => keyof CallTimings | undefined,
): CallTimings {
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
  const phase = underWay(last);
  if (rest > 0 && phase !== undefined) add(phase, rest);
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
