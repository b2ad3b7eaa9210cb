// The diagnostics channel `sluice:retry`.
import type { Attempt, HttpRequest } from '@sluice/core';
import { CallChannel, safeUrl, type CallReference } from '@sluice/core/plugin';

/**
 * - `retry`: another attempt follows after `wait`
 * - `exhausted`: a failure is not retried for lack of retries or time
 * - `budget`: a failure is not retried because the budget of the host is spent
 * - `cooldown`: an attempt waits because its host requested a pause
 * - `hedge`: a second attempt runs beside the first
 */
export type RetryEvent = 'retry' | 'exhausted' | 'budget' | 'cooldown' | 'hedge';

/** The message of the channel `sluice:retry`. */
export interface RetryMessage extends CallReference {
  /** What happened. */
  readonly event: RetryEvent;
  /** The method. */
  readonly method: string;
  /** The URL without credentials and query values. */
  readonly url: string;
  /** The attempt before the event; undefined when the call has made no attempt yet. */
  readonly attempt: Attempt | undefined;
  /** The wait before the next attempt, in ms; undefined when no attempt follows. */
  readonly wait: number | undefined;
  /** The reason, in words. */
  readonly reason: string;
}

const channel = new CallChannel<Omit<RetryMessage, keyof CallReference>>('sluice:retry');

/** Publishes an event. Builds no message while the channel has no subscriber. */
export function publishRetry(
  event: RetryEvent,
  request: HttpRequest,
  attempt: Attempt | undefined,
  wait: number | undefined,
  reason: string,
): void {
  if (!channel.active) return;
  const { method, url, call } = request;
  channel.publish(call, { event, method, url: safeUrl(url), attempt, wait, reason });
}
