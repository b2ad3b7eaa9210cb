// A server of streams for tests, and clients on every wire that reach it.
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import got from 'got';
import { caCertificate, serverKey, validCertificate } from '@sluice/fixtures';
import { gotTransport } from '@sluice/got';
import { undiciTransport } from '@sluice/undici';
import type { AnyTransport } from '@sluice/core/transport';
import { createClient, type SluiceClient, type SluiceOptions } from 'sluice';

/** How a client reaches the server. */
export type Wire = 'plain' | 'tls' | 'http2' | 'got';

export const WIRES: readonly Wire[] = ['plain', 'tls', 'http2', 'got'];

/** A request and its response, in the form that HTTP/1.1 and HTTP/2 share. */
export interface Exchange {
  readonly request: http.IncomingMessage;
  readonly response: http.ServerResponse;
  /** The number of the request, from 1. */
  readonly number: number;
  /** Begins an event stream. */
  begin(headers?: Record<string, string>): void;
  /** Writes a piece. Resolves in a later turn of the event loop than that in which it was passed to the socket. */
  write(text: string): Promise<void>;
  /** Resolves when the client has left, or the response has ended. */
  readonly closed: Promise<void>;
  /** Breaks the connection or, with HTTP/2, the stream. */
  reset(): void;
}

export interface StreamServer extends AsyncDisposable {
  readonly url: string;
  /** Requests so far. */
  readonly requests: readonly http.IncomingMessage[];
  /** Responses that have neither ended nor been left. */
  readonly open: number;
  client(options?: SluiceOptions): SluiceClient;
}

/** Starts a server; `answer` answers each request. */
export async function serveStreams(
  wire: Wire,
  answer: (exchange: Exchange) => unknown,
): Promise<StreamServer> {
  const requests: http.IncomingMessage[] = [];
  const sockets = new Set<Socket>();
  const clients: SluiceClient[] = [];
  let open = 0;
  const onRequest = (request: http.IncomingMessage, response: http.ServerResponse): void => {
    requests.push(request);
    open++;
    const closed = new Promise<void>((resolve) => response.once('close', resolve));
    void closed.then(() => open--);
    response.on('error', () => undefined);
    request.on('error', () => undefined);
    void answer({
      request,
      response,
      number: requests.length,
      begin: (headers = {}) => {
        response.writeHead(200, { 'content-type': 'text/event-stream', ...headers });
        response.flushHeaders();
      },
      write: (text) =>
        new Promise((resolve) => {
          if (response.destroyed || response.writableEnded) resolve();
          else response.write(text, () => setImmediate(resolve));
        }),
      closed,
      reset: () => {
        const { stream } = response as unknown as Partial<http2.Http2ServerResponse>;
        const { remotePort } = request.socket;
        // With TLS, the socket below the one of the request.
        const socket = [...sockets].find((each) => each.remotePort === remotePort);
        if (stream === undefined) socket?.resetAndDestroy();
        else stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
      },
    });
  };
  const secure = { key: serverKey, cert: validCertificate };
  const server =
    wire === 'tls'
      ? https.createServer(secure, onRequest)
      : wire === 'http2'
        ? http2.createSecureServer(secure, onRequest as never)
        : http.createServer(onRequest);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => (server as http.Server).listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const scheme = wire === 'plain' || wire === 'got' ? 'http' : 'https';
  const url = `${scheme}://localhost:${port}`;
  const transport = (): AnyTransport =>
    wire === 'got'
      ? gotTransport({ got: got.extend(), pool: {} })
      : undiciTransport({ pool: {}, tls: { ca: caCertificate }, http2: wire === 'http2' });
  return {
    url,
    requests,
    get open() {
      return open;
    },
    client(options = {}) {
      const client: SluiceClient = createClient({
        baseUrl: url,
        retry: { minDelay: 1 },
        ...options,
        transport: transport(),
      });
      clients.push(client);
      return client;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(clients.map((client) => client.destroy()));
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
