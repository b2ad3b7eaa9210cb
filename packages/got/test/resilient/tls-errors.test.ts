import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import got, { type Got, type RequestError } from 'got';
import { afterEach, expect, test } from 'vitest';
import { caCertificate, selfSignedCertificate, serverKey, validCertificate } from '@sluice/fixtures';
import { failure } from '../setup.ts';
import { resilient } from './setup.ts';

const identity = { key: serverKey, cert: validCertificate };

/** Servers that meet a handshake with an error, and got's `https` options of the client. */
const SERVERS: Readonly<Record<string, () => [net.Server, object]>> = {
  'newer versions only': () => [
    tls.createServer({ ...identity, minVersion: 'TLSv1.3' }),
    { maxVersion: 'TLSv1.2' },
  ],
  'older versions only': () => [
    tls.createServer({ ...identity, maxVersion: 'TLSv1.2' }),
    { minVersion: 'TLSv1.3' },
  ],
  'other ciphers': () => [
    tls.createServer({ ...identity, maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES256-GCM-SHA384' }),
    { maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA' },
  ],
  'plain HTTP': () => [
    net.createServer((socket) =>
      socket
        .on('error', () => undefined)
        .resume()
        .end('HTTP/1.1 400 No\r\n\r\n'),
    ),
    {},
  ],
  'a certificate of its own': () => [tls.createServer({ ...identity, cert: selfSignedCertificate }), {}],
  'a certificate that the client lacks': () => [
    tls.createServer({ ...identity, requestCert: true, rejectUnauthorized: true }),
    {},
  ],
  'an end': () => [net.createServer((socket) => void socket.destroy()), {}],
};

const agents: https.Agent[] = [];
afterEach(() => {
  for (const agent of agents.splice(0)) agent.destroy();
});

test.each(Object.keys(SERVERS))('a handshake that meets %s has got’s error', async (name) => {
  const [server, settings] = (SERVERS[name] as () => [net.Server, object])();
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `https://localhost:${(server.address() as net.AddressInfo).port}/`;
  const options = { https: { certificateAuthority: caCertificate, ...settings }, retry: { limit: 0 } };
  const agent = new https.Agent();
  agents.push(agent);
  const seen = async (api: Got): Promise<unknown> => {
    const { name: kind, code, message } = (await failure(api(url, options))) as unknown as RequestError;
    // OpenSSL names the thread and its source.
    return { kind, code, message: message.replaceAll(/[0-9A-F]{8,}|:\.\.[^ ]*/g, '') };
  };
  const expected = await seen(got.extend({ agent: { https: agent } }));
  expect(await seen(resilient({ retry: false }))).toEqual(expected);
  await new Promise((resolve) => server.close(resolve));
});
