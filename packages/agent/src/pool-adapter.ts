// Connects an agent to the pool.
import type http from 'node:http';
import { ClosedError } from '@sluice/core';
import { readUnpolluted } from '@sluice/core/internal';
import { idleLimitOf, setImmediate, WRITE_PHASES } from '@sluice/core/transport';
import { poolOf, type ConnectionPool, type Dial, type Lease, type PoolStats } from '@sluice/pool';
import { AgentConnection, type ConnectionUser } from './connection.ts';
import type { Dialing } from './open-socket.ts';
import { Dialer, type NodeAgent } from './dialer.ts';
import { keepSocketOfCompleted } from './destroy-request.ts';
import { failRequest } from './fail-request.ts';
import type { AgentRequest, TargetOptions } from './node-internals.ts';
import { checkIdle } from './idle-check.ts';
import { connectionsOf, type KeyedConnections } from './keyed-connections.ts';
import { KeyMaker, type AgentKind } from './key.ts';
import type { AgentSettings } from './options.ts';
import { isReusable } from './is-reusable.ts';
import { ignoreStrayBytes } from './stray-bytes.ts';
import { LayeredOptions, serverNameOf, targetOf, withoutDot } from './socket-options.ts';
import { WaitingRequest } from './waiting-request.ts';

/** Connects an agent to the pool: gives the agent's requests connections of the pool. */
export class PoolAdapter implements ConnectionUser {
  /** Connections whose last request was one of this agent. */
  readonly connections: Set<AgentConnection> = new Set();
  /** The requests that wait for a connection. */
  readonly waiting: Set<WaitingRequest> = new Set();
  readonly #agent: NodeAgent;
  readonly #pool: ConnectionPool<AgentConnection>;
  readonly #all: KeyedConnections;
  readonly #settings: AgentSettings;
  readonly #kind: AgentKind;
  readonly #keys: KeyMaker;
  readonly #dialer: Dialer;
  /** How often the agent was destroyed. */
  #destroyed = 0;
  #closing: PromiseWithResolvers<void> | undefined;

  /** @param sessions the most TLS sessions that are kept */
  constructor(agent: NodeAgent, kind: AgentKind, settings: AgentSettings, sessions: number) {
    this.#agent = agent;
    this.#kind = kind;
    this.#keys = new KeyMaker(kind.scheme);
    this.#settings = settings;
    this.#dialer = new Dialer(agent, settings, sessions);
    // Keys of agents begin with 'agent', so that they get only their own kind of connections from the shared pool.
    this.#pool = poolOf(settings.registry) as unknown as ConnectionPool<AgentConnection>;
    this.#all = connectionsOf(this.#pool);
  }

  /** The dials in progress. */
  get dials(): ReadonlySet<Dialing> {
    return this.#dialer.dials;
  }

  /** For Node.js: a request needs a connection. */
  addRequest(request: AgentRequest, given: object): void {
    const layers = new LayeredOptions(given, this.#agent.options);
    // A subclass may have its own keys, which depend on the options as Node.js merges them.
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
   * Finds a connection for a request: an idle one, or else the first that becomes available.
   * @param phases the check phases that it has waited already
   */
  serve(request: AgentRequest, key: string, options: LayeredOptions, phases = 0): void {
    if (this.#closing !== undefined) return request.onSocket(undefined, new ClosedError('agent'));
    if (request.destroyed) return request.onSocket(undefined);
    const lease = this.#pool.take(key);
    if (lease === undefined) {
      // Node.js frees a socket some steps after the end of its response, and that end may have caused this request.
      const destroyed = this.#destroyed;
      if (phases === WRITE_PHASES || !this.#all.anyEnding(key)) this.#wait(request, key, options);
      else setImmediate(() => this.#serveAgain(destroyed, request, key, options, phases + 1));
      return;
    }
    this.#check(lease, request, options);
  }

  /** Gives a request a connection, or finds another one if the server has closed the connection. */
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
  #serveAgain(destroyed: number, ...waited: Parameters<PoolAdapter['serve']>): void {
    if (destroyed === this.#destroyed) this.serve(...waited);
    else failRequest(waited[0], new ClosedError('agent'));
  }

  #wait(request: AgentRequest, key: string, layers: LayeredOptions): void {
    const options = targetOf(request, layers);
    const waiter = this.#pool.acquire(key, (...signals) => this.#dial(key, options, request, ...signals));
    const limit = this.#inactivityOf(request);
    const waiting = new WaitingRequest(request, key, waiter, limit, this.#settings.clock);
    this.waiting.add(waiting);
    const leave = (): void => {
      waiting.end();
      this.waiting.delete(waiting);
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
    keepSocketOfCompleted(request);
    const { socket } = connection;
    if (reused) this.#agent.reuseSocket(socket, request);
    else socket.ref?.();
    ignoreStrayBytes(request);
    request.onSocket(socket);
    const limit = this.#inactivityOf(request);
    if (socket.timeout !== limit) socket.setTimeout?.(limit);
  }

  /** The inactivity after which a request emits 'timeout', in ms; 0 for none. */
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
    const reusable = request != null && isReusable(request, connection.written, partition);
    const keep = reusable && this.#closing === undefined;
    connection.idleLimit = idleLimitOf(request?.res?.headers['keep-alive']);
    // Typed as void, but documented to return whether the socket may be kept.
    const kept = keep && (this.#agent.keepSocketAlive(socket) as unknown) !== false;
    socket._httpMessage = null;
    connection.release(kept);
  }

  stats(): PoolStats {
    return this.#pool.stats();
  }

  /** Closes all sockets of the agent and fails its requests. The agent can be used again afterwards. */
  destroy(): void {
    this.#destroyed++;
    for (const waiting of this.waiting) waiting.cancel(new ClosedError('agent'));
    this.#endDials();
    for (const { socket } of this.connections) socket.destroy();
  }

  /** See `PooledAgent.close()`. */
  close(): Promise<void> {
    if (this.#closing !== undefined) return this.#closing.promise;
    this.#closing = Promise.withResolvers();
    for (const waiting of this.waiting) waiting.cancel(new ClosedError('agent'));
    this.#endDials();
    for (const connection of this.connections) if (!connection.busy) connection.socket.destroy();
    this.#checkEmptied();
    return this.#closing.promise;
  }

  /** Aborts the dials for which no request of another agent waits. */
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
