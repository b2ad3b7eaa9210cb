import fs from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { BodyError } from '../../errors/body-error.ts';
import type { FileInput } from './body-input.ts';
import type { RequestBody } from './request-body.ts';
import { SourceChunks } from './source-chunks.ts';

/** Bytes read of an open file at a time. */
const PIECE = 65_536;

/** Whether a body was given as a file. */
export function isFileInput(input: unknown): input is FileInput {
  if (typeof input !== 'object' || input === null || !Object.hasOwn(input, 'file')) return false;
  const { file } = input as FileInput;
  return (
    (typeof file === 'string' || file instanceof URL || isFileHandle(file)) && Object.keys(input).length === 1
  );
}

/** Whether a value is an open file. Its class is not exported by Node.js. */
export function isFileHandle(value: unknown): value is FileHandle {
  if (typeof value !== 'object' || value === null) return false;
  const { fd, read, stat } = value as Partial<FileHandle>;
  return typeof fd === 'number' && typeof read === 'function' && typeof stat === 'function';
}

/**
 * The body of a file. Each attempt sends it as it is by then.
 * @throws BodyError `ERR_SLUICE_BODY_SOURCE` when it cannot be read, or ends before the length it had
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
      return length === 0 ? new Uint8Array() : new SourceChunks(whole(file, length));
    },
  };
}

/** So many bytes of a file: no more, should it grow meanwhile, and no fewer. */
async function* whole(file: FileInput['file'], length: number): AsyncGenerator<Uint8Array> {
  let sent = 0;
  const pieces = isFileHandle(file)
    ? piecesOf(file, length)
    : (fs.createReadStream(file, { end: length - 1 }) as AsyncIterable<Uint8Array>);
  for await (const piece of pieces) {
    sent += piece.length;
    yield piece;
  }
  if (sent < length) throw new Error(`the file ended after ${sent} of ${length} bytes`);
}

/** Reads by position, so that attempts and other readers of the file do not move one another. */
async function* piecesOf(file: FileHandle, length: number): AsyncGenerator<Uint8Array> {
  for (let position = 0; position < length;) {
    const size = Math.min(PIECE, length - position);
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
    throw new BodyError('ERR_SLUICE_BODY_SOURCE', 'the file to be sent cannot be read', { cause });
  }
  if (stats.isFile()) return stats.size;
  throw new BodyError('ERR_SLUICE_BODY_SOURCE', 'what is to be sent is no file');
}
