// Where the time of a call went, summed over its attempts.
import type { Attempt, Timings } from './attempt.ts';

/** Where the time of a call went, in ms: each phase, summed over all attempts. A phase that was not reached is undefined. */
export interface CallTimings extends Timings {
  /** From the start of the call to its failure; for a response, to the end of its body, or to now before that. */
  total: number;
  /** Waiting between attempts. */
  backoff?: number;
}

/** Points in time of a call, on the clock's monotonic time. */
export interface CallTimes {
  /** When the call began. */
  readonly startedAt: number;
  /** When its last attempt began; without an attempt, when the call began. */
  readonly attemptAt: number;
  /** When it failed; for a call that has not failed, the end of the period that is summed. */
  readonly failedAt: number;
}

/** The part of a call that its errors and timings need. */
export interface CallHistory {
  /** Every attempt so far, oldest first. */
  readonly attempts: readonly Attempt[];
  /** The times of the call; `failedAt` is now. */
  timesUntilNow(): CallTimes;
}

/** The consecutive phases. `dns`, `connect` and `tls` are parts of `queue`; `send` is a part of `responseHeader`. */
const PHASES = ['gate', 'queue', 'responseHeader', 'body'] as const;

/**
 * Sums where the time of a failed call went. The time since the last completed phase counts for the phase in progress.
 * @param error the error of the call: an attempt that failed with another error was over before
 */
export function callTimings(attempts: readonly Attempt[], times: CallTimes, error: unknown): CallTimings {
  return sumPhases(attempts, times, (last) => phaseInProgress(last, error));
}

/**
 * Sums where the time of an answered call went, up to the end of the body or, before that, to now.
 * @param last the attempt that was answered
 * @param headAt when the headers arrived, on the clock's monotonic time
 */
export function answeredTimings(call: CallHistory, last: Attempt, headAt: number): CallTimings {
  const times = call.timesUntilNow();
  const { body } = last.timings;
  if (body === undefined) return sumPhases(call.attempts, times, () => 'body');
  return sumPhases(call.attempts, { ...times, failedAt: headAt + body }, () => undefined);
}

function sumPhases(
  attempts: readonly Attempt[],
  times: CallTimes,
  inProgress: (last: Attempt) => keyof CallTimings | undefined,
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
  const phase = inProgress(last);
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

function phaseInProgress(
  { error, timings, status, connection }: Attempt,
  failure: unknown,
): keyof CallTimings {
  const over = (error !== undefined && error !== failure) || timings.body !== undefined;
  if (over) return 'backoff';
  if (status !== undefined) return 'body';
  return connection === undefined ? 'queue' : 'responseHeader';
}

/** Describes the current state of a call in words, for messages. */
export function describeNow(attempts: readonly Attempt[]): string {
  const last = attempts.at(-1);
  if (last === undefined) return 'no attempt had begun';
  const which = `attempt ${last.number}`;
  switch (phaseInProgress(last, undefined)) {
    case 'backoff':
      return `${which} was over, and the next one had not begun`;
    case 'body':
      return `the body of ${which} was arriving`;
    case 'responseHeader':
      return `${which} was waiting for the response headers`;
    default:
      return `${which} was waiting for ${last.timings.gate === undefined ? 'a slot or a connection' : 'a connection'}`;
  }
}
