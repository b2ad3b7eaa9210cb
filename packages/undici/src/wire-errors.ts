import { isSluiceError, NetworkError } from '@sluice/core';
import { safeText } from '@sluice/core/plugin';
import {
  brokenTls,
  codeOf,
  explainTls,
  firstCode,
  handshakeError,
  invalidResponse,
  isFinalTls,
  lostConnection,
  tlsAlertOf,
  type TlsOptionNames,
  type WireState,
} from '@sluice/core/transport';
import { UnprocessedError } from './http2-errors.ts';
import { FLOOD } from './http2-flood.ts';
import type { ProxyHop } from './proxy-hop.ts';

/** How the options are called that meet what a server refuses, and a proxy. */
const OF_SERVER: TlsOptionNames = {
  certificate: 'tls: { cert, key }',
  parameters: 'tls: { cert, key, ciphers, ecdhCurve, sigalgs }',
  versions: 'tls: { minVersion, maxVersion }',
  servername: 'tls: { servername }',
  protocols: 'http2',
};
const OF_PROXY: TlsOptionNames = {
  certificate: 'proxy: { tls: { cert, key } }',
  parameters: 'proxy: { tls: { cert, key, ciphers, ecdhCurve, sigalgs } }',
  versions: 'proxy: { tls: { minVersion, maxVersion } }',
  servername: 'proxy: { tls: { servername } }',
  protocols: 'another proxy',
};

function messageOf(error: unknown): string {
  return safeText(error instanceof Error ? error.message : String(error));
}

/** Whether it is how undici closes a connection that served its purpose. */
export function isInformational(error: unknown): boolean {
  return codeOf(error) === 'UND_ERR_INFO';
}

/** What undici saw as a mere end of the socket may have been an error of that socket before. */
export function brokenBy(error: unknown, ofSocket: unknown): unknown {
  return codeOf(error) === 'UND_ERR_SOCKET' ? (ofSocket ?? error) : error;
}

/** What broke an exchange on an open connection, as an error of this project. */
export function exchangeError(error: unknown, state: WireState): unknown {
  if (isSluiceError(error)) return error;
  const code = codeOf(error);
  if (error instanceof UnprocessedError && !state.headReceived) {
    const { reused, bytesWritten, responseStarted } = state;
    const message = `the server did not process the request (${error.message})`;
    return new NetworkError('ERR_SLUICE_CONNECTION_LOST', message, {
      cause: error,
      reused,
      bytesWritten,
      responseStarted,
      phase: 'response',
      unprocessed: true,
    });
  }
  if (code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH' && !state.headReceived) {
    const { reused, bytesWritten, responseStarted } = state;
    return new NetworkError('ERR_SLUICE_PROTOCOL', 'the response declares contradictory lengths', {
      cause: error,
      reused,
      bytesWritten,
      responseStarted,
      phase: 'response',
    });
  }
  if (isProtocolError(error, code)) {
    // A peer that sends too many header bytes, or frames without end, will do so again.
    const retryable = code !== 'UND_ERR_HEADERS_OVERFLOW' && code !== FLOOD;
    return invalidResponse(error as Error, state, retryable);
  }
  const reset = code === 'ECONNRESET' || code === 'EPIPE';
  return brokenTls(error, state, OF_SERVER) ?? lostConnection(error, state, reset);
}

/**
 * A server's notice that it closed an idle connection, which a request may have crossed (RFC 9110 section 15.5.9). It
 * may as well be the answer to what was written, so the request is one that the server can have seen.
 */
export function closedWhileIdle({ bytesWritten }: WireState): NetworkError {
  return new NetworkError('ERR_SLUICE_CONNECTION_LOST', 'the server closed the connection as idle (408)', {
    phase: 'request',
    reused: true,
    bytesWritten,
  });
}

function isProtocolError(error: unknown, code: string): boolean {
  return (
    (error instanceof Error && error.name === 'HTTPParserError') ||
    code === 'UND_ERR_HEADERS_OVERFLOW' ||
    code === FLOOD ||
    (code === 'UND_ERR_SOCKET' && /^bad (response|upgrade)/.test((error as Error).message))
  );
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
