// The TLS session that the next handshake with a destination resumes.
import type { SessionStore } from '@sluice/core/transport';

/** Keeps the newest session of one destination. */
export class SessionSlot implements SessionStore {
  #session: Buffer | undefined;

  /** The newest session; undefined before the server has sent one. */
  get(): Buffer | undefined {
    return this.#session;
  }

  keep(session: Buffer): void {
    this.#session = session;
  }

  drop(): void {
    this.#session = undefined;
  }
}
