// An accepted connection: TCP or TLS.
import type net from 'node:net';
import tls from 'node:tls';
import type { ServedTls } from '../faults/connection-tools.ts';
import type { Counted } from './limit-watch.ts';
import { healthyTls } from './tls-contexts.ts';

/** An accepted connection: writes, pauses and the ways to end it, over TCP or TLS. */
export class AcceptedConnection implements Counted {
  /** The socket: TCP, or TLS after `secure()`. */
  stream: net.Socket;
  /** Whether nothing can be written any more. */
  gone = false;
  endedByPeer = false;
  blind = false;
  over = false;
  writes = 0;
  /** Its last use, for messages. */
  lastUse = 'nothing yet';
  readonly raw: net.Socket;
  readonly #closed: Promise<void>;
  #endedHere = false;

  constructor(raw: net.Socket) {
    this.raw = raw;
    this.stream = raw;
    raw.on('error', () => raw.destroy());
    this.#closed = new Promise((resolve) => {
      raw.once('close', () => {
        this.gone = true;
        this.over = true;
        this.endedByPeer = !this.#endedHere;
        resolve();
      });
    });
  }

  /** Starts TLS. @param onSecure called after the handshake */
  secure({ context, wantsCertificate = false, alpn = ['http/1.1'] }: ServedTls, onSecure: () => void): void {
    const socket = new tls.TLSSocket(this.raw, {
      isServer: true,
      secureContext: tls.createSecureContext(context ?? healthyTls('TLSv1.3')),
      requestCert: wantsCertificate,
      rejectUnauthorized: wantsCertificate,
      ALPNProtocols: [...alpn],
    });
    this.stream = socket;
    socket.on('error', () => this.raw.destroy());
    socket.once('secure', onSecure);
  }

  /** Writes bytes; resolves when the system has accepted them, or the connection is closed. */
  async write(bytes: string | Uint8Array): Promise<void> {
    if (this.gone || this.stream.destroyed || this.stream.writableEnded || bytes.length === 0) return;
    this.writes += 1;
    if (this.stream.write(bytes)) return;
    await Promise.race([new Promise((resolve) => this.stream.once('drain', resolve)), this.#closed]);
  }

  /** Resolves after `ms`, or when the connection is closed. */
  async pause(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const passed = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ms);
    });
    await Promise.race([passed, this.#closed]);
    clearTimeout(timer);
  }

  /** Resolves when the connection is closed. */
  closed(): Promise<void> {
    return this.#closed;
  }

  /** Stops reading. */
  stopReading(): void {
    this.blind = true;
    this.stream.pause();
  }

  /** Ends the sending side; over TLS with close_notify. */
  fin(): void {
    this.#endedHere = true;
    if (!this.stream.destroyed) this.stream.end();
    this.stream.resume();
  }

  /** Ends the sending side of TCP; over TLS without close_notify. */
  truncate(): void {
    this.#endedHere = true;
    this.raw.end();
    this.raw.resume();
  }

  /** Sends an RST. */
  reset(): void {
    this.#endedHere = true;
    this.gone = true;
    this.over = true;
    // Resetting a socket that is being ended would leave its handle open.
    if (this.raw.writableEnded || this.stream.writableEnded) this.raw.destroy();
    else if (!this.raw.destroyed) this.raw.resetAndDestroy();
  }
}
