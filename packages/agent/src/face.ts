import type http from 'node:http';
import { ClosedError } from '@sluice/core';
import { readUnpolluted } from '@sluice/core/internal';
import { idleLimitOf, setImmediate, WRITE_PHASES } from '@sluice/core/transport';
import { poolOf, type ConnectionPool, type Dial, type Lease, type PoolStats } from '@sluice/pool';
import { AgentConnection, type ConnectionUser } from './connection.ts';
import type { Dialing } from './dial.ts';
import { Dialer, type FacedAgent } from './dialer.ts';
import { keepWhenThrough } from './destroy-request.ts';
import { failRequest } from './fail-request.ts';
import type { AgentRequest, TargetOptions } from './node-internals.ts';
import { checkIdle } from './idle-check.ts';
import { connectionsOf, type KeyedConnections } from './keyed-connections.ts';
import { KeyMaker, type AgentKind } from './key.ts';
import type { AgentSettings } from './options.ts';
import { servesOn } from './serves-on.ts';
import { ignoreStrayBytes } from './stray-bytes.ts';
import { LayeredOptions, serverNameOf, targetOf, withoutDot } from './target.ts';
import { WaitingRequest } from './waiting.ts';

/** What is between an agent and the pool: an agent's requests get the pool's connections. */
export class AgentFace implements ConnectionUser {
  /** Connections whose last request was this agent's. */
  readonly connections: Set<AgentConnection> = new Set();
  readonly line: Set<WaitingRequest> = new Set();
  readonly #agent: FacedAgent;
  readonly #pool: ConnectionPool<AgentConnection>;
  readonly #all: KeyedConnections;
  readonly #settings: AgentSettings;
  readonly #kind: AgentKind;
  readonly #keys: KeyMaker;
  readonly #dialer: Dialer;
  /** How often the agent was destroyed. */
  #destroyed = 0;
  #closing: PromiseWithResolvers<void> | undefined;

  /** @param sessions how many TLS sessions are kept at most */
  constructor(agent: FacedAgent, kind: AgentKind, settings: AgentSettings, sessions: number) {
    this.#agent = agent;
    this.#kind = kind;
    this.#keys = new KeyMaker(kind.scheme);
    this.#settings = settings;
    this.#dialer = new Dialer(agent, settings, sessions);
    // Keys of agents begin with 'agent', so what they take of the shared pool is of their own kind.
    this.#pool = poolOf(settings.registry) as unknown as ConnectionPool<AgentConnection>;
    this.#all = connectionsOf(this.#pool);
  }

  get dials(): ReadonlySet<Dialing> {
    return this.#dialer.dials;
  }

  /** From Node: a request to find a connection for. */
  addRequest(request: AgentRequest, given: object): void {
    const layers = new LayeredOptions(given, this.#agent.options);
    // A subclass may have keys of its own, made of the options as Node merges them.
    const key =
      this.#agent.getName === this.#kind.getName
        ? this.#keyOf(layers, this.#kind.scheme === 'https' ? serverNameOf(request, layers) : undefined)
        : this.#agent.getName(targetOf(request, layers));
    this.serve(request, key, layers);
  }

  /** The key of the pool for a request's options. */
  nameOf(options: http.ClientRequestArgs = {}): string {
    const { servername } = options as TargetOptions;
    const name = servername === undefined ? undefined : withoutDot(servername);
    return this.#keyOf(new LayeredOptions(options, {}), name);
  }

  #keyOf(layers: LayeredOptions, serverName: string | undefined): string {
    const { scheme, native } = this.#kind;
    const dialer = dialerOf(this.#agent) === dialerOf(native) ? undefined : dialerOf(this.#agent);
    return this.#keys.keyOf({ scheme, partition: this.#settings.partition, dialer }, layers, serverName);
  }

  /**
   * Finds a connection for a request: one that is idle, else the first that comes.
   * @param phases check phases that it has waited already
   */
  serve(request: AgentRequest, key: string, options: LayeredOptions, phases = 0): void {
    if (this.#closing !== undefined) return request.onSocket(undefined, new ClosedError('agent'));
    if (request.destroyed) return request.onSocket(undefined);
    const lease = this.#pool.take(key);
    if (lease === undefined) {
      // Node gives a connection back some steps after the end of its response, which may have led to this request.
      const destroyed = this.#destroyed;
      if (phases === WRITE_PHASES || !this.#all.anyEnds(key)) this.#wait(request, key, options);
      else setImmediate(() => this.#serveAgain(destroyed, request, key, options, phases + 1));
      return;
    }
    this.#check(lease, request, options);
  }

  /** Gives a request a connection, or finds another one when the server has closed it. */
  #check(lease: Lease<AgentConnection>, request: AgentRequest, options: LayeredOptions): void {
    if (!lease.reused) return this.#give(lease, request);
    const { connection } = lease;
    const destroyed = this.#destroyed;
    checkIdle(connection, this.#settings.clock, (usable) => {
      if (usable || request.destroyed) return this.#give(lease, request);
      connection.noteClose();
      lease.release(false);
      this.#serveAgain(destroyed, request, connection.key, options);
    });
  }

  /** Serves a request that has waited, unless the agent was destroyed meanwhile. */
  #serveAgain(destroyed: number, ...waited: Parameters<AgentFace['serve']>): void {
    if (destroyed === this.#destroyed) this.serve(...waited);
    else failRequest(waited[0], new ClosedError('agent'));
  }

  #wait(request: AgentRequest, key: string, layers: LayeredOptions): void {
    const options = targetOf(request, layers);
    const waiter = this.#pool.acquire(key, (...signals) => this.#dial(key, options, request, ...signals));
    const limit = this.#inactivityOf(request);
    const waiting = new WaitingRequest(request, key, waiter, limit, this.#settings.clock);
    this.line.add(waiting);
    const leave = (): void => {
      waiting.end();
      this.line.delete(waiting);
    };
    waiter.promise.then(
      (lease) => {
        leave();
        this.#check(lease, request, layers);
      },
      (error: unknown) => {
        leave();
        failRequest(request, error);
      },
    );
  }

  #give(lease: Lease<AgentConnection>, request: AgentRequest): void {
    const { connection, reused } = lease;
    if (request.destroyed) {
      lease.release(connection.isUsable());
      return request.onSocket(undefined);
    }
    connection.begin(lease, this);
    keepWhenThrough(request);
    const { socket } = connection;
    if (reused) this.#agent.reuseSocket(socket, request);
    else socket.ref?.();
    ignoreStrayBytes(request);
    request.onSocket(socket);
    const limit = this.#inactivityOf(request);
    if (socket.timeout !== limit) socket.setTimeout?.(limit);
  }

  /** The inactivity in ms after which a request gets its 'timeout' event; 0 for never. */
  #inactivityOf(request: AgentRequest): number {
    return readUnpolluted(request, 'timeout') ?? this.#agent.options.timeout ?? 0;
  }

