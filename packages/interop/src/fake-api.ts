// A server that replaces the API of a client, and fails as a case requires.
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';

/** How the server responds to requests. */
export type Mode = 'answer' | 'stream' | 'hang' | 'cut' | 'unavailable once' | 'closes a used connection';

/** The protocol of the server: HTTP/1.1, HTTP/1.1 over TLS, or HTTP/2 over TLS (HTTP/1.1 with clients that do not offer it). */
export type Protocol = 'plain' | 'tls' | 'h2';

/** The key and the certificate of a server with TLS, as PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** A response of an API. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The responses of a client's API. */
export interface Api {
  answer(request: IncomingMessage, body: Buffer): Answer;
  /** The pieces of a streamed response. */
  readonly events?: readonly string[];
  /** The media type of the stream. Default: `text/event-stream`. */
  readonly eventsType?: string;
}

/** A request as the server received it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly chunked: boolean;
  /** Whether the request had the right `content-length`. */
  readonly sized: boolean;
  /** The length of the body; undefined for a form, whose boundary can have any length. */
  readonly bytes: number | undefined;
}

/** A running server. */
export class FakeApi {
  readonly seen: SeenRequest[] = [];
  mode: Mode = 'answer';
  readonly #api: Api;
  readonly #server: Server;
  readonly #scheme: 'http' | 'https';
  readonly #sockets = new Set<Socket>();
  readonly #used = new WeakSet<object>();
  #failures = 1;

  constructor(api: Api, protocol: Protocol, certificate: Certificate) {
    this.#api = api;
    this.#scheme = protocol === 'plain' ? 'http' : 'https';
    const respond = (request: IncomingMessage, response: ServerResponse): void =>
      void this.#respond(request, response);
    if (protocol === 'plain') this.#server = http.createServer(respond);
    else if (protocol === 'tls') this.#server = https.createServer(certificate, respond);
    else {
      // The listener of the compatibility API has other types.
      this.#server = http2.createSecureServer({ ...certificate, allowHTTP1: true }, respond as never);
    }
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    this.#server.on('secureConnection', (socket: Socket) => socket.on('error', () => undefined));
  }

  get scheme(): 'http' | 'https' {
    return this.#scheme;
  }

  get url(): string {
    return `${this.#scheme}://127.0.0.1:${this.port}`;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Listens on loopback. */
  async listen(): Promise<void> {
    await new Promise<void>((resolve) => void this.#server.listen(0, '127.0.0.1', resolve));
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => void this.#server.close(resolve));
  }

  async #respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => undefined);
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    } catch {
      return;
    }
    const body = Buffer.concat(chunks);
    const { 'content-length': length, 'content-type': type, 'transfer-encoding': coding } = request.headers;
    this.seen.push({
      method: request.method ?? '',
      path: (request.url ?? '').replace(/\?.*$/s, ''),
      chunked: coding === 'chunked',
      sized: length === String(body.length),
      bytes: type?.startsWith('multipart/form-data') === true ? undefined : body.length,
    });
    const connection = connectionOf(request);
    const used = this.#used.has(connection);
    this.#used.add(connection);
    if (this.mode === 'hang') return;
    if (this.mode === 'closes a used connection' && used && this.#failures-- > 0) {
      connection.destroy();
      return;
    }
    if (this.mode === 'unavailable once' && this.#failures-- > 0) {
      response.writeHead(503, { 'content-type': 'application/json' });
      response.end('{"error":{"message":"down"},"message":"down"}');
      return;
    }
    if (this.mode === 'stream') {
      response.writeHead(200, { 'content-type': this.#api.eventsType ?? 'text/event-stream' });
      for (const piece of this.#api.events ?? []) {
        response.write(piece);
        // oxlint-disable-next-line no-await-in-loop -- pieces are sent one after the other
        await new Promise((resolve) => void setTimeout(resolve, 5));
      }
      response.end();
      return;
    }
    const answer = this.#api.answer(request, body);
    response.writeHead(answer.status ?? 200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(answer.body),
      ...answer.headers,
    });
    if (request.method === 'HEAD') response.end();
    else if (this.mode === 'cut') {
      response.write(answer.body.slice(0, Math.max(1, answer.body.length - 3)));
      setTimeout(() => connection.destroy(), 20);
    } else response.end(answer.body);
  }
}

/** The connection of a request: a socket, or an HTTP/2 session. */
function connectionOf(request: IncomingMessage): { destroy(): unknown } {
  const { stream } = request as unknown as { stream?: { session?: { destroy(): void } } };
  return stream?.session ?? request.socket;
}
