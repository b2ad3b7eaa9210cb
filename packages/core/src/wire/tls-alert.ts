/**
 * The alerts a TLS peer can break off with (RFC 8446 section 6, and those that only older versions have), and what they
 * say about another attempt.
 */

/** What can be set against a refusal. */
export type TlsRemedy = 'certificate' | 'parameters' | 'versions' | 'servername' | 'protocols';

/** An alert of a peer. */
export interface TlsAlert {
  /** Its name in RFC 8446, such as `certificate_required`: the same for all versions of TLS and OpenSSL. */
  readonly name: string;
  /** The peer refuses what this side shows or offers: another attempt shows and offers the same. */
  readonly final: boolean;
  /** What it says of this side; empty for one that says nothing of it. */
  readonly means: string;
  readonly remedy: TlsRemedy | undefined;
}

type Row = readonly [number: number, name: string, means?: string, remedy?: TlsRemedy];

/** By which a peer refuses this side. */
const FINAL: readonly Row[] = [
  [40, 'handshake_failure', 'it found no common ground, or wants a client certificate', 'parameters'],
  [41, 'no_certificate', 'it wants a client certificate', 'certificate'],
  [42, 'bad_certificate', 'it takes the client certificate for damaged', 'certificate'],
  [43, 'unsupported_certificate', 'it takes no client certificate of this kind', 'certificate'],
  [44, 'certificate_revoked', 'the client certificate was revoked', 'certificate'],
  [45, 'certificate_expired', 'the client certificate is not valid now', 'certificate'],
  [46, 'certificate_unknown', 'it does not take the client certificate', 'certificate'],
  [47, 'illegal_parameter', 'it takes something in the handshake for wrong'],
  [48, 'unknown_ca', 'it does not trust the authority of the client certificate', 'certificate'],
  [49, 'access_denied', 'the client certificate has no access', 'certificate'],
  [60, 'export_restriction', 'it must not speak the ciphers offered', 'parameters'],
  [70, 'protocol_version', 'it speaks none of the TLS versions offered', 'versions'],
  [71, 'insufficient_security', 'it wants stronger ciphers', 'parameters'],
  [86, 'inappropriate_fallback', 'it speaks a newer TLS version than was offered', 'versions'],
  [109, 'missing_extension', 'it misses an extension in the handshake'],
  [110, 'unsupported_extension', 'it does not know an extension in the handshake'],
  [112, 'unrecognized_name', 'it does not serve this name', 'servername'],
  [115, 'unknown_psk_identity', 'it does not know the key'],
  [116, 'certificate_required', 'it wants a client certificate', 'certificate'],
  [120, 'no_application_protocol', 'it speaks none of the protocols offered', 'protocols'],
];

/** About a moment, or about bytes that were damaged on the way. */
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

/** The names of the alerts by which a peer refuses this side, so that another attempt meets the same. */
export const FINAL_TLS_ALERTS: readonly string[] = Object.freeze(FINAL.map(([, name]) => name));

/**
 * For transports: the alert of the peer that an error of Node.js stands for; undefined for any other error. OpenSSL tells
 * its number in the message, whatever the code (`EPROTO`, when it is read while something is written), and its name in
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
