// The policy of a call of got (retries, limits, connections) as options of the client.
import type { Options } from 'got';
import type { Clock } from '@sluice/core';
import type { RetryOptions } from 'sluice';
import { isRedirect } from './answer.ts';
import { prepareRetryOf } from './before-retry.ts';
import { connectionOptionsOf } from './connection-options.ts';
import type { GotCall } from './got-call.ts';
import { limitsOf, NO_LIMITS } from './got-limits.ts';
import { callOptionsOf, type WrittenOutOptions } from './options.ts';
import type { LookupLimits } from './lookup-limits.ts';
import { gotDefaults } from './got-defaults.ts';
import { refuseIneffective } from './refused.ts';
import { gotRetryOf, recreatesBody } from './retries-of-got.ts';
import type { ResponseFace } from './response-face.ts';
import {
  hintLimitOf,
  instanceCheckOf,
  NO_RETRY,
  retryRulesOf,
  type GotRetry,
  type RetryRules,
} from './retry-rules.ts';

/** The settings of the instance and its client that affect the policy of a call. */
export interface PolicyContext {
  readonly clock: Clock;
  /** Functions for `timeout.lookup`. */
  readonly lookups: LookupLimits;
  /** The hooks of the client's own `retry`. */
  readonly hooks: Pick<RetryOptions, 'prepareRetry' | 'checkRetry'>;
  /** The client's own `retry`. */
  readonly retry: RetryOptions | false;
  /** The `retry` of the instance. */
  readonly instanceRetry: GotRetry;
  /** Whether the options of connections have an effect. */
  readonly routed: boolean;
}

/**
 * Moves the policy of a call from got's options to options of the client: got's own retries and limits are switched off.
 * @throws OptionError for an option that would have no effect
 */
export function takePolicy(options: Options, call: GotCall, context: PolicyContext): WrittenOutOptions {
  refuseIneffective(options, call.request, context.routed);
  const own = callOptionsOf(options.context);
  call.addLimits(limitsOf(options));
  const { lookup } = call.limits.phases;
  if (lookup !== undefined) call.lookup = context.lookups.limited(options, lookup);
  call.connection = connectionOptionsOf(options, call.request, call.lookup);
  call.retriedByGot ||= recreatesBody(options, call.stream);
  if (call.retriedByGot) options.retry = gotRetryOf(options, context.instanceRetry, context.retry);
  else {
    call.retry = { ...call.retry, ...retryRulesOf(options.retry, options, NO_RETRY, call.limits.events) };
    options.retry = { ...gotDefaults(options).retry, limit: NO_RETRY };
  }
  options.timeout = NO_LIMITS;
  discardFollowed(options);
  return {
    ...own,
    timeout: timeoutOf(own, call, context.clock),
    retry: call.retriedByGot ? false : retryOf(own, options, call, context),
  };
}

function timeoutOf(
  { timeout }: WrittenOutOptions,
  call: GotCall,
  clock: Clock,
): WrittenOutOptions['timeout'] {
  call.requestLimit = undefined;
  if (timeout === false) return false;
  const { deadlineAt = Infinity, limits } = call;
  const left = deadlineAt === Infinity ? {} : { total: Math.max(1, deadlineAt - clock.now()) };
  const { attempt } = limits.timeout;
  if (typeof attempt === 'number' && timeout?.attempt === undefined) call.requestLimit = attempt;
  return { ...limits.timeout, ...timeout, ...left };
}

function retryOf(
  { retry }: WrittenOutOptions,
  options: Options,
  call: GotCall,
  { hooks, instanceRetry, retry: ofClient }: PolicyContext,
): WrittenOutOptions['retry'] {
  if (retry === false) return false;
  // Any rules would enable the retries that the client was created without.
  if (ofClient === false && retry === undefined && !requestsRetries(call.retry)) return undefined;
  const check =
    hooks.checkRetry === undefined ? instanceCheckOf(instanceRetry, options, call.limits.events) : {};
  const hintLimit = hintLimitOf(call.limits, { ...instanceRetry, ...ofClient });
  const rules = { ...check, ...hintLimit, ...call.retry, ...retry };
  const prepareRetry = prepareRetryOf(options, call, rules.prepareRetry ?? hooks.prepareRetry);
  if (prepareRetry !== hooks.prepareRetry) return { ...rules, prepareRetry };
  return Object.keys(rules).length === 0 ? undefined : rules;
}

/** Whether the `retry` of a call itself decides how often the call is retried, by `limit` or `calculateDelay`. */
function requestsRetries({ maxRetries, checkRetry }: RetryRules): boolean {
  return maxRetries !== undefined || checkRetry !== undefined;
}

/** The functions created by {@link discardFollowed}. */
const discarding = new WeakSet<object>();

/** Discards the body of a redirect if the function `followRedirect` follows it. got would read the body to its end. */
function discardFollowed(options: Options): void {
  const { followRedirect } = options;
  if (typeof followRedirect !== 'function' || discarding.has(followRedirect)) return;
  const decide: typeof followRedirect = (response) => {
    const follows = followRedirect(response);
    // got 14 and 15 call the function for every response.
    if (follows && isRedirect(response.statusCode, response.headers.location)) {
      (response as unknown as Partial<ResponseFace>).discard?.();
    }
    return follows;
  };
  discarding.add(decide);
  options.followRedirect = decide;
}
