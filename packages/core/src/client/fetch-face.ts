import type { CoreCallOptions } from './call-options.ts';
import type { Call } from './call.ts';
import type { BodyInput } from '../body/request-body.ts';
import { isNetworkError, isOptionError, isSluiceError } from '../errors/guards.ts';
import { checkMethod } from '../validate.ts';
import type { HttpResponse } from '../response.ts';

type Send = (url: string | URL, options?: CoreCallOptions & { method?: string | undefined }) => Call;
type FetchInput = Parameters<typeof fetch>[0];

/** Statuses whose Response must have no body (Fetch standard, "null body status"). */
const NULL_BODY = new Set([101, 103, 204, 205, 304]);

/** Headers fetch callers may give but which the client sets itself. */
const FRAMING = new Set([
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'host',
  'expect',
  'te',
  'trailer',
  'upgrade',
  'proxy-connection',
]);

/** The standard fetch over a client. */
export function fetchFace(send: Send): typeof fetch {
  return async function sluiceFetch(input: FetchInput, init?: RequestInit): Promise<Response> {
    const { url, method, options } = describe(input, init);
    let response: HttpResponse;
    try {
      response = await send(url, { ...options, method });
    } catch (error) {
      throw asFetchError(error);
    }
    return toResponse(response, method);
  };
}

function describe(
  input: FetchInput,
  init: RequestInit | undefined,
): { url: string | URL; method: string; options: CoreCallOptions } {
  const request = input instanceof Request ? input : undefined;
  const url = request === undefined ? (input as string | URL) : request.url;
  const method = checkMethod(init?.method ?? request?.method ?? 'GET');
  const headers = new Headers(init?.headers ?? request?.headers);
  for (const name of FRAMING) headers.delete(name);
  const body = init?.body ?? request?.body ?? undefined;
  const signal = init?.signal ?? request?.signal;
  const redirect = init?.redirect ?? request?.redirect;
  return {
    url,
    method,
    options: {
      headers: headers as Iterable<[string, string]>,
      throwHttpErrors: false,
      ...(body !== undefined && body !== null && { body: body as BodyInput }),
      ...(signal !== undefined && signal !== null && { signal }),
      ...(redirect !== undefined && redirect !== 'follow' && { redirect }),
    },
  };
}

function toResponse(response: HttpResponse, method: string): Response {
  const empty = method === 'HEAD' || NULL_BODY.has(response.status);
  if (empty) response.discard();
  const headers = new Headers();
  for (const [name, value] of response.headers) headers.append(name, value);
  const made = new Response(empty ? null : response.body, {
    status: response.status,
    statusText: response.statusText,
    headers,
  });
  Object.defineProperty(made, 'url', { value: response.url });
  Object.defineProperty(made, 'redirected', { value: response.redirected });
  return made;
}

/** As fetch reports: bad input and network failures are TypeErrors, an abort is its reason. */
function asFetchError(error: unknown): unknown {
  if (isOptionError(error)) return new TypeError(error.message, { cause: error });
  if (isNetworkError(error) || isSluiceError(error)) return new TypeError('fetch failed', { cause: error });
  return error;
}
