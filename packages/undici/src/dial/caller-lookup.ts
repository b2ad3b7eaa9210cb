import net from 'node:net';
import { unpolluted } from '@sluice/core/internal';

/** An address as Node.js takes it. */
interface Address {
  readonly address: string;
  readonly family: number;
}

/**
 * A lookup of the caller's, which may do anything: throw, reject, answer before it returns or more than once, with one
 * address where a list was asked for, or with what is no address. Node.js throws on much of that where nobody can catch
 * it, or takes the second answer for another dial.
 */
export function callerLookup(lookup: net.LookupFunction): net.LookupFunction {
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

/** What of an answer is an address, whatever it says of its family. */
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
  return Object.assign(new Error(`no address of ${hostname}`), { code: 'ENODATA' });
}
