// The contract of a request body.
import type { CallScope } from '../../lifecycle/call-scope.ts';
import { readUnpolluted } from '../../options/read-unpolluted.ts';

/** The content that a transport sends: bytes, or a sequence of chunks. */
export type BodyContent = Uint8Array | AsyncIterable<Uint8Array>;

/** A request body. Each attempt opens it once. */
export interface RequestBody {
  /** Whether `open()` can be called again, however much of the earlier content was read. */
  readonly replayable: boolean;
  /**
   * For a body that is not replayable: whether its source was read from. Before that, `open()` can be called again.
   * Default: true.
   */
  readonly begun?: boolean | undefined;
  /** Its media type, if it has one. */
  readonly contentType: string | undefined;
  /** Its length in bytes, if known before it is read. If the length differs between attempts, that of the last `open()`. */
  readonly length: number | undefined;
  /**
   * Opens the content for one attempt. If `length` is known, the content has exactly that length, or fails with
   * `ERR_SLUICE_BODY_SOURCE` before it is complete.
   * @throws BodyError `ERR_SLUICE_BODY_NOT_REPLAYABLE` for a one-shot stream that was read from
   */
  open(): BodyContent;
  /** Called at the end of the call: closes a source that was never read from. */
  release?(): void;
}

/** Whether a value is a request body. */
export function isRequestBody(given: object): given is RequestBody {
  const { replayable, open } = given as Partial<RequestBody>;
  return typeof replayable === 'boolean' && typeof open === 'function';
}

/** Releases a body: closes its source unless the source was read from. */
export function releaseBody(body: RequestBody): void {
  if (readUnpolluted(body, 'release') !== undefined) body.release?.();
}

/** Releases a body at the end of its call. */
export function releaseAtEnd(body: RequestBody, call: CallScope): void {
  if (readUnpolluted(body, 'release') !== undefined) call.addEndListener({ onEnd: () => body.release?.() });
}

/** For transports and retries: whether a request with this body can be sent in another attempt. */
export function canOpenAgain(body: RequestBody | undefined): boolean {
  return body === undefined || body.replayable || body.begun === false;
}
