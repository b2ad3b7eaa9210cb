// Conversions of a whole body: to text, JSON, validated JSON, and bytes in their own buffer.
import { constants } from 'node:buffer';
import type { HttpHeaders } from '../headers/headers.ts';
import type { AttemptScope } from '../lifecycle/attempt-scope.ts';
import { attachCall } from '../errors/base.ts';
import { BodyError } from '../errors/body-error.ts';
import { safeText } from '../errors/redact.ts';
import { SchemaError } from '../errors/schema-error.ts';
import type { StandardSchema } from '../options/standard-schema.ts';

/** The bytes in a buffer of exactly their length, as in fetch. Received bytes may be part of a larger buffer. */
export function exactBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer, byteLength } = bytes;
  const isExact = buffer instanceof ArrayBuffer && buffer.byteLength === byteLength;
  return isExact ? new Uint8Array(buffer) : new Uint8Array(bytes);
}

/**
 * Decodes UTF-8 text, without its byte order mark.
 * @param attempt the attempt that received it, for the error
 * @throws BodyError `ERR_SLUICE_BODY_LIMIT` if the text is longer than a string can be
 */
export function decodeText(bytes: Uint8Array, attempt: AttemptScope): string {
  const buffer = Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  try {
    return hasMark ? buffer.toString('utf8', 3) : buffer.toString();
  } catch (cause) {
    const message = `the body is longer than a string can be (${constants.MAX_STRING_LENGTH})`;
    const details = { bytes: bytes.length, cause };
    throw attachCall(new BodyError('ERR_SLUICE_BODY_LIMIT', message, details), attempt);
  }
}

/** The part of a response that an error of its body describes. */
interface Received {
  readonly status: number;
  readonly headers: HttpHeaders;
  readonly attempt: AttemptScope;
}

/**
 * Parses JSON in UTF-8. An empty body is `undefined`, since a 204 and an empty 200 as the response to a `DELETE` mean the
 * same; a schema decides whether `undefined` is allowed.
 * @param response the response that it belongs to, for the error
 * @throws BodyError `ERR_SLUICE_BODY_DECODE` if the body is not JSON; as {@link decodeText}
 */
export function parseJson(bytes: Uint8Array, response: Received): unknown {
  if (bytes.length === 0) return undefined;
  const text = decodeText(bytes, response.attempt);
  try {
    return JSON.parse(text);
  } catch {
    throw attachCall(notJson(bytes.length, response), response.attempt);
  }
}

/** The error of a body that is not JSON. It omits the parser's message, which quotes the body, as that may be secret. */
function notJson(size: number, { status, headers }: Received): BodyError {
  const type = headers.get('content-type');
  const what = type === null ? '' : ` of ${safeText(type, 60)}`;
  const message = `the body is not JSON: ${size} bytes${what} (status ${status})`;
  return new BodyError('ERR_SLUICE_BODY_DECODE', message, { bytes: size });
}

/** Validates a value and returns the output of the schema. @throws SchemaError if the value does not match */
export async function validate(
  value: unknown,
  schema: StandardSchema,
  attempt: AttemptScope,
): Promise<unknown> {
  const result = await schema['~standard'].validate(value);
  if (result.issues !== undefined) throw attachCall(new SchemaError(result.issues), attempt);
  return result.value;
}
