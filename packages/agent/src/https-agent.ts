import type { ClientRequest } from 'node:http';
import type { AgentOptions, RequestOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import type { PoolStats } from '@sluice/pool';
import { showBooks } from './books.ts';
import { AgentFace } from './face.ts';
import { prepareIdle } from './idle-socket.ts';
import type { AgentKind } from './key.ts';
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
 * An `https.Agent` as {@link PooledHttpAgent} is an `http.Agent`. Connections are shared only among requests whose TLS
 * settings have the same content; TLS sessions are resumed, for at most `maxCachedSessions` (100) of these.
 */
export class PooledHttpsAgent extends https.Agent implements PooledAgent {
  declare readonly keepAliveMsecs: number;
  declare readonly totalSocketCount: number;
  readonly #face: AgentFace;

  /**
   * @param options see {@link PooledHttpsAgentOptions}
   * @throws OptionError for a limit of Node's agent, which its registry takes the place of; ClosedError when the
   * registry is closed
   */
  constructor(options: PooledHttpsAgentOptions = {}) {
    const { settings, forNode } = splitOptions(options);
    super(forNode);
    this.removeAllListeners('free'); // Node's own pool
    this.#face = new AgentFace(this, KIND, settings, (forNode as AgentOptions).maxCachedSessions ?? 100);
    showBooks(this, this.#face);
  }

  /** Called by Node for each request: finds it a connection. */
  addRequest(request: ClientRequest, options: RequestOptions): void {
    this.#face.addRequest(request, options);
  }

  /** The key of the pool for a request's options: what requests must have in common to share connections. */
  override getName(options?: RequestOptions): string {
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
