import { OptionError, refuse, type CallScope, type HttpRequest, type OptionParser } from '@sluice/core';

/** An idempotency key as a call gives it. */
export type KeyInput = true | string | (() => string);

/** Checks the option `idempotencyKey`. */
export const parseKey: OptionParser<KeyInput> = (value, path) => {
  if (value === true || typeof value === 'function') return value as KeyInput;
  if (typeof value === 'string' && value !== '') return value;
  throw refuse(path, value, 'true, a string that is not empty, or a function that returns one');
};

/** The key of a call and the origin it is meant for. */
const keys = new WeakMap<CallScope, { key: string; origin: string }>();

/**
 * The request with its idempotency key, in the call's `idempotencyHeader`: made once per call, the same in every
 * attempt and after a redirect within the origin. To another origin no key goes along. A key that the caller set as a
 * header stays.
 * @throws OptionError when the function gives no usable key.
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
