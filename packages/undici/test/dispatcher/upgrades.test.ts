// Upgrades and tunnels through a dispatcher: WebSocket, undici.upgrade() and undici.connect().
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import type net from 'node:net';
import type { Duplex } from 'node:stream';
import * as undici from 'undici';
import * as undici6 from 'undici-6';
import * as undici7 from 'undici-7';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { caCertificate, createProxy, serverKey, validCertificate } from '@sluice/fixtures';
import { createAgentRegistry } from '@sluice/pool';
import { dispatcherOf, type DispatcherOptions } from '../../src/dispatcher-api.ts';
import { afterwards, failure, rig, until } from '../support/setup.ts';

const globalBefore = undici.getGlobalDispatcher();
afterEach(() => undici.setGlobalDispatcher(globalBefore));

const VERSIONS = { 6: undici6, 7: undici7, 8: undici } as unknown as Record<string, typeof undici>;

/** A server of upgrades and tunnels, which echo, and of plain requests. */
async function server(
  tls: boolean,
): Promise<{ url(scheme: 'http' | 'ws'): string; readonly sockets: Set<net.Socket> }> {
  const answer: http.RequestListener = (_request, response) => response.end('plain');
  const made = tls
    ? https.createServer({ key: serverKey, cert: validCertificate }, answer)
    : http.createServer(answer);
  const webSockets = new WebSocketServer({ noServer: true });
  webSockets.on('connection', (socket) =>
    socket.on('message', (data, binary) => socket.send(data, { binary })),
  );
  made.on('upgrade', (request: http.IncomingMessage, socket: Duplex, head: Buffer) => {
    if (request.headers.upgrade === 'websocket') {
      webSockets.handleUpgrade(request, socket, head, (peer) => webSockets.emit('connection', peer, request));
      return;
    }
    if (request.url === '/never') return;
    socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: echo\r\n\r\n');
    socket.on('error', () => socket.destroy());
    socket.pipe(socket);
  });
  made.on('connect', (_request: http.IncomingMessage, socket: Duplex) => {
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    socket.on('error', () => socket.destroy());
    socket.pipe(socket);
  });
  const sockets = new Set<net.Socket>();
  made.on('connection', (socket: net.Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  afterwards(
    () =>
      new Promise((resolve) => {
        for (const peer of webSockets.clients) peer.terminate();
        made.close(() => resolve());
        made.closeAllConnections();
        for (const socket of sockets) socket.destroy();
      }),
  );
  const { port } = made.address() as net.AddressInfo;
  return { url: (scheme) => `${scheme}${tls ? 's' : ''}://localhost:${port}/`, sockets };
}

/** Sends a message and returns the echo. */
async function echoed(socket: WebSocket): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve());
    socket.addEventListener('error', () => reject(new Error('no WebSocket')));
  });
  const answer = new Promise<string>((resolve) => {
    socket.addEventListener('message', ({ data }) => resolve(String(data)));
  });
  socket.send('hello');
  const text = await answer;
  const closed = new Promise((resolve) => socket.addEventListener('close', resolve));
  socket.close();
  await closed;
  return text;
}

async function echoedBy(socket: Duplex): Promise<string> {
  socket.write('hello');
  const [chunk] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return chunk.toString();
}

const OPTIONS: Record<string, DispatcherOptions> = {
  'HTTP/1.1': { tls: { ca: caCertificate } },
  'HTTP/2 offered': { tls: { ca: caCertificate }, http2: true },
};

describe.each([false, true])('TLS: %s', (tls) => {
  describe.each(Object.entries(OPTIONS))('%s', (_name, options) => {
    test.each(Object.entries(VERSIONS))(
      'the built-in WebSocket works while the dispatcher is the global one of undici %s',
      async (_version, { setGlobalDispatcher }) => {
        const { url } = await server(tls);
        const { registry, pool } = await rig();
        setGlobalDispatcher(dispatcherOf(registry, options));
        try {
          expect(await echoed(new WebSocket(url('ws')))).toBe('hello');
          const many = Array.from({ length: 20 }, () => echoed(new WebSocket(url('ws'))));
          expect(new Set(await Promise.all(many))).toEqual(new Set(['hello']));
          expect(await (await fetch(url('http'))).text()).toBe('plain');
        } finally {
          for (const version of Object.values(VERSIONS)) version.setGlobalDispatcher(globalBefore as never);
        }
        expect(pool().opened).toBe(1);
      },
    );

    test.each(Object.entries(VERSIONS))(
      'WebSocket, upgrade() and connect() of undici %s',
      async (_version, { WebSocket: VersionWebSocket, upgrade, connect }) => {
        const { url } = await server(tls);
        const { registry, pool } = await rig();
        const dispatcher = dispatcherOf(registry, options);
        expect(await echoed(new VersionWebSocket(url('ws'), { dispatcher }) as never)).toBe('hello');
        const upgraded = await upgrade(url('http'), { dispatcher, protocol: 'echo' });
        expect(upgraded.headers).toMatchObject({ upgrade: 'echo' });
        expect(await echoedBy(upgraded.socket)).toBe('hello');
        const tunnel = await connect(url('http'), { dispatcher });
        expect(tunnel.statusCode).toBe(200);
        expect(await echoedBy(tunnel.socket)).toBe('hello');
        expect(pool().opened).toBe(0);
        await dispatcher.close();
      },
    );
  });
});

