// The TLS alerts with which a peer ends a connection (RFC 8446 section 6, and older versions): their meaning, and whether
// another attempt can succeed.

/** The kind of option that can resolve a refusal. */
export type TlsRemedy = 'authority' | 'certificate' | 'parameters' | 'versions' | 'servername' | 'protocols';

/** A TLS alert of a peer. */
export interface TlsAlert {
  /** Its name in RFC 8446, such as `certificate_required`. Does not depend on the versions of TLS and OpenSSL. */
  readonly name: string;
  /** Whether the peer refuses what this side presents or offers, which another attempt would not change. */
  readonly final: boolean;
  /** The reason in words, with the peer as the subject; empty for an alert that is not about this side. */
  readonly means: string;
  /** The option that can resolve it, if there is one. */
  readonly remedy: TlsRemedy | undefined;
}

type Row = readonly [number: number, name: string, means?: string, remedy?: TlsRemedy];

/** Alerts with which a peer refuses this side. */
const FINAL: readonly Row[] = [
  [40, 'handshake_failure', 'it found no common parameters, or requires a client certificate', 'parameters'],
  [41, 'no_certificate', 'it requires a client certificate', 'certificate'],
  [42, 'bad_certificate', 'it considers the client certificate damaged', 'certificate'],
  [43, 'unsupported_certificate', 'it does not support a client certificate of this type', 'certificate'],
  [44, 'certificate_revoked', 'the client certificate was revoked', 'certificate'],
  [45, 'certificate_expired', 'the client certificate has expired or is not yet valid', 'certificate'],
  [46, 'certificate_unknown', 'it does not accept the client certificate', 'certificate'],
  [47, 'illegal_parameter', 'it considers a parameter of the handshake invalid'],
  [48, 'unknown_ca', 'it does not trust the authority of the client certificate', 'certificate'],
  [49, 'access_denied', 'the client certificate has no access', 'certificate'],
  [60, 'export_restriction', 'it must not use the offered ciphers', 'parameters'],
  [70, 'protocol_version', 'it supports none of the offered TLS versions', 'versions'],
  [71, 'insufficient_security', 'it requires stronger ciphers', 'parameters'],
  [86, 'inappropriate_fallback', 'it supports a newer TLS version than the offered one', 'versions'],
  [109, 'missing_extension', 'an extension is missing in the handshake'],
  [110, 'unsupported_extension', 'it does not support an extension of the handshake'],
  [112, 'unrecognized_name', 'it does not serve this name', 'servername'],
  [115, 'unknown_psk_identity', 'it does not know the key'],
  [116, 'certificate_required', 'it requires a client certificate', 'certificate'],
  [120, 'no_application_protocol', 'it supports none of the offered protocols', 'protocols'],
];

/** Alerts about a temporary state, or about bytes that were damaged in transit. */
const TRANSIENT: readonly Row[] = [
  [10, 'unexpected_message'],
  [20, 'bad_record_mac'],
  [21, 'decryption_failed'],
  [22, 'record_overflow'],
  [30, 'decompression_failure'],
  [50, 'decode_error'],
  [51, 'decrypt_error'],
  [80, 'internal_error'],
  [90, 'user_canceled'],
  [100, 'no_renegotiation'],
  [111, 'certificate_unobtainable'],
  [113, 'bad_certificate_status_response'],
  [114, 'bad_certificate_hash_value'],
];

const BY_NUMBER = new Map<number, TlsAlert>();
const BY_NAME = new Map<string, TlsAlert>();

for (const [rows, final] of [
  [FINAL, true],
  [TRANSIENT, false],
] as const) {
  for (const [number, name, means = '', remedy] of rows) {
    const alert: TlsAlert = { name, final, means, remedy };
    BY_NUMBER.set(number, alert);
    BY_NAME.set(name, alert);
  }
}

/** The names of the alerts with which a peer refuses this side, so that another attempt cannot succeed. */
export const FINAL_TLS_ALERTS: readonly string[] = Object.freeze(FINAL.map(([, name]) => name));

/**
 * For transports: the alert of the peer that caused an error of Node.js; undefined for any other error. OpenSSL puts the
 * number of the alert into the message, whatever the code (`EPROTO` if the alert is read during a write), and its name into
 * the code.
 */
export function tlsAlertOf(error: unknown): TlsAlert | undefined {
  const { message, code, cause } = (error ?? {}) as { message?: unknown; code?: unknown; cause?: unknown };
  const number = typeof message === 'string' ? /SSL alert number (\d+)/.exec(message) : null;
  if (number !== null) return BY_NUMBER.get(Number(number[1]));
  const name =
    typeof code === 'string' ? /^ERR_SSL_(?:SSLV3|SSL\/TLS|TLSV1|TLSV13)_(?:ALERT_)?(\w+)$/.exec(code) : null;
  const known = name === null ? undefined : BY_NAME.get((name[1] as string).toLowerCase());
  return known ?? (cause instanceof Error ? tlsAlertOf(cause) : undefined);
}
