// The agent for http.
import type { AgentOptions, ClientRequest, ClientRequestArgs, RequestOptions } from 'node:http';
import type { Duplex } from 'node:stream';
import type { PoolStats } from '@sluice/pool';
import { PoolAdapter } from './pool-adapter.ts';
import { defineSocketLists } from './socket-lists.ts';
import { prepareIdle } from './connection/idle-socket.ts';
import type { AgentKind } from './connection-key.ts';
import { http } from './node-http.ts';
import { splitOptions, type PooledAgentOptions } from './options.ts';
import type { PooledAgent } from './pooled-agent.ts';

const KIND: AgentKind = {
  scheme: 'http',
  native: http.Agent.prototype,
  get getName() {
    // oxlint-disable-next-line typescript/unbound-method -- to be compared
    return PooledHttpAgent.prototype.getName;
  },
};

/**
 * An `http.Agent` whose connections are in the pool of a registry, under its rules and limits: the newest idle connection
 * first, one LRU over all idle connections, late binding, limits without starvation. For got, axios, node-fetch and every
 * other client that accepts an agent.
 */
export class PooledHttpAgent extends http.Agent implements PooledAgent {
  declare readonly options: AgentOptions;
  declare readonly keepAliveMsecs: number;
  declare readonly totalSocketCount: number;
  readonly #adapter: PoolAdapter;

  /**
   * @param options see {@link PooledAgentOptions}
   * @throws OptionError for an invalid option, or for a limit that the registry has; ClosedError if the registry is closed
   */
  constructor(options: PooledAgentOptions = {}) {
    const { settings, forNode } = splitOptions(options);
    super(forNode);
    this.removeAllListeners('free'); // of Node's own pool
    this.#adapter = new PoolAdapter(this, KIND, settings, 0);
    defineSocketLists(this, this.#adapter);
  }

  /** Called by Node for each request: assigns a connection to it. */
  addRequest(request: ClientRequest, options: RequestOptions): void {
    this.#adapter.addRequest(request, options);
  }

  /** The key of the pool for a request's options. Requests with equal keys share connections. */
  override getName(options?: ClientRequestArgs): string {
    return this.#adapter.nameOf(options);
  }

  /**
   * Called before a socket is released to the pool. A subclass may return false to close the socket.
   * @returns whether the socket may be kept
   */
  override keepSocketAlive(socket: Duplex): boolean {
    prepareIdle(socket, this.keepAliveMsecs);
    return true;
  }

  /** See {@link PooledAgent.destroy}. */
  override destroy(reason?: unknown): void {
    this.#adapter.destroy(reason);
  }

  /** See {@link PooledAgent.stats}. */
  stats(): PoolStats {
    return this.#adapter.stats();
  }

  /** See {@link PooledAgent.close}. */
  close(): Promise<void> {
    return this.#adapter.close();
  }

  /** The same as `close()`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
