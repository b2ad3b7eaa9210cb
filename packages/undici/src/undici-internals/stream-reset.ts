// The reset of an HTTP/2 stream, without an end of the request body before it.
// Checked on Node.js 22.19.0, 24.21.0 and 26.10.0.
import http2 from 'node:http2';
import { addAbortSignal } from 'node:stream';

// A test may replace the global by a fake.
const { setImmediate } = globalThis;

const ABORTED = AbortSignal.abort();

/**
 * Gives a stream up, with whatever was not read or written. `close()` of Node.js ends an unfinished upload before it
 * resets the stream, and a server that has no length to compare with takes half a body for a whole one. So a stream with
 * an unfinished upload is destroyed by a signal, for which Node.js resets it with CANCEL. If a version of Node.js ends the
 * upload here too, half a body can look whole to a server.
 */
export function giveUp(stream: http2.ClientHttp2Stream): void {
  if (stream.closed) stream.destroy();
  else if (stream.writableFinished) stream.close(http2.constants.NGHTTP2_CANCEL);
  // While a session reads, Node.js delays a reset, and sends an empty end of the body before it.
  else setImmediate(reset, stream);
}

function reset(stream: http2.ClientHttp2Stream): void {
  if (stream.closed) stream.destroy();
  else addAbortSignal(ABORTED, stream);
}
