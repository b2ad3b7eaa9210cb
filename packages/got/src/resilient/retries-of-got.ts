// Calls that got itself retries, because the caller recreates their body or stream.
import type { Duplex } from 'node:stream';
import type { Options, RequestError } from 'got';
import { isBodyError, isNetworkError, isTimeoutError } from '@sluice/core';
import type { RetryOptions } from 'sluice';
import { codeOfCause } from './error-names.ts';
import { causeMessage, cutShortMessage, setMessage } from './got-messages.ts';
import { gotDefaults } from './got-defaults.ts';
import { NO_RETRY, type GotRetry } from './retry-rules.ts';
import { bytesOf } from './sent-body.ts';

/**
 * Whether the caller provides what the next attempt needs: another stream in a listener for `retry`, or another body in a
 * `beforeRetry` hook, in place of a stream that was read. Only got can call them in time, so got retries, not the client.
 * @param stream the stream of the caller, if it called `got.stream`
 */
export function recreatesBody({ body, hooks }: Options, stream: Duplex | undefined): boolean {
  if (stream !== undefined) return stream.listenerCount('retry') > 0;
  return hooks.beforeRetry.length > 0 && body !== undefined && bytesOf(body) === undefined;
}

/**
 * got's `retry` for such a call: the fields of the call, for the others those of the instance.
 * @param client the `retry` of the client
 */
export function gotRetryOf(options: Options, instance: GotRetry, client: RetryOptions | false): GotRetry {
  const { retry } = options;
  const usual = gotDefaults(options).retry;
  const made: Record<string, unknown> = { ...instance };
  for (const name of Object.keys(usual) as (keyof GotRetry)[]) {
    if (name !== 'limit' && String(retry[name]) !== String(usual[name])) made[name] = retry[name];
  }
  const limit = client === false ? 0 : (client.maxRetries ?? instance.limit);
  return { ...made, limit: Object.is(retry.limit, NO_RETRY) ? limit : retry.limit } as GotRetry;
}

/** The client's error for each error of {@link withNodeCode}. */
const originals = new WeakMap<object, unknown>();

/** Converts a failure of the client to an error with a code of Node, as in got's `retry.errorCodes`. */
export function withNodeCode(error: unknown): unknown {
  if (!isNetworkError(error) && !isTimeoutError(error) && !isBodyError(error)) return error;
  const isCut = error.code === 'ERR_SLUICE_BODY_CUT_SHORT';
  const code = isTimeoutError(error) ? 'ETIMEDOUT' : isCut ? 'ECONNRESET' : codeOfCause(error);
  const made = Object.assign(new Error(error.message), { code, stack: error.stack });
  setMessage(made, isCut ? cutShortMessage(error, undefined) : causeMessage(error));
  originals.set(made, error);
  return made;
}

/** Sets the client's error as the `cause` of an error of got. */
export function restoreCause(error: RequestError): void {
  const { cause } = error;
  const original = cause instanceof Error ? originals.get(cause) : undefined;
  if (original !== undefined) error.cause = original;
}

/** Wraps a body so that its errors have codes of Node. */
export function failingAsNode(body: AsyncIterator<Uint8Array>): AsyncIterator<Uint8Array> {
  return {
    next: () =>
      body.next().catch((error: unknown) => {
        throw withNodeCode(error);
      }),
  };
}
