// A peer on bare sockets, with a minimal parser for the origin's responses: the lowest possible cost.
import net from 'node:net';
import tls from 'node:tls';
import { StatusError } from './fetch-client.ts';
import type { Client, Peer, Setup } from './peer.ts';

export const socketPeer: Peer = {
  name: 'socket',
  title: 'bare socket',
  packages: [],
  settings: '`connections` sockets, a waiting list; reads responses with a content-length and nothing else',
  retries: false,
  http2: false,
  decodes: false,
  tasks: ['json', 'post', 'bytes', 'stream', 'upload'],
  open: async (setup) => new SocketClient(setup),
};

const HEAD_END = Buffer.from('\r\n\r\n');

interface Exchange {
  readonly url: string;
  readonly head: string;
  readonly body: Uint8Array | undefined;
  readonly onChunk: (chunk: Buffer) => void;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** A connection that carries one exchange at a time. */
class SocketConnection {
  readonly #socket: net.Socket;
  readonly #onFree: (wire: SocketConnection) => void;
  readonly #onClose: (wire: SocketConnection) => void;
  #exchange: Exchange | undefined;
  #rest: Buffer | undefined;
  /** Bytes left of the body; undefined while the head is awaited. */
  #left: number | undefined;
  #status = 0;

  constructor(
    socket: net.Socket,
    onFree: (wire: SocketConnection) => void,
    onClose: (wire: SocketConnection) => void,
  ) {
    this.#socket = socket;
    this.#onFree = onFree;
    this.#onClose = onClose;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#read(chunk));
    socket.on('error', () => {});
    socket.once('close', () => this.#end());
  }

  send(exchange: Exchange): void {
    this.#exchange = exchange;
    const { head, body } = exchange;
    if (body === undefined) {
      this.#socket.write(head, 'latin1');
      return;
    }
    this.#socket.cork();
    this.#socket.write(head, 'latin1');
    this.#socket.write(body);
    this.#socket.uncork();
  }

  #read(chunk: Buffer): void {
    let data = this.#rest === undefined ? chunk : Buffer.concat([this.#rest, chunk]);
    this.#rest = undefined;
    if (this.#left === undefined) {
      const end = data.indexOf(HEAD_END);
      if (end === -1) {
        this.#rest = data;
        return;
      }
      const head = data.toString('latin1', 0, end);
      this.#status = Number(head.slice(9, 12));
      this.#left = Number(/content-length: (\d+)/.exec(head)?.[1]);
      data = data.subarray(end + HEAD_END.length);
    }
    this.#left -= data.length;
    const exchange = this.#exchange!;
    if (data.length > 0) exchange.onChunk(data);
    if (this.#left > 0) return;
    this.#left = undefined;
    this.#exchange = undefined;
    this.#onFree(this);
    if (this.#status < 400) exchange.resolve();
    else exchange.reject(new StatusError(this.#status));
  }

  #end(): void {
    this.#exchange?.reject(new Error('the connection was closed'));
    this.#onClose(this);
  }

  destroy(): void {
    this.#socket.destroy();
  }
}

class SocketClient implements Client {
  readonly #setup: Setup;
  readonly #wires = new Set<SocketConnection>();
  readonly #free: SocketConnection[] = [];
  readonly #waiting: Exchange[] = [];

  constructor(setup: Setup) {
    this.#setup = setup;
  }

  async json(url: string): Promise<unknown> {
    return JSON.parse((await this.bytes(url)).toString()) as unknown;
  }

  async post(url: string, value: object): Promise<unknown> {
    return this.upload(url, Buffer.from(JSON.stringify(value)));
  }

  async upload(url: string, body: Uint8Array): Promise<unknown> {
    return JSON.parse((await this.#collect(url, 'POST', body)).toString()) as unknown;
  }

  bytes(url: string): Promise<Buffer> {
    return this.#collect(url, 'GET');
  }

  stream(url: string, onChunk: (chunk: Uint8Array) => void): Promise<void> {
    return this.#send(url, 'GET', undefined, onChunk);
  }

  async close(): Promise<void> {
    for (const wire of this.#wires) wire.destroy();
  }

  async #collect(url: string, method: string, body?: Uint8Array): Promise<Buffer> {
    const chunks: Buffer[] = [];
    await this.#send(url, method, body, (chunk) => chunks.push(chunk));
    return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
  }

  #send(
    url: string,
    method: string,
    body: Uint8Array | undefined,
    onChunk: (chunk: Buffer) => void,
  ): Promise<void> {
    const path = url.slice(url.indexOf('/', 8));
    const length = body === undefined ? '' : `content-length: ${body.length}\r\n`;
    const head = `${method} ${path} HTTP/1.1\r\nhost: localhost\r\n${length}\r\n`;
    return new Promise((resolve, reject) => {
      const exchange = { url, head, body, onChunk, resolve, reject };
      const wire = this.#free.pop();
      if (wire !== undefined) wire.send(exchange);
      else if (this.#wires.size < this.#setup.connections) this.#dial(exchange);
      else this.#waiting.push(exchange);
    });
  }

  #dial(exchange: Exchange): void {
    const { hostname, port, protocol } = new URL(exchange.url);
    const secure = protocol === 'https:';
    const target = { host: hostname, port: Number(port) };
    const socket = secure ? tls.connect({ ...target, ca: this.#setup.ca }) : net.connect(target);
    const wire = new SocketConnection(
      socket,
      (free) => this.#next(free),
      (closed) => this.#drop(closed),
    );
    this.#wires.add(wire);
    socket.once(secure ? 'secureConnect' : 'connect', () => wire.send(exchange));
  }

  #drop(wire: SocketConnection): void {
    this.#wires.delete(wire);
    const index = this.#free.indexOf(wire);
    if (index !== -1) this.#free.splice(index, 1);
    const exchange = this.#waiting.shift();
    if (exchange !== undefined) this.#dial(exchange);
  }

  #next(wire: SocketConnection): void {
    const exchange = this.#waiting.shift();
    if (exchange === undefined) this.#free.push(wire);
    else wire.send(exchange);
  }
}
