// A call that is ready to be sent, as the rules of pages, event streams, polling and downloads use it.
import type { BufferedResponse, Clock, HttpResponse, QueryValue, StandardSchema } from '@sluice/core';
import type { SluiceCallOptions, SluiceClient, TimeoutOptions } from 'sluice';

/** Changes to a call that is sent again, for example for the next page or after an interruption. */
export interface SourceChanges {
  /** Replaces the path and the query, for example by the URL of a `link` header. */
  readonly url?: string | URL | undefined;
  /** Replaces the values of these names in the query; `undefined` removes the name. */
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

/** A call of an operation that is ready to be sent: its input is checked, its URL and options are complete. */
export interface CallSource {
  /** The client that sends the call. */
  readonly client: SluiceClient;
  /** The name of the operation, for messages. */
  readonly operation: string;
  /** The method. */
  readonly method: string;
  /** A path below the client's `baseUrl`, or an absolute URL; with the query. It may contain secrets: do not log it. */
  readonly url: string;
  /** The options of the call, for `client(url, { method, ...options })`. */
  readonly options: SluiceCallOptions;
  /**
   * The options of a status request, a GET that asks for the state of the operation that the call started: the options of
   * the call without its body, without the rules of a write, and without the methods that its retries allow.
   */
  readonly statusOptions: SluiceCallOptions;
  /**
   * The limit of all pages, reconnects or polls together, in ms. Infinity: no limit. Undefined if neither the call nor the
   * operation sets a limit.
   */
  readonly deadline: number | undefined;
  /** The clock of the client. */
  readonly clock: Clock;
  /** Sends the call and reads its whole body as part of it. Rejects as the client does. */
  send(changes?: SourceChanges): Promise<BufferedResponse>;
  /** Sends the call and returns its response, the body unread. Rejects as the client does. */
  open(changes?: SourceChanges): Promise<HttpResponse>;
  /** The body as declared, checked by its schema. */
  read(response: BufferedResponse): Promise<unknown>;
  /**
   * Checks a value by a schema, as the drift mode of the API says.
   * @param what names the value in messages
   */
  check(value: unknown, schema: StandardSchema, what: string): Promise<unknown>;
}

/** Prepares a call. Rejects if its input is refused. */
export type SourceMaker = () => PromiseLike<CallSource>;
