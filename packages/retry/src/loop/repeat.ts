// The loop itself: the only file that uses p-retry.
import pRetry from 'p-retry';

/** p-retry repeats after a rejection; this is the only one here, and it means "repeat". */
const REPEAT = new Error('another attempt follows');

const OPTIONS = {
  shouldRetry: ({ error }: { readonly error: unknown }): boolean => error === REPEAT,
  // `nextStep` bounds the number of retries, and the wait is over when `attempt` returns.
  retries: Infinity,
  minTimeout: 0,
  // Unused. Set here, so that a polluted prototype cannot set them.
  signal: undefined,
  unref: undefined,
  onFailedAttempt: undefined,
  shouldConsumeRetry: undefined,
  randomize: false,
  factor: 1,
  maxTimeout: Infinity,
  maxRetryTime: Infinity,
} as const;

/**
 * Calls a function with 1, 2, 3, … until it returns a result.
 * @param attempt returns undefined when another attempt follows. Must not reject
 */
export function repeat<Result extends object>(
  attempt: (number: number) => Promise<Result | undefined>,
): Promise<Result> {
  return pRetry(async (number) => {
    const result = await attempt(number);
    if (result === undefined) throw REPEAT;
    return result;
  }, OPTIONS);
}
