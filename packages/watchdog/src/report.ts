// The diagnostics channel of reclaimed bodies.
import type { Attempt } from '@sluice/core';
import { CallChannel, safeUrl, type AttemptScope, type CallReference } from '@sluice/core/plugin';
import { callSiteOf } from './call-site.ts';

/**
 * Why a body was reclaimed. `unread`: no reader started. `stalled`: a reader stopped reading. `collected`: the
 * response was garbage-collected with its body unread.
 */
export type ReclaimReason = 'unread' | 'stalled' | 'collected';

/** The message of the channel `sluice:watchdog`, one per reclaimed body. */
export interface WatchdogMessage extends CallReference {
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

const channel = new CallChannel<Omit<WatchdogMessage, keyof CallReference>>('sluice:watchdog');

/** Publishes that a body was reclaimed. Allocates nothing if the channel has no subscriber. */
export function publishReclaim(
  reason: ReclaimReason,
  attempt: AttemptScope,
  status: number,
  age: number,
): void {
  if (!channel.active) return;
  const { method, url } = attempt.request;
  channel.publish(attempt.call, {
    reason,
    method,
    url: safeUrl(url),
    status,
    age,
    callSite: callSiteOf(attempt.call),
    attempt: attempt.record,
  });
}
