import { once } from 'node:events';
import http2 from 'node:http2';
import type net from 'node:net';
import got from 'got';
import got14 from 'got14';
import got15 from 'got15';
import { createClient } from '@sluice/core';
import { caCertificate, clientCertificate, clientKey, serverKey, validCertificate } from '@sluice/fixtures';
import { afterEach, expect, test } from 'vitest';
import { gotTransport } from '../../src/index.ts';
import { failure } from '../setup.ts';

const servers: http2.Http2SecureServer[] = [];
const sessions = new Set<http2.ServerHttp2Session>();

afterEach(async () => {
  // got keeps its sessions.
  for (const session of sessions) session.destroy();
  sessions.clear();
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

/** The URL of a server that refuses clients without a certificate: with TLS 1.3, after their handshake. */
async function strictServer(maxVersion: 'TLSv1.2' | 'TLSv1.3'): Promise<string> {
  const keys = { key: serverKey, cert: validCertificate, ca: caCertificate };
  const server = http2.createSecureServer({ ...keys, requestCert: true, maxVersion }, (_request, response) =>
    response.end('ok'),
  );
  server.on('sessionError', () => undefined).on('session', (session) => sessions.add(session));
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `https://127.0.0.1:${(server.address() as net.AddressInfo).port}/`;
}

const https = { certificateAuthority: caCertificate };

test.each(['TLSv1.2', 'TLSv1.3'] as const)(
  'a server of HTTP/2 that refuses the client over %s is an error of TLS, for every waiting call',
  async (version) => {
    const url = await strictServer(version);
    const client = createClient({
      transport: gotTransport({ got: got.extend({ http2: true, https }), pool: {} }),
    });
    for (const count of [1, 5, 1]) {
      // oxlint-disable-next-line no-await-in-loop -- one burst after the other
      const errors = await Promise.all(Array.from({ length: count }, () => failure(client.get(url))));
      for (const error of errors) expect(error).toMatchObject({ code: 'ERR_SLUICE_TLS', retryable: false });
    }
    expect(client.stats().calls.inFlight).toBe(0);
    await client.close();
  },
);

test('a client with its certificate is answered after one without was refused', async () => {
  const url = await strictServer('TLSv1.3');
  const own = { ...https, key: clientKey, certificate: clientCertificate };
  const strange = createClient({
    transport: gotTransport({ got: got.extend({ http2: true, https }), pool: {} }),
  });
  const known = createClient({
    transport: gotTransport({ got: got.extend({ http2: true, https: own }), pool: {} }),
  });
  const [error, ...answers] = await Promise.all([
    failure(strange.get(url)),
    known.get(url).text(),
    known.get(url).text(),
  ]);
  expect(error).toMatchObject({ code: 'ERR_SLUICE_TLS' });
  expect(answers).toEqual(['ok', 'ok']);
  await Promise.all([strange.close(), known.close()]);
});

test.each([
  ['15', got15 as unknown as typeof got],
  ['14', got14 as unknown as typeof got],
])('got %s: the wait for a session is limited', async (_version, copy) => {
  const url = await strictServer('TLSv1.3');
  const transport = gotTransport({
    got: copy.extend({ http2: true, https }),
    pool: {},
    timeout: { connect: 60, tlsHandshake: 60 },
  });
  const client = createClient({ transport });
  const error = await failure(client.get(url));
  expect(error).toMatchObject({ code: 'ERR_SLUICE_TIMEOUT', phase: 'tlsHandshake', limit: 120 });
  await client.close();
});
