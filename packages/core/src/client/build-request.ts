// Builds the request of a call from the arguments of its caller.
import { ownCopy } from '../options/own-copy.ts';
import { ACCEPTED_CODINGS } from '../response/decode/codings.ts';
import { releaseAtEnd, type RequestBody } from '../request/body/request-body.ts';
import { closeInput, toJsonBody, toRequestBody } from '../request/body/to-request-body.ts';
import { CallScope, type CallOwner, type DrainCounter } from '../lifecycle/call-scope.ts';
import type { Clock } from '../time/clock.ts';
import { OptionError, refuse, typeOf } from '../errors/option-error.ts';
import { harmlessHeaders } from '../headers/harmless-headers.ts';
import type { HttpHeaders } from '../headers/headers.ts';
import { computeHeaders, type HeadersFunction } from '../request/computed-headers.ts';
import { BODILESS } from '../request/methods.ts';
import { HttpRequest } from '../request/request.ts';
import { isOptions } from '../options/parsers.ts';
import type { RequestLine } from '../history/request-line.ts';
import { checkMethod } from '../headers/validate.ts';
import type { CorePolicyOptions } from '../options/core-options.ts';
import type { CoreCallOptions } from './call-options.ts';
import { checkProgress, reportProgress } from './progress-options.ts';
import { namesOf, NO_NAMES, withContentType } from './own-headers.ts';
import type { OptionTable } from '../options/option-table.ts';
import { appendFields } from '../request/query.ts';
import { resolveTarget } from '../request/target.ts';

/** What all calls of a client share. */
export interface ClientDefaults {
  readonly baseUrl: URL | undefined;
  /** The client of the calls. */
  readonly owner: CallOwner;
  readonly headers: HttpHeaders;
  /** The headers with an `accept-encoding` for the codings that are decoded. */
  readonly decodingHeaders: HttpHeaders;
  /** Query fields for names that neither the URL nor the call has. */
  readonly query: URLSearchParams | undefined;
  /** Computes headers of each attempt. */
  readonly headersFunction: HeadersFunction | undefined;
  readonly clock: Clock;
  readonly drains: DrainCounter;
  readonly table: OptionTable;
}

/** The options of a call, with the `method` that shortcuts do not have. */
type RequestOptions = CoreCallOptions & { readonly method?: unknown };

/** The options of a call that describe its request. They are not in the option table. */
const REQUEST_KEYS: ReadonlySet<string> = new Set(
  Object.keys({
    method: true,
    headers: true,
    query: true,
    body: true,
    json: true,
    form: true,
    signal: true,
    onUploadProgress: true,
    onDownloadProgress: true,
  } satisfies Record<Exclude<keyof RequestOptions, keyof CorePolicyOptions>, true>),
);

/** The options of a call without options. */
const NO_OPTIONS = Object.freeze(ownCopy<RequestOptions>({}));

/**
 * Builds the request of a call: validates every string and resolves every option.
 * @param method the method of a shortcut. Default: the option `method`, or GET
 * @throws OptionError
 */
export function buildRequest(
  defaults: ClientDefaults,
  method: string | undefined,
  input: unknown,
  callOptions: CoreCallOptions | undefined,
): HttpRequest {
  const options = callOptions === undefined ? NO_OPTIONS : checkObject(callOptions, method);
  const resolved =
    callOptions === undefined ? defaults.table.defaults : defaults.table.resolve(options, REQUEST_KEYS);
  if (method !== undefined && options.method !== undefined) throw methodGivenTwice(method);
  const { method: methodOption = 'GET' } = options;
  const checkedMethod = checkMethod(method ?? methodOption);
  const { baseUrl, query } = defaults;
  const target = resolveTarget(input, baseUrl, options.query, resolved.allowOtherOrigin, query);
  const signal = signalOf(options.signal);
  let headers = target.foreign ? harmlessHeaders(defaults.headers) : defaults.headers;
  if (target.authorization !== undefined && !headers.has('authorization')) {
    headers = headers.with('authorization', target.authorization);
  }
  const { headers: given } = options;
  const own = typeof given === 'function' ? undefined : given;
  // Merged after the credentials of the URL, so that a call can remove them.
  if (own !== undefined) headers = headers.merge(own);
  checkProgress(options);
  // Created after all other checks: a factory may open a stream, which nothing would close if the call were refused.
  const body = bodyOf(options, checkedMethod);
  if (body?.contentType !== undefined) headers = withContentType(headers, body.contentType, own);
  const mayDecode = resolved.decompress && !headers.has('accept-encoding');
  const decode = mayDecode && !headers.has('range');
  if (mayDecode && !decode) {
    // A part of a coded body cannot be decoded (Fetch standard, HTTP-network-or-cache fetch).
    headers = headers.with('accept-encoding', 'identity');
  } else if (decode) {
    headers =
      headers === defaults.headers
        ? defaults.decodingHeaders
        : headers.with('accept-encoding', ACCEPTED_CODINGS);
  }
  const call = new CallScope(defaults.clock, resolved, signal, decode, defaults.drains, defaults.owner);
  if (typeof given === 'function' || defaults.headersFunction !== undefined) {
    const { origin } = target.location;
    computeHeaders(call, {
      ofClient: defaults.headersFunction,
      ofCall: typeof given === 'function' ? given : undefined,
      namesOfCall: own === undefined ? NO_NAMES : namesOf(own),
      clientOrigin: target.foreign ? undefined : origin,
      callOrigin: origin,
    });
  }
  if (body !== undefined) releaseAtEnd(body, call);
  const sent = reportProgress(call, body, options);
  return new HttpRequest(checkedMethod, target.location, headers, sent, call);
}

