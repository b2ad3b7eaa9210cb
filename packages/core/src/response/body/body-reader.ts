// The contract of a reader that a response body notifies.

/** A reader that holds more of a body than its next chunk, such as a decoder. The body notifies it of its failure. */
export interface BodyReader {
  /** Whether a read is pending: then the reader does not stall, even if bytes wait in the buffer. */
  readonly reading: boolean;
  /** Whether it has read the body to its end, or abandoned it. */
  readonly done: boolean;
  /** Called when the exchange broke: what had arrived can still be read, and then the error. */
  sourceFailed(error: unknown): void;
  /** Called when the body was destroyed or is drained: a pending or later read rejects with `reason`. */
  abandon(reason: unknown): void;
}
