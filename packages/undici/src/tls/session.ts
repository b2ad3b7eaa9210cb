// The TLS session that the next handshake with a destination resumes.
import type { SessionStore } from '@sluice/core/transport';

/** Keeps the newest session of one destination, which has one key in the pool. */
export class SessionSlot implements SessionStore {
  #session: Buffer | undefined;

  /** The newest session, if there is one. */
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
