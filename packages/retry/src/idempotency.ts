// The per-call option `idempotencyKey`.
import { OptionError, type HttpRequest } from '@sluice/core';
import { requireSync } from '@sluice/core/internal';
import { option, refuse, type CallScope, type OptionParser } from '@sluice/core/plugin';
import { METHODS } from './policy/lists.ts';

/** The calls of a client that get an idempotency key. */
export interface KeyRule {
  /** The methods of these calls, for example `['POST', 'PATCH']`. */
  readonly methods: readonly string[];
  /** Returns the key; called once per call. Default: a random UUID. */
  readonly make?: (() => string) | undefined;
}

/**
 * The option `idempotencyKey`: the key, a function that returns it, true for a random UUID, false for none, or the methods
 * of the calls that get one.
 */
export type KeyInput = boolean | string | (() => string) | KeyRule;

const RULE_PARSERS = {
  methods: ((value, path) => [...METHODS(value, path)]) satisfies OptionParser<readonly string[]>,
  make: option.func<() => string>(),
};

/** Checks the option `idempotencyKey`. */
export const parseKey: OptionParser<KeyInput> = (value, path) => {
  if (typeof value === 'boolean' || typeof value === 'function') return value as KeyInput;
  if (typeof value === 'string' && value !== '') return value;
  if (option.isOptions(value)) {
    const { methods, make } = option.parseOptions<KeyRule>(value, RULE_PARSERS, path);
    if (methods === undefined)
      throw refuse(`${path}.methods`, methods, "an array of methods, such as ['POST']");
    return { methods, make };
  }
  throw refuse(
    path,
    value,
    'true, false, a string that is not empty, a function that returns one, or { methods }',
  );
};

/** The key of a call, and the origin for which it was made. */
const keys = new WeakMap<CallScope, { key: string; origin: string }>();

/**
 * Adds the idempotency key in the call's `idempotencyHeader`. The key is made once per call and is the same in every
 * attempt and after a redirect within the origin; a request to another origin does not carry it. A key that the caller set
 * as a header is kept.
 * @throws OptionError when the function does not return a key.
 */
export function withKey(request: HttpRequest, given: KeyInput): HttpRequest {
  const input = keyFor(request.method, given);
  if (input === undefined) return request;
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

type Key = true | string | (() => string);

function keyFor(method: string, given: KeyInput): Key | undefined {
  if (typeof given !== 'object') return given === false ? undefined : given;
  return given.methods.includes(method) ? (given.make ?? true) : undefined;
}

function makeKey(input: Key): string {
  if (input === true) return crypto.randomUUID();
  const key: unknown = typeof input === 'function' ? requireSync(input(), 'idempotencyKey') : input;
  if (typeof key !== 'string' || key === '') {
    throw new OptionError('idempotencyKey', "option 'idempotencyKey' must return a string that is not empty");
  }
  return key;
}
