// Headers that a function computes for each attempt.
import { harmlessHeaders } from '../headers/harmless-headers.ts';
import { HttpHeaders, type HeadersInput } from '../headers/headers.ts';
import type { CallScope } from '../lifecycle/call-scope.ts';
import type { HttpRequest } from './request.ts';

/** The argument of a {@link HeadersFunction}. */
export interface HeadersContext {
  /** The request of the attempt, without the headers that the function returns. */
  readonly request: HttpRequest;
  /** Number of the attempt within the call, 1 for the first. */
  readonly attempt: number;
}

/**
 * Returns headers for one attempt, such as a fresh token; undefined for none. An error that it throws fails the call
 * unchanged. Its time counts towards `timeout.total`, not `timeout.attempt`.
 */
export type HeadersFunction = (
  context: HeadersContext,
) => HeadersInput | undefined | PromiseLike<HeadersInput | undefined>;

/** Headers as an option: fixed ones, or a function that is called for each attempt. */
export type HeadersOption = HeadersInput | HeadersFunction;

/** The functions that compute the headers of one call. */
export interface ComputedHeaders {
  /** The client's function. */
  readonly ofClient: HeadersFunction | undefined;
  /** Names, in lower case, that the call sets or removes: those of the client's function are ignored. */
  readonly namesOfCall: ReadonlySet<string>;
  /** The call's function. */
  readonly ofCall: HeadersFunction | undefined;
  /** The origin that the client's headers are meant for; undefined if the call goes elsewhere from the start. */
  readonly clientOrigin: string | undefined;
  /** The origin that the call's headers are meant for. */
  readonly callOrigin: string;
}

const ofCalls = new WeakMap<CallScope, ComputedHeaders>();

/** Registers the functions that compute headers for each attempt of a call. */
export function computeHeaders(call: CallScope, computed: ComputedHeaders): void {
  call.computeHeaders();
  ofCalls.set(call, computed);
}

/**
 * Adds the headers that the functions of a call return. For an origin that they are not meant for, as after a redirect, only
 * headers that are known to carry no credential are added.
 * @throws OptionError for a bad header; whatever the functions throw
 */
export async function withComputedHeaders(request: HttpRequest): Promise<HttpRequest> {
  const { origin, call } = request;
  const { ofClient, ofCall, namesOfCall, clientOrigin, callOrigin } = ofCalls.get(call) as ComputedHeaders;
  const context: HeadersContext = { request, attempt: call.attemptCount };
  let { headers } = request;
  if (ofClient !== undefined) {
    const added = HttpHeaders.from(await ofClient(context)).filter((name) => !namesOfCall.has(name));
    headers = headers.merge(origin === clientOrigin ? added : harmlessHeaders(added));
  }
  if (ofCall !== undefined) {
    const added = (await ofCall(context)) ?? HttpHeaders.empty;
    headers = headers.merge(origin === callOrigin ? added : harmlessHeaders(HttpHeaders.from(added)));
  }
  return request.withHeaders(headers);
}

/** Lays headers over others; the result is a function if one of the two is. */
export function overlayHeaders(base: HeadersOption | undefined, over: HeadersOption): HeadersOption {
  if (base === undefined) return over;
  if (typeof base !== 'function' && typeof over !== 'function') return HttpHeaders.from(base).merge(over);
  return async (context) => {
    const under = HttpHeaders.from(typeof base === 'function' ? await base(context) : base);
    return under.merge((typeof over === 'function' ? await over(context) : over) ?? HttpHeaders.empty);
  };
}
