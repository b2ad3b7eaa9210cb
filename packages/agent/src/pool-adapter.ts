// Assigns connections of the pool to the requests of one agent.
import type http from 'node:http';
import { ClosedError } from '@sluice/core';
import { LinkedList, readUnpolluted } from '@sluice/core/internal';
import { destroyedError, idleLimitOf, setImmediate, WRITE_PHASES } from '@sluice/core/transport';
import { poolOf, type ConnectionPool, type Dial, type Lease, type PoolStats } from '@sluice/pool';
import { AgentConnection, type ConnectionUser } from './connection/agent-connection.ts';
import type { PendingDial } from './dial/open-socket.ts';
import { Dialer, type NodeAgent } from './dial/dialer.ts';
import { releaseOnDestroy } from './request/destroy-request.ts';
import { endExchange } from './connection/end-exchange.ts';
import { failRequest } from './request/fail-request.ts';
import type { AgentRequest, TargetOptions } from './node-internals.ts';
import { checkIdle } from './connection/idle-check.ts';
import { connectionsOf, type ConnectionsByKey } from './connection/connections-by-key.ts';
import { KeyMaker, type AgentKind } from './connection-key.ts';
import type { AgentSettings } from './options.ts';
import { mayReuse } from './connection/may-reuse.ts';
import { ignoreStrayBytes } from './request/stray-bytes.ts';
import { LayeredOptions, serverNameOf, targetOf, withoutDot } from './dial/target-options.ts';
import { WaitingRequest } from './request/waiting-request.ts';

/** The adapter between an agent and the pool. */
export class PoolAdapter implements ConnectionUser {
  /** The connections whose current or last request belongs to this agent. */
  readonly connections: Set<AgentConnection> = new Set();
  /** Requests that wait for a connection. */
  readonly waiting: LinkedList<WaitingRequest> = new LinkedList();
  readonly #agent: NodeAgent;
  readonly #pool: ConnectionPool<AgentConnection>;
  readonly #all: ConnectionsByKey;
  readonly #settings: AgentSettings;
  readonly #kind: AgentKind;
  readonly #keys: KeyMaker;
  readonly #dialer: Dialer;
  /** The number of calls of `destroy()`. */
  #destroyed = 0;
  /** The reason of the last `destroy()`. */
  #reason: unknown;
  #closing: PromiseWithResolvers<void> | undefined;

  /** @param sessions the most TLS sessions kept */
  constructor(agent: NodeAgent, kind: AgentKind, settings: AgentSettings, sessions: number) {
    this.#agent = agent;
    this.#kind = kind;
    this.#keys = new KeyMaker(kind.scheme);
    this.#settings = settings;
    this.#dialer = new Dialer(agent, settings, sessions);
    // Keys of agents begin with 'agent', so every connection under such a key is an AgentConnection.
    this.#pool = poolOf<AgentConnection>(settings.registry);
    this.#all = connectionsOf(this.#pool);
  }

  /** Dials in progress. */
  get dials(): ReadonlySet<PendingDial> {
    return this.#dialer.dials;
  }

