// The diagnostics channel of reclaimed bodies.
import diagnostics_channel from 'node:diagnostics_channel';
import type { Attempt } from '@sluice/core';
import { safeUrl, type AttemptScope } from '@sluice/core/plugin';
import { callSiteOf } from './call-site.ts';

/**
 * Why a body was reclaimed. `unread`: no reader started. `stalled`: a reader stopped asking for bytes. `collected`: the
 * response was garbage-collected with its body unread.
 */
export type ReclaimReason = 'unread' | 'stalled' | 'collected';

/** The message of the channel `sluice:watchdog`, one per reclaimed body. */
export interface WatchdogMessage {
  /** Why the body was reclaimed. */
  readonly reason: ReclaimReason;
  /** The method. */
  readonly method: string;
  /** The URL without credentials and query values. */
  readonly url: string;
  /** The status of the response. */
  readonly status: number;
  /** Time since the headers arrived, in ms. */
  readonly age: number;
  /** Where the call was made: the caller's frames, one per line. Only with `captureCallSite`. */
  readonly callSite: string | undefined;
  /** The attempt; its `drain` is set when the body has ended. */
  readonly attempt: Attempt;
}

const channel = diagnostics_channel.channel('sluice:watchdog');

/** Publishes that a body was reclaimed. Allocates nothing if the channel has no subscriber. */
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
