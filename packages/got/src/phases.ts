import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import { TimeoutError, type AttemptScope, type Clock, type Timer } from '@sluice/core';
import type { Timings } from 'got';
import { connectionInfo } from './connection-info.ts';
import type { GotLimits } from './timeouts.ts';
import type { Upload } from './upload.ts';

/** What is said of an upload the server stopped to take; its limit is that of the response's headers. */
const STALLED_UPLOAD = 'timeout.responseHeader: the server took no more of the request body';

/** Where a request is. */
export type Phase = 'queue' | 'connect' | 'tls' | 'sent';

type Limited = 'queue' | 'connect' | 'tlsHandshake' | 'responseHeader';

/** Who hears of a limit that passed. */
export interface LimitListener {
  /** Called once at most. */
  onLimit(error: TimeoutError): void;
}

/**
 * Follows one request of Node's client through its phases until its headers are there: what it waits for, by which
 * limit, and what the phases took.
 */
export class Phases {
  /** Where the request is. */
  phase: Phase = 'queue';
  /** Whether its connection had carried a request before. */
  reused = false;
  readonly #attempt: AttemptScope;
  readonly #limits: GotLimits;
  readonly #clock: Clock;
  readonly #listener: LimitListener;
  readonly #upload: Upload | undefined;
  #native: ClientRequest | undefined;
  #socket: Socket | undefined;
  #written = false;
  #over = false;
  #startedAt: number;
  #dialedAt = 0;
  #writtenBefore = 0;
  #readBefore = 0;
  #timer: Timer | undefined;

  constructor(attempt: AttemptScope, limits: GotLimits, upload: Upload | undefined, listener: LimitListener) {
    this.#attempt = attempt;
    this.#limits = limits;
    this.#clock = attempt.call.clock;
    this.#upload = upload;
    this.#listener = listener;
    this.#startedAt = this.#clock.now();
    this.#arm('queue');
  }

  /** Bytes of this request that were handed to its connection. */
  get bytesWritten(): number {
    if (this.phase !== 'sent') return 0;
    // What was started may have reached the wire although nothing counted it yet.
    return Math.max(1, count(this.#socket?.bytesWritten) - this.#writtenBefore);
  }

  /** Whether any byte of a response came. */
  get responseStarted(): boolean {
    return this.phase === 'sent' && count(this.#socket?.bytesRead) > this.#readBefore;
  }

  /** Node's request exists now. */
  follow(native: ClientRequest): void {
    this.#native = native;
    native.once('socket', (socket: Socket) => this.#onSocket(socket));
    native.once('finish', () => {
      this.#written = true;
      if (this.phase === 'sent') this.#awaitResponse();
    });
  }

  /** The headers are there: the last limit is met. */
  responded(): void {
    if (this.phase === 'sent')
      this.#attempt.record.timings.responseHeader = this.#clock.now() - this.#startedAt;
    this.stop();
  }

  /** No limit counts any more. */
  stop(): void {
    this.#over = true;
    this.#disarm();
  }

  #onSocket(socket: Socket): void {
    if (this.#over) return;
    this.#socket = socket;
    this.reused = this.#native?.reusedSocket ?? false;
    this.#dialedAt = this.#clock.now();
    if (socket.connecting) {
      this.phase = 'connect';
      this.#arm('connect');
      socket.once('connect', () => this.#onConnect(socket));
    } else {
      this.#onConnect(socket);
    }
  }

  #onConnect(socket: Socket): void {
    if (this.#over) return;
    if ((socket as { secureConnecting?: unknown }).secureConnecting === true) {
      this.phase = 'tls';
      this.#arm('tlsHandshake');
      socket.once('secureConnect', () => this.#ready(socket));
    } else {
      this.#ready(socket);
    }
  }

  /** The request goes out on its connection from here on. */
  #ready(socket: Socket): void {
    if (this.#over) return;
    const dialed = this.phase !== 'queue';
    this.phase = 'sent';
    const { record } = this.#attempt;
    const now = this.#clock.now();
    record.connection = connectionInfo(socket, this.reused, dialed ? now - this.#dialedAt : undefined);
    record.timings.queue = (record.timings.queue ?? 0) + now - this.#startedAt;
    if (dialed) this.#addDial();
    this.#startedAt = now;
    if (this.reused) {
      this.#writtenBefore = count(socket.bytesWritten);
      this.#readBefore = count(socket.bytesRead);
    }
    if (this.#written) this.#awaitResponse();
    else this.#watchUpload(this.#limits.responseHeader);
  }

  /** What got measured of the dial. */
  #addDial(): void {
    const phases = (this.#native as { timings?: Timings } | undefined)?.timings?.phases;
    const { timings } = this.#attempt.record;
    if (phases?.tcp !== undefined) timings.connect = (phases.dns ?? 0) + phases.tcp;
    if (phases?.tls !== undefined) timings.tls = phases.tls;
  }

  #awaitResponse(): void {
    if (!this.#over) this.#arm('responseHeader');
  }

  /** Ends an upload that the server has stopped to take, after the limit without a piece taken. */
  #watchUpload(after: number): void {
    this.#disarm();
    if (after === Infinity) return;
    this.#timer = this.#clock.setTimer(after, () => {
      this.#timer = undefined;
      const limit = this.#limits.responseHeader;
      const waited = this.#clock.now() - (this.#upload?.waitingSince ?? this.#startedAt);
      if (waited >= limit) this.#listener.onLimit(new TimeoutError('responseHeader', limit, STALLED_UPLOAD));
      else this.#watchUpload(waited > 0 ? limit - waited : limit);
    });
  }

  #arm(phase: Limited): void {
    this.#disarm();
    const limit = this.#limits[phase];
    if (limit === Infinity) return;
    this.#timer = this.#clock.setTimer(limit, () => {
      this.#timer = undefined;
      this.#listener.onLimit(new TimeoutError(phase, limit));
    });
  }

  #disarm(): void {
    if (this.#timer === undefined) return;
    this.#clock.clearTimer(this.#timer);
    this.#timer = undefined;
  }
}

/** A counter of a socket; a stand-in for one may have none. */
function count(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
