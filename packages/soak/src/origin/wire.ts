import type net from 'node:net';
import tls from 'node:tls';
import type { TlsManner } from '../faults/connection-tools.ts';
import type { Counted } from './limit-watch.ts';
import { healthyTls } from './tls-contexts.ts';

/** One accepted connection: bytes, pauses and the ways to end it, over TCP or over TLS. */
export class Wire implements Counted {
  /** What bytes are read from and written to. */
  stream: net.Socket;
  /** Nothing can be written any more. */
  gone = false;
  endedByPeer = false;
  blind = false;
  over = false;
  writes = 0;
  /** What it was last used for. */
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

  /** Speaks TLS from now on. @param onSecure called after the handshake */
  secure({ context, wantsCertificate = false, alpn = ['http/1.1'] }: TlsManner, onSecure: () => void): void {
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

  /** Resolves at once while the system takes what is written, else when it has, or the connection is gone. */
  async write(bytes: string | Uint8Array): Promise<void> {
    if (this.gone || this.stream.destroyed || this.stream.writableEnded || bytes.length === 0) return;
    this.writes += 1;
    if (this.stream.write(bytes)) return;
    await Promise.race([new Promise((resolve) => this.stream.once('drain', resolve)), this.#closed]);
  }

  /** Resolves after `ms`, or when the connection is gone. */
  async pause(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const passed = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ms);
    });
    await Promise.race([passed, this.#closed]);
    clearTimeout(timer);
  }

  closed(): Promise<void> {
    return this.#closed;
  }

  /** Reads no more. */
  stopReading(): void {
    this.blind = true;
    this.stream.pause();
  }

  fin(): void {
    this.#endedHere = true;
    if (!this.stream.destroyed) this.stream.end();
    this.stream.resume();
  }

  /** Ends the sending side of TCP, past TLS. */
  truncate(): void {
    this.#endedHere = true;
    this.raw.end();
    this.raw.resume();
  }

  reset(): void {
    this.#endedHere = true;
    this.gone = true;
    this.over = true;
    // A socket whose end is under way cannot be reset any more: its handle would never be closed.
    if (this.raw.writableEnded || this.stream.writableEnded) this.raw.destroy();
    else if (!this.raw.destroyed) this.raw.resetAndDestroy();
  }
}
