import type { Dispatcher } from 'undici';
import { refusedResponse } from '@sluice/core/transport';
import type { ReadWatch, WireConnection } from '../connection/wire-connection.ts';

/** Framing bytes of a chunked body taken on top of {@link FRAMING_RATIO}, as extensions and short chunks make them. */
const FRAMING_SLACK = 262_144;

/** Framing bytes taken per byte of a chunked body: a chunk of one byte has five, a TLS record around it 22 more. */
const FRAMING_RATIO = 32;

/**
 * Ends a chunked answer that costs more framing than any honest sender's: chunk extensions without end
 * (CVE-2023-39326). The parser tells nobody of them, so what was read is compared with the body. Made for chunked
 * answers alone.
 */
export class FramingWatch implements ReadWatch {
  readonly #connection: WireConnection;
  readonly #controller: Dispatcher.DispatchController;
  readonly #before: number;
  #body = 0;

  /** Begins, with the head of the answer. */
  constructor(connection: WireConnection, controller: Dispatcher.DispatchController) {
    this.#connection = connection;
    this.#controller = controller;
    this.#before = connection.bytesParsed;
    connection.watchReads(this);
  }

  /** So many bytes of the body came. */
  took(bytes: number): void {
    this.#body += bytes;
  }

  /** Bytes were read, and parsed unless the parser is paused. */
  onRead(): void {
    const framing = this.#connection.bytesParsed - this.#before - this.#body;
    if (framing <= FRAMING_SLACK + FRAMING_RATIO * this.#body) return;
    this.stop();
    this.#controller.abort(refusedResponse('more framing than body (chunk extensions)', false, 'body'));
  }

  /** The exchange is over. */
  stop(): void {
    this.#connection.watchReads(undefined);
  }
}
