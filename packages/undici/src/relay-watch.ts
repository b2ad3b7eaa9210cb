import { errors, type Dispatcher } from 'undici';
import { Alarm, alarmsOf, uploadOf, type Alarms, type Clock, type Upload } from '@sluice/core';
import { DispatchOptions } from './dispatch-options.ts';
import { plainBody } from './plain-body.ts';
import { UPLOAD_PIECE } from './upload-piece.ts';

/** How long the parts of a response may take, in ms; Infinity for ever. */
export interface RelayTimeouts {
  /** From the request being sent to the headers of its response. */
  readonly headersTimeout: number;
  /** Silence in a body that is being read. */
  readonly bodyTimeout: number;
}

/** The limits of an exchange over HTTP/2, where there is no client of undici's that would see to them. */
export class RelayWatch extends Alarm {
  /** What to dispatch: the request, its upload in pieces, so that one can see whether the server takes it. */
  readonly options: DispatchOptions;
  readonly #timeouts: RelayTimeouts;
  readonly #alarms: Alarms;
  #upload: Upload | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #headed = false;

  constructor(given: DispatchOptions, timeouts: RelayTimeouts, clock: Clock) {
    super();
    this.#timeouts = timeouts;
    this.#alarms = alarmsOf(clock, true);
    const { method, path, reset } = given;
    const { content, headers } = plainBody(given.body);
    const lines = [...given.headers];
    const add = (name: string, value: string): void => {
      const known = lines.some((item, index) => index % 2 === 0 && item === name);
      if (!known) lines.push(name, value);
    };
    for (const [name, value] of headers) add(name, value);
    this.options = new DispatchOptions(method, path, lines, reset);
    if (content === null) return;
    this.#upload = uploadOf(content, undefined, clock, UPLOAD_PIECE);
    this.options.body = (this.#upload ?? content) as unknown as Uint8Array;
    if (content instanceof Uint8Array) add('content-length', String(content.length));
  }

  /** The request begins. */
  begin(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    this.#alarms.start(this, this.#timeouts.headersTimeout);
  }

  /** The request is through. */
  sent(): void {
    this.#upload = undefined;
    if (!this.#headed) this.#alarms.start(this, this.#timeouts.headersTimeout);
  }

  /** The head of the response is there, or a piece of its body. */
  heard(): void {
    this.#headed = true;
    this.#alarms.start(this, this.#timeouts.bodyTimeout);
  }

  /** A limit has passed; which does not count while the other side is not the one to act. */
  onTime(): void {
    const { headersTimeout, bodyTimeout } = this.#timeouts;
    if (this.#headed) {
      if (this.#controller?.paused === true) this.#alarms.start(this, bodyTimeout);
      else this.#controller?.abort(new errors.BodyTimeoutError());
      return;
    }
    const left = this.#upload?.timeLeft(headersTimeout) ?? 0;
    if (left > 0) this.#alarms.start(this, left);
    else this.#controller?.abort(new errors.HeadersTimeoutError());
  }
}
