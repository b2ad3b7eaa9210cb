import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import {
  TimeoutError,
  type AbortListener,
  type AttemptScope,
  type Clock,
  type Timer,
  type Upload,
} from '@sluice/core';
import type { Timings } from 'got';
import { dialTimes, onDial, type DialTimes } from '@sluice/agent';
import { connectionInfo } from './connection-info.ts';
import type { GotLimits } from './timeouts.ts';

/** What is said of an upload the server stopped to take; its limit is that of the response's headers. */
const STALLED_UPLOAD = 'timeout.responseHeader: the server took no more of the request body';

/** Where a request is. */
export type Phase = 'queue' | 'connect' | 'tls' | 'sent';

type Limited = 'queue' | 'connect' | 'tlsHandshake' | 'responseHeader';

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
  readonly #listener: AbortListener;
  readonly #upload: Upload | undefined;
  #native: ClientRequest | undefined;
  #socket: Socket | undefined;
  /** The connection that is being opened for this request. */
  #dial: Socket | undefined;
  #written = false;
  #over = false;
  #startedAt: number;
  #writtenBefore = 0;
  #readBefore = 0;
  #timer: Timer | undefined;
  #dialTimer: Timer | undefined;

  constructor(attempt: AttemptScope, limits: GotLimits, upload: Upload | undefined, listener: AbortListener) {
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
    // Opened for this request; when it is, the agent hands it (or one that was free before) over.
    onDial(native, (dial) => {
      if (!this.#over && this.phase !== 'sent') this.#watchDial(dial, () => (this.phase = 'queue'));
    });
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
    this.#disarmDial();
  }

  /** The request has its connection, which may still be opening when the agent is Node's. */
  #onSocket(socket: Socket): void {
    if (this.#over) return;
    this.reused = this.#native?.reusedSocket ?? false;
    if (isOpening(socket)) this.#watchDial(socket, () => this.#ready(socket));
    else this.#ready(socket);
  }

  /** Keeps the limits of a connection that is being opened for this request. */
  #watchDial(socket: Socket, opened: () => void): void {
    this.#dial = socket;
    const next = (): void => {
      if (this.#over || this.#dial !== socket) return;
      if (socket.connecting) {
        this.phase = 'connect';
        this.#armDial('connect', socket);
        socket.once('connect', next);
      } else if (isOpening(socket)) {
        this.phase = 'tls';
        this.#armDial('tlsHandshake', socket);
        socket.once('secureConnect', next);
      } else {
        this.#disarmDial();
        opened();
      }
    };
    next();
  }

  /** The request goes out on its connection from here on. */
  #ready(socket: Socket): void {
    if (this.#over) return;
    this.#dial = undefined;
    this.#disarmDial();
    this.phase = 'sent';
    this.#socket = socket;
    const { record } = this.#attempt;
    const now = this.#clock.now();
    const taken = dialTimes(socket) ?? this.#gotTimes();
    record.connection = connectionInfo(socket, this.reused, taken);
    record.timings.queue = (record.timings.queue ?? 0) + now - this.#startedAt;
    if (!this.reused) {
      if (taken.connect !== undefined) record.timings.connect = taken.connect;
      if (taken.tls !== undefined) record.timings.tls = taken.tls;
    }
    this.#startedAt = now;
    if (this.reused) {
      this.#writtenBefore = count(socket.bytesWritten);
      this.#readBefore = count(socket.bytesRead);
    }
    if (this.#written) this.#awaitResponse();
    else this.#watchUpload(this.#limits.responseHeader);
  }

  /** What got measured of a dial that was not one of this transport's agents'. */
  #gotTimes(): DialTimes {
    const phases = (this.#native as { timings?: Timings } | undefined)?.timings?.phases;
    const connect = phases?.tcp === undefined ? undefined : (phases.dns ?? 0) + phases.tcp;
    return { connect, tls: phases?.tls };
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
      if (waited >= limit) this.#listener.onAbort(new TimeoutError('responseHeader', limit, STALLED_UPLOAD));
      else this.#watchUpload(waited > 0 ? limit - waited : limit);
    });
  }

  #arm(phase: 'queue' | 'responseHeader'): void {
    this.#disarm();
    this.#timer = this.#limit(phase, () => (this.#timer = undefined));
  }

  #armDial(phase: 'connect' | 'tlsHandshake', socket: Socket): void {
    this.#disarmDial();
    this.#dialTimer = this.#limit(phase, () => {
      this.#dialTimer = undefined;
      socket.destroy();
    });
  }

  /** @param passed called before the exchange is told */
  #limit(phase: Limited, passed: () => void): Timer | undefined {
    const limit = this.#limits[phase];
    if (limit === Infinity) return undefined;
    return this.#clock.setTimer(limit, () => {
      passed();
      this.#listener.onAbort(new TimeoutError(phase, limit));
    });
  }

  #disarm(): void {
    if (this.#timer === undefined) return;
    this.#clock.clearTimer(this.#timer);
    this.#timer = undefined;
  }

  #disarmDial(): void {
    if (this.#dialTimer === undefined) return;
    this.#clock.clearTimer(this.#dialTimer);
    this.#dialTimer = undefined;
  }
}

/** Whether a connection cannot carry a request yet. */
function isOpening(socket: Socket): boolean {
  return socket.connecting || (socket as { secureConnecting?: unknown }).secureConnecting === true;
}

/** A counter of a socket; a stand-in for one may have none. */
function count(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
