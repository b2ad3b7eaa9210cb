import diagnostics_channel from 'node:diagnostics_channel';
import { safeUrl, type Attempt, type HttpRequest } from '@sluice/core';

/**
 * What happened: `retry` another attempt follows after `wait`; `exhausted` a failure that would have been retried is
 * the last, for want of retries or time; `budget` it is the last because the host's budget is spent; `cooldown` an
 * attempt is held back because its host asked for a pause; `hedge` a second attempt is sent beside the first.
 */
export type RetryEvent = 'retry' | 'exhausted' | 'budget' | 'cooldown' | 'hedge';

/** What the channel `sluice:retry` carries. */
export interface RetryMessage {
  /** What happened. */
  readonly event: RetryEvent;
  /** The method. */
  readonly method: string;
  /** The URL without credentials and query values. */
  readonly url: string;
  /** The attempt it follows; undefined when the call has made none yet. */
  readonly attempt: Attempt | undefined;
  /** What is waited before the next attempt, in ms; undefined when none follows. */
  readonly wait: number | undefined;
  /** Why, in words. */
  readonly reason: string;
}

const channel = diagnostics_channel.channel('sluice:retry');

/** Tells whoever listens; builds nothing when nobody does. */
export function publishRetry(
  event: RetryEvent,
  request: HttpRequest,
  attempt: Attempt | undefined,
  wait: number | undefined,
  reason: string,
): void {
  if (!channel.hasSubscribers) return;
  const { method, url } = request;
  channel.publish({ event, method, url: safeUrl(url), attempt, wait, reason } satisfies RetryMessage);
}
