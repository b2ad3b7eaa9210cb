// The server of the tests, over http and https.
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import type net from 'node:net';
import { text } from 'node:stream/consumers';
import { serverKey, validCertificate } from '@sluice/fixtures';

export type Scheme = 'http' | 'https';

export interface TestServer {
  readonly server: http.Server | https.Server;
  readonly url: string;
  /** Connections so far. */
  connections(): number;
  /** Requests so far. */
  requests(): number;
  close(): Promise<void>;
}

/**
 * Starts a server. `/burst` has a chunked body that arrives in one piece with its head, `/cut` a body that never ends,
 * `/text` a fixed text, and `/echo` the body of the request.
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
    requests: () => requests,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
