// The plugin `hedge()`.
import type { HttpRequest } from '@sluice/core';
import {
  callOption,
  hasIdempotencyKey,
  option,
  optionsOf,
  SAFE_METHODS,
  type Plugin,
} from '@sluice/core/plugin';
import { reportCall, reportSuccess, reportUnsent, takeFrom } from '../budget/ask-budget.ts';
import type { RetryBudget } from '../budget/budget.ts';
import { tokenBudget } from '../budget/token-budget.ts';
import { cooldownWait, recordPause } from '../loop/host-pause.ts';
import { publishRetry } from '../diagnostics.ts';
import { HostMap } from '../host-map.ts';
import { retryOptions } from '../policy/call-options.ts';
import { parsePolicy } from '../policy/parse-policy.ts';
import type { RetryPolicy } from '../policy/policy.ts';
import type { HedgeCallOptions, HedgeOptions, HedgeSettings, HedgeStats } from './hedge-options.ts';
import { HedgeRace, type RaceOwner } from './hedge-race.ts';
import { LatencyWindow } from './latency.ts';
import { overrideHedge, parseHedge } from './parse-hedge.ts';

const { orFalse } = option;

/**
 * Plugin, stage `retry`: sends a second attempt beside a slow one, and takes the first good response. Only for requests
 * that may be sent twice: a safe method or an idempotency key, and a body that can be sent again. List it after
 * `retry`, so that each attempt of the loop is hedged, and retried if all its hedges fail too.
 *
 * Hedges are paid from the retry budget and pass the gate like any attempt.
 * @throws OptionError for an unknown option or a bad value.
 */
export function hedge(options: HedgeOptions = {}): Plugin<HedgeCallOptions> {
  const { budget, idempotencyHeader = 'idempotency-key', ...given } = parseHedge(options);
  const settings: HedgeSettings = {
    delay: { percentile: 0.95, min: 10 },
    maxHedges: 1,
    methods: SAFE_METHODS,
    statuses: undefined,
    ...given,
  };
  const standard = parsePolicy({ budget: false });
  const declaredByRetry = retryOptions(standard);
  /** The policy of the client's `retry` plugin for a call; undefined for a client without it. */
  const policyOfRetry = (request: HttpRequest): RetryPolicy | undefined =>
    optionsOf(declaredByRetry, request).retry;
  const own = budget ?? tokenBudget();
  const declared = {
    hedge: callOption<HedgeSettings | false>(
      orFalse((value, path) => overrideHedge(settings, value, path)),
      settings,
    ),
  };
  const latencies = new HostMap(() => new LatencyWindow());
  return {
    name: 'hedge',
    stage: 'retry',
    callOptions: declared,
    setup() {
      const counts = { hedges: 0, unsent: 0, won: 0, budgetRefusals: 0 };
      const chargedBudget = (request: HttpRequest): RetryBudget | false =>
        (budget === undefined ? policyOfRetry(request)?.budget : undefined) ?? own;
      /** The budget of a call, unless `retry` reports the call and its success to it. */
      const budgetToReportTo = (request: HttpRequest): RetryBudget | undefined => {
        const charged = chargedBudget(request);
        const policy = policyOfRetry(request);
        const reported = policy?.enabled === true && policy.budget === charged;
        return charged === false || reported ? undefined : charged;
      };
      const owner: RaceOwner = {
        grant(request) {
          const charged = chargedBudget(request);
          const { origin, call } = request;
          const attempt = call.attempts.at(-1);
          const policy = policyOfRetry(request);
          // A host that requested a pause gets no hedges.
          if (policy !== undefined && cooldownWait(request, policy) > 0) return false;
          if (charged !== false && !takeFrom(charged, origin, 'hedge', call.clock.now())) {
            counts.budgetRefusals++;
            publishRetry('budget', request, attempt, undefined, `the retry budget of ${origin} is spent`);
            return false;
          }
          counts.hedges++;
          publishRetry('hedge', request, attempt, 0, 'no answer yet');
          return true;
        },
        onUnsent(request) {
          counts.unsent++;
          const charged = chargedBudget(request);
          if (charged !== false) reportUnsent(charged, request.origin, 'hedge', request.call.clock.now());
        },
        isFailure(request, status) {
          const { hedge: rules } = optionsOf(declared, request);
          const own = rules === false ? undefined : rules.statuses;
          return (own ?? policyOfRetry(request)?.statuses ?? standard.statuses)(status);
        },
        onWin(request, won, latency) {
          const { origin, call } = request;
          if (won) counts.won++;
          const reported = budgetToReportTo(request);
          if (reported !== undefined) reportSuccess(reported, origin, undefined, call.clock.now());
          const { hedge: rules } = optionsOf(declared, request);
          if (rules !== false && typeof rules.delay !== 'number') latencies.get(origin).add(latency);
        },
        onLost(request, response) {
          const policy = policyOfRetry(request);
          if (policy !== undefined) recordPause(request, response, policy);
        },
      };
      return {
        middleware(request, next) {
          const { hedge: rules } = optionsOf(declared, request);
          // Also set here, since this plugin may be listed before `retry`.
          const header = policyOfRetry(request)?.idempotencyHeader ?? idempotencyHeader;
          request.call.useIdempotencyHeader(header, 'hedge');
          if (rules === false || !mayRunTwice(request, rules)) return next(request);
          const delay = delayFor(rules, latencies.find(request.origin));
          const reported = budgetToReportTo(request);
          if (reported !== undefined) reportCall(reported, request.origin, request.call.clock);
          // While too few latencies are known, the race only measures: its delay is Infinity.
          return new HedgeRace(request, next, rules.maxHedges, delay, owner).result;
        },
        stats: (): HedgeStats => ({ ...counts }),
      };
    },
  };
}

/** Whether a request may be sent twice at the same time. */
function mayRunTwice(request: HttpRequest, { methods }: HedgeSettings): boolean {
  if (request.body?.replayable === false) return false;
  const isListed = methods === 'any' || methods.has(request.method);
  return (isListed && request.call.repeats !== 'forbidden') || hasIdempotencyKey(request);
}

/** The delay before a hedge, in ms; Infinity for no hedge. */
function delayFor({ delay }: HedgeSettings, latencies: LatencyWindow | undefined): number {
  if (typeof delay === 'number') return delay;
  const measured = latencies?.percentile(delay.percentile);
  return measured === undefined ? Infinity : Math.max(delay.min, measured);
}
