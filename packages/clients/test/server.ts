// The server of the tests, over http and https.
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import type net from 'node:net';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { serverKey, validCertificate } from '@sluice/fixtures';

/** A body larger than the buffers of sockets and of TLS records. */
export const LARGE: string = 'large body '.repeat(762_601).slice(0, 8 << 20);

export type Scheme = 'http' | 'https';

export interface TestServer {
  readonly server: http.Server | https.Server;
  readonly url: string;
  /** Connections so far. */
  connections(): number;
  /** Connections open now. */
  open(): Promise<number>;
  /** Requests so far. */
  requests(): number;
  close(): Promise<void>;
}

/**
 * Starts a server. `/burst` has a chunked body that arrives in one piece with its head, `/cut` a body that never ends,
 * `/text` a fixed text, and `/echo` the body of the request. `/hang` has no response, `/unread` neither a response nor a
 * reader of the request. `/large` has 8 MiB, `/late/204` and `/late/304` a chunked rest that comes later.
 */
export async function startServer(scheme: Scheme): Promise<TestServer> {
  let connections = 0;
  let requests = 0;
  const answer = async (request: http.IncomingMessage, response: http.ServerResponse): Promise<void> => {
    requests++;
    const { url, socket } = request;
    if (url === '/burst') {
      socket.cork();
      response.writeHead(200, { 'content-type': 'text/plain' });
      for (const piece of ['in ', 'one ', 'burst']) response.write(piece);
      response.end();
      process.nextTick(() => socket.uncork());
    } else if (url === '/cut') {
      response.writeHead(200, { 'content-type': 'text/plain', 'content-length': 1_000 });
      response.write('begun');
    } else if (url === '/echo') {
      response.end(await text(request));
    } else if (url === '/large') {
      response.end(LARGE);
    } else if (url?.startsWith('/late/') === true) {
      const status = url.slice('/late/'.length);
      socket.write(`HTTP/1.1 ${status} Late\r\ntransfer-encoding: chunked\r\n\r\n`);
      // The client must not use this connection again: its next response would begin with these bytes.
      setTimeout(() => socket.write('0\r\n\r\n'), 2);
    } else if (url === '/hang' || url === '/unread') {
      if (url === '/hang') request.resume();
    } else {
      response.setHeader('content-type', 'text/plain');
      response.end('text');
    }
  };
  const onRequest = (request: http.IncomingMessage, response: http.ServerResponse): void => {
    answer(request, response).catch(() => response.destroy());
  };
  const server =
    scheme === 'http'
      ? http.createServer(onRequest)
      : https.createServer({ cert: validCertificate, key: serverKey }, onRequest);
  server.on(scheme === 'http' ? 'connection' : 'secureConnection', () => connections++);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  return {
    server,
    url: `${scheme}://localhost:${port}`,
    connections: () => connections,
    open: () => promisify(server.getConnections.bind(server))(),
    requests: () => requests,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
