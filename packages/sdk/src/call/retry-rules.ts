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

/** What decides whether a call may be sent again. */
export interface RepeatRules {
  /** Options of the client. */
  readonly options: Pick<SluiceCallOptions, 'retry' | 'idempotencyKey'>;
  /** Whether the call takes effect each time it is sent. A request with a key is an exception all the same. */
  readonly forbidsRepeats: boolean;
}

/** @param declared undefined: by the method */
export function repeatRules(
  method: string,
  declared: Idempotency | undefined,
  { retry, idempotencyKey }: Pick<PerCall, 'retry' | 'idempotencyKey'>,
): RepeatRules {
  const key = idempotencyKey ?? (declared === 'key' ? true : declared === 'none' ? false : undefined);
  // Without its key, such a call is a write like any other.
  const isKeyless = declared === 'key' && key === false;
  const byMethod = IDEMPOTENT_METHODS.has(method) ? undefined : 'none';
  const kind = isKeyless ? 'none' : (declared ?? byMethod);
  const rules: RetryRules | undefined =
    typeof retry === 'number' ? { maxRetries: retry } : retry || undefined;
  return {
    options: {
      ...(key !== undefined && { idempotencyKey: key }),
      ...(retry === false ? { retry } : retryOf(kind, rules)),
    },
    // Methods that the caller of this call names are an allowance.
    forbidsRepeats: kind === 'none' && rules?.methods === undefined,
  };
}

function retryOf(
  kind: Idempotency | undefined,
  rules: RetryRules | undefined,
): Pick<SluiceCallOptions, 'retry'> {
  switch (kind) {
    case 'safe':
      return { retry: { methods: 'any', ...rules } };
    case 'none':
      return { retry: { methods: [], checkRetry: afterRefusal, ...rules } };
    case 'key':
    case undefined:
      return rules === undefined ? {} : { retry: rules };
  }
}
