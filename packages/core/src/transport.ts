// The contract of a transport.
import type { QueryInput } from './request/query.ts';
import type { HeadersInput } from './headers/headers.ts';
import type { CallOptionSpecs } from './plugin.ts';
import type { AgentRegistry } from './registry.ts';
import type { ResponseHandler } from './interceptor.ts';
import type { HttpRequest } from './request/request.ts';
import type { HttpResponse } from './response/response.ts';

/** Headers and query fields that a transport adds to the requests of its clients. */
export interface RequestDefaults {
  /**
   * Headers, overridden by those of the client and the call. To another origin go only headers that are known to carry no
   * credential.
   */
  readonly headers?: HeadersInput | undefined;
  /** Query fields for names that the URL and the `query` of a call do not have; not for other origins or redirects. */
  readonly query?: QueryInput | undefined;
}

/**
 * Sends requests and creates responses. A transport must
 * - resolve with the response as soon as its headers are complete, whatever the status, and never follow a redirect;
 * - create the response with a `ResponseBody`, push what arrives, and call `finish` or `fail` once;
 * - set `request.attempt.record.connection` before the first byte is sent: a request that times out without a connection
 *   is aborted, never detached;
 * - release its connection before it calls `finish`;
 * - until the response, listen to the abort of `request.attempt`: reject with its reason and leave nothing open;
 * - reject with errors of this project (`NetworkError`, `TimeoutError`, `BodyError`).
 */
export interface Transport<CallOptions extends object = {}> {
  /** Its name in statistics and messages. */
  readonly name: string;
  /** Declares the per-call options it adds; `optionsOf()` reads them. */
  readonly callOptions?: CallOptionSpecs<CallOptions>;
  /** Headers and query fields that it adds to the requests of its clients. The same object until they change. */
  readonly requestDefaults?: RequestDefaults | undefined;
  /** The registry of its connections. Clients with one registry share more than connections, such as a retry budget. */
  readonly registry?: AgentRegistry;
  /** Sends one request. */
  send(request: HttpRequest): Promise<HttpResponse>;
  /**
   * For the transports of this project alone (`@sluice/core/internal`): sends one request as `send` does, and notifies the
   * handler of the outcome, in any async context. If it is defined, `send` is not called.
   */
  dispatch?(request: HttpRequest, handler: ResponseHandler): void;
  /** Waits for the exchanges in flight, then closes the resources of the transport. */
  close(): Promise<void>;
  /** Part of `client.stats()`. */
  stats?(): unknown;
}

/** Any transport, whichever per-call options it adds. */
// oxlint-disable-next-line typescript/no-explicit-any -- the one place where transports of every kind meet
export type AnyTransport = Transport<any>;
