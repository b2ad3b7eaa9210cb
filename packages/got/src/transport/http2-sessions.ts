// Watches the HTTP/2 sessions that got opens for an error that Node.js does not report.
import type { ClientRequest } from 'node:http';
import type { ClientHttp2Session } from 'node:http2';
import { setImmediate } from '@sluice/core/transport';

/** A request of got 16 that waits for a session, with the members used here. */
interface SessionRequest extends ClientRequest {
  readonly agent?: SessionPool;
  /** `_cancelSessionSetup` is set while a session is opened for this request. */
  readonly options?: { readonly _cancelSessionSetup?: unknown };
}

/** got's pool of sessions, with the members used here. */
interface SessionPool {
  /** Sessions whose settings have not arrived, oldest first. */
  readonly pendingSessions?: Iterable<ClientHttp2Session> | undefined;
  processQueue?(): void;
}

const watches = new WeakMap<SessionPool, SessionWatch>();

/**
 * Fails a request whose session fails before the server's settings arrive. If a server refuses TLS after the handshake (TLS
 * 1.3 without a required client certificate), the socket emits an error, but the session of Node.js 22 to 24 emits neither
 * 'error' nor 'close'.
 */
export function watchSession(native: ClientRequest): void {
  // got requests a session from its pool in the turn of the event loop in which it created the request.
  setImmediate(begin, native);
}

function begin(native: SessionRequest): void {
  const { agent: pool, destroyed } = native;
  if (destroyed || pool?.pendingSessions === undefined) return;
  let watch = watches.get(pool);
  if (watch === undefined) watches.set(pool, (watch = new SessionWatch(pool)));
  watch.add(native);
}

/** Watches the sessions that one pool opens. */
class SessionWatch {
  readonly #pool: SessionPool;
  /** Requests without a session, oldest first. */
  readonly #waiting = new Set<SessionRequest>();
  readonly #watched = new WeakSet<ClientHttp2Session>();

  constructor(pool: SessionPool) {
    this.#pool = pool;
  }

  add(native: SessionRequest): void {
    this.#waiting.add(native);
    const remove = (): void => void this.#waiting.delete(native);
    native.once('socket', remove).once('close', remove);
    this.#assign();
  }

  /** Assigns each new session to the request for which it is opened. */
  #assign(): void {
    for (const session of this.#pool.pendingSessions ?? []) {
      const owner = this.#watched.has(session) ? undefined : this.#nextOwner();
      if (owner === undefined) continue;
      this.#waiting.delete(owner);
      this.#watched.add(session);
      const { socket } = session;
      if (socket.errored) this.#fail(owner, socket.errored);
      else socket.once('error', (error) => this.#fail(owner, error));
    }
  }

  /** The oldest request for which a session is being opened. */
  #nextOwner(): SessionRequest | undefined {
    for (const native of this.#waiting) {
      if (native.options?._cancelSessionSetup !== undefined) return native;
    }
    return undefined;
  }

  #fail(owner: SessionRequest, error: Error): void {
    // The session of the request may be established by now.
    if (owner.options?._cancelSessionSetup === undefined) return;
    owner.destroy(error);
    // The pool is not notified of the end of the session: let it open one for the next request.
    this.#pool.processQueue?.();
    setImmediate(() => this.#assign());
  }
}
