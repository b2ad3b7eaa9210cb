import net from 'node:net';
import tls from 'node:tls';
import { afterEach, describe, expect, test } from 'vitest';
import { FINAL_TLS_ALERTS } from '@sluice/core/transport';
import { caCertificate, serverKey, validCertificate } from '@sluice/fixtures';
import type { SluiceOptions } from 'sluice';
import { onGot, transportOf } from '../carrier.ts';
import { checkLeaks, clientOf, failure } from '../setup.ts';

const servers: net.Server[] = [];
const sockets = new Set<net.Socket>();

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

checkLeaks();

/** A server with the number of its connections. */
interface Peer {
  readonly url: string;
  connections: number;
}

async function listen(server: net.Server): Promise<Peer> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const peer = { url: `https://127.0.0.1:${(server.address() as net.AddressInfo).port}/`, connections: 0 };
  server.on('connection', (socket: net.Socket) => {
    peer.connections++;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  return peer;
}

/** A server that answers the client's first bytes with a fatal alert. */
function alerting(number: number): Promise<Peer> {
  const record = Buffer.from([21, 3, 3, 0, 2, 2, number]);
  return listen(net.createServer((socket) => void socket.once('data', () => socket.end(record))));
}

/** A TLS server of Node.js. */
function speaking(options: tls.TlsOptions): Promise<Peer> {
  const server = tls.createServer({ key: serverKey, cert: validCertificate, ...options }, (socket) => {
    socket.on('error', () => {});
    socket.on('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'));
  });
  server.on('tlsClientError', () => {});
  return listen(server);
}

const trusting = (): SluiceOptions => ({
  transport: transportOf({ ca: caCertificate, pool: {} }),
  pool: undefined,
});

/** Numbers and names of RFC 8446, section 6, and of RFC 5246 and its extensions before. */
const FINAL = {
  40: 'handshake_failure',
  41: 'no_certificate',
  42: 'bad_certificate',
  43: 'unsupported_certificate',
  44: 'certificate_revoked',
  45: 'certificate_expired',
  46: 'certificate_unknown',
  47: 'illegal_parameter',
  48: 'unknown_ca',
  49: 'access_denied',
  60: 'export_restriction',
  70: 'protocol_version',
  71: 'insufficient_security',
  86: 'inappropriate_fallback',
  109: 'missing_extension',
  110: 'unsupported_extension',
  112: 'unrecognized_name',
  115: 'unknown_psk_identity',
  116: 'certificate_required',
  120: 'no_application_protocol',
};

const TRANSIENT = {
  10: 'unexpected_message',
  20: 'bad_record_mac',
  21: 'decryption_failed',
  22: 'record_overflow',
  30: 'decompression_failure',
  50: 'decode_error',
  51: 'decrypt_error',
  80: 'internal_error',
  90: 'user_canceled',
  100: 'no_renegotiation',
  111: 'certificate_unobtainable',
  113: 'bad_certificate_status_response',
  114: 'bad_certificate_hash_value',
};

test('every alert that refuses a client is tested', () => {
  expect(Object.values(FINAL).toSorted()).toEqual(FINAL_TLS_ALERTS.toSorted());
});

describe.each(Object.entries(FINAL))('alert %s', (number, tlsAlert) => {
  test(`${tlsAlert} ends the call at once`, async () => {
    const peer = await alerting(Number(number));
    const error = await failure(clientOf().get(peer.url));
    expect(error).toMatchObject({ code: 'ERR_SLUICE_TLS', phase: 'tls', retryable: false, tlsAlert });
    expect(error.message).toContain(`refused the TLS handshake (${tlsAlert}: it`.slice(0, -2));
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({ tlsAlert });
    expect(peer.connections).toBe(1);
  });
});

describe.each(Object.entries(TRANSIENT))('alert %s', (number, tlsAlert) => {
  test(`${tlsAlert} is retried`, async () => {
    const peer = await alerting(Number(number));
    const error = await failure(clientOf({ retry: { maxRetries: 2 } }).get(peer.url));
    expect(error).toMatchObject({ code: 'ERR_SLUICE_TLS', phase: 'tls', retryable: true, tlsAlert });
    expect(peer.connections).toBe(3);
  });
});

