// Reads and checks the arguments of fetch.
import { checkMethod } from '../headers/validate.ts';
import { isOptions } from '../options/parsers.ts';
import { readUnpolluted } from '../options/read-unpolluted.ts';
import type { BodyInput } from '../request/body/body-input.ts';
import { isFileHandle, isFileInput } from '../request/body/file-body.ts';
import type { RequestBody } from '../request/body/request-body.ts';
import { isForm } from '../request/body/is-form.ts';
import { platform } from '../request/body/platform-classes.ts';
import { SizedStream } from '../request/body/sized-stream.ts';
import { withStatedLength } from '../request/body/stated-length.ts';
import { readHeaders, spelledAs, type HeadersInit } from './request-headers.ts';
import {
  addCacheHeaders,
  checkMembers,
  checkMode,
  refuseDispatcher,
  textOf,
  type ReadMember,
} from './request-members.ts';
import { FetchHops } from './fetch-hops.ts';
import { globalOrigin } from './global-origin.ts';
import { signalOf } from './request-signal.ts';
import { TakenBody } from './taken-body.ts';
import { withoutControls } from './url-controls.ts';

/** The classes of the platform; later replacements are not used. */
const { ReadableStream, Blob, URLSearchParams } = globalThis;

/** The first argument of fetch. */
export type FetchInput = Parameters<typeof fetch>[0];

/** The arguments of fetch, checked. */
export interface FetchRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Iterable<[string, string]> | undefined;
  /** A body that is passed on as it is. */
  readonly body: BodyInput | SizedStream | RequestBody | undefined;
  /** The body of a Request, which is read ahead before it is sent. */
  readonly taken: TakenBody | undefined;
  /** The length that the caller stated for a stream. */
  readonly length: number | undefined;
  /** Undefined if not given. A Request without it has the value `follow`, which therefore counts as not given. */
  readonly redirect: 'follow' | 'manual' | 'error' | undefined;
  readonly integrity: string;
  /** Whether `window` is null: no user can be asked for credentials, so a 407 is an error. */
  readonly windowless: boolean;
  readonly hops: FetchHops;
  readonly signal: AbortSignal | undefined;
}

/**
 * Reads the arguments of fetch. The body of a Request is taken at once.
 * @param base the `baseUrl` of the client, which itself resolves relative URLs against it
 * @throws TypeError for arguments that the Fetch standard refuses
 */
export function readArguments(
  input: FetchInput,
  init: RequestInit | undefined | null,
  base: URL | undefined,
): FetchRequest {
  const given = readerOf(init);
  const origin = globalOrigin();
  checkMembers(given, origin);
  const request = isRequest(input) ? input : undefined;
  const url = request === undefined ? urlOf(input, base === undefined ? origin : undefined) : request.url;
  if (url.includes('@')) refuseCredentials(url);
  refuseDispatcher(given);
  const method = methodOf(given('method') ?? request?.method);
  const mode = textOf(given('mode') ?? request?.mode ?? 'cors');
  checkMode(mode, method);
  const from = (given('headers') ?? request?.headers) as HeadersInit | undefined;
  const { headers, length } = readHeaders(from);
  const redirect = given('redirect') as FetchRequest['redirect'];
  const signal = given('signal') === undefined && request !== undefined ? signalOf(request) : given('signal');
  const body = given('body') ?? undefined;
  if (BODILESS.test(method) && (body !== undefined || request?.body)) {
    throw new TypeError(`fetch: a request with the method ${method} has no body`);
  }
  if (request?.bodyUsed === true && body === undefined) {
    throw new TypeError('fetch: the body of the Request was already used');
  }
  const cache = (given('cache') ?? request?.cache) as string | undefined;
  const referrer = referrerOf(given('referrer') ?? request?.referrer, origin);
  const referrerPolicy = textOf(given('referrerPolicy') ?? request?.referrerPolicy ?? '');
  const hops = new FetchHops(url, base, { mode, referrer, referrerPolicy, origin });
  return {
    url,
    method,
    headers: spelledAs(from, withHopHeaders(withCacheHeaders(headers, cache), hops.first(method))),
    body: body === undefined ? undefined : bodyOf(body, given('duplex'), length),
    // Taken last, when nothing can be refused any more.
    taken: body === undefined && request?.body ? new TakenBody(request.body) : undefined,
    length,
    redirect: redirect ?? (request?.redirect === 'follow' ? undefined : request?.redirect),
    integrity: textOf(given('integrity') ?? request?.integrity ?? ''),
    signal: (signal ?? undefined) as AbortSignal | undefined,
    windowless: given('window') === null,
    hops,
  };
}

