// The TLS sessions that an agent's handshakes resume, by key of the pool.
import tls from 'node:tls';
import { keepSessions } from '@sluice/core/transport';
import type { AgentSocket } from './node-internals.ts';

/** Keeps the newest session of each key. */
export class TlsSessions {
  readonly #kept = new Map<string, Buffer>();
  readonly #most: number;

  /** @param most the most sessions kept; beyond it, the session of the key with the oldest session is dropped */
  constructor(most: number) {
    this.#most = most;
  }

  /** The session of a key, if there is one. */
  get(key: string): Buffer | undefined {
    return this.#kept.get(key);
  }

  /** Keeps the sessions of a socket whose handshake has not ended. */
  watch(key: string, socket: AgentSocket): void {
    if (this.#most === 0 || !(socket instanceof tls.TLSSocket)) return;
    keepSessions(socket, {
      keep: (session) => this.#keep(key, session),
      drop: () => this.#kept.delete(key),
    });
  }

  #keep(key: string, session: Buffer): void {
    this.#kept.delete(key);
    this.#kept.set(key, session);
    if (this.#kept.size <= this.#most) return;
    for (const oldest of this.#kept.keys()) {
      this.#kept.delete(oldest);
      return;
    }
  }
}
