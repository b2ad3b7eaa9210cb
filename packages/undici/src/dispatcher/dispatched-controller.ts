// The controller through which a handler aborts and pauses its exchange.
import { errors, type Dispatcher } from 'undici';

type Lines = NonNullable<Dispatcher.DispatchController['rawHeaders']> | null;

/** The exchange of a controller. */
export interface DispatchedOwner {
  /** The handler aborted while no connection carries the exchange. */
  onAbort(reason: Error): void;
}

/**
 * The controller of one exchange, from the wait for a connection to the end of the response. The handler receives it once,
 * and can use it before a connection is found and after a replay on another connection.
 */
export class DispatchedController implements Dispatcher.DispatchController {
  aborted = false;
  paused = false;
  reason: Error | null = null;
  rawHeaders: Lines = null;
  rawTrailers: Lines = null;
  readonly #owner: DispatchedOwner;
  #connection: Dispatcher.DispatchController | undefined;

  constructor(owner: DispatchedOwner) {
    this.#owner = owner;
  }

  /** Sets the controller of the connection that carries the exchange; undefined when no connection does. */
  set connection(connection: Dispatcher.DispatchController | undefined) {
    this.#connection = connection;
    if (connection === undefined) return;
    if (this.aborted) connection.abort(this.reason as Error);
    else if (this.paused) connection.pause();
  }

  abort(reason?: Error): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason ?? new errors.RequestAbortedError();
    if (this.#connection === undefined) this.#owner.onAbort(this.reason);
    else this.#connection.abort(this.reason);
  }

  pause(): void {
    this.paused = true;
    this.#connection?.pause();
  }

  resume(): void {
    this.paused = false;
    this.#connection?.resume();
  }
}
