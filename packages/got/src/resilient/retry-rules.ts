// Converts got's option `retry` to rules of the retry plugin.
import type { Options } from 'got';
import type { RetryOptions } from 'sluice';
import type { PhaseEvents } from './error-names.ts';
import { gotDefaults } from './got-defaults.ts';
import type { GotLimits } from './got-limits.ts';
import { errorOfOutcome } from './outcome-error.ts';

/** The rules that got's option `retry` determines. */
export type RetryRules = Pick<
  RetryOptions,
  | 'maxRetries'
  | 'methods'
  | 'statuses'
  | 'hintStatuses'
  | 'errorCodes'
  | 'maxRetryAfter'
  | 'ceiling'
  | 'backoff'
  | 'checkRetry'
>;

type CheckRetry = NonNullable<RetryOptions['checkRetry']>;
type Outcome = Parameters<CheckRetry>[0];

/** got's option `retry`. */
export type GotRetry = Options['retry'];

/** A status that is retried only with a `Retry-After`. */
const TOO_LARGE = 413;

/** got's codes for a body that ended early. */
const CUT_SHORT: ReadonlySet<string> = new Set(['ECONNRESET', 'ERR_HTTP_CONTENT_LENGTH_MISMATCH']);

/**
 * got's own limit of retries: none, since the client retries. Negative zero, to distinguish a call without the option from a
 * call with `retry: { limit: 0 }`; got treats both as zero.
 */
export const NO_RETRY = -0;

/**
 * The rules in the `retry` of an instance or a call. For fields with got's defaults, the client's rules apply.
 * @param options the options in the errors that `calculateDelay` receives
 * @param silent the `limit` that counts as not given
 * @param events got's names of the limited phases
 */
export function retryRulesOf(
  retry: GotRetry,
  options: Options,
  silent: number | undefined,
  events: PhaseEvents,
): RetryRules {
  const usual = gotDefaults(options).retry;
  const differs = (name: keyof GotRetry): boolean => !isUsual(retry, usual, name);
  const { methods, statusCodes = [], errorCodes = [], maxRetryAfter } = retry;
  const limited = !Object.is(retry.limit, silent);
  return {
    ...(limited && { maxRetries: retry.limit }),
    ...(differs('methods') && { methods }),
    ...(differs('statusCodes') && {
      statuses: statusCodes.filter((status) => status !== TOO_LARGE),
      hintStatuses: statusCodes,
    }),
    ...(differs('errorCodes') && {
      errorCodes: errorCodes.some((code) => CUT_SHORT.has(code))
        ? [...errorCodes, 'ERR_SLUICE_BODY_CUT_SHORT']
        : errorCodes,
    }),
    ...(differs('maxRetryAfter') && { maxRetryAfter, ceiling: 'stop' }),
    ...((differs('backoffLimit') || differs('noise')) && { backoff: backoffOf(retry) }),
    ...(differs('calculateDelay') && checkOf(retry, options, limited, events)),
  };
}

/**
 * As in got, a `Retry-After` beyond `timeout.request` ends the retries, unless a `maxRetryAfter` is given.
 * @param limits the limits of the instance and the call
 * @param retry of the instance and the client
 */
export function hintLimitOf(
  { timeout: { attempt } }: GotLimits,
  { maxRetryAfter, ceiling = 'stop' }: Pick<RetryOptions, 'maxRetryAfter' | 'ceiling'>,
): RetryRules {
  return typeof attempt !== 'number' || maxRetryAfter !== undefined
    ? {}
    : { maxRetryAfter: attempt, ceiling };
}

/** got's delay: 1 s, doubled with each retry up to a limit, plus noise. */
function delayOf({ backoffLimit = Infinity, noise = 0 }: GotRetry, retry: number, random: number): number {
  return Math.max(1, Math.min(1_000 * 2 ** (retry - 1), backoffLimit) + random * noise);
}

function backoffOf(retry: GotRetry): RetryOptions['backoff'] {
  return (context) => delayOf(retry, context.retry, context.random());
}

/**
 * The check for the `calculateDelay` of an instance, for one call: its errors contain the options of that call.
 */
export function instanceCheckOf(retry: GotRetry, options: Options, events: PhaseEvents): RetryRules {
  const usual = gotDefaults(options).retry;
  if (isUsual(retry, usual, 'calculateDelay')) return {};
  const { checkRetry } = checkOf(retry, options, retry.limit !== usual.limit, events);
  return { checkRetry };
}

/** Whether a field has got's default. Compared as text, because each copy of got has its own default `calculateDelay`. */
function isUsual(retry: GotRetry, usual: GotRetry, name: keyof GotRetry): boolean {
  return String(retry[name]) === String(usual[name]);
}

/** The rules for a `calculateDelay`, which decides after the other rules (`enforceRetryRules`) or in place of them. */
function checkOf(retry: GotRetry, options: Options, limited: boolean, events: PhaseEvents): RetryRules {
  const { enforceRetryRules } = retry;
  const limit = retry.limit ?? 0;
  const checkRetry: CheckRetry = async (outcome, verdict) => {
    const { status, attempt } = outcome;
    const failed = status === undefined || status >= 400;
    if (enforceRetryRules ? !verdict.retry : !failed) return undefined;
    const within = verdict.retry && (enforceRetryRules || !limited || attempt <= limit);
    const retryAfter = retryAfterOf(outcome);
    const wait = await retry.calculateDelay?.({
      attemptCount: attempt,
      retryOptions: retry as Required<GotRetry>,
      error: errorOfOutcome(outcome, options, events),
      ...(retryAfter !== undefined && { retryAfter }),
      computedValue: within ? (retryAfter ?? delayOf(retry, attempt, Math.random())) : 0,
    });
    return wait
      ? { retry: true, wait, reason: 'calculateDelay' }
      : { retry: false, reason: 'calculateDelay' };
  };
  // Without the rules, only `calculateDelay` ends the retries.
  return enforceRetryRules ? { checkRetry } : { checkRetry, maxRetries: Infinity };
}

/** The wait in a `Retry-After`, as got reads it. */
function retryAfterOf({ headers, wallTime }: Outcome): number | undefined {
  const value = headers?.get('retry-after');
  if (value === undefined || value === null) return undefined;
  const wait = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - wallTime;
  return Number.isNaN(wait) ? undefined : Math.max(1, wait);
}
