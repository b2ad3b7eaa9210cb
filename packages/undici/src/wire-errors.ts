import { BodyError, isSluiceError, NetworkError, safeText, type WireState } from '@sluice/core';
import { isRefusal } from './caller-identity-check.ts';
import { FLOOD } from './http2-flood.ts';
import type { ProxyHop } from './proxy-hop.ts';

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}

/** The code of an error, or of the first of those it is made of (one per address tried). */
function firstCode(error: unknown): string {
  return codeOf(error) || codeOf((error as { errors?: unknown[] } | null)?.errors?.[0]);
}

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
  const { reused, bytesWritten, responseStarted } = state;
  const details = { cause: error, reused, bytesWritten, responseStarted };
  if (code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH' && !state.headReceived) {
    return new NetworkError('ERR_SLUICE_PROTOCOL', 'the response declares contradictory lengths', {
      ...details,
      phase: 'response',
    });
  }
  if (code.startsWith('ERR_SSL_') && !state.responseStarted) {
    // TLS 1.3 lets the client begin before the server has looked at its certificate.
    return new NetworkError('ERR_SLUICE_TLS', `the server broke TLS off (${code})`, {
      ...details,
      phase: 'tls',
      retryable: !CERTIFICATE.test(code),
    });
  }
  if (isProtocolError(error, code)) {
    const message = `the response is not valid HTTP: ${safeText((error as Error).message)}`;
    return new NetworkError('ERR_SLUICE_PROTOCOL', message, {
      ...details,
      phase: state.headReceived ? 'body' : 'response',
      // A peer that sends too many header bytes, or frames without end, will do so again.
      retryable: code !== 'UND_ERR_HEADERS_OVERFLOW' && code !== FLOOD,
    });
  }
  if (state.headReceived) {
    if (code === 'ECONNRESET' || code === 'EPIPE') {
      return new NetworkError('ERR_SLUICE_CONNECTION_LOST', 'the connection was reset in the body', {
        ...details,
        phase: 'body',
      });
    }
    return new BodyError(
      'ERR_SLUICE_BODY_CUT_SHORT',
      'the connection was closed before the end of the body',
      {
        cause: error,
        bytes: state.bodyBytes,
      },
    );
  }
  const where = bytesWritten === 0 ? 'before the request was sent' : 'before its response arrived';
  return new NetworkError('ERR_SLUICE_CONNECTION_LOST', `the connection was lost ${where}`, {
    ...details,
    phase: bytesWritten === 0 ? 'request' : 'response',
  });
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

/** Codes with which a certificate is refused: another attempt meets the same certificate. */
const CERTIFICATE =
  /^(CERT_|ERR_TLS_CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|ERR_SSL_\w*(CERTIFICATE|VERSION|PROTOCOL)\w*)/;

function isAboutCertificate(error: unknown, code: string): boolean {
  return CERTIFICATE.test(code) || isRefusal(error);
}

/** What failed on the way to or at a proxy, as an error of this project. */
export function proxyError(error: unknown, proxy: ProxyHop, reached: boolean): unknown {
  if (isSluiceError(error)) return error;
  const code = firstCode(error);
  const shown = code === '' ? messageOf(error) : code;
  const what = reached ? 'broke off' : 'was not reached';
  return new NetworkError('ERR_SLUICE_PROXY', `the proxy ${proxy.label} ${what} (${shown})`, {
    cause: error,
    phase: reached ? 'proxy' : 'connect',
    retryable: code !== 'ENOTFOUND' && code !== 'ENODATA' && !isAboutCertificate(error, code),
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

/** What made a dial fail, as an error of this project. */
export function dialError(error: unknown, host: string, secureStarted: boolean): unknown {
  if (isSluiceError(error)) return error;
  const code = firstCode(error);
  const shown = code === '' ? messageOf(error) : code;
  if (secureStarted) {
    return new NetworkError('ERR_SLUICE_TLS', `the TLS handshake with ${host} failed (${shown})`, {
      cause: error,
      phase: 'tls',
      retryable: !isAboutCertificate(error, code),
    });
  }
  return new NetworkError('ERR_SLUICE_CONNECT', `no connection to ${host} (${shown})`, {
    cause: error,
    phase: 'connect',
  });
}
