/** What a transport sends: bytes at once, or a sequence of chunks. */
export type BodyContent = Uint8Array | AsyncIterable<Uint8Array>;

/** A request body, ready to be produced once per attempt. */
export interface RequestBody {
  /** Whether `open()` can be called again. */
  readonly replayable: boolean;
  /** Media type that goes with it, if it has one. */
  readonly contentType: string | undefined;
  /** Its length in bytes, if known before it is read; when each attempt has another, that of the one opened last. */
  readonly length: number | undefined;
  /**
   * The content for one attempt: exactly as many bytes as `length` says, where it is known. Content of another length
   * fails with `ERR_SLUICE_BODY_SOURCE` before it is complete.
   * @throws BodyError `ERR_SLUICE_BODY_NOT_REPLAYABLE` on the second call for a one-shot stream.
   */
  open(): BodyContent;
  /** The call is over: closes a source that was given but never opened. */
  release?(): void;
}
