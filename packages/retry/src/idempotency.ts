// The per-call option `idempotencyKey`.
import { OptionError, type HttpRequest } from '@sluice/core';
import { refuse, type CallScope, type OptionParser } from '@sluice/core/plugin';

/** The option `idempotencyKey` as a call gives it. */
export type KeyInput = true | string | (() => string);

/** Checks the option `idempotencyKey`. */
export const parseKey: OptionParser<KeyInput> = (value, path) => {
  if (value === true || typeof value === 'function') return value as KeyInput;
  if (typeof value === 'string' && value !== '') return value;
  throw refuse(path, value, 'true, a string that is not empty, or a function that returns one');
};

/** The key of a call, and the origin it was made for. */
const keys = new WeakMap<CallScope, { key: string; origin: string }>();

/**
 * Adds the idempotency key in the call's `idempotencyHeader`. The key is made once per call and is the same in every
 * attempt and after a redirect within the origin; a redirect to another origin does not get it. A key that the caller
 * set as a header is kept.
 * @throws OptionError when the function does not return a key.
 */
export function withKey(request: HttpRequest, input: KeyInput): HttpRequest {
  const { call, url } = request;
  const header = call.idempotencyHeader;
  if (request.headers.has(header)) return request;
  let made = keys.get(call);
  if (made === undefined) {
    made = { key: makeKey(input), origin: url.origin };
    keys.set(call, made);
  }
  if (made.origin !== url.origin) return request;
  return request.with({ headers: request.headers.with(header, made.key) });
}

function makeKey(input: KeyInput): string {
  if (input === true) return crypto.randomUUID();
  const key: unknown = typeof input === 'function' ? input() : input;
  if (typeof key !== 'string' || key === '') {
    throw new OptionError('idempotencyKey', "option 'idempotencyKey' must return a string that is not empty");
  }
  return key;
}
