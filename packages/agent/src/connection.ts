// A socket in the pool.
import type { Clock } from '@sluice/core';
import {
  IdleRecord,
  isCheckDisabled,
  isUnchecked,
  type EarlyCloses,
  type LearnedIdleLimit,
} from '@sluice/core/transport';
import type { CloseReason, Lease, PoolConnection } from '@sluice/pool';
import { hasDeclaredLength } from './declared-length.ts';
import type { AgentSocket } from './node-internals.ts';

const known = new WeakMap<object, AgentConnection>();

/**
 * Removes a destroyed socket from the pool at once, instead of at its 'close' event some turns of the event loop later.
 * Does nothing if the socket is not destroyed, or is not from an agent of this package.
 */
export function dropDestroyed(socket: { readonly destroyed: boolean }): void {
  if (socket.destroyed) known.get(socket)?.lost();
}

/** The connection of a socket; undefined if the socket is not from an agent of this package, or has left the pool. */
export function connectionOf(socket: object): AgentConnection | undefined {
  return known.get(socket);
}

/** The user of a connection: the agent of its current or last request. */
export interface ConnectionUser {
  /** The connection belongs to this user from now on. */
  joined(connection: AgentConnection): void;
  /** The connection was closed, passed to an upgrade, or is used by another agent. */
  left(connection: AgentConnection): void;
  /** The request on the connection has ended; the lease must be released. */
  freed(connection: AgentConnection): void;
}

/**
 * A socket in the pool. While it is idle, any bytes or the end make it unusable: unsolicited bytes would be taken for the
 * response to the next request.
 */
export class AgentConnection implements PoolConnection {
  readonly capacity = 1;
  readonly key: string;
  readonly socket: AgentSocket;
  readonly #onLost: (connection: AgentConnection) => void;
  readonly #unchecked: boolean;
  readonly #clock: Clock;
  readonly #learned: LearnedIdleLimit;
  readonly #idle: IdleRecord;
  #user: ConnectionUser;
  #lease: Lease<AgentConnection> | undefined;
  /** Bytes written on the socket before the current request. */
  #writtenBefore: number | undefined;

  /**
   * @param socket a connected socket
   * @param learned the learned idle limit of the server
   * @param user the agent that dialed it
   * @param onLost called when the socket was closed, not by the pool, or passed to an upgrade
   */
  constructor(
    key: string,
    socket: AgentSocket,
    learned: LearnedIdleLimit,
    clock: Clock,
    user: ConnectionUser,
    onLost: (connection: AgentConnection) => void,
  ) {
    this.key = key;
    this.socket = socket;
    this.#unchecked = isUnchecked(socket);
    this.#clock = clock;
    this.#learned = learned;
    this.#idle = new IdleRecord(learned);
    this.#user = user;
    this.#onLost = onLost;
    // The error is followed by 'close'; at times there is no other listener.
    socket.on('error', ignore);
    socket.on('close', this.lost);
    socket.on('free', this.#onFree);
    socket.on('agentRemove', this.#onRemove);
    socket.on('end', this.#onUnexpected);
    user.joined(this);
    known.set(socket, this);
    this.#watch();
  }

  /** How long it may be idle, in ms: by the server's last hint less a margin, and by the learned limit. */
  get idleLimit(): number | undefined {
    return this.#idle.limit;
  }

  set idleLimit(hint: number | undefined) {
    this.#idle.hint = hint;
  }

  /** When its last request ended, on the clock of its agent; 0 before the first request and during a request. */
  get idleSince(): number {
    return this.#idle.since;
  }

  /** The early closes of its server. */
  get earlyCloses(): EarlyCloses {
    return this.#learned.early;
  }

  /** Whether it carries a request. */
  get busy(): boolean {
    return this.#lease !== undefined;
  }

  /** Whether its response is complete, so that Node.js is about to free the socket. */
  get ending(): boolean {
    const request = this.socket._httpMessage;
    return this.#lease !== undefined && request?._ended === true && request.shouldKeepAlive;
  }

  /** Whether its whole request was written, even if Node.js does not know it yet. */
  isWritten(): boolean {
    const { _httpMessage: request } = this.socket;
    if (request == null || request.writableEnded) return true;
    if (this.written === undefined || !request.hasHeader('content-length')) return false;
    return hasDeclaredLength(request, this.written);
  }

  isUsable(): boolean {
    const { socket } = this;
    if (this.#unchecked && !isCheckDisabled()) return false;
    return !socket.destroyed && socket.writable && !socket.readableEnded && socket.readableLength === 0;
  }

  /** Bytes written for the current request; undefined if the socket does not count them. */
  get written(): number | undefined {
    const before = this.#writtenBefore;
    return before === undefined ? undefined : this.socket.bytesWritten - before;
  }

  /** Begins a request: bytes that arrive from now on belong to it. */
  begin(lease: Lease<AgentConnection>, user: ConnectionUser): void {
    this.#lease = lease;
    this.socket.off('readable', this.#onReadable);
    this.#idle.begin();
    this.#writtenBefore = this.socket.bytesWritten as number | undefined;
    if (user !== this.#user) {
      this.#user.left(this);
      this.#user = user;
      user.joined(this);
    }
  }

  /** Releases the connection after its request. */
  release(reusable: boolean): void {
    const lease = this.#lease;
    if (lease === undefined) return;
    this.#lease = undefined;
    const keep = reusable && this.isUsable();
    if (keep) {
      this.#idle.end(this.#clock.now());
      this.#watch();
    }
    lease.release(keep);
  }

  /** Must be called when the connection turned out closed: teaches the limit of the server. */
  noteClose(): void {
    const { readableEnded, errored } = this.socket;
    if (readableEnded || errored != null) this.#idle.closed(true);
  }

  close(_reason: CloseReason): void {
    this.#detach();
    this.socket.destroy();
  }

  #watch(): void {
    // Not a 'data' listener: if there is one when the response closes, node-fetch 2 reports a body that was cut short.
    this.socket.on('readable', this.#onReadable);
    // An idle connection alone does not keep the process alive.
    this.socket.unref?.();
  }

  /** Bytes arrived. Without a request, they are unsolicited. */
  readonly #onUnexpected = (): void => {
    if (this.#lease === undefined) this.socket.destroy();
  };

  /** Reading at the end of the stream emits 'end'. */
  readonly #onReadable = (): void => {
    if (this.socket.read() !== null) this.#onUnexpected();
  };

  readonly #onFree = (): void => {
    if (this.#lease !== undefined) this.#user.freed(this);
  };

  /** The socket was closed, or is being closed. */
  readonly lost = (): void => {
    known.delete(this.socket);
    this.noteClose();
    if (this.#lease !== undefined) return this.release(false);
    this.#detach();
    this.#onLost(this);
  };

  /** An upgrade or CONNECT takes the socket out of the pool. */
  readonly #onRemove = (): void => {
    this.#detach();
    this.socket.off('error', ignore); // its new owner handles its errors
    this.#onLost(this);
  };

  #detach(): void {
    const { socket } = this;
    this.#lease = undefined;
    socket.off('close', this.lost);
    socket.off('free', this.#onFree);
    socket.off('agentRemove', this.#onRemove);
    socket.off('readable', this.#onReadable);
    socket.off('end', this.#onUnexpected);
    this.#user.left(this);
  }
}

function ignore(): void {}
