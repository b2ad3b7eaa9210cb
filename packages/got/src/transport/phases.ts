// The phases of a request: their limits and times.
import http, { type ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import { TimeoutError, type Clock, type ConnectionInfo, type Timings } from '@sluice/core';
import { Alarm, alarmsOf, type AbortListener, type AttemptScope, type Timer } from '@sluice/core/plugin';
import { noteDialTimes, stalledUpload, type DialTimes, type Upload } from '@sluice/core/transport';
import type { Timings as GotTimings } from 'got';
import { dialTimes, onDial, type DialListener } from '@sluice/agent';
import { describeConnection, knownConnection } from './connection-info.ts';
import { countOf, isOpening } from './socket-state.ts';
import type { GotLimits } from './timeouts.ts';

/** The message for an HTTP/2 session that got did not open in time. */
const NO_SESSION = 'timeout.connect and timeout.tlsHandshake: got opened no HTTP/2 session';

/** The phase of a request: `queue` waits for a connection, `connect` and `tls` dial, `sent` has a connection. */
export type Phase = 'queue' | 'connect' | 'tls' | 'sent';

/**
 * Follows one request of Node's client through its phases until the headers of its response. Limits and measures each phase.
 */
export class Phases extends Alarm implements DialListener {
  /** The current phase. */
  phase: Phase = 'queue';
  /** Whether the connection carried another request before. */
  reused = false;
  readonly #attempt: AttemptScope;
  readonly #limits: GotLimits;
  readonly #clock: Clock;
  readonly #listener: AbortListener;
  readonly #upload: Upload | undefined;
  /** Whether the request has no body. Such a request counts as written once it has a connection. */
  readonly #bodiless: boolean;
  #native: ClientRequest | undefined;
  #socket: Socket | undefined;
  /** The connection that is being dialed for this request. */
  #dial: Socket | undefined;
  #written = false;
  #over = false;
  #startedAt: number;
  #writtenBefore = 0;
  #readBefore = 0;
  #limited: 'queue' | 'session' | 'responseHeader' | 'upload' = 'queue';
  #dialTimer: Timer | undefined;

  /**
   * @param bodiless whether the request has no body
   * @param upload the request body, if it is sent in pieces
   */
  constructor(
    attempt: AttemptScope,
    limits: GotLimits,
    bodiless: boolean,
    upload: Upload | undefined,
    listener: AbortListener,
  ) {
    super();
    this.#attempt = attempt;
    this.#limits = limits;
    this.#clock = attempt.call.clock;
    this.#bodiless = this.#written = bodiless;
    this.#upload = upload;
    this.#listener = listener;
    this.#startedAt = this.#clock.now();
    this.#arm('queue', this.#startedAt);
  }

  /** Bytes of this request that were written to its connection. */
  get bytesWritten(): number {
    if (this.phase !== 'sent') return 0;
    // A request that was started may have been sent although no byte was counted yet.
    return Math.max(1, countOf(this.#socket, 'bytesWritten') - this.#writtenBefore);
  }

  /** Whether a byte of a response arrived. */
  get responseStarted(): boolean {
    return this.phase === 'sent' && countOf(this.#socket, 'bytesRead') > this.#readBefore;
  }

  /** Follows Node's request. */
  follow(native: ClientRequest): void {
    this.#native = native;
    (native as Followed)[kPhases] = this;
    native.on('socket', onSocket);
    // An agent may dial for this request. The request then gets that connection, or another that is available first.
    onDial(native, this);
    if (!this.#bodiless) native.on('finish', onFinish);
    // A request over HTTP/2, for which got opens a session or waits for one.
    if (!(native instanceof http.ClientRequest) && this.phase === 'queue')
      this.#arm('session', this.#startedAt);
  }

  /** Called when Node's request was written. */
  onFinish(): void {
    this.#written = true;
    if (this.phase === 'sent' && !this.#over) this.#arm('responseHeader', this.#clock.now());
  }

  /** Called when an agent dials because of this request. */
  onDial(socket: Socket): void {
    if (!this.#over && this.phase !== 'sent') this.#watchDial(socket, () => (this.phase = 'queue'));
  }

  /** Called when the headers have arrived. Ends the last limit. */
  responded(): void {
    if (this.phase === 'sent')
      this.#attempt.record.timings.responseHeader = this.#clock.now() - this.#startedAt;
    this.end();
  }

  /** Ends all limits. */
  end(): void {
    this.#over = true;
    this.stop();
    this.#disarmDial();
  }

  /** Called when Node's request has its socket, which with an agent of Node.js may still be connecting. */
  onSocket(socket: Socket): void {
    if (this.#over) return;
    this.reused = this.#native?.reusedSocket ?? false;
    if (isOpening(socket)) this.#watchDial(socket, () => this.#ready(socket));
    else this.#ready(socket);
  }

  /** Applies the limits of a dial for this request. */
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

  /** Called when the connection is ready: the request is sent from now on. */
  #ready(socket: Socket): void {
    if (this.#over) return;
    this.#dial = undefined;
    this.#disarmDial();
    this.phase = 'sent';
    this.#socket = socket;
    const { record } = this.#attempt;
    const now = this.#clock.now();
    record.timings.queue = (record.timings.queue ?? 0) + now - this.#startedAt;
    record.connection =
      (this.reused ? knownConnection(socket) : undefined) ?? this.#newConnection(socket, record.timings);
    this.#startedAt = now;
    if (this.reused) {
      this.#writtenBefore = countOf(socket, 'bytesWritten');
      this.#readBefore = countOf(socket, 'bytesRead');
    }
    if (this.#written) this.#arm('responseHeader', now);
    else this.#watchUpload(this.#limits.responseHeader, now);
  }

  #newConnection(socket: Socket, timings: Timings): ConnectionInfo {
    const taken = dialTimes(socket) ?? this.#gotTimes();
    if (!this.reused) noteDialTimes(timings, taken);
    return describeConnection(socket, this.reused, taken);
  }

  /** The times that got measured for a dial of another agent. */
  #gotTimes(): DialTimes {
    const phases = (this.#native as { timings?: GotTimings } | undefined)?.timings?.phases;
    const { dns, tcp, tls } = phases ?? {};
    return { dns, connect: tcp === undefined ? undefined : (dns ?? 0) + tcp, tls };
  }

  /** Ends an upload if the server reads nothing for the limit. */
  #watchUpload(after: number, now: number): void {
    this.#limited = 'upload';
    alarmsOf(this.#clock, true).start(this, after, now);
  }

  #arm(limited: 'queue' | 'session' | 'responseHeader', now: number): void {
    this.#limited = limited;
    alarmsOf(this.#clock, true).start(this, this.#limitOf(limited), now);
  }

  #limitOf(limited: 'queue' | 'session' | 'responseHeader'): number {
    const { queue, connect, tlsHandshake } = this.#limits;
    return limited === 'session' ? Math.min(queue, connect + tlsHandshake) : this.#limits[limited];
  }

  /** Called when a limit has passed. */
  onTime(): void {
    if (this.#limited !== 'upload') {
      const limit = this.#limitOf(this.#limited);
      const error =
        this.#limited === 'session'
          ? new TimeoutError('tlsHandshake', limit, NO_SESSION)
          : new TimeoutError(this.#limited, limit);
      this.#listener.onAbort(error);
      return;
    }
    const limit = this.#limits.responseHeader;
    const now = this.#clock.now();
    const left = this.#upload?.timeLeft(limit) ?? limit - (now - this.#startedAt);
    if (left > 0) this.#watchUpload(left, now);
    else this.#listener.onAbort(stalledUpload(limit));
  }

  #armDial(phase: 'connect' | 'tlsHandshake', socket: Socket): void {
    this.#disarmDial();
    const limit = this.#limits[phase];
    if (limit === Infinity) return;
    this.#dialTimer = this.#clock.setTimer(limit, () => {
      this.#dialTimer = undefined;
      socket.destroy();
      this.#listener.onAbort(new TimeoutError(phase, limit));
    });
  }

  #disarmDial(): void {
    if (this.#dialTimer === undefined) return;
    this.#clock.clearTimer(this.#dialTimer);
    this.#dialTimer = undefined;
  }
}

const kPhases: unique symbol = Symbol('the phases of a request');

type Followed = ClientRequest & { [kPhases]?: Phases };

function onSocket(this: Followed, socket: Socket): void {
  this[kPhases]?.onSocket(socket);
}

function onFinish(this: Followed): void {
  this[kPhases]?.onFinish();
}
