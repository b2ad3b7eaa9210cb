import type { Method } from '../plan/call-plan.ts';
import type { ContentKind } from '../plan/content.ts';
import type { ConnectionTools } from './connection-tools.ts';
import type { Http1Exchange } from './http1-exchange.ts';
import type { Http2Exchange } from './http2-exchange.ts';

/**
 * What the attempt that meets a fault may come to:
 * - `whole`: the right answer, and nothing else;
 * - `error`: a failure, never an answer that passes for whole;
 * - `either`: the right answer or a failure, since both ends race;
 * - `cut`: any part of the right answer as a whole one, since nothing tells where it ends;
 * - `prefix`: the first half of the answer (see `prefixOf()`) as a whole one, since the server declared so;
 * - `empty`: an answer without a body, whatever follows it on the wire;
 * - `status`: an answer with an error status.
 */
export type Sight = 'whole' | 'error' | 'either' | 'cut' | 'prefix' | 'empty' | 'status';

/** When a fault strikes. */
export type Phase = 'dial' | 'head' | 'body' | 'upload' | 'after' | 'coding' | 'redirect';

interface CommonParts {
  readonly name: string;
  readonly phase: Phase;
  readonly sees: Sight;
  /** Whether the default policy repeats a request that may be sent twice. */
  readonly retried: boolean;
  /** Methods it is tried with. Default: any. */
  readonly methods?: readonly Method[];
  /** The request has a body of at least so many bytes. Default: none is needed. */
  readonly uploadBytes?: number;
  /** Every attempt meets it. Default: as the plan says. */
  readonly always?: boolean;
  /** It is about a content coding, so only clients that decode are tried. Default: false. */
  readonly coded?: boolean;
  /** What its answer consists of. Default: as the plan says. */
  readonly answer?: { readonly content: ContentKind; readonly bytes: number };
  /** It is about redirects, so only clients that follow are tried. Default: false. */
  readonly redirects?: boolean;
}

/** A fault of one exchange over HTTP/1.1. */
export interface Http1Fault extends CommonParts {
  readonly wire: 'http1';
  /** Tried over TLS only. Default: false. */
  readonly secure?: boolean;
  /** Answers the request, in its own way. Once it is done the connection goes on, unless it was broken. */
  play(exchange: Http1Exchange): Promise<void>;
}

/** A fault of one stream of HTTP/2, or of the connection it is on. */
export interface Http2Fault extends CommonParts {
  readonly wire: 'http2';
  /** Whether other streams of the connection may suffer from it. */
  readonly spreads: boolean;
  play(exchange: Http2Exchange): Promise<void>;
}

/** A fault of a connection, before any request is known. It has a server of its own. */
export interface ConnectionFault extends CommonParts {
  readonly wire: 'connection';
  readonly secure: boolean;
  /** Whether it is about HTTP/2. Default: false. */
  readonly http2?: boolean;
  /** Treats one connection. */
  accept(connection: ConnectionTools): void;
}

export type Fault = Http1Fault | Http2Fault | ConnectionFault;
