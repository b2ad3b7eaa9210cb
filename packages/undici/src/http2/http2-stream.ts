// Helpers for HTTP/2 streams.
import http2 from 'node:http2';
import type { ContinueWait } from '../wire/continue-wait.ts';
import { addAbortSignal } from 'node:stream';

// Node's own function: a test may replace the global.
const { setImmediate } = globalThis;

const ABORTED = AbortSignal.abort();

/**
 * Aborts a stream. A stream with an unfinished upload is destroyed: `close()` would end the upload normally before it resets the
 * stream, so that a server without a declared length would take the incomplete body for a complete one. Node.js resets with
 * CANCEL if a signal destroys the stream.
 */
export function giveUp(stream: http2.ClientHttp2Stream): void {
  if (stream.closed) stream.destroy();
  else if (stream.writableFinished) stream.close(http2.constants.NGHTTP2_CANCEL);
  // While a session reads, Node.js delays the reset and sends an empty end of the body first.
  else setImmediate(reset, stream);
}

function reset(stream: http2.ClientHttp2Stream): void {
  if (stream.closed) stream.destroy();
  else addAbortSignal(ABORTED, stream);
}

/** Resolves when the stream accepts more of the request body, or never will. */
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

/**
 * Resolves with true if the server accepts the request body, or has not answered in time; with false if a final response or the
 * end of the stream came first.
 */
export function mayContinue(
  stream: http2.ClientHttp2Stream,
  { limit, clock }: ContinueWait,
): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (wanted: boolean): void => {
      if (timer !== undefined) clock.clearTimer(timer);
      stream.off('continue', onContinue).off('response', onEnd).off('close', onEnd);
      resolve(wanted);
    };
    const onContinue = (): void => end(true);
    const onEnd = (): void => end(false);
    const timer = limit === Infinity ? undefined : clock.setTimer(limit, onContinue);
    stream.on('continue', onContinue).on('response', onEnd).on('close', onEnd);
  });
}
