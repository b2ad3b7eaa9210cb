import type net from 'node:net';
import tls from 'node:tls';
import got from 'got';
import { afterEach, expect, test } from 'vitest';
import { caCertificate, serverKey, validCertificate } from '@sluice/fixtures';
import { failure, rig } from '../setup.ts';

const instance = got.extend({ https: { certificateAuthority: caCertificate } });

const servers: tls.Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A TLS server of Node's own, which answers once per connection. */
async function tlsServer(options: tls.TlsOptions = {}): Promise<string> {
  const server = tls.createServer({ key: serverKey, cert: validCertificate, ...options }, (socket) => {
    socket.on('error', () => {});
    socket.on('data', () =>
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok'),
    );
  });
  server.on('tlsClientError', () => {});
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `https://localhost:${(server.address() as net.AddressInfo).port}/`;
}

test.each([
  ['Sluice', undefined],
  ['Node.js', false],
] as const)('52: a server that wants a client certificate, over agents of %s', async (_whose, https) => {
  const url = await tlsServer({ requestCert: true, ca: caCertificate, maxVersion: 'TLSv1.2' });
  const { client } = await rig({ transport: { got: instance, agent: { https } } });
  const error = await failure(client.get(url, { allowOtherOrigin: true }));
  expect(error).toMatchObject({
    code: 'ERR_SLUICE_TLS',
    phase: 'tls',
    retryable: false,
    tlsAlert: 'handshake_failure',
    message: expect.stringContaining("set got's https: { certificate, key") as string,
  });
});
