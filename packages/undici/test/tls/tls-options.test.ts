import http2 from 'node:http2';
import type net from 'node:net';
import tls from 'node:tls';
import { afterEach, expect, test, vi } from 'vitest';
import {
  caCertificate,
  clientCertificate,
  clientKey,
  heapInUse,
  serverKey,
  validCertificate,
} from '@sluice/fixtures';
import { undiciTransport, type TlsOptions } from '../../src/index.ts';
import { parseTls } from '../../src/tls/tls-options.ts';
import { archives, revocationLists } from '../support/material.ts';
import { beside, failure, rig, until } from '../support/setup.ts';

const trusted = { ca: caCertificate };

const servers: net.Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A TLS server of Node's own, which answers once per connection. */
async function tlsServer(options: tls.TlsOptions, seen?: (socket: tls.TLSSocket) => void): Promise<string> {
  const server = tls.createServer({ key: serverKey, cert: validCertificate, ...options }, (socket) => {
    seen?.(socket);
    socket.on('error', () => {});
    socket.on('data', () =>
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok'),
    );
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `https://localhost:${(server.address() as { port: number }).port}/`;
}

/** Two values of every option that must never share a connection: an option without a case does not compile. */
const DIFFERENT: {
  readonly [Name in keyof TlsOptions]-?: readonly [TlsOptions[Name], TlsOptions[Name], given?: TlsOptions];
} = {
  ca: [caCertificate, [caCertificate, clientCertificate]],
  cert: [clientCertificate, `${clientCertificate}\n${caCertificate}`, { key: clientKey }],
  key: [clientKey, `${clientKey}\n`, { cert: clientCertificate }],
  pfx: [archives[0], archives[1], { passphrase: 'pw' }],
  passphrase: ['a', 'A'],
  servername: ['localhost', 'elsewhere', { rejectUnauthorized: false }],
  minVersion: ['TLSv1.2', 'TLSv1.3'],
  maxVersion: ['TLSv1.2', 'TLSv1.3'],
  rejectUnauthorized: [true, false],
  ciphers: ['ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-ECDSA-AES256-GCM-SHA384'],
  ecdhCurve: ['X25519', 'P-256'],
  sigalgs: ['ecdsa_secp256r1_sha256', 'ecdsa_secp256r1_sha256:ecdsa_secp384r1_sha384'],
  // What is revoked is checked against a list of every authority; here only the key matters.
  crl: [revocationLists[0], revocationLists[1], { rejectUnauthorized: false }],
  checkServerIdentity: [tls.checkServerIdentity, (...given) => tls.checkServerIdentity(...given)],
};

test.each(Object.keys(DIFFERENT) as (keyof TlsOptions)[])(
  'P3: connections that differ in %s are two',
  async (name) => {
    const [one, other, given] = DIFFERENT[name];
    const base = { ...trusted, ...given };
    const made = await rig({
      origin: { tls: true },
      transport: { tls: { ...base, [name]: one } },
    });
    made.origin.on('/x').reply(200, { body: 'ok' });
    const second = beside(made, { tls: { ...base, [name]: other } });
    const same = beside(made, { tls: { ...base, [name]: one } });
    for (const client of [made.client, second, same]) expect(await client.get('/x').text()).toBe('ok');
    expect(made.origin.stats().opened).toBe(2);
  },
);

test('P3: contents are compared exactly and separately', () => {
  const identities = [
    {},
    { passphrase: 'a' },
    { passphrase: 'A' },
    { ciphers: 'DEFAULT' },
    { ca: caCertificate },
    { ca: [caCertificate] },
    { ca: Buffer.from(caCertificate) },
    { ca: caCertificate.trimEnd() },
    { rejectUnauthorized: false },
    { passphrase: 'a', rejectUnauthorized: true },
    { passphrase: 'arejectUnauthorized=vtrue;' },
  ].map((options) => parseTls(options, 'tls').identity);
  expect(new Set(identities).size).toBe(identities.length);
  expect(parseTls({ ca: caCertificate }, 'tls').identity).toBe(
    parseTls({ ca: caCertificate }, 'tls').identity,
  );
});

test('V43: undefined never lowers security', async () => {
  const { client } = await rig({
    origin: { tls: true },
    transport: { tls: { rejectUnauthorized: undefined, checkServerIdentity: undefined } },
  });
  expect(await failure(client.get('/x'))).toMatchObject({ code: 'ERR_SLUICE_TLS', retryable: false });
});

test('59: after the environment variable is removed, unchecked connections serve no call and resume no session', async () => {
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
  vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
  const resumed: boolean[] = [];
  const url = await tlsServer({}, (socket) => resumed.push(socket.isSessionReused()));
  const made = await rig({ origin: { tls: true }, transport: {} });
  made.origin.on('/x').reply(200, { body: 'ok' });
  const get = (target: string): Promise<string> => made.client.get(target, { allowOtherOrigin: true }).text();
  for (let count = 0; count < 2; count++) expect([await get('/x'), await get(url)]).toEqual(['ok', 'ok']);
  expect([made.origin.stats().opened, resumed]).toEqual([1, [false, false]]);
  vi.unstubAllEnvs();
  for (const target of ['/x', url])
    expect(await failure(get(target))).toMatchObject({ code: 'ERR_SLUICE_TLS' });
  expect(made.pool()).toMatchObject({ idle: 0 });
});

test.each(['expired', 'wrong-name', 'self-signed'] as const)(
  '50: a certificate that is %s',
  async (certificate) => {
    const { client, pool } = await rig({ origin: { tls: { certificate } }, transport: { tls: trusted } });
    const error = await failure(client.get('/x'));
    expect(error).toMatchObject({ code: 'ERR_SLUICE_TLS', phase: 'tls', retryable: false });
    expect(error['systemCode']).toMatch(/CERT/);
    expect(pool()).toMatchObject({ dialing: 0, idle: 0, dialFailures: 1 });
  },
);

test('52: a server that requires a client certificate', async () => {
  const url = await tlsServer({ requestCert: true, ca: caCertificate });
  const made = await rig({ transport: { tls: trusted } });
  const get = (client: typeof made.client): Promise<string> =>
    client.get(url, { allowOtherOrigin: true }).text();
  const error = await failure(get(made.client));
  expect(error).toMatchObject({ code: 'ERR_SLUICE_TLS', phase: 'tls', retryable: false });
  expect(error['systemCode']).toMatch(/ALERT_CERTIFICATE_REQUIRED$/);
  expect(await get(beside(made, { tls: { ...trusted, cert: clientCertificate, key: clientKey } }))).toBe(
    'ok',
  );
});

test('52: a server that requires a client certificate, over HTTP/2', async () => {
  const server = http2.createSecureServer({
    key: serverKey,
    cert: validCertificate,
    requestCert: true,
    ca: caCertificate,
  });
  servers.push(server);
  server.on('tlsClientError', () => {});
  server.on('sessionError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `https://localhost:${(server.address() as { port: number }).port}/`;
  const { client } = await rig({ transport: { tls: trusted, http2: true } });
  expect(await failure(client.get(url, { allowOtherOrigin: true }))).toMatchObject({
    code: 'ERR_SLUICE_TLS',
    retryable: false,
    tlsAlert: 'certificate_required',
  });
});

test('52: the dial to an https proxy that requires a client certificate is not repeated, and the error names the option', async () => {
  const url = await tlsServer({ requestCert: true, ca: caCertificate, maxVersion: 'TLSv1.2' });
  const { client } = await rig({ transport: { proxy: { url, tls: trusted } } });
  const error = await failure(client.get('/x'));
  expect(error).toMatchObject({
    code: 'ERR_SLUICE_PROXY',
    retryable: false,
    tlsAlert: 'handshake_failure',
    message: expect.stringContaining('set proxy: { tls: { cert, key') as string,
  });
});

test('P4: the server receives a client certificate only with the calls that have one', async () => {
  const shown: boolean[] = [];
  const url = await tlsServer({ requestCert: true, rejectUnauthorized: false }, (socket) =>
    shown.push(Object.keys(socket.getPeerCertificate()).length > 0),
  );
  const made = await rig({ transport: { tls: trusted } });
  const known = beside(made, { tls: { ...trusted, cert: clientCertificate, key: clientKey } });
  for (const client of [known, made.client, known, made.client]) {
    await client.get(url, { allowOtherOrigin: true }).text();
  }
  expect(shown).toEqual([true, false, true, false]);
});

test('P4: a connection with a client certificate never serves a call without', async () => {
  const made = await rig({ origin: { tls: true }, transport: { tls: trusted } });
  made.origin.on('/x').reply(200, { body: 'ok' });
  const known = beside(made, { tls: { ...trusted, cert: clientCertificate, key: clientKey } });
  for (const client of [known, made.client, known]) await client.get('/x').text();
  expect(made.origin.stats().opened).toBe(2);
});

test('a given server name is requested and checked', async () => {
  const { client, origin } = await rig({
    origin: { tls: { certificate: 'wrong-name' } },
    transport: { tls: { ...trusted, servername: 'wrong.example' } },
  });
  origin.on('/x').reply(200, { body: 'ok' });
  expect(await client.get('/x').text()).toBe('ok');
});

test('an own check of the certificate’s names is called, and can refuse', async () => {
  const hosts: string[] = [];
  const pinned = (host: string): Error | undefined => {
    hosts.push(host);
    return host === '127.0.0.1'
      ? Object.assign(new Error('not pinned'), { code: 'ERR_TLS_CERT_PIN' })
      : undefined;
  };
  const { client } = await rig({
    origin: { tls: true },
    transport: { tls: { ...trusted, checkServerIdentity: pinned } },
  });
  expect(await failure(client.get('/x'))).toMatchObject({ code: 'ERR_SLUICE_TLS', retryable: false });
  expect(hosts).toEqual(['127.0.0.1']);
});

test('V40: failed handshakes leave nothing behind', { timeout: 60_000 }, async () => {
  const { client, origin, pool } = await rig({ origin: { tls: { certificate: 'self-signed' } } });
  const fail = async (times: number): Promise<void> => {
    for (let count = 0; count < times; count++) await failure(client.get('/x'));
  };
  await fail(50);
  const before = await heapInUse();
  await fail(300);
  await until(() => origin.stats().open === 0);
  expect(pool()).toMatchObject({ dialing: 0, idle: 0, dialFailures: 350 });
  // A handshake that left its socket would leave at least 10 KB.
  const bound = before + 3_000_000;
  expect(await heapInUse(bound)).toBeLessThan(bound);
});

test('15, P28: a partition has its own connections', async () => {
  const made = await rig({ transport: { partition: 'tenant a' } });
  made.origin.on('/x').reply(200, { body: 'ok' });
  const others = [
    beside(made, { partition: 'tenant b' }),
    beside(made, {}),
    beside(made, { partition: 'tenant a' }),
  ];
  for (const client of [made.client, ...others]) await client.get('/x').text();
  expect(made.origin.stats().opened).toBe(3);
  expect(JSON.stringify(made.registry.stats())).not.toContain('tenant');
});

test('invalid TLS options are refused when the transport is created, without secrets in the error', () => {
  const refused = (tlsOptions: unknown): unknown => {
    try {
      undiciTransport({ tls: tlsOptions as TlsOptions });
    } catch (error) {
      return error;
    }
    return undefined;
  };
  expect(refused({ rejectUnauthorized: 0 })).toMatchObject({ code: 'ERR_SLUICE_OPTION' });
  expect(refused({ insecureHTTPParser: true })).toMatchObject({ option: 'transport.tls.insecureHTTPParser' });
  expect(refused({ minVersion: 'SSLv3' })).toMatchObject({ option: 'transport.tls.minVersion' });
  expect(refused({ ca: [] })).toMatchObject({ option: 'transport.tls.ca' });
  for (const ca of ['./ca.pem', '', [caCertificate, 'ca.pem'], Buffer.from('der')])
    expect(refused({ ca })).toMatchObject({
      option: 'transport.tls.ca',
      message: expect.stringContaining('must be certificates in PEM') as string,
    });
  expect(refused({ cert: clientCertificate })).toMatchObject({ option: 'transport.tls.key' });
  expect(refused({ key: clientKey })).toMatchObject({ option: 'transport.tls.cert' });
  expect(refused({ cert: '', key: '' })).toMatchObject({ option: 'transport.tls.cert' });
  expect(refused({ minVersion: 'TLSv1.3', maxVersion: 'TLSv1.2' })).toMatchObject({
    option: 'transport.tls.minVersion',
  });
  for (const name of ['ciphers', 'ecdhCurve', 'sigalgs'])
    expect(refused({ [name]: '' })).toMatchObject({ option: `transport.tls.${name}` });
  const badKey = refused({ key: 'SECRET-KEY', cert: clientCertificate }) as Error;
  expect(badKey).toMatchObject({ option: 'transport.tls' });
  expect(badKey.message).not.toContain('SECRET-KEY');
});
