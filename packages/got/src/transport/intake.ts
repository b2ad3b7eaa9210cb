// Reads the bytes of a response from got's stream, or directly from Node's message.
import { channel } from 'node:diagnostics_channel';
import http, { type ClientRequest } from 'node:http';
import type { Readable } from 'node:stream';
import type { Request, Response } from 'got';
import type { ResponseBody } from '@sluice/core/transport';

/** The source of a response's bytes. */
export interface Intake {
  /** Stops pushing. */
  pause(): void;
  /** Continues pushing. */
  resume(): void;
  /** Pushes the bytes that have arrived already, even if the intake is paused or its stream has failed. */
  drain(): void;
}

/** got publishes the number of bytes that passed through its stream on this channel. */
const ended = channel('got:response:end');

/**
 * Starts reading a response: through got's stream, which counts and passes on the bytes, only if they can be observed there;
 * otherwise from Node's message, at half the cost.
 * @param shown whether got's stream can be observed
 * @param onEnd called once, after the last byte
 */
export function takeIn(
  stream: Request,
  response: Response,
  native: ClientRequest | undefined,
  body: ResponseBody,
  shown: boolean,
  onEnd: () => void,
): Intake {
  const own = response as unknown;
  const direct = own instanceof http.IncomingMessage && !shown && !ended.hasSubscribers && isOf(native, own);
  return direct ? new MessageIntake(own, body, onEnd) : new StreamIntake(stream, response, body, onEnd);
}

/** Whether a message is the response of Node's request, and not from a cache or a mock. */
function isOf(native: ClientRequest | undefined, message: http.IncomingMessage): boolean {
  return (native as { res?: unknown } | undefined)?.res === message;
}

class StreamIntake implements Intake {
  readonly #stream: Request;
  readonly #response: Response;
  readonly #push: (chunk: Uint8Array) => void;

  constructor(stream: Request, response: Response, body: ResponseBody, onEnd: () => void) {
    this.#stream = stream;
    this.#response = response;
    // A variable first: a function that is written as the value of a property would keep the body (decision 136).
    const push = (chunk: Uint8Array): void => body.push(chunk);
    this.#push = push;
    stream.on('data', push);
    stream.once('end', onEnd);
  }

  pause(): void {
    this.#stream.pause();
  }

  resume(): void {
    this.#stream.resume();
  }

  drain(): void {
    // Reading emits 'data', but not if the stream has failed.
    this.#stream.off('data', this.#push);
    pushAll(this.#stream, this.#push);
    pushAll(this.#response, this.#push);
  }
}

class MessageIntake implements Intake {
  readonly #message: http.IncomingMessage;
  readonly #body: ResponseBody;
  #paused = false;

  constructor(message: http.IncomingMessage, body: ResponseBody, onEnd: () => void) {
    this.#message = message;
    this.#body = body;
    message.on('end', onEnd);
    // Not 'data': got listens for 'readable', with which a message does not flow.
    message.on('readable', this.#read);
    if (message.readableLength > 0) this.#read();
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    process.nextTick(this.#read);
  }

  drain(): void {
    pushAll(this.#message, (chunk) => this.#body.push(chunk));
  }

  readonly #read = (): void => {
    while (!this.#paused) {
      const chunk = this.#message.read() as Uint8Array | null;
      if (chunk === null) return;
      this.#body.push(chunk);
      if (this.#message.readableLength === 0) return;
    }
  };
}

function pushAll(stream: Pick<Readable, 'read'>, push: (chunk: Uint8Array) => void): void {
  for (let chunk: unknown = stream.read(); chunk != null; chunk = stream.read()) push(chunk as Uint8Array);
}
