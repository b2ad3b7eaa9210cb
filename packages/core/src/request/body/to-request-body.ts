import { types } from 'node:util';
import { refuse } from '../../errors/option-error.ts';
import { BodyError } from '../../errors/body-error.ts';
import { exactContent } from './exact-length.ts';
import { fileBody, isFileHandle, isFileInput } from './file-body.ts';
import { isDetached, isLost } from './lost-view.ts';
import { encodeMultipart, makeBoundary } from './multipart.ts';
import { closeSource, SourceChunks } from './source-chunks.ts';

import type { RequestBody } from './request-body.ts';

/**
 * A request body from what a user gave.
 * @param boundary of a form, when it must be the same again
 * @throws OptionError when it is none of the kinds of {@link BodyInput}.
 */
export function toRequestBody(input: unknown, boundary?: string): RequestBody {
  if (typeof input === 'string') return bytesBody(Buffer.from(input), 'text/plain;charset=UTF-8');
  if (ArrayBuffer.isView(input)) return bytesBody(bytesOfView(input), undefined);
  if (types.isAnyArrayBuffer(input)) {
    if (isDetached(input)) throw refuseLost(input);
    return bytesBody(new Uint8Array(input), undefined);
  }
  if (input instanceof URLSearchParams) {
    return bytesBody(Buffer.from(input.toString()), 'application/x-www-form-urlencoded;charset=UTF-8');
  }
  if (input instanceof FormData) {
    const { blob, contentType } = encodeMultipart(input, boundary);
    return blobBody(blob, contentType);
  }
  if (input instanceof Blob) return blobBody(input, input.type === '' ? undefined : input.type);
  if (typeof input === 'function') return factoryBody(input as () => unknown);
  if (isAsyncIterable(input)) return streamBody(input);
  if (isFileInput(input)) return fileBody(input);
  if (isFileHandle(input)) return fileBody({ file: input });
  refusePromise('body', input, ', or give an async generator function');
  throw refuse(
    'body',
    input,
    'a string, Uint8Array or other view, ArrayBuffer, Blob, FormData, URLSearchParams, { file: path }, file handle, stream, async iterable or function that returns one of them',
  );
}

/** A JSON body. @throws OptionError when the value cannot be expressed as JSON. */
export function toJsonBody(value: unknown): RequestBody {
  refusePromise('json', value);
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (cause) {
    throw Object.assign(refuse('json', value, 'a value that JSON can express'), { cause });
  }
  if (text === undefined) throw refuse('json', value, 'a value that JSON can express');
  return bytesBody(Buffer.from(text), 'application/json');
}

/** A forgotten `await`: as JSON it would be sent as `{}`. */
function refusePromise(option: string, given: unknown, more = ''): void {
  if (!(given instanceof Promise)) return;
  // Nobody else hears of its failure, now that it is not waited for.
  given.catch(() => undefined);
  throw refuse(option, given, `a value and not a promise of one: await it${more}`);
}

function bytesOfView(view: ArrayBufferView): Uint8Array {
  if (isLost(view)) throw refuseLost(view);
  return view instanceof Uint8Array ? view : new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

function refuseLost(given: unknown): Error {
  return refuse('body', given, 'bytes that are still there: their ArrayBuffer was transferred or shrunk');
}

function bytesBody(bytes: Uint8Array, contentType: string | undefined): RequestBody {
  const { length } = bytes;
  // The caller may have transferred or resized the buffer before a later attempt.
  return { replayable: true, contentType, length, open: () => exactContent(bytes, length) };
}

function blobBody(blob: Blob, contentType: string | undefined): RequestBody {
  const length = blob.size;
  return {
    replayable: true,
    contentType,
    length,
    // A Blob of a file may yield another number of bytes than its size says.
    open: () => exactContent(new SourceChunks(blob.stream() as AsyncIterable<unknown>), length),
  };
}

function streamBody(stream: AsyncIterable<unknown>): RequestBody {
  let opened = false;
  return {
    replayable: false,
    contentType: undefined,
    length: undefined,
    open() {
      if (opened) throw notReplayable();
      opened = true;
      return new SourceChunks(stream);
    },
    release() {
      if (!opened) closeSource(stream);
      opened = true;
    },
  };
}

function factoryBody(make: () => unknown): RequestBody {
  const boundary = makeBoundary();
  // Made now, because its content type is part of the request.
  let latest = toRequestBodyOf(make(), boundary);
  let unused = true;
  return {
    replayable: true,
    contentType: latest.contentType,
    get length() {
      return latest.length;
    },
    open() {
      if (!unused) latest = toRequestBodyOf(make(), boundary);
      unused = false;
      return latest.open();
    },
    release() {
      if (unused) latest.release?.();
      unused = false;
    },
  };
}

function toRequestBodyOf(made: unknown, boundary: string): RequestBody {
  if (typeof made === 'function')
    throw refuse('body', made, 'a function that returns a body, not a function');
  return toRequestBody(made, boundary);
}

/** The refusal to send a one-shot stream a second time. */
export function notReplayable(): BodyError {
  return new BodyError(
    'ERR_SLUICE_BODY_NOT_REPLAYABLE',
    'the request body is a stream that was already read; give a function that returns a new stream to make it replayable',
  );
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
