// The end of an HTTP/2 response, told from a stream that was closed before its end.
// Checked on Node.js 22.19.0, 24.21.0 and 26.10.0.
import type http2 from 'node:http2';
import { Readable } from 'node:stream';

/** Notified of the end of a stream. */
export interface StreamEndListener {
  /** The server sent the end of its response. */
  onSentWhole(): void;
  /** The stream was closed before that, and no more is coming. */
  onCutShort(stream: http2.ClientHttp2Stream): void;
}

/**
 * Watches the end of a stream. Node.js ends the readable side in the same way if the server ends its response, if it
 * resets the stream without an error, and if the session is given up, but only the first of them before the stream is
 * closed. It does not close a stream without a head before its end is read, so the listener has to read then. If a
 * version of Node.js closes a stream before it ends it, complete responses are errors.
 */
export function watchEnd(stream: http2.ClientHttp2Stream, listener: StreamEndListener): void {
  let whole = false;
  stream.push = (chunk: unknown, encoding?: BufferEncoding) => {
    if (chunk === null && !stream.closed) {
      whole = true;
      listener.onSentWhole();
    } else if (chunk === null && !whole) {
      process.nextTick(() => listener.onCutShort(stream));
    }
    return Readable.prototype.push.call(stream, chunk, encoding);
  };
}
