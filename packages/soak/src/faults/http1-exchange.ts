import type { Random } from '../plan/random.ts';
import type { Content } from '../plan/content.ts';
import type { CallPlan, Coding, Framing } from '../plan/call-plan.ts';

/** What to say of an answer; what is left out is as the plan of the call says. */
export interface AnswerParts {
  readonly status?: number;
  readonly framing?: Framing;
  readonly coding?: Coding;
  /** Header lines in addition. */
  readonly fields?: readonly (readonly [string, string])[];
  /** The bytes before framing and after coding. */
  readonly payload?: Buffer;
}

/** An answer as it goes over the wire. */
export interface Http1Answer {
  /** The status line and the header lines, each with its line end, without the empty line after them. */
  readonly head: string;
  /** The framed body. */
  readonly body: Buffer;
}

/** What a fault of HTTP/1.1 can do with one request. */
export interface Http1Exchange {
  readonly plan: CallPlan;
  /** The body of a right answer. */
  readonly content: Content;
  /** Which attempt of its call this is, from 1. */
  readonly attempt: number;
  readonly random: Random;
  /** The next request of its connection has begun. */
  readonly over: boolean;
  /** The connection is gone. */
  readonly gone: boolean;
  /** Whether the peer gets no body, since it asked with HEAD. */
  readonly bodyless: boolean;
  /** The URL of this call, one redirect further, at another server if `elsewhere`. */
  next(elsewhere: boolean): string;
  /** The server asks for the same request again, whatever it is. */
  mayRepeat(): void;
  /** Builds an answer. */
  answer(parts?: AnswerParts): Http1Answer;
  /** Resolves when the whole request was read, or the connection is gone. */
  uploaded(): Promise<void>;
  /** Sends a right answer. */
  reply(parts?: AnswerParts): Promise<void>;
  /** Writes bytes; resolves when the system has taken them, or the connection is gone. */
  write(bytes: string | Uint8Array): Promise<void>;
  /** As `write()`, for the last bytes of an answer after which the connection may serve on. */
  finish(bytes: string | Uint8Array): Promise<void>;
  /** Resolves after `ms`, or when the connection is gone. */
  pause(ms: number): Promise<void>;
  /** Resolves when the connection is gone. */
  closed(): Promise<void>;
  /** Reads no more from the connection. */
  stopReading(): void;
  /** Ends the sending side: over TLS with close_notify. */
  fin(): void;
  /** Ends the sending side of TCP; over TLS without close_notify. */
  truncate(): void;
  /** Sends an RST. */
  reset(): void;
  /** Writes bytes past TLS, so that the peer cannot decrypt them. */
  writeRaw(bytes: Uint8Array): void;
  /** Breaks the connection when the next request arrives on it. */
  ambush(how: 'fin' | 'reset'): void;
}

/** How many bytes of the right answer a fault of sight `prefix` declares. */
export function prefixOf(plan: CallPlan): number {
  return Math.floor(plan.answer.bytes / 2);
}
