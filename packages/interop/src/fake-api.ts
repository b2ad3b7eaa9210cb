// A server that stands in for the API of a client, and fails as a case asks for.
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** What the server does with its requests. */
export type Mode = 'answer' | 'stream' | 'hang' | 'cut' | 'unavailable once' | 'closes a used connection';

/** What an API answers with. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How the API of a client answers. */
export interface Api {
  answer(request: IncomingMessage, body: Buffer): Answer;
  /** The pieces of an answer that is streamed. */
  readonly events?: readonly string[];
  /** The media type of the stream. Default: `text/event-stream`. */
  readonly eventsType?: string;
}

/** What the server saw of a request. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly chunked: boolean;
  /** Whether `content-length` was there, and right. */
  readonly sized: boolean;
  /** Undefined for a form, whose boundary can be of any length. */
  readonly bytes: number | undefined;
}

/** A running server. */
export class FakeApi {
  readonly seen: SeenRequest[] = [];
  mode: Mode = 'answer';
  readonly #api: Api;
  readonly #server: http.Server;
  readonly #used = new WeakSet<Socket>();
  #failures = 1;

  constructor(api: Api) {
    this.#api = api;
    this.#server = http.createServer((request, response) => void this.#respond(request, response));
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Listens on loopback. */
  async listen(): Promise<void> {
    await new Promise<void>((resolve) => void this.#server.listen(0, '127.0.0.1', resolve));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
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
    const { socket } = request;
    const used = this.#used.has(socket);
    this.#used.add(socket);
    if (this.mode === 'hang') return;
    if (this.mode === 'closes a used connection' && used && this.#failures-- > 0) {
      socket.resetAndDestroy();
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
      setTimeout(() => socket.destroy(), 20);
    } else response.end(answer.body);
  }
}
