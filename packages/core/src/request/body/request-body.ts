/** What a transport sends: bytes at once, or a sequence of chunks. */
export type BodyContent = Uint8Array | AsyncIterable<Uint8Array>;

/** A request body, ready to be produced once per attempt. */
export interface RequestBody {
  /** Whether `open()` can be called again, whatever became of the content of earlier attempts. */
  readonly replayable: boolean;
  /**
   * Of a body that is not replayable: whether its source was read from. Until then `open()` can be called again.
   * Default: true.
   */
  readonly begun?: boolean | undefined;
  /** Media type that goes with it, if it has one. */
  readonly contentType: string | undefined;
  /** Its length in bytes, if known before it is read; when each attempt has another, that of the one opened last. */
  readonly length: number | undefined;
  /**
   * The content for one attempt: exactly as many bytes as `length` says, where it is known. Content of another length
   * fails with `ERR_SLUICE_BODY_SOURCE` before it is complete.
   * @throws BodyError `ERR_SLUICE_BODY_NOT_REPLAYABLE` for a one-shot stream that was read from.
   */
  open(): BodyContent;
  /** The call is over: closes a source that was given but never read from. */
  release?(): void;
}

/** For transports and retries: whether a body, if there is one, can be sent in another attempt. */
export function canOpenAgain(body: RequestBody | undefined): boolean {
  return body === undefined || body.replayable || body.begun === false;
}
