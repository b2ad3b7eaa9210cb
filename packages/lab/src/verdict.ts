// Verdicts on Sluice.
import type { Measurement, Verdict } from './model.ts';

/** A condition, and the message if it does not hold. */
export interface Check {
  readonly ok: boolean;
  readonly otherwise: string;
}

/** The most growth of resident memory that counts as flat, in bytes. */
export const FLAT_MEMORY: number = 64 * 1_048_576;

/** Passes if every check holds; otherwise fails with the message of the first that does not. */
export function verdict(checks: readonly Check[], because: string): Verdict {
  const failed = checks.find((check) => !check.ok);
  return failed === undefined ? { pass: true, because } : { pass: false, because: failed.otherwise };
}

/** Checks that the work was finished within its time limit. */
export function finished({ finished, broken, values }: Measurement): Check {
  return { ok: finished, otherwise: broken ?? `not done after ${values.time} ms` };
}

/** The number of failed calls. */
export function failures({ errors }: Pick<Measurement, 'errors'>): number {
  return Object.values(errors).reduce((sum, count) => sum + count, 0);
}

/** Checks that every call was answered. */
export function allAnswered({ answered, calls, errors }: Measurement): Check {
  const kinds = Object.entries(errors).map(([name, count]) => `${count} x ${name}`);
  return {
    ok: answered === calls,
    otherwise: `${answered} of ${calls} calls answered (${kinds.join(', ')})`,
  };
}

/** Checks that a measured value is at most `limit`. Passes if this machine cannot measure the value. */
export function atMost(value: number | null, limit: number, what: string): Check {
  return { ok: value === null || value <= limit, otherwise: `${what}: ${value}, more than ${limit}` };
}
