// The limit on frames that belong to no exchange.
import type http2 from 'node:http2';
import type { Clock } from '@sluice/core';

/** The most frames outside of streams that a server may send within {@link SPAN}, unless an exchange progresses meanwhile. */
const MAX_FRAMES = 1_000;

/** In ms. During a silent event stream, a server may send a PING every few seconds for days. */
const SPAN = 10_000;

/** The code of the error of a connection that exceeded the limit. */
export const FLOOD = 'ERR_HTTP2_FLOOD';

/**
 * Ends a session whose server floods it with PING, SETTINGS, ORIGIN or ALTSVC frames (CVE-2019-9512, CVE-2019-9515), each
 * of which costs work and belongs to no exchange.
 */
export class FloodWatch {
  #frames = 0;
  #since = 0;

  /** @param onFlood called for each frame beyond the limit */
  constructor(
    session: Pick<http2.ClientHttp2Session, 'on'>,
    clock: Pick<Clock, 'now'>,
    onFlood: (error: Error) => void,
  ) {
    const onFrame = (): void => {
      const now = clock.now();
      if (this.#frames === 0 || now - this.#since > SPAN) {
        this.#frames = 0;
        this.#since = now;
      }
      if (++this.#frames <= MAX_FRAMES) return;
      const error = new Error(
        `more than ${MAX_FRAMES} PING, SETTINGS, ORIGIN or ALTSVC frames in ${SPAN} ms`,
      );
      onFlood(Object.assign(error, { code: FLOOD }));
    };
    session.on('ping', onFrame);
    session.on('remoteSettings', onFrame);
    session.on('origin', onFrame);
    session.on('altsvc', onFrame);
  }

  /**
   * Called when a part of a response arrived or a part of an upload was read. Resets the count: some servers send a PING
   * for each part, to measure their speed.
   */
  onProgress(): void {
    this.#frames = 0;
  }
}
