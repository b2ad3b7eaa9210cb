// The dials of one agent.
import type http from 'node:http';
import tls from 'node:tls';
import { isCheckDisabled, noteUnchecked } from '@sluice/core/transport';
import type { Dial } from '@sluice/pool';
import { openSocket, type CreateConnection, type PendingDial } from './open-socket.ts';
import { dialBegun } from './dial-listener.ts';
import type { AgentRequest, AgentSocket, TargetOptions } from '../node-internals.ts';
import type { AgentSettings } from '../options.ts';
import { TlsSessions } from './tls-sessions.ts';
import { ownTarget } from './target-options.ts';

/** An agent of Node with the properties that its types lack. */
export interface NodeAgent extends http.Agent {
  readonly options: http.AgentOptions;
  readonly keepAliveMsecs: number;
}

/** Opens the connections of one agent with its `createConnection`. */
export class Dialer {
  /** Dials in progress. */
  readonly dials: Set<PendingDial> = new Set();
  readonly #agent: NodeAgent;
  readonly #settings: AgentSettings;
  readonly #sessions: TlsSessions;

  /** @param sessions the most TLS sessions kept */
  constructor(agent: NodeAgent, settings: AgentSettings, sessions: number) {
    this.#agent = agent;
    this.#settings = settings;
    this.#sessions = new TlsSessions(sessions);
  }

  /**
   * Opens a socket.
   * @param request the request that caused the dial
   */
  async dial(
    key: string,
    options: TargetOptions,
    request: AgentRequest,
    ...signals: Parameters<Dial<never>>
  ): Promise<AgentSocket> {
    const agent = this.#agent;
    const { clock, connectTimeout } = this.#settings;
    // Without the option, the environment decides whether certificates are checked.
    const disabled = options['rejectUnauthorized'] === undefined && isCheckDisabled();
    // A resumed handshake checks no names, so no session of an unchecked server is kept.
    const session = options.session ?? (disabled ? undefined : this.#sessions.get(key));
    const socketOptions = ownTarget({
      ...options,
      keepAlive: true,
      keepAliveInitialDelay: agent.keepAliveMsecs,
      encoding: null,
      timeout: undefined,
      ...(session !== undefined && { session }),
    });
    const dial: PendingDial = { key, socket: undefined };
    const create: CreateConnection = (target, callback) => {
      const socket = agent.createConnection(target, callback as never) as AgentSocket | undefined;
      if (socket != null) {
        dialBegun(request, socket, clock);
        if (!disabled) this.#sessions.watch(key, socket);
        if (agent.listenerCount('keylog') > 0) {
          socket.on('keylog', (line: Buffer) => agent.emit('keylog', line, socket));
        }
      }
      return socket;
    };
    this.dials.add(dial);
    try {
      const socket = await openSocket(dial, create, socketOptions, connectTimeout, clock, ...signals);
      if (disabled && socket instanceof tls.TLSSocket) noteUnchecked(socket);
      return socket;
    } finally {
      this.dials.delete(dial);
    }
  }
}
