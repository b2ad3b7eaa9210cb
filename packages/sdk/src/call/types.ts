// The public types of a call of an operation: its arguments, its return value, and its outcome.
import type { Attempt, HttpHeaders, HttpResponse, ProgressListener } from '@sluice/core';
import type { RetryCallOptions, SluiceCallOptions, TimeoutOptions } from 'sluice';
import type { OpShape } from '../declare/shape.ts';
import type { DownloadResult, DownloadSettings } from '../files/download-options.ts';
import type { PollOptions } from '../polling/poll-options.ts';
import type { Poller } from '../polling/poller.ts';
import type { CacheVerdict } from '../conditional/verdict.ts';
import type { EventCallOptions } from '../events/sse.ts';
import type { Page, WalkOptions } from '../pages/page.ts';

/** Describes a call that has an outcome. */
export interface Meta {
  /** The name of the operation. */
  readonly operation: string;
  /** The status of the last response; undefined if none arrived. */
  readonly status: number | undefined;
  /** Every attempt, oldest first. */
  readonly attempts: readonly Attempt[];
  /** The server's id of the request, from the first of `requestIdHeaders` that the response has. */
  readonly requestId: string | undefined;
  /** The headers of the last response; empty if none arrived. */
  readonly headers: HttpHeaders;
  /** The URL without credentials and query values; empty if the call failed before it had one. */
  readonly url: string;
  /** How a copy of an earlier answer was used; undefined if the operation keeps no copies. */
  readonly cache: CacheVerdict | undefined;
  /** The tags that the call was given. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * How far the attempts of a call came before it failed. The furthest attempt counts: it says whether a write may have happened.
 * `before-send`: the server cannot have processed it. `sent`: bytes of the request may have reached the server, and no byte
 * of a response arrived. `head`: a response began. `body`: the head of a response arrived, and its body failed or does not
 * match its declaration.
 */
export type FailPhase = 'before-send' | 'sent' | 'head' | 'body';

/**
 * The kind of a failure. `refused`: Sluice did not send the call, because of a bad argument, a full gate, an open circuit, a
 * cool-down or a closed client. `auth`: no token could be obtained. `network`: a connection failed. `timeout`: a limit
 * passed. `aborted`: the signal aborted the call. `body`: a body was cut short, too long or not decodable. `schema`: a body
 * does not match its declaration. `status`: the status is not declared. `other`: an error of a plugin or a hook.
 */
export type FailKind =
  | 'refused'
  | 'auth'
  | 'network'
  | 'timeout'
  | 'aborted'
  | 'body'
  | 'schema'
  | 'status'
  | 'other';

/** A failure without a declared answer. */
export interface Failure {
  /** The kind of the failure. */
  readonly kind: FailKind;
  /** How far the call came. */
  readonly phase: FailPhase;
  /** The error that `await` throws. */
  readonly cause: unknown;
}

/** The status that a key of a declaration stands for. */
export type StatusOf<Key> = Key extends number ? Key : number;

/** A declared answer. */
export interface Answer<Ok extends boolean, Status, Body> {
  /** Whether it is declared as successful. */
  readonly ok: Ok;
  /** The status of the response. */
  readonly status: Status;
  /** The body, read and checked as declared for the status. */
  readonly body: Body;
  /** Describes the call. */
  readonly meta: Meta;
  /** Always undefined, which distinguishes an answer from {@link Failed}. */
  readonly failure?: undefined;
}

/** A call that ended without a declared answer. */
export interface Failed {
  readonly ok: false;
  readonly status: 0;
  /** What went wrong, and how far the call came. */
  readonly failure: Failure;
  /** Describes the call; `meta.status` is the status of an undeclared answer. */
  readonly meta: Meta;
}

/** The outcome of a call: a declared answer by status, or a failure by phase. */
export type Settled<S extends OpShape> =
  | { [K in keyof S['ok']]: Answer<true, StatusOf<K>, S['ok'][K]> }[keyof S['ok']]
  | { [K in keyof S['err']]: Answer<false, StatusOf<K>, S['err'][K]> }[keyof S['err']]
  | Failed;

/** The options of one call of an operation. */
export interface PerCall {
  /** Aborts the call, its waits and its body. Default: none. */
  readonly signal?: AbortSignal | undefined;
  /** The limit of an attempt in ms, body included, or limits by phase; `false`: none. Default: the operation's. */
  readonly timeout?: number | false | Omit<TimeoutOptions, 'total'> | undefined;
  /** The limit of the whole call in ms, with retries, pages and polls; `false`: none. Default: the operation's. */
  readonly deadline?: number | false | undefined;
  /** Rules of retries for this call, a number for `maxRetries`, or false: it is sent once. Default: the client's. */
  readonly retry?: RetryCallOptions['retry'];
  /** The idempotency key of this call, true for a random one, or false. Default: as the operation declares. */
  readonly idempotencyKey?: string | boolean | undefined;
  /** Further headers; `null` removes one. Default: none. */
  readonly headers?: Readonly<Record<string, string | null>> | undefined;
  /** Shown in {@link Meta} and by {@link operationOf}, for metrics and logs. Default: none. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** Notified of the bytes of the request body as they are sent. */
  readonly onUploadProgress?: ProgressListener | undefined;
  /** Notified of the bytes of the response body as they arrive. */
  readonly onDownloadProgress?: ProgressListener | undefined;
  /** Further options of the client for this call, such as `{ gate: { priority: 5 } }`. Default: none. */
  readonly client?: SluiceCallOptions | undefined;
}

type Part<Key extends string, Value> = [Value] extends [never]
  ? unknown
  : undefined extends Value
    ? { readonly [Name in Key]?: Value }
    : {} extends Value
      ? { readonly [Name in Key]?: Value }
      : { readonly [Name in Key]: Value };

/** The input of an operation: `params`, `query`, `headers` and `body`, as far as it has them. */
export type Input<S extends OpShape> = Part<'params', S['params']> &
  Part<'query', S['query']> &
  Part<'headers', S['headers']> &
  Part<'body', S['body']>;

/** The arguments of a call. The input is optional if nothing in it is required. */
export type Args<S extends OpShape> =
  {} extends Input<S> ? [input?: Input<S> & {}, options?: PerCall] : [input: Input<S>, options?: PerCall];

/** The body of any successful answer. */
export type OkBody<S extends OpShape> = S['ok'][keyof S['ok']];

/**
 * A call of an operation. It is sent when it is first awaited, or when one of its methods is called; before that, nothing is
 * sent.
 */
export interface Pending<S extends OpShape> extends Promise<OkBody<S>> {
  /** The outcome: a declared answer by status, or a failure by phase. Never rejects. */
  settled(): Promise<Settled<S>>;
  /** The response with any status, its body unread and unchecked. Rejects if no response arrives. */
  response(): Promise<HttpResponse>;
  /** The request with all its headers, credentials included, as it would be sent. Nothing is sent. */
  request(): Promise<Request>;
}

/** A call of an operation with pages: iterate over it for the items of all pages. */
export interface Paged<S extends OpShape> extends AsyncIterable<S['item']> {
  /** The pages. */
  pages(options?: WalkOptions): AsyncIterable<Page<S['item']>>;
}

/** A call of an operation that answers with events. */
export interface Evented<S extends OpShape> {
  /** The events as they arrive, for one consumer. */
  events(options?: EventCallOptions): AsyncIterable<S['event']>;
}

/** A call of a long-running operation. */
export interface Polled<S extends OpShape> {
  /** Starts the operation, or continues from the state of an earlier poller (`from`), and waits for its end. */
  poll(options?: PollOptions): Poller<S['result']>;
}

/** A call of an operation whose answer is a file. */
export interface Downloadable {
  /**
   * Downloads the body to a file, and resumes after interruptions. The signal and the deadline of the call apply; the limit
   * of an attempt does not, since a large file may take longer.
   */
  download(path: string | URL, options?: DownloadSettings): Promise<DownloadResult>;
}

/** What a call of an operation returns. */
export type Reply<S extends OpShape> = Pending<S> &
  ([S['item']] extends [never] ? unknown : Paged<S>) &
  ([S['event']] extends [never] ? unknown : Evented<S>) &
  ([S['result']] extends [never] ? unknown : Polled<S>) &
  ([S['file']] extends [never] ? unknown : Downloadable);

/** An operation of a connected API. */
export type Call<S extends OpShape> = (...args: Args<S>) => Reply<S>;
