import tls from 'node:tls';
import type { AgentSocket } from './node-internals.ts';

/**
 * TLS sessions to resume, the newest for each key of the pool, so that a session never serves connections that could
 * not be shared either (CVE-2016-5419 and its kind). A session counts once its handshake has passed all checks.
 */
export class TlsSessions {
  readonly #kept = new Map<string, Buffer>();
  readonly #most: number;

  /** @param most sessions kept at most; beyond it the key unused for longest loses its own */
  constructor(most: number) {
    this.#most = most;
  }

  /** The session of a key, if there is one. */
  get(key: string): Buffer | undefined {
    return this.#kept.get(key);
  }

  /** Keeps what the server of a socket under way hands out. */
  watch(key: string, socket: AgentSocket): void {
    if (this.#most === 0 || !(socket instanceof tls.TLSSocket)) return;
    let early: Buffer | undefined;
    let checked = false;
    socket.on('session', (session: Buffer) => {
      if (checked) this.#keep(key, session);
      else early = session; // TLS 1.2 announces it before the certificate was checked
    });
    socket.once('secureConnect', () => {
      checked = true;
      if (early !== undefined) this.#keep(key, early);
    });
    socket.once('error', () => {
      if (!checked) this.#kept.delete(key);
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
