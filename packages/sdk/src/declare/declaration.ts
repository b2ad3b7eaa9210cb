// The declaration of an operation, as its author writes it.
import type { ConditionalRule, DownloadRule, EventRule, PageRule, PollRule } from '../call/rules.ts';
import type { Schema } from './schema.ts';

/** The methods of operations. */
export type Method = 'GET' | 'HEAD' | 'OPTIONS' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'QUERY';

/** The method and the path template of an operation: `GET /users/{id}`. */
export type Route = `${Method} /${string}`;

/** Whether an operation may be sent again: always, with an idempotency key, or not. See {@link Behaviour.idempotency}. */
export type Idempotency = 'safe' | 'key' | 'none';

/** Values that must not appear in messages, errors, logs or recordings. The values of queries and headers never appear. */
export interface SecretMarks {
  /** Names of parameters of the path. */
  readonly params?: readonly string[] | undefined;
  /** Paths of fields of the request body, such as `card.number`. */
  readonly body?: readonly string[] | undefined;
  /** Paths of fields of response bodies. `*` stands for any one name or index: `items.*.token`. */
  readonly response?: readonly string[] | undefined;
}

/** How arrays and objects are written in a query. See {@link Behaviour.queryStyle}. */
export type QueryStyle = 'repeat' | 'comma' | 'brackets';

/** The behaviour of an operation, for declarations by schemas and by a `paths` type. */
export interface Behaviour {
  /**
   * Decides whether a request may be retried. `safe`: any number of times. `key`: likewise, since each call gets an idempotency
   * key, the same in every attempt. `none`: only if the server surely did not process the request: no byte was sent, or the
   * server said so (429, 425, REFUSED_STREAM). Default: `safe` for idempotent methods (RFC 9110 section 9.2.2), `none` for the
   * others.
   */
  readonly idempotency?: Idempotency | undefined;
  /** The limit of an attempt in ms, body included; `false`: none. Default: the client's `timeout.attempt`. */
  readonly timeout?: number | false | undefined;
  /** The limit of the whole call in ms, with retries, pages and polls; `false`: none. Default: the client's `timeout.total`. */
  readonly deadline?: number | false | undefined;
  /** `none`: the call carries no credentials. Default: those of the client's plugins. */
  readonly auth?: 'none' | undefined;
  /** Values that must not appear in messages, errors, logs or recordings. Default: none. */
  readonly secret?: SecretMarks | undefined;
  /** Headers of every call of this operation. Default: none. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /**
   * How arrays and objects are written in the query: `repeat` (`a=1&a=2`), `comma` (`a=1,2`) or `brackets` (`a[]=1&b[c]=2`).
   * Default: the API's, which is `repeat`.
   */
  readonly queryStyle?: QueryStyle | undefined;
  /** How the next page is found. Default: the operation has no pages. */
  readonly page?: PageRule | undefined;
  /** How the response is read as a stream of events. Default: the operation has no events. */
  readonly events?: EventRule | undefined;
  /** Keeps copies of answers and asks the server whether they changed. Default: no copies. */
  readonly conditional?: ConditionalRule | undefined;
  /** How the operation is polled until it ends. Default: the operation is not polled. */
  readonly poll?: PollRule | undefined;
  /** How the body of the answer is downloaded to a file. Default: the operation has no download. */
  readonly download?: DownloadRule | undefined;
}

/** Bodies of successful answers by status. */
export type OkBodies = { readonly [Status in number | '2XX']?: Schema };

/** Bodies of errors by status. */
export type ErrorBodies = { readonly [Status in number | '4XX' | '5XX' | 'default']?: Schema };

/** An operation declared by hand. */
export interface Declaration extends Behaviour {
  /** Checks the parameters of the path. Default: each is a string, a number or a boolean. */
  readonly params?: Schema | undefined;
  /** Checks the query. Default: the operation has none. */
  readonly query?: Schema | undefined;
  /** Checks the headers that a call gives by name in its input. Default: the operation has none. */
  readonly headerParams?: Schema | undefined;
  /** The request body: a schema for JSON, or a kind. Default: the operation has none. */
  readonly body?: Schema | undefined;
  /** The bodies of successful answers by status: 200 to 299, 304, or `2XX`. */
  readonly ok: OkBodies;
  /**
   * The bodies of other answers by status, `4XX`, `5XX` or `default`. Default: any status, with a body that is not checked.
   */
  readonly err?: ErrorBodies | undefined;
}

/** The options of an operation of a `paths` type: what must exist at run time, where its types do not. */
export interface PathOptions extends Behaviour {
  /** The kind of the request body if it is not JSON, or a schema that checks it. Default: JSON, not checked. */
  readonly body?: Schema | undefined;
  /** Bodies of successful answers that are not JSON or are checked. They replace those of the type. */
  readonly ok?: OkBodies | undefined;
  /** Bodies of other answers that are checked. They replace those of the type. */
  readonly err?: ErrorBodies | undefined;
}
