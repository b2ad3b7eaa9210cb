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

/** Bytes held for a reader that is slower than the peer, at most, before the connection is told to pause. */
export const BODY_BUFFER_BYTES = 65_536;
