// The interface of connections, for HTTP/1.1 and HTTP/2.
import type { Dispatcher } from 'undici';
import type { ConnectionInfo } from '@sluice/core';
import type { DialTimes } from '@sluice/core/transport';
import type { PoolConnection } from '@sluice/pool';
import type { ContinueWait } from '../wire/continue-wait.ts';
import type { DispatchOptions } from '../wire/dispatch-options.ts';

/** Notified of reads. */
export interface ReadWatch {
  /** Bytes were read, and the reader of the socket has received them, or has been paused. */
  onRead(): void;
}

/** A connection that carries exchanges of HTTP/1.1 or HTTP/2. */
export interface WireConnection extends PoolConnection {
  /** How long its dial took. */
  readonly times: DialTimes;
  /** The server's keep-alive hint less a margin, in ms, if its last response had one. */
  idleLimit: number | undefined;
  /** When its last exchange ended, or it was dialed, on the clock of its exchanges. */
  idleSince: number;
  /** The first error of its socket, which can be more precise than the error of an exchange. */
  readonly error: unknown;
  /** Bytes read from the socket so far, without those that the parser has not seen; 0 if exchanges share the connection. */
  readonly bytesParsed: number;
  /** Bytes written that have not reached the kernel, counted during a write; undefined if that is not known. */
  readonly unsentBytes?: number | undefined;
  /** Whether everything written has reached the kernel: a response can arrive before the end of the upload. */
  readonly flushed: boolean;
  /** Whether nothing that was written waits for the kernel, though the request may go on. */
  readonly caughtUp: boolean;
  /** Whether the socket is closed or about to close. */
  readonly closed: boolean;
  /** The facts about the connection for the record of an attempt. */
  info(reused: boolean): ConnectionInfo;
  /** Sets the watch that is notified after each read; undefined for none. Without effect if exchanges share the connection. */
  watchReads(watch: ReadWatch | undefined): void;
  /** Lends the reader the memory of the rest of the response: it copies what it keeps. Until the next exchange. */
  lendReads?(): void;
  /** Lets the reads of the response go into memory of their own: its reader keeps long chunks. */
  readIntoOwn?(): void;
  /**
   * After its socket failed: the next bytes that arrived and that a paused parser has not seen; null for none. Absent if
   * exchanges share the connection.
   */
  takeUnparsed?(): Uint8Array | null;
  /** Called when the whole request was written. Absent if exchanges share the connection. */
  requestSent?(): void;
  /** Called when the response of its exchange is complete. Absent if exchanges share the connection. */
  responseEnded?(): void;
  /** Runs one exchange. @param wait of the request body for the server's 100. Default: none */
  dispatch(options: DispatchOptions, handler: Dispatcher.DispatchHandler, wait?: ContinueWait): void;
  /**
   * Ends the exchange of a handler, which is not called any more.
   * @returns whether the connection can carry other exchanges
   */
  abandon(handler: Dispatcher.DispatchHandler): boolean;
}
