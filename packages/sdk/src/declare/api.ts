// The types of an API: its options, and its operations once they can be called.
import type { CloseOptions } from '@sluice/core';
import type { SluiceCallOptions, SluiceClient, SluiceOptions } from 'sluice';
import type { Drift, DriftMode } from '../call/drift.ts';
import type { Call } from '../call/types.ts';
import type { QueryStyle } from './declaration.ts';
import type { Op } from './op.ts';
import type { OpShape } from './shape.ts';

/** Operations by name. */
export type Operations = Readonly<Record<string, Op>>;

/** What an API adds to the options of its client. */
export interface ApiSettings {
  /** Sent as `user-agent`, such as `acme-sdk/1.2.0`. Default: the client's, which is `sluice`. */
  readonly userAgent?: string | undefined;
  /**
   * The headers in which the server sends the id of a request. The first one that a response has is `Meta.requestId`. Default:
   * `x-request-id`, `request-id`, `x-github-request-id`, `x-amzn-requestid`, `x-amz-request-id`, `x-ms-request-id`,
   * `x-correlation-id`.
   */
  readonly requestIdHeaders?: readonly string[] | undefined;
  /** How an answer that does not match its schema is handled. Default: `throw`. */
  readonly drift?: DriftMode | undefined;
  /** Called for each difference if `drift` is `report`. An error that it throws fails the call. Default: none. */
  readonly onDrift?: ((drift: Drift) => void) | undefined;
  /** How arrays and objects are written in queries. Default: `repeat`. */
  readonly queryStyle?: QueryStyle | undefined;
  /**
   * Call options for operations that declare `auth: 'none'`; they switch the credentials off. Default: those of the plugins
   * `bearer`, `basic`, `apiKey` and `oauth` that are among `plugins`. Required if `connect()` gets a client, whose plugins
   * are unknown.
   */
  readonly anonymous?: SluiceCallOptions | undefined;
}

/** The options of an API: its operations, its settings, and defaults of its client. */
export interface ApiOptions<Ops extends Operations> extends ApiSettings, SluiceOptions {
  /** The operations by name. Names that begin with `$` are reserved. */
  readonly operations: Ops;
}

/** The options of a connection: settings and options of the client, over those of the API. */
export interface ConnectOptions extends ApiSettings, SluiceOptions {
  /**
   * The client that sends the calls. Of the API's client options, only `baseUrl` applies then: it is put before the paths if
   * the client has none. `$close()` leaves this client open. Default: the API creates a client.
   */
  readonly client?: SluiceClient | undefined;
}

/** The types of an operation. */
export type ShapeOf<Operation> = Operation extends Op<infer Shape extends OpShape> ? Shape : never;

/** The operations of a connected API, ready to be called. */
export type Client<Ops> = { readonly [Name in keyof Ops]: Call<ShapeOf<Ops[Name]>> } & Connection;

/** What a connected API has beside its operations. */
export interface Connection extends AsyncDisposable {
  /** The client that sends the calls: for its statistics, and for requests that are not declared. */
  readonly $client: SluiceClient;
  /**
   * Waits for the calls in flight, at most `within` ms, and closes the client unless it was given to `connect()`.
   * @throws OptionError for a bad `within`
   */
  $close(options?: CloseOptions): Promise<void>;
}

/** A declared API. */
export interface ApiDef<Ops> {
  /** The operations. */
  readonly operations: Ops;
  /**
   * Makes the operations callable.
   * @throws OptionError for an unknown or bad option
   */
  connect(options?: ConnectOptions): Client<Ops>;
}
