import type { FileHandle } from 'node:fs/promises';

/** A body that is read as it is sent, chunk by chunk. Strings are sent as UTF-8. */
export type BodyStream = AsyncIterable<Uint8Array | string> | ReadableStream<Uint8Array>;

/** A body as a value that can be sent any number of times. */
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
 * Everything a request body can be given as. A stream is read once: such a request is sent again only if nothing of the
 * stream was read. A function is called for each attempt and makes any other kind replayable.
 */
export type BodyInput = ReplayableBody | BodyStream | (() => ReplayableBody | BodyStream);

/** A file to be sent, read anew for each attempt. */
export interface FileInput {
  /**
   * Its path, a `file:` URL, or an open file (`fs.promises.open`), which is read from its beginning whatever its
   * position, and stays open: close it when the call is over.
   */
  readonly file: string | URL | FileHandle;
}
