// Replaces the Map and the Set in which an HTTP/2 session of Node.js keeps its streams.
// Checked on Node.js 22.19.0, 24.21.0 and 26.10.0.
import { types } from 'node:util';
import type http2 from 'node:http2';

/** The state of a session, under a symbol that Node.js does not export. */
interface SessionState {
  /** Open streams by their number. */
  streams: unknown;
  /** Streams without a number. */
  pendingStreams: unknown;
}

/** Open streams by their number, with the methods of a Map that Node.js uses. */
class StreamTable {
  size = 0;
  readonly #streams: Record<number, object> = Object.create(null) as Record<number, object>;

  get(id: number): object | undefined {
    return this.#streams[id];
  }

  set(id: number, stream: object): this {
    if (this.#streams[id] === undefined) this.size++;
    this.#streams[id] = stream;
    return this;
  }

  delete(id: number): boolean {
    if (this.#streams[id] === undefined) return false;
    delete this.#streams[id];
    this.size--;
    return true;
  }

  /** Numbers as keys are in ascending order, in which the streams were opened. */
  forEach(callback: (stream: object) => void): void {
    for (const stream of Object.values(this.#streams)) callback(stream);
  }
}

/**
 * Streams without a number, with the methods of a Set that Node.js uses. On a session that is connected, a stream gets its
 * number in the call that creates it, so that there is at most one.
 */
class PendingStreams {
  #only: object | undefined;
  #others: Set<object> | undefined;

  get size(): number {
    return (this.#only === undefined ? 0 : 1) + (this.#others?.size ?? 0);
  }

  add(stream: object): this {
    if (this.#only === undefined) this.#only = stream;
    else (this.#others ??= new Set()).add(stream);
    return this;
  }

  delete(stream: object): boolean {
    if (this.#only !== stream) return this.#others?.delete(stream) === true;
    this.#only = undefined;
    return true;
  }

  forEach(callback: (stream: object) => void): void {
    if (this.#only !== undefined) callback(this.#only);
    this.#others?.forEach(callback);
  }
}

/**
 * Gives a new session tables from which streams disappear when they end. V8 copies a Map or a Set from time to time, and an
 * old copy keeps its entries and all later copies until the next major collection, once it is in the old generation: so a
 * session keeps most of its streams, and each collection of the young generation copies them. If a version of Node.js keeps
 * its streams elsewhere, nothing changes.
 */
export function letStreamsGo(session: http2.ClientHttp2Session): void {
  const key = Object.getOwnPropertySymbols(session).find(({ description }) => description === 'state');
  const state = key && (session as unknown as Record<symbol, Partial<SessionState> | undefined>)[key];
  const { streams, pendingStreams } = state ?? {};
  if (state === undefined || !types.isMap(streams) || !types.isSet(pendingStreams)) return;
  if (streams.size + pendingStreams.size > 0) return;
  state.streams = new StreamTable();
  state.pendingStreams = new PendingStreams();
}
