// The errors for dials that failed: by name resolution, TCP or a proxy's refusal. For TLS see tls-errors.ts.
import { NetworkError } from '../errors/network-error.ts';
import { safeText } from '../errors/redact.ts';
import { firstCode } from './wire-errors.ts';

/** Codes of a name resolution that may succeed later: of getaddrinfo, and of DNS servers that were asked directly. */
const TEMPORARY: ReadonlySet<string> = new Set([
  'EAI_AGAIN',
  'ESERVFAIL',
  'ETIMEOUT',
  'ECONNREFUSED',
  'EREFUSED',
]);

/** For transports: whether an error comes from name resolution. */
export function isLookupFailure(error: unknown): boolean {
  const code = firstCode(error);
  if (code === 'ENOTFOUND' || code === 'ENODATA' || code.startsWith('EAI_')) return true;
  const { syscall } = (error ?? {}) as { readonly syscall?: unknown };
  // `query…` are the calls of `dns.resolve()`.
  return typeof syscall === 'string' && /^(?:getaddrinfo$|query[A-Z])/.test(syscall);
}

/** For transports: whether an error comes from name resolution, and another attempt cannot change it. */
export function isFinalLookupFailure(error: unknown): boolean {
  return isLookupFailure(error) && !TEMPORARY.has(firstCode(error));
}

/**
 * For transports: the error for a host name that was not resolved.
 * @param cause Default: `error`
 */
export function lookupError(error: unknown, hostname: string, cause: unknown = error): NetworkError {
  const message = `the host name ${hostname} was not resolved (${reasonOf(error)})`;
  return new NetworkError('ERR_SLUICE_DNS', message, {
    cause,
    phase: 'dns',
    retryable: TEMPORARY.has(firstCode(error)),
  });
}

/**
 * For transports: the error for a connection that could not be opened.
 * @param peer host and port
 * @param cause Default: `error`
 */
export function connectError(error: unknown, peer: string, cause: unknown = error): NetworkError {
  const message = `no connection to ${peer} (${reasonOf(error)})`;
  return new NetworkError('ERR_SLUICE_CONNECT', message, { cause, phase: 'connect' });
}

/**
 * For transports: the error for a proxy that refused a tunnel.
 * @param proxy how the message names it
 * @param status of its answer to CONNECT; undefined if unknown
 */
export function refusedTunnel(proxy: string, status: number | undefined, cause?: Error): NetworkError {
  const reason = status ?? safeText(cause?.message ?? 'no status');
  return new NetworkError('ERR_SLUICE_PROXY', `${proxy} refused the tunnel (${reason})`, {
    phase: 'proxy',
    retryable: status !== undefined && status >= 500 && status !== 501 && status !== 505,
    ...(cause !== undefined && { cause }),
    ...(status !== undefined && { proxyStatus: status }),
  });
}

function reasonOf(error: unknown): string {
  return firstCode(error) || safeText(error instanceof Error ? error.message : String(error));
}
