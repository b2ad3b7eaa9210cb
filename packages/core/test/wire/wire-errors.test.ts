import { describe, expect, test } from 'vitest';
import {
  brokenTls,
  codeOf,
  firstCode,
  handshakeError,
  invalidResponse,
  isFinalTls,
  isTlsError,
  lostConnection,
  tlsAlertOf,
  type TlsOptionNames,
  type WireState,
} from '@sluice/core/transport';

const FRESH: WireState = {
  reused: false,
  bytesWritten: 0,
  responseStarted: false,
  headReceived: false,
  bodyBytes: 0,
};
const IN_BODY: WireState = {
  reused: true,
  bytesWritten: 9,
  responseStarted: true,
  headReceived: true,
  bodyBytes: 5,
};
const cause = Object.assign(new Error('read\r\nECONNRESET'), { code: 'ECONNRESET' });

test('a code is read from any value', () => {
  for (const none of [undefined, null, 'x', {}, { code: 5 }, { errors: [] }, { errors: [null] }]) {
    expect([codeOf(none), firstCode(none)]).toEqual(['', '']);
  }
  expect(firstCode({ errors: [{ code: 'A' }, { code: 'B' }] })).toBe('A');
  expect(firstCode({ code: 'C', errors: [{ code: 'A' }] })).toBe('C');
});

const coded = (code: string, message = 'x', more: ErrorOptions = {}): Error =>
  Object.assign(new Error(message, more), { code });

const NAMES: TlsOptionNames = {
  authority: 'the option authority',
  certificate: 'C',
  parameters: 'P',
  versions: 'V',
  servername: 'S',
  protocols: 'A',
};

test.each([
  ['DEPTH_ZERO_SELF_SIGNED_CERT', true],
  ['ERR_TLS_CERT_ALTNAME_INVALID', true],
  ['ERR_TLS_DH_PARAM_SIZE', true],
  ['ERR_SSL_WRONG_VERSION_NUMBER', true],
  ['ERR_SSL_DH_KEY_TOO_SMALL', true],
  ['ERR_SSL_UNSAFE_LEGACY_RENEGOTIATION_DISABLED', true],
  ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', true],
  ['ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE', true],
  ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', true],
  ['ERR_SSL_TLSV1_UNRECOGNIZED_NAME', true],
  ['ERR_SSL_TLSV1_BAD_CERTIFICATE_STATUS_RESPONSE', false],
  ['ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR', false],
  ['ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC', false],
  ['ECONNRESET', false],
])('whether a handshake that fails with %s would fail again: %s', (code, final) => {
  expect(isFinalTls(coded(code))).toBe(final);
  expect(isTlsError(coded(code))).toBe(code !== 'ECONNRESET');
});

test('the alert of a peer is found by its number, by its name, and as the cause of another error', () => {
  const eproto = coded('EPROTO', 'write EPROTO …:ssl/tls alert handshake failure:…:SSL alert number 40\n');
  expect(tlsAlertOf(eproto)?.name).toBe('handshake_failure');
  expect(tlsAlertOf(coded('ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE'))?.name).toBe('bad_certificate');
  expect(tlsAlertOf(coded('ERR_HTTP2_ERROR', 'x', { cause: eproto }))?.name).toBe('handshake_failure');
  const none = [undefined, null, 'x', cause, coded('ERR_SSL_OTHER'), coded('E', 'SSL alert number 255')];
  for (const other of none) expect(tlsAlertOf(other)).toBeUndefined();
});

test('the error of a handshake says what the peer refused and which option to set', () => {
  const message = (code: string): string => handshakeError(coded(code), 'a:1', NAMES).message;
  expect(message('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED')).toBe(
    'a:1 refused the TLS handshake (certificate_required: it requires a client certificate; set C)',
  );
  expect(message('ERR_SSL_SSL/TLS_ALERT_ILLEGAL_PARAMETER')).toBe(
    'a:1 refused the TLS handshake (illegal_parameter: it considers a parameter of the handshake invalid)',
  );
  expect(message('ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR')).toBe(
    'the TLS handshake with a:1 failed (internal_error)',
  );
  expect(message('CERT_HAS_EXPIRED')).toBe('the TLS handshake with a:1 failed (CERT_HAS_EXPIRED)');
});

describe('an exchange that broke', () => {
  test('by TLS, before a response', () => {
    const alert = coded('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED');
    expect(brokenTls(alert, FRESH, NAMES)).toMatchObject({
      code: 'ERR_SLUICE_TLS',
      retryable: false,
      tlsAlert: 'certificate_required',
      message:
        'the server refused TLS after the handshake (certificate_required: it requires a client certificate; set C)',
    });
    expect(brokenTls(coded('ERR_SSL_OTHER'), FRESH, NAMES)).toMatchObject({ phase: 'tls', retryable: true });
    expect(brokenTls(alert, IN_BODY, NAMES)).toBeUndefined();
    expect(brokenTls(cause, FRESH, NAMES)).toBeUndefined();
  });

  test('by a response that is not HTTP', () => {
    const error = invalidResponse(cause, FRESH, false);
    expect(error).toMatchObject({ code: 'ERR_SLUICE_PROTOCOL', phase: 'response', retryable: false, cause });
    expect(error.message).toBe('the response is not valid HTTP: read\\u000d\\u000aECONNRESET');
    expect(invalidResponse(cause, IN_BODY, true)).toMatchObject({ phase: 'body', reused: true });
  });

  test.each([
    [FRESH, true, 'ERR_SLUICE_CONNECTION_LOST', 'the connection was lost before the request was sent'],
    [
      { ...FRESH, bytesWritten: 1 },
      true,
      'ERR_SLUICE_CONNECTION_LOST',
      'the connection was lost before its response arrived',
    ],
    [IN_BODY, true, 'ERR_SLUICE_CONNECTION_LOST', 'the connection was reset within the body'],
    [IN_BODY, 'stream', 'ERR_SLUICE_CONNECTION_LOST', 'the stream was reset within the body'],
    [IN_BODY, false, 'ERR_SLUICE_BODY_CUT_SHORT', 'the connection was closed before the end of the body'],
  ] as const)('by the loss of its connection: %j, reset: %s', (state, reset, code, message) => {
    expect(lostConnection(cause, state, reset)).toMatchObject({ code, message, cause });
  });
});
