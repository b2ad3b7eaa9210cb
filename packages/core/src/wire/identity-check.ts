import tls from 'node:tls';
import { types } from 'node:util';
import { refuse } from '../errors/option-error.ts';
import type { OptionParser } from '../options/parsers.ts';
import { noteRefusal } from './identity-refusal.ts';

/** A check of a server's names: of Node.js, or of got. */
type IdentityCheck = (hostname: string, certificate: never) => unknown;

/** The guarded form of each check, so that connections which are told apart by their check stay shared. */
const guarded = new WeakMap<IdentityCheck, IdentityCheck>();

/**
 * For transports: a caller's `checkServerIdentity` in a form that Node.js can be given. A check that throws refuses the
 * certificate, as one that returns an error does: Node.js lets what it throws escape to where nobody can catch it. So does
 * one that returns anything but `undefined`: Node.js takes `null` and `false` for fine, and a promise for an error.
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
        refusal = isError(error) ? error : invalid('threw what is no error', error);
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
    throw refuse(path, value, 'a function that returns undefined or an error, and no promise');
  }
  return value as typeof tls.checkServerIdentity;
};

function refusalOf(verdict: unknown): Error | undefined {
  if (verdict === undefined || isError(verdict)) return verdict;
  if (typeof (verdict as PromiseLike<unknown> | null)?.then === 'function') {
    // The certificate is refused, whatever comes of the promise.
    (verdict as PromiseLike<unknown>).then(ignore, ignore);
    return invalid('returned a promise; it must return its verdict at once', verdict);
  }
  return invalid('returned neither undefined nor an error', verdict);
}

function invalid(what: string, cause: unknown): Error {
  const text = typeof cause === 'string' ? ` (${cause})` : '';
  return new Error(`checkServerIdentity ${what}${text}`, { cause });
}

/** Of this realm or another. */
function isError(value: unknown): value is Error {
  return value instanceof Error || types.isNativeError(value);
}

function ignore(): void {}