  /** Called by Node for each request. */
  addRequest(request: AgentRequest, given: object): void {
    const layers = new LayeredOptions(given, this.#agent.options);
    // A subclass may override getName, which expects the options as Node merges them.
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
   * Assigns a connection to a request: an idle one, or the first that becomes available.
   * @param phases for how many check phases the request has waited
   */
  serve(request: AgentRequest, key: string, options: LayeredOptions, phases = 0): void {
    if (this.#closing !== undefined) return request.onSocket(undefined, new ClosedError('agent'));
    if (request.destroyed) return request.onSocket(undefined);
    const lease = this.#pool.take(key);
    if (lease === undefined) {
      // Node releases a connection some steps after the end of its response; this request may have been made in between.
      const destroyed = this.#destroyed;
      if (phases === WRITE_PHASES || !this.#all.anyEnding(key)) this.#wait(request, key, options);
      else setImmediate(() => this.#serveAgain(destroyed, request, key, options, phases + 1));
      return;
    }
    this.#check(lease, request, options);
  }

  /** Assigns a connection after the idle check, or finds another one if the server has closed it. */
  #check(lease: Lease<AgentConnection>, request: AgentRequest, options: LayeredOptions): void {
    if (!lease.reused) return this.#assign(lease, request);
    const { connection } = lease;
    const destroyed = this.#destroyed;
    checkIdle(connection, this.#settings.clock, (usable) => {
      if (usable || request.destroyed) return this.#assign(lease, request);
      connection.noteClose();
      lease.release(false);
      this.#serveAgain(destroyed, request, connection.key, options);
    });
  }

  /** Serves a request after a wait, unless the agent was destroyed meanwhile. */
  #serveAgain(destroyed: number, ...waited: Parameters<PoolAdapter['serve']>): void {
    if (destroyed === this.#destroyed) this.serve(...waited);
    else failRequest(waited[0], destroyedError('agent', this.#reason));
  }

  #wait(request: AgentRequest, key: string, layers: LayeredOptions): void {
    const options = targetOf(request, layers);
    const waiter = this.#pool.acquire(key, (...signals) => this.#dial(key, options, request, ...signals));
    const limit = this.#inactivityOf(request);
    const waiting = new WaitingRequest(request, key, waiter, limit, this.#settings.clock);
    const link = this.waiting.add(waiting);
    const leave = (): void => {
      waiting.end();
      link.leave();
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

  #assign(lease: Lease<AgentConnection>, request: AgentRequest): void {
    const { connection, reused } = lease;
    if (request.destroyed) {
      lease.release(connection.isUsable());
      return request.onSocket(undefined);
    }
    connection.begin(lease, this);
    releaseOnDestroy(request);
    const { socket } = connection;
    if (reused) this.#agent.reuseSocket(socket, request);
    else socket.ref?.();
    ignoreStrayBytes(request);
    request.onSocket(socket);
    const limit = this.#inactivityOf(request);
    if (socket.timeout !== limit) socket.setTimeout?.(limit);
  }

  /** The inactivity in ms after which a request emits 'timeout'; 0 for no limit. */
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

  ended(connection: AgentConnection): void {
    const { socket } = connection;
    const request = socket._httpMessage;
    const { partition } = this.#settings;
    const reusable = request != null && mayReuse(request, connection.written, partition);
    const keep = reusable && this.#closing === undefined;
    connection.idleLimit = idleLimitOf(request?.res?.headers['keep-alive']);
    // The type of `keepSocketAlive` returns void; the documentation says that it returns whether the socket may be kept.
    const kept = keep && (this.#agent.keepSocketAlive(socket) as unknown) !== false;
    socket._httpMessage = null;
    connection.release(kept);
  }

  stats(): PoolStats {
    return this.#pool.stats();
  }

  /** See `PooledAgent.destroy()`. */
  destroy(reason: unknown): void {
    this.#destroyed++;
    this.#reason = reason;
    this.waiting.forEach((waiting) => waiting.cancel(destroyedError('agent', reason)));
    this.#endDials();
    for (const { socket } of this.connections)
      endExchange(socket, reason === undefined ? undefined : destroyedError('agent', reason));
  }

  /** See `PooledAgent.close()`. */
  close(): Promise<void> {
    if (this.#closing !== undefined) return this.#closing.promise;
    this.#closing = Promise.withResolvers();
    this.waiting.forEach((waiting) => waiting.cancel(new ClosedError('agent', { duringCall: true })));
    this.#endDials();
    for (const connection of this.connections) if (!connection.busy) connection.socket.destroy();
    this.#checkEmptied();
    return this.#closing.promise;
  }

  /** Ends the dials that no request of another agent waits for. */
  #endDials(): void {
    if (this.dials.size === 0) return;
    const { hosts } = this.#pool.stats();
    for (const { key, socket } of this.dials) if (!hosts[key]?.waiting) socket?.destroy();
  }

  #checkEmptied(): void {
    if (this.connections.size + this.dials.size === 0) this.#closing?.resolve();
  }
}

function dialerOf(agent: object): unknown {
  return (agent as { createConnection?: unknown }).createConnection;
}
