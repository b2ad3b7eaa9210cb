// The marks of the errors and responses that chaos has made.
import type { ChaosFault } from './faults.ts';

const MARK = Symbol.for('sluice.chaos');

/** The header of responses that chaos has made. */
export const CHAOS_HEADER = 'x-sluice-chaos';

/** The cause of an error that chaos has made. */
export function madeByChaos(fault: ChaosFault, seed: number, nth: number, code?: string): Error {
  const place = 'at' in fault ? ` at ${fault.at}` : '';
  const cause = new Error(`made by chaos: ${fault.do}${place} (seed ${seed}, attempt ${nth})`);
  return Object.assign(cause, { [MARK]: true }, code === undefined ? undefined : { code });
}

/** Whether chaos made an error or a response, and not a network or a server. */
export function isChaos(given: unknown): boolean {
  for (let value = given, depth = 0; typeof value === 'object' && value !== null && depth < 10; depth += 1) {
    const { headers, cause, response } = value as {
      readonly headers?: unknown;
      readonly cause?: unknown;
      readonly response?: unknown;
    };
    if (Object.hasOwn(value, MARK)) return true;
    if (
      typeof (headers as Headers | undefined)?.get === 'function' &&
      (headers as Headers).get(CHAOS_HEADER) !== null
    )
      return true;
    value = cause ?? response;
  }
  return false;
}
