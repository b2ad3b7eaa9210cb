import { hasIdempotencyKey, orFalse, SAFE_METHODS, type HttpRequest, type Plugin } from '@sluice/core';
import type { RetryBudget } from '../budget/budget.ts';
import { tokenBudget } from '../budget/token-budget.ts';
import { cooldownWait, heedCooldown } from '../loop/heed-cooldown.ts';
import { publishRetry } from '../diagnostics.ts';
import { HostMap } from '../collections/host-map.ts';
import { parsePolicy } from '../policy/parse-policy.ts';
import type { RetryPolicy } from '../policy/policy.ts';
import type { HedgeCallOptions, HedgeOptions, HedgeSettings, HedgeStats } from './hedge-options.ts';
import { HedgeRace, type RaceHost } from './hedge-race.ts';
import { LatencyWindow } from './latency.ts';
import { overrideHedge, parseHedge } from './parse-hedge.ts';

/**
 * Plugin, stage `retry`: sends a second attempt beside one that takes long, and takes the first good answer. Only for
 * requests that may be sent twice: a safe method or an idempotency key, and a body that can be produced again. List it
 * after `retry`, so that each attempt of the loop is hedged and a failure of all is retried.
 *
 * Hedges are paid from the retry budget and pass the gate as any attempt does.
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
  /** What fails where there is no `retry`. */
  const { statuses } = parsePolicy({ budget: false });
  const own = budget ?? tokenBudget();
  const latencies = new HostMap(() => new LatencyWindow());
  return {
    name: 'hedge',
    stage: 'retry',
    callOptions: { hedge: orFalse((value, path) => overrideHedge(settings, value, path)) },
    defaults: { hedge: settings },
    setup() {
      const counts = { hedges: 0, unsent: 0, won: 0, budgetRefusals: 0 };
      const payerOf = (request: HttpRequest): RetryBudget | false =>
        (budget === undefined ? policyOfRetry(request)?.budget : undefined) ?? own;
      /** The payer, unless it hears of this call and its success from `retry`. */
      const budgetToTell = (request: HttpRequest): RetryBudget | undefined => {
        const payer = payerOf(request);
        const policy = policyOfRetry(request);
        const told = policy?.enabled === true && policy.budget === payer;
        return payer === false || told ? undefined : payer;
      };
      const host: RaceHost = {
        grant(request) {
          const payer = payerOf(request);
          const { origin, call } = request;
          const attempt = call.attempts.at(-1);
          const policy = policyOfRetry(request);
          // A host that asked for a pause is not sent more.
          if (policy !== undefined && cooldownWait(request, policy) > 0) return false;
          if (payer !== false && !payer.take(origin, 'hedge', call.clock.now())) {
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
          const payer = payerOf(request);
          if (payer !== false) payer.onUnsent?.(request.origin, 'hedge', request.call.clock.now());
        },
        isFailure(request, status) {
          const rules = request.options['hedge'] as HedgeSettings;
          return (rules.statuses ?? policyOfRetry(request)?.statuses ?? statuses)(status);
        },
        onWin(request, won, latency) {
          const { origin, call } = request;
          if (won) counts.won++;
          budgetToTell(request)?.onSuccess(origin, undefined, call.clock.now());
          const { delay } = request.options['hedge'] as HedgeSettings;
          if (typeof delay !== 'number') latencies.get(origin).add(latency);
        },
        onVain(request, response) {
          const policy = policyOfRetry(request);
          if (policy !== undefined) heedCooldown(request, response, policy);
        },
      };
      return {
        middleware(request, next) {
          const rules = request.options['hedge'] as HedgeSettings | false;
          // It may be listed before `retry`, which says the same.
          request.call.idempotencyHeader = policyOfRetry(request)?.idempotencyHeader ?? idempotencyHeader;
          if (rules === false || !mayDouble(request, rules)) return next(request);
          const delay = delayFor(rules, latencies.find(request.origin));
          budgetToTell(request)?.onCall?.(request.origin, request.call.clock.now());
          // Until enough is known of a host its answers are only timed.
          return new HedgeRace(request, next, rules.maxHedges, delay, host).result;
        },
        stats: (): HedgeStats => ({ ...counts }),
      };
    },
  };
}

/** Whether a request may be on its way twice at the same time. */
function mayDouble(request: HttpRequest, { methods }: HedgeSettings): boolean {
  if (request.body?.replayable === false) return false;
  return methods === 'any' || methods.has(request.method) || hasIdempotencyKey(request);
}

/** When to hedge, in ms; Infinity for not at all. */
function delayFor({ delay }: HedgeSettings, latencies: LatencyWindow | undefined): number {
  if (typeof delay === 'number') return delay;
  const measured = latencies?.percentile(delay.percentile);
  return measured === undefined ? Infinity : Math.max(delay.min, measured);
}

/** The policy of the client's `retry` plugin for this call; undefined where there is none. */
function policyOfRetry({ options }: HttpRequest): RetryPolicy | undefined {
  return options['retry'] as RetryPolicy | undefined;
}
