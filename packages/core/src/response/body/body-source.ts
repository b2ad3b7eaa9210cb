// The source of a response body: its connection, which a transport implements.

/** The part of a connection that a body controls. A transport implements it. */
export interface BodySource {
  /** Pauses the connection. Chunks that were received already may still be pushed. */
  pause(): void;
  /** Resumes the connection. */
  resume(): void;
  /** Aborts the exchange. Its connection must not be reused, and no chunk may be pushed afterwards. */
  destroy(reason: unknown): void;
  /**
   * Called before the response is passed on: reports an end of the body that has arrived but was not reported yet, so that a
   * body that arrived with its head is complete. Not called after the end of the body. Must not throw.
   */
  flush?(): void;
}

/** Bytes of a body that are buffered, at most, for a reader that is slower than the peer or has not started to read. */
export const BODY_BUFFER_BYTES = 65_536;

/**
 * Buffered bytes at which the connection is paused. Less than a full read of a socket ({@link BODY_BUFFER_BYTES}): the first
 * read contains the head too, and must pause the connection if it is full. More than most bodies that are read at once.
 */
export const BODY_PAUSE_BYTES = 49_152;

/** What a source has that implements nothing, which is something only if `Object.prototype` is polluted. */
const NO_SOURCE: Partial<BodySource> = {};

/**
 * Whether a source implements `flush`. Does not use `readUnpolluted()`, whose lookup is slow because it reads properties of
 * many names.
 */
export function canFlush(source: BodySource): boolean {
  return source.flush !== undefined && source.flush !== NO_SOURCE.flush;
}
