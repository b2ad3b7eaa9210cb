// The interface through which a fault acts on an exchange over HTTP/1.1.
import type { Random } from '../plan/random.ts';
import type { Content } from '../plan/content.ts';
import type { CallPlan, Coding, Framing } from '../plan/call-plan.ts';

/** The parts of a response. Parts that are not given are as planned. */
export interface AnswerParts {
  readonly status?: number;
  readonly framing?: Framing;
  readonly coding?: Coding;
  /** Additional header fields. */
  readonly fields?: readonly (readonly [string, string])[];
  /** The body after the coding and before the framing. */
  readonly payload?: Buffer;
}

/** A response as it is sent. */
export interface Http1Answer {
  /** The status line and the header lines, each with its line end, without the empty line after them. */
  readonly head: string;
  /** The framed body. */
  readonly body: Buffer;
}

/** The interface through which a fault acts on a request and its response. */
export interface Http1Exchange {
  readonly plan: CallPlan;
  /** The body of the correct response. */
  readonly content: Content;
  /** The number of the attempt within its call, from 1. */
  readonly attempt: number;
  readonly random: Random;
  /** Whether the next request of its connection has begun. */
  readonly over: boolean;
  /** Whether the connection is closed. */
  readonly gone: boolean;
  /** Whether the response has no body, since the method is HEAD. */
  readonly bodyless: boolean;
  /** The target of the call's next redirect; at another server if `elsewhere`. */
  next(elsewhere: boolean): string;
  /** Allows the client to send this request again, whatever its method. */
  mayRepeat(): void;
  /** Builds a response. */
  answer(parts?: AnswerParts): Http1Answer;
  /** Resolves when the whole request was read, or the connection is closed. */
  uploaded(): Promise<void>;
  /** Sends the correct response, except for the given parts. */
  reply(parts?: AnswerParts): Promise<void>;
  /** Writes bytes; resolves when the system has accepted them, or the connection is closed. */
  write(bytes: string | Uint8Array): Promise<void>;
  /** As `write()`, for the last bytes of a response after which the connection can be reused. */
  finish(bytes: string | Uint8Array): Promise<void>;
  /** Resolves after `ms`, or when the connection is closed. */
  pause(ms: number): Promise<void>;
  /** Resolves when the connection is closed. */
  closed(): Promise<void>;
  /** Stops reading from the connection. */
  stopReading(): void;
  /** Ends the sending side; over TLS with close_notify. */
  fin(): void;
  /** Ends the sending side of TCP; over TLS without close_notify. */
  truncate(): void;
  /** Sends an RST. */
  reset(): void;
  /** Writes bytes below TLS, so that the peer cannot decrypt them. */
  writeRaw(bytes: Uint8Array): void;
  /** Ends the connection when its next request arrives. */
  endAtNextRequest(how: 'fin' | 'reset'): void;
}

/** The length that a fault with the outcome `prefix` declares, in bytes. */
export function prefixOf(plan: CallPlan): number {
  return Math.floor(plan.answer.bytes / 2);
}
