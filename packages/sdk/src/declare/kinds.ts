// The kinds of bodies that a schema cannot describe: bytes, text, forms, files, streams, and no body.
import type { FileHandle } from 'node:fs/promises';
import type { BodyInput, FileInput, QueryInput, StandardSchema } from '@sluice/core';
import type { BodyStream, RequestBody } from '@sluice/core/transport';
import type { MultipartFields } from '../files/multipart.ts';
import { checkSchema } from './check-schema.ts';

/** The names of the kinds. */
export type KindName = 'json' | 'text' | 'bytes' | 'form' | 'multipart' | 'file' | 'stream' | 'empty';

/** A kind of body. It stands where a schema can stand. */
export interface Kind<Input = unknown, Output = Input> extends StandardSchema<Input, Output> {
  /** The name of the kind. */
  readonly kind: KindName;
  /** The `content-type` it is sent with, unless the call sets one. */
  readonly contentType: string | undefined;
  /** Checks the fields of a form, or the value of a JSON body. */
  readonly schema: StandardSchema | undefined;
}

/** A value, or a function that returns it for each attempt. */
export type OrFactory<Value> = Value | (() => Value);

/** Bytes that can be sent. */
export type BytesInput = ArrayBufferView | ArrayBuffer | Blob;

function kind<Input, Output>(
  name: KindName,
  contentType?: string,
  schema?: StandardSchema,
): Kind<Input, Output> {
  if (schema !== undefined) checkSchema(schema, `${name}()`);
  return Object.freeze({
    kind: name,
    contentType,
    schema,
    '~standard': Object.freeze({
      version: 1 as const,
      vendor: 'sluice',
      validate: (value: unknown) => ({ value: value as Output }),
    }),
  });
}

/** JSON of the type `Value`, which is not checked at run time. */
export function json<Value = unknown>(): Kind<Value, Value> {
  return kind('json');
}

/**
 * Text in UTF-8.
 * @param type the `content-type` of a request body. Default: `text/plain;charset=UTF-8`
 */
export function text(type?: string): Kind<string, string> {
  return kind('text', type);
}

/**
 * Bytes. As a response body, all of them as a Uint8Array.
 * @param type the `content-type` of a request body. Default: `application/octet-stream`, or the type of a Blob
 */
export function bytes(type?: string): Kind<OrFactory<BytesInput>, Uint8Array<ArrayBuffer>> {
  return kind('bytes', type);
}

/** Fields as `application/x-www-form-urlencoded`, checked by the schema if one is given. For request bodies. */
// Overloads: as a default, the type of the fields would be inferred from the declaration around the kind.
export function form(): Kind<QueryInput, never>;
export function form<Input>(schema: StandardSchema<Input, unknown>): Kind<Input, never>;
export function form<Input>(schema?: StandardSchema<Input, unknown>): Kind<Input, never> {
  return kind('form', undefined, schema);
}

/** A complete form, which no schema checks. */
type WholeForm = FormData | Blob | RequestBody | (() => FormData | BodyStream);

/**
 * Fields and files as `multipart/form-data`, checked by the schema if one is given; or a FormData, the result of
 * `multipartBody()`, or a function that returns a FormData or a stream for each attempt. For request bodies.
 */
export function multipart(): Kind<MultipartFields | WholeForm, never>;
export function multipart<Input>(schema: StandardSchema<Input, unknown>): Kind<Input | WholeForm, never>;
export function multipart<Input>(schema?: StandardSchema<Input, unknown>): Kind<Input | WholeForm, never> {
  return kind('multipart', undefined, schema);
}

/**
 * A file, read again for each attempt. For request bodies.
 * @param type the `content-type`. Default: `application/octet-stream`, or the type of a Blob
 */
export function file(type?: string): Kind<OrFactory<FileInput | FileHandle | Blob>, never> {
  return kind('file', type);
}

/**
 * A stream. As a request body, a function is called for each attempt, so that the call can be retried; a stream is sent once.
 * As a response body, a stream of bytes: read or cancel it, since it holds its connection.
 * @param type the `content-type` of a request body. Default: `application/octet-stream`
 */
export function stream(type?: string): Kind<BodyStream | (() => BodyInput), ReadableStream<Uint8Array>> {
  return kind('stream', type);
}

/** No body. As a response body: `undefined`; a body that the server sends is ignored. */
export function empty(): Kind<undefined, undefined> {
  return kind('empty');
}

/** Whether a schema is a kind. */
export function isKind(given: StandardSchema): given is Kind {
  return given['~standard'].vendor === 'sluice' && 'kind' in given;
}
