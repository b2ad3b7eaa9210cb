import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import { expect, test } from 'vitest';
import { caCertificate, serverKey, validCertificate } from '@sluice/fixtures';
import { afterwards, beside, failure, rig } from '../support/setup.ts';

const trusted = { ca: caCertificate };

const certified = { key: serverKey, cert: validCertificate };

async function portOf(server: net.Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterwards(() => new Promise((resolve) => server.close(() => resolve())));
  return (server.address() as net.AddressInfo).port;
}

/** An origin that answers once per connection, and whether each of them was resumed. */
async function origin(
  version?: tls.SecureVersion,
): Promise<{ readonly url: string; readonly resumed: boolean[] }> {
  const resumed: boolean[] = [];
  const server = tls.createServer({ ...certified, ...(version && { maxVersion: version }) }, (socket) => {
    resumed.push(socket.isSessionReused());
    socket.on('error', () => {});
    socket.on('data', () =>
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok'),
    );
  });
  return { url: `https://localhost:${await portOf(server)}/`, resumed };
}

/** An https proxy for CONNECT, and whether each TLS connection to it was resumed. */
async function proxy(): Promise<{ readonly url: string; readonly resumed: boolean[] }> {
  const resumed: boolean[] = [];
  const server = https.createServer(certified);
  server.on('secureConnection', (socket: tls.TLSSocket) => resumed.push(socket.isSessionReused()));
  server.on('connect', (request: http.IncomingMessage, near: net.Socket) => {
    const far = net.connect(Number(new URL(`http://${request.url}`).port), '127.0.0.1', () => {
      near.write('HTTP/1.1 200 OK\r\n\r\n');
      near.pipe(far).pipe(near);
    });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
  return { url: `https://localhost:${await portOf(server)}`, resumed };
}

test('P5: sessions are resumed only with the same settings, and never after a failed check', async () => {
  const { url, resumed } = await origin();
  const made = await rig({ transport: { tls: { ...trusted, rejectUnauthorized: false } } });
  const strict = beside(made, { tls: trusted });
  const picky = beside(made, { tls: { checkServerIdentity: () => new Error('never'), ...trusted } });
  const get = (client: typeof strict): Promise<string> => client.get(url, { allowOtherOrigin: true }).text();
  await get(made.client);
  await get(made.client);
  await get(strict);
  await get(strict);
  await failure(get(picky));
  await failure(get(picky));
  // Resumed, the second would have passed: a resumed handshake checks no names.
  expect(resumed.slice(0, 4)).toEqual([false, true, false, true]);
  expect(resumed.slice(4)).not.toContain(true);
});

test.each(['TLSv1.2', 'TLSv1.3'] as const)(
  'P5: sessions with a proxy, or through another proxy, are not resumed (%s)',
  async (version) => {
    const { url, resumed } = await origin(version);
    const [one, other] = [await proxy(), await proxy()];
    const made = await rig({ transport: { tls: trusted } });
    const through = (way: typeof one): typeof made.client =>
      beside(made, { tls: trusted, proxy: { url: way.url, tls: trusted } });
    const clients = [made.client, through(one), through(other)];
    for (const client of clients) {
      for (let count = 0; count < 2; count++) await client.get(url, { allowOtherOrigin: true }).text();
    }
    expect(one.resumed).toEqual([false, false]);
    expect(other.resumed).toEqual([false, false]);
    // Each way resumes what it has got itself: the test would see it if the proxies' legs did.
    expect(resumed).toEqual([false, true, false, true, false, true]);
  },
);
