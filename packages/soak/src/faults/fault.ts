// The kinds of faults.
import type { Method } from '../plan/call-plan.ts';
import type { ContentKind } from '../plan/content.ts';
import type { ConnectionTools } from './connection-tools.ts';
import type { Http1Exchange } from './http1-exchange.ts';
import type { Http2Exchange } from './http2-exchange.ts';

/**
 * The outcomes that an attempt with a fault may have:
 * - `whole`: only the correct response;
 * - `error`: a failure, never a response that looks complete;
 * - `either`: the correct response or a failure, since client and server race;
 * - `cut`: any prefix of the correct response, since its end cannot be detected;
 * - `prefix`: the first half of the response (see `prefixOf()`), as the server declares its length;
 * - `empty`: a response without a body, whatever follows it on the wire;
 * - `status`: a response with an error status.
 */
export type FaultOutcome = 'whole' | 'error' | 'either' | 'cut' | 'prefix' | 'empty' | 'status';

/** The phase of an exchange in which a fault occurs. */
export type Phase = 'dial' | 'head' | 'body' | 'upload' | 'after' | 'coding' | 'redirect';

interface CommonParts {
  readonly name: string;
  readonly phase: Phase;
  readonly outcome: FaultOutcome;
  /** Whether the default policy retries a request that may be sent twice. */
  readonly retried: boolean;
  /** The methods of its calls. Default: any. */
  readonly methods?: readonly Method[];
  /** The least length of the request body, in bytes. Default: 0. */
  readonly uploadBytes?: number;
  /** Whether every attempt has the fault. Default: as planned. */
  readonly always?: boolean;
  /** Whether it requires a client that decodes. Default: false. */
  readonly coded?: boolean;
  /** The content of its response. Default: as planned. */
  readonly answer?: { readonly content: ContentKind; readonly bytes: number };
  /** Whether it requires a client that follows redirects. Default: false. */
  readonly redirects?: boolean;
}

/** A fault of one exchange over HTTP/1.1. */
export interface Http1Fault extends CommonParts {
  readonly wire: 'http1';
  /** Whether it requires TLS. Default: false. */
  readonly secure?: boolean;
  /** Answers the request with the fault. Afterwards, the connection serves the next request unless it was ended. */
  play(exchange: Http1Exchange): Promise<void>;
}

/** A fault of one HTTP/2 stream, or of its connection. */
export interface Http2Fault extends CommonParts {
  readonly wire: 'http2';
  /** Whether it can affect other streams of the connection. */
  readonly spreads: boolean;
  /** Answers the request with the fault. */
  play(exchange: Http2Exchange): Promise<void>;
}

/** A fault of a connection before its first request. Each has its own server. */
export interface ConnectionFault extends CommonParts {
  readonly wire: 'connection';
  readonly secure: boolean;
  /** Whether it requires HTTP/2. Default: false. */
  readonly http2?: boolean;
  /** Handles an accepted connection. */
  accept(connection: ConnectionTools): void;
}

/** A fault of any kind. */
export type Fault = Http1Fault | Http2Fault | ConnectionFault;
