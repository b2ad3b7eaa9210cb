import { channel } from 'node:diagnostics_channel';
import http, { type ClientRequest } from 'node:http';
import type { Request, Response } from 'got';
import type { ResponseBody } from '@sluice/core/transport';

/** Where the bytes of a response come from, to its body. */
export interface Intake {
  /** Stops pushing. */
  pause(): void;
  /** Goes on. */
  resume(): void;
  /** Pushes what has arrived already, whoever is ready for it. */
  drain(): void;
}

/** Its subscribers are told how many bytes went through got. */
const ended = channel('got:response:end');

/**
 * Begins to read a response. Through got's stream, which counts and shows the bytes, only where somebody may look; else
 * at Node's own message, at half the cost.
 * @param shown somebody may look at got's stream
 * @param onEnd called once the last byte was pushed
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

/** Not of a cache or a mock in its place. */
function isOf(native: ClientRequest | undefined, message: http.IncomingMessage): boolean {
  return (native as { res?: unknown } | undefined)?.res === message;
}

class StreamIntake implements Intake {
  readonly #stream: Request;
  readonly #response: Response;
  readonly #body: ResponseBody;

  constructor(stream: Request, response: Response, body: ResponseBody, onEnd: () => void) {
    this.#stream = stream;
    this.#response = response;
    this.#body = body;
    stream.on('data', (chunk: Uint8Array) => body.push(chunk));
    stream.once('end', onEnd);
  }

  pause(): void {
    this.#stream.pause();
  }

  resume(): void {
    this.#stream.resume();
  }

  drain(): void {
    // Reading tells who listens for data.
    while (this.#stream.read() != null);
    for (let chunk = this.#response.read(); chunk !== null; chunk = this.#response.read()) {
      this.#body.push(chunk as Uint8Array);
    }
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
    // Not 'data': got listens for this one, and with it a message does not flow.
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
    this.#paused = false;
    this.#read();
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
