// The standard `fetch` over a client.
import { isRedirectStatus } from '../redirect/redirected-request.ts';
import { BodyError } from '../errors/body-error.ts';
import { RedirectError } from '../errors/redirect-error.ts';
import { safeUrl } from '../errors/redact.ts';
import { SluiceError } from '../errors/base.ts';
import type { BodyInput } from '../request/body/body-input.ts';
import { SizedStream } from '../request/body/sized-stream.ts';
import { NetworkError } from '../errors/network-error.ts';
import { closeSource } from '../request/body/source-chunks.ts';
import { mismatch } from '../request/body/exact-length.ts';
import type { HttpResponse } from '../response/response.ts';
import type { RedirectRules } from '../lifecycle/redirect-rules.ts';
import type { Clock } from '../time/clock.ts';
import { asFetchError } from './fetch-errors.ts';
import { readArguments, streamIn, type FetchInput, type FetchRequest } from './fetch-request.ts';
import { hasNullBody, headOf } from './fetch-head.ts';
import { toFetchResponse, toReadResponse } from './fetch-response.ts';
import { matchesIntegrity } from './integrity.ts';

/** The options of the client's call that performs a fetch. */
export interface FetchOptions {
  readonly method: string;
  readonly headers?: Iterable<[string, string]>;
  readonly body?: BodyInput | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly redirect?: 'follow' | 'manual' | 'error';
}

/** Sends a request through the pipeline; returns the response whatever its status. */
type Send = (url: string, options: FetchOptions, rules: RedirectRules) => PromiseLike<HttpResponse>;

/** The part of a client that fetch uses. */
export interface FetchClient {
  /** Whether it has the option `redirect`; without it, redirects are returned as they are. */
  readonly redirects: boolean;
  /** Its `baseUrl`; undefined without one. */
  readonly baseUrl: URL | undefined;
  readonly clock: Clock;
}

/** Node's fetch, for URLs without a network. Read on import, since a program may replace the global by `client.fetch`. */
const platformFetch = globalThis.fetch;

const LOCAL = /^(?:data|blob):/i;

const PROXY_AUTHENTICATION = 407;

/**
 * The standard fetch over a client. The documentation (The fetch face) lists what differs from Node's fetch.
 */
export function fetchFace(send: Send, { redirects, baseUrl, clock }: FetchClient): typeof globalThis.fetch {
  async function sluiceFetch(input: FetchInput, init: RequestInit | undefined): Promise<Response> {
    let request: FetchRequest | undefined;
    let sent = false;
    try {
      request = readArguments(input, init, baseUrl);
      if (LOCAL.test(request.url) && request.taken === undefined) return await platformFetch(input, init);
      if (request.signal?.aborted === true) throwAbortReason(request, baseUrl);
      const options = optionsOf(request, redirects);
      const { taken } = request;
      const body =
        taken === undefined ? request.body : bounded(await taken.content(request.signal, clock), request);
      sent = true;
      const response = await send(
        request.url,
        body === undefined ? options : { ...options, body: body as BodyInput },
        request.hops,
      );
      if (request.redirect === 'error' && isRedirectStatus(response.status)) refuseRedirect(response);
      if (request.windowless && response.status === PROXY_AUTHENTICATION) refuseProxy(response);
      if (request.integrity !== '') return await withIntegrity(response, request);
      return toFetchResponse(response, request.hops.tainting, request.method, request.signal);
    } catch (error) {
      release(request, init, error, sent);
      throw asFetchError(error, request?.signal, request?.url);
    }
  }
  // The watchdog omits the frames of both functions from its reports; it finds them by the name `sluiceFetch`.
  return function fetch(
    input: FetchInput,
    // oxlint-disable-next-line typescript/no-useless-default-assignment -- makes its length 1, as in the standard
    init: RequestInit | undefined = undefined,
  ): Promise<Response> {
    return sluiceFetch(input, init);
  };
}

function optionsOf(request: FetchRequest, redirects: boolean): FetchOptions {
  const { method, headers, signal, redirect } = request;
  return {
    method,
    ...(headers !== undefined && { headers }),
    ...(signal !== undefined && { signal }),
    ...(redirects && redirect !== undefined && { redirect }),
  };
}

/**
 * Fails a call that was aborted before it began, so that the stream of its body is closed before `fetch()` returns. A bad
 * URL has precedence, as in the standard.
 */
function throwAbortReason({ signal, url }: FetchRequest, base: URL | undefined): void {
  if (signal instanceof AbortSignal && (base !== undefined || URL.canParse(url))) throw signal.reason;
}

/** The body of a Request, of exactly the length that its headers state. */
function bounded(
  content: Uint8Array | AsyncIterable<Uint8Array>,
  { length }: FetchRequest,
): BodyInput | SizedStream {
  if (length === undefined) return content as BodyInput;
  if (!(content instanceof Uint8Array)) return new SizedStream(content, length);
  if (content.length !== length) throw mismatch(content.length, length);
  return content as BodyInput;
}

function refuseRedirect(response: HttpResponse): never {
  response.discard();
  throw new RedirectError(`redirected by ${safeUrl(response.url)}, but redirect is 'error'`);
}

function refuseProxy(response: HttpResponse): never {
  response.discard();
  const at = safeUrl(response.url);
  throw new NetworkError(
    'ERR_SLUICE_PROXY',
    `${at} requires credentials for a proxy (407), and window: null forbids requesting them`,
    { phase: 'response', responseStarted: true, retryable: false },
  );
}

/** Checks the integrity of a body before the caller gets the response. */
async function withIntegrity(
  response: HttpResponse,
  { integrity, hops, method }: FetchRequest,
): Promise<Response> {
  if (hasNullBody(headOf(response, hops.tainting).status, method)) {
    response.discard();
    throw new BodyError(
      'ERR_SLUICE_BODY_DECODE',
      'the response has no body for the integrity of the request',
    );
  }
  const bytes = await response.bytes();
  if (matchesIntegrity(bytes, integrity)) return toReadResponse(response, hops.tainting, bytes);
  throw new BodyError('ERR_SLUICE_BODY_DECODE', 'the body does not match the integrity of the request', {
    bytes: bytes.length,
  });
}

/** Closes the stream of a call that ended before it was sent, since nothing else closes the stream of a refused call. */
function release(
  request: FetchRequest | undefined,
  init: RequestInit | undefined | null,
  error: unknown,
  sent: boolean,
): void {
  request?.taken?.cancel(error);
  const stream = streamIn(init);
  if (stream !== undefined && (!sent || error instanceof SluiceError)) closeSource(stream, error);
}
