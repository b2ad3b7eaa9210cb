// Converts responses of the client to the data from which got's response objects are created.
import type { Options } from 'got';
import type { HttpError, HttpHeaders, HttpResponse } from '@sluice/core';
import type { Answer } from './response-face.ts';

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const WITHOUT_BODY: ReadonlySet<number> = new Set([204, 205, 304]);
const DECODED: ReadonlySet<string> = new Set(['', 'identity', 'gzip', 'x-gzip', 'deflate', 'br', 'zstd']);

/** Whether a response is a redirect that can be followed. */
export function isRedirect(status: number, location: unknown): boolean {
  return REDIRECTS.has(status) && Boolean(location);
}

/** Whether got may follow a response as a redirect: always, or if its function `followRedirect` says so. */
export function isFollowed({ status, headers }: HttpResponse, { followRedirect }: Options): boolean {
  return followRedirect !== false && isRedirect(status, headers.get('location'));
}

/** Converts a response. @param collected true if got collects the whole body, which is then read within the attempt */
export function answerOf(response: HttpResponse, options: Options, collected: boolean): Answer {
  const { status, headers } = response;
  if (options.followRedirect === true && isRedirect(status, headers.get('location'))) {
    // got would read the body to its end, without a bound.
    response.discard();
    return {
      ...headOf(response, withoutLength(headers)),
      body: chunks(),
      discard: nothing,
      endsUpload: false,
    };
  }
  return {
    ...headOf(response, headersFor(status, headers, options)),
    body: collected && response.ok ? whole(response) : response[Symbol.asyncIterator](),
    discard: () => response.discard(),
    endsUpload: true,
  };
}

/** Converts a response whose body failed: got receives the head, and the error in place of the body. */
export function answerOfBroken(response: HttpResponse, options: Options, error: unknown): Answer {
  const headers = headersFor(response.status, response.headers, options);
  return { ...headOf(response, headers), body: failing(error), discard: nothing, endsUpload: true };
}

/** Converts a response with an error status. The client has read the beginning of its body and discarded the rest. */
export function answerOfError(error: HttpError, options: Options): Answer {
  const { status, statusText, headers, body, complete } = error.response;
  const shown = headersFor(status, headers, options);
  return {
    status,
    statusText,
    // got would report a body shorter than declared instead of the status.
    headers: complete ? shown : withoutLength(shown),
    body: chunks(body),
    discard: nothing,
    attempts: error.attempts,
    failure: error,
    declaredLength: lengthIn(headers),
    endsUpload: !options.isStream,
  };
}

function headOf(
  response: HttpResponse,
  headers: HttpHeaders,
): Omit<Answer, 'body' | 'discard' | 'endsUpload'> {
  const { status, statusText, attempts } = response;
  const declaredLength = lengthIn(response.headers);
  return { status, statusText, headers, attempts, failure: undefined, declaredLength };
}

function lengthIn(headers: HttpHeaders): number | undefined {
  const value = headers.get('content-length');
  return value === null || value === undefined ? undefined : Number(value);
}

/** The headers without those that describe the encoded body. */
function headersFor(status: number, headers: HttpHeaders, { decompress, method }: Options): HttpHeaders {
  const codings = headers.get('content-encoding')?.toLowerCase().split(',');
  if (codings === undefined || !decompress || method === 'HEAD' || WITHOUT_BODY.has(status)) return headers;
  if (!codings.every((coding) => DECODED.has(coding.trim()))) return headers;
  return withoutLength(headers).filter((name) => name !== 'content-encoding');
}

function withoutLength(headers: HttpHeaders): HttpHeaders {
  return headers.filter((name) => name !== 'content-length');
}

async function* whole(response: HttpResponse): AsyncGenerator<Uint8Array> {
  yield await response.bytes();
}

async function* chunks(...all: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* all;
}

function failing(error: unknown): AsyncIterator<Uint8Array> {
  return { next: () => Promise.reject(error) };
}

function nothing(): void {}
