// Files as request bodies.
import fs from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { BodyError } from '../../errors/body-error.ts';
import type { FileInput } from './body-input.ts';
import type { RequestBody } from './request-body.ts';
import { SourceChunks } from './source-chunks.ts';

/** Bytes per read: large, since each read has a cost, but small enough that a slow server accepts one within its limit. */
const PIECE_BYTES = 262_144;

/** Whether a body is given as `{ file }`. */
export function isFileInput(input: unknown): input is FileInput {
  if (typeof input !== 'object' || input === null || !Object.hasOwn(input, 'file')) return false;
  const { file } = input as FileInput;
  return (
    (typeof file === 'string' || file instanceof URL || isFileHandle(file)) && Object.keys(input).length === 1
  );
}

/** Whether a value is an open file. Node.js does not export its class. */
export function isFileHandle(value: unknown): value is FileHandle {
  if (typeof value !== 'object' || value === null) return false;
  const { fd, read, stat } = value as Partial<FileHandle>;
  return typeof fd === 'number' && typeof read === 'function' && typeof stat === 'function';
}

/**
 * The body of a file. Each attempt sends the current content.
 * @throws BodyError `ERR_SLUICE_BODY_SOURCE` if the file cannot be read, or shrinks while it is sent
 */
export function fileBody({ file }: FileInput): RequestBody {
  let length = sizeOf(file);
  return {
    replayable: true,
    contentType: undefined,
    get length() {
      return length;
    },
    open() {
      length = sizeOf(file);
      return length === 0 ? new Uint8Array() : new SourceChunks(contentOf(file, length));
    },
  };
}

/** The first `length` bytes of a file, even if it grows meanwhile. @throws Error if the file is shorter */
async function* contentOf(file: FileInput['file'], length: number): AsyncGenerator<Uint8Array> {
  let sent = 0;
  const pieces = isFileHandle(file)
    ? piecesOf(file, length)
    : (fs.createReadStream(file, {
        end: length - 1,
        highWaterMark: PIECE_BYTES,
      }) as AsyncIterable<Uint8Array>);
  for await (const piece of pieces) {
    sent += piece.length;
    yield piece;
  }
  if (sent < length) throw new Error(`the file ended after ${sent} of ${length} bytes`);
}

/** Reads by position, so that attempts and other readers of the file do not disturb each other. */
async function* piecesOf(file: FileHandle, length: number): AsyncGenerator<Uint8Array> {
  for (let position = 0; position < length;) {
    const size = Math.min(PIECE_BYTES, length - position);
    // oxlint-disable-next-line no-await-in-loop -- one piece after the other
    const { bytesRead, buffer } = await file.read(new Uint8Array(size), 0, size, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

function sizeOf(file: FileInput['file']): number {
  let stats: fs.Stats;
  try {
    stats = isFileHandle(file) ? fs.fstatSync(file.fd) : fs.statSync(file);
  } catch (cause) {
    const { code = 'unknown error' } = cause as NodeJS.ErrnoException;
    throw new BodyError('ERR_SLUICE_BODY_SOURCE', `the file to be sent cannot be read (${code})`, { cause });
  }
  if (stats.isFile()) return stats.size;
  throw new BodyError('ERR_SLUICE_BODY_SOURCE', 'the path of the file to be sent is not a regular file');
}
