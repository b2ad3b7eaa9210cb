// Creates request bodies from the values that callers give.
import { types } from 'node:util';
import { refuse } from '../../errors/option-error.ts';
import { isOptions } from '../../options/parsers.ts';
import { CheckedBody } from './checked-body.ts';
import { exactContent } from './exact-length.ts';
import { fileBody, isFileHandle, isFileInput } from './file-body.ts';
import { isForm } from './is-form.ts';
import { isDetached, isLost } from './lost-view.ts';
import { encodeMultipart, makeBoundary } from './multipart.ts';
import { OneShotSource } from './one-shot-source.ts';
import { SizedStream } from './sized-stream.ts';
import { closeSource, SourceChunks } from './source-chunks.ts';
import { isRequestBody, releaseBody, type BodyContent, type RequestBody } from './request-body.ts';

/**
 * Creates a request body from a {@link BodyInput}.
 * @param boundary the boundary of a form. Default: a random one
 * @throws OptionError for a value of another kind
 */
export function toRequestBody(input: unknown, boundary?: string): RequestBody {
  if (input instanceof SizedStream) return new SizedBody(input);
  if (typeof input === 'object' && input !== null && isRequestBody(input)) return new CheckedBody(input);
  return isStream(input) ? new OneShotBody(input) : toBody(input, boundary);
}

function toBody(input: unknown, boundary: string | undefined): RequestBody {
  if (typeof input === 'string') return bytesBody(Buffer.from(input), 'text/plain;charset=UTF-8');
  if (ArrayBuffer.isView(input)) return bytesBody(bytesOfView(input), undefined);
  if (types.isAnyArrayBuffer(input)) {
    if (isDetached(input)) throw refuseLost(input);
    return bytesBody(new Uint8Array(input), undefined);
  }
  if (input instanceof URLSearchParams) {
    return bytesBody(Buffer.from(input.toString()), 'application/x-www-form-urlencoded;charset=UTF-8');
  }
  if (isForm(input)) {
    const { blob, contentType } = encodeMultipart(input, boundary);
    return blobBody(blob, contentType);
  }
  if (input instanceof Blob) return blobBody(input, input.type === '' ? undefined : input.type);
  if (typeof input === 'function') return factoryBody(input as () => unknown);
  if (isFileInput(input)) return fileBody(input);
  if (isFileHandle(input)) return fileBody({ file: input });
  refusePromise('body', input, ', or give an async generator function');
  throw refuse(
    'body',
    input,
    'a string, Uint8Array or other view, ArrayBuffer, Blob, FormData, URLSearchParams, { file: path }, file handle, stream, async iterable or function that returns one of them',
    isOptions(input) || Array.isArray(input) ? "use 'json'" : undefined,
  );
}

/** Creates a JSON body. @throws OptionError if the value cannot be expressed as JSON */
export function toJsonBody(value: unknown): RequestBody {
  refusePromise('json', value);
  if (losesContent(value)) throw refuse('json', value, JSON_VALUE, "use 'body'");
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (cause) {
    throw Object.assign(refuse('json', value, JSON_VALUE, whyNotJson(cause)), { cause });
  }
  if (text === undefined) throw refuse('json', value, JSON_VALUE);
  return bytesBody(Buffer.from(text), 'application/json');
}

const JSON_VALUE = 'a value that JSON can express';

/** Whether a value is a body of another kind that JSON would reduce to `{}`. */
function losesContent(value: unknown): boolean {
  return (
    isForm(value) ||
    value instanceof URLSearchParams ||
    value instanceof Blob ||
    value instanceof ReadableStream ||
    types.isAnyArrayBuffer(value)
  );
}

/** Why a value is not JSON, without the message of the error, which names properties. */
function whyNotJson(cause: unknown): string | undefined {
  const { message } = cause as Error;
  if (/BigInt/.test(message)) return 'it contains a bigint: make it a string or a number';
  return /circular/.test(message) ? 'it contains itself' : undefined;
}

/** Refuses a promise, since its `await` was forgotten. As JSON, it would be sent as `{}`. */
function refusePromise(option: string, given: unknown, more = ''): void {
  if (!(given instanceof Promise)) return;
  // The refusal replaces the failure of the promise, which would be an unhandled rejection.
  given.catch(() => undefined);
  throw refuse(option, given, `a value, not a promise: await it${more}`);
}

/** The bytes of a view. @throws OptionError if the view has lost its memory */
export function bytesOfView(view: ArrayBufferView): Uint8Array {
  if (isLost(view)) throw refuseLost(view);
  return view instanceof Uint8Array ? view : new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

function refuseLost(given: unknown): Error {
  return refuse('body', given, 'bytes whose ArrayBuffer was not transferred or shrunk');
}

function bytesBody(bytes: Uint8Array, contentType: string | undefined): RequestBody {
  const { length } = bytes;
  // Checked per attempt, since the caller may transfer or resize the buffer meanwhile.
  return { replayable: true, contentType, length, open: () => exactContent(bytes, length) };
}

function blobBody(blob: Blob, contentType: string | undefined): RequestBody {
  const length = blob.size;
  return {
    replayable: true,
    contentType,
    length,
    // Checked, since a Blob of a file may yield another number of bytes than its size.
    open: () => exactContent(new SourceChunks(blob.stream() as AsyncIterable<unknown>), length),
  };
}

class OneShotBody extends OneShotSource implements RequestBody {
  readonly replayable = false;
  readonly contentType = undefined;
  readonly length = undefined;
}

/** The body of a stream whose length is stated. */
class SizedBody implements RequestBody {
  readonly replayable = false;
  readonly contentType = undefined;
  readonly length: number;
  readonly #source: OneShotSource;

  constructor({ stream, length }: SizedStream) {
    this.#source = new OneShotSource(stream);
    this.length = length;
  }

  get begun(): boolean {
    return this.#source.begun;
  }

  /** @throws as {@link OneShotSource.open} */
  open(): BodyContent {
    return exactContent(this.#source.open(), this.length);
  }

  release(): void {
    this.#source.release();
  }
}

/** The body of a stream that a factory created for one attempt. */
function streamBody(stream: AsyncIterable<unknown>): RequestBody {
  return {
    replayable: false,
    contentType: undefined,
    length: undefined,
    open: () => new SourceChunks(stream),
    release: () => closeSource(stream),
  };
}

function factoryBody(make: () => unknown): RequestBody {
  const boundary = makeBoundary();
  // Created at once, since its content type is part of the request.
  let latest = bodyOfFactory(make(), boundary);
  let unused = true;
  return {
    replayable: true,
    contentType: latest.contentType,
    get length() {
      return latest.length;
    },
    open() {
      if (!unused) latest = bodyOfFactory(make(), boundary);
      unused = false;
      return latest.open();
    },
    release() {
      if (unused) releaseBody(latest);
      unused = false;
    },
  };
}

function bodyOfFactory(made: unknown, boundary: string): RequestBody {
  if (typeof made === 'function')
    throw refuse('body', made, 'a function that returns a body, not a function');
  return isStream(made) ? streamBody(made) : toBody(made, boundary);
}

/** Closes a stream that will not be sent. Other inputs hold nothing open. */
export function closeInput(input: unknown): void {
  if (isStream(input)) closeSource(input);
}

/** Whether a value is a stream. Bodies of other kinds may have an async iterator too. */
function isStream(value: unknown): value is AsyncIterable<unknown> {
  if (typeof value !== 'object' || value === null || !(Symbol.asyncIterator in value)) return false;
  return !(value instanceof Blob || value instanceof URLSearchParams || isForm(value));
}
