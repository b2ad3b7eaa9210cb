import type http2 from 'node:http2';
import type { Clock } from '@sluice/core';
import type { Timer } from '@sluice/core/plugin';

/** When a server is asked for a sign of life; in ms, Infinity for never. */
export interface PulseLimits {
  /** Silence in ms after which a connection with streams is asked for a sign of life. */
  readonly pingAfter: number;
  /** How long that sign may take. */
  readonly pingTimeout: number;
}

/** Asks the server of an HTTP/2 connection for a sign of life when it has been silent while something is awaited. */
export class Pulse {
  readonly #session: http2.ClientHttp2Session;
  readonly #limits: PulseLimits;
  readonly #clock: Clock;
  readonly #bytesRead: () => number;
  readonly #onDead: (error: Error) => void;
  #timer: Timer | undefined;
  #heard = -1;
  /** Something is awaited. */
  #awake = false;
  /** A PING was sent and not answered. */
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

  /** The first exchange of a connection that was idle. */
  wake(): void {
    this.#awake = true;
    this.#heard = -1;
    if (!this.#pinged) this.#watch();
  }

  /** The last exchange has ended: nothing is awaited, but the answer to a PING already sent. */
  rest(): void {
    this.#awake = false;
    if (!this.#pinged) this.#disarm();
  }

  /** Asks now. */
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

  /** The connection is closed. */
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
        const silent = read === this.#heard;
        this.#heard = read;
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
