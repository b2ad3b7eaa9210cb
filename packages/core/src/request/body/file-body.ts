// Files as request bodies.
import fs from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { BodyError } from '../../errors/body-error.ts';
import type { FileInput } from './body-input.ts';
import { FilePieces } from './file-pieces.ts';
import type { BodyContent, RequestBody } from './request-body.ts';
import { SourceChunks } from './source-chunks.ts';

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
      return length === 0 ? new Uint8Array() : new FileChunks(file, length);
    },
  };
}

/** The content of a file. */
class FileChunks extends SourceChunks {
  readonly #pieces: FilePieces;

  constructor(file: FileInput['file'], length: number) {
    const pieces = new FilePieces(file, length);
    super(pieces);
    this.#pieces = pieces;
  }

  lend(): void {
    this.#pieces.lent = true;
  }
}

/**
 * For transports: if the content is a file, lets it read into the memory of a piece again once the next piece is requested. To
 * be called before the first piece is requested, if each piece has left the process by the time the next one is requested, and
 * if nothing else keeps pieces.
 */
export function lendPieces(content: BodyContent): void {
  if (content instanceof FileChunks) content.lend();
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
