import { describe, expect, test } from 'vitest';
import {
  brokenTls,
  codeOf,
  firstCode,
  invalidResponse,
  lostConnection,
  refusesCertificate,
  type WireState,
} from '@sluice/core';

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

test('codes are read of anything', () => {
  for (const none of [undefined, null, 'x', {}, { code: 5 }, { errors: [] }, { errors: [null] }]) {
    expect([codeOf(none), firstCode(none)]).toEqual(['', '']);
  }
  expect(firstCode({ errors: [{ code: 'A' }, { code: 'B' }] })).toBe('A');
  expect(firstCode({ code: 'C', errors: [{ code: 'A' }] })).toBe('C');
});

test.each([
  ['DEPTH_ZERO_SELF_SIGNED_CERT', true],
  ['ERR_TLS_CERT_ALTNAME_INVALID', true],
  ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', true],
  ['ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC', false],
  ['ECONNRESET', false],
])('whether %s refuses a certificate: %s', (code, refuses) => {
  expect(refusesCertificate(code)).toBe(refuses);
});

describe('an exchange that broke', () => {
  test('by TLS, before an answer', () => {
    const alert = 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED';
    expect(brokenTls(cause, alert, FRESH)).toMatchObject({ code: 'ERR_SLUICE_TLS', retryable: false });
    expect(brokenTls(cause, 'ERR_SSL_OTHER', FRESH)).toMatchObject({ phase: 'tls', retryable: true });
    expect(brokenTls(cause, alert, IN_BODY)).toBeUndefined();
    expect(brokenTls(cause, 'ECONNRESET', FRESH)).toBeUndefined();
  });

  test('by what is not HTTP', () => {
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
    [IN_BODY, true, 'ERR_SLUICE_CONNECTION_LOST', 'the connection was reset in the body'],
    [IN_BODY, false, 'ERR_SLUICE_BODY_CUT_SHORT', 'the connection was closed before the end of the body'],
  ])('by the loss of its connection: %j, reset: %s', (state, reset, code, message) => {
    expect(lostConnection(cause, state, reset)).toMatchObject({ code, message, cause });
  });
});