function readerOf(init: RequestInit | undefined | null): ReadMember {
  if (init === undefined || init === null) return () => undefined;
  if (typeof init !== 'object' && typeof init !== 'function')
    throw new TypeError('fetch: init must be an object');
  return (name) => readUnpolluted(init as Record<string, unknown>, name);
}

/** Whether the argument is a Request, of any implementation. */
function isRequest(input: FetchInput): input is Request {
  if (typeof input !== 'object' || input === null) return false;
  const { url, method } = input as Partial<Request>;
  return typeof url === 'string' && typeof method === 'string';
}

/** The URL of a request. A relative URL is resolved against the global origin, if the program has set one. */
function urlOf(input: unknown, origin: URL | undefined): string {
  const text = withoutControls(textOf(input));
  return origin === undefined || URL.canParse(text) ? text : (URL.parse(text, origin.href)?.href ?? text);
}

/** The referring page (Fetch standard, "new Request", step 14). */
function referrerOf(given: unknown, origin: URL | undefined): URL | undefined {
  const text = given === undefined ? CLIENT : textOf(given);
  if (text === '') return undefined;
  const url = text === CLIENT ? null : URL.parse(text, origin?.href);
  return url === null || (origin !== undefined && url.origin !== origin.origin) ? origin : url;
}

/** The referrer that stands for the caller itself. */
const CLIENT = 'about:client';

/** Refuses a URL with credentials. The message omits the URL, which contains a password. */
function refuseCredentials(text: string): void {
  const url = URL.parse(text);
  if (url !== null && (url.username !== '' || url.password !== '')) {
    throw new TypeError('fetch: the URL includes credentials; set the header authorization instead');
  }
}

/** Methods that the Fetch standard forbids, besides CONNECT. */
const FORBIDDEN = /^trac[ek]$/i;

const BODILESS = /^(?:GET|HEAD)$/;

function methodOf(given: unknown): string {
  if (given === undefined) return 'GET';
  const method = textOf(given);
  if (FORBIDDEN.test(method)) throw new TypeError(`fetch: the method ${method} is not supported`);
  return checkMethod(method);
}

function withCacheHeaders(headers: Headers | undefined, cache: string | undefined): Headers | undefined {
  if (headers === undefined && (cache === undefined || cache === 'default')) return undefined;
  const all = headers ?? new (platform().Headers)();
  addCacheHeaders(all, cache);
  return all;
}

function withHopHeaders(
  headers: Headers | undefined,
  added: Readonly<Record<string, string | null>> | undefined,
): Headers | undefined {
  if (added === undefined) return headers;
  const all = headers ?? new (platform().Headers)();
  for (const [name, value] of Object.entries(added)) {
    const isOwn = name === 'origin' && all.has(name);
    if (value !== null && !isOwn) all.set(name, value);
  }
  return all;
}

function bodyOf(
  body: unknown,
  duplex: unknown,
  length: number | undefined,
): NonNullable<FetchRequest['body']> {
  if (isStream(body)) {
    if (duplex === undefined) throw new TypeError("fetch: a stream as body needs duplex: 'half'");
    if (body instanceof ReadableStream && body.locked) throw new TypeError('fetch: the stream is locked');
    return length === undefined ? (body as BodyInput) : new SizedStream(body, length);
  }
  const known =
    body instanceof ArrayBuffer ||
    ArrayBuffer.isView(body) ||
    body instanceof Blob ||
    isForm(body) ||
    body instanceof URLSearchParams ||
    // Bodies that only clients of this project accept.
    typeof body === 'function' ||
    isFileInput(body) ||
    isFileHandle(body);
  const input = known ? (body as BodyInput) : textOf(body);
  return length === undefined ? input : withStatedLength(input, length);
}

/** Whether a body is read as it is sent: a web stream, or another async iterable. */
function isStream(body: unknown): body is AsyncIterable<unknown> {
  if (typeof body !== 'object' || body === null || !(Symbol.asyncIterator in body)) return false;
  return !(body instanceof Blob || isForm(body));
}

/** The stream in the arguments of a refused call; undefined without a stream. */
export function streamIn(init: RequestInit | undefined | null): AsyncIterable<unknown> | undefined {
  const body: unknown = isOptions(init) ? readUnpolluted(init, 'body') : undefined;
  return isStream(body) ? body : undefined;
}
