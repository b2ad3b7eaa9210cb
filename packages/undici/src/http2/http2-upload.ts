// The upload of a request over HTTP/2.
import type http2 from 'node:http2';
import type { ContinueWait } from '../wire/continue-wait.ts';

/** The exchange of an upload, notified of its progress. */
export interface UploadOwner {
  /** Whether the exchange has ended, so that nothing more is sent. */
  readonly done: boolean;
  /** A piece was given to the stream. */
  onPiece(piece: Uint8Array): void;
  /** The stream has room for the next piece. */
  onPieceTaken(): void;
  /** The whole body was given to the stream. */
  onBodySent(): void;
  /** The source of the body failed. */
  abort(reason: Error): void;
}

/** Sends a request body, and its end. Never rejects. @param wait for the server's 100 */
export async function sendBody(
  stream: http2.ClientHttp2Stream,
  body: Uint8Array | AsyncIterable<Uint8Array>,
  wait: ContinueWait | undefined,
  owner: UploadOwner,
): Promise<void> {
  try {
    if (wait !== undefined && (!(await mayContinue(stream, wait)) || owner.done)) return;
    if (body instanceof Uint8Array) {
      stream.end(body);
      owner.onPiece(body);
    } else {
      for await (const piece of body) {
        if (owner.done || stream.destroyed || stream.closed) return;
        const room = stream.write(piece);
        owner.onPiece(piece);
        if (!room) await drained(stream);
        owner.onPieceTaken();
      }
      // The source of an aborted exchange ends early, which must not look like the end of the body.
      if (owner.done) return;
      stream.end();
    }
    owner.onBodySent();
  } catch (error) {
    owner.abort(error as Error);
  }
}

/** Resolves when the stream has room for more of the request body, or is closed. */
function drained(stream: http2.ClientHttp2Stream): Promise<void> {
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
 * Resolves with true if the server sends a 100, or nothing in time; with false if a final response or the end of the stream
 * comes first.
 */
function mayContinue(stream: http2.ClientHttp2Stream, { limit, clock }: ContinueWait): Promise<boolean> {
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
