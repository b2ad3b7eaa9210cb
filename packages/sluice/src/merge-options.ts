// Merges the options of `extend()` with those of the extended client.
import type { QueryInput } from '@sluice/core';
import { option } from '@sluice/core/plugin';
import {
  appendFields,
  appendMissing,
  extendCoreOptions,
  extendHooks,
  overlayHeaders,
} from '@sluice/core/internal';
import type { RetryOptions } from '@sluice/retry';
import { FIELD_OPTIONS } from './known-options.ts';
import type { SluiceOptions } from './options.ts';

const { isOptions } = option;

/** Merges the options given to `extend()` into those of the extended client. Given options have precedence. */
export function mergeOptions(base: SluiceOptions, given: SluiceOptions): SluiceOptions {
  const merged = Object.assign(Object.create(null), base) as Record<string, unknown>;
  for (const key of Object.keys(given) as (keyof SluiceOptions)[]) {
    if (given[key] !== undefined) merged[key] = given[key];
  }
  Object.assign(merged, extendCoreOptions(base, given));
  for (const key of FIELD_OPTIONS) {
    const before: unknown = base[key];
    const after: unknown = given[key];
    if (isOptions(before) && isOptions(after)) merged[key] = { ...before, ...givenFields(after) };
  }
  if (isOptions(base.retry) && isOptions(given.retry)) {
    const { minDelay } = base.retry;
    const { maxDelay } = given.retry;
    // As in the options of a call, `maxDelay` alone lowers `minDelay`.
    if (minDelay !== undefined && typeof maxDelay === 'number' && given.retry.minDelay === undefined)
      merged['retry'] = { ...(merged['retry'] as RetryOptions), minDelay: Math.min(minDelay, maxDelay) };
  }
  if (given.headers !== undefined) merged['headers'] = overlayHeaders(base.headers, given.headers);
  if (given.query !== undefined) merged['query'] = overlayQuery(base.query, given.query);
  if (given.plugins !== undefined) merged['plugins'] = [...(base.plugins ?? []), ...given.plugins];
  if (base.hooks !== undefined && given.hooks !== undefined) {
    merged['hooks'] = extendHooks(base.hooks, given.hooks);
  }
  // Only one of these options may remain: a given one replaces the others.
  for (const key of ['transport', 'pool', 'registry'] as const) {
    if (given[key] === undefined) continue;
    for (const other of ['transport', 'pool', 'registry'] as const) {
      if (other !== key && given[other] === undefined) delete merged[other];
    }
  }
  return merged;
}

/** The fields of an option that are given: `undefined` counts as not given. */
export function givenFields<Group extends object>(group: Group): Group {
  return Object.fromEntries(Object.entries(group).filter(([, value]) => value !== undefined)) as Group;
}

/** Merges two queries: a given name replaces all values that `base` has for it. */
function overlayQuery(base: QueryInput | undefined, given: QueryInput): URLSearchParams {
  const [query, under] = [new URLSearchParams(), new URLSearchParams()];
  appendFields(query, given, 'query');
  if (base !== undefined) appendFields(under, base, 'query');
  appendMissing(query, under);
  return query;
}
