// The interface of connections, for HTTP/1.1 and HTTP/2.
import type { Dispatcher } from 'undici';
import type { ConnectionInfo } from '@sluice/core';
import type { DialTimes } from '@sluice/core/transport';
import type { PoolConnection } from '@sluice/pool';
import type { ContinueWait } from '../wire/continue-wait.ts';
import type { DispatchOptions } from '../wire/dispatch-options.ts';

/** Notified of reads of a socket. */
export interface ReadWatch {
  /** Bytes were read, and the parser has received them, unless it is paused. */
  onRead(): void;
}

/** A connection that carries exchanges of HTTP/1.1 or HTTP/2. */
export interface WireConnection extends PoolConnection {
  /** How long its dial took. */
  readonly times: DialTimes;
  /** The keep-alive hint of the last response, less a margin, in ms; undefined without a hint. */
  idleLimit: number | undefined;
  /** When the last exchange ended, or the connection was dialed, on the clock of its exchanges. */
  idleSince: number;
  /** The first error of its socket, which can be more precise than the error of an exchange. */
  readonly error: unknown;
  /** Bytes read from the socket so far, without those that the parser has not seen; 0 if exchanges share the connection. */
  readonly bytesParsed: number;
  /** Bytes written that have not reached the kernel, counted during a write; undefined if that is not known. */
  readonly unsentBytes?: number | undefined;
  /** Whether a long piece of a request body has left the process when the next one is requested, and nothing keeps pieces. */
  readonly sendsBeforeNext?: boolean;
  /** Whether everything written has reached the kernel: a response can arrive before the end of the upload. */
  readonly flushed: boolean;
  /** Whether no written bytes wait for the kernel at present; the request may continue. */
  readonly caughtUp: boolean;
  /** Whether the socket is closed or about to close. */
  readonly closed: boolean;
  /** The facts about the connection for the record of an attempt. */
  info(reused: boolean): ConnectionInfo;
  /** Sets the watch that is notified after each read; undefined for none. Without effect if exchanges share the connection. */
  watchReads(watch: ReadWatch | undefined): void;
  /**
   * Puts short reads into memory that is shared with other buffers. For the reader of a response that gives no bytes to callers
   * without a copy. Ends with the exchange.
   */
  poolReads?(): void;
  /** Lends the memory of further reads to the reader of the response, which copies what it keeps. Ends with the exchange. */
  lendReads?(): void;
  /** Gives each further read of the response memory that is not shared, for a reader that keeps long chunks. */
  readIntoOwn?(): void;
  /**
   * After the socket failed: the next bytes that arrived and that a paused parser has not read; null for none. Absent if
   * exchanges share the connection.
   */
  takeUnparsed?(): Uint8Array | null;
  /** Called when the whole request was written. Absent if exchanges share the connection. */
  requestSent?(): void;
  /** Called when the response of its exchange is complete. Absent if exchanges share the connection. */
  responseEnded?(): void;
  /** Runs one exchange. @param wait how the request body waits for the server's 100. Default: no wait */
  dispatch(options: DispatchOptions, handler: Dispatcher.DispatchHandler, wait?: ContinueWait): void;
  /**
   * Ends the exchange of a handler without notifying the handler.
   * @returns whether the connection can carry other exchanges
   */
  abandon(handler: Dispatcher.DispatchHandler): boolean;
}
