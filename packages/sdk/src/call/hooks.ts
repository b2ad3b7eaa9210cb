// The interfaces through which paging, event streams, copies and polling take part in a call of an operation.
import type { BufferedResponse, Clock, HttpResponse, QueryValue, StandardSchema } from '@sluice/core';
import type { SluiceCallOptions, SluiceClient, TimeoutOptions } from 'sluice';
import type { Copies } from '../conditional/copies.ts';

/** Changes to a call before it is sent once more or in another form. */
export interface SourceChanges {
  /** Replaces the path and the query, for example by the URL of a `link` header. */
  readonly url?: string | URL | undefined;
  /** Replaces the values of these names in the query; `undefined` removes a name. */
  readonly query?: Readonly<Record<string, QueryValue | undefined>> | undefined;
  /** Laid over the headers; `null` removes a header. */
  readonly headers?: Readonly<Record<string, string | null>> | undefined;
  /** Laid over the limits of the call, in ms. */
  readonly timeout?: TimeoutOptions | undefined;
  /** Replaces the options of the watchdog. */
  readonly watchdog?: SluiceCallOptions['watchdog'];
  /** Replaces the signal. */
  readonly signal?: AbortSignal | undefined;
  /** Replaces the body by this value as JSON. */
  readonly json?: unknown;
  /** Replaces the method. The body is dropped unless `json` is given. */
  readonly method?: string | undefined;
}

/** A call of an operation before it is sent: its input is checked, and everything that the client needs is there. */
export interface CallSource {
  /** The client that sends it. */
  readonly client: SluiceClient;
  /** The name of the operation, for messages. */
  readonly operation: string;
  /** The method. */
  readonly method: string;
  /** A path below the client's `baseUrl`, or an absolute URL; with the query. It may contain secrets: do not log it. */
  readonly url: string;
  /** For `client(url, { method, ...options })`. */
  readonly options: SluiceCallOptions;
  /**
   * The options of a question about what the call has started: a GET without the body of the call, and with its rules of
   * retries, except for the methods that these allow.
   */
  readonly questions: SluiceCallOptions;
  /**
   * The limit of the whole operation in ms: of all pages, reconnects or polls together. Infinity: none. Undefined if neither
   * the call nor the operation sets one.
   */
  readonly deadline: number | undefined;
  /** The source of time. */
  readonly clock: Clock;
  /** Sends the call and reads its whole body as part of it. Rejects as the client does. */
  send(changes?: SourceChanges): Promise<BufferedResponse>;
  /** Sends the call and returns its response, the body unread. Rejects as the client does. */
  open(changes?: SourceChanges): Promise<HttpResponse>;
  /** The body as declared, checked by its schema. */
  read(response: BufferedResponse): Promise<unknown>;
  /**
   * Checks a value by a schema, as the drift mode of the API says.
   * @param what what the value is, for messages
   */
  check(value: unknown, schema: StandardSchema, what: string): Promise<unknown>;
}

/** Makes a call ready to be sent. Rejects if its input is refused. */
export type SourceMaker = () => PromiseLike<CallSource>;

/** What a copy of an earlier answer did for a call: none was held, it was confirmed by a 304, or the call set conditions of its own. */
export type CacheVerdict = 'miss' | 'revalidated' | 'bypass';

/** The slot `conditional` of a declaration. */
export interface ConditionalRule {
  /** Called once per operation and connected API. */
  create(): Copies;
}
