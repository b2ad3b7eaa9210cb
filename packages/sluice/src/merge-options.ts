import { HttpHeaders } from '@sluice/core';
import { option } from '@sluice/core/plugin';
import type { RetryOptions } from '@sluice/retry';
import type { SluiceOptions } from './options.ts';

const { isOptions } = option;

/** Options that are objects of their own: an extended client keeps the fields it does not change. */
const GROUPS = ['retry', 'gate', 'timeout', 'watchdog', 'pool', 'drain', 'errorBody'] as const;

/** The options of a client made by `extend`: what is given lies over what the first client had. */
export function mergeOptions(base: SluiceOptions, given: SluiceOptions): SluiceOptions {
  const merged = Object.assign(Object.create(null), base) as Record<string, unknown>;
  for (const key of Object.keys(given) as (keyof SluiceOptions)[]) {
    if (given[key] !== undefined) merged[key] = given[key];
  }
  for (const key of GROUPS) {
    // Only a drain can be 0, in short for this.
    const before = base[key] === 0 ? { bytes: 0 } : base[key];
    const after = given[key];
    if (isOptions(before) && isOptions(after)) merged[key] = { ...before, ...givenFields(after) };
  }
  if (isOptions(base.retry) && isOptions(given.retry)) {
    const { minDelay } = base.retry;
    const { maxDelay } = given.retry;
    // A longest delay alone lowers the first one, as in the options of a call.
    if (minDelay !== undefined && typeof maxDelay === 'number' && given.retry.minDelay === undefined)
      merged['retry'] = { ...(merged['retry'] as RetryOptions), minDelay: Math.min(minDelay, maxDelay) };
  }
  if (given.headers !== undefined) merged['headers'] = HttpHeaders.from(base.headers).merge(given.headers);
  if (given.plugins !== undefined) merged['plugins'] = [...(base.plugins ?? []), ...given.plugins];
  // One source of connections takes the place of another.
  for (const key of ['transport', 'pool', 'registry'] as const) {
    if (given[key] === undefined) continue;
    for (const other of ['transport', 'pool', 'registry'] as const) {
      if (other !== key && given[other] === undefined) delete merged[other];
    }
  }
  return merged;
}

/** The fields of a group that were given: `undefined` is as good as not there. */
export function givenFields<Group extends object>(group: Group): Group {
  return Object.fromEntries(Object.entries(group).filter(([, value]) => value !== undefined)) as Group;
}
