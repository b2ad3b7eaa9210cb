import diagnostics_channel from 'node:diagnostics_channel';
import { safeUrl, type Attempt, type AttemptScope } from '@sluice/core';

/** Why a body was reclaimed: nobody began to read it, or a reader began and then asked for no more. */
export type ReclaimReason = 'unread' | 'stalled';

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
    attempt: attempt.record,
  } satisfies WatchdogMessage);
}
