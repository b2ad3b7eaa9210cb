// Callers' own checks of a server's identity.
import tls from 'node:tls';
import { types } from 'node:util';
import { refuse } from '../errors/option-error.ts';
import type { OptionParser } from '../options/parsers.ts';
import { noteRefusal } from './identity-refusal.ts';

/** A function that checks a server's names, in the form of Node.js or of got. */
type IdentityCheck = (hostname: string, certificate: never) => unknown;

/** The guarded form of each check: one per check, since connections with different checks are not shared. */
const guarded = new WeakMap<IdentityCheck, IdentityCheck>();

/**
 * For transports: wraps a caller's `checkServerIdentity` for Node.js. The wrapped check refuses the certificate if the check
 * throws, since Node.js would not catch the error, and if it returns anything but `undefined`, since Node.js accepts `null`
 * and `false`, and takes a promise for an error.
 */
export function guardIdentityCheck<Check extends IdentityCheck>(check: Check): Check {
  if ((check as IdentityCheck) === tls.checkServerIdentity) return check;
  let guard = guarded.get(check);
  if (guard === undefined) {
    guard = (hostname, certificate) => {
      let refusal: Error | undefined;
      try {
        refusal = refusalOf(check(hostname, certificate));
      } catch (error) {
        refusal = isError(error) ? error : invalid('threw a value that is not an error', error);
      }
      if (refusal !== undefined) noteRefusal(refusal);
      return refusal;
    };
    guarded.set(check, guard);
    guarded.set(guard, guard);
  }
  return guard as Check;
}

/** For transports: parses the option `checkServerIdentity`. @throws OptionError for an async function */
export const identityCheck: OptionParser<typeof tls.checkServerIdentity> = (value, path) => {
  if (typeof value !== 'function' || Object.prototype.toString.call(value) === '[object AsyncFunction]') {
    throw refuse(path, value, 'a function that returns undefined or an error, not a promise');
  }
  return value as typeof tls.checkServerIdentity;
};

function refusalOf(verdict: unknown): Error | undefined {
  if (verdict === undefined || isError(verdict)) return verdict;
  if (typeof (verdict as PromiseLike<unknown> | null)?.then === 'function') {
    // The certificate is refused, whatever the result of the promise.
    (verdict as PromiseLike<unknown>).then(ignore, ignore);
    return invalid('returned a promise; it must return its result synchronously', verdict);
  }
  return invalid('returned neither undefined nor an error', verdict);
}

function invalid(what: string, cause: unknown): Error {
  const text = typeof cause === 'string' ? ` (${cause})` : '';
  return new Error(`checkServerIdentity ${what}${text}`, { cause });
}

/** Whether a value is an error, even of another realm. */
function isError(value: unknown): value is Error {
  return value instanceof Error || types.isNativeError(value);
}

function ignore(): void {}