  async #dial(
    key: string,
    options: TargetOptions,
    request: AgentRequest,
    ...signals: Parameters<Dial<AgentConnection>>
  ): Promise<AgentConnection> {
    try {
      const socket = await this.#dialer.dial(key, options, request, ...signals);
      const { clock } = this.#settings;
      const lost = (connection: AgentConnection): void => this.#pool.remove(connection);
      return new AgentConnection(key, socket, this.#all.learned(key, clock), clock, this, lost);
    } finally {
      this.#checkEmptied();
    }
  }

  joined(connection: AgentConnection): void {
    this.connections.add(connection);
    this.#all.add(connection);
  }

  left(connection: AgentConnection): void {
    this.connections.delete(connection);
    this.#all.delete(connection);
    this.#checkEmptied();
  }

  freed(connection: AgentConnection): void {
    const { socket } = connection;
    const request = socket._httpMessage;
    const { partition } = this.#settings;
    const serves = request != null && servesOn(request, connection.written, partition);
    const keep = serves && this.#closing === undefined;
    connection.idleLimit = idleLimitOf(request?.res?.headers['keep-alive']);
    // Typed as void, documented to return whether the socket may be kept.
    const kept = keep && (this.#agent.keepSocketAlive(socket) as unknown) !== false;
    socket._httpMessage = null;
    connection.release(kept);
  }

  stats(): PoolStats {
    return this.#pool.stats();
  }

  /** Closes all sockets of the agent and fails its requests; it can be used again afterwards. */
  destroy(): void {
    this.#destroyed++;
    for (const waiting of this.line) waiting.cancel(new ClosedError('agent'));
    this.#endDials();
    for (const { socket } of this.connections) socket.destroy();
  }

  /** See `PooledAgent.close()`. */
  close(): Promise<void> {
    if (this.#closing !== undefined) return this.#closing.promise;
    this.#closing = Promise.withResolvers();
    for (const waiting of this.line) waiting.cancel(new ClosedError('agent'));
    this.#endDials();
    for (const connection of this.connections) if (!connection.busy) connection.socket.destroy();
    this.#checkEmptied();
    return this.#closing.promise;
  }

  /** Breaks off dials, unless another agent's request waits for them. */
  #endDials(): void {
    if (this.dials.size === 0) return;
    const { hosts } = this.#pool.stats();
    for (const { key, socket } of this.dials) if (!hosts.get(key)?.waiting) socket?.destroy();
  }

  #checkEmptied(): void {
    if (this.connections.size + this.dials.size === 0) this.#closing?.resolve();
  }
}

function dialerOf(agent: object): unknown {
  return (agent as { createConnection?: unknown }).createConnection;
}
