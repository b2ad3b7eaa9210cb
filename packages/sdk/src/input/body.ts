// Turns the request body of a call into options of the client.
import type { BodyInput, QueryInput } from '@sluice/core';
import { option, refuse } from '@sluice/core/plugin';
import { isKind, type KindName } from '../declare/kinds.ts';
import type { Schema } from '../declare/schema.ts';
import { isMultipartBody, multipartBody, type MultipartFields } from '../files/multipart.ts';
import { checkInput } from './check-input.ts';

/** The options of a call that set its body. */
export interface BodyOptions {
  readonly json?: unknown;
  readonly form?: QueryInput;
  readonly body?: BodyInput;
  /** The `content-type`, unless the call sets one or the body has its own. */
  readonly contentType?: string | undefined;
}

/** Kinds whose bodies have no `content-type` unless the declaration or a Blob sets one. */
const BINARY: ReadonlySet<KindName> = new Set(['bytes', 'file', 'stream']);

/**
 * Makes the options of a body.
 * @param declared the declared body; undefined: a FormData, Blob, stream and the like is sent as it is, any other value as JSON
 * @param secret paths of fields whose issues are hidden
 * @throws OptionError for a value that does not match
 */
export async function bodyOptions(
  declared: Schema | undefined,
  value: unknown,
  secret: readonly string[],
): Promise<BodyOptions> {
  if (value === undefined && !(declared !== undefined && !isKind(declared))) return {};
  if (declared === undefined) return isRawBody(value) ? { body: value } : { json: value };
  if (!isKind(declared)) {
    const json = await checkInput(declared, value, 'body', secret);
    return json === undefined ? {} : { json };
  }
  const { kind, schema, contentType } = declared;
  // multipart() also accepts a complete form, which the schema of the fields does not describe.
  const isWhole = kind === 'multipart' && !isFields(value);
  const checked = schema === undefined || isWhole ? value : await checkInput(schema, value, 'body', secret);
  switch (kind) {
    case 'json':
      return { json: checked };
    case 'form':
      return { form: checked as QueryInput };
    case 'multipart':
      return { body: isFields(checked) ? multipartBody(checked) : (checked as BodyInput) };
    case 'empty':
      throw refuse('body', value, 'absent: the operation has no body');
    case 'text':
      if (typeof checked !== 'string') throw refuse('body', checked, 'a string');
      return { body: checked, contentType };
    case 'bytes':
    case 'file':
    case 'stream':
      return { body: checked as BodyInput, contentType: contentType ?? typeOf(kind, checked) };
  }
}

function typeOf(kind: KindName, value: unknown): string | undefined {
  const hasOwn = value instanceof Blob && value.type !== '';
  return BINARY.has(kind) && !hasOwn ? 'application/octet-stream' : undefined;
}

const BODIES = [FormData, URLSearchParams, Blob, ReadableStream, ArrayBuffer] as const;

/** Whether a value is sent as it is, not as JSON. */
function isRawBody(value: unknown): value is BodyInput {
  if (typeof value === 'function') return true;
  if (typeof value !== 'object' || value === null) return false;
  return (
    BODIES.some((kind) => value instanceof kind) || ArrayBuffer.isView(value) || Symbol.asyncIterator in value
  );
}

/** Whether a value is an object of the fields of a form, not a complete form. */
function isFields(value: unknown): value is MultipartFields {
  return option.isOptions(value) && !isMultipartBody(value);
}
