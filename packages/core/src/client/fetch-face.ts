import type { BodyInput } from '../request/body/body-input.ts';
import { isSluiceError } from '../errors/guards.ts';
import { RedirectError } from '../errors/redirect-error.ts';
import { safeUrl } from '../errors/redact.ts';
import { readUnpolluted } from '../options/read-unpolluted.ts';
import type { HttpResponse } from '../response/response.ts';
import { checkMethod } from '../headers/validate.ts';
import type { CoreCallOptions } from './call-options.ts';
import type { Call } from './call.ts';
import { toFetchResponse } from './fetch-response.ts';

type Send = (url: string | URL, options?: CoreCallOptions & { method?: string | undefined }) => Call;
type FetchInput = Parameters<typeof fetch>[0];

/** Headers fetch callers may give but which the client sets itself. */
const FRAMING = [
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
];

interface Description {
  readonly url: string | URL;
  readonly method: string;
  /** Undefined when nobody says: a Request made without it says `follow` too. */
  readonly redirect: string | undefined;
  readonly options: CoreCallOptions;
}

/**
 * The standard fetch over a client. What it cannot do is refused (`integrity`), what means nothing outside a browser is
 * ignored (`mode`, `credentials`, `cache`, `referrer`, …).
 * @param redirects whether the client has the option `redirect`; without it, redirects are returned as they are
 */
export function fetchFace(send: Send, redirects: boolean): typeof fetch {
  return async function sluiceFetch(input: FetchInput, init?: RequestInit): Promise<Response> {
    try {
      const { url, method, redirect, options } = describe(input, init ?? {});
      const extra = redirects && redirect !== undefined ? { redirect } : {};
      const response = await send(url, { ...options, ...extra, method });
      if (!redirects && redirect === 'error') refuseRedirect(response);
      return toFetchResponse(response, method);
    } catch (error) {
      throw asFetchError(error);
    }
  };
}

function describe(input: FetchInput, init: RequestInit): Description {
  const request = isRequest(input) ? input : undefined;
  const given = <Key extends keyof RequestInit>(key: Key): RequestInit[Key] | undefined =>
    readUnpolluted(init, key);
  if (given('integrity')) throw new TypeError("fetch: 'integrity' is not supported");
  if (request?.bodyUsed === true && given('body') === undefined) {
    throw new TypeError('fetch: the body of the Request was already used');
  }
  const headers = new Headers(given('headers') ?? request?.headers);
  for (const name of FRAMING) headers.delete(name);
  const body = given('body') ?? request?.body;
  const signal = given('signal') === undefined ? request?.signal : given('signal');
  return {
    url: request === undefined ? (input as string | URL) : request.url,
    method: checkMethod(given('method') ?? request?.method ?? 'GET'),
    redirect: given('redirect') ?? (request?.redirect === 'follow' ? undefined : request?.redirect),
    options: {
      headers: headers as Iterable<[string, string]>,
      body: (body ?? undefined) as BodyInput | undefined,
      signal: signal ?? undefined,
      throwHttpErrors: false,
    },
  };
}

/** A Request, of whichever implementation. */
function isRequest(input: FetchInput): input is Request {
  return typeof input === 'object' && !(input instanceof URL) && typeof input.url === 'string';
}

function refuseRedirect(response: HttpResponse): void {
  if (response.status < 300 || response.status > 399 || !response.headers.has('location')) return;
  response.discard();
  throw new RedirectError(`redirected by ${safeUrl(response.url)}, but redirect is 'error'`);
}

/** As fetch reports: bad input and failures of the network are TypeErrors, an abort is its reason. */
function asFetchError(error: unknown): unknown {
  if (!isSluiceError(error)) return error;
  const message = error.code === 'ERR_SLUICE_OPTION' ? error.message : 'fetch failed';
  return new TypeError(message, { cause: error });
}