test('upgrades work with interceptors', async () => {
  const { url } = await server(false);
  const { registry } = await rig();
  const { redirect, retry } = undici.interceptors;
  const dispatcher = dispatcherOf(registry).compose(
    redirect({ maxRedirections: 2 }),
    retry({ maxRetries: 1 }),
  );
  const { socket } = await undici.upgrade(url('http'), { dispatcher, protocol: 'echo' });
  expect(await echoedBy(socket)).toBe('hello');
});

test('the certificate is checked', async () => {
  const { url } = await server(true);
  const { registry } = await rig();
  const refused = undici.upgrade(url('http'), { dispatcher: dispatcherOf(registry), protocol: 'echo' });
  expect(await failure(refused)).toMatchObject({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
});

test.each([false, true])('upgrades through a proxy use a tunnel, TLS: %s', async (tls) => {
  const { url } = await server(tls);
  const proxy = await createProxy();
  afterwards(() => proxy.close());
  const { registry } = await rig();
  const dispatcher = dispatcherOf(registry, { tls: { ca: caCertificate }, proxy: proxy.url() });
  const { socket } = await undici.upgrade(url('http'), { dispatcher, protocol: 'echo' });
  expect(await echoedBy(socket)).toBe('hello');
  expect(proxy.seen.map(({ kind }) => kind)).toEqual(['connect']);
  await dispatcher.close();
});

test('close() waits for an upgrade without a response, destroy(error) fails it, and neither affects upgraded sockets', async () => {
  const { url, sockets } = await server(false);
  const { registry } = await rig();
  const dispatcher = dispatcherOf(registry, {});
  const { socket } = await undici.upgrade(url('http'), { dispatcher, protocol: 'echo' });
  const waiting = failure(undici.upgrade(`${url('http')}never`, { dispatcher, protocol: 'echo' }));
  await until(() => sockets.size === 2);
  let closed = false;
  const closing = dispatcher.close().then(() => (closed = true));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(closed).toBe(false);
  const why = new Error('enough');
  await dispatcher.destroy(why);
  expect(await waiting).toBe(why);
  await closing;
  expect(await echoedBy(socket)).toBe('hello');
});

test('destroy(error) ends the dial of an upgrade', async () => {
  const { registry } = await rig();
  let signal: AbortSignal | undefined;
  const dispatcher = dispatcherOf(registry, {
    connect: (_target, given) => {
      signal = given;
      return new Promise(() => undefined);
    },
  });
  const waiting = failure(undici.upgrade('http://localhost/', { dispatcher, protocol: 'echo' }));
  await until(() => signal !== undefined);
  const why = new Error('enough');
  await dispatcher.destroy(why);
  expect(await waiting).toBe(why);
  expect(signal?.aborted).toBe(true);
});

test('a closing registry does not wait for upgraded sockets', async () => {
  const { url } = await server(false);
  const registry = createAgentRegistry();
  const { socket } = await undici.upgrade(url('http'), {
    dispatcher: dispatcherOf(registry),
    protocol: 'echo',
  });
  await registry.close();
  expect(await echoedBy(socket)).toBe('hello');
});

test.each([undefined, {}])(
  'a destroyed registry ends an upgrade without a response, of a dispatcher with the options %o',
  async (options) => {
    const { url, sockets } = await server(false);
    const registry = createAgentRegistry();
    const dispatcher = dispatcherOf(registry, options);
    const waiting = failure(undici.upgrade(`${url('http')}never`, { dispatcher, protocol: 'echo' }));
    await until(() => sockets.size === 1);
    const why = new Error('enough');
    await registry.destroy(why);
    expect(await waiting).toMatchObject({ code: 'UND_ERR_DESTROYED', cause: why });
  },
);

test('an invalid name of a protocol is refused before the handler is checked', async () => {
  const dispatcher = dispatcherOf(createAgentRegistry());
  const agent = new undici.Agent();
  for (const upgrade of ['websocket\r\n\r\nGET /smuggled HTTP/1.1', 5, {}, 'websocket']) {
    const messages: string[] = [];
    for (const one of [agent, dispatcher]) {
      const options = { dispatcher: one, upgrade: upgrade as string };
      // oxlint-disable-next-line no-await-in-loop -- one dispatcher after the other
      const error = await failure(undici.request('http://127.0.0.1:2/', options));
      messages.push(`${String(error['code'])} ${String(error['message'])}`);
    }
    expect(messages[1]).toBe(messages[0]);
  }
});
