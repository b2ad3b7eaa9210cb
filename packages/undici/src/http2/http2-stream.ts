// What an upload over HTTP/2 waits for, and whether a response is complete.
import http2 from 'node:http2';
import type { ContinueWait } from '../wire/continue-wait.ts';

/** Resolves when the stream has room for more of the request body, or is closed. */
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
 * Resolves with true if the server asks for the request body, or does not answer in time; with false if a final response
 * or the end of the stream comes first.
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

/**
 * Whether a stream that the server has ended brought its whole response.
 * @param declared the declared length of the body
 */
export function isWhole(
  { rstCode }: http2.ClientHttp2Stream,
  declared: number | undefined,
  received: number,
): boolean {
  if (rstCode !== http2.constants.NGHTTP2_NO_ERROR) return false;
  // HEAD, 204 and 304 can declare a length without a body.
  return declared === undefined || received === 0 || received === declared;
}
