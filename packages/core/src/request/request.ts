// A request in the pipeline.
import { ownCopy } from '../options/own-copy.ts';
import type { AttemptScope } from '../lifecycle/attempt-scope.ts';
import type { CallScope } from '../lifecycle/call-scope.ts';
import type { ResolvedOptions } from '../options/resolved-options.ts';
import { safeUrl } from '../errors/redact.ts';
import type { HttpHeaders } from '../headers/headers.ts';
import { showAs } from '../errors/inspect.ts';
import { checkMethod } from '../headers/validate.ts';
import { Location } from './location.ts';
import {
  changedBody,
  changedHeaders,
  changedLocation,
  checkBodiless,
  type RequestChanges,
} from './request-changes.ts';
import type { Scope } from '../lifecycle/scope.ts';
import type { RequestBody } from './body/request-body.ts';

/** A request in the pipeline. Immutable: `request.with({ … })` returns a changed copy. */
export class HttpRequest {
  /** The method. */
  readonly method: string;
  /** The headers, without those that frame the message, which the transport adds. */
  readonly headers: HttpHeaders;
  /** The body, if it has one. */
  readonly body: RequestBody | undefined;
  /** The call it belongs to. */
  readonly call: CallScope;
  /** The scope whose abort aborts the attempts of this request: the call, or a branch that a plugin created. */
  readonly branch: Scope;
  readonly #attempt: AttemptScope | undefined;
  readonly #location: Location;

  constructor(
    method: string,
    url: URL | Location,
    headers: HttpHeaders,
    body: RequestBody | undefined,
    call: CallScope,
    attempt?: AttemptScope,
    branch: Scope = call,
  ) {
    this.method = method;
    this.#location = url instanceof URL ? Location.ofUrl(url) : url;
    this.headers = headers;
    this.body = body;
    this.call = call;
    this.branch = branch;
    this.#attempt = attempt;
  }

  /** The origin of the URL, for example `https://example.com`. Computed once. */
  get origin(): string {
    return this.#location.origin;
  }

  /** The path with its query, as in the request line. */
  get path(): string {
    return this.#location.path;
  }

  /** The absolute URL, without user info. Created at the first access. Must not be changed. */
  get url(): URL {
    return this.#location.url;
  }

  /** The call's options, checked, with defaults filled in. */
  get options(): ResolvedOptions {
    return this.call.options;
  }

  /**
   * The attempt it belongs to. Only in the stage `attempt` and in transports.
   * @throws TypeError in the earlier stages, before an attempt begins
   */
  get attempt(): AttemptScope {
    if (this.#attempt === undefined)
      throw new TypeError('a request has no attempt before the stage `attempt`');
    return this.#attempt;
  }

  /**
   * The abort of the attempt; before the stage `attempt`, of the branch or call. Created at the first access: on the hot
   * path, register a listener with `request.attempt` or `request.call` instead.
   */
  get signal(): AbortSignal {
    return (this.#attempt ?? this.branch).signal;
  }

  /** A copy of this request with some parts changed. @throws OptionError for a bad value */
  with(changes: RequestChanges): HttpRequest {
    // Own properties only: a polluted prototype must not rewrite a request.
    const given = ownCopy(changes);
    let { headers, body } = this;
    if (given.headers !== undefined) headers = changedHeaders(given.headers);
    if ('body' in given) ({ headers, body } = changedBody(given.body, this.body, headers, this.call));
    const method = given.method === undefined ? this.method : checkMethod(given.method);
    // Only if one of them changed: a face may have accepted a GET with a body.
    if (method !== this.method || body !== this.body) checkBodiless(method, body);
    return new HttpRequest(
      method,
      given.url === undefined ? this.#location : changedLocation(given.url, this.url),
      headers,
      body,
      this.call,
      given.attempt ?? this.#attempt,
      given.branch ?? this.branch,
    );
  }

  /** A copy of this request that belongs to the attempt. */
  forAttempt(attempt: AttemptScope): HttpRequest {
    const { method, headers, body, call, branch } = this;
    return new HttpRequest(method, this.#location, headers, body, call, attempt, branch);
  }

  /** A copy of this request with other headers. */
  withHeaders(headers: HttpHeaders): HttpRequest {
    const { method, body, call, branch } = this;
    return new HttpRequest(method, this.#location, headers, body, call, this.#attempt, branch);
  }
}

showAs(HttpRequest, ({ method, url }) => `HttpRequest { method: '${method}', url: '${safeUrl(url)}' }`);
