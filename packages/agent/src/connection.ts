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
 * Has a socket that its user destroyed leave the pool now, and not only with its 'close' event some turns of the event
 * loop later. Does nothing for one that is not destroyed, or that no agent of this package made.
 */
export function dropDestroyed(socket: { readonly destroyed: boolean }): void {
  if (socket.destroyed) known.get(socket)?.lost();
}

/** The connection of a socket; undefined for a socket that no agent of this package made, or that has left the pool. */
export function connectionOf(socket: object): AgentConnection | undefined {
  return known.get(socket);
}

/** Who uses a connection: the agent whose request is on it, or was the last to be. */
export interface ConnectionUser {
  /** The connection is its own from now on. */
  joined(connection: AgentConnection): void;
  /** It is no longer: closed, handed to an upgrade, or used by another agent. */
  left(connection: AgentConnection): void;
  /** The request on it has ended; the lease is to be given back. */
  freed(connection: AgentConnection): void;
}

/**
 * A socket in the pool. While it is idle it is watched: whatever arrives on it, and be it the end, makes it unusable
 * (unasked-for bytes would be taken for the answer to the next request).
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
  /** Bytes that were written on it before its request. */
  #writtenBefore: number | undefined;

  /**
   * @param socket connected
   * @param learned what is known of the idle times of the server's connections
   * @param user whose dial it was
   * @param onLost called when the socket has closed, or left with an upgrade, and the pool did not ask for it
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
    // The error is followed by 'close'; there are moments when nobody else listens.
    socket.on('error', ignore);
    socket.on('close', this.lost);
    socket.on('free', this.#onFree);
    socket.on('agentRemove', this.#onRemove);
    socket.on('end', this.#onUnexpected);
    user.joined(this);
    known.set(socket, this);
    this.#watch();
  }

  /** How long it may be idle, in ms: by the server's last hint less a margin, and by what was learned about the server. */
  get idleLimit(): number | undefined {
    return this.#idle.limit;
  }

  set idleLimit(hint: number | undefined) {
    this.#idle.hint = hint;
  }

  /** When its last request ended, on the clock of its agent; 0 before the first and while one runs. */
  get idleSince(): number {
    return this.#idle.since;
  }

  /** Whether its server closes connections right after their first response. */
  get earlyCloses(): EarlyCloses {
    return this.#learned.early;
  }

  /** Whether a request is on it. */
  get busy(): boolean {
    return this.#lease !== undefined;
  }

  /** Whether its response is complete, so that Node is about to give it back. */
  get ends(): boolean {
    const request = this.socket._httpMessage;
    return this.#lease !== undefined && request?._ended === true && request.shouldKeepAlive;
  }

  /** Whether all of its request has been written, be it that Node has not been told so. */
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

  /** Bytes written for the request on it; undefined where the socket does not count them. */
  get written(): number | undefined {
    const before = this.#writtenBefore;
    return before === undefined ? undefined : this.socket.bytesWritten - before;
  }

  /** Takes a request on: from now on what arrives is for it. */
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

  /** Gives the connection back to the pool after its request. */
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

  /** To be called when it was found closed: its server may have closed it as idle, or early. */
  noteClose(): void {
    const { readableEnded, errored } = this.socket;
    if (readableEnded || errored != null) this.#idle.closed(true);
  }

  close(_reason: CloseReason): void {
    this.#detach();
    this.socket.destroy();
  }

  #watch(): void {
    // No 'data' listener: clients (node-fetch 2) take one that is there when the response closes for a cut body.
    this.socket.on('readable', this.#onReadable);
    // An idle connection alone does not keep the process alive.
    this.socket.unref?.();
  }

  /** Something arrived: nobody's, when no request is there to take it. */
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

  /** The socket has closed, or is about to. */
  readonly lost = (): void => {
    known.delete(this.socket);
    this.noteClose();
    if (this.#lease !== undefined) return this.release(false);
    this.#detach();
    this.#onLost(this);
  };

  /** An upgrade or CONNECT takes the socket for good. */
  readonly #onRemove = (): void => {
    this.#detach();
    this.socket.off('error', ignore); // its errors are for whoever has it now
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
