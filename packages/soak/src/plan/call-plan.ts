import type { ContentKind } from './content.ts';

/** Methods of calls. */
export type Method = 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE' | 'PATCH';

/** How a request body is given to the client. */
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

/** How an answer is read. */
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

/** How the length of an answer is told. */
export type Framing = 'length' | 'chunked' | 'close';

export type Coding = 'identity' | 'gzip' | 'deflate' | 'br' | 'zstd';

export interface UploadPlan {
  readonly kind: UploadKind;
  readonly bytes: number;
  /** Sends the head first, and the body when the server says 100. */
  readonly expectContinue: boolean;
}

export interface AnswerPlan {
  readonly bytes: number;
  readonly framing: Framing;
  readonly coding: Coding;
  /** Which bytes it has; `up` for an echo of what was uploaded. */
  readonly content: ContentKind;
  /** Before the head, in ms. */
  readonly delay: number;
}

/** All there is to know about a call before it is made. It follows from the run and the number alone. */
export interface CallPlan {
  readonly number: number;
  /** The name of its fault; `none` for a healthy call. */
  readonly fault: string;
  /** How many attempts meet the fault; those after them are healthy. */
  readonly faulted: number;
  /** Which server it goes to. */
  readonly listener: string;
  readonly method: Method;
  /** Whether it may be sent again in any case. */
  readonly idempotencyKey: boolean;
  readonly upload: UploadPlan | undefined;
  readonly answer: AnswerPlan;
  readonly reading: Reading;
  /** Aborted after so many ms; undefined: never. */
  readonly abortAfter: number | undefined;
}

/** Whether sending a request of this method twice is the same as sending it once (RFC 9110 section 9.2.2). */
export function isIdempotent(method: Method): boolean {
  return method !== 'POST' && method !== 'PATCH';
}
