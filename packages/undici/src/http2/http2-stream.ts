import http2 from 'node:http2';
import type { ContinueWait } from '../wire/continue-wait.ts';
import { addAbortSignal } from 'node:stream';

// A test may put another in its place.
const { setImmediate } = globalThis;

const ABORTED = AbortSignal.abort();

/**
 * Lets go of a stream, whatever of it was not read or written. A stream whose upload is unfinished is destroyed:
 * `close()` would end the upload in good order before it resets the stream, so that a server without a length to compare
 * with takes half a body for a whole one. Node.js resets with CANCEL where a signal destroys the stream.
 */
export function giveUp(stream: http2.ClientHttp2Stream): void {
  if (stream.closed) stream.destroy();
  else if (stream.writableFinished) stream.close(http2.constants.NGHTTP2_CANCEL);
  // While a session reads, Node.js puts a reset off, and sends an empty end of the body before it.
  else setImmediate(reset, stream);
}

function reset(stream: http2.ClientHttp2Stream): void {
  if (stream.closed) stream.destroy();
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

/**
 * Resolves with true when the server wants the request body, or has not answered in time; with false when a final
 * response or the end of the stream came first.
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
