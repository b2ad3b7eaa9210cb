import type http from 'node:http';
import tls from 'node:tls';
import { isCheckDisabled, noteUnchecked } from '@sluice/core/transport';
import type { Dial } from '@sluice/pool';
import { openSocket, type Dialing, type Opener } from './dial.ts';
import { dialBegun } from './dials.ts';
import type { AgentRequest, AgentSocket, TargetOptions } from './node-internals.ts';
import type { AgentSettings } from './options.ts';
import { TlsSessions } from './sessions.ts';
import { ownTarget } from './target.ts';

/** The agent as its face sees it: Node's, with what its types leave out. */
export interface FacedAgent extends http.Agent {
  readonly options: http.AgentOptions;
  readonly keepAliveMsecs: number;
}

/** Opens the connections of one agent, the way the agent opens sockets. */
export class Dialer {
  /** Dials under way. */
  readonly dials: Set<Dialing> = new Set();
  readonly #agent: FacedAgent;
  readonly #settings: AgentSettings;
  readonly #sessions: TlsSessions;

  /** @param sessions how many TLS sessions are kept at most */
  constructor(agent: FacedAgent, settings: AgentSettings, sessions: number) {
    this.#agent = agent;
    this.#settings = settings;
    this.#sessions = new TlsSessions(sessions);
  }

  /**
   * Opens a socket that can carry a request.
   * @param key of the pool
   * @param request the one that caused it
   */
  async dial(
    key: string,
    options: TargetOptions,
    request: AgentRequest,
    ...signals: Parameters<Dial<never>>
  ): Promise<AgentSocket> {
    const agent = this.#agent;
    const { clock, connectTimeout } = this.#settings;
    // Left out, it is for the environment to say whether certificates are checked.
    const disabled = options['rejectUnauthorized'] === undefined && isCheckDisabled();
    // A handshake that resumes a session checks no names, so none is kept of a server that was not checked.
    const session = options.session ?? (disabled ? undefined : this.#sessions.get(key));
    const socketOptions = ownTarget({
      ...options,
      keepAlive: true,
      keepAliveInitialDelay: agent.keepAliveMsecs,
      encoding: null,
      timeout: undefined,
      ...(session !== undefined && { session }),
    });
    const dialing: Dialing = { key, socket: undefined };
    const open: Opener = (target, callback) => {
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
    this.dials.add(dialing);
    try {
      const socket = await openSocket(dialing, open, socketOptions, connectTimeout, clock, ...signals);
      if (disabled && socket instanceof tls.TLSSocket) noteUnchecked(socket);
      return socket;
    } finally {
      this.dials.delete(dialing);
    }
  }
}
