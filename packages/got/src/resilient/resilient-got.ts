import type { BeforeRequestHook, Got } from 'got';
import { OptionError } from '@sluice/core';
import { refuse } from '@sluice/core/plugin';
import type { SluiceClient } from 'sluice';
import type { AnyGot } from '../any-got.ts';
import { asGotError } from './got-error.ts';
import { limitsOf, NO_LIMITS, NO_RETRY, retriesOf } from './got-policy.ts';
import { checkOptions, type ResilientGotOptions } from './options.ts';
import { Pipeline } from './pipeline.ts';
import { pristine } from './pristine.ts';
import { refuseIneffective } from './refused.ts';

/** The pipeline each hook binds requests to. */
const pipelines = new WeakMap<BeforeRequestHook, Pipeline>();

/**
 * A got instance that keeps got's API (promises, streams, pagination, `extend`, hooks, cookies, cache, redirects) while
 * retries, gate, timeouts, drains and connections are a Sluice client's, for code that already uses got.
 *
 * Of the instance's own policy, `retry.limit` and `timeout` (`connect`, `secureConnect`, `response`, `request`) are
 * taken over where `options` say nothing, and may be given per call; `context.sluice` holds what else a call may say
 * ({@link ResilientCallOptions}). Errors are got's; the Sluice error, with its attempts, is their `cause`.
 *
 * @param got the instance; it is not changed
 * @param options those of `createClient`, but for what got says itself. Default: everything on.
 * @throws OptionError for an unknown or bad option, and for one of the instance's that would have no effect. That of a
 * call is the `cause` of the RequestError its promise rejects with.
 */
export function resilientGot<Instance extends AnyGot>(
  got: Instance,
  options: ResilientGotOptions = {},
): Instance {
  const { defaults, extend } = ((got as unknown) ?? {}) as Partial<Got>;
  if (typeof got !== 'function' || defaults === undefined || extend === undefined) {
    throw refuse('got', got, 'a got instance');
  }
  if (pipelineOf(got) !== undefined) throw refuse('got', got, 'an instance that is not resilient already');
  if (defaults.options.request !== undefined) {
    throw refuse(
      'request',
      defaults.options.request,
      "left out of the got instance: requests are the pipeline's",
    );
  }
  refuseIneffective(defaults.options);
  const { limit: usual = 0 } = pristine(defaults.options).retry;
  const maxRetries = retriesOf(defaults.options, usual);
  const limits = limitsOf(defaults.options);
  const { retry, timeout, ...others } = checkOptions(options);
  const pipeline = new Pipeline({
    ...others,
    retry: retry === false ? false : { ...(maxRetries !== undefined && { maxRetries }), ...retry },
    timeout: timeout === false ? false : { ...limits, ...timeout },
  });
  pipelines.set(pipeline.bind, pipeline);
  const made = extend({
    mutableDefaults: true,
    retry: { limit: NO_RETRY },
    timeout: NO_LIMITS,
    hooks: { beforeRequest: [pipeline.bind] },
    handlers: [pipeline.renew],
  });
  // Before the instance's own, which are to see what got would have shown them.
  made.defaults.options.hooks.beforeError.unshift(asGotError);
  return made.extend({ mutableDefaults: defaults.mutableDefaults }) as unknown as Instance;
}

/**
 * The Sluice client beneath an instance made by {@link resilientGot}, or extended from one: for its `stats()`, and for
 * `close()` where it has a pool or a transport of its own.
 * @throws OptionError for another instance
 */
export function clientOf(got: AnyGot): SluiceClient {
  const pipeline = pipelineOf(got);
  if (pipeline === undefined) throw new OptionError('got', 'the got instance was not made by resilientGot');
  return pipeline.client;
}

function pipelineOf({ defaults }: AnyGot): Pipeline | undefined {
  for (const hook of (defaults as Got['defaults']).options.hooks.beforeRequest) {
    const pipeline = pipelines.get(hook);
    if (pipeline !== undefined) return pipeline;
  }
  return undefined;
}
