// Retries of an operation: its idempotency decides whether it may be sent again.
import { IDEMPOTENT_METHODS } from '@sluice/core/plugin';
import type { SluiceCallOptions } from 'sluice';
import type { Idempotency } from '../declare/declaration.ts';
import type { RetryInput } from './api-state.ts';
import type { PerCall } from './types.ts';

type RetryRules = Exclude<RetryInput, number | false | undefined>;
type CheckRetry = NonNullable<RetryRules['checkRetry']>;

/** Statuses by which a server says that it did not process a request: RFC 8470 section 5.2, RFC 6585 section 4. */
const NOT_PROCESSED: ReadonlySet<number> = new Set([425, 429]);

/** Allows another attempt of a request that the server refused to process, which the policy denies for its method alone. */
const afterRefusal: CheckRetry = (outcome, verdict) => {
  if (verdict.rule !== 'method' || outcome.status === undefined) return undefined;
  // A 403 has this verdict only if its headers say that it is a rate limit.
  const isRefused = NOT_PROCESSED.has(outcome.status) || outcome.status === 403;
  return isRefused
    ? { retry: true, reason: `status ${outcome.status}: the server did not process the request` }
    : undefined;
};

/**
 * The options of a call that say whether it may be sent again.
 * @param declared undefined: by the method
 * @param hedges whether the client has the plugin `hedge()`
 */
export function retryOptions(
  method: string,
  declared: Idempotency | undefined,
  { retry, idempotencyKey }: Pick<PerCall, 'retry' | 'idempotencyKey'>,
  hedges = false,
): Pick<SluiceCallOptions, 'retry' | 'idempotencyKey'> {
  const isIdempotent = IDEMPOTENT_METHODS.has(method);
  const key = idempotencyKey ?? (declared === 'key' ? true : declared === 'none' ? false : undefined);
  // Without its key, such a call is a write like any other.
  const isKeyless = declared === 'key' && key === false;
  const kind = isKeyless ? 'none' : (declared ?? (isIdempotent ? undefined : 'none'));
  // An option of the plugin, which a client without the plugin does not know. A request with a key is hedged all the same.
  const unhedged: object = hedges && kind === 'none' && typeof key !== 'string' ? { hedge: false } : {};
  return { ...(key !== undefined && { idempotencyKey: key }), ...rulesOf(kind, retry), ...unhedged };
}

function rulesOf(declared: Idempotency | undefined, given: RetryInput): Pick<SluiceCallOptions, 'retry'> {
  if (given === false) return { retry: false };
  const rules: RetryRules | undefined = typeof given === 'number' ? { maxRetries: given } : given;
  switch (declared) {
    case 'safe':
      return { retry: { methods: 'any', ...rules } };
    case 'none':
      return { retry: { methods: [], checkRetry: afterRefusal, ...rules } };
    case 'key':
    case undefined:
      return rules === undefined ? {} : { retry: rules };
  }
}
