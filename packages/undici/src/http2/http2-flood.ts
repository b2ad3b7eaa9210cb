import type http2 from 'node:http2';
import type { Clock } from '@sluice/core';

/**
 * Frames about the connection itself that a server may send within {@link SPAN}, with nothing of an exchange between
 * them.
 */
const MOST = 1_000;

/** In ms. A server may well send a PING every few seconds for days, on a stream of events that is silent so long. */
const SPAN = 10_000;

/** The code of what a connection fails with whose server sends such frames without end. */
export const FLOOD = 'ERR_HTTP2_FLOOD';

/**
 * Ends a session whose server keeps it busy with nothing (CVE-2019-9512, CVE-2019-9515): PING, SETTINGS, ORIGIN and ALTSVC
 * frames cost us work each, and no phase of an exchange is over sooner for them.
 */
export class FloodWatch {
  #frames = 0;
  #since = 0;

  /** @param onFlood called with each frame beyond the last one taken */
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

  /** Something of an answer came, or the server took something of an upload: some measure its speed with a PING each. */
  onProgress(): void {
    this.#frames = 0;
  }
}
