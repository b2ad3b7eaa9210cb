import http2 from 'node:http2';

/**
 * Lets go of a stream, whatever of it was not read or written. Only an error code closes it at once: with none it would
 * wait for a window that may never open. A stream that is closed already would wait for its reader and its last write.
 */
export function giveUp(stream: http2.ClientHttp2Stream): void {
  if (stream.closed) stream.destroy();
  else stream.close(http2.constants.NGHTTP2_CANCEL);
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
