// The kinds of request bodies that a caller can give.
import type { FileHandle } from 'node:fs/promises';
import type { RequestBody } from './request-body.ts';

/** A body that is read as it is sent, chunk by chunk. Strings are sent as UTF-8. */
export type BodyStream = AsyncIterable<Uint8Array | string> | ReadableStream<Uint8Array>;

/** A body that can be sent any number of times. */
export type ReplayableBody =
  | string
  | ArrayBufferView
  | ArrayBuffer
  | Blob
  | FormData
  | URLSearchParams
  | FileInput
  | FileHandle;

/**
 * A request body. A stream can be read once: its request is sent again only if nothing was read from the stream. A function
 * is called for each attempt, so that it makes any stream replayable. An object with the methods of a {@link RequestBody}
 * is used as it is; its length is checked as it is sent.
 */
export type BodyInput = ReplayableBody | BodyStream | RequestBody | (() => ReplayableBody | BodyStream);

/** A file as a request body, read again for each attempt. */
export interface FileInput {
  /**
   * The path, a `file:` URL, or an open file (`fs.promises.open`). An open file is read from its beginning, whatever its
   * position, and is not closed: close it after the call.
   */
  readonly file: string | URL | FileHandle;
}
