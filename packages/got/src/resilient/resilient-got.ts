// `resilientGot()`: a got instance on a client.
import type { BeforeRequestHook, Got } from 'got';
import { OptionError } from '@sluice/core';
import { refuse } from '@sluice/core/plugin';
import type { SluiceClient } from 'sluice';
import type { AnyGot } from '../any-got.ts';
import { limitsOf, NO_LIMITS, NONE } from './got-limits.ts';
import { checkOptions, type ResilientGotOptions } from './options.ts';
import { Pipeline } from './pipeline.ts';
import { bareInstance, gotDefaults } from './got-defaults.ts';
import { refuseIneffective } from './refused.ts';
import { NO_RETRY, retryRulesOf } from './retry-rules.ts';

/** The pipeline of each `bind` hook, by which an instance is recognized as resilient. */
const pipelines = new WeakMap<BeforeRequestHook, Pipeline>();

/**
 * A got instance for code that already uses got: got's API (promises, streams, pagination, `extend`, hooks, cookies, cache,
 * redirects) over a Sluice client, which has the retries, the gate, the timeouts, the drains and the connections.
 *
 * The instance's `retry`, `timeout` and options of connections are defaults, which `options` override; a call can have its
 * own. `context.sluice` has the further options of a call ({@link ResilientCallOptions}). Errors are got's; the Sluice error,
 * with its attempts, is their `cause`.
 *
 * @param got the instance; it is not changed
 * @param options the options of `createClient`, except those that got has itself. Default: every feature on
 * @throws OptionError for an unknown or invalid option, and for an option of the instance that would have no effect. If a call
 * has such an option, its promise rejects with a RequestError whose `cause` is the OptionError
 */
export function resilientGot<Instance extends AnyGot>(
  got: Instance,
  options: ResilientGotOptions = {},
): Instance {
  const { defaults, extend } = ((got as unknown) ?? {}) as Partial<Got>;
  if (typeof got !== 'function' || defaults === undefined || extend === undefined) {
    throw refuse('got', got, 'a got instance');
  }
  if (pipelineOf(got) !== undefined)
    throw refuse('got', got, 'an instance that resilientGot has not created');
  const own = defaults.options;
  const { retry, timeout, ...rest } = checkOptions(options);
  refuseIneffective(own, own.request, options.transport === undefined);
  const { retry: usual } = gotDefaults(own);
  // `calculateDelay` is checked per call, because its errors contain the options of the call.
  const { timeout: limits, ...beside } = limitsOf(own);
  const { checkRetry: _check, ...rules } = retryRulesOf(own.retry, own, usual.limit, beside.events);
  const { attempt, ...others } = limits;
  // `timeout.request` is applied per call, since redirects share it.
  const shared = timeout !== false && timeout?.attempt === undefined && attempt !== undefined;
  const pipeline = new Pipeline(
    {
      ...rest,
      retry: retry === false ? false : { ...rules, ...retry },
      timeout: timeout === false ? false : { ...others, ...timeout },
    },
    bareInstance(got as unknown as Got),
    own.retry,
    timeout === false ? NONE : { ...beside, timeout: shared ? { attempt } : {} },
  );
  pipelines.set(pipeline.bind, pipeline);
  const made = extend({
    mutableDefaults: true,
    retry: { ...usual, limit: NO_RETRY },
    timeout: NO_LIMITS,
    hooks: { beforeRequest: [pipeline.bind] },
    handlers: [pipeline.begin],
  });
  // Before the hooks of the instance, which receive errors as got creates them.
  made.defaults.options.hooks.beforeError.unshift(pipeline.translate);
  return made.extend({ mutableDefaults: defaults.mutableDefaults }) as unknown as Instance;
}

/**
 * Returns the Sluice client of an instance created by {@link resilientGot} or extended from such an instance: for its
 * `stats()`, and for `close()` if the client has its own pool or transport.
 * @throws OptionError for another instance
 */
export function clientOf(got: AnyGot): SluiceClient {
  const pipeline = pipelineOf(got);
  if (pipeline === undefined) {
    throw new OptionError('got', 'the got instance has no client: pass the one that resilientGot returned');
  }
  return pipeline.client;
}

function pipelineOf({ defaults }: AnyGot): Pipeline | undefined {
  for (const hook of (defaults as Got['defaults']).options.hooks.beforeRequest) {
    const pipeline = pipelines.get(hook);
    if (pipeline !== undefined) return pipeline;
  }
  return undefined;
}
