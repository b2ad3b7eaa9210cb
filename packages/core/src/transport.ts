import type { QueryInput } from './request/query.ts';
import type { HeadersInput } from './headers/headers.ts';
import type { CallOptionSpecs } from './plugin.ts';
import type { AgentRegistry } from './registry.ts';
import type { HttpRequest } from './request/request.ts';
import type { HttpResponse } from './response/response.ts';

/** What a transport adds to the requests of its clients. */
export interface RequestDefaults {
  /** Beneath the headers of client and call, and under the same rules: to another origin only what is harmless. */
  readonly headers?: HeadersInput | undefined;
  /** For fields that the URL of a call and its `query` do not have. Not to another origin, and not on redirects. */
  readonly query?: QueryInput | undefined;
}

/**
 * Carries one exchange. Its duties:
 * - resolve with the response as soon as its headers are complete, whatever the status; never follow a redirect;
 * - make the response with a `ResponseBody`, push what arrives and call `finish` or `fail` once;
 * - say in `request.attempt.record.connection` which connection it uses, before the first byte is sent: a timeout of a
 *   request that has none yet need not be waited out;
 * - give its connection back before calling `finish`;
 * - heed `request.attempt` while there is no response yet: on abort reject with its reason and keep nothing open;
 * - reject with errors of this project (`NetworkError`, `TimeoutError`, `BodyError`).
 */
export interface Transport<CallOptions extends object = {}> {
  /** For stats and messages. */
  readonly name: string;
  /** Declares the per-call options it adds; `optionsOf()` reads them. */
  readonly callOptions?: CallOptionSpecs<CallOptions>;
  /** What it adds to the requests of its clients: the same object for as long as it stays the same. */
  readonly requestDefaults?: RequestDefaults | undefined;
  /** The registry its connections belong to. What clients share by registry, such as a retry budget, hangs on it too. */
  readonly registry?: AgentRegistry;
  /** Sends one request. */
  send(request: HttpRequest): Promise<HttpResponse>;
  /** Lets exchanges in flight end, then closes what is its own. */
  close(): Promise<void>;
  /** Part of `client.stats()`. */
  stats?(): unknown;
}

/** Any transport, whatever per-call options it adds. */
// oxlint-disable-next-line typescript/no-explicit-any -- the one place where transports of every kind meet
export type AnyTransport = Transport<any>;
