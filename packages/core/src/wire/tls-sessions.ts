// Keeps the TLS sessions that later handshakes may resume: only sessions of handshakes that passed their checks.
import type tls from 'node:tls';

/**
 * For transports and agents: the sessions of one key of the pool. Connections that could not be shared must not resume
 * each other's sessions either (CVE-2016-5419 and similar).
 */
export interface SessionStore {
  /** Keeps a session of a handshake that passed its checks. */
  keep(session: Buffer): void;
  /** Drops the kept session: a handshake that may have resumed it failed. */
  drop(): void;
}

/**
 * For transports and agents: keeps the sessions of a socket whose handshake has not ended. A session is trusted once the
 * handshake has passed its checks; TLS 1.2 announces it before.
 */
export function keepSessions(socket: tls.TLSSocket, store: SessionStore): void {
  let early: Buffer | undefined;
  let checked = false;
  socket.on('session', (session: Buffer) => {
    if (checked) store.keep(session);
    else early = session;
  });
  socket.once('secureConnect', () => {
    checked = true;
    if (early !== undefined) store.keep(early);
    early = undefined;
  });
  socket.once('error', () => {
    if (!checked) store.drop();
  });
}
