// The TLS sessions that an agent's handshakes resume, by key of the pool.
import tls from 'node:tls';
import { keepSessions } from '@sluice/core/transport';
import type { AgentSocket } from '../node-internals.ts';

/** The newest TLS session of each key. */
export class TlsSessions {
  readonly #sessions = new Map<string, Buffer>();
  readonly #max: number;

  /** @param max the most sessions kept; beyond it the least recently stored one is dropped */
  constructor(max: number) {
    this.#max = max;
  }

  /** The session of a key, if there is one. */
  get(key: string): Buffer | undefined {
    return this.#sessions.get(key);
  }

  /** Keeps the sessions of a socket whose handshake has not ended. */
  watch(key: string, socket: AgentSocket): void {
    if (this.#max === 0 || !(socket instanceof tls.TLSSocket)) return;
    keepSessions(socket, {
      keep: (session) => this.#keep(key, session),
      drop: () => this.#sessions.delete(key),
    });
  }

  #keep(key: string, session: Buffer): void {
    this.#sessions.delete(key);
    this.#sessions.set(key, session);
    if (this.#sessions.size <= this.#max) return;
    for (const oldest of this.#sessions.keys()) {
      this.#sessions.delete(oldest);
      return;
    }
  }
}
