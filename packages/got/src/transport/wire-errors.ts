// Converts errors of Node and got on the wire to errors of Sluice.
import type { BodyError, NetworkError } from '@sluice/core';
import {
  brokenTls,
  codeOf,
  connectError,
  firstCode,
  handshakeError,
  invalidResponse,
  isFinalTls,
  isLookupFailure,
  isTlsError,
  lookupError,
  lostConnection,
  refusedTunnel,
  type TlsOptionNames,
  type WireState,
} from '@sluice/core/transport';
import { plainCause } from './plain-cause.ts';

/** got's options to change after a refusal by the server. */
const OPTIONS: TlsOptionNames = {
  authority: "got's https: { certificateAuthority }",
  certificate: "got's https: { certificate, key }",
  parameters: "got's https: { certificate, key, ciphers, ecdhCurve, signatureAlgorithms }",
  versions: "got's https: { minVersion, maxVersion }",
  servername: "got's https: { serverName }",
  protocols: "got's http2",
};

/** System calls of a connection. */
const CALLS: ReadonlySet<unknown> = new Set(['connect', 'getaddrinfo', 'read', 'write', 'bind', 'shutdown']);

/** Whether an error comes from opening a connection, rather than from a hook that ran before. */
export function isWireError(error: unknown): boolean {
  const code = firstCode(error);
  if (isTlsError(error) || /^(ERR_HTTP2_|HPE_)/.test(code) || isLookupFailure(error)) return true;
  const { syscall, errors } = (error ?? {}) as { syscall?: unknown; errors?: unknown };
  return (
    CALLS.has(syscall) || isClosedHandshake(error) || (Array.isArray(errors) && errors.some(isWireError))
  );
}

/** Whether the connection was lost during a TLS handshake of got's HTTP/2 client, before Node's request exists. */
export function isBrokenHandshake(error: unknown): boolean {
  const { syscall } = (error ?? {}) as { syscall?: unknown };
  return syscall === 'read' || syscall === 'write' || isClosedHandshake(error);
}

/** Whether the server closed the connection before TLS was established, according to the messages of Node.js and got. */
function isClosedHandshake(error: unknown): boolean {
  if (codeOf(error) !== 'ECONNRESET' || !(error instanceof Error)) return false;
  return /before secure TLS connection|ALPN socket closed before/.test(error.message);
}

/** The error for a failed dial to the host of a URL. */
export function dialError(error: unknown, url: URL, secureStarted: boolean): NetworkError {
  const cause = plainCause(error);
  if (firstCode(error) === 'ERR_PROXY_TUNNEL') return tunnelError(error, cause);
  if (isLookupFailure(error)) return lookupError(error, url.hostname, cause);
  const peer = `${url.hostname}:${url.port || (url.protocol === 'https:' ? 443 : 80)}`;
  if (secureStarted || isTlsError(error)) return handshakeError(cause, peer, OPTIONS, isFinalTls(error));
  return connectError(error, peer, cause);
}

/** The error for a failed tunnel: Node's agents (`proxyEnv`) report it if the response to CONNECT is not 200. */
function tunnelError(error: unknown, cause: Error): NetworkError {
  const { statusCode } = error as { statusCode?: unknown };
  return refusedTunnel('the proxy', Number.isInteger(statusCode) ? (statusCode as number) : undefined, cause);
}

/** Whether Node.js itself reset a stream whose body was shorter than declared. */
function isTooShort(error: unknown): boolean {
  return error instanceof Error && error.message.includes('NGHTTP2_PROTOCOL_ERROR');
}

/** The error for a failed exchange on an open connection. */
export function exchangeError(error: unknown, state: WireState): NetworkError | BodyError {
  const code = codeOf(error);
  const cause = plainCause(error);
  // A peer that sends too many header bytes will do so again.
  if (code.startsWith('HPE_')) return invalidResponse(cause, state, code !== 'HPE_HEADER_OVERFLOW');
  // Node.js has this code for frames that no server may send.
  if (code === 'ERR_HTTP2_ERROR') return invalidResponse(cause, state, true);
  const { syscall } = (error ?? {}) as { syscall?: unknown };
  const reset = CALLS.has(syscall) || (code === 'ERR_HTTP2_STREAM_ERROR' && !isTooShort(error) && 'stream');
  return brokenTls(cause, state, OPTIONS) ?? lostConnection(cause, state, reset);
}
