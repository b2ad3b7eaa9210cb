// Calls that got itself has to retry: those whose body or stream the caller makes anew.
import type { Duplex } from 'node:stream';
import type { Options, RequestError } from 'got';
import { isBodyError, isNetworkError, isTimeoutError } from '@sluice/core';
import type { RetryOptions } from 'sluice';
import { codeOfCause } from './error-names.ts';
import { causeMessage, cutShortMessage, say } from './got-messages.ts';
import { pristine } from './pristine.ts';
import { NO_RETRY, type GotRetry } from './retry-rules.ts';
import { bytesOf } from './sent-body.ts';

/**
 * Whether the caller makes what the next attempt needs: a stream in a listener for `retry`, or the body in place of a
 * stream that was read in a `beforeRetry` hook. Only got knows how, so that the client leaves the retries to it.
 * @param stream the caller's, if it called `got.stream`
 */
export function isMadeAnew({ body, hooks }: Options, stream: Duplex | undefined): boolean {
  if (stream !== undefined) return stream.listenerCount('retry') > 0;
  return hooks.beforeRetry.length > 0 && body !== undefined && bytesOf(body) === undefined;
}

/**
 * got's `retry` for such a call: the fields that it gives, else those of the instance.
 * @param client the `retry` of the client
 */
export function gotRetryOf(options: Options, instance: GotRetry, client: RetryOptions | false): GotRetry {
  const { retry } = options;
  const usual = pristine(options).retry;
  const made: Record<string, unknown> = { ...instance };
  for (const name of Object.keys(usual) as (keyof GotRetry)[]) {
    if (name !== 'limit' && String(retry[name]) !== String(usual[name])) made[name] = retry[name];
  }
  const limit = client === false ? 0 : (client.maxRetries ?? instance.limit);
  return { ...made, limit: Object.is(retry.limit, NO_RETRY) ? limit : retry.limit } as GotRetry;
}

/** The errors of the client for which got gets one of Node's. */
const originals = new WeakMap<object, unknown>();

/** A failure of the client with the code that got's `retry.errorCodes` name. */
export function withNodeCode(error: unknown): unknown {
  if (!isNetworkError(error) && !isTimeoutError(error) && !isBodyError(error)) return error;
  const isCut = error.code === 'ERR_SLUICE_BODY_CUT_SHORT';
  const code = isTimeoutError(error) ? 'ETIMEDOUT' : isCut ? 'ECONNRESET' : codeOfCause(error);
  const made = Object.assign(new Error(error.message), { code, stack: error.stack });
  say(made, isCut ? cutShortMessage(error, undefined) : causeMessage(error));
  originals.set(made, error);
  return made;
}

/** Has an error of got name that of the client as its `cause`. */
export function restoreCause(error: RequestError): void {
  const { cause } = error;
  const original = cause instanceof Error ? originals.get(cause) : undefined;
  if (original !== undefined) error.cause = original;
}

/** A body that fails with errors that have the codes of Node's. */
export function failingAsNode(body: AsyncIterator<Uint8Array>): AsyncIterator<Uint8Array> {
  return {
    next: () =>
      body.next().catch((error: unknown) => {
        throw withNodeCode(error);
      }),
  };
}
