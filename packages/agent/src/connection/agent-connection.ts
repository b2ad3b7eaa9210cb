// A connection of the pool that carries requests of Node's client.
import type { Clock } from '@sluice/core';
import {
  dialVersion,
  IdleRecord,
  isCheckDisabled,
  isUnchecked,
  type EarlyCloses,
  type LearnedIdleLimit,
} from '@sluice/core/transport';
import type { CloseReason, ExchangeErrorMaker, Lease, PoolConnection } from '@sluice/pool';
import { hasDeclaredLength } from './declared-length.ts';
import { endExchange } from './end-exchange.ts';
import type { AgentSocket } from '../node-internals.ts';

const known = new WeakMap<object, AgentConnection>();

/**
 * Removes a destroyed socket from the pool at once, instead of at its 'close' event some turns of the event loop later.
 * Does nothing if the socket is not destroyed, or was not opened by an agent of this package.
 */
export function dropDestroyed(socket: { readonly destroyed: boolean }): void {
  if (socket.destroyed) known.get(socket)?.lost();
}

/** The connection of a socket; undefined if no agent of this package opened the socket, or if it has left the pool. */
export function connectionOf(socket: object): AgentConnection | undefined {
  return known.get(socket);
}

/** The agent of the current or last request on a connection. */
export interface ConnectionUser {
  /** The connection belongs to this agent from now on. */
  joined(connection: AgentConnection): void;
  /** The connection was closed, left with an upgrade, or is used by another agent. */
  left(connection: AgentConnection): void;
  /** The request on the connection has ended: the agent must release the connection. */
  ended(connection: AgentConnection): void;
}

/**
 * A socket in the pool. While it is idle, a byte that arrives or the end of the stream closes it: the byte would be read as
 * the response to the next request.
 */
export class AgentConnection implements PoolConnection {
  readonly capacity = 1;
  readonly key: string;
  readonly socket: AgentSocket;
  readonly #onLost: (connection: AgentConnection) => void;
  readonly #dialVersion: number = dialVersion();
  readonly #unchecked: boolean;
  readonly #clock: Clock;
  readonly #learned: LearnedIdleLimit;
  readonly #idle: IdleRecord;
  #user: ConnectionUser;
  #lease: Lease<AgentConnection> | undefined;
  /** Bytes written before the current request. */
  #writtenBefore: number | undefined;

  /**
   * @param socket connected
   * @param learned the idle limit learned from the server's earlier connections
   * @param user the agent that dialed
   * @param onLost called when the socket has closed, unless the pool closed it, or has left the pool with an upgrade
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
    // Errors are handled at 'close'. An error without any listener would be thrown.
    socket.on('error', ignore);
    socket.on('close', this.lost);
    socket.on('free', this.#onFree);
    socket.on('agentRemove', this.#onRemove);
    socket.on('end', this.#onUnexpected);
    user.joined(this);
    known.set(socket, this);
    this.#watch();
  }

  /** How long the connection may be idle, in ms, by the server's last hint (less a margin) and by the learned limit. */
  get idleLimit(): number | undefined {
    return this.#idle.limit;
  }

  set idleLimit(hint: number | undefined) {
    this.#idle.hint = hint;
  }

  /** When the last request ended, on the clock of its agent; 0 before the first request and during a request. */
  get idleSince(): number {
    return this.#idle.since;
  }

  /** Learned closes of the server right after a response. */
  get earlyCloses(): EarlyCloses {
    return this.#learned.early;
  }

  /** Whether the connection carries a request. */
  get busy(): boolean {
    return this.#lease !== undefined;
  }

  /** Whether the current response is complete, so that Node is about to release the socket. */
  get ending(): boolean {
    const request = this.socket._httpMessage;
    return this.#lease !== undefined && request?._ended === true && request.shouldKeepAlive;
  }

  /** Whether the whole request was written, even if the end of the write was not reported yet. */
  isWritten(): boolean {
    const { _httpMessage: request } = this.socket;
    if (request == null || request.writableEnded) return true;
    if (this.written === undefined || !request.hasHeader('content-length')) return false;
    return hasDeclaredLength(request, this.written);
  }

  isUsable(): boolean {
    const { socket } = this;
    if (this.#dialVersion !== dialVersion() || (this.#unchecked && !isCheckDisabled())) return false;
    return !socket.destroyed && socket.writable && !socket.readableEnded && socket.readableLength === 0;
  }

  /** Bytes written for the current request; undefined for none, or if the socket does not count them, as those of mocks. */
  get written(): number | undefined {
    const before = this.#writtenBefore;
    return before === undefined ? undefined : this.socket.bytesWritten - before || undefined;
  }

  /** Begins a request: bytes that arrive from now on belong to its response. */
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

  /** Releases the connection to the pool after its request. */
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

  /** Called when the socket was found closed: learns from a close by the server. */
  noteClose(): void {
    const { readableEnded, errored } = this.socket;
    if (readableEnded || errored != null) this.#idle.closed(true);
  }

  close(_reason: CloseReason, makeError?: ExchangeErrorMaker): void {
    this.#detach();
    endExchange(this.socket, makeError?.());
  }

  #watch(): void {
    // Not 'data': a listener of 'data' at the end of a response makes node-fetch 2 report a body cut short.
    this.socket.on('readable', this.#onReadable);
    // An idle connection does not keep the process alive.
    this.socket.unref?.();
  }

  /** Called when a byte or the end of the stream arrived. */
  readonly #onUnexpected = (): void => {
    if (this.#lease === undefined) this.socket.destroy();
  };

  /** A read at the end of the stream emits 'end'. */
  readonly #onReadable = (): void => {
    if (this.socket.read() !== null) this.#onUnexpected();
  };

  /** Called after the response: Node's client emits 'free'. */
  readonly #onFree = (): void => {
    if (this.#lease !== undefined) this.#user.ended(this);
  };

  /** Called when the socket has closed, or is about to close. */
  readonly lost = (): void => {
    known.delete(this.socket);
    this.noteClose();
    if (this.#lease !== undefined) return this.release(false);
    this.#detach();
    this.#onLost(this);
  };

  /** Called when the socket leaves the pool permanently, with an upgrade or CONNECT. */
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
