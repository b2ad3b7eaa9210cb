/** What a transport offers a body: the tap of its connection. */
export interface BodySource {
  /** Stop delivering. Chunks already under way may still be pushed. */
  pause(): void;
  /** Deliver again. */
  resume(): void;
  /** Break the exchange off; its connection must not be used again. Nothing may be pushed afterwards. */
  destroy(reason: unknown): void;
  /**
   * The response is about to be looked at: an end of the body that was seen and not told yet is told now, so that a body
   * that came along with its head is found whole. Not called once the body has ended. Must not throw.
   */
  flush?(): void;
}

/** Bytes of a body held for a reader that is slower than the peer, or has not come yet. */
export const BODY_BUFFER_BYTES = 65_536;

/**
 * Bytes held from which on the connection is paused: less than a full read of a socket ({@link BODY_BUFFER_BYTES}) by its
 * share of a head, so that the first full read pauses, and more than most bodies that are read at once.
 */
export const BODY_PAUSE_BYTES = 49_152;
