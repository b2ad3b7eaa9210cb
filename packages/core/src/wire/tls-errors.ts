// The errors of TLS.
import type { WireState } from '../history/wire-state.ts';
import { NetworkError } from '../errors/network-error.ts';
import { safeText } from '../errors/redact.ts';
import { isRefusal } from './identity-refusal.ts';
import { tlsAlertOf, type TlsRemedy } from './tls-alert.ts';
import { firstCode } from './wire-errors.ts';

/** For transports: the names of the options that can resolve a refusal, as this transport calls them. */
export type TlsOptionNames = Readonly<Record<TlsRemedy, string>>;

/** Codes with which this side refuses the peer: its certificate, its version, its keys. */
const REFUSED =
  /^(CERT_|ERR_TLS_CERT|ERR_TLS_DH_PARAM_SIZE|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|ERR_SSL_.*(CERTIFICATE|VERSION|PROTOCOL|KEY_TOO_SMALL|MD_TOO_WEAK|NO_CIPHERS_AVAILABLE|LEGACY_RENEGOTIATION_DISABLED|DISALLOWED_OR_UNSUPPORTED|WRONG_CURVE|WRONG_SIGNATURE_TYPE|WRONG_CIPHER_RETURNED|PACKET_LENGTH_TOO_LONG))/;

/** Whether this side refuses the peer with this code. Another attempt would reach the same peer. */
function refusesPeer(code: string): boolean {
  return REFUSED.test(code);
}

/** For transports: whether TLS failed in a way that another attempt cannot change. */
export function isFinalTls(error: unknown): boolean {
  const alert = tlsAlertOf(error);
  if (alert !== undefined) return alert.final;
  return refusesPeer(firstCode(error)) || isRefusal(error);
}

/** For transports: whether an error was caused by TLS. */
export function isTlsError(error: unknown): boolean {
  const code = firstCode(error);
  return (
    code.startsWith('ERR_SSL_') || refusesPeer(code) || tlsAlertOf(error) !== undefined || isRefusal(error)
  );
}

/**
 * For transports: the error of a failed handshake.
 * @param peer host and port
 * @param final whether another attempt cannot succeed. Default: determined by the cause
 */
export function handshakeError(
  cause: unknown,
  peer: string,
  names: TlsOptionNames,
  final: boolean = isFinalTls(cause),
): NetworkError {
  const alert = tlsAlertOf(cause);
  const refused = alert?.final === true;
  const what = refused ? `${peer} refused the TLS handshake` : `the TLS handshake with ${peer} failed`;
  return new NetworkError('ERR_SLUICE_TLS', `${what} (${explainTls(cause, names)})`, {
    cause,
    phase: 'tls',
    retryable: !final,
    tlsAlert: alert?.name,
  });
}

/**
 * For transports: the error of a TLS connection that failed after the handshake and before a response; undefined for another
 * error. In TLS 1.3, a client can send requests before the server has verified its certificate.
 */
export function brokenTls(cause: unknown, state: WireState, names: TlsOptionNames): NetworkError | undefined {
  if (state.responseStarted || !isTlsError(cause)) return undefined;
  const alert = tlsAlertOf(cause);
  const refused = alert?.final === true;
  const what = refused
    ? 'the server refused TLS after the handshake'
    : 'the server closed the TLS connection';
  const { reused, bytesWritten, responseStarted } = state;
  return new NetworkError('ERR_SLUICE_TLS', `${what} (${explainTls(cause, names)})`, {
    cause,
    reused,
    bytesWritten,
    responseStarted,
    phase: 'tls',
    retryable: !isFinalTls(cause),
    tlsAlert: alert?.name,
  });
}

/** Codes of a certificate whose authority is not trusted here. */
const UNTRUSTED =
  /^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_(?:GET_ISSUER_CERT\w*|VERIFY_LEAF_SIGNATURE))$/;

/** Codes with which OpenSSL reports that the peer does not speak TLS. */
const NOT_TLS = /^ERR_SSL_(?:WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST)$/;

function adviceOn(code: string, names: TlsOptionNames): string {
  if (UNTRUSTED.test(code)) return `; to trust its authority, set ${names.authority}`;
  if (NOT_TLS.test(code)) return '; the port may speak plain HTTP: then use http:';
  return code === 'ERR_TLS_CERT_ALTNAME_INVALID' ? `; for another name, set ${names.servername}` : '';
}

/** For transports: why TLS failed, and which option can resolve it. */
export function explainTls(error: unknown, names: TlsOptionNames): string {
  const alert = tlsAlertOf(error);
  if (alert === undefined) {
    const code = firstCode(error);
    return code === ''
      ? safeText(error instanceof Error ? error.message : String(error))
      : `${code}${adviceOn(code, names)}`;
  }
  const { name, means, remedy } = alert;
  if (means === '') return name;
  return `${name}: ${means}${remedy === undefined ? '' : `; set ${names[remedy]}`}`;
}
