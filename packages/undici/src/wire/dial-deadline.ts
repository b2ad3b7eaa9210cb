import type { Duplex } from 'node:stream';
import { ClosedError, TimeoutError, type Clock } from '@sluice/core';
import type { Timer } from '@sluice/core/plugin';

/** The phases of a dial that have a limit. */
export type DialPhase = 'connect' | 'tlsHandshake';

/**
 * Watches over one dial: when a phase takes too long or the pool closes, what is open at that moment is destroyed. It
 * does not keep the process alive.
 */
export class Deadline {
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  readonly #abandoned: AbortSignal;
  readonly #controller = new AbortController();
  #timer: Timer | undefined;
  #socket: Duplex | undefined;
  #over = false;
  #connecting = false;

  /**
   * @param signal ends the dial
   * @param abandoned ends it while a socket connects
   */
  constructor(clock: Clock, signal: AbortSignal, abandoned: AbortSignal) {
    this.#clock = clock;
    this.#signal = signal;
    this.#abandoned = abandoned;
    abandoned.addEventListener('abort', this.#onAbandoned);
    if (signal.aborted) this.#end(signal.reason);
    else signal.addEventListener('abort', this.#onAbort);
  }

  /** Aborted with the reason when the dial must end. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Throws the reason when the dial must end. */
  check(): void {
    this.#controller.signal.throwIfAborted();
  }

  /**
   * A socket connects from now on, which keeps the process alive: the dial ends when no request waits for it any more.
   * @throws the reason when that is so already
   */
  connecting(): void {
    this.#connecting = true;
    if (this.#abandoned.aborted) this.#onAbandoned();
    this.check();
  }

  /** The socket is connected: the dial may go on without a request that waits. */
  connected(): void {
    this.#connecting = false;
  }

  /** The socket to destroy from now on. It has a listener for its errors from here on. */
  guard<Socket extends Duplex>(socket: Socket): Socket {
    socket.on('error', ignore);
    this.#socket = socket;
    if (this.#over) socket.destroy();
    return socket;
  }

  /** Starts the limit of a phase, in ms, in place of the last one. */
  arm(phase: DialPhase, limit: number): void {
    this.#disarm();
    if (limit === Infinity) return;
    this.#timer = this.#clock.setTimer(limit, () => this.#end(new TimeoutError(phase, limit)), true);
  }

  /**
   * Waits for an event of the guarded socket.
   * @throws the reason of the end, or what the socket failed with
   */
  until(socket: Duplex, event: 'connect' | 'secureConnect'): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        socket.off(event, onEvent);
        socket.off('error', onError);
        socket.off('close', onClose);
      };
      const onEvent = (): void => {
        stop();
        resolve();
      };
      const onError = (error: unknown): void => {
        stop();
        reject(this.#over ? this.signal.reason : error);
      };
      const onClose = (): void => onError(peerClosed());
      if (socket.destroyed) {
        reject(this.#over ? this.signal.reason : (socket.errored ?? peerClosed()));
        return;
      }
      socket.on(event, onEvent);
      socket.on('error', onError);
      socket.on('close', onClose);
    });
  }

  /** What a promise brings, or the reason of the end, whichever comes first. */
  orOver<Value>(promise: Promise<Value>): Promise<Value> {
    const { signal } = this;
    return new Promise((resolve, reject) => {
      const onAbort = (): void => reject(signal.reason);
      signal.addEventListener('abort', onAbort);
      promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
    });
  }

  /** The dial is through: the socket is no longer this one's to destroy. */
  stop(): void {
    this.#disarm();
    this.#signal.removeEventListener('abort', this.#onAbort);
    this.#abandoned.removeEventListener('abort', this.#onAbandoned);
    this.#socket = undefined;
  }

  /** Destroys what is open, after a failure. */
  destroy(): void {
    this.#socket?.destroy();
    this.stop();
  }

  readonly #onAbort = (): void => this.#end(this.#signal.reason ?? new ClosedError('pool'));

  readonly #onAbandoned = (): void => {
    if (this.#connecting) this.#end(this.#abandoned.reason);
  };

  #end(reason: unknown): void {
    if (this.#over) return;
    this.#over = true;
    this.#disarm();
    this.#controller.abort(reason);
    this.#socket?.destroy();
  }

  #disarm(): void {
    if (this.#timer !== undefined) this.#clock.clearTimer(this.#timer);
    this.#timer = undefined;
  }
}

/** What a socket that was closed without an error failed with. */
export function peerClosed(): Error {
  return Object.assign(new Error('the peer closed the connection'), { code: 'ECONNRESET' });
}

function ignore(): void {}
