// The diagnostics channels of calls and attempts.
import diagnostics_channel from 'node:diagnostics_channel';
import type { Attempt } from './history/attempt.ts';
import { safeUrl } from './errors/redact.ts';
import type { HttpRequest } from './request/request.ts';

/** The message of the channels `sluice:call:start`, `sluice:call:end` and `sluice:call:error`. */
export interface CallMessage {
  /** The method. */
  readonly method: string;
  /** The URL without credentials and query values. */
  readonly url: string;
  /** The attempts made so far. */
  readonly attempts: readonly Attempt[];
  /** The final status; only on `end`. */
  readonly status?: number;
  /** The error of the call; only on `error`. */
  readonly error?: unknown;
}

/** The message of the channels `sluice:attempt:start`, `sluice:attempt:end` and `sluice:attempt:error`. */
export interface AttemptMessage {
  /** The method. */
  readonly method: string;
  /** The URL without credentials and query values. */
  readonly url: string;
  /** The attempt: on `start` only its number and time are set. */
  readonly attempt: Attempt;
}

const callStart = diagnostics_channel.channel('sluice:call:start');
const callEnd = diagnostics_channel.channel('sluice:call:end');
const callError = diagnostics_channel.channel('sluice:call:error');
const attemptStart = diagnostics_channel.channel('sluice:attempt:start');
const attemptEnd = diagnostics_channel.channel('sluice:attempt:end');
const attemptError = diagnostics_channel.channel('sluice:attempt:error');

/** Publishes the start of a call. */
export function publishCallStart(request: HttpRequest): void {
  if (callStart.hasSubscribers) callStart.publish(callMessage(request));
}

/** Publishes the response of a call. */
export function publishCallEnd(request: HttpRequest, status: number): void {
  if (callEnd.hasSubscribers) callEnd.publish({ ...callMessage(request), status } satisfies CallMessage);
}

/** Publishes the failure of a call. */
export function publishCallError(request: HttpRequest, error: unknown): void {
  if (callError.hasSubscribers) callError.publish({ ...callMessage(request), error } satisfies CallMessage);
}

function callMessage({ method, url, call }: HttpRequest): CallMessage {
  return { method, url: safeUrl(url), attempts: call.attempts };
}

/** Publishes the start of an attempt. */
export function publishAttemptStart(request: HttpRequest, attempt: Attempt): void {
  if (attemptStart.hasSubscribers) attemptStart.publish(attemptMessage(request, attempt));
}

/** Publishes the response of an attempt. */
export function publishAttemptEnd(request: HttpRequest, attempt: Attempt): void {
  if (attemptEnd.hasSubscribers) attemptEnd.publish(attemptMessage(request, attempt));
}

/** Publishes the failure of an attempt. */
export function publishAttemptError(request: HttpRequest, attempt: Attempt): void {
  if (attemptError.hasSubscribers) attemptError.publish(attemptMessage(request, attempt));
}

function attemptMessage(request: HttpRequest, attempt: Attempt): AttemptMessage {
  return { method: request.method, url: safeUrl(request.url), attempt };
}