function checkObject(given: unknown, method: string | undefined): RequestOptions {
  if (isOptions(given)) return ownCopy<RequestOptions>(given);
  const hint = given === null ? '' : `; ${adviceInstead(given, method)}`;
  // The message omits the value, which may be a body.
  const message = `the second argument must be an object of options; got ${typeOf(given)}${hint}`;
  throw new OptionError('options', message);
}

/** Advice for a value that was given instead of options. */
function adviceInstead(given: unknown, method: string | undefined): string {
  if (given instanceof AbortSignal) return 'a signal is given as { signal }';
  if (method === 'GET' || method === 'HEAD') return 'a query is given as { query: … }';
  return 'a body is given as { json: … } or { body: … }';
}

/** The error of a third argument, which callers used to axios give: there, the body is the second. */
export function thirdArgument(method: string | undefined): OptionError {
  const name = method?.toLowerCase() ?? 'client';
  const message = `${name}() takes a URL and one object of options, as in ${name}(url, { json, headers })`;
  return new OptionError('options', message);
}

function methodGivenTwice(method: string): OptionError {
  const message = `option 'method' cannot be combined with ${method.toLowerCase()}(); use client(url, { method })`;
  return new OptionError('method', message);
}

function bodyOf(options: CoreCallOptions, method: string): RequestBody | undefined {
  const { json, form } = options;
  const body = options.body ?? undefined;
  if (body === undefined && json === undefined && form === undefined) return undefined;
  const given = [body, json, form].filter((part) => part !== undefined).length;
  if (given > 1) throw new OptionError('body', "give only one of the options 'body', 'json' and 'form'");
  if (BODILESS.has(method))
    throw refuse('method', method, 'a method with a body, such as POST, if a body is given');
  if (json !== undefined) return toJsonBody(json);
  if (form !== undefined) return toRequestBody(formOf(form));
  return toRequestBody(body);
}

function formOf(form: unknown): URLSearchParams {
  const fields = new URLSearchParams();
  appendFields(fields, form, 'form');
  return fields;
}

function signalOf(signal: unknown): AbortSignal | undefined {
  if (signal === undefined || signal === null) return undefined;
  if (!(signal instanceof AbortSignal)) throw refuse('signal', signal, 'an AbortSignal');
  return signal;
}

/** The method and the URL of a call with a refused argument; undefined if that argument is the method or the URL. */
export function requestLine(
  { baseUrl }: ClientDefaults,
  method: string | undefined,
  input: unknown,
  options: unknown,
): RequestLine | undefined {
  try {
    const given = isOptions(options) ? ownCopy<RequestOptions>(options) : NO_OPTIONS;
    const { method: methodOption = 'GET' } = given;
    const { url } = resolveTarget(input, baseUrl, undefined, true).location;
    return { method: checkMethod(method ?? methodOption), url };
  } catch {
    return undefined;
  }
}

/** Closes the source of the body that was given to a refused call. */
export function closeBodyOf(options: unknown): void {
  if (isOptions(options)) closeInput(ownCopy<RequestOptions>(options).body);
}
