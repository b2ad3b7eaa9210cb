// What makes a dial fail, as errors of this project.
import { isSluiceError, NetworkError } from '@sluice/core';
import { safeText } from '@sluice/core/plugin';
import {
  codeOf,
  explainTls,
  firstCode,
  handshakeError,
  isFinalTls,
  tlsAlertOf,
} from '@sluice/core/transport';
import type { ProxyHop } from '../proxy/proxy-hop.ts';
import { OF_PROXY, OF_SERVER } from '../tls/option-names.ts';

function messageOf(error: unknown): string {
  return safeText(error instanceof Error ? error.message : String(error));
}

/** What failed on the way to or at a proxy, as an error of this project. */
export function proxyError(error: unknown, proxy: ProxyHop, reached: boolean): unknown {
  if (isSluiceError(error)) return error;
  const code = firstCode(error);
  const shown = explainTls(error, OF_PROXY);
  const what = reached ? 'broke off' : 'was not reached';
  return new NetworkError('ERR_SLUICE_PROXY', `the proxy ${proxy.label} ${what} (${shown})`, {
    cause: error,
    phase: reached ? 'proxy' : 'connect',
    retryable: code !== 'ENOTFOUND' && code !== 'ENODATA' && !isFinalTls(error),
    tlsAlert: tlsAlertOf(error)?.name,
  });
}

/** Codes with which name resolution fails for now: of getaddrinfo, and of servers that were asked directly. */
const NAMES_FOR_NOW = new Set(['EAI_AGAIN', 'ESERVFAIL', 'ETIMEOUT', 'ECONNREFUSED', 'EREFUSED']);

/** What name resolution failed with, as an error of this project. */
export function lookupError(error: unknown, host: string): unknown {
  if (isSluiceError(error)) return error;
  const code = codeOf(error);
  const shown = code === '' ? messageOf(error) : code;
  return new NetworkError('ERR_SLUICE_DNS', `the host name ${host} was not resolved (${shown})`, {
    cause: error,
    phase: 'dns',
    retryable: NAMES_FOR_NOW.has(code),
  });
}

/** What made a dial fail, as an error of this project. @param host host and port */
export function dialError(error: unknown, host: string, secureStarted: boolean): unknown {
  if (isSluiceError(error)) return error;
  const code = firstCode(error);
  const shown = code === '' ? messageOf(error) : code;
  if (secureStarted) return handshakeError(error, host, OF_SERVER);
  return new NetworkError('ERR_SLUICE_CONNECT', `no connection to ${host} (${shown})`, {
    cause: error,
    phase: 'connect',
  });
}
