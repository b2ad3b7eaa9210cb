import type http2 from 'node:http2';
import type { Content } from '../plan/content.ts';
import type { CallPlan } from '../plan/call-plan.ts';
import type { Random } from '../plan/random.ts';
import type { FrameTap } from '../origin/http2/frame-tap.ts';

/** What to say of an answer; what is left out is as the plan of the call says. */
export interface Http2Parts {
  readonly status?: number;
  readonly fields?: http2.OutgoingHttpHeaders;
  /** Declares the length. Default: as the plan says. */
  readonly length?: boolean;
  readonly payload?: Buffer;
  /** Sends trailers. Default: false. */
  readonly trailers?: boolean;
}

/** What a fault of HTTP/2 can do with one request. */
export interface Http2Exchange {
  readonly plan: CallPlan;
  /** The body of a right answer. */
  readonly content: Content;
  /** Which attempt of its call this is, from 1. */
  readonly attempt: number;
  readonly random: Random;
  readonly stream: http2.ServerHttp2Stream;
  readonly session: http2.ServerHttp2Session;
  /** The number of the stream. */
  readonly id: number;
  /** The frames of the connection. */
  readonly tap: FrameTap;
  /** The stream is gone. */
  readonly gone: boolean;
  /** Resolves when the whole request was read, or the stream is gone. */
  uploaded(): Promise<void>;
  /** Sends a right answer; resolves when the system has taken it, or the stream is gone. */
  reply(parts?: Http2Parts): Promise<void>;
  /** Sends only the head of an answer. */
  head(parts?: Http2Parts): void;
  /** Sends a piece of the body, and its end if `last`. */
  send(bytes: Uint8Array, last?: boolean): Promise<void>;
  pause(ms: number): Promise<void>;
  /** Resolves when the stream is gone. */
  closed(): Promise<void>;
  /** Resolves when the frames that were made so far have been sent. */
  flushed(): Promise<void>;
  /** Resets the stream with a code. */
  rst(code: number): Promise<void>;
  /** The server has not looked at the request: the client may send it again, whatever it is. */
  notProcessed(): void;
  /** Says GOAWAY with the last stream that is looked at; requests above it are not. */
  goAway(code: number, lastStream: number): void;
  /** Resets the connection. */
  reset(): void;
  /** Reads no more from the connection. */
  stopReading(): void;
}
