import type { AgentOptions, ClientRequest, ClientRequestArgs, RequestOptions } from 'node:http';
import type { Duplex } from 'node:stream';
import type { PoolStats } from '@sluice/pool';
import { showBooks } from './books.ts';
import { AgentFace } from './face.ts';
import { prepareIdle } from './idle-socket.ts';
import type { AgentKind } from './key.ts';
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
 * An `http.Agent` whose connections are in the pool of a registry, under its rules and limits: newest first, one LRU
 * over all idle ones, late binding, limits that do not starve. For got, axios, node-fetch and whatever else takes an
 * agent.
 */
export class PooledHttpAgent extends http.Agent implements PooledAgent {
  declare readonly options: AgentOptions;
  declare readonly keepAliveMsecs: number;
  declare readonly totalSocketCount: number;
  readonly #face: AgentFace;

  /**
   * @param options see {@link PooledAgentOptions}
   * @throws OptionError for a limit of Node's agent, which its registry takes the place of; ClosedError when the
   * registry is closed
   */
  constructor(options: PooledAgentOptions = {}) {
    const { settings, forNode } = splitOptions(options);
    super(forNode);
    this.removeAllListeners('free'); // Node's own pool
    this.#face = new AgentFace(this, KIND, settings, 0);
    showBooks(this, this.#face);
  }

  /** Called by Node for each request: finds it a connection. */
  addRequest(request: ClientRequest, options: RequestOptions): void {
    this.#face.addRequest(request, options);
  }

  /** The key of the pool for a request's options: what requests must have in common to share connections. */
  override getName(options?: ClientRequestArgs): string {
    return this.#face.nameOf(options);
  }

  /**
   * Asked before a socket goes back to the pool. A subclass may return false to have it closed.
   * @returns whether it may be kept
   */
  override keepSocketAlive(socket: Duplex): boolean {
    prepareIdle(socket, this.keepAliveMsecs);
    return true;
  }

  /** Closes all sockets of this agent, in use or not, and fails its requests. It may be used again. */
  override destroy(): void {
    this.#face.destroy();
  }

  /** See {@link PooledAgent.stats}. */
  stats(): PoolStats {
    return this.#face.stats();
  }

  /** See {@link PooledAgent.close}. */
  close(): Promise<void> {
    return this.#face.close();
  }

  /** The same as `close()`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
