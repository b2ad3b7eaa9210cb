import { BodyError, NetworkError, safeText, type WireState } from '@sluice/core';
import { codeOf, firstCode, plainCause } from './plain-cause.ts';

/** Codes with which a certificate is refused: another attempt meets the same certificate. */
const CERTIFICATE =
  /^(CERT_|ERR_TLS_CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|ERR_SSL_\w*(CERTIFICATE|VERSION|PROTOCOL)\w*)/;

const DNS: ReadonlySet<string> = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA', 'EAI_NONAME']);

/** System calls of a connection. */
const CALLS: ReadonlySet<unknown> = new Set(['connect', 'getaddrinfo', 'read', 'write', 'bind', 'shutdown']);

/** Whether an error comes from making a connection, rather than from a hook that ran before. */
export function isWireError(error: unknown): boolean {
  const code = firstCode(error);
  if (CERTIFICATE.test(code) || /^(ERR_SSL_|ERR_HTTP2_|HPE_)/.test(code) || DNS.has(code)) return true;
  const { syscall, errors } = (error ?? {}) as { syscall?: unknown; errors?: unknown };
  return CALLS.has(syscall) || (Array.isArray(errors) && errors.some(isWireError));
}

/** What made a dial fail, as an error of this project. */
export function dialError(error: unknown, host: string, secureStarted: boolean): NetworkError {
  const code = firstCode(error);
  const shown = code === '' ? safeText(error instanceof Error ? error.message : String(error)) : code;
  const cause = plainCause(error);
  if (code === 'ERR_PROXY_TUNNEL') return refusedTunnel(error, cause);
  if (DNS.has(code)) {
    return new NetworkError('ERR_SLUICE_DNS', `the host name ${host} was not resolved (${shown})`, {
      cause,
      phase: 'dns',
      retryable: code === 'EAI_AGAIN',
    });
  }
  if (secureStarted || CERTIFICATE.test(code) || code.startsWith('ERR_SSL_')) {
    return new NetworkError('ERR_SLUICE_TLS', `the TLS handshake with ${host} failed (${shown})`, {
      cause,
      phase: 'tls',
      retryable: !CERTIFICATE.test(code),
    });
  }
  return new NetworkError('ERR_SLUICE_CONNECT', `no connection to ${host} (${shown})`, {
    cause,
    phase: 'connect',
  });
}

/** What Node's agents (`proxyEnv`) say when a proxy answers CONNECT with anything but 200. */
function refusedTunnel(error: unknown, cause: Error): NetworkError {
  const { statusCode } = error as { statusCode?: unknown };
  const status = Number.isInteger(statusCode) ? (statusCode as number) : undefined;
  return new NetworkError(
    'ERR_SLUICE_PROXY',
    `the proxy refused the tunnel (${status ?? safeText(cause.message)})`,
    {
      cause,
      phase: 'proxy',
      ...(status !== undefined && { proxyStatus: status }),
      retryable: status !== undefined && status >= 500 && status !== 501 && status !== 505,
    },
  );
}

/** What broke an exchange on an open connection, as an error of this project. */
export function exchangeError(error: unknown, state: WireState): NetworkError | BodyError {
  const code = codeOf(error);
  const cause = plainCause(error);
  const { reused, bytesWritten, responseStarted } = state;
  const details = { cause, reused, bytesWritten, responseStarted };
  if ((code.startsWith('ERR_SSL_') || CERTIFICATE.test(code)) && !responseStarted) {
    // TLS 1.3 lets the client begin before the server has looked at its certificate.
    return new NetworkError('ERR_SLUICE_TLS', `the server broke TLS off (${code})`, {
      ...details,
      phase: 'tls',
      retryable: !CERTIFICATE.test(code),
    });
  }
  if (code.startsWith('HPE_')) {
    return new NetworkError(
      'ERR_SLUICE_PROTOCOL',
      `the response is not valid HTTP: ${safeText(cause.message)}`,
      {
        ...details,
        phase: state.headReceived ? 'body' : 'response',
        // A peer that sends too many header bytes will do so again.
        retryable: code !== 'HPE_HEADER_OVERFLOW',
      },
    );
  }
  if (state.headReceived) return bodyError(error, cause, state, details);
  const where = bytesWritten === 0 ? 'before the request was sent' : 'before its response arrived';
  return new NetworkError('ERR_SLUICE_CONNECTION_LOST', `the connection was lost ${where}`, {
    ...details,
    phase: bytesWritten === 0 ? 'request' : 'response',
  });
}

function bodyError(
  error: unknown,
  cause: Error,
  state: WireState,
  details: { cause: Error; reused: boolean; bytesWritten: number; responseStarted: boolean },
): NetworkError | BodyError {
  const code = codeOf(error);
  const wasReset = CALLS.has((error as { syscall?: unknown }).syscall) || code === 'ERR_HTTP2_STREAM_ERROR';
  if (wasReset) {
    return new NetworkError('ERR_SLUICE_CONNECTION_LOST', 'the connection was reset in the body', {
      ...details,
      phase: 'body',
    });
  }
  return new BodyError('ERR_SLUICE_BODY_CUT_SHORT', 'the connection was closed before the end of the body', {
    cause,
    bytes: state.bodyBytes,
  });
}

/**
 * A server's notice that it closed an idle connection, which a request may have crossed. It may as well be the answer to
 * what was written, so the request is one that the server can have seen.
 */
export function closedWhileIdle(): NetworkError {
  return new NetworkError('ERR_SLUICE_CONNECTION_LOST', 'the server closed the connection as idle (408)', {
    phase: 'request',
    reused: true,
    bytesWritten: 1,
  });
}