test.each([
  ['is closed in the midst of it', (socket: net.Socket) => void socket.once('data', () => socket.end())],
  [
    'is closed with close_notify',
    (socket: net.Socket) => void socket.once('data', () => socket.end(Buffer.from([21, 3, 3, 0, 2, 1, 0]))),
  ],
  ['is reset', (socket: net.Socket) => void socket.once('data', () => socket.resetAndDestroy())],
])('a handshake that %s is retried', async (_how, handle) => {
  const peer = await listen(net.createServer(handle));
  const error = await failure(clientOf({ retry: { maxRetries: 2 } }).get(peer.url));
  expect(error).toMatchObject({ code: 'ERR_SLUICE_TLS', systemCode: 'ECONNRESET', retryable: true });
  expect(error['tlsAlert']).toBeUndefined();
  expect(peer.connections).toBe(3);
});

describe.each(['TLSv1.2', 'TLSv1.3'] as const)(
  'a server that requires a client certificate, over %s',
  (version) => {
    const certificate = onGot ? "got's https: { certificate, key" : 'tls: { cert, key';

    test.each([
      ['GET', undefined],
      ['PUT', 'x'.repeat(10)],
      ['POST', undefined],
    ])('a %s ends at once, and the error says which option to set', async (method, body) => {
      const peer = await speaking({
        requestCert: true,
        ca: caCertificate,
        minVersion: version,
        maxVersion: version,
      });
      const error = await failure(clientOf(trusting())(peer.url, { method, body }));
      expect(error).toMatchObject({
        code: 'ERR_SLUICE_TLS',
        phase: 'tls',
        retryable: false,
        tlsAlert: version === 'TLSv1.2' ? 'handshake_failure' : 'certificate_required',
      });
      expect(error.message).toMatch(/requires a client certificate; set /);
      expect(error.message).toContain(certificate);
      expect(peer.connections).toBe(1);
    });
  },
);

test.each<[string, tls.TlsOptions, string]>([
  [
    'TLS version',
    { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL@SECLEVEL=0' },
    'protocol_version',
  ],
  ['cipher suite', { maxVersion: 'TLSv1.2', ciphers: 'DHE-RSA-AES128-GCM-SHA256' }, 'handshake_failure'],
  ['curve', { ecdhCurve: 'brainpoolP256r1' }, 'handshake_failure'],
])('a server with no %s in common ends the call at once', async (_what, options, tlsAlert) => {
  const peer = await speaking(options);
  const error = await failure(clientOf(trusting()).get(peer.url));
  expect(error).toMatchObject({ code: 'ERR_SLUICE_TLS', retryable: false, tlsAlert });
  expect(peer.connections).toBe(1);
});

test.skipIf(onGot)('a server with no application protocol in common ends the call at once', async () => {
  const peer = await speaking({ ALPNProtocols: ['h2'] });
  const error = await failure(clientOf(trusting()).get(peer.url));
  expect(error).toMatchObject({ retryable: false, tlsAlert: 'no_application_protocol' });
  expect(error.message).toContain('set http2');
  expect(peer.connections).toBe(1);
});

test('an alert that is final by default is retried if the policy lists it', async () => {
  const peer = await alerting(112);
  const client = clientOf({ retry: { maxRetries: 2, errorCodes: ['unrecognized_name'] } });
  expect(await failure(client.get(peer.url))).toMatchObject({ tlsAlert: 'unrecognized_name' });
  expect(peer.connections).toBe(3);
});

test('the preset of go-retryablehttp retries every refusal by a server, as go-retryablehttp does', async () => {
  const peer = await alerting(40);
  const client = clientOf({ retry: { preset: 'goRetryablehttp', maxRetries: 2 } });
  expect(await failure(client.get(peer.url))).toMatchObject({ tlsAlert: 'handshake_failure' });
  expect(peer.connections).toBe(3);
});
