// The diagnostics channels of calls and attempts.
import type { Attempt } from './history/attempt.ts';
import { safeUrl } from './errors/redact.ts';
import type { RequestLine } from './history/request-line.ts';
import { CallChannel, type CallReference } from './lifecycle/call-channel.ts';
import type { CallScope } from './lifecycle/call-scope.ts';
import type { HttpRequest } from './request/request.ts';

/** The message of the channels `sluice:call:made`, `sluice:call:start`, `sluice:call:end` and `sluice:call:error`. */
export interface CallMessage extends CallReference {
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

/**
 * The message of the channels `sluice:attempt:start`, `sluice:attempt:end`, `sluice:attempt:error` and `sluice:attempt`.
 */
export interface AttemptMessage extends CallReference {
  /** The method. */
  readonly method: string;
  /** The URL without credentials and query values. */
  readonly url: string;
  /**
   * The attempt. On `start`, only its number and start time are set. On `end` and `error`, the retry decision, the drain and
   * the end of the body may still be missing. On `sluice:attempt`, it is complete.
   */
  readonly attempt: Attempt;
}

type Content<Message> = Omit<Message, keyof CallReference>;

const callMade = new CallChannel<Content<CallMessage>>('sluice:call:made');
const callStart = new CallChannel<Content<CallMessage>>('sluice:call:start');
const callEnd = new CallChannel<Content<CallMessage>>('sluice:call:end');
const callError = new CallChannel<Content<CallMessage>>('sluice:call:error');
const attemptStart = new CallChannel<Content<AttemptMessage>>('sluice:attempt:start');
const attemptEnd = new CallChannel<Content<AttemptMessage>>('sluice:attempt:end');
const attemptError = new CallChannel<Content<AttemptMessage>>('sluice:attempt:error');
const attemptComplete = new CallChannel<Content<AttemptMessage>>('sluice:attempt');

/** Publishes that a call was made, while its caller is on the stack. */
export function publishCallMade(request: HttpRequest): void {
  if (callMade.active) callMade.publish(request.call, callMessage(request));
}

/** Publishes the start of a call. */
export function publishCallStart(request: HttpRequest): void {
  if (callStart.active) callStart.publish(request.call, callMessage(request));
}

/** Publishes the response of a call. */
export function publishCallEnd(request: HttpRequest, status: number): void {
  if (callEnd.active) callEnd.publish(request.call, { ...callMessage(request), status });
}

/** Publishes the failure of a call. */
export function publishCallError(request: HttpRequest, error: unknown): void {
  if (callError.active) callError.publish(request.call, { ...callMessage(request), error });
}

function callMessage({ method, url, call }: HttpRequest): Content<CallMessage> {
  return { method, url: safeUrl(url), attempts: call.attempts };
}

/** Publishes the start of an attempt. */
export function publishAttemptStart(request: HttpRequest, attempt: Attempt): void {
  if (attemptStart.active) attemptStart.publish(request.call, attemptMessage(request, attempt));
}

/** Publishes the response of an attempt. */
export function publishAttemptEnd(request: HttpRequest, attempt: Attempt): void {
  if (attemptEnd.active) attemptEnd.publish(request.call, attemptMessage(request, attempt));
}

/** Publishes the failure of an attempt. */
export function publishAttemptError(request: HttpRequest, attempt: Attempt): void {
  if (attemptError.active) attemptError.publish(request.call, attemptMessage(request, attempt));
}

/** Whether complete attempts are published. */
export function publishesAttempts(): boolean {
  return attemptComplete.active;
}

/** Publishes an attempt whose record is complete. */
export function publishAttempt(request: RequestLine & { readonly call: CallScope }, attempt: Attempt): void {
  if (attemptComplete.active) attemptComplete.publish(request.call, attemptMessage(request, attempt));
}

function attemptMessage({ method, url }: RequestLine, attempt: Attempt): Content<AttemptMessage> {
  return { method, url: safeUrl(url), attempt };
}
