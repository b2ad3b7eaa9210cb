// The interface through which a fault acts on an exchange over HTTP/2.
import type http2 from 'node:http2';
import type { Content } from '../plan/content.ts';
import type { CallPlan } from '../plan/call-plan.ts';
import type { Random } from '../plan/random.ts';
import type { FrameTap } from '../origin/http2/frame-tap.ts';

/** The parts of a response. Parts that are not given are as planned. */
export interface Http2Parts {
  readonly status?: number;
  readonly fields?: http2.OutgoingHttpHeaders;
  /** Whether the length is declared. Default: as planned. */
  readonly length?: boolean;
  readonly payload?: Buffer;
  /** Whether trailers are sent. Default: false. */
  readonly trailers?: boolean;
}

/** The interface through which a fault acts on a request and its response. */
export interface Http2Exchange {
  readonly plan: CallPlan;
  /** The body of the correct response. */
  readonly content: Content;
  /** The number of the attempt within its call, from 1. */
  readonly attempt: number;
  readonly random: Random;
  readonly stream: http2.ServerHttp2Stream;
  readonly session: http2.ServerHttp2Session;
  /** The number of the stream. */
  readonly id: number;
  /** The frames of the connection. */
  readonly tap: FrameTap;
  /** Whether the stream is closed. */
  readonly gone: boolean;
  /** Resolves when the whole request was read, or the stream is closed. */
  uploaded(): Promise<void>;
  /** Sends the correct response, except for the given parts; resolves when it was written, or the stream is closed. */
  reply(parts?: Http2Parts): Promise<void>;
  /** Sends only the head of a response. */
  head(parts?: Http2Parts): void;
  /** Sends a part of the body, and its end if `last`. */
  send(bytes: Uint8Array, last?: boolean): Promise<void>;
  /** Resolves after `ms`, or when the stream is closed. */
  pause(ms: number): Promise<void>;
  /** Resolves when the stream is closed. */
  closed(): Promise<void>;
  /** Resolves when the frames so far have been sent. */
  flushed(): Promise<void>;
  /** Resets the stream with a code. */
  rst(code: number): Promise<void>;
  /** Marks the request as not processed: the client may send it again, whatever its method. */
  notProcessed(): void;
  /** Sends GOAWAY. Requests on streams above `lastStream` are not processed. */
  goAway(code: number, lastStream: number): void;
  /** Resets the connection. */
  reset(): void;
  /** Stops reading from the connection. */
  stopReading(): void;
}
