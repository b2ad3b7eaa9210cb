import type { Options } from 'got';
import type { HttpError, HttpHeaders, HttpResponse } from '@sluice/core';
import type { Answer } from './response-face.ts';

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const WITHOUT_BODY: ReadonlySet<number> = new Set([204, 205, 304]);
const DECODED: ReadonlySet<string> = new Set(['', 'identity', 'gzip', 'x-gzip', 'deflate', 'br', 'zstd']);

/** A response of the pipeline as got gets it. */
export function answerOf(response: HttpResponse, options: Options, collected: boolean): Answer {
  const { status, headers } = response;
  if (options.followRedirect === true && isRedirect(status, headers)) {
    // got would read it to its end, whenever that comes.
    response.discard();
    return { ...headOf(response, withoutLength(headers)), body: chunks(), discard: nothing };
  }
  return {
    ...headOf(response, headersFor(status, headers, options)),
    body: collected && response.ok ? whole(response) : response[Symbol.asyncIterator](),
    discard: () => response.discard(),
  };
}

/** The same for a status that the pipeline throws: what it kept of the body is all there is. */
export function answerOfError(error: HttpError, options: Options): Answer {
  const { status, statusText, headers, body, complete } = error.response;
  const shown = headersFor(status, headers, options);
  return {
    status,
    statusText,
    // got takes a body shorter than declared for a failure, and would not say which status it was.
    headers: complete ? shown : withoutLength(shown),
    body: chunks(body),
    discard: nothing,
    attempts: error.attempts,
    failure: error,
  };
}

function headOf(
  { status, statusText, attempts }: HttpResponse,
  headers: HttpHeaders,
): Omit<Answer, 'body' | 'discard'> {
  return { status, statusText, headers, attempts, failure: undefined };
}

function isRedirect(status: number, headers: HttpHeaders): boolean {
  return REDIRECTS.has(status) && Boolean(headers.get('location'));
}

/** The headers without those that speak of a body that was decoded. */
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

function nothing(): void {}
