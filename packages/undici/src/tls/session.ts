/**
 * The TLS session of one destination, for the next handshake to resume. One destination has one key in the pool, so a
 * session never serves connections that could not be shared either (CVE-2016-5419 and its kind).
 */
export class SessionSlot {
  #session: Buffer | undefined;

  /** The newest session, if there is one. */
  get(): Buffer | undefined {
    return this.#session;
  }

  /** Keeps a session of a handshake that passed its checks. */
  keep(session: Buffer): void {
    this.#session = session;
  }

  /** A handshake failed: what it might have been resumed from is not trusted either. */
  drop(): void {
    this.#session = undefined;
  }
}
