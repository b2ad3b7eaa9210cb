import http from 'node:http';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import httpProxy from 'http-proxy';
import type net from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { caCertificate } from '@sluice/fixtures';
import { KINDS } from './agents.ts';
import { startServer, type Scheme, type TestServer } from './server.ts';

const servers = {} as Record<Scheme, TestServer>;
const sockets: WebSocketServer[] = [];

beforeAll(async () => {
  for (const scheme of ['http', 'https'] as const) {
    // oxlint-disable-next-line no-await-in-loop -- two
    servers[scheme] = await startServer(scheme);
    const echoing = new WebSocketServer({ server: servers[scheme].server });
    echoing.on('connection', (socket) => socket.on('message', (data) => socket.send(data)));
    sockets.push(echoing);
  }
});

afterAll(async () => {
  for (const server of sockets) server.close();
  await Promise.all(Object.values(servers).map((server) => server.close()));
});

const CASES = (['http', 'https'] as const).flatMap((scheme) =>
  (['node', 'sluice'] as const).map((kind) => [scheme, kind] as const),
);

test.each(CASES)('ws takes its socket out of the agent (%s, %s)', async (scheme, kind) => {
  const made = KINDS[kind]();
  const agent = made.agents[scheme];
  const url = servers[scheme].url.replace(/^http/, 'ws');
  const all = Array.from({ length: 10 }, async (_, index) => {
    const socket = new WebSocket(url, { agent, ca: caCertificate });
    await once(socket, 'open');
    const echoed = once(socket, 'message');
    socket.send(`message ${index}`);
    const [data] = (await echoed) as [Buffer];
    socket.close();
    await once(socket, 'close');
    return String(data);
  });
  expect(await Promise.all(all)).toEqual(all.map((_, index) => `message ${index}`));
  // From the upgrade on, the sockets belonged to the caller.
  expect(Object.keys({ ...agent.sockets, ...agent.freeSockets, ...agent.requests })).toEqual([]);
  expect(made.pool()?.active ?? 0).toBe(0);
  await made.close();
});

test.each(CASES)('http-proxy forwards over the agent (%s, %s)', async (scheme, kind) => {
  const made = KINDS[kind]();
  const proxy = httpProxy.createProxyServer({ target: servers[scheme].url, agent: made.agents[scheme] });
  const failures: Error[] = [];
  proxy.on('error', (error, _request, response) => {
    failures.push(error);
    response.destroy();
  });
  const front = http.createServer((request, response) => proxy.web(request, response));
  front.listen(0, '127.0.0.1');
  await once(front, 'listening');
  const { port } = front.address() as net.AddressInfo;
  const client = new http.Agent({ keepAlive: true });
  const call = (path: string, body?: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const method = body === undefined ? 'GET' : 'POST';
      const sent = http.request({ port, path, method, agent: client }, (response) => {
        text(response).then(resolve, reject);
      });
      sent.on('error', reject).end(body);
    });
  const before = servers[scheme].connections();
  for (let turn = 0; turn < 20; turn++) {
    // oxlint-disable no-await-in-loop -- in turn
    expect(await call('/burst')).toBe('in one burst');
    expect(await call('/echo', `turn ${turn}`)).toBe(`turn ${turn}`);
    // oxlint-enable no-await-in-loop
  }
  expect(servers[scheme].connections() - before).toBe(1);
  const together = Array.from({ length: 50 }, (_, index) => call('/echo', String(index)));
  expect(await Promise.all(together)).toEqual(together.map((_, index) => String(index)));
  await expect.poll(() => made.pool()?.active ?? 0).toBe(0);
  expect(failures).toEqual([]);
  client.destroy();
  proxy.close();
  front.closeAllConnections();
  front.close();
  await made.close();
});
