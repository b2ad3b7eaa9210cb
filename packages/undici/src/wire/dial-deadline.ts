// The limits of one dial.
import type { Duplex } from 'node:stream';
import { ClosedError, TimeoutError, type Clock } from '@sluice/core';
import type { Timer } from '@sluice/core/plugin';

/** The phases of a dial that have a limit. */
export type DialPhase = 'connect' | 'tlsHandshake';

/**
 * The limits of one dial: when a phase exceeds its limit, or the pool closes, the current socket is destroyed. The timers do
 * not keep the process alive.
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
   * @param abandoned ends the dial if its socket has not connected yet
   */
  constructor(clock: Clock, signal: AbortSignal, abandoned: AbortSignal) {
    this.#clock = clock;
    this.#signal = signal;
    this.#abandoned = abandoned;
    abandoned.addEventListener('abort', this.#onAbandoned);
    if (signal.aborted) this.#end(signal.reason);
    else signal.addEventListener('abort', this.#onAbort);
  }

  /** Aborted when the dial must end, with the reason. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** @throws the reason if the dial must end */
  check(): void {
    this.#controller.signal.throwIfAborted();
  }

  /**
   * Called when a socket starts to connect, which keeps the process alive: the dial now ends as soon as no request waits for
   * it.
   * @throws the reason if the dial must end already
   */
  connecting(): void {
    this.#connecting = true;
    if (this.#abandoned.aborted) this.#onAbandoned();
    this.check();
  }

  /** Called when the socket is connected: the dial now continues even if no request waits for it. */
  connected(): void {
    this.#connecting = false;
  }

  /** Sets the socket to destroy at the end of the dial, and listens to its errors, which would be uncaught otherwise. */
  guard<Socket extends Duplex>(socket: Socket): Socket {
    socket.on('error', ignore);
    this.#socket = socket;
    if (this.#over) socket.destroy();
    return socket;
  }

  /** Starts the limit of a phase, in ms, and ends that of the previous phase. */
  arm(phase: DialPhase, limit: number): void {
    this.#disarm();
    if (limit === Infinity) return;
    this.#timer = this.#clock.setTimer(limit, () => this.#end(new TimeoutError(phase, limit)), true);
  }

  /**
   * Waits for an event of the guarded socket.
   * @throws the reason of the end, or the error of the socket
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

  /** Settles like a promise, unless the dial must end first. @throws the reason of the end */
  orOver<Value>(promise: Promise<Value>): Promise<Value> {
    const { signal } = this;
    return new Promise((resolve, reject) => {
      const onAbort = (): void => reject(signal.reason);
      signal.addEventListener('abort', onAbort);
      promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
    });
  }

  /** Ends the limits: the dial is complete. */
  stop(): void {
    this.#disarm();
    this.#signal.removeEventListener('abort', this.#onAbort);
    this.#abandoned.removeEventListener('abort', this.#onAbandoned);
    this.#socket = undefined;
  }

  /** Destroys the socket, after a failure. */
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

/** The error for a socket that the peer closed. */
export function peerClosed(): Error {
  return Object.assign(new Error('the peer closed the connection'), { code: 'ECONNRESET' });
}

function ignore(): void {}
