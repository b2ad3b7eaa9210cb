// What an upload over HTTP/2 waits for.
import type http2 from 'node:http2';
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
