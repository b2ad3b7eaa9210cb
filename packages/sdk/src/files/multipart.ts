// Request bodies of `multipart/form-data`, with fields and files.
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isOptionError, type FileInput } from '@sluice/core';
import { escapeName, makeBoundary, toRequestBody } from '@sluice/core/internal';
import {
  exactContent,
  type BodyContent,
  type BodyStream,
  type ReplayableBody,
  type RequestBody,
} from '@sluice/core/transport';
import { option, refuse } from '@sluice/core/plugin';
import { JoinedContent } from './joined-content.ts';

/**
 * The content of a part: text, bytes, a Blob, a file as `{ file: path }`, a stream, or a function that is called for each
 * attempt and returns one of these, so that a stream can be sent again.
 */
export type PartContent =
  | Exclude<ReplayableBody, FormData | URLSearchParams>
  | BodyStream
  | (() => Exclude<ReplayableBody, FormData | URLSearchParams> | BodyStream);

/** A part with an explicit file name, type or length. */
export interface FormPart {
  /** The content. */
  readonly content: PartContent;
  /** The name of the file. Default: the name of a File or of a path; `blob` for other bytes; none for text. */
  readonly filename?: string | undefined;
  /** The media type. Default: the type of a Blob; `application/octet-stream` for other bytes; none for text. */
  readonly contentType?: string | undefined;
  /** The length of a stream in bytes. Then the length of the form is known, too. Checked while the part is sent. */
  readonly length?: number | undefined;
}

/** A field of a form. A number or a boolean is sent as text, `null` as empty text; `undefined` is left out. */
export type FieldInput = PartContent | FormPart | number | bigint | boolean | null | undefined;

/** The fields of a form, in order. An array repeats its name. */
export type MultipartFields =
  | { readonly [name: string]: FieldInput | readonly FieldInput[] }
  | Iterable<readonly [name: string, value: FieldInput]>;

/** One part, ready to be sent. */
interface ReadyPart {
  readonly head: Uint8Array;
  readonly body: RequestBody;
  /** The length that the caller stated. */
  readonly stated: number | undefined;
}

const PART_FIELDS = ['content', 'filename', 'contentType', 'length'];

const NEWLINE = Buffer.from('\r\n');

/**
 * Makes a `multipart/form-data` body of fields and files, for the option `body` of a call. Files are read while they are sent,
 * again for each attempt. The body has a `content-length` unless a part is a stream without `length`. It can be sent again
 * unless a part is a stream that was not given as a function.
 * @throws OptionError for a field that cannot be sent, or an unknown option of a part
 */
export function multipartBody(fields: MultipartFields): RequestBody {
  const boundary = makeBoundary();
  const parts = [...entriesOf(fields)].map(([name, value]) => readyPart(name, value, boundary));
  return new MultipartBody(parts, boundary);
}

/** Whether a value was made by {@link multipartBody}. */
export function isMultipartBody(value: unknown): value is RequestBody {
  return value instanceof MultipartBody;
}

class MultipartBody implements RequestBody {
  readonly contentType: string;
  readonly #parts: readonly ReadyPart[];
  readonly #tail: Uint8Array;

  constructor(parts: readonly ReadyPart[], boundary: string) {
    this.contentType = `multipart/form-data; boundary=${boundary}`;
    this.#parts = parts;
    this.#tail = Buffer.from(`--${boundary}--\r\n`);
  }

  get replayable(): boolean {
    return this.#parts.every(({ body }) => body.replayable);
  }

  get begun(): boolean {
    return this.#parts.some(({ body }) => !body.replayable && body.begun !== false);
  }

  get length(): number | undefined {
    let total = this.#tail.length;
    for (const { head, body, stated = body.length } of this.#parts) {
      if (stated === undefined) return undefined;
      total += head.length + stated + NEWLINE.length;
    }
    return total;
  }

  open(): BodyContent {
    const contents: BodyContent[] = [];
    try {
      for (const { head, body, stated } of this.#parts) {
        const content = body.open();
        contents.push(head, stated === undefined ? content : exactContent(content, stated), NEWLINE);
      }
    } catch (error) {
      // A later part could not be opened.
      void new JoinedContent(contents).return();
      throw error;
    }
    contents.push(this.#tail);
    return new JoinedContent(contents);
  }

  release(): void {
    for (const { body } of this.#parts) body.release?.();
  }
}

function* entriesOf(fields: unknown): Generator<[name: string, value: unknown]> {
  const isPairs = typeof fields === 'object' && fields !== null && Symbol.iterator in fields;
  if (!isPairs && !option.isOptions(fields))
    throw refuse('body.fields', fields, 'an object of fields, or pairs of name and value');
  for (const pair of isPairs ? (fields as Iterable<unknown>) : Object.entries(fields)) {
    if (!Array.isArray(pair) || pair.length !== 2 || typeof pair[0] !== 'string') {
      throw refuse('body.fields', pair, 'made of pairs [name, value]');
    }
    const [name, value] = pair as [string, unknown];
    for (const each of Array.isArray(value) ? (value as unknown[]) : [value])
      if (each !== undefined) yield [name, each];
  }
}

function readyPart(name: string, value: unknown, boundary: string): ReadyPart {
  const { content, filename, contentType, length } = partOf(name, value);
  if ((content as unknown) instanceof FormData)
    throw refuse(`body.${name}`, content, 'no FormData: a form cannot contain a form');
  const isText = typeof content === 'string';
  const body = bodyOf(
    name,
    isText && contentType === undefined ? content.replace(/\r\n|\r|\n/g, '\r\n') : content,
  );
  const file = filename ?? (isText ? undefined : nameOf(content));
  const type = contentType ?? (isText ? undefined : (body.contentType ?? 'application/octet-stream'));
  const disposition = `form-data; name="${escapeName(name)}"${file === undefined ? '' : `; filename="${escapeName(file)}"`}`;
  const lines = [`--${boundary}`, `Content-Disposition: ${disposition}`];
  if (type !== undefined) lines.push(`Content-Type: ${type.replace(/[\r\n\0]/g, '')}`);
  return { head: Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), body, stated: length };
}

function partOf(name: string, value: unknown): FormPart {
  if (value === null) return { content: '' };
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return { content: String(value) };
  if (!option.isOptions(value) || !('content' in value)) return { content: value as PartContent };
  const path = `body.${name}`;
  for (const key of Object.keys(value)) {
    if (!PART_FIELDS.includes(key)) throw option.unknownOption(`${path}.${key}`, PART_FIELDS);
  }
  const { content, filename, contentType, length } = value as unknown as FormPart;
  if (filename !== undefined) option.string(filename, `${path}.filename`);
  if (contentType !== undefined) option.string(contentType, `${path}.contentType`);
  if (length !== undefined) option.integer()(length, `${path}.length`);
  return { content, filename, contentType, length };
}

/** Makes the body of a part. @throws OptionError that names the field */
function bodyOf(name: string, content: unknown): RequestBody {
  try {
    return toRequestBody(content);
  } catch (error) {
    if (!isOptionError(error)) throw error;
    throw refuse(
      `body.${name}`,
      content,
      'text, bytes, a Blob, { file: path }, a stream, a function that returns one of these, or { content }',
    );
  }
}

/** The file name of a part. */
function nameOf(content: unknown): string {
  if (content instanceof File) return content.name;
  const { file } = Object(content) as Partial<FileInput>;
  if (typeof file === 'string') return basename(file);
  return file instanceof URL ? basename(fileURLToPath(file)) : 'blob';
}
