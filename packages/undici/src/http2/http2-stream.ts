import http2 from 'node:http2';
import { addAbortSignal } from 'node:stream';

const ABORTED = AbortSignal.abort();

/**
 * Lets go of a stream, whatever of it was not read or written. A stream whose upload is unfinished is destroyed:
 * `close()` would end the upload in good order before it resets the stream, so that a server without a length to compare
 * with takes half a body for a whole one. Node.js resets with CANCEL where a signal destroys the stream.
 */
export function giveUp(stream: http2.ClientHttp2Stream): void {
  if (stream.closed) stream.destroy();
  else if (stream.writableFinished) stream.close(http2.constants.NGHTTP2_CANCEL);
  else addAbortSignal(ABORTED, stream);
}

/** Resolves when the stream takes more of the request body, or never will. */
export function drained(stream: http2.ClientHttp2Stream): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      stream.off('drain', go);
      stream.off('close', go);
      resolve();
    };
    stream.on('drain', go);
    stream.on('close', go);
  });
}
