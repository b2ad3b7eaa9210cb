import type { Dispatcher } from 'undici';
import type { ConnectionInfo } from '@sluice/core';
import type { DialTimes } from '@sluice/core/transport';
import type { PoolConnection } from '@sluice/pool';
import type { ContinueWait } from '../wire/continue-wait.ts';
import type { DispatchOptions } from '../wire/dispatch-options.ts';

/** Who is told of reads. */
export interface ReadWatch {
  /** Bytes were read, and whoever reads from the socket has had them, or would not. */
  onRead(): void;
}

/** A connection that carries exchanges, whichever version of HTTP it speaks. */
export interface WireConnection extends PoolConnection {
  /** How long its dial took. */
  readonly times: DialTimes;
  /** The server's keep-alive hint less a margin, in ms, when its last response had one. */
  idleLimit: number | undefined;
  /** When its last exchange ended, or it was dialed, on the clock of its exchanges. */
  idleSince: number;
  /** The first error of its socket, which may say more than what an exchange fails with. */
  readonly error: unknown;
  /** Bytes read from the socket so far, without those that wait for the parser; 0 where exchanges share it. */
  readonly bytesParsed: number;
  /** Whether everything written has left for the kernel: a response may come before the upload is through. */
  readonly flushed: boolean;
  /** Whether the socket is closed or about to. */
  readonly closed: boolean;
  /** What is told of it in an attempt's history. */
  info(reused: boolean): ConnectionInfo;
  /** Who is told after each read from now on; undefined for nobody. Nothing is told where exchanges share it. */
  watchReads(watch: ReadWatch | undefined): void;
  /** To be called when the whole request was written. Only where exchanges do not share it. */
  requestSent?(): void;
  /** To be called as soon as the response of its exchange is complete. Only where exchanges do not share it. */
  responseEnded?(): void;
  /** Runs one exchange. @param wait of its body, for the server's 100. Default: none */
  dispatch(options: DispatchOptions, handler: Dispatcher.DispatchHandler, wait?: ContinueWait): void;
  /**
   * Breaks off the exchange of a handler, which hears no more of it.
   * @returns whether the connection can carry others still
   */
  abandon(handler: Dispatcher.DispatchHandler): boolean;
}
