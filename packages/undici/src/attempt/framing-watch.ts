// Limits the framing of chunked responses.
import type { Dispatcher } from 'undici';
import { refusedResponse } from '@sluice/core/transport';
import type { ReadWatch, WireConnection } from '../connection/wire-connection.ts';

/** Framing bytes of a chunked body that are accepted in addition to {@link FRAMING_RATIO}, for extensions and short chunks. */
const FRAMING_SLACK = 262_144;

/** Framing bytes that are accepted per byte of a chunked body: a chunk of one byte has 5, its TLS record another 22. */
const FRAMING_RATIO = 32;

/**
 * Ends a chunked response with excessive framing, such as endless chunk extensions (CVE-2023-39326). The parser does not report
 * them, so that the bytes read are compared with the body.
 */
export class FramingWatch implements ReadWatch {
  readonly #connection: WireConnection;
  readonly #controller: Dispatcher.DispatchController;
  readonly #before: number;
  #body = 0;

  /** Begins after the head of the response. */
  constructor(connection: WireConnection, controller: Dispatcher.DispatchController) {
    this.#connection = connection;
    this.#controller = controller;
    this.#before = connection.bytesParsed;
    connection.watchReads(this);
  }

  /** Counts bytes of the body. */
  took(bytes: number): void {
    this.#body += bytes;
  }

  /** Called after bytes were read, and parsed unless the parser is paused. */
  onRead(): void {
    const framing = this.#connection.bytesParsed - this.#before - this.#body;
    if (framing <= FRAMING_SLACK + FRAMING_RATIO * this.#body) return;
    this.stop();
    this.#controller.abort(refusedResponse('more framing than body (chunk extensions)', false, 'body'));
  }

  /** Ends the watch. */
  stop(): void {
    this.#connection.watchReads(undefined);
  }
}
