// The plan of a call.
import type { ContentKind } from './content.ts';

/** The method of a call. */
export type Method = 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE' | 'PATCH';

/** The form in which a request body is given to the client. */
export type UploadKind =
  | 'bytes'
  | 'string'
  | 'blob'
  | 'file'
  | 'file-handle'
  | 'file-blob'
  | 'factory'
  | 'iterable'
  | 'web-stream'
  | 'slow-iterable'
  | 'failing-iterable'
  | 'surplus-blob';

/** How a response is read. */
export type Reading =
  | 'bytes'
  | 'late-bytes'
  | 'iterate'
  | 'slow-iterate'
  | 'web-stream'
  | 'part'
  | 'discard'
  | 'drain'
  | 'using'
  | 'hold'
  | 'fetch'
  | 'fetch-request';

/** How the end of a response's body is determined. */
export type Framing = 'length' | 'chunked' | 'close';

/** The content coding of a response. */
export type Coding = 'identity' | 'gzip' | 'deflate' | 'br' | 'zstd';

/** The plan of a request body. */
export interface UploadPlan {
  readonly kind: UploadKind;
  readonly bytes: number;
  /** Whether the body is sent after a 100 (`expect: 100-continue`). */
  readonly expectContinue: boolean;
}

/** The plan of the correct response. */
export interface AnswerPlan {
  readonly bytes: number;
  readonly framing: Framing;
  readonly coding: Coding;
  /** Its bytes; `up` is an echo of the request body. */
  readonly content: ContentKind;
  /** The delay before the head, in ms. */
  readonly delay: number;
}

/** The plan of a call: determined by its run and its number, so that both processes can compute it. */
export interface CallPlan {
  readonly number: number;
  /** The name of its fault; `none` for a healthy call. */
  readonly fault: string;
  /** How many attempts have the fault; later attempts are healthy. */
  readonly faulted: number;
  /** The name of its server. */
  readonly listener: string;
  readonly method: Method;
  /** Whether it has an idempotency key. */
  readonly idempotencyKey: boolean;
  readonly upload: UploadPlan | undefined;
  readonly answer: AnswerPlan;
  readonly reading: Reading;
  /** When it is aborted, in ms; undefined if it is not. */
  readonly abortAfter: number | undefined;
}

/** Whether a method is idempotent (RFC 9110 section 9.2.2). */
export function isIdempotent(method: Method): boolean {
  return method !== 'POST' && method !== 'PATCH';
}
