// The agent for https.
import type { ClientRequest } from 'node:http';
import type { AgentOptions, RequestOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import type { PoolStats } from '@sluice/pool';
import { PoolAdapter } from './pool-adapter.ts';
import { defineSocketLists } from './socket-lists.ts';
import { prepareIdle } from './connection/idle-socket.ts';
import type { AgentKind } from './connection-key.ts';
import { https } from './node-http.ts';
import { splitOptions, type PooledHttpsAgentOptions } from './options.ts';
import type { PooledAgent } from './pooled-agent.ts';

const KIND: AgentKind = {
  scheme: 'https',
  native: https.Agent.prototype,
  get getName() {
    // oxlint-disable-next-line typescript/unbound-method -- to be compared
    return PooledHttpsAgent.prototype.getName;
  },
};

/**
 * An `https.Agent` like {@link PooledHttpAgent}. Only requests whose TLS options have equal contents share connections. TLS
 * sessions are resumed, for at most `maxCachedSessions` (100) keys.
 */
export class PooledHttpsAgent extends https.Agent implements PooledAgent {
  declare readonly keepAliveMsecs: number;
  declare readonly totalSocketCount: number;
  readonly #adapter: PoolAdapter;

  /**
   * @param options see {@link PooledHttpsAgentOptions}
   * @throws OptionError for an invalid option, or for a limit that the registry has; ClosedError if the registry is closed
   */
  constructor(options: PooledHttpsAgentOptions = {}) {
    const { settings, forNode } = splitOptions(options);
    super(forNode);
    this.removeAllListeners('free'); // of Node's own pool
    this.#adapter = new PoolAdapter(this, KIND, settings, (forNode as AgentOptions).maxCachedSessions ?? 100);
    defineSocketLists(this, this.#adapter);
  }

  /** Called by Node for each request: assigns a connection to it. */
  addRequest(request: ClientRequest, options: RequestOptions): void {
    this.#adapter.addRequest(request, options);
  }

  /** The key of the pool for a request's options. Requests with equal keys share connections. */
  override getName(options?: RequestOptions): string {
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
