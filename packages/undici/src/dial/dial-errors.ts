// The errors for dials that failed.
import { isSluiceError, NetworkError } from '@sluice/core';
import { safeText } from '@sluice/core/plugin';
import {
  connectError,
  explainTls,
  handshakeError,
  isFinalLookupFailure,
  isFinalTls,
  lookupError,
  tlsAlertOf,
} from '@sluice/core/transport';
import type { ProxyHop } from '../proxy/proxy-hop.ts';
import { OF_PROXY, OF_SERVER } from '../tls/option-names.ts';

/** The error for a proxy that could not be reached, or that failed before the connection was ready. */
export function proxyError(error: unknown, proxy: ProxyHop, reached: boolean): unknown {
  if (isSluiceError(error)) return error;
  const shown = explainTls(error, OF_PROXY);
  const what = reached ? 'failed' : 'could not be reached';
  return new NetworkError('ERR_SLUICE_PROXY', `the proxy ${proxy.label} ${what} (${shown})`, {
    cause: error,
    phase: reached ? 'proxy' : 'connect',
    retryable: !isFinalLookupFailure(error) && !isFinalTls(error),
    tlsAlert: tlsAlertOf(error)?.name,
  });
}

/** The error for a host name that could not be resolved. */
export function resolutionError(error: unknown, hostname: string): unknown {
  return isSluiceError(error) ? error : lookupError(error, hostname);
}

/** The error for a dial that failed. @param peer host and port */
export function dialError(error: unknown, peer: string, secureStarted: boolean): unknown {
  if (isSluiceError(error)) return error;
  return secureStarted ? handshakeError(error, peer, OF_SERVER) : connectError(error, peer);
}

/**
 * The error for a dial whose connection has no parser, since undici was not loaded. An error without a code, such as that of
 * a bundle without `require()`, is permanent; lack of file descriptors, or a file that is being replaced, is not.
 */
export function notLoadedError(error: unknown): NetworkError {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  const reason = typeof code === 'string' ? code : safeText(String(message));
  return new NetworkError('ERR_SLUICE_CONNECT', `undici was not loaded (${reason})`, {
    cause: error,
    phase: 'connect',
    retryable: typeof code === 'string',
  });
}
