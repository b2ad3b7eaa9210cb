// Sends PING frames to a silent server.
import type http2 from 'node:http2';
import type { Clock } from '@sluice/core';
import type { Timer } from '@sluice/core/plugin';

/** The limits of silence, in ms; Infinity for never. */
export interface PulseLimits {
  /** Silence on a connection with streams after which a PING is sent. */
  readonly pingAfter: number;
  /** How long the answer to a PING may take. */
  readonly pingTimeout: number;
}

/** Sends a PING if the server of an HTTP/2 connection is silent while exchanges wait for it. */
export class Pulse {
  readonly #session: http2.ClientHttp2Session;
  readonly #limits: PulseLimits;
  readonly #clock: Clock;
  readonly #bytesRead: () => number;
  readonly #onDead: (error: Error) => void;
  #timer: Timer | undefined;
  /** The bytes read at the last check; -1 before the first. */
  #readBefore = -1;
  /** Exchanges are open. */
  #awake = false;
  /** A PING is unanswered. */
  #pinged = false;
  #stopped = false;

  /**
   * @param bytesRead bytes the connection has read so far
   * @param onDead called when a PING was not answered in time
   */
  constructor(
    session: http2.ClientHttp2Session,
    limits: PulseLimits,
    clock: Clock,
    bytesRead: () => number,
    onDead: (error: Error) => void,
  ) {
    this.#session = session;
    this.#limits = limits;
    this.#clock = clock;
    this.#bytesRead = bytesRead;
    this.#onDead = onDead;
  }

  /** Called when an exchange begins on an idle connection. */
  wake(): void {
    this.#awake = true;
    this.#readBefore = -1;
    if (!this.#pinged) this.#watch();
  }

  /** Called when the last exchange has ended. The answer to a PING that was sent is still awaited. */
  rest(): void {
    this.#awake = false;
    if (!this.#pinged) this.#disarm();
  }

  /** Sends a PING now, unless one is unanswered. */
  ping(): void {
    const { pingAfter, pingTimeout } = this.#limits;
    const session = this.#session;
    if (this.#pinged || session.closed || session.destroyed || pingAfter === Infinity) return;
    this.#disarm();
    this.#pinged = true;
    const giveUp = (): void => {
      const error = new Error(`no answer to a PING within ${pingTimeout} ms`);
      this.#onDead(Object.assign(error, { code: 'ERR_HTTP2_PING_TIMEOUT' }));
    };
    this.#timer = this.#clock.setTimer(pingTimeout, giveUp, true);
    session.ping((error) => {
      if (error !== null || this.#stopped) return;
      this.#pinged = false;
      this.#disarm();
      if (this.#awake) this.#watch();
    });
  }

  /** Called when the connection is closed. */
  stop(): void {
    this.#stopped = true;
    this.#disarm();
  }

  #watch(): void {
    const { pingAfter } = this.#limits;
    if (pingAfter === Infinity) return;
    this.#timer = this.#clock.setTimer(
      pingAfter,
      () => {
        const read = this.#bytesRead();
        const silent = read === this.#readBefore;
        this.#readBefore = read;
        if (silent) this.ping();
        else this.#watch();
      },
      true,
    );
  }

  #disarm(): void {
    if (this.#timer !== undefined) this.#clock.clearTimer(this.#timer);
    this.#timer = undefined;
  }
}
