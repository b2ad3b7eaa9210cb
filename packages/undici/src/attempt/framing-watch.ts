// The limit on the framing of a chunked response.
import type { Dispatcher } from 'undici';
import { refusedResponse } from '@sluice/core/transport';
import type { ReadWatch, WireConnection } from '../connection/wire-connection.ts';

/** Framing bytes of a chunked body that are accepted beyond {@link FRAMING_RATIO}. */
const FRAMING_SLACK = 262_144;

/** Framing bytes accepted per byte of a chunked body: a chunk of one byte has five, its TLS record 22 more. */
const FRAMING_RATIO = 32;

/**
 * Ends a chunked response with more framing than honest senders produce, such as endless chunk extensions
 * (CVE-2023-39326). The parser does not report them, so the bytes read are compared with the bytes of the body. Allocated
 * for chunked responses only.
 */
export class FramingWatch implements ReadWatch {
  readonly #connection: WireConnection;
  readonly #controller: Dispatcher.DispatchController;
  readonly #before: number;
  #body = 0;

  /** Begins at the head of the response. */
  constructor(connection: WireConnection, controller: Dispatcher.DispatchController) {
    this.#connection = connection;
    this.#controller = controller;
    this.#before = connection.bytesParsed;
    connection.watchReads(this);
  }

  /** Counts bytes of the body. */
  countBody(bytes: number): void {
    this.#body += bytes;
  }

  /** Called after bytes were read from the socket, and parsed unless the parser is paused. */
  onRead(): void {
    const framing = this.#connection.bytesParsed - this.#before - this.#body;
    if (framing <= FRAMING_SLACK + FRAMING_RATIO * this.#body) return;
    this.stop();
    this.#controller.abort(refusedResponse('more framing than body (chunk extensions)', false, 'body'));
  }

  /** Called at the end of the exchange. */
  stop(): void {
    this.#connection.watchReads(undefined);
  }
}
