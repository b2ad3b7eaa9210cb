import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import type net from 'node:net';
import { expect, test } from 'vitest';
import { PooledHttpAgent, PooledHttpsAgent } from '@sluice/agent';
import { createClient, type Client } from '@sluice/core';
import { connectionId } from '@sluice/core/transport';
import { caCertificate, createVirtualClock, serverKey, validCertificate } from '@sluice/fixtures';
import { createAgentRegistry } from '@sluice/pool';
import { undiciTransport } from '@sluice/undici';
import got from 'got';
import { gotTransport } from '../src/index.ts';
import { rig } from './setup.ts';

const EACH = 10;

/** The connection ids of concurrent calls. */
async function idsOf(client: Client): Promise<number[]> {
  const calls = Array.from({ length: EACH }, async () => {
    const response = await client.get('/');
    await response.text();
    return response.attempts[0]?.connection?.id ?? 0;
  });
  return Promise.all(calls);
}

/** The connection ids of concurrent requests of Node's client. */
function agentIds(url: string, options: https.RequestOptions): Promise<number[]> {
  const { request } = url.startsWith('https') ? https : http;
  const one = (): Promise<number> =>
    new Promise((resolve, reject) => {
      const sent = request(url, options, (response) => {
        const id = connectionId(response.socket);
        response.resume().on('end', () => resolve(id));
      });
      sent.on('error', reject).end();
    });
  return Promise.all(Array.from({ length: EACH }, one));
}

/** A server that delays each response a little; optionally over HTTP/2 as well as HTTP/1.1. */
async function serve(
  protocol: 'http' | 'https' | 'http2',
): Promise<{ readonly baseUrl: string; close(): void }> {
  const keys = { cert: validCertificate, key: serverKey };
  const server =
    protocol === 'http'
      ? http.createServer()
      : protocol === 'https'
        ? https.createServer(keys)
        : http2.createSecureServer({ ...keys, allowHTTP1: true });
  server.on('request', (_request: unknown, response: http.ServerResponse) => {
    setTimeout(() => response.end('ok'), 20);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  const scheme = protocol === 'http' ? 'http' : 'https';
  return { baseUrl: `${scheme}://localhost:${port}`, close: () => void server.close() };
}

test.each(['http', 'https', 'http2'] as const)(
  'a connection id is unique in the process, whichever transport or agent dialed it (%s)',
  async (protocol) => {
    const secure = protocol !== 'http';
    const { baseUrl, close } = await serve(protocol);
    const pools = [{}, {}, {}].map(() => createAgentRegistry());
    const [first, second, third] = pools as [(typeof pools)[0], (typeof pools)[0], (typeof pools)[0]];
    const tls = { ca: caCertificate };
    const clients = [
      undiciTransport({ registry: first, tls, http2: protocol === 'http2' }),
      undiciTransport({ registry: second, tls, http2: protocol === 'http2' }),
      gotTransport({ registry: second, got: got.extend({ https: { certificateAuthority: caCertificate } }) }),
    ].map((transport) => createClient({ transport, baseUrl }) as Client);
    const agent = secure
      ? new PooledHttpsAgent({ registry: third, ...tls })
      : new PooledHttpAgent({ registry: third });
    const ids = await Promise.all([...clients.map(idsOf), agentIds(new URL('/', baseUrl).href, { agent })]);
    const distinct = new Set(ids.flat());
    expect(distinct.has(0)).toBe(false);
    // Each caller has its own ids.
    expect(ids.reduce((sum, list) => sum + new Set(list).size, 0)).toBe(distinct.size);
    for (const client of clients) await client.close();
    for (const pool of pools) await pool.close();
    close();
  },
);

test('a socket keeps its id when the calls of a client follow the requests of an agent on it', async () => {
  const { origin, registry, client } = await rig();
  origin.on('/').reply(200, { body: 'ok' });
  const agent = new PooledHttpAgent({ registry });
  const socket = await new Promise<net.Socket>((resolve, reject) => {
    const request = http.get(origin.url('/'), { agent }, (response) => {
      response.resume().on('end', () => setImmediate(() => resolve(request.socket as net.Socket)));
    });
    request.on('error', reject);
  });
  const response = await client.get('/');
  await response.text();
  expect(response.attempts[0]?.connection).toMatchObject({ id: connectionId(socket), reused: true });
});

test('the agents of the transport keep time by the clock of the client', async () => {
  const { origin, registry } = await rig();
  origin.on('/').reply(200, { body: 'ok' });
  const clock = createVirtualClock();
  const transport = gotTransport({ registry });
  const client = createClient({ transport, clock, baseUrl: `http://localhost:${origin.port}` });
  const response = await client.get('/');
  expect(await response.text()).toBe('ok');
  // This clock stands still.
  expect(response.attempts[0]?.timings).toMatchObject({ dns: 0, connect: 0, queue: 0 });
  await client.close();
});
