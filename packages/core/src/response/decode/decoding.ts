// Decoded access to the body of a response.
import type { AttemptScope } from '../../lifecycle/attempt-scope.ts';
import { attachCall } from '../../errors/base.ts';
import type { HttpHeaders } from '../../headers/headers.ts';
import type { ChunkReader } from '../body/chunk-reader.ts';
import type { ResponseBody } from '../body/response-body.ts';
import { BodyDecoder } from './body-decoder.ts';
import type { Coding } from './codings.ts';
import { codingsOf } from './content-encoding.ts';
import { AT_ONCE_BYTES, decodeAtOnce } from './decode-at-once.ts';
import { limitsOf } from './decode-limits.ts';
import { DecodingReader } from './decoding-reader.ts';

const NONE: readonly Coding[] = [];

/** The status of a part of a body. A part of a coded body cannot be decoded (RFC 9110 section 14.5). */
const PARTIAL_CONTENT = 206;

/**
 * The codings that a reader must remove from a body. Empty if the call does not decode, or if the body is decoded already.
 * @throws BodyError if the body has too many codings; then it is discarded
 */
export function codingsToDecode(
  body: ResponseBody,
  headers: HttpHeaders,
  attempt: AttemptScope,
): readonly Coding[] {
  if (!attempt.call.decodesBody || body.decoded || attempt.record.status === PARTIAL_CONTENT) return NONE;
  try {
    return codingsOf(headers);
  } catch (error) {
    body.discard();
    throw attachCall(error, attempt);
  }
}

/** Claims a body for decoded reading. @throws BodyError if it was already used, or has too many codings */
export function claimDecoded(body: ResponseBody, headers: HttpHeaders, attempt: AttemptScope): ChunkReader {
  const codings = codingsToDecode(body, headers, attempt);
  body.claim();
  return codings.length === 0 ? body : new DecodingReader(body, decoderOf(body, codings, attempt));
}

/**
 * Decodes a whole body: without a promise if it has arrived and is short.
 * @throws BodyError if the body was already used, is invalid, or exceeds its limits; the failure of the body
 */
export function decodeWhole(
  body: ResponseBody,
  codings: readonly Coding[],
  attempt: AttemptScope,
): Uint8Array | Promise<Uint8Array> {
  const bytes = body.collectNow();
  if (bytes === undefined) {
    body.claim();
    return decoderOf(body, codings, attempt).whole();
  }
  if (bytes.length === 0) return bytes;
  if (bytes.length <= AT_ONCE_BYTES) {
    try {
      const decoded = decodeAtOnce(bytes, codings, limitsOf(attempt.call.options), body);
      if (decoded !== undefined) return decoded;
    } catch (error) {
      throw attachCall(error, attempt);
    }
  }
  return decoderOf(body, codings, attempt, bytes).whole();
}

/**
 * Creates the decoder of a claimed body.
 * @param bytes the whole body, if it was taken already
 */
function decoderOf(
  body: ResponseBody,
  codings: readonly Coding[],
  attempt: AttemptScope,
  bytes?: Uint8Array,
): BodyDecoder {
  const decoder = new BodyDecoder(body, codings, attempt, bytes);
  body.attachReader(decoder);
  return decoder;
}
