import net from 'node:net';
import tls from 'node:tls';
import { ClosedError, TimeoutError, type Clock, type Timer } from '@sluice/core';
import { dialError } from './wire-errors.ts';

/** Where to connect to, and how. */
export interface DialTarget {
  /** `http:` or `https:`. */
  readonly protocol: string;
  /** Host name or address, without brackets. */
  readonly hostname: string;
  /** Port number. */
  readonly port: number;
  /** Options of `tls.connect`, for `https:`. */
  readonly tls: tls.ConnectionOptions;
}

/** Limits of a dial, in ms; Infinity for none. */
export interface DialLimits {
  readonly connect: number;
  readonly tlsHandshake: number;
}

/** A socket that is connected, and how long that took. */
export interface Dialed {
  readonly socket: net.Socket;
  /** Name resolution and TCP, in ms. */
  readonly connectTime: number;
  /** TLS handshake, in ms; undefined without TLS. */
  readonly tlsTime: number | undefined;
}

/**
 * Opens a TCP or TLS connection, trying the addresses of the host as Node.js does (happy eyeballs, RFC 8305).
 * @throws NetworkError, or TimeoutError of phase `connect` or `tlsHandshake`
 */
export function dial(
  target: DialTarget,
  limits: DialLimits,
  clock: Clock,
  signal: AbortSignal,
): Promise<Dialed> {
  return new Promise((resolve, reject) => {
    new Dialing(target, limits, clock, signal, resolve, reject).start();
  });
}

class Dialing {
  readonly #target: DialTarget;
  readonly #limits: DialLimits;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  readonly #resolve: (dialed: Dialed) => void;
  readonly #reject: (error: unknown) => void;
  readonly #startedAt: number;
  #socket!: net.Socket;
  #timer: Timer | undefined;
  #connectedAt: number | undefined;

  constructor(
    target: DialTarget,
    limits: DialLimits,
    clock: Clock,
    signal: AbortSignal,
    resolve: (dialed: Dialed) => void,
    reject: (error: unknown) => void,
  ) {
    this.#target = target;
    this.#limits = limits;
    this.#clock = clock;
    this.#signal = signal;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#startedAt = clock.now();
  }

  start(): void {
    if (this.#signal.aborted) {
      this.#reject(this.#signal.reason);
      return;
    }
    const { protocol, hostname, port } = this.#target;
    const secure = protocol === 'https:';
    const options = { host: hostname, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 };
    this.#arm('connect', this.#limits.connect);
    this.#signal.addEventListener('abort', this.#onAbort);
    // A name keeps its own SNI; an address must have none (RFC 6066 section 3).
    const servername = net.isIP(hostname) === 0 ? hostname : '';
    this.#socket = secure
      ? tls.connect({ servername, ALPNProtocols: ['http/1.1'], ...this.#target.tls, ...options })
      : net.connect(options);
    this.#socket.on('error', this.#onError);
    this.#socket.on('close', this.#onClose);
    this.#socket.once('connect', this.#onConnect);
    if (secure) this.#socket.once('secureConnect', this.#onSecure);
  }

  #arm(phase: 'connect' | 'tlsHandshake', limit: number): void {
    if (this.#timer !== undefined) this.#clock.clearTimer(this.#timer);
    this.#timer =
      limit === Infinity
        ? undefined
        : this.#clock.setTimer(limit, () => this.#fail(new TimeoutError(phase, limit)));
  }

  readonly #onConnect = (): void => {
    this.#connectedAt = this.#clock.now();
    if (this.#target.protocol === 'https:') this.#arm('tlsHandshake', this.#limits.tlsHandshake);
    else this.#done(undefined);
  };

  readonly #onSecure = (): void => {
    this.#done(this.#clock.now() - (this.#connectedAt ?? this.#startedAt));
  };

  readonly #onError = (error: unknown): void => {
    this.#fail(dialError(error, this.#target.hostname, this.#connectedAt !== undefined));
  };

  readonly #onClose = (): void => {
    this.#onError(Object.assign(new Error('the peer closed the connection'), { code: 'ECONNRESET' }));
  };

  readonly #onAbort = (): void => {
    this.#fail(this.#signal.reason ?? new ClosedError('pool'));
  };

  #done(tlsTime: number | undefined): void {
    this.#detach();
    const connectTime = (this.#connectedAt ?? this.#startedAt) - this.#startedAt;
    this.#resolve({ socket: this.#socket, connectTime, tlsTime });
  }

  #fail(error: unknown): void {
    this.#detach();
    // A socket destroyed while it connects may still report an error; nobody is left to hear it.
    this.#socket.on('error', ignore);
    this.#socket.destroy();
    this.#reject(error);
  }

  #detach(): void {
    if (this.#timer !== undefined) this.#clock.clearTimer(this.#timer);
    this.#signal.removeEventListener('abort', this.#onAbort);
    this.#socket.off('error', this.#onError);
    this.#socket.off('close', this.#onClose);
    this.#socket.off('connect', this.#onConnect);
    this.#socket.off('secureConnect', this.#onSecure);
  }
}

function ignore(): void {}
