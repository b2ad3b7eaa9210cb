import diagnostics_channel from 'node:diagnostics_channel';
import type { Attempt } from '@sluice/core';
import { safeUrl, type AttemptScope } from '@sluice/core/plugin';
import { callSiteOf } from './call-site.ts';

/**
 * Why a body was reclaimed: nobody began to read it, a reader began and then asked for no more, or the response was
 * garbage-collected with its body unread.
 */
export type ReclaimReason = 'unread' | 'stalled' | 'collected';

/** What the channel `sluice:watchdog` carries, once per body that was reclaimed. */
export interface WatchdogMessage {
  /** Why. */
  readonly reason: ReclaimReason;
  /** The method. */
  readonly method: string;
  /** The URL without credentials and query values. */
  readonly url: string;
  /** The status that was answered. */
  readonly status: number;
  /** Time since the headers arrived, in ms. */
  readonly age: number;
  /** Where the call was made: the caller's frames, one per line. Only with `captureCallSite`. */
  readonly callSite: string | undefined;
  /** The attempt; its `drain` says how the body ended as soon as it has. */
  readonly attempt: Attempt;
}

const channel = diagnostics_channel.channel('sluice:watchdog');

/** Publishes a reclaimed body. Nothing is made when nobody listens. */
export function publishReclaim(
  reason: ReclaimReason,
  attempt: AttemptScope,
  status: number,
  age: number,
): void {
  if (!channel.hasSubscribers) return;
  const { method, url } = attempt.request;
  channel.publish({
    reason,
    method,
    url: safeUrl(url),
    status,
    age,
    callSite: callSiteOf(attempt.call),
    attempt: attempt.record,
  } satisfies WatchdogMessage);
}
