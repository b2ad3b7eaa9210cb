// Converts the headers and the body of a request of got to options of a call of the client.
import type { OutgoingHttpHeaders } from 'node:http';
import type { Options } from 'got';
import { bytesOfView } from '@sluice/core/internal';
import { refuse } from '@sluice/core/plugin';
import type { BodyStream } from '@sluice/core/transport';
import { withoutConnection } from './connection-headers.ts';
import type { FaceBody } from './request-face.ts';
import { StepwiseBody } from './stepwise-body.ts';

/** The headers and the body as options of a call of the client. */
export interface SentBody {
  readonly headers: OutgoingHttpHeaders;
  readonly body: Uint8Array | BodyStream | (() => BodyStream) | undefined;
  /** The length of a body that is sent in pieces, if it is known. */
  readonly gotLength: number | undefined;
}

/** A URL without its credentials, which got has put into a header. */
export function withoutCredentials(url: URL): URL {
  const plain = new URL(url);
  plain.username = '';
  plain.password = '';
  return plain;
}

/**
 * The headers without those that the transport sets, and the body with the length that the header declares.
 * @throws OptionError if the header is not a length, or not the length of a body in memory
 */
export function sentBody(headers: OutgoingHttpHeaders, body: FaceBody): SentBody {
  const { 'content-length': declared, ...fields } = withoutConnection(headers);
  if (isChunked(fields['transfer-encoding'])) {
    delete fields['transfer-encoding'];
    return { headers: fields, body: inChunks(body), gotLength: undefined };
  }
  if (body instanceof StepwiseBody) {
    checkLength(declared, body.length);
    return { headers: fields, body: () => body.slices(), gotLength: body.length };
  }
  if (body === undefined || body instanceof Uint8Array) {
    checkLength(declared, body?.length ?? 0);
    return { headers: fields, body, gotLength: undefined };
  }
  if (declared === undefined) return { headers: fields, body, gotLength: undefined };
  const length = Number(declared);
  const isLength = /^\d+$/.test(String(declared)) && Number.isSafeInteger(length);
  if (!isLength) throw refuse('headers.content-length', declared, 'a number of bytes');
  return { headers: fields, body, gotLength: length };
}

/** Whether the caller requested a chunked body. The transport then declares the coding itself. */
function isChunked(coding: OutgoingHttpHeaders[string]): boolean {
  return typeof coding === 'string' && coding.trim().toLowerCase() === 'chunked';
}

/** A body of unknown length. */
function inChunks(body: FaceBody): SentBody['body'] {
  if (body instanceof StepwiseBody) return () => body.slices();
  if (body !== undefined && !(body instanceof Uint8Array)) return body;
  return async function* chunks() {
    if (body !== undefined) yield body;
  };
}

function checkLength(declared: OutgoingHttpHeaders[string], known: number): void {
  if (declared === undefined || Number(declared) === known) return;
  throw refuse('headers.content-length', declared, `the length of the body (${known})`);
}

/** The bytes of a body in memory, which can be sent again; undefined for a body that got writes piece by piece. */
export function bytesOf(body: Options['body']): Uint8Array | undefined {
  if (typeof body === 'string') return Buffer.from(body);
  return ArrayBuffer.isView(body) ? bytesOfView(body) : undefined;
}
