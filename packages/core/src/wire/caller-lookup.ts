// A guard around a `lookup` that a caller supplied.
import net from 'node:net';
import { unpolluted } from '../options/unpolluted.ts';

/** An address in the form of Node. */
interface Address {
  readonly address: string;
  readonly family: number;
}

/** The guard of each lookup; a guard is its own. Agents distinguish connections by the identity of their lookup. */
const guards = new WeakMap<net.LookupFunction, net.LookupFunction>();

/** For transports: guards a lookup of the caller, see {@link guarded}. Returns the same guard for the same lookup. */
export function callerLookup(lookup: net.LookupFunction): net.LookupFunction {
  let guard = guards.get(lookup);
  if (guard === undefined) {
    guard = guarded(lookup);
    guards.set(lookup, guard).set(guard, guard);
  }
  return guard;
}

/**
 * Guards a lookup. It may throw, reject, call back synchronously or twice, pass one address instead of a
 * list, or pass something that is not an address. Node would throw in many of these cases where no caller can catch the
 * error, or would dial twice.
 */
function guarded(lookup: net.LookupFunction): net.LookupFunction {
  return (hostname, given, callback) => {
    const options = unpolluted(given);
    let answered = false;
    const answer = (error: unknown, addresses?: unknown): void => {
      if (answered) return;
      answered = true;
      const found = failed(error) ? [] : addressesOf(addresses);
      const [first] = found;
      const failure = failed(error) ? asError(error) : first === undefined ? noAddress(hostname) : null;
      if (options.all === true) process.nextTick(callback, failure, found);
      else process.nextTick(callback, failure, first?.address ?? '', first?.family);
    };
    try {
      const returned: unknown = lookup(hostname, options, answer);
      if (returned instanceof Promise) returned.catch(answer);
    } catch (error) {
      answer(error);
    }
  };
}

function failed(error: unknown): boolean {
  return error !== null && error !== undefined;
}

/** The valid addresses of a result. The family is derived from the address. */
function addressesOf(given: unknown): Address[] {
  const items: unknown[] = Array.isArray(given) ? given : [given];
  return items.flatMap((item) => {
    const address = typeof item === 'string' ? item : (item as Partial<Address> | null | undefined)?.address;
    const family = typeof address === 'string' ? net.isIP(address) : 0;
    return family === 0 ? [] : [{ address: address as string, family }];
  });
}

function asError(error: unknown): Error {
  if (error instanceof Error) return error;
  const { code } = Object(error) as { readonly code?: unknown };
  const text = typeof error === 'string' ? error : 'the lookup failed';
  return Object.assign(new Error(text, { cause: error }), typeof code === 'string' && { code });
}

function noAddress(hostname: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`no address of ${hostname}: the lookup must return IP addresses`), {
    code: 'ENODATA',
  });
}
