import { errors, type Dispatcher } from 'undici';
import type { Clock } from '@sluice/core';
import { Alarm, alarmsOf, type Alarms } from '@sluice/core/plugin';
import type { Upload } from '@sluice/core/transport';
import type { WireConnection } from '../connection/wire-connection.ts';

/** How long the parts of a response may take, in ms; Infinity for ever. */
export interface RelayTimeouts {
  /** From the request being sent to the headers of its response. */
  readonly headersTimeout: number;
  /** Silence in a body that is being read. */
  readonly bodyTimeout: number;
}

/**
 * The limits of a dispatched exchange. Over HTTP/2 there is no client of undici's that would keep them. Over HTTP/1.1 the
 * timers of undici would not let a blocked event loop read first, as those of a clock do.
 */
export class RelayWatch extends Alarm {
  readonly #timeouts: RelayTimeouts;
  readonly #alarms: Alarms;
  readonly #clock: Clock;
  readonly #connection: WireConnection;
  /** The body of the request, where it goes out in pieces that are asked for. */
  readonly #upload: Upload | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  /** When the request began, or the last piece of its body was written. */
  #writtenAt = 0;
  #hasBody = false;
  #sent = false;
  /** When the head of the response, or the last piece of its body, arrived. */
  #heardAt: number | undefined;

  constructor(timeouts: RelayTimeouts, clock: Clock, connection: WireConnection, upload: Upload | undefined) {
    super();
    this.#timeouts = timeouts;
    this.#clock = clock;
    this.#alarms = alarmsOf(clock, true);
    this.#connection = connection;
    this.#upload = upload;
  }

  /** The request begins. */
  begin(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    this.#writtenAt = this.#clock.now();
    this.#alarms.start(this, this.#timeouts.headersTimeout, this.#writtenAt);
  }

  /** A piece of the request's body was written. */
  wrote(): void {
    this.#hasBody = true;
    this.#writtenAt = this.#clock.now();
  }

  /** The request is through. */
  sent(): void {
    this.#sent = true;
    this.#connection.requestSent?.();
    // Without a body it was through when it began.
    if (this.#hasBody && this.#heardAt === undefined) {
      this.#alarms.start(this, this.#timeouts.headersTimeout);
    }
  }

  /** The head of the response is there, or a piece of its body. Nothing is started per piece. */
  heard(): void {
    const first = this.#heardAt === undefined;
    const now = this.#clock.now();
    this.#heardAt = now;
    if (first) this.#alarms.start(this, this.#timeouts.bodyTimeout, now);
  }

  /** A limit may have passed; which does not count while the other side is not the one to act. */
  onTime(): void {
    const { headersTimeout, bodyTimeout } = this.#timeouts;
    const now = this.#clock.now();
    if (this.#heardAt === undefined) {
      const left = this.#sent ? 0 : this.#timeToWrite(headersTimeout, now);
      if (left > 0) this.#alarms.startAt(this, now + left);
      else this.#controller?.abort(new errors.HeadersTimeoutError());
      return;
    }
    if (this.#controller?.paused === true) this.#heardAt = now;
    const dueAt = this.#heardAt + bodyTimeout;
    if (dueAt > now) this.#alarms.startAt(this, dueAt);
    else this.#controller?.abort(new errors.BodyTimeoutError());
  }

  /** What is left, in ms, of a limit on the server taking nothing of the request. */
  #timeToWrite(limit: number, now: number): number {
    if (this.#upload !== undefined) return this.#upload.timeLeft(limit);
    // The server has taken all there was: the source is the slow one.
    if (this.#connection.flushed) return limit;
    return this.#writtenAt + limit - now;
  }
}
