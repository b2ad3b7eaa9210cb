// Ends HTTP/2 sessions with a flood of control frames.
import type http2 from 'node:http2';
import type { Clock } from '@sluice/core';

/**
 * The most frames about the connection itself that a server may send within {@link SPAN} without progress of an exchange.
 */
const MOST = 1_000;

/** The time span in ms. A server may send a PING every few seconds for days, while an event stream is silent. */
const SPAN = 10_000;

/** The code of the error of a connection with too many such frames. */
export const FLOOD = 'ERR_HTTP2_FLOOD';

/**
 * Ends a session whose server floods it with PING, SETTINGS, ORIGIN or ALTSVC frames (CVE-2019-9512, CVE-2019-9515), each of
 * which costs work without any progress.
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
      if (++this.#frames <= MOST) return;
      const error = new Error(`more than ${MOST} PING, SETTINGS, ORIGIN or ALTSVC frames in ${SPAN} ms`);
      onFlood(Object.assign(error, { code: FLOOD }));
    };
    session.on('ping', onFrame);
    session.on('remoteSettings', onFrame);
    session.on('origin', onFrame);
    session.on('altsvc', onFrame);
  }

  /** Bytes of a response arrived, or the server read bytes of an upload. Some servers send a PING with each, to measure speed. */
  onProgress(): void {
    this.#frames = 0;
  }
}
