import { NetworkError, type BodyError } from '@sluice/core';
import { safeText } from '@sluice/core/plugin';
import {
  brokenTls,
  codeOf,
  firstCode,
  handshakeError,
  invalidResponse,
  isFinalTls,
  isTlsError,
  lostConnection,
  type TlsOptionNames,
  type WireState,
} from '@sluice/core/transport';
import { plainCause } from './plain-cause.ts';

/** How got's options are called that meet what a server refuses. */
const OPTIONS: TlsOptionNames = {
  certificate: "got's https: { certificate, key }",
  parameters: "got's https: { certificate, key, ciphers, ecdhCurve, signatureAlgorithms }",
  versions: "got's https: { minVersion, maxVersion }",
  servername: "got's https: { serverName }",
  protocols: "got's http2",
};

const DNS: ReadonlySet<string> = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA', 'EAI_NONAME']);

/** System calls of a connection. */
const CALLS: ReadonlySet<unknown> = new Set(['connect', 'getaddrinfo', 'read', 'write', 'bind', 'shutdown']);

/** Whether an error comes from making a connection, rather than from a hook that ran before. */
export function isWireError(error: unknown): boolean {
  const code = firstCode(error);
  if (isTlsError(error) || /^(ERR_HTTP2_|HPE_)/.test(code) || DNS.has(code)) return true;
  const { syscall, errors } = (error ?? {}) as { syscall?: unknown; errors?: unknown };
  return CALLS.has(syscall) || (Array.isArray(errors) && errors.some(isWireError));
}

/** What made a dial to a URL's host fail, as an error of this project. */
export function dialError(error: unknown, url: URL, secureStarted: boolean): NetworkError {
  const code = firstCode(error);
  const shown = code === '' ? safeText(error instanceof Error ? error.message : String(error)) : code;
  const cause = plainCause(error);
  if (code === 'ERR_PROXY_TUNNEL') return refusedTunnel(error, cause);
  if (DNS.has(code)) {
    return new NetworkError('ERR_SLUICE_DNS', `the host name ${url.hostname} was not resolved (${shown})`, {
      cause,
      phase: 'dns',
      retryable: code === 'EAI_AGAIN',
    });
  }
  const host = `${url.hostname}:${url.port || (url.protocol === 'https:' ? 443 : 80)}`;
  if (secureStarted || isTlsError(error)) {
    return handshakeError(cause, host, OPTIONS, isFinalTls(error));
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
  // A peer that sends too many header bytes will do so again.
  if (code.startsWith('HPE_')) return invalidResponse(cause, state, code !== 'HPE_HEADER_OVERFLOW');
  const { syscall } = (error ?? {}) as { syscall?: unknown };
  const reset = CALLS.has(syscall) || code === 'ERR_HTTP2_STREAM_ERROR';
  return brokenTls(cause, state, OPTIONS) ?? lostConnection(cause, state, reset);
}
