import type { AttemptScope } from '../../lifecycle/attempt-scope.ts';
import { attachCall } from '../../errors/base.ts';
import type { HttpHeaders } from '../../headers/headers.ts';
import type { ResponseBody } from '../body/response-body.ts';
import { codingsOf, type Coding } from './codings.ts';
import { decodeBytes } from './decode-bytes.ts';
import { limitsOf } from './decode-limits.ts';
import { DecodingReader, type ChunkReader } from './decoding-reader.ts';

const NONE: readonly Coding[] = [];

/**
 * The codings that are to be taken off a body; none when the caller chose the encoding itself.
 * @throws BodyError when there are too many; the body is discarded then
 */
export function codingsOn(
  body: ResponseBody,
  headers: HttpHeaders,
  attempt: AttemptScope,
): readonly Coding[] {
  if (!attempt.call.decode) return NONE;
  try {
    return codingsOf(headers);
  } catch (error) {
    body.discard();
    throw attachCall(error, attempt);
  }
}

/** Claims a body for reading, decoded. @throws BodyError when it was already used, or has too many codings */
export function claimDecoded(body: ResponseBody, headers: HttpHeaders, attempt: AttemptScope): ChunkReader {
  const codings = codingsOn(body, headers, attempt);
  body.claim();
  return codings.length === 0 ? body : new DecodingReader(body, codings, attempt);
}

/** A whole body, decoded. @throws BodyError as {@link decodeBytes} */
export function decoded(
  bytes: Uint8Array,
  codings: readonly Coding[],
  attempt: AttemptScope,
): Uint8Array | Promise<Uint8Array> {
  if (codings.length === 0) return bytes;
  return decodeBytes(bytes, codings, limitsOf(attempt.call.options)).catch((error: unknown) => {
    throw attachCall(error, attempt);
  });
}
