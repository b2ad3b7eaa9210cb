// Reads the body of an answer as its declaration says for the status.
import type { BufferedResponse, HttpErrorResponse, HttpHeaders } from '@sluice/core';
import { isKind } from '../declare/kinds.ts';
import type { AnyDeclaration } from '../declare/op.ts';
import type { Schema } from '../declare/schema.ts';
import type { DriftCheck } from './drift.ts';

/** Bodies by status, as declared. */
type Table = Readonly<Record<string, Schema | undefined>>;

/** How one body is read: by a schema, or by its `content-type`. */
export type BodyReader = Schema | 'by type';

/** The reader of a successful answer; undefined if its status is not declared. */
export function okReader({ ok }: AnyDeclaration, status: number): BodyReader | undefined {
  const isSuccess = status >= 200 && status <= 299;
  if (ok === undefined) return isSuccess ? 'by type' : undefined;
  const table = ok as Table;
  return table[status] ?? (isSuccess ? table['2XX'] : undefined);
}

/** The reader of an unsuccessful answer; undefined if its status is not declared. */
export function errorReader({ err }: AnyDeclaration, status: number): BodyReader | undefined {
  if (err === undefined) return 'by type';
  const table = err as Table;
  return table[status] ?? table[`${Math.trunc(status / 100)}XX`] ?? table['default'];
}

/** Whether a successful answer may be a stream, so that its body must not be read as part of the call. */
export function mayStream({ ok }: AnyDeclaration): boolean {
  return Object.values((ok ?? {}) as Table).some(
    (schema) => schema !== undefined && isKind(schema) && schema.kind === 'stream',
  );
}

/** The `accept` of an operation, unless its headers set one. */
export function acceptOf({ ok }: AnyDeclaration): string {
  if (ok === undefined) return 'application/json, */*;q=0.8';
  const readers: readonly (Schema | undefined)[] = Object.values(ok as Table);
  const isOther = readers.some(
    (schema) => schema !== undefined && isKind(schema) && schema.kind !== 'json' && schema.kind !== 'empty',
  );
  return isOther ? '*/*' : 'application/json';
}

/**
 * Reads the body of a successful answer.
 * @throws BodyError if it cannot be decoded; SchemaError if it does not match its schema in the drift mode `throw`
 */
export function readBody(response: BufferedResponse, reader: BodyReader, drift: DriftCheck): unknown {
  if (reader === 'by type') return readByType(response.headers, response);
  if (!isKind(reader)) return response.json(drift.schema(reader, `status ${response.status}`));
  switch (reader.kind) {
    case 'empty':
      return undefined;
    case 'text':
      return response.text();
    case 'bytes':
      return response.bytes();
    default:
      return response.json();
  }
}

/** A body in each form that a `content-type` can stand for. */
interface Readable {
  json(): unknown;
  text(): string;
  bytes(): Uint8Array<ArrayBuffer>;
}

function readByType(headers: HttpHeaders, body: Readable): unknown {
  const bytes = body.bytes();
  if (bytes.length === 0) return undefined;
  const type = (headers.get('content-type') ?? 'application/json').toLowerCase();
  if (/^[^;]*\bjson\b/.test(type)) return body.json();
  return type.startsWith('text/') ? body.text() : bytes;
}

/**
 * Reads the body that the error of an unsuccessful answer holds.
 * @throws SyntaxError if it is not JSON; SchemaError if it does not match its schema in the drift mode `throw`
 */
export async function readErrorBody(
  { status, headers, body }: HttpErrorResponse,
  reader: BodyReader,
  drift: DriftCheck,
): Promise<unknown> {
  const text = (): string => new TextDecoder().decode(body);
  const json = (): unknown => (body.length === 0 ? undefined : JSON.parse(text()));
  const bytes = (): Uint8Array<ArrayBuffer> => new Uint8Array(body);
  if (reader === 'by type') return readLoosely(headers, { json, text, bytes });
  if (!isKind(reader)) return await drift.check(json(), reader, `status ${status}`);
  switch (reader.kind) {
    case 'empty':
      return undefined;
    case 'text':
      return text();
    case 'bytes':
      return bytes();
    default:
      return json();
  }
}

/** Reads a body by its `content-type`, or as text if that fails: an undeclared body cannot violate its declaration. */
function readLoosely(headers: HttpHeaders, body: Readable): unknown {
  try {
    return readByType(headers, body);
  } catch {
    return body.text();
  }
}
