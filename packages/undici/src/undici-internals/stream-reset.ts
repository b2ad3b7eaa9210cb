// Resets an HTTP/2 stream without ending its request body first.
// Checked on Node.js 22.19.0, 24.21.0 and 26.10.0.
import http2 from 'node:http2';
import { addAbortSignal } from 'node:stream';
import { setImmediate } from '@sluice/core/transport';

const ABORTED = AbortSignal.abort();

/**
 * Gives up a stream, with all unread and unwritten bytes. `close()` of Node.js ends an unfinished upload before it resets
 * the stream, so that half a body without a declared length would look complete to the server. Therefore a stream with an
 * unfinished upload is destroyed by an abort signal, for which Node.js resets it with CANCEL. If a version of Node.js ends
 * the upload here too, half a body can look complete to a server.
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
